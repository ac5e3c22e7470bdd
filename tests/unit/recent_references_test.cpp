// SPDX-License-Identifier: Apache-2.0
// What a long batch knows of the references it has posted: never "new" of one that is there.
#include "recent_references.hpp"

#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace almoner {
namespace {

std::vector<std::uint64_t> hashes(std::size_t count, std::uint64_t seed) {
  std::mt19937_64 random{seed};
  std::vector<std::uint64_t> made(count);
  for (std::uint64_t& hash : made) hash = random();
  return made;
}

TEST(RecentReferences, HasNothingAtFirst) {
  const RecentReferences references;
  for (const std::uint64_t hash : hashes(1'000, 1)) EXPECT_FALSE(references.may_have(hash));
}

TEST(RecentReferences, HasWhatWasAddedHoweverMany) {
  RecentReferences references;
  const std::vector<std::uint64_t> added = hashes(200'000, 2);
  for (const std::uint64_t hash : added) references.add(hash);
  for (const std::uint64_t hash : added) ASSERT_TRUE(references.may_have(hash));
}

TEST(RecentReferences, AsksTheStoreForFewThatAreNew) {
  RecentReferences references;
  for (const std::uint64_t hash : hashes(200'000, 3)) references.add(hash);
  int taken_for_known = 0;
  for (const std::uint64_t hash : hashes(200'000, 4)) taken_for_known += references.may_have(hash) ? 1 : 0;
  // 200,000 lookups among 200,000 of 2^40: four in a hundred runs meet one.
  EXPECT_LE(taken_for_known, 2);
}

TEST(RecentReferences, TellsHashesApartThatDifferInTheirFirstOrLastBits) {
  RecentReferences references;
  references.add(0x1234'5678'0000'0001);
  EXPECT_TRUE(references.may_have(0x1234'5678'0000'0001));
  EXPECT_FALSE(references.may_have(0x1234'5678'0000'0002));
  EXPECT_FALSE(references.may_have(0x1234'5679'0000'0001));
}

TEST(RecentReferences, HasHashesThatBeginWithZeros) {
  RecentReferences references;
  for (std::uint64_t hash = 0; hash < 300; ++hash) references.add(hash);
  for (std::uint64_t hash = 0; hash < 300; ++hash) EXPECT_TRUE(references.may_have(hash));
}

TEST(RecentReferences, ForgetsWhatItIsToldToForget) {
  RecentReferences references;
  references.add(7);
  references.clear();
  EXPECT_FALSE(references.may_have(7));
  references.add(8);
  EXPECT_TRUE(references.may_have(8));
}

}  // namespace
}  // namespace almoner

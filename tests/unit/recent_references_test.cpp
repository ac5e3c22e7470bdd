// SPDX-License-Identifier: Apache-2.0
// What a writer knows of the references that were posted: never "new" of one that is there.
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

TEST(RecentReferences, TellsHashesApartThatDifferInTheFirstOrTheLastOfItsBits) {
  RecentReferences references;
  references.add(0x1234'5678'9a00'0000);
  EXPECT_TRUE(references.may_have(0x1234'5678'9a00'0000));
  EXPECT_FALSE(references.may_have(0x1234'5678'9b00'0000));
  EXPECT_FALSE(references.may_have(0x1334'5678'9a00'0000));
}

TEST(RecentReferences, HasHashesThatBeginWithZeros) {
  RecentReferences references;
  for (std::uint64_t hash = 0; hash < 300; ++hash) references.add(hash);
  for (std::uint64_t hash = 0; hash < 300; ++hash) EXPECT_TRUE(references.may_have(hash));
}

TEST(RecentReferences, TakesUpAllOfAnother) {
  RecentReferences all, more;
  const std::vector<std::uint64_t> first = hashes(3'000, 5), second = hashes(5'000, 6);
  all.add_all(more);  // nothing to nothing
  for (const std::uint64_t hash : second) more.add(hash);
  all.add_all(more);
  more.clear();
  for (const std::uint64_t hash : first) more.add(hash);
  all.add_all(more);
  all.add_all(RecentReferences{});
  for (const auto* added : {&first, &second})
    for (const std::uint64_t hash : *added) ASSERT_TRUE(all.may_have(hash));
  EXPECT_FALSE(all.may_have(7));
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

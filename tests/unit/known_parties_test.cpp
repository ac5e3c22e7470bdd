// SPDX-License-Identifier: Apache-2.0
// What a writer knows by heart of the register of parties: a party is who it was said to be, or unknown.
#include "known_parties.hpp"

#include <string>

#include <gtest/gtest.h>

namespace almoner {
namespace {

std::string id(int number) { return "donor-" + std::to_string(number); }

TEST(KnownParties, KnowsNobodyAtFirst) {
  const KnownParties parties;
  EXPECT_FALSE(parties.find(id(1)));
  EXPECT_FALSE(parties.find(""));
  EXPECT_FALSE(parties.is_full());
}

TEST(KnownParties, KnowsWhereEachWasDeclaredAndWhetherItIsPublic) {
  KnownParties parties;
  for (int i = 0; i < 60'000; ++i) parties.add(id(i), {static_cast<Id>(7 + i), i % 3 == 0});
  for (int i = 0; i < 60'000; ++i) {
    const auto found = parties.find(id(i));
    ASSERT_TRUE(found) << id(i);
    EXPECT_EQ(found->seq, static_cast<Id>(7 + i));
    EXPECT_EQ(found->is_public, i % 3 == 0);
  }
  for (int i = 60'000; i < 120'000; ++i) ASSERT_FALSE(parties.find(id(i))) << id(i);
}

TEST(KnownParties, TellsApartIdsThatBeginAlikeHoldZerosOrAreOfAnyLength) {
  KnownParties parties;
  const std::string zero("a\0b", 3), long_one(5'000, 'x');
  Id seq = 1;
  for (const std::string& one : {std::string("a"), std::string("ab"), zero, long_one, std::string("王五")}) parties.add(one, {seq++, false});
  EXPECT_EQ(parties.find("a")->seq, 1U);
  EXPECT_EQ(parties.find("ab")->seq, 2U);
  EXPECT_EQ(parties.find(zero)->seq, 3U);
  EXPECT_EQ(parties.find(long_one)->seq, 4U);
  EXPECT_EQ(parties.find("王五")->seq, 5U);
  EXPECT_FALSE(parties.find(long_one.substr(1)));
  EXPECT_FALSE(parties.find("王"));
}

TEST(KnownParties, IsFullOfManyOrOfLongOnesAndEmptyOnceCleared) {
  KnownParties many, long_ones;
  int added = 0;
  while (!many.is_full()) many.add(id(added++), {1, false});
  EXPECT_EQ(added, 65'536);
  int long_added = 0;
  while (!long_ones.is_full()) long_ones.add(id(long_added++) + std::string(60'000, 'x'), {1, false});
  EXPECT_LT(long_added, 300);
  for (KnownParties* parties : {&many, &long_ones}) {
    parties->clear();
    EXPECT_FALSE(parties->is_full());
    EXPECT_FALSE(parties->find(id(0)));
    parties->add(id(0), {9, true});
    EXPECT_EQ(parties->find(id(0))->seq, 9U);
  }
}

}  // namespace
}  // namespace almoner

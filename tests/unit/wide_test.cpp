// SPDX-License-Identifier: Apache-2.0
#include "value/wide.hpp"
#include "value/assert.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace almoner {
namespace {

constexpr Units units_min = std::numeric_limits<Units>::min();
constexpr Units units_max = std::numeric_limits<Units>::max();

TEST(Narrow, GivesBackWhatFitsAndRefusesOneMore) {
  EXPECT_EQ(narrow(Wide{units_max}), units_max);
  EXPECT_EQ(narrow(Wide{units_min}), units_min);
  EXPECT_THROW(narrow(Wide{units_max} + 1), OutOfRange);
  EXPECT_THROW(narrow(Wide{units_min} - 1), OutOfRange);
}

TEST(CheckedSums, RefuseToWrap) {
  EXPECT_EQ(checked_add(units_max - 1, 1), units_max);
  EXPECT_THROW(checked_add(units_max, 1), OutOfRange);
  EXPECT_THROW(checked_add(units_min, -1), OutOfRange);
  EXPECT_EQ(checked_sub(units_min + 1, 1), units_min);
  EXPECT_THROW(checked_sub(units_min, 1), OutOfRange);
  EXPECT_THROW(checked_sub(0, units_min), OutOfRange);
  EXPECT_EQ(checked_negate(units_max), -units_max);
  EXPECT_THROW(checked_negate(units_min), OutOfRange);
}

TEST(CheckedSums, AreCaughtAsTheStandardsOverflowError) {
  EXPECT_THROW(checked_add(units_max, 1), std::overflow_error);
}

TEST(Wide, RefusesToWrapAt128Bits) {
  Wide wide = Wide{units_max} * units_max;
  EXPECT_EQ(wide * 4 / 4, wide);
  EXPECT_THROW(wide *= 5, std::overflow_error);
  Wide sum = std::numeric_limits<Wide>::max();
  EXPECT_THROW(sum += 1, std::overflow_error);
}

TEST(FloorShare, RoundsDownEachPrefixOfALot) {
  EXPECT_EQ(floor_share(100, 0, 3), 0);
  EXPECT_EQ(floor_share(100, 1, 3), 33);
  EXPECT_EQ(floor_share(100, 2, 3), 66);
  EXPECT_EQ(floor_share(100, 3, 3), 100);
  EXPECT_EQ(floor_share(0, 2, 3), 0);
}

TEST(FloorShare, MakesPartsThatSumToTheWholeWithoutARemainder) {
  for (Units quantity = 1; quantity <= 40; ++quantity) {
    for (Units value = 0; value <= 100; ++value) {
      Units sum = 0;
      for (Units x = 0; x < quantity; ++x) {
        const Units part = floor_share(value, x + 1, quantity) - floor_share(value, x, quantity);
        ASSERT_GE(part, 0);
        sum += part;
      }
      ASSERT_EQ(sum, value);
    }
  }
}

TEST(FloorShare, IsExactWhereTheProductNeeds128Bits) {
  EXPECT_EQ(floor_share(units_max, units_max, units_max), units_max);
  EXPECT_EQ(floor_share(units_max, units_max - 1, units_max), units_max - 1);
  EXPECT_EQ(floor_share(units_max, 1, 2), units_max / 2);
  EXPECT_EQ(floor_share(units_max, units_max / 2, units_max), units_max / 2);
  EXPECT_EQ(
      floor_share(9'000'000'000'000'000'001, 3'000'000'000'000'000'000, 9'000'000'000'000'000'000),
      3'000'000'000'000'000'000);
}

TEST(CeilDivProduct, RoundsUpExactly) {
  EXPECT_EQ(ceil_div_product(0, 5, 3), 0);
  EXPECT_EQ(ceil_div_product(2, 3, 6), 1);
  EXPECT_EQ(ceil_div_product(2, 3, 5), 2);
  EXPECT_EQ(ceil_div_product(units_max, units_max, units_max), units_max);
  EXPECT_EQ(ceil_div_product(units_max, units_max - 1, units_max), units_max - 1);
  EXPECT_EQ(ceil_div_product(units_max, 3, 4), 6'917'529'027'641'081'856);
  EXPECT_THROW(ceil_div_product(units_max, 2, 1), OutOfRange);
  EXPECT_EQ(ceil_div_product(units_max, 1, 2), units_max / 2 + 1);
}

TEST(CeilDivProduct, IsTheLeastOffsetWhoseShareReachesAValue) {
  // What trace needs: the first unit of a lot at which the value so far is at least v.
  for (Units quantity = 1; quantity <= 25; ++quantity) {
    for (Units value = 1; value <= 60; ++value) {
      for (Units wanted = 0; wanted <= value; ++wanted) {
        Units offset = 0;
        while (floor_share(value, offset, quantity) < wanted) ++offset;
        ASSERT_EQ(ceil_div_product(wanted, quantity, value), offset);
      }
    }
  }
}

TEST(AssertDeathTest, StopsTheProgramInReleaseToo) {
  EXPECT_DEATH(ALMONER_ASSERT(1 + 1 == 3),
               "wide_test.cpp:[0-9]+: almoner: this must hold and does not: 1 \\+ 1 == 3");
  EXPECT_DEATH(floor_share(1, 2, 1), "wide.hpp:");
  ALMONER_ASSERT(1 + 1 == 2);
}

}  // namespace
}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// Lines of lots by themselves, such as a damaged book may give them: some of whose lots nobody knows.
#include <gtest/gtest.h>

#include <almoner/error.hpp>

#include "book/choose.hpp"
#include "book/line.hpp"

namespace almoner {
namespace {

constexpr LineKey lamps{1, 2, 3};

/// Lots [5, 10) and [20, 30), at one fen a unit; units [5, 30) are free.
Line with_gaps() {
  Line line{lamps, 30, 30};
  line.learn_free({5, 30});
  line.learn({5, 5, 5, 5, 7, "", {}});
  line.learn({20, 10, 10, 20, 9, "", {}});
  return line;
}

TEST(Line, KnowsNoLotBeforeTheFirstNorInAGap) {
  const Line line = with_gaps();
  EXPECT_EQ(line.lot_at(4), nullptr);
  ASSERT_NE(line.lot_at(9), nullptr);
  EXPECT_EQ(line.lot_at(9)->seq, 7U);
  EXPECT_EQ(line.lot_at(10), nullptr);
  EXPECT_EQ(line.lot_at(20)->seq, 9U);
}

TEST(Line, SaysNoValueOfUnitsWhoseLotsItDoesNotKnow) {
  const Line line = with_gaps();
  EXPECT_EQ(line.value_of({6, 8}), 2);
  EXPECT_EQ(line.value_of({8, 22}), 14) << "what both ends say";
  EXPECT_THROW(line.value_of({2, 8}), Corrupt);
  EXPECT_THROW(line.value_of({8, 12}), Corrupt);
}

TEST(Line, TakesUnitsOfUnknownLotsAndKeepsTheLotsBesideThem) {
  Line line = with_gaps();
  line.take({10, 15});
  EXPECT_NE(line.lot_at(5), nullptr);
  line.take({5, 10});
  EXPECT_EQ(line.lot_at(5), nullptr) << "used up, and known to the store alone";
  line.take({15, 20});
  EXPECT_EQ(line.held(), 10);
  line.give_back({15, 20});
  EXPECT_EQ(line.held(), 15);
  line.give_back({10, 12});
  EXPECT_EQ(line.held(), 17);
  EXPECT_NE(line.lot_at(20), nullptr);
}

TEST(Choice, EndsWhereTheNextLotIsUnknown) {
  const Line line = with_gaps();
  Wanted wanted;
  wanted.quantity = 8;
  const Choice choice = choose_draws(&line, wanted, {});
  EXPECT_EQ(choice.found, 5);
  ASSERT_EQ(choice.draws.size(), 1U);
  EXPECT_EQ(choice.draws.front(), (Interval{5, 10}));
}

}  // namespace
}  // namespace almoner

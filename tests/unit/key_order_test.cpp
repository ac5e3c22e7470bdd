// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include <almoner/error.hpp>

#include "store/key_order.hpp"
#include "store/memory/sorted_rows.hpp"

namespace almoner::test {
namespace {

/// Small ones, which meet often, and some that fit into no rank.
std::uint64_t any_id() {
  return *rc::gen::element<std::uint64_t>(0, 1, 2, 3, 255, 256, 65'534, 65'535, 70'000, (1U << 21U) - 1, 1U << 22U, 1ULL << 40U,
                                          (1ULL << 53U) - 1);
}

LotRow any_lot(std::uint64_t number) {
  LotRow row;
  row.line = {any_id(), any_id(), any_id()};
  row.start = static_cast<Units>(any_id());
  row.seq = number;
  row.label = "lot " + std::to_string(number) + " with a name of its own";
  return row;
}
MonthRow any_month(std::uint64_t number) {
  MonthRow row;
  row.key = {any_id(), any_id(), any_id(), any_id()};
  row.month = *rc::gen::inRange(-3, 3);
  row.value = static_cast<Units>(number);
  return row;
}
PostingRow any_posting(std::uint64_t number) {
  PostingRow row;
  row.account = any_id();
  row.date = Date{std::chrono::days{*rc::gen::element(-4'000'000, -1, 0, 1, 20'000, 4'000'000)}};
  row.seq = any_id();
  row.value = static_cast<Units>(number);
  return row;
}
PartyPostingRow any_party_posting(std::uint64_t number) { return {any_id(), any_id(), static_cast<std::uint32_t>(number % 3)}; }
ReferenceRow any_reference(std::uint64_t) { return {any_id() << *rc::gen::inRange(0, 40), any_id()}; }

template <class Make>
auto any_rows(Make make) {
  std::vector<decltype(make(0))> rows;
  const std::size_t count = *rc::gen::inRange<std::size_t>(0, 400);
  for (std::size_t i = 0; i < count; ++i) rows.push_back(make(i));
  return rows;
}

template <class Row>
std::vector<Row> compared(std::vector<Row> rows) {
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return key_of(a) < key_of(b); });
  return rows;
}

template <class Row>
void sorts_as_comparing_does(std::vector<Row> rows) {
  const std::vector<Row> expected = compared(rows);
  std::vector<Row> found;
  for (const RankedRow<Row>& one : in_key_order(rows)) found.push_back(*one.row);
  RC_ASSERT(found == expected);
  sort_by_key(rows);
  RC_ASSERT(rows == expected);
}

RC_GTEST_PROP(KeyOrder, IsWhatComparingTheKeysGives, ()) {
  sorts_as_comparing_does(any_rows(any_lot));
  sorts_as_comparing_does(any_rows(any_month));
  sorts_as_comparing_does(any_rows(any_posting));
  sorts_as_comparing_does(any_rows(any_party_posting));
  sorts_as_comparing_does(any_rows(any_reference));
}

std::vector<ReferenceRow> rows_of(SortedRows<ReferenceRow>& table) {
  std::vector<ReferenceRow> rows;
  for (auto at = table.begin(); at != table.end(); ++at) rows.push_back(*at);
  return rows;
}

/// As many references as are worth a merge, from a hash on, every `step`.
std::vector<ReferenceRow> many_references(std::uint64_t from, std::uint64_t step) {
  std::vector<ReferenceRow> rows;
  for (std::uint64_t i = 0; i < 5'000; ++i) rows.push_back({from + i * step, 1});
  return rows;
}

TEST(SortedRowsTakeManyAtOnce, AmongThoseThatStand) {
  SortedRows<ReferenceRow> table;
  ASSERT_TRUE(table.insert_all({{7, 1}, {51, 1}, {1'000'000, 1}}));
  ASSERT_TRUE(table.insert_all(many_references(10, 3)));
  ASSERT_TRUE(table.insert_all(many_references(11, 3)));
  std::vector<ReferenceRow> expected{{7, 1}, {51, 1}, {1'000'000, 1}};
  for (const std::uint64_t from : {10U, 11U})
    for (const ReferenceRow& row : many_references(from, 3)) expected.push_back(row);
  EXPECT_EQ(rows_of(table), compared(expected));
  EXPECT_TRUE(table.find({11, 1}));
  EXPECT_FALSE(table.find({12, 1}));
}

TEST(SortedRowsTakeManyAtOnce, AndTellOfOneThatStandsAlready) {
  SortedRows<ReferenceRow> table;
  ASSERT_TRUE(table.insert_all(many_references(10, 2)));
  std::vector<ReferenceRow> rows = many_references(11, 2);
  rows.push_back({rows.back().hash + 1, 1});  // theirs has it not
  ASSERT_TRUE(table.insert_all(std::move(rows)));
  rows = many_references(100'001, 2);
  rows.insert(rows.begin(), {10, 1});
  EXPECT_FALSE(table.insert_all(std::move(rows)));
  EXPECT_EQ(rows_of(table).size(), 15'001U) << "but for the one";
}

TEST(SortedRowsTakeManyAtOnce, AndTellOfOneThatComesTwice) {
  std::vector<ReferenceRow> rows = many_references(10, 2);
  rows.push_back(rows.back());
  SortedRows<ReferenceRow> table;
  EXPECT_FALSE(table.insert_all(std::move(rows)));
  EXPECT_EQ(rows_of(table), many_references(10, 2));
}

TEST(SortedRowsTakeManyAtOnce, AndGoBackToWhatStoodBefore) {
  SortedRows<ReferenceRow> table;
  ASSERT_TRUE(table.insert_all({{7, 1}, {51, 1}, {1'000'000, 1}}));
  table.commit();
  ASSERT_TRUE(table.insert_all(many_references(10, 2)));
  table.rollback();
  EXPECT_EQ(rows_of(table), (std::vector<ReferenceRow>{{7, 1}, {51, 1}, {1'000'000, 1}}));
}

SortedRows<ReferenceRow> with_rows_aside() {
  SortedRows<ReferenceRow> table;
  table.forget_changes();
  table.insert({30, 1});
  table.put_aside({{51, 1}, {7, 1}});
  table.put_aside({{40, 1}, {8, 1}, {1, 1}});
  return table;
}
const std::vector<ReferenceRow> in_their_order{{1, 1}, {7, 1}, {8, 1}, {30, 1}, {40, 1}, {51, 1}};

TEST(SortedRowsKeepAside, RowsUntilOneIsLookedFor) {
  SortedRows<ReferenceRow> found = with_rows_aside();
  EXPECT_TRUE(found.find({8, 1}));
  EXPECT_FALSE(found.find({9, 1}));
  EXPECT_EQ(rows_of(found), in_their_order);
  SortedRows<ReferenceRow> gone_through = with_rows_aside();
  EXPECT_EQ(rows_of(gone_through), in_their_order);
  SortedRows<ReferenceRow> erased = with_rows_aside();
  EXPECT_TRUE(erased.erase({7, 1}));
  EXPECT_FALSE(erased.insert({8, 1}));
  EXPECT_EQ(rows_of(erased).size(), 5U);
}

TEST(SortedRowsKeepAside, AndShowThemAllWithoutPuttingThemInOrder) {
  const SortedRows<ReferenceRow> table = with_rows_aside();
  std::vector<ReferenceRow> shown;
  table.visit_unordered([&](const ReferenceRow& row) {
    shown.push_back(row);
    return true;
  });
  EXPECT_EQ(compared(shown), in_their_order);
  int count = 0;
  table.visit_unordered([&](const ReferenceRow&) { return ++count < 4; });
  EXPECT_EQ(count, 4);
}

TEST(SortedRowsKeepAside, AndTellOfOneThatStandsTwiceOnceItIsLookedFor) {
  SortedRows<ReferenceRow> table = with_rows_aside();
  table.put_aside({{30, 1}});
  EXPECT_THROW(table.find({7, 1}), Corrupt);
}

TEST(SortedRowsKeepAside, AndCountThemAmongThoseThatStandWhenManyComeInOrder) {
  SortedRows<ReferenceRow> table = with_rows_aside();
  EXPECT_FALSE(table.insert_all(many_references(8, 3)));
}

TEST(SortedRowsKeepAside, AndLoseThemWithARollback) {
  SortedRows<ReferenceRow> table = with_rows_aside();
  table.rollback();
  EXPECT_TRUE(rows_of(table).empty());
  table = with_rows_aside();
  table.clear();
  EXPECT_TRUE(rows_of(table).empty());
}

}  // namespace
}  // namespace almoner::test

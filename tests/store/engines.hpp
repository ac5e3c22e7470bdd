// SPDX-License-Identifier: Apache-2.0
// The engines under test, a folder for their files, and all that a store says as one value.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "store/memory/memory_store.hpp"
#include "store/port.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "temporary_folder.hpp"

namespace almoner {

struct Engine {
  std::string name;
  std::function<std::unique_ptr<Store>(const TemporaryFolder&)> create;
};

inline std::vector<Engine> engines() {
  return {{"memory", [](const TemporaryFolder&) { return make_memory_store(); }},
          {"sqlite",
           [](const TemporaryFolder& folder) { return create_sqlite_store(folder / "book"); }}};
}

inline std::string engine_name(const testing::TestParamInfo<Engine>& engine) {
  return engine.param.name;
}

/// The posting projection catches up, within begin and commit.
inline void append_postings(Store& store, std::vector<PostingRow> postings, std::vector<PartyPostingRow> party_postings) {
  RowBatch rows;
  rows.postings = std::move(postings);
  rows.party_postings = std::move(party_postings);
  store.append(std::move(rows));
}

/// Every row of every table, in the order in which the store shows them.
struct Contents {
  Head head;
  std::vector<EventRow> events;
  std::vector<Id> declarations;
  std::vector<PrivateRow> privates;
  std::vector<TileRow> tiles;
  std::vector<LotRow> lots;
  std::vector<DrawRow> draws;
  std::vector<ReturnedDrawRow> returned_draws;
  std::vector<ReferenceRow> references;
  std::vector<MarkRow> marks;
  std::vector<SubstitutionRow> substitutions;
  std::vector<PartyIndexRow> parties;
  std::vector<LineRow> lines;
  std::vector<FreeRow> free;
  std::vector<BalanceTotal> balances;
  std::vector<MonthRow> months;
  std::vector<PostingRow> postings;
  std::vector<PartyPostingRow> party_postings;
};

/// A visitor that keeps what it is shown.
template <class Row>
auto into(std::vector<Row>& rows) {
  return [&rows](const auto& row) {
    if constexpr (std::is_same_v<Row, std::remove_cvref_t<decltype(row)>>)
      rows.push_back(row);
    else
      rows.push_back(owned(row));
    return true;
  };
}

inline void add(RowBatch& batch, const EventRow& row) { batch.add(view_of(row)); }
inline void add(RowBatch& batch, const PrivateRow& row) { batch.add(view_of(row)); }

inline RowBatch copy_of(const RowBatch& rows) {
  const auto others = [](auto& batch) {
    return std::tie(batch.declarations, batch.tiles, batch.lots, batch.draws_removed, batch.draws, batch.returned_draws,
                    batch.references, batch.marks, batch.substitutions, batch.parties, batch.postings, batch.party_postings,
                    batch.months, batch.lines, batch.free_removed, batch.free, batch.balances);
  };
  RowBatch copy;
  for (const EventView& row : rows.events) copy.add(row);
  for (const PrivateView& row : rows.privates) copy.add(row);
  others(copy) = others(rows);
  return copy;
}

inline Contents contents(Store& store) {
  Contents all;
  all.head = store.head();
  store.events(0, 1'000'000'000, [&](const LogRow& row) {
    all.events.push_back(owned(row.event));
    for (const PrivateView& body : row.bodies) all.privates.push_back(owned(body));
    return true;
  });
  all.declarations = store.declarations(0);
  store.all_tiles(into(all.tiles));
  store.all_lots(into(all.lots));
  store.all_draws(into(all.draws));
  store.all_returned_draws(into(all.returned_draws));
  store.all_references(into(all.references));
  store.all_marks(into(all.marks));
  store.all_substitutions(into(all.substitutions));
  store.parties(into(all.parties));
  store.lines(into(all.lines));
  store.all_free(into(all.free));
  store.balances({}, into(all.balances));
  store.months({}, {}, into(all.months));
  store.postings(no_id, {}, {}, into(all.postings));
  store.all_party_postings(into(all.party_postings));
  return all;
}

inline void expect_equal(const Contents& a, const Contents& b) {
  EXPECT_TRUE(a.head == b.head);
  EXPECT_TRUE(a.events == b.events);
  EXPECT_TRUE(a.declarations == b.declarations);
  EXPECT_TRUE(a.privates == b.privates);
  EXPECT_TRUE(a.tiles == b.tiles);
  EXPECT_TRUE(a.lots == b.lots);
  EXPECT_TRUE(a.draws == b.draws);
  EXPECT_TRUE(a.returned_draws == b.returned_draws);
  EXPECT_TRUE(a.references == b.references);
  EXPECT_TRUE(a.marks == b.marks);
  EXPECT_TRUE(a.substitutions == b.substitutions);
  EXPECT_TRUE(a.parties == b.parties);
  EXPECT_TRUE(a.lines == b.lines);
  EXPECT_TRUE(a.free == b.free);
  EXPECT_TRUE(a.balances == b.balances);
  EXPECT_TRUE(a.months == b.months);
  EXPECT_TRUE(a.postings == b.postings);
  EXPECT_TRUE(a.party_postings == b.party_postings);
}

inline constexpr LineKey base_line{7, base_commodity, no_id};
inline constexpr LineKey goods_line{7, 3, 5};

inline Date day(int days_since_1970) {
  return Date{std::chrono::days{days_since_1970}};
}

inline EventRow event_row(Id seq) {
  EventRow row{seq, "event " + std::to_string(seq), {}};
  row.leaf.fill(static_cast<std::uint8_t>(seq));
  return row;
}

inline LotRow base_lot(Units start, Units quantity, Id seq, LineKey line = base_line) {
  return {line, start, quantity, quantity, start, seq, "", {}};
}

/// One or more rows of each table, with what is unusual in each column.
inline RowBatch rows_of_every_kind() {
  RowBatch rows;
  for (Id seq = 0; seq < 40; ++seq) {
    EventRow row = event_row(seq);
    if (seq == 1) row.bytes = std::string{"\0\xff\x80", 3};
    if (seq == 2) row.bytes.clear();
    add(rows, row);
  }
  rows.declarations = {3, 0, 1};
  add(rows, PrivateRow{9, 1, {1, 2, 3}, "second body"});
  add(rows, PrivateRow{9, 0, {}, std::string{"\0", 1}});
  add(rows, PrivateRow{4, 0, {}, ""});
  rows.tiles = {
      {2, 0, std::string(32, 'b')}, {1, 1, std::string(64, 'c')}, {1, 0, std::string(8192, 'a')}};
  rows.lots = {{goods_line, 600, 400, 1'260'000, 1'800'000, 12, "B", day(19'000)},
               base_lot(0, 500, 4),
               {goods_line, 0, 600, 1'800'000, 0, 11, "批次甲", day(-3)},
               base_lot(500, 1, 5),
               {{8, 3, 5}, 0, 200, 0, 0, 13, "", {}}};
  rows.draws = {
      {base_line, 100, 50, 6, 100}, {base_line, 0, 100, 5, 300}, {goods_line, 0, 550, 8, 0}};
  rows.returned_draws = {{base_line, 100, 20, 5, 100, 9}, {base_line, 100, 50, 5, 120, 7}};
  rows.references = {{0xffff'ffff'ffff'ffff, 4}, {1, 6}, {0x8000'0000'0000'0000, 5}, {1, 5}};
  rows.marks = {{5, 9, MarkKind::repaid, 100},
                {5, 9, MarkKind::returned, -1},
                {5, 8, MarkKind::amended, 0},
                {4, 9, MarkKind::reversed, 0}};
  rows.substitutions = {
      {5, base_line, 200, 10, 9}, {5, base_line, 150, 10, 9}, {4, base_line, 0, 1, 9}};
  rows.parties = {{"zhang", 2, false}, {"某企业", 3, true}, {"a", 9, false}};
  rows.lines = {{goods_line, 1000, 3'060'000}, {base_line, 501, 501}};
  rows.free = {{base_line, 150, 351}, {goods_line, 550, 450}};
  rows.balances = {{{7, 5, 0, 3}, 450, -1}, {{7, 2, 1, 0}, 501, 501}, {{6, 9, 0, 0}, 0, 0}};
  rows.months = {{{7, 2, 1, 0}, 620, 501, 501}, {{7, 2, 1, 0}, -12, -5, -5}};
  return rows;
}

inline std::vector<PostingRow> some_postings() {
  return {{2, day(100), 6, 1, 7, 0, 0, -50, -50}, {2, day(100), 6, 0, 7, 1, 0, 50, 50},
          {2, day(-7), 5, 0, 7, 0, 3, 4, 1200},   {1, day(200), 5, 1, 8, 0, 3, 0, -9},
          {9, day(150), 7, 0, 7, 0, 0, 1, 1},     {2, day(101), 7, 1, 7, 0, 0, -1, -1}};
}

/// A new store of the engine that is the test's parameter.
class EngineTest : public testing::TestWithParam<Engine> {
 protected:
  Store& store() { return *store_; }

  void keep(RowBatch rows, Head head = {}) {
    store_->begin();
    store_->append(std::move(rows));
    store_->commit(head);
  }
  std::vector<Units> lot_starts(const LineKey& line, Units from, Units to) {
    std::vector<Units> starts;
    store_->lots(line, from, to, [&](const LotRow& row) {
      starts.push_back(row.start);
      return true;
    });
    return starts;
  }
  std::vector<Units> draw_starts(const LineKey& line, Units from, Units to) {
    std::vector<Units> starts;
    store_->draws(line, from, to, [&](const DrawRow& row) {
      starts.push_back(row.start);
      return true;
    });
    return starts;
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<Store> store_ = GetParam().create(folder_);
};

}  // namespace almoner

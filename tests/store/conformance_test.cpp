// SPDX-License-Identifier: Apache-2.0
// What every engine must do. The memory store is the model; the others must not be told from it.
#include <algorithm>
#include <limits>
#include <map>

#include <almoner/error.hpp>

#include "engines.hpp"
#include "store/row_key.hpp"

namespace almoner {
namespace {

class StoreRows : public EngineTest {};

template <class Row>
std::vector<Row> in_key_order(std::vector<Row> rows) {
  std::sort(rows.begin(), rows.end(),
            [](const Row& a, const Row& b) { return key_of(a) < key_of(b); });
  return rows;
}

using Starts = std::vector<Units>;

TEST_P(StoreRows, StartsEmpty) {
  expect_equal(contents(store()), Contents{});
}

TEST_P(StoreRows, GivesEveryRowBackAsItWasInKeyOrder) {
  const Head head{40, {Hash{1}, Hash{2}}, day(18'000), 30};
  store().begin();
  store().append(rows_of_every_kind());
  append_postings(store(), some_postings(), {{9, 6, 2}, {9, 5, 0}, {2, 7, 1}});
  store().commit(head);

  const RowBatch rows = rows_of_every_kind();
  Contents expected;
  expected.head = head;
  expected.events = in_key_order(owned(rows.events));
  expected.declarations = {0, 1, 3};
  expected.privates = in_key_order(owned(rows.privates));
  expected.tiles = in_key_order(rows.tiles);
  expected.lots = in_key_order(rows.lots);
  expected.draws = in_key_order(rows.draws);
  expected.returned_draws = in_key_order(rows.returned_draws);
  expected.references = in_key_order(rows.references);
  expected.marks = in_key_order(rows.marks);
  expected.substitutions = in_key_order(rows.substitutions);
  expected.parties = in_key_order(rows.parties);
  expected.lines = in_key_order(rows.lines);
  expected.free = in_key_order(rows.free);
  expected.balances = in_key_order(rows.balances);
  expected.months = in_key_order(rows.months);
  expected.postings = in_key_order(some_postings());
  expected.party_postings = {{2, 7, 1}, {9, 5, 0}, {9, 6, 2}};
  expect_equal(contents(store()), expected);
}

TEST_P(StoreRows, FindsRowsByTheirKeys) {
  keep(rows_of_every_kind());
  EXPECT_EQ(store().event(7), event_row(7));
  EXPECT_EQ(store().event(40), std::nullopt);
  EXPECT_EQ(store().declarations(1), (std::vector<Id>{1, 3}));
  EXPECT_EQ(store().privates(9).size(), 2U);
  EXPECT_EQ(store().privates(9)[1].body, "second body");
  EXPECT_TRUE(store().privates(8).empty());
  EXPECT_EQ(store().tile(1, 1)->hashes, std::string(64, 'c'));
  EXPECT_EQ(store().tile(1, 2), std::nullopt);
  EXPECT_EQ(store().references(1), (std::vector<Id>{5, 6}));
  EXPECT_EQ(store().references(0xffff'ffff'ffff'ffff), (std::vector<Id>{4}));
  EXPECT_TRUE(store().references(2).empty());
  EXPECT_EQ(store().party("某企业"), (PartyIndexRow{"某企业", 3, true}));
  EXPECT_EQ(store().party("某"), std::nullopt);

  const std::vector<MarkRow> marks = store().marks(5);
  ASSERT_EQ(marks.size(), 3U);
  EXPECT_EQ(marks[0].kind, MarkKind::amended);
  EXPECT_EQ(marks[1].kind, MarkKind::returned);
  EXPECT_EQ(marks[2].kind, MarkKind::repaid);
  ASSERT_EQ(store().substitutions(5).size(), 2U);
  EXPECT_EQ(store().substitutions(5)[0].start, 150);

  const FundRows fund = store().fund(7);
  EXPECT_EQ(fund.balances.size(), 2U);
  EXPECT_EQ(fund.lines,
            (std::vector<LineRow>{{base_line, 501, 501}, {goods_line, 1000, 3'060'000}}));
  EXPECT_EQ(fund.free, (std::vector<FreeRow>{{base_line, 150, 351}, {goods_line, 550, 450}}));
  EXPECT_TRUE(store().fund(5).balances.empty());
}

TEST_P(StoreRows, KeepsNumbersAtTheEndsOfTheirRange) {
  constexpr Units most = std::numeric_limits<Units>::max();
  constexpr Units least = std::numeric_limits<Units>::min();
  RowBatch rows;
  rows.lots = {base_lot(0, most, 1), {goods_line, most - 1, 1, least, most, 1, "", {}}};
  rows.balances = {{{1, 1, 1, 1}, least, most}};
  const RowBatch expected = copy_of(rows);
  keep(std::move(rows));
  EXPECT_EQ(contents(store()).lots, expected.lots);
  EXPECT_EQ(contents(store()).balances, expected.balances);
  EXPECT_EQ(lot_starts(base_line, most - 1, most), Starts{0});
}

TEST_P(StoreRows, KeepsAValueOnABaseLineThatIsNotItsQuantity) {
  RowBatch rows;
  rows.lots = {{base_line, 10, 5, 4, 9, 1, "", {}}};
  const RowBatch expected = copy_of(rows);
  keep(std::move(rows));
  EXPECT_EQ(contents(store()).lots, expected.lots);
}

TEST_P(StoreRows, ShowsTheEventsOfAHalfOpenRange) {
  keep(rows_of_every_kind());
  std::vector<EventRow> rows;
  const auto keep_event = [&](const LogRow& row) {
    rows.push_back(owned(row.event));
    return true;
  };
  store().events(5, 7, keep_event);
  EXPECT_EQ(rows, (std::vector<EventRow>{event_row(5), event_row(6)}));
  rows.clear();
  store().events(7, 7, keep_event);
  EXPECT_TRUE(rows.empty());
}

TEST_P(StoreRows, FindsTheLotsThatOverlapAnInterval) {
  RowBatch rows;
  for (Units start = 0; start < 50; start += 10) rows.lots.push_back(base_lot(start, 10, 1));
  rows.lots.push_back(base_lot(0, 1000, 2, {6, 0, 0}));  // neighbours in every direction
  rows.lots.push_back(base_lot(0, 1000, 3, {7, 1, 0}));
  rows.lots.push_back(base_lot(0, 1000, 4, {8, 0, 0}));
  keep(std::move(rows));

  EXPECT_EQ(lot_starts(base_line, 0, 50), (Starts{0, 10, 20, 30, 40}));
  EXPECT_EQ(lot_starts(base_line, 10, 20), Starts{10}) << "touching is not overlapping";
  EXPECT_EQ(lot_starts(base_line, 9, 11), (Starts{0, 10}));
  EXPECT_EQ(lot_starts(base_line, 15, 16), Starts{10});
  EXPECT_EQ(lot_starts(base_line, 49, 1000), Starts{40});
  EXPECT_EQ(lot_starts(base_line, 50, 1000), Starts{});
  EXPECT_EQ(lot_starts(base_line, -5, 0), Starts{});
  EXPECT_EQ(lot_starts(base_line, 20, 20), Starts{}) << "an empty interval overlaps nothing";
  EXPECT_EQ(
      lot_starts(base_line, std::numeric_limits<Units>::min(), std::numeric_limits<Units>::max()),
      (Starts{0, 10, 20, 30, 40}));
  EXPECT_EQ(lot_starts({7, 2, 0}, 0, 50), Starts{}) << "a line without lots";
}

TEST_P(StoreRows, FindsTheDrawsThatOverlapAnIntervalAcrossGaps) {
  RowBatch rows;
  rows.draws = {{base_line, 10, 10, 1, 10},
                {base_line, 20, 5, 2, 20},
                {base_line, 40, 10, 3, 40},
                {{6, 0, 0}, 0, 99, 4, 0},
                {{7, 0, 1}, 0, 99, 5, 0}};
  keep(std::move(rows));
  EXPECT_EQ(draw_starts(base_line, 0, 100), (Starts{10, 20, 40}));
  EXPECT_EQ(draw_starts(base_line, 0, 10), Starts{});
  EXPECT_EQ(draw_starts(base_line, 25, 40), Starts{}) << "exactly a gap";
  EXPECT_EQ(draw_starts(base_line, 24, 41), (Starts{20, 40}));
  EXPECT_EQ(draw_starts(base_line, 30, 45), Starts{40});
  EXPECT_EQ(draw_starts(base_line, 19, 20), Starts{10});
  EXPECT_EQ(draw_starts(base_line, 49, 50), Starts{40});
  EXPECT_EQ(draw_starts(base_line, 50, 51), Starts{});
}

TEST_P(StoreRows, RemovesDrawsAndFreeIntervalsBeforeItAddsOthersAtTheSamePlace) {
  RowBatch first;
  first.draws = {{base_line, 0, 100, 4, 0}};
  first.free = {{base_line, 100, 50}};
  keep(std::move(first));

  RowBatch second;
  second.draws_removed = {{base_line, 0, 100, 4, 0}};
  second.draws = {{base_line, 0, 60, 4, 0}};
  second.returned_draws = {{base_line, 60, 40, 4, 60, 9}};
  second.free_removed = {{base_line, 100, 50}};
  second.free = {{base_line, 100, 50}, {base_line, 60, 40}};
  keep(std::move(second));

  EXPECT_EQ(contents(store()).draws, (std::vector<DrawRow>{{base_line, 0, 60, 4, 0}}));
  EXPECT_EQ(store().fund(7).free,
            (std::vector<FreeRow>{{base_line, 60, 40}, {base_line, 100, 50}}));
}

TEST_P(StoreRows, ReplacesBalancesLinesAndTilesAndAddsToMonths) {
  const BalanceKey key{7, 2, 1, 0};
  RowBatch first;
  first.balances = {{key, 10, 10}, {key, 20, 20}};  // the later of two stands
  first.months = {{key, 600, 10, 10}, {key, 600, 10, 10}, {key, 601, 1, 1}};
  first.lines = {{base_line, 20, 20}};
  first.tiles = {{1, 0, std::string(32, 'a')}};
  keep(std::move(first));
  RowBatch second;
  second.balances = {{key, 15, 14}};
  second.months = {{key, 600, -5, -6}};
  second.lines = {{base_line, 30, 31}};
  second.tiles = {{1, 0, std::string(64, 'b')}};
  keep(std::move(second));

  const Contents all = contents(store());
  EXPECT_EQ(all.balances, (std::vector<BalanceTotal>{{key, 15, 14}}));
  EXPECT_EQ(all.months, (std::vector<MonthRow>{{key, 600, 15, 14}, {key, 601, 1, 1}}));
  EXPECT_EQ(all.lines, (std::vector<LineRow>{{base_line, 30, 31}}));
  EXPECT_EQ(all.tiles, (std::vector<TileRow>{{1, 0, std::string(64, 'b')}}));
}

TEST_P(StoreRows, RefusesAMonthBeyond64Bits) {
  RowBatch rows;
  rows.months = {{{7, 2, 1, 0}, 600, std::numeric_limits<Units>::max(), 0},
                 {{7, 2, 1, 0}, 600, 1, 0}};
  store().begin();
  EXPECT_THROW(store().append(std::move(rows)), StorageError);
  store().rollback();
  EXPECT_TRUE(contents(store()).months.empty());
}

TEST_P(StoreRows, KnowsWhetherItHasAnyReference) {
  EXPECT_FALSE(store().any_reference());
  RowBatch rows;
  rows.references = {{0, 5}};
  keep(std::move(rows));
  EXPECT_TRUE(store().any_reference());
}

// So many at once, and so many later at once, lie otherwise than the few between them.
TEST_P(StoreRows, FindsEachOfManyReferences) {
  std::vector<ReferenceRow> all;
  Id seq = 0;
  std::uint64_t hash = 0;
  for (const int size : {3, 5000, 40, 7000, 1}) {
    RowBatch rows;
    for (int i = 0; i < size; ++i) {
      hash += 0x9e3779b97f4a7c15U;
      rows.references.push_back({i % 50 == 7 ? 12'345 : hash, seq++});  // many of one hash
    }
    rows.references.push_back({size % 2 == 0 ? 0 : ~std::uint64_t{0}, seq++});
    all.insert(all.end(), rows.references.begin(), rows.references.end());
    keep(std::move(rows));
    std::vector<ReferenceRow> kept;
    store().all_references(into(kept));
    EXPECT_TRUE(kept == in_key_order(all)) << "after " << size;
  }
  std::map<std::uint64_t, std::vector<Id>> expected;
  for (const ReferenceRow& row : all) expected[row.hash].push_back(row.seq);
  for (const auto& [wanted, seqs] : expected) ASSERT_EQ(store().references(wanted), seqs) << wanted;
  EXPECT_EQ(store().references(12'345).size(), 241U);
  for (const std::uint64_t unknown : {std::uint64_t{1}, hash + 1, ~std::uint64_t{1}})
    EXPECT_TRUE(store().references(unknown).empty()) << unknown;
  int shown = 0;
  store().all_references([&](const ReferenceRow&) { return ++shown < 6000; });
  EXPECT_EQ(shown, 6000);
}

TEST_P(StoreRows, RefusesAReferenceThatIsThereAmongMany) {
  RowBatch rows;
  for (Id seq = 0; seq < 9000; ++seq) rows.references.push_back({seq * 0x9e3779b97f4a7c15U, seq});
  RowBatch again = copy_of(rows);
  keep(std::move(rows));
  store().begin();
  EXPECT_THROW(store().append(std::move(again)), Corrupt);
  store().rollback();
  std::vector<ReferenceRow> kept;
  store().all_references(into(kept));
  EXPECT_EQ(kept.size(), 9000U);
}

TEST_P(StoreRows, KeepsThePostingsOfAPartyThatOneEntryNamesOnManyLines) {
  std::vector<PartyPostingRow> payroll, others;
  for (std::uint32_t line = 0; line < 2000; ++line) payroll.push_back({9, 5, line});
  for (Id seq = 6; seq < 700; ++seq) others.push_back({seq % 3 == 0 ? Id{9} : Id{8}, seq, 1});
  for (const auto& rows : {payroll, others}) {
    store().begin();
    append_postings(store(), {}, rows);
    store().commit({});
  }
  std::vector<PartyPostingRow> all = payroll;
  all.insert(all.end(), others.begin(), others.end());
  EXPECT_TRUE(contents(store()).party_postings == in_key_order(all));
  std::vector<PartyPostingRow> of_party;
  store().party_postings(9, into(of_party));
  EXPECT_EQ(of_party.size(), 2232U);
  EXPECT_EQ(of_party[1999], (PartyPostingRow{9, 5, 1999}));
  EXPECT_EQ(of_party[2000], (PartyPostingRow{9, 6, 1}));
  int shown = 0;
  store().party_postings(9, [&](const PartyPostingRow&) { return ++shown < 1500; });
  EXPECT_EQ(shown, 1500);
}

TEST_P(StoreRows, ShowsEventsWithTheirPrivateBodies) {
  RowBatch rows;
  for (Id seq = 0; seq < 210; ++seq) add(rows, event_row(seq));
  for (Id seq = 10; seq < 200; seq += 1 + seq % 3)
    for (std::uint32_t number = 0; number <= seq % 2; ++number)
      add(rows, PrivateRow{seq, number, {static_cast<std::uint8_t>(seq)}, std::string(seq % 7 == 0 ? 3000 : 40, 'a')});
  const std::vector<PrivateRow> all = owned(rows.privates);
  keep(std::move(rows));
  for (const auto& [from, to] : {std::pair<Id, Id>{0, 1000}, {11, 12}, {15, 16}, {50, 140}, {0, 10}, {198, 400}, {150, 100}}) {
    std::vector<PrivateRow> expected, shown;
    for (const PrivateRow& row : all)
      if (row.seq >= from && row.seq < to) expected.push_back(row);
    store().events(from, to, [&](const LogRow& row) {
      for (const PrivateView& body : row.bodies) {
        EXPECT_EQ(body.seq, row.event.seq);
        shown.push_back(owned(body));
      }
      return true;
    });
    EXPECT_TRUE(shown == expected) << from << " to " << to;
  }
}

TEST_P(StoreRows, ShowsTheMonthsBeforeAMonth) {
  const BalanceKey key{7, 2, 1, 0};
  RowBatch rows;
  rows.months = {{key, -3, 1, 1}, {key, 600, 2, 2}, {key, 601, 3, 3}};
  keep(std::move(rows));
  std::vector<MonthRow> months;
  store().months({}, 601, into(months));
  EXPECT_EQ(months, (std::vector<MonthRow>{{key, -3, 1, 1}, {key, 600, 2, 2}}));
}

TEST_P(StoreRows, ShowsTheBalancesAndMonthsOfAFundOrAccount) {
  RowBatch rows;
  const std::vector<BalanceKey> keys = {{6, 2, 1, 0}, {7, 2, 1, 0}, {7, 2, 1, 9}, {7, 3, 1, 0}, {8, 3, 1, 0}};
  for (const BalanceKey& key : keys) {
    rows.balances.push_back({key, 1, 1});
    rows.months.push_back({key, 600, 1, 1});
  }
  keep(std::move(rows));
  const auto expect = [&](const BalanceScope& scope, std::vector<std::size_t> wanted) {
    std::vector<BalanceKey> expected, balances, months;
    for (const std::size_t at : wanted) expected.push_back(keys[at]);
    store().balances(scope, [&](const BalanceTotal& row) {
      balances.push_back(row.key);
      return true;
    });
    store().months(scope, {}, [&](const MonthRow& row) {
      months.push_back(row.key);
      return true;
    });
    EXPECT_EQ(balances, expected);
    EXPECT_EQ(months, expected);
  };
  expect({}, {0, 1, 2, 3, 4});
  expect({7, no_id}, {1, 2, 3});
  expect({no_id, 3}, {3, 4});
  expect({7, 2}, {1, 2});
  expect({5, no_id}, {});
}

TEST_P(StoreRows, ShowsThePostingsOfAnAccountInAWindowOfDays) {
  store().begin();
  append_postings(store(), some_postings(), {{9, 6, 0}, {9, 5, 1}, {8, 6, 0}});
  store().commit({});
  const auto shown = [&](Id account, std::optional<Date> begin, std::optional<Date> end) {
    std::vector<std::pair<Id, std::uint32_t>> rows;
    store().postings(account, begin, end, [&](const PostingRow& row) {
      rows.emplace_back(row.seq, row.line);
      return true;
    });
    return rows;
  };
  using Shown = std::vector<std::pair<Id, std::uint32_t>>;
  EXPECT_EQ(shown(2, {}, {}), (Shown{{5, 0}, {6, 0}, {6, 1}, {7, 1}}));
  EXPECT_EQ(shown(2, day(100), day(101)), (Shown{{6, 0}, {6, 1}}));
  EXPECT_EQ(shown(2, {}, day(100)), (Shown{{5, 0}}));
  EXPECT_EQ(shown(no_id, day(101), {}), (Shown{{5, 1}, {7, 1}, {7, 0}}));
  EXPECT_EQ(shown(3, {}, {}), Shown{});

  std::vector<PartyPostingRow> of_party;
  store().party_postings(9, into(of_party));
  EXPECT_EQ(of_party, (std::vector<PartyPostingRow>{{9, 5, 1}, {9, 6, 0}}));
}

TEST_P(StoreRows, StopsAtTheRowWhereItsVisitorSaysSo) {
  keep(rows_of_every_kind());
  int shown = 0;
  const auto first_two = [&](const auto&) { return ++shown < 2; };
  const auto expect_two = [&](const char* what) {
    EXPECT_EQ(shown, 2) << what;
    shown = 0;
  };
  store().events(0, 40, first_two);
  expect_two("events");
  store().all_lots(first_two);
  expect_two("lots");
  store().lots(base_line, 0, 501, first_two);
  expect_two("lots of a line");
  store().draws(base_line, 0, 501, first_two);
  expect_two("draws of a line");
  store().all_references(first_two);
  expect_two("references");
  store().months({}, {}, first_two);
  expect_two("months");
  store().parties(first_two);
  expect_two("parties");
}

TEST_P(StoreRows, AnswersAVisitorsOwnQuestions) {
  keep(rows_of_every_kind());
  int pairs = 0;
  store().all_references([&](const ReferenceRow& outer) {
    EXPECT_TRUE(store().event(outer.seq).has_value());
    store().all_references([&](const ReferenceRow&) { return ++pairs > 0; });
    return true;
  });
  EXPECT_EQ(pairs, 16);
}

INSTANTIATE_TEST_SUITE_P(Engines, StoreRows, testing::ValuesIn(engines()), engine_name);

TEST(MemoryStore, DropsTheEventsOfAnAuditAndKeepsTheRest) {
  const auto store = make_memory_store({.keep_events = false});
  store->begin();
  store->append(rows_of_every_kind());
  store->commit({40, {}, {}, 0});
  EXPECT_EQ(store->event(3), std::nullopt);
  EXPECT_TRUE(store->privates(9).empty());
  EXPECT_EQ(store->head().size, 40U);
  EXPECT_EQ(contents(*store).lots.size(), 5U);
}

TEST(MemoryStore, IsEmptyAfterARollbackThatItWasToldNotToPrepareFor) {
  const auto store = make_memory_store({.can_roll_back = false});
  store->begin();
  store->append(rows_of_every_kind());
  store->commit({40, {}, {}, 0});
  store->begin();
  RowBatch rows;
  rows.balances = {{{7, 2, 1, 0}, 9, 9}};
  store->append(std::move(rows));
  EXPECT_EQ(contents(*store).balances.size(), 3U);
  store->rollback();
  expect_equal(contents(*store), Contents{});
}

TEST(MemoryStore, HasNoFileToCopy) {
  EXPECT_THROW(make_memory_store()->snapshot("copy"), UsageError);
}

}  // namespace
}  // namespace almoner

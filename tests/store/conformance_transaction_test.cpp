// SPDX-License-Identifier: Apache-2.0
// What every engine must do with a transaction: all of it or nothing, seen from within.
#include <random>
#include <stdexcept>

#include <almoner/error.hpp>

#include "engines.hpp"

namespace almoner {
namespace {

class StoreTransactions : public EngineTest {};

TEST_P(StoreTransactions, ShowsATransactionItsOwnRows) {
  store().begin();
  store().append(rows_of_every_kind());
  append_postings(store(), some_postings(), {});
  EXPECT_EQ(store().event(3), event_row(3));
  EXPECT_EQ(lot_starts(base_line, 0, 501), (std::vector<Units>{0, 500}));
  EXPECT_EQ(store().fund(7).lines.size(), 2U);
  EXPECT_EQ(contents(store()).postings.size(), some_postings().size());
  store().rollback();
}

TEST_P(StoreTransactions, LeavesNothingOfATransactionThatIsRolledBack) {
  keep(rows_of_every_kind(), {40, {}, {}, 0});
  const Contents before = contents(store());

  EXPECT_EQ(store().begin().size, 40U);
  RowBatch rows;
  add(rows, event_row(40));
  rows.lots = {base_lot(501, 9, 40)};
  rows.draws_removed = {{base_line, 100, 50, 6, 100}};
  rows.draws = {{base_line, 100, 10, 6, 100}};
  rows.free_removed = {{base_line, 150, 351}};
  rows.balances = {{{7, 2, 1, 0}, 1, 1}, {{7, 2, 2, 0}, 1, 1}};
  rows.months = {{{7, 2, 1, 0}, 620, 9, 9}};
  rows.lines = {{base_line, 510, 510}};
  rows.references = {{1, 40}};
  rows.parties = {{"new", 40, false}};
  store().append(std::move(rows));
  store().erase_private(9, 0);
  store().erase_party("zhang");
  append_postings(store(), some_postings(), {{9, 6, 0}});
  store().clear_projections();
  RowBatch after_clearing;
  after_clearing.lots = {base_lot(0, 3, 1)};
  after_clearing.references = {{1, 5}};
  store().append(std::move(after_clearing));
  store().rollback();

  expect_equal(contents(store()), before);
  store().rollback();  // no harm without a transaction
  keep({}, {40, {}, {}, 0});
  expect_equal(contents(store()), before);
}

TEST_P(StoreTransactions, ClearsProjectionsButNotEventsAndPrivateBodies) {
  store().begin();
  store().append(rows_of_every_kind());
  append_postings(store(), some_postings(), {{9, 6, 0}});
  store().commit({40, {}, {}, 40});
  const Contents before = contents(store());

  store().begin();
  store().clear_projections();
  store().clear_projections();
  store().commit({40, {}, {}, 0});

  Contents expected;
  expected.head = {40, {}, {}, 0};
  expected.events = before.events;
  expected.privates = before.privates;
  expect_equal(contents(store()), expected);
}

TEST_P(StoreTransactions, PutsTheSameRowsBackAfterClearingInOneTransaction) {
  keep(rows_of_every_kind());
  const Contents before = contents(store());
  store().begin();
  store().clear_projections();
  RowBatch rows = rows_of_every_kind();
  rows.events.clear();
  rows.privates.clear();
  store().append(std::move(rows));
  store().commit({});
  expect_equal(contents(store()), before);
}

TEST_P(StoreTransactions, ErasesAPrivateBodyAndAPartyAndNothingElse) {
  keep(rows_of_every_kind());
  store().begin();
  store().erase_private(9, 1);
  store().erase_private(9, 7);
  store().erase_party("zhang");
  store().erase_party("nobody");
  store().commit({});
  EXPECT_EQ(store().privates(9).size(), 1U);
  EXPECT_EQ(store().privates(9)[0].number, 0U);
  EXPECT_EQ(store().party("zhang"), std::nullopt);
  EXPECT_EQ(contents(store()).parties.size(), 2U);
  EXPECT_EQ(contents(store()).events.size(), 40U);

  RowBatch again;
  again.parties = {{"zhang", 2, true}};
  keep(std::move(again));
  EXPECT_EQ(store().party("zhang"), (PartyIndexRow{"zhang", 2, true}));
}

TEST_P(StoreTransactions, ErasesBodiesFromAnyPlaceAmongMany) {
  RowBatch rows;
  for (Id seq = 0; seq < 300; seq += 2)
    for (std::uint32_t number = 0; number < 2; ++number) add(rows, PrivateRow{seq, number, {}, std::string(seq % 20 == 0 ? 5'000 : 30, 'x')});
  for (Id seq = 0; seq < 300; ++seq) add(rows, event_row(seq));
  std::vector<PrivateRow> left = owned(rows.privates);
  keep(std::move(rows));
  std::mt19937 order{7};
  while (!left.empty()) {
    store().begin();
    for (std::size_t i = 0; i < 25 && !left.empty(); ++i) {
      const std::size_t at = order() % left.size();
      store().erase_private(left[at].seq, left[at].number);
      store().erase_private(left[at].seq, left[at].number);  // gone: no effect
      store().erase_private(left[at].seq + 1, 0);            // an event without bodies
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(at));
    }
    store().commit({});
    ASSERT_TRUE(contents(store()).privates == left) << left.size() << " left";
  }
  RowBatch more;
  add(more, event_row(300));
  add(more, PrivateRow{300, 0, {}, "after all were erased"});
  left = owned(more.privates);
  keep(std::move(more));
  EXPECT_TRUE(contents(store()).privates == left);
}

TEST_P(StoreTransactions, ErasesWhatThePartyIndexKnowsOfAParty) {
  RowBatch rows;
  rows.parties = {{"zhang", 2, false}, {"li", 3, false}};
  keep(std::move(rows));
  store().begin();
  append_postings(store(), {}, {{2, 9, 0}, {2, 12, 1}, {3, 9, 1}});
  store().set_restricted("zhang", true);
  store().set_restricted("li", true);
  store().commit({});
  store().begin();
  store().erase_party("zhang");
  store().commit({});
  store().scrub();
  EXPECT_TRUE(store().any_restricted());
  EXPECT_FALSE(store().is_restricted("zhang"));
  EXPECT_TRUE(store().is_restricted("li"));
  std::vector<PartyPostingRow> left;
  store().all_party_postings([&](const PartyPostingRow& row) {
    left.push_back(row);
    return true;
  });
  EXPECT_EQ(left, (std::vector<PartyPostingRow>{{3, 9, 1}}));
}

TEST_P(StoreTransactions, KeepsARestrictionThroughARebuildAndDropsItOnRollback) {
  store().begin();
  store().set_restricted("zhang", true);
  store().set_restricted("zhang", true);
  store().commit({});
  store().begin();
  store().set_restricted("zhang", false);
  store().set_restricted("li", true);
  EXPECT_TRUE(store().is_restricted("li"));
  store().rollback();
  EXPECT_TRUE(store().is_restricted("zhang"));
  EXPECT_FALSE(store().is_restricted("li"));
  store().begin();
  store().clear_projections();
  store().commit({});
  EXPECT_TRUE(store().is_restricted("zhang"));
  store().begin();
  store().set_restricted("zhang", false);
  store().commit({});
  EXPECT_FALSE(store().is_restricted("zhang"));
}

TEST_P(StoreTransactions, RefusesARowWhoseKeyIsThereAndCommitsNothingOfItsTransaction) {
  keep(rows_of_every_kind());
  const Contents before = contents(store());
  std::vector<RowBatch> batches(10);
  add(batches[0], event_row(7));
  batches[1].lots = {base_lot(500, 1, 9)};
  batches[2].draws = {{base_line, 0, 1, 9, 0}};
  batches[3].references = {{1, 6}};
  batches[4].free = {{base_line, 150, 1}};
  add(batches[5], event_row(41));
  for (int twice = 0; twice < 2; ++twice) add(batches[5], PrivateRow{41, 0, {}, ""});
  batches[6].parties = {{"zhang", 30, false}};
  batches[7].parties = {{"other", 2, false}};
  batches[8].declarations = {0};
  for (Id hash = 0; hash < 16; ++hash) batches[9].references.push_back({hash, 6});  // one statement's: the second is there
  for (std::size_t i = 0; i < batches.size(); ++i) {
    SCOPED_TRACE(i);
    RowBatch fine;
    add(fine, event_row(40));
    store().begin();
    store().append(std::move(fine));
    EXPECT_THROW(store().append(std::move(batches[i])), Corrupt);
    EXPECT_THROW(store().append({}), StorageError);
    EXPECT_THROW(store().commit({}), StorageError);
    store().rollback();
    expect_equal(contents(store()), before);
  }
}

TEST_P(StoreTransactions, RefusesAPrivateBodyWithoutItsEvent) {
  keep(rows_of_every_kind());
  const Contents before = contents(store());
  RowBatch rows;
  add(rows, event_row(40));
  add(rows, PrivateRow{41, 0, {}, "of nobody"});
  store().begin();
  EXPECT_THROW(store().append(std::move(rows)), Corrupt);
  store().rollback();
  expect_equal(contents(store()), before);
}

TEST_P(StoreTransactions, RefusesToRemoveAnIntervalThatIsNotThere) {
  RowBatch draw, free;
  draw.draws_removed = {{base_line, 10, 1, 1, 10}};
  free.free_removed = {{base_line, 10, 1}};
  for (RowBatch* rows : {&draw, &free}) {
    store().begin();
    EXPECT_THROW(store().append(std::move(*rows)), Corrupt);
    store().rollback();
  }
}

TEST_P(StoreTransactions, PassesOnWhatAVisitorThrowsAndGoesOnWorking) {
  keep(rows_of_every_kind());
  const auto angry = [](const LogRow&) -> bool { throw std::runtime_error{"enough"}; };
  EXPECT_THROW(store().events(0, 40, angry), std::runtime_error);
  EXPECT_EQ(store().begin().size, 0U);
  store().rollback();
}

TEST_P(StoreTransactions, RefusesToBeginWhileItIsReadOrWritten) {
  keep(rows_of_every_kind());
  store().hold();
  EXPECT_THROW(store().begin(), UsageError);
  store().release();
  store().events(0, 40, [&](const LogRow&) {
    EXPECT_THROW(store().begin(), UsageError);
    return false;
  });
  store().begin();
  EXPECT_THROW(store().begin(), UsageError);
  RowBatch rows;
  add(rows, event_row(40));
  store().append(std::move(rows));  // the transaction is none the worse
  store().commit({41, {}, {}, 0});
  EXPECT_EQ(store().head().size, 41U);
}

TEST_P(StoreTransactions, NestsHoldsWithinAndOutsideATransaction) {
  store().hold();
  store().hold();
  EXPECT_EQ(store().head().size, 0U);
  store().release();
  EXPECT_EQ(store().head().size, 0U);
  store().release();
  store().begin();
  store().hold();
  RowBatch rows;
  add(rows, event_row(0));
  store().append(std::move(rows));
  EXPECT_TRUE(store().event(0).has_value());
  store().release();
  store().commit({1, {}, {}, 0});
  EXPECT_EQ(store().head().size, 1U);
}

INSTANTIATE_TEST_SUITE_P(Engines, StoreTransactions, testing::ValuesIn(engines()), engine_name);

}  // namespace
}  // namespace almoner

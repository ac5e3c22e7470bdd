// SPDX-License-Identifier: Apache-2.0
// Large batches of one transaction go in on a second thread, two at a time, while more are decided.
#include <almoner/error.hpp>

#include "engines.hpp"

namespace almoner {
namespace {

constexpr Id events_of_a_batch = 5'000;

class BatchesBehind : public testing::Test {
 protected:
  BatchesBehind() {
    store->begin();
    store->append(events(0, 3));
    store->commit({3, {}, {}, 0});
    before = contents(*store);
    store->begin();
  }
  static RowBatch events(Id from, Id count) {
    RowBatch rows;
    for (Id seq = from; seq < from + count; ++seq) add(rows, event_row(seq));
    return rows;
  }
  void append(Id number) { store->append(events(3 + number * events_of_a_batch, events_of_a_batch)); }

  const TemporaryFolder folder;
  const std::string path = folder / "book";
  std::unique_ptr<Store> store = create_sqlite_store(path);
  Contents before;
};

TEST_F(BatchesBehind, AreAllThereOnceCommitted) {
  for (Id number = 0; number < 5; ++number) append(number);
  store->append(events(3 + 5 * events_of_a_batch, 10));  // and a small one, written at once
  store->commit({13 + 5 * events_of_a_batch, {}, {}, 0});
  store = open_sqlite_store(path);
  Id expected = 0;
  store->events(0, 1'000'000, [&](const LogRow& row) {
    EXPECT_EQ(owned(row.event), event_row(expected++));
    return true;
  });
  EXPECT_EQ(expected, 13 + 5 * events_of_a_batch);
}

TEST_F(BatchesBehind, LeaveTheirMemoryToTheNextAndNoRows) {
  bool has_memory = false;
  for (Id number = 0; number < 4; ++number) {
    const RowBatch next = store->append(events(3 + number * events_of_a_batch, events_of_a_batch));
    EXPECT_TRUE(next.events.empty()) << number;
    has_memory = has_memory || next.events.capacity() >= events_of_a_batch;
  }
  EXPECT_TRUE(has_memory) << "the third waits until the first is in";
  store->commit({3 + 4 * events_of_a_batch, {}, {}, 0});
}

TEST_F(BatchesBehind, AreThereForWhoeverAsksMeanwhile) {
  append(0);
  append(1);
  EXPECT_EQ(store->event(2 + 2 * events_of_a_batch), event_row(2 + 2 * events_of_a_batch));
  append(2);
  EXPECT_EQ(store->event(3), event_row(3));
  store->commit({3 + 3 * events_of_a_batch, {}, {}, 0});
}

TEST_F(BatchesBehind, GivenUpLeaveNothing) {
  for (Id number = 0; number < 3; ++number) append(number);
  store->rollback();
  expect_equal(contents(*store), before);
}

TEST_F(BatchesBehind, OfWhichOneFailedAreNotCommittedHoweverOftenItIsAsked) {
  append(0);
  append(0);  // its events are there already
  EXPECT_THROW(
      {
        append(1);
        store->commit({3 + 2 * events_of_a_batch, {}, {}, 0});
      },
      Corrupt);
  EXPECT_THROW(append(2), StorageError);
  EXPECT_THROW(store->commit({3 + 3 * events_of_a_batch, {}, {}, 0}), StorageError);
  store->rollback();
  expect_equal(contents(*store), before);
  store->begin();
  append(0);
  store->commit({3 + events_of_a_batch, {}, {}, 0});
  EXPECT_EQ(contents(*store).events.size(), 3 + events_of_a_batch);
}

}  // namespace
}  // namespace almoner

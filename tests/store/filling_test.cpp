// SPDX-License-Identifier: Apache-2.0
// A book's first filling is written into its file, with a rollback journal; all else goes to a log first.
#include <filesystem>
#include <set>

#include <almoner/error.hpp>

#include "as_nobody.hpp"
#include "engines.hpp"
#include "store/sqlite/sqlite.hpp"

namespace almoner {
namespace {

namespace fs = std::filesystem;

class FirstFilling : public testing::Test {
 protected:
  FirstFilling() {
    auto store = create_sqlite_store(path);
    commit(*store, 0, 3, 10);
    empty = contents(*store);
  }
  static void begin(Store& store, Id from, Id events, std::size_t bytes) {
    RowBatch rows;
    for (Id seq = from; seq < from + events; ++seq) add(rows, EventRow{seq, std::string(bytes, 'e'), {}});
    store.begin();
    store.append(std::move(rows));
  }
  static void commit(Store& store, Id from, Id events, std::size_t bytes) {
    begin(store, from, events, bytes);
    store.commit({from + events, {}, {}, 0});
  }
  std::string mode() { return sqlite::Connection{path, path, SQLITE_OPEN_READONLY}.text("PRAGMA journal_mode"); }
  static std::set<std::string> files(const TemporaryFolder& of) {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator{of.path()}) names.insert(entry.path().filename());
    return names;
  }
  /// What a crash leaves of a filling that is written in part.
  std::string cut() {
    auto store = open_sqlite_store(path);
    begin(*store, 3, 4'000, 8'000);  // twice the memory for pages
    static_cast<void>(store->head());  // waits for the second thread
    const std::string left = after / "book";
    for (const char* suffix : {"", "-journal"}) fs::copy_file(path + suffix, left + suffix);
    EXPECT_GT(fs::file_size(left), 8U << 20U);
    EXPECT_GT(fs::file_size(left + "-journal"), 0U);
    return left;
  }

  const TemporaryFolder folder, after;
  const std::string path = folder / "book";
  Contents empty;
};

TEST_F(FirstFilling, GoesIntoTheFileItself) {
  auto store = open_sqlite_store(path);
  begin(*store, 3, 3'000, 10);
  EXPECT_TRUE(files(folder).contains("book-journal"));
  EXPECT_FALSE(files(folder).contains("book-wal"));
  store->commit({3'003, {}, {}, 0});
  EXPECT_FALSE(files(folder).contains("book-journal"));
  EXPECT_EQ(contents(*open_sqlite_store(path)).events.size(), 3'003U);
  commit(*store, 3'003, 1, 10);
  EXPECT_FALSE(store->others_wrote()) << "the switch back to the log was its own";
  EXPECT_EQ(contents(*store).events.size(), 3'004U);
  store.reset();
  EXPECT_EQ(mode(), "wal");
}

TEST_F(FirstFilling, IsInTheFileBeforeItsCommit) {
  auto store = open_sqlite_store(path);
  begin(*store, 3, 5'000, 100);  // much less than the memory for pages
  static_cast<void>(store->head());  // waits for the second thread
  EXPECT_GT(fs::file_size(path), 500'000U);
  store->rollback();
  expect_equal(contents(*store), empty);
}

TEST_F(FirstFilling, OfFewEventsIsLogged) {
  auto store = open_sqlite_store(path);
  begin(*store, 3, 2'000, 2'000);
  EXPECT_FALSE(files(folder).contains("book-journal"));
  store->commit({2'003, {}, {}, 0});
  EXPECT_EQ(contents(*store).events.size(), 2'003U);
}

TEST_F(FirstFilling, IsOneOfABookWithoutEntries) {
  auto store = open_sqlite_store(path);
  RowBatch rows;
  add(rows, event_row(3));
  rows.references = {{99, 3}};
  store->begin();
  store->append(std::move(rows));
  store->commit({4, {}, {}, 0});
  begin(*store, 4, 3'000, 10);
  EXPECT_FALSE(files(folder).contains("book-journal"));
  store->commit({3'004, {}, {}, 0});
  EXPECT_EQ(contents(*store).events.size(), 3'004U);
}

TEST_F(FirstFilling, IsLoggedWhereSomebodyElseHasTheBookOpenAndHindersNoQuestion) {
  auto reader = open_sqlite_store(path, {.read_only = true});
  auto store = open_sqlite_store(path);
  begin(*store, 3, 4'000, 8'000);
  expect_equal(contents(*reader), empty);
  store->commit({4'003, {}, {}, 0});
  EXPECT_EQ(contents(*reader).events.size(), 4'003U);
}

TEST_F(FirstFilling, GivenUpLeavesTheBookAsItWas) {
  auto store = open_sqlite_store(path);
  begin(*store, 3, 4'000, 8'000);
  store->rollback();
  expect_equal(contents(*store), empty);
  EXPECT_FALSE(files(folder).contains("book-journal"));
  store.reset();
  EXPECT_EQ(mode(), "wal");
  EXPECT_LT(fs::file_size(path), 1U << 20U);
}

TEST_F(FirstFilling, CutInTheMiddleIsUndoneForAQuestion) {
  const std::string left = cut();
  expect_equal(contents(*open_sqlite_store(left, {.read_only = true})), empty);
  EXPECT_FALSE(fs::exists(left + "-journal"));
  EXPECT_LT(fs::file_size(left), 1U << 20U);
}

TEST_F(FirstFilling, CutInTheMiddleIsUndoneForAWriter) {
  const std::string left = cut();
  auto store = open_sqlite_store(left);
  expect_equal(contents(*store), empty);
  commit(*store, 3, 4'000, 8'000);
  EXPECT_EQ(contents(*store).events.size(), 4'003U);
}

TEST_F(FirstFilling, CutInTheMiddleIsNotShownToWhoMayNotUndoIt) {
  const std::string left = cut();
  as_nobody(after.path(), [&] {
    try {
      open_sqlite_store(left, {.read_only = true});
      FAIL() << "half a filling was shown";
    } catch (const StorageError& error) {
      EXPECT_NE(std::string{error.what()}.find("a program ended while it filled this book"), std::string::npos) << error.what();
    }
  });
}

TEST_F(FirstFilling, ThatAQuestionHindersAtItsEndPostsNothing) {
  auto store = open_sqlite_store(path, {.busy_timeout_ms = 0});
  begin(*store, 3, 3'000, 10);
  auto reader = open_sqlite_store(path, {.read_only = true});
  reader->hold();
  EXPECT_THROW(store->commit({3'003, {}, {}, 0}), Conflict);
  store->rollback();
  expect_equal(contents(*reader), empty);
  reader->release();
  reader.reset();
  commit(*store, 3, 3'000, 10);
  EXPECT_EQ(contents(*store).events.size(), 3'003U);
  store.reset();
  EXPECT_EQ(mode(), "wal");
}

}  // namespace
}  // namespace almoner

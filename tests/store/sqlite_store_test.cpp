// SPDX-License-Identifier: Apache-2.0
// What only SQLite has: files, locks between connections, durability, rights, copies.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <set>

#include <almoner/error.hpp>

#include "as_nobody.hpp"
#include "engines.hpp"
#include "store/sqlite/sqlite.hpp"

namespace almoner {
namespace {

namespace fs = std::filesystem;

class SqliteStore : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::string path = folder / "book";

  static void add_event(Store& store, Id seq) {
    RowBatch rows;
    add(rows, event_row(seq));
    store.begin();
    store.append(std::move(rows));
    store.commit({seq + 1, {}, {}, 0});
  }
  /// What a program that knows nothing of books would do to one.
  void execute(const std::string& sql) {
    sqlite::Connection{path, path, SQLITE_OPEN_READWRITE}.execute(sql);
  }
  std::set<std::string> files() {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator{folder / ""})
      names.insert(entry.path().filename());
    return names;
  }
  static std::string bytes(const std::string& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
  }
  static std::string message_of(const std::function<void()>& call) {
    try {
      call();
      return "nothing was thrown";
    } catch (const Error& error) {
      return error.what();
    }
  }
};

TEST_F(SqliteStore, KeepsABookOverClosingAndOpening) {
  auto store = create_sqlite_store(path);
  store->begin();
  store->append(rows_of_every_kind());
  append_postings(*store, some_postings(), {});
  store->commit({40, {Hash{5}}, day(3), 40});
  const Contents before = contents(*store);
  store.reset();
  expect_equal(contents(*open_sqlite_store(path)), before);
  expect_equal(contents(*open_sqlite_store(path, {.read_only = true})), before);
}

TEST_F(SqliteStore, KeepsManyPostingsOfOneDayInTheirOrderWhateverTheirCommits) {
  auto store = create_sqlite_store(path);
  std::vector<PostingRow> all;
  Id seq = 1;
  for (const int size : {1, 1, 300, 0, 2, 79, 1}) {
    std::vector<PostingRow> run;
    for (int i = 0; i < size; ++i) {
      const Units sign = i % 2 == 0 ? 1 : -1;
      run.push_back({2, day(100), ++seq, 0, 7, 1, 0, sign * std::numeric_limits<Units>::max(), sign * static_cast<Units>(seq)});
      run.push_back({2, day(100), seq, 1, 7, no_id, 9, sign, sign});
    }
    all.insert(all.end(), run.begin(), run.end());
    store->begin();
    append_postings(*store, std::move(run), {});
    store->commit({seq + 1, {}, {}, seq + 1});
  }
  std::vector<PostingRow> kept;
  store->postings(2, day(100), day(101), [&](const PostingRow& row) {
    kept.push_back(row);
    return true;
  });
  EXPECT_TRUE(kept == all);
  store.reset();
  sqlite::Connection connection{path, path, SQLITE_OPEN_READONLY};
  EXPECT_GT(connection.integer("SELECT count(*) FROM posting"), 5);
  EXPECT_LT(connection.integer("SELECT count(*) FROM posting"), 30);
}

TEST_F(SqliteStore, CallsAPageThatHoldsNoPostingsCorrupt) {
  {
    auto store = create_sqlite_store(path);
    store->begin();
    append_postings(*store, some_postings(), {});
    store->commit({40, {}, {}, 40});
  }
  for (const char* page : {"x'ffffffffffffffffffff'", "x'0100'", "x'00ffffffffff0f0101020406'", "x''"}) {
    execute(std::string{"UPDATE posting SET page = "} + page);
    auto store = open_sqlite_store(path);
    if (std::string_view{page} != "x''") {
      EXPECT_THROW(store->postings(no_id, {}, {}, [](const PostingRow&) { return true; }), Corrupt) << page;
    }
    store->begin();
    EXPECT_THROW(append_postings(*store, {{2, day(100), 50, 0, 7, 1, 0, 1, 1}}, {}), Corrupt) << page;
    store->rollback();
  }
}

TEST_F(SqliteStore, CallsReferencesWithoutTheirFirstPageCorrupt) {
  const auto references = [](Id from) {
    RowBatch rows;
    for (Id seq = from; seq < from + 5000; ++seq) rows.references.push_back({seq * 0x9e3779b97f4a7c15U, seq});
    return rows;
  };
  {
    auto store = create_sqlite_store(path);
    store->begin();
    store->append(references(0));
    store->commit({5000, {}, {}, 0});
  }
  execute("DELETE FROM reference_page WHERE low = (SELECT min(low) FROM reference_page)");
  auto store = open_sqlite_store(path);
  store->begin();
  EXPECT_THROW(store->append(references(5000)), Corrupt);
  store->rollback();
}

TEST_F(SqliteStore, IsWholeInItsOneFileOnceClosed) {
  auto store = create_sqlite_store(path);
  add_event(*store, 0);
  store.reset();
  EXPECT_EQ(fs::file_size(path + "-wal"), 0U);
  fs::copy_file(path, folder / "copy");
  EXPECT_TRUE(open_sqlite_store(folder / "copy")->event(0).has_value());
}

TEST_F(SqliteStore, LeavesItsLockFileWhenClosed) {
  create_sqlite_store(path).reset();
  EXPECT_TRUE(fs::exists(path + ".lock"));
  add_event(*open_sqlite_store(path), 0);
  EXPECT_TRUE(fs::exists(path + ".lock"));
}

TEST_F(SqliteStore, RefusesToMakeABookWhereAFileIs) {
  std::ofstream{path} << "letters to the society";
  EXPECT_THROW(create_sqlite_store(path), UsageError);
  EXPECT_EQ(bytes(path), "letters to the society");
}

TEST_F(SqliteStore, LeavesNoFileThatItCouldNotMake) {
  EXPECT_THROW(create_sqlite_store(folder / "missing/book"), StorageError);
  EXPECT_THROW(create_sqlite_store(path, {.read_only = true}), UsageError);
  EXPECT_TRUE(files().empty());
}

TEST_F(SqliteStore, RemovesABookThatCouldNotBeCompletedButNotItsLock) {
  add_event(*create_sqlite_store(path), 0);
  remove_sqlite_store(path);
  EXPECT_EQ(files(), (std::set<std::string>{"book.lock"}));
}

TEST_F(SqliteStore, SaysThatThereIsNoBook) {
  EXPECT_THROW(open_sqlite_store(path), NotFound);
  EXPECT_THROW(open_sqlite_store(folder / "missing/book"), NotFound);
  EXPECT_THROW(open_sqlite_store(folder / ""), StorageError);
  EXPECT_TRUE(files().empty());
}

TEST_F(SqliteStore, GivesASecondWriterConflictAfterItsTimeAndItsTurnLater) {
  const auto first = create_sqlite_store(path);
  const auto second = open_sqlite_store(path, {.busy_timeout_ms = 60});
  first->begin();
  RowBatch rows;
  add(rows, event_row(0));
  first->append(std::move(rows));

  const auto start = std::chrono::steady_clock::now();
  EXPECT_THROW(second->begin(), Conflict);
  const auto waited = std::chrono::steady_clock::now() - start;
  EXPECT_GE(waited, std::chrono::milliseconds{60});
  EXPECT_LT(waited, std::chrono::seconds{5});

  first->commit({1, {}, {}, 0});
  EXPECT_EQ(second->begin().size, 1U) << "the head is read after the lock is had";
  second->rollback();
}

TEST_F(SqliteStore, TellsWhetherSomebodyElseWroteSinceItsLastTransaction) {
  const auto store = create_sqlite_store(path);
  const auto other = open_sqlite_store(path);
  bool on = false;
  const auto wrote = [&on](Store& one, bool keeps) {
    one.begin();
    const bool others_wrote = one.others_wrote();
    one.set_restricted("zhang", on = !on);
    if (keeps)
      one.commit({});
    else
      one.rollback();
    return others_wrote;
  };
  EXPECT_TRUE(wrote(*store, true)) << "who knows, before its first";
  EXPECT_FALSE(wrote(*store, true)) << "it was itself";
  EXPECT_FALSE(wrote(*store, false));
  EXPECT_TRUE(wrote(*other, false));
  EXPECT_FALSE(wrote(*store, true)) << "nothing was kept";
  EXPECT_TRUE(wrote(*other, true));
  EXPECT_TRUE(wrote(*store, false));
  EXPECT_FALSE(wrote(*store, false)) << "told already";
}

TEST_F(SqliteStore, LocksABookOnceByWhateverNameItIsOpened) {
  const auto first = create_sqlite_store(path);
  fs::create_symlink("book", folder / "link");
  const auto second = open_sqlite_store(folder / "link", {.busy_timeout_ms = 0});
  first->begin();
  EXPECT_THROW(second->begin(), Conflict);
  EXPECT_FALSE(fs::exists(folder / "link.lock"));
}

TEST_F(SqliteStore, GivesConflictWhereAnotherProgramHoldsSqlitesOwnLock) {
  const auto store = create_sqlite_store(path, {.busy_timeout_ms = 30});
  sqlite::Connection other{path, path, SQLITE_OPEN_READWRITE};
  other.execute("BEGIN IMMEDIATE");
  EXPECT_THROW(store->begin(), Conflict);
  other.execute("ROLLBACK");
  add_event(*store, 0);
}

TEST_F(SqliteStore, ReadsWithoutWaitingWhileSomebodyWrites) {
  const auto writer = create_sqlite_store(path);
  add_event(*writer, 0);
  const auto reader = open_sqlite_store(path, {.busy_timeout_ms = 0});
  writer->begin();
  RowBatch rows;
  add(rows, event_row(1));
  writer->append(std::move(rows));
  EXPECT_EQ(reader->head().size, 1U);
  EXPECT_FALSE(reader->event(1).has_value());
  writer->commit({2, {}, {}, 0});
  EXPECT_EQ(reader->head().size, 2U);
}

TEST_F(SqliteStore, HoldsOneStateWhileAnotherConnectionCommits) {
  const auto writer = create_sqlite_store(path);
  const auto reader = open_sqlite_store(path);
  add_event(*writer, 0);
  reader->hold();
  add_event(*writer, 1);
  EXPECT_EQ(reader->head().size, 1U);
  EXPECT_FALSE(reader->event(1).has_value());
  reader->hold();
  reader->release();
  EXPECT_EQ(reader->head().size, 1U) << "holds nest";
  reader->release();
  EXPECT_EQ(reader->head().size, 2U);
  EXPECT_TRUE(reader->event(1).has_value());
}

TEST_F(SqliteStore, KeepsNothingOfAWriterThatIsKilledAndFreesItsLock) {
  create_sqlite_store(path).reset();
  const pid_t child = ::fork();
  if (child == 0) {
    const auto store = open_sqlite_store(path);
    store->begin();
    store->append(rows_of_every_kind());
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  const auto store = open_sqlite_store(path, {.busy_timeout_ms = 0});
  expect_equal(contents(*store), Contents{});
  add_event(*store, 0);
}

TEST_F(SqliteStore, KeepsWhatWasCommittedBeforeAKill) {
  create_sqlite_store(path).reset();
  const pid_t child = ::fork();
  if (child == 0) {
    const auto store = open_sqlite_store(path);
    add_event(*store, 0);
    ::kill(::getpid(), SIGKILL);
  }
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(open_sqlite_store(path)->event(0).has_value());
}

TEST_F(SqliteStore, KeepsNothingAndGoesOnAfterTheDiskWasFull) {
  const auto store = create_sqlite_store(path);
  add_event(*store, 0);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto ignored = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{256 * 1024, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  RowBatch rows;
  add(rows, EventRow{1, std::string(1'000'000, 'x'), {}});
  store->begin();
  const std::string message = message_of([&] {
    store->append(std::move(rows));
    store->commit({2, {}, {}, 0});
  });
  EXPECT_THROW(store->commit({2, {}, {}, 0}), StorageError);
  store->rollback();
  EXPECT_NE(message.find(path), std::string::npos) << message;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, ignored);

  EXPECT_EQ(store->head().size, 1U);
  EXPECT_FALSE(store->event(1).has_value());
  add_event(*store, 1);
  EXPECT_EQ(open_sqlite_store(path)->head().size, 2U);
}

TEST_F(SqliteStore, LeavesNoByteOfWhatItErased) {
  const auto store = create_sqlite_store(path);
  RowBatch rows;
  add(rows, event_row(0));
  add(rows, PrivateRow{0, 0, {}, "a donor who asked to be forgotten" + std::string(10'000, '.') + "of whom much is asked to be forgotten"});
  rows.parties = {{"forgotten-party-id", 3, false}};
  store->begin();
  store->append(std::move(rows));
  store->commit({});
  ASSERT_NE(bytes(path + "-wal").find("asked to be forgotten"), std::string::npos);
  store->begin();
  store->erase_private(0, 0);
  store->erase_party("forgotten-party-id");
  store->commit({});
  for (const std::string& name : files()) {
    EXPECT_EQ(bytes(folder / name).find("asked to be forgotten"), std::string::npos) << name;
    EXPECT_EQ(bytes(folder / name).find("forgotten-party-id"), std::string::npos) << name;
  }
}

TEST_F(SqliteStore, KeepsItsLogShortOverManyCommits) {
  const auto store = create_sqlite_store(path);
  for (Id seq = 0; seq < 20; ++seq) {
    RowBatch rows;
    add(rows, EventRow{seq, std::string(2'000'000, 'x'), {}});
    store->begin();
    store->append(std::move(rows));
    store->commit({seq + 1, {}, {}, 0});
  }
  EXPECT_LT(fs::file_size(path + "-wal"), 24'000'000U);
}

// What did not fit into memory stands in the log, though it was given up: every reader would go through it.
TEST_F(SqliteStore, LeavesNothingInItsLogOfWhatWasGivenUp) {
  create_sqlite_store(path).reset();
  auto store = open_sqlite_store(path);
  store->begin();
  for (Id seq = 0; seq < 12; ++seq) {
    RowBatch rows;
    add(rows, EventRow{seq, std::string(2'000'000, 'x'), {}});
    store->append(std::move(rows));
  }
  ASSERT_GT(fs::file_size(path + "-wal"), 1'000'000U);
  store->rollback();
  store.reset();
  EXPECT_EQ(fs::file_size(path + "-wal"), 0U);
}

TEST_F(SqliteStore, DoesNotWriteToABookOpenedReadOnly) {
  add_event(*create_sqlite_store(path), 0);
  const auto store = open_sqlite_store(path, {.read_only = true});
  EXPECT_TRUE(store->read_only());
  EXPECT_TRUE(store->event(0).has_value());
  EXPECT_NE(message_of([&] { store->begin(); }).find("opened read-only"), std::string::npos);
  EXPECT_THROW(store->begin(), StorageError);
}

TEST_F(SqliteStore, SaysThatAFileMayNotBeWritten) {
  add_event(*create_sqlite_store(path), 0);
  fs::permissions(path, fs::perms{0444});
  as_nobody(folder / "", [&] {
    const std::string message = message_of([&] { open_sqlite_store(path); });
    EXPECT_NE(message.find("open it read-only"), std::string::npos) << message;
  });
}

TEST_F(SqliteStore, ReadsWhereNobodyCanWriteWithoutALogBesideIt) {
  path = folder / "a b?c#d%41.book";
  add_event(*create_sqlite_store(path), 0);
  for (const char* suffix : {"-wal", "-shm", ".lock"}) fs::remove(path + suffix);
  as_nobody(folder / "", [&] {
    const auto store = open_sqlite_store(path, {.read_only = true});
    EXPECT_EQ(store->head().size, 1U);
    EXPECT_TRUE(store->event(0).has_value());
  });
}

TEST_F(SqliteStore, ReadsWhereNobodyCanWriteBesideAnEmptyLog) {
  add_event(*create_sqlite_store(path), 0);
  as_nobody(folder / "",
            [&] { EXPECT_EQ(open_sqlite_store(path, {.read_only = true})->head().size, 1U); });
  fs::remove(path + "-shm");
  as_nobody(folder / "",
            [&] { EXPECT_EQ(open_sqlite_store(path, {.read_only = true})->head().size, 1U); });
}

TEST_F(SqliteStore, ReadsWhereItCannotWriteWhatSomebodyElseIsWriting) {
  const auto writer = create_sqlite_store(path);
  add_event(*writer, 0);
  add_event(*writer, 1);
  as_nobody(folder / "",
            [&] { EXPECT_EQ(open_sqlite_store(path, {.read_only = true})->head().size, 2U); });
}

TEST_F(SqliteStore, CopiesAWholeBookIntoANewFile) {
  const auto store = create_sqlite_store(path);
  store->begin();
  store->append(rows_of_every_kind());
  store->commit({40, {}, {}, 0});
  store->snapshot(folder / "copy");
  EXPECT_EQ(files(), (std::set<std::string>{"book", "book-shm", "book-wal", "book.lock", "copy"}));
  const auto copy = open_sqlite_store(folder / "copy");
  expect_equal(contents(*copy), contents(*store));
  add_event(*copy, 40);
  EXPECT_EQ(store->head().size, 40U);
  open_sqlite_store(path, {.read_only = true})->snapshot(folder / "second");
  EXPECT_EQ(open_sqlite_store(folder / "second")->head().size, 40U);
}

TEST_F(SqliteStore, NeverCopiesOverAFileAndLeavesNothingOfACopyThatFailed) {
  const auto store = create_sqlite_store(path);
  std::ofstream{folder / "letters"} << "dear society";
  EXPECT_THROW(store->snapshot(folder / "letters"), UsageError);
  EXPECT_EQ(bytes(folder / "letters"), "dear society");
  fs::create_symlink("nowhere", folder / "dangling");
  EXPECT_THROW(store->snapshot(folder / "dangling"), UsageError);
  EXPECT_THROW(store->snapshot(path), UsageError);
  EXPECT_THROW(store->snapshot(folder / "missing/copy"), StorageError);

  const std::set<std::string> before = files();
  const auto ignored = ::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit small{8 * 1024, limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_THROW(store->snapshot(folder / "copy"), StorageError);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  ::signal(SIGXFSZ, ignored);
  EXPECT_EQ(files(), before);
  add_event(*store, 0);
}

TEST_F(SqliteStore, WaitsForAWriterBeforeItCopies) {
  const auto writer = create_sqlite_store(path);
  const auto store = open_sqlite_store(path, {.busy_timeout_ms = 20});
  writer->begin();
  EXPECT_THROW(store->snapshot(folder / "copy"), Conflict);
  EXPECT_FALSE(fs::exists(folder / "copy"));
  EXPECT_THROW(writer->snapshot(folder / "copy"), UsageError) << "in its own transaction";
}

TEST_F(SqliteStore, PutsABookBackIntoWriteAheadMode) {
  add_event(*create_sqlite_store(path), 0);
  execute("PRAGMA journal_mode = DELETE");
  EXPECT_EQ(open_sqlite_store(path, {.read_only = true})->head().size, 1U);
  const auto store = open_sqlite_store(path);
  add_event(*store, 1);
  EXPECT_TRUE(fs::exists(path + "-wal"));
}

}  // namespace
}  // namespace almoner

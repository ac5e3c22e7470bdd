// SPDX-License-Identifier: Apache-2.0
// A book's file that somebody made to do harm: refused, found by audit, or harmless. Each is a
// sound book changed by plain SQL or by files laid beside it; what views, triggers and tables added
// do is in tests/store/sqlite_refusal_test.cpp.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "all_answers.hpp"
#include "sound_book.hpp"
#include "store/sqlite/sqlite.hpp"
#include "temporary_folder.hpp"

namespace almoner::test {
namespace {

namespace fs = std::filesystem;

class HostileBook : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::string path = folder / "county.book";
  std::string sound, answers;

  void SetUp() override {
    make_sound_book(path);
    sound = file_bytes(path);
    Ledger book = Ledger::open(path, {.read_only = true, .environment = {}});
    answers = all_answers(book);
  }

  /// Without any of the library's settings, as another program would.
  void execute(const std::vector<std::string>& statements) {
    sqlite::Connection connection{path, path, SQLITE_OPEN_READWRITE};
    for (const std::string& statement : statements) connection.execute(statement);
  }
  void edit_schema(const std::string& change) {
    execute({"PRAGMA writable_schema = ON", change, "PRAGMA wal_checkpoint(TRUNCATE)"});
  }
  void change_log(const std::string& change) {
    execute({"DROP TRIGGER event_is_not_updated", change,
             "CREATE TRIGGER event_is_not_updated BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END",
             "PRAGMA wal_checkpoint(TRUNCATE)"});
  }
  void restore() { write_book_file(path, sound); }

  Verdict verdict(const std::string& why) {
    const Judgement judgement = judge(path, answers);
    EXPECT_NE(judgement.verdict, Verdict::wrong) << why << ": " << judgement.said;
    // For writing, too: nothing may be posted to what is refused, and nothing may crash.
    try {
      Ledger book = Ledger::open(path, {.read_only = false, .busy_timeout_ms = 0, .environment = fixed_environment()});
      book.declare(PurposeTerms{"hostile", PurposeFunction::programme});
    } catch (const Error&) {
    }
    return judgement.verdict;
  }
};

TEST_F(HostileBook, WithASchemaThatWasEditedIsRefused) {
  for (const char* change : {
           // A view in the place of a table; it could answer anything.
           "UPDATE sqlite_schema SET type = 'view', rootpage = 0, sql = 'CREATE VIEW mark AS SELECT 1 AS seq, 2 AS by_seq, 0 AS kind, 0 AS value' WHERE name = 'mark'",
           "UPDATE sqlite_schema SET sql = 'CREATE TABLE tile (level INTEGER NOT NULL, number INTEGER NOT NULL, hashes BLOB AS (zeroblob(8192)), PRIMARY KEY (level, number)) STRICT, WITHOUT ROWID' WHERE name = 'tile'",
           "UPDATE sqlite_schema SET sql = replace(sql, 'RAISE(ABORT', 'RAISE(IGNORE') WHERE name = 'event_is_not_deleted'",
           "UPDATE sqlite_schema SET sql = 'CREATE TABLE restricted (id TEXT PRIMARY KEY DEFAULT (load_extension(''x''))) STRICT, WITHOUT ROWID' WHERE name = 'restricted'",
           "UPDATE sqlite_schema SET sql = 'CREATE TABLE mark(' WHERE name = 'mark'",
           "UPDATE sqlite_schema SET sql = NULL WHERE name = 'mark'",
           "UPDATE sqlite_schema SET name = 'event2', tbl_name = 'event2' WHERE name = 'event'",
           "DELETE FROM sqlite_schema WHERE name = 'sqlite_autoindex_party_1'",
           "INSERT INTO sqlite_schema SELECT type, name, tbl_name, 3, sql FROM sqlite_schema WHERE name = 'lot'",
           "INSERT INTO sqlite_schema VALUES ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING dbstat')",
           "INSERT INTO sqlite_schema VALUES ('table', 'long', 'long', 0, 'CREATE TABLE long (a ' || replace(hex(zeroblob(3000000)), '00', '((') || ')')",
       }) {
    edit_schema(change);
    EXPECT_EQ(verdict(change), Verdict::refused) << change;
    restore();
  }
}

TEST_F(HostileBook, WhoseTablesLieElsewhereIsFound) {
  for (const char* change : {
           "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'draw') WHERE name = 'lot'",
           "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'free_interval') WHERE name = 'draw'",
           "UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'event'",
           "UPDATE sqlite_schema SET rootpage = 2147483647 WHERE name = 'balance'",
           "UPDATE sqlite_schema SET rootpage = 0 WHERE name = 'head'",
           "UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'party') WHERE name = 'sqlite_autoindex_party_1'",
       }) {
    edit_schema(change);
    EXPECT_NE(verdict(change), Verdict::unharmed) << change;
    restore();
  }
}

TEST_F(HostileBook, OfAbsurdSizesIsFound) {
  for (const char* change : {
           "UPDATE head SET size = 4611686018427387904",
           "UPDATE head SET size = 9223372036854775807, postings_through = 9223372036854775807",
           "UPDATE head SET postings_through = 9223372036854775807",
           "UPDATE head SET frontier = zeroblob(30000000)",
           "UPDATE event SET private = zeroblob(30000000) WHERE seq = (SELECT min(seq) FROM event WHERE private IS NOT NULL)",
           "UPDATE lot SET page = zeroblob(30000000) WHERE start = 0",
           "UPDATE balance SET quantity = 9223372036854775807, value = -9223372036854775807",
           "UPDATE line SET tail = 9223372036854775807",
           "INSERT INTO tile VALUES (4294967295, 9223372036854775807, zeroblob(8192))",
           "INSERT INTO declaration VALUES (9223372036854775807)",
           "INSERT INTO restricted SELECT id FROM party",  // as a page of their index copied there does
           "INSERT INTO posting VALUES (9223372036854775807, 0, 9223372036854775807, 0, x'00')",
       }) {
    execute({change, "PRAGMA wal_checkpoint(TRUNCATE)"});
    EXPECT_NE(verdict(change), Verdict::unharmed) << change;
    restore();
  }
  for (const char* change : {"UPDATE event SET bytes = zeroblob(30000000) WHERE seq = 5", "UPDATE event SET bytes = x'' WHERE seq = 5",
                             "UPDATE event SET leaf = zeroblob(30000000) WHERE seq = 5", "UPDATE event SET seq = 9223372036854775807 WHERE seq = 5"}) {
    change_log(change);
    EXPECT_NE(verdict(change), Verdict::unharmed) << change;
    restore();
  }
}

TEST_F(HostileBook, WithOtherSettingsInTheFileIsTheSameBook) {
  for (const std::vector<std::string>& settings : std::vector<std::vector<std::string>>{
           {"PRAGMA journal_mode = DELETE", "PRAGMA page_size = 65536", "VACUUM"},
           {"PRAGMA journal_mode = DELETE", "PRAGMA page_size = 512", "VACUUM"},
           {"PRAGMA journal_mode = DELETE", "PRAGMA auto_vacuum = FULL", "VACUUM"},
           {"PRAGMA journal_mode = DELETE", "PRAGMA auto_vacuum = INCREMENTAL", "VACUUM", "PRAGMA incremental_vacuum"},
           {"PRAGMA journal_mode = TRUNCATE"},
           {"PRAGMA default_cache_size = 2147483647"},
       }) {
    execute(settings);
    fs::remove(path + "-wal");
    EXPECT_EQ(verdict(settings.back()), Verdict::unharmed) << settings.back();
    restore();
  }
}

TEST_F(HostileBook, BesideWhichAnotherLogLiesIsRefusedOrFound) {
  // The logs of a book of the same shape and of this one in an earlier state.
  const std::string other = folder / "other.book";
  make_sound_book(other, 10);
  sqlite::Connection writer{other, other, SQLITE_OPEN_READWRITE};
  writer.execute("UPDATE balance SET quantity = quantity + 1, value = value + 1");
  const std::string foreign_wal = file_bytes(other + "-wal");
  ASSERT_GT(foreign_wal.size(), 4096U);
  fs::copy_file(path, folder / "before.book");
  {
    sqlite::Connection ours{path, path, SQLITE_OPEN_READWRITE};
    ours.execute("DELETE FROM mark");
    fs::copy_file(path + "-wal", folder / "own.wal");
  }
  for (const std::string& wal : {foreign_wal, file_bytes(folder / "own.wal"), std::string(100'000, '\0'), std::string{"not a log"}}) {
    restore();
    std::ofstream{path + "-wal", std::ios::binary} << wal;
    const bool holds_commits = wal.size() > 4096 && wal[0] != '\0';
    const Verdict found = verdict("another log");
    EXPECT_EQ(found == Verdict::unharmed, !holds_commits);
  }
}

TEST_F(HostileBook, BesideWhichAnotherRollbackJournalLiesIsRefusedOrFound) {
  const std::string other = folder / "other.book";
  make_sound_book(other, 10);
  sqlite::Connection writer{other, other, SQLITE_OPEN_READWRITE};
  writer.text("PRAGMA journal_mode = DELETE");
  writer.execute("PRAGMA cache_spill = 1");
  writer.execute("PRAGMA cache_size = 1");
  writer.execute("BEGIN IMMEDIATE");
  writer.execute("UPDATE balance SET quantity = quantity + 1, value = value + 1");
  writer.execute("UPDATE posting SET page = CAST(page || x'00' AS BLOB)");
  std::string journal = file_bytes(other + "-journal");
  ASSERT_GT(journal.size(), 4096U);
  restore();
  std::ofstream{path + "-journal", std::ios::binary} << journal;
  EXPECT_NE(verdict("another's journal"), Verdict::wrong);
}

}  // namespace
}  // namespace almoner::test

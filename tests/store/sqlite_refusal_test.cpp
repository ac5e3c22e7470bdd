// SPDX-License-Identifier: Apache-2.0
// Files that are no book, books that somebody changed, and books that the disk changed: each is
// refused with an exception of ours. None crashes, and none is believed.
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

#include <almoner/error.hpp>

#include "engines.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/sqlite.hpp"

namespace almoner {
namespace {

namespace fs = std::filesystem;

class SqliteRefusal : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::string path = folder / "book";

  void SetUp() override {
    const auto store = create_sqlite_store(path);
    store->begin();
    store->append(rows_of_every_kind());
    append_postings(*store, some_postings(), {{2, 7, 1}});
    store->commit({40, {Hash{1}}, day(1), 40});
  }
  void execute(const std::string& sql) {
    sqlite::Connection{path, path, SQLITE_OPEN_READWRITE}.execute(sql);
  }
  std::string refusal() {
    try {
      open_sqlite_store(path);
      return "nothing was refused";
    } catch (const StorageError& error) {
      return error.what();
    }
  }
};

#define EXPECT_CONTAINS(text, part) \
  EXPECT_NE((text).find(part), std::string::npos) << "in: " << (text)

TEST_F(SqliteRefusal, RefusesAFileThatIsNoDatabase) {
  std::ofstream{path} << std::string(5000, 'x');
  EXPECT_CONTAINS(refusal(), "is not a book");
  std::ofstream{path} << "short";
  EXPECT_CONTAINS(refusal(), "is not a book");
  std::ofstream{path, std::ios::trunc}.close();
  EXPECT_CONTAINS(refusal(), "is not a book");
}

TEST_F(SqliteRefusal, RefusesTheDatabaseOfAnotherProgram) {
  execute("PRAGMA application_id = 7");
  EXPECT_CONTAINS(refusal(), "is not a book");
}

TEST_F(SqliteRefusal, RefusesABookOfANewerSchemaAndNamesBoth) {
  execute("PRAGMA user_version = 4");
  EXPECT_CONTAINS(refusal(), "was made by a newer almoner (schema 4; this one reads up to 3)");
  execute("PRAGMA user_version = 0");
  EXPECT_CONTAINS(refusal(), "no schema version");
}

TEST_F(SqliteRefusal, RefusesTablesViewsAndTriggersThatNoBookHas) {
  const std::array<std::array<const char*, 2>, 4> additions = {{
      {"CREATE TABLE notes (text)", "DROP TABLE notes"},
      {"CREATE VIEW notes AS SELECT * FROM event", "DROP VIEW notes"},
      {"CREATE TRIGGER notes AFTER INSERT ON lot BEGIN DELETE FROM mark; END",
       "DROP TRIGGER notes"},
      {"CREATE INDEX notes ON lot (start)", "DROP INDEX notes"},
  }};
  for (const auto& [add, remove] : additions) {
    execute(add);
    EXPECT_CONTAINS(refusal(), "has in it what no book has: notes");
    execute(remove);
  }
  EXPECT_EQ(open_sqlite_store(path)->head().size, 40U);
}

TEST_F(SqliteRefusal, RefusesABookWithoutItsGuardsOrTables) {
  execute("DROP TRIGGER event_is_not_deleted");
  EXPECT_CONTAINS(refusal(), "event_is_not_deleted is missing");
}

TEST_F(SqliteRefusal, RefusesATableThatWasMadeAnew) {
  execute("DROP TABLE mark");
  execute("CREATE TABLE mark (seq, by_seq, kind, value)");
  EXPECT_CONTAINS(refusal(), "mark is not as almoner makes it");
}

TEST_F(SqliteRefusal, LetsNoProgramChangeOrDeleteAnEvent) {
  EXPECT_THROW(execute("UPDATE event SET bytes = x'00' WHERE seq = 3"), StorageError);
  EXPECT_THROW(execute("UPDATE event SET leaf = zeroblob(32) WHERE seq = 3"), StorageError);
  EXPECT_THROW(execute("UPDATE event SET seq = 40 WHERE seq = 3"), StorageError);
  EXPECT_THROW(execute("DELETE FROM event WHERE seq = 3"), StorageError);
  EXPECT_THROW(execute("DELETE FROM event"), StorageError);
  EXPECT_EQ(open_sqlite_store(path)->event(3), event_row(3));
}

TEST_F(SqliteRefusal, MigratesStepByStepAndRefusesAGap) {
  using sqlite::Migration;
  const std::array<Migration, 2> steps = {
      Migration{1, [](sqlite::Connection& file) { file.execute("ALTER TABLE mark ADD COLUMN note TEXT"); }},
      Migration{2, [](sqlite::Connection& file) { file.execute("ALTER TABLE mark DROP COLUMN note"); }}};
  sqlite::Connection connection{path, path, SQLITE_OPEN_READWRITE};
  sqlite::migrate(connection, 1, 3, steps);
  EXPECT_EQ(connection.integer("PRAGMA user_version"), 3);
  EXPECT_THROW(sqlite::migrate(connection, 1, 2, std::span{steps}.subspan(1)), StorageError);
}

TEST_F(SqliteRefusal, CallsValuesThatNoBookHoldsCorrupt) {
  const std::array changes = {
      "INSERT INTO event VALUES (40, x'00', x'0011', NULL)",  // a leaf of two bytes
      "INSERT INTO event VALUES (-1, x'00', zeroblob(32), NULL)",
      "UPDATE event SET private = x''",
      "UPDATE event SET private = substr(private, 1, length(private) - 1)",
      "UPDATE event SET private = CAST(private || private AS BLOB)",                 // a number that does not rise
      "UPDATE event SET private = CAST(x'ffffffffff7f' || substr(private, 2) AS BLOB)",  // a number beyond 32 bits
      "UPDATE head SET frontier = zeroblob(33)",
      "UPDATE head SET frontier = zeroblob(65 * 32)",
      "UPDATE head SET size = -1",
      "UPDATE head SET closed = 9223372036854775807",
      "DELETE FROM head",
      "UPDATE tile SET hashes = zeroblob(31)",
      "UPDATE tile SET hashes = zeroblob(257 * 32)",
      "UPDATE tile SET level = 4294967296 + level",
      "INSERT INTO declaration VALUES (-4)",
      "UPDATE lot SET start = -1 - start",
      "UPDATE lot SET page = x'00ffffffffffffffffff010200'",  // a quantity of 2^63
      "UPDATE lot SET page = x'00010300'",                    // of event -2
      "UPDATE lot SET page = x'0001021f'",                    // something unknown follows
      "UPDATE lot SET page = x'00010208ffffffffff7f'",        // a day beyond all calendars
      "UPDATE lot SET page = x'00010204056162'",              // a label longer than the page
      "UPDATE lot SET page = substr(page, 1, length(page) - 1)",
      "UPDATE draw SET start = -1 - start",
      "UPDATE returned_draw SET by_seq = -by_seq",
      "UPDATE line SET tail = -1",
      "UPDATE free_interval SET fund = -7",
      "UPDATE balance SET purpose = -1",
      "UPDATE balance_month SET page = x''",
      "UPDATE balance_month SET page = x'000201'",        // a value that is not there
      "UPDATE balance_month SET page = x'000200000200'",  // the same month again
      "UPDATE balance_month SET page = x'ffffff7f0200'",  // a month beyond all calendars
      "UPDATE reference SET seq = -seq",
      "INSERT INTO reference_page VALUES (0, x'')",
      "INSERT INTO reference_page VALUES (0, x'010500')",                // a number that ends too soon
      "INSERT INTO reference_page VALUES (0, x'01050005')",              // the same reference again
      "INSERT INTO reference_page VALUES (9223372036854775807, x'0105')",  // a hash of more than 64 bits
      "UPDATE mark SET kind = kind + 4",
      "UPDATE substitution SET quantity = -1",
      "UPDATE party SET is_public = 2",
      "UPDATE posting SET line = 4294967296 + line",
      "UPDATE posting SET day = 9223372036854775807 - seq",
      "UPDATE party_posting SET party = -2",
      "UPDATE party_posting SET page = x''",
      "UPDATE party_posting SET line = line + 1",
      "UPDATE party_posting SET page = substr(page, 1, length(page) - 1)",
  };
  const std::string sound = folder / "sound";
  fs::copy_file(path, sound);
  for (const char* change : changes) {
    SCOPED_TRACE(change);
    fs::copy_file(sound, path, fs::copy_options::overwrite_existing);
    execute(change);
    try {
      const auto store = open_sqlite_store(path);
      contents(*store);
      ADD_FAILURE() << "was believed";
    } catch (const Corrupt&) {
    }
  }
}

TEST_F(SqliteRefusal, CallsATruncatedFileCorrupt) {
  const auto size = fs::file_size(path);
  for (const std::uintmax_t left : {size - 4096, size / 2, std::uintmax_t{8192}}) {
    fs::resize_file(path, left);
    try {
      contents(*open_sqlite_store(path));
      ADD_FAILURE() << left << " bytes were believed";
    } catch (const Corrupt&) {
    }
  }
}

TEST_F(SqliteRefusal, NeverCrashesOnADamagedFile) {
  const char* given = std::getenv("ALMONER_SEED");
  const std::uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  SCOPED_TRACE("ALMONER_SEED=" + std::to_string(seed));
  std::mt19937_64 random{seed};
  std::ifstream in{path, std::ios::binary};
  const std::string sound{std::istreambuf_iterator<char>{in}, {}};
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    std::string damaged = sound;
    for (auto left = 1 + random() % 20; left > 0; --left) {
      // Half of the time in a header of a page, where the pointers are.
      auto at = random() % damaged.size();
      if (random() % 2 == 0) at = at / 4096 * 4096 + at % 64;
      damaged[at] = static_cast<char>(random());
    }
    std::ofstream{path, std::ios::binary} << damaged;
    try {
      const auto store = open_sqlite_store(path, {.busy_timeout_ms = 0});
      contents(*store);
      store->begin();
      RowBatch rows;
      add(rows, event_row(1'000 + static_cast<Id>(round)));
      rows.lots = {base_lot(501, 10, 1)};
      rows.references = {{random(), 1}};
      rows.months = {{{7, 2, 1, 0}, 620, 1, 1}};
      store->append(std::move(rows));
      store->commit({41, {}, {}, 0});
    } catch (const Error&) {
      ++refused;
    }
    for (const char* suffix : {"-wal", "-shm"}) fs::remove(path + suffix);
  }
  EXPECT_GT(refused, 30);
}

}  // namespace
}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// The schema. One book per file, so no column names the book: it would be the same everywhere, and
// tables with a rowid could not be keyed by the event's number alone. Engines that hold many books
// lead every key with it.
//
// Numbers are int64 throughout: units in smallest units, dates as days and months as months since
// 1970-01-01, event numbers from 0, hashes of references as their 64 bits. A draw's `origin` is NULL
// where it equals `start`. What is many and small lies in pages: the *_page.hpp say what is in one, and
// private_bodies.hpp what `private` holds of an event. The newest references stand as rows of `reference`,
// the others in pages (row_writer.cpp).
#include "store/sqlite/schema.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <almoner/error.hpp>

#include "store/sqlite/schema_1.hpp"
#include "store/sqlite/schema_2.hpp"

namespace almoner::sqlite {

namespace {

// Exactly as SQLite keeps them in sqlite_schema, which check_schema relies on.
// Composite keys are WITHOUT ROWID: rows lie in the order in which they are read. The state of a
// fund begins with the fund, so that what a rule reads is one range.
constexpr std::array<std::string_view, 21> statements = {
    "CREATE TABLE event (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL, leaf BLOB NOT NULL, private BLOB) STRICT",
    "CREATE TRIGGER event_is_not_updated BEFORE UPDATE OF seq, bytes, leaf ON event "
    "BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END",
    "CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event "
    "BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END",
    "CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, "
    "frontier BLOB NOT NULL, closed INTEGER, postings_through INTEGER NOT NULL) STRICT",
    "CREATE TABLE tile (level INTEGER NOT NULL, number INTEGER NOT NULL, hashes BLOB NOT NULL, "
    "PRIMARY KEY (level, number)) STRICT, WITHOUT ROWID",
    "CREATE TABLE declaration (seq INTEGER PRIMARY KEY) STRICT",
    "CREATE TABLE lot (fund INTEGER NOT NULL, commodity INTEGER NOT NULL, account INTEGER NOT "
    "NULL, "
    "start INTEGER NOT NULL, page BLOB NOT NULL, "
    "PRIMARY KEY (fund, commodity, account, start)) STRICT, WITHOUT ROWID",
    "CREATE TABLE draw (fund INTEGER NOT NULL, commodity INTEGER NOT NULL, account INTEGER NOT "
    "NULL, "
    "start INTEGER NOT NULL, quantity INTEGER NOT NULL, seq INTEGER NOT NULL, origin INTEGER, "
    "PRIMARY KEY (fund, commodity, account, start)) STRICT, WITHOUT ROWID",
    "CREATE TABLE returned_draw (fund INTEGER NOT NULL, commodity INTEGER NOT NULL, "
    "account INTEGER NOT NULL, start INTEGER NOT NULL, quantity INTEGER NOT NULL, "
    "seq INTEGER NOT NULL, origin INTEGER, by_seq INTEGER NOT NULL, "
    "PRIMARY KEY (fund, commodity, account, start, by_seq)) STRICT, WITHOUT ROWID",
    "CREATE TABLE line (fund INTEGER NOT NULL, commodity INTEGER NOT NULL, account INTEGER NOT "
    "NULL, "
    "tail INTEGER NOT NULL, value INTEGER NOT NULL, "
    "PRIMARY KEY (fund, commodity, account)) STRICT, WITHOUT ROWID",
    "CREATE TABLE free_interval (fund INTEGER NOT NULL, commodity INTEGER NOT NULL, "
    "account INTEGER NOT NULL, start INTEGER NOT NULL, quantity INTEGER NOT NULL, "
    "PRIMARY KEY (fund, commodity, account, start)) STRICT, WITHOUT ROWID",
    "CREATE TABLE balance (fund INTEGER NOT NULL, account INTEGER NOT NULL, purpose INTEGER NOT "
    "NULL, "
    "commodity INTEGER NOT NULL, quantity INTEGER NOT NULL, value INTEGER NOT NULL, "
    "PRIMARY KEY (fund, account, purpose, commodity)) STRICT, WITHOUT ROWID",
    "CREATE TABLE balance_month (fund INTEGER NOT NULL, account INTEGER NOT NULL, "
    "purpose INTEGER NOT NULL, commodity INTEGER NOT NULL, page BLOB NOT NULL, "
    "PRIMARY KEY (account, fund, purpose, commodity)) STRICT, WITHOUT ROWID",
    "CREATE TABLE reference (hash INTEGER NOT NULL, seq INTEGER NOT NULL, "
    "PRIMARY KEY (hash, seq)) STRICT, WITHOUT ROWID",
    "CREATE TABLE reference_page (low INTEGER PRIMARY KEY, page BLOB NOT NULL) STRICT",
    "CREATE TABLE mark (seq INTEGER NOT NULL, by_seq INTEGER NOT NULL, kind INTEGER NOT NULL, "
    "value INTEGER NOT NULL, PRIMARY KEY (seq, by_seq, kind)) STRICT, WITHOUT ROWID",
    "CREATE TABLE substitution (seq INTEGER NOT NULL, by_seq INTEGER NOT NULL, "
    "fund INTEGER NOT NULL, commodity INTEGER NOT NULL, account INTEGER NOT NULL, "
    "start INTEGER NOT NULL, quantity INTEGER NOT NULL, "
    "PRIMARY KEY (seq, by_seq, fund, commodity, account, start)) STRICT, WITHOUT ROWID",
    "CREATE TABLE party (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, "
    "is_public INTEGER NOT NULL) STRICT",
    "CREATE TABLE restricted (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID",
    "CREATE TABLE posting (account INTEGER NOT NULL, day INTEGER NOT NULL, seq INTEGER NOT NULL, "
    "line INTEGER NOT NULL, page BLOB NOT NULL, "
    "PRIMARY KEY (account, day, seq, line)) STRICT, WITHOUT ROWID",
    "CREATE TABLE party_posting (party INTEGER NOT NULL, seq INTEGER NOT NULL, "
    "line INTEGER NOT NULL, page BLOB NOT NULL, "
    "PRIMARY KEY (party, seq, line)) STRICT, WITHOUT ROWID",
};

/// SQLite's own index for a UNIQUE column has no statement.
constexpr std::string_view party_index = "sqlite_autoindex_party_1";

std::string_view name_in(std::string_view statement) {
  const auto from = statement.find(' ', statement.find(' ') + 1) + 1;
  return statement.substr(from, statement.find(' ', from) - from);
}

}  // namespace

void create_schema(Connection& connection) {
  for (const std::string_view statement : statements) connection.execute(statement);
  connection.execute("INSERT INTO head VALUES (1, 0, x'', NULL, 0)");
  connection.execute("PRAGMA application_id = " + std::to_string(application_id));
  connection.execute("PRAGMA user_version = " + std::to_string(schema_version));
}

std::int64_t check_version(Connection& connection) {
  if (connection.integer("PRAGMA application_id") != application_id)
    throw StorageError{connection.path() + " is not a book of almoner"};
  const std::int64_t version = connection.integer("PRAGMA user_version");
  if (version > schema_version)
    throw StorageError{connection.path() + " was made by a newer almoner (schema " +
                       std::to_string(version) + "; this one reads up to " +
                       std::to_string(schema_version) + ")"};
  if (version < 1)
    throw StorageError{connection.path() + " is not a book of almoner: it has no schema version"};
  return version;
}

void check_schema(Connection& connection) {
  std::map<std::string_view, std::string_view> expected = {{party_index, {}}};
  for (const std::string_view statement : statements)
    expected.emplace(name_in(statement), statement);

  Query query = connection.prepare("SELECT name, sql FROM sqlite_schema");
  while (query.step()) {
    const std::string name{query.text(0)};
    const auto found = expected.find(name);
    if (found == expected.end())
      throw StorageError{connection.path() + " has in it what no book has: " + name +
                         "; it is not used, for what is added to a book can change what it says"};
    const std::string_view sql = query.is_null(1) ? std::string_view{} : query.text(1);
    if (sql != found->second)
      throw StorageError{connection.path() + ": the table, index or trigger " + name +
                         " is not as almoner makes it"};
    expected.erase(found);
  }
  if (!expected.empty())
    throw StorageError{connection.path() + " is not a whole book: " +
                       std::string{expected.begin()->first} + " is missing"};
}

std::span<const Migration> migrations() {
  static constexpr std::array<Migration, 2> steps = {Migration{1, bring_up_from_1}, Migration{2, bring_up_from_2}};
  return steps;
}

void drop_table(Connection& connection, const std::string& name) {
  connection.execute("DELETE FROM " + name);
  connection.execute("DROP TABLE " + name);
}

void migrate(Connection& connection, std::int64_t from, std::int64_t to,
             std::span<const Migration> steps) {
  for (const Migration& step : steps) {
    if (step.from != from || from == to) continue;
    step.bring_up(connection);
    ++from;
  }
  if (from != to)
    throw StorageError{connection.path() + ": no way leads from schema " + std::to_string(from) +
                       " to schema " + std::to_string(to)};
  connection.execute("PRAGMA user_version = " + std::to_string(to));
}

}  // namespace almoner::sqlite

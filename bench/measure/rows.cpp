// SPDX-License-Identifier: Apache-2.0
// The rival's tables. A value is NULL where it equals the quantity, as almoner keeps it: these
// rows are as narrow as they can be with the same information.
#include "rows.hpp"

#include <stdexcept>

#include "commands.hpp"
#include "drafts.hpp"
#include "timing.hpp"

namespace almoner::bench {

Database::Database(const std::string& path) {
  if (sqlite3_open(path.c_str(), &handle_) != SQLITE_OK) fail();
  for (const char* pragma : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
                             "PRAGMA cache_size = -32768", "PRAGMA journal_size_limit = 16777216"})
    execute(pragma);
}

Database::~Database() {
  sqlite3_close(handle_);
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

void Database::fail() const {
  throw std::runtime_error{std::string{"SQLite: "} + sqlite3_errmsg(handle_)};
}

Statement::Statement(Database& database, const std::string& sql) : database_{database} {
  if (sqlite3_prepare_v3(database.handle(), sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &handle_,
                         nullptr) != SQLITE_OK)
    database.fail();
}

Statement& Statement::bind(std::int64_t number) {
  if (sqlite3_bind_int64(handle_, ++bound_, number) != SQLITE_OK) database_.fail();
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  if (text.empty()) return bind_null();
  if (sqlite3_bind_text64(handle_, ++bound_, text.data(), text.size(), SQLITE_STATIC,
                          SQLITE_UTF8) != SQLITE_OK)
    database_.fail();
  return *this;
}

Statement& Statement::bind_blob(std::string_view bytes) {
  if (sqlite3_bind_blob64(handle_, ++bound_, bytes.data(), bytes.size(), SQLITE_STATIC) !=
      SQLITE_OK)
    database_.fail();
  return *this;
}

Statement& Statement::bind_null() {
  if (sqlite3_bind_null(handle_, ++bound_) != SQLITE_OK) database_.fail();
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_.fail();
  reset();
  return false;
}

void Statement::reset() {
  sqlite3_reset(handle_);
  bound_ = 0;
}

std::int64_t Names::number(const std::string& name) {
  if (name.empty()) return 0;
  return numbers_.try_emplace(name, static_cast<std::int64_t>(numbers_.size()) + 1).first->second;
}

RawEntry Names::raw(const Entry& entry) {
  RawEntry raw;
  raw.seq = static_cast<std::int64_t>(entry.seq);
  raw.day = entry.date.time_since_epoch().count();
  raw.recorded = entry.recorded.time_since_epoch().count();
  raw.reference = entry.reference;
  raw.narration = entry.narration;
  for (const Posting& one : entry.postings)
    raw.postings.push_back({number(one.account), number(one.fund), number(one.purpose),
                            number(one.commodity), one.quantity, one.value, number(one.party)});
  const auto units = [this](const UnitsInterval& one) {
    return RawUnits{number(one.fund), number(one.commodity), number(one.account),
                    one.start,        one.quantity,          one.value};
  };
  for (const UnitsInterval& one : entry.lots) raw.lots.push_back(units(one));
  for (const UnitsInterval& one : entry.draws) raw.draws.push_back(units(one));
  return raw;
}

namespace {

Database& with_tables(Database& database) {
  for (const char* sql :
       {"CREATE TABLE IF NOT EXISTS entry (seq INTEGER PRIMARY KEY, day INTEGER NOT NULL, "
        "recorded INTEGER NOT NULL, reference TEXT NOT NULL UNIQUE, narration TEXT)",
        "CREATE TABLE IF NOT EXISTS posting (entry INTEGER NOT NULL, line INTEGER NOT NULL, "
        "account INTEGER NOT NULL, day INTEGER NOT NULL, fund INTEGER NOT NULL, purpose INTEGER, "
        "commodity INTEGER NOT NULL, quantity INTEGER NOT NULL, value INTEGER, party INTEGER)",
        "CREATE INDEX IF NOT EXISTS posting_by_account_and_day ON posting (account, day)",
        "CREATE TABLE IF NOT EXISTS lot (fund INTEGER NOT NULL, commodity INTEGER NOT NULL, "
        "account INTEGER NOT NULL, start INTEGER NOT NULL, quantity INTEGER NOT NULL, "
        "value INTEGER, entry INTEGER NOT NULL, PRIMARY KEY (fund, commodity, account, start)) "
        "WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS draw (fund INTEGER NOT NULL, commodity INTEGER NOT NULL, "
        "account INTEGER NOT NULL, start INTEGER NOT NULL, quantity INTEGER NOT NULL, "
        "value INTEGER, entry INTEGER NOT NULL, PRIMARY KEY (fund, commodity, account, start)) "
        "WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS party (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, "
        "name TEXT NOT NULL)"})
    database.execute(sql);
  return database;
}

void bind_value(Statement& statement, std::int64_t quantity, std::int64_t value) {
  if (quantity == value)
    statement.bind_null();
  else
    statement.bind(value);
}

void bind_optional(Statement& statement, std::int64_t number) {
  if (number == 0)
    statement.bind_null();
  else
    statement.bind(number);
}

}  // namespace

RowTables::RowTables(Database& database)
    : entry_{with_tables(database), "INSERT INTO entry VALUES (?, ?, ?, ?, ?)"},
      posting_{database, "INSERT INTO posting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
      lot_{database, "INSERT INTO lot VALUES (?, ?, ?, ?, ?, ?, ?)"},
      draw_{database, "INSERT INTO draw VALUES (?, ?, ?, ?, ?, ?, ?)"},
      party_{database, "INSERT OR IGNORE INTO party VALUES (?, ?, ?)"} {}

void RowTables::add_party(std::int64_t number, const std::string& id, const std::string& name) {
  party_.bind(number).bind(id).bind(name).step();
}

void RowTables::add(const RawEntry& entry) {
  entry_.bind(entry.seq).bind(entry.day).bind(entry.recorded).bind(entry.reference);
  entry_.bind(entry.narration).step();
  std::int64_t line = 0;
  for (const RawPosting& one : entry.postings) {
    posting_.bind(entry.seq).bind(line++).bind(one.account).bind(entry.day).bind(one.fund);
    bind_optional(posting_, one.purpose);
    posting_.bind(one.commodity).bind(one.quantity);
    bind_value(posting_, one.quantity, one.value);
    bind_optional(posting_, one.party);
    posting_.step();
  }
  for (const RawUnits& one : entry.lots) add_units(lot_, one, entry.seq);
  for (const RawUnits& one : entry.draws) add_units(draw_, one, entry.seq);
}

void RowTables::add_units(Statement& statement, const RawUnits& one, std::int64_t seq) {
  statement.bind(one.fund).bind(one.commodity).bind(one.account).bind(one.start);
  statement.bind(one.quantity);
  bind_value(statement, one.quantity, one.value);
  statement.bind(seq).step();
}

std::vector<RawEntry> raw_entries(const Ledger& book, Names& names) {
  std::vector<RawEntry> all;
  book.for_each_entry({}, [&](const Entry& entry) {
    all.push_back(names.raw(entry));
    return true;
  });
  return all;
}

namespace {

void append_number(std::string& bytes, std::int64_t number) {
  auto zigzag =
      (static_cast<std::uint64_t>(number) << 1U) ^ static_cast<std::uint64_t>(number >> 63);
  for (; zigzag >= 0x80; zigzag >>= 7U) bytes += static_cast<char>(0x80U | (zigzag & 0x7FU));
  bytes += static_cast<char>(zigzag);
}

void append_text(std::string& bytes, const std::string& text) {
  append_number(bytes, static_cast<std::int64_t>(text.size()));
  bytes += text;
}

/// Everything that the rows hold, one number after another.
void pack(const RawEntry& entry, std::string& bytes) {
  bytes.clear();
  append_number(bytes, entry.day);
  append_number(bytes, entry.recorded);
  append_text(bytes, entry.reference);
  append_text(bytes, entry.narration);
  append_number(bytes, static_cast<std::int64_t>(entry.postings.size()));
  for (const RawPosting& one : entry.postings)
    for (const std::int64_t number :
         {one.account, one.fund, one.purpose, one.commodity, one.quantity, one.value, one.party})
      append_number(bytes, number);
  for (const auto* units : {&entry.lots, &entry.draws}) {
    append_number(bytes, static_cast<std::int64_t>(units->size()));
    for (const RawUnits& one : *units)
      for (const std::int64_t number :
           {one.fund, one.commodity, one.account, one.start, one.quantity, one.value})
        append_number(bytes, number);
  }
}

}  // namespace

Json measure_rows(const std::string& journal, const std::string& book_path,
                  const std::string& path) {
  const Ledger book = open_to_read(book_path);
  Names names;
  const std::vector<RawEntry> entries = raw_entries(book, names);
  const std::vector<JournalItem> declared = read_whole(journal).declarations;
  Database database{path};
  RowTables tables{database};
  database.execute("BEGIN IMMEDIATE");
  for (const JournalItem& item : declared)
    if (const auto* party = std::get_if<PartyTerms>(&item.what))
      tables.add_party(names.number(party->id), party->id, party->name);
  database.execute("COMMIT");
  const double seconds = seconds_of([&] {
    database.execute("BEGIN IMMEDIATE");
    for (const RawEntry& entry : entries) tables.add(entry);
    database.execute("COMMIT");
  });
  return {{"entries", entries.size()}, {"seconds", seconds}};
}

Json measure_packed(const std::string& book_path, const std::string& path) {
  const Ledger book = open_to_read(book_path);
  Names names;
  const std::vector<RawEntry> entries = raw_entries(book, names);
  Database database{path};
  database.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, body BLOB NOT NULL)");
  Statement insert{database, "INSERT INTO entry VALUES (?, ?)"};
  std::string bytes;
  const double seconds = seconds_of([&] {
    database.execute("BEGIN IMMEDIATE");
    for (const RawEntry& entry : entries) {
      pack(entry, bytes);
      insert.bind(entry.seq).bind_blob(bytes).step();
    }
    database.execute("COMMIT");
  });
  return {{"entries", entries.size()}, {"seconds", seconds}};
}

}  // namespace almoner::bench

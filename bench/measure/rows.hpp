// SPDX-License-Identifier: Apache-2.0
// The raw limit: what a plain C++ program over SQLite keeps of the same entries, with the same
// guarantees of uniqueness and durability, and without a decision of any kind.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sqlite3.h>

#include <almoner/entry.hpp>
#include <almoner/ledger.hpp>

namespace almoner::bench {

/// One connection: WAL, synchronous FULL, the cache that almoner takes. Throws std::runtime_error.
class Database {
 public:
  explicit Database(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void execute(const std::string& sql);
  sqlite3* handle() const { return handle_; }
  [[noreturn]] void fail() const;

 private:
  sqlite3* handle_ = nullptr;
};

class Statement {
 public:
  Statement(Database&, const std::string& sql);
  ~Statement() { sqlite3_finalize(handle_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(std::int64_t number);
  Statement& bind(std::string_view text);  ///< must outlive the step; empty: NULL
  Statement& bind_blob(std::string_view bytes);
  Statement& bind_null();
  bool step();  ///< true for a row; else the statement is ready for the next binding
  std::int64_t integer(int column) const { return sqlite3_column_int64(handle_, column); }
  void reset();

 private:
  Database& database_;
  sqlite3_stmt* handle_ = nullptr;
  int bound_ = 0;
};

/// An entry with its names as numbers, ready to be bound.
struct RawUnits {
  std::int64_t fund, commodity, account, start, quantity, value;
};
struct RawPosting {
  std::int64_t account, fund, purpose, commodity, quantity, value, party;
};
struct RawEntry {
  std::int64_t seq = 0, day = 0, recorded = 0;
  std::string reference, narration;
  std::vector<RawPosting> postings;
  std::vector<RawUnits> lots, draws;
};

/// Numbers for names, as a book's chart would have them.
class Names {
 public:
  std::int64_t number(const std::string& name);  ///< 0 for the empty name
  RawEntry raw(const Entry&);

 private:
  std::map<std::string, std::int64_t> numbers_;
};

/// The tables: entry, posting with its index, lot, draw, party.
class RowTables {
 public:
  explicit RowTables(Database&);
  void add_party(std::int64_t number, const std::string& id, const std::string& name);
  void add(const RawEntry&);

 private:
  void add_units(Statement&, const RawUnits&, std::int64_t seq);

  Statement entry_, posting_, lot_, draw_, party_;
};

/// The entries of a book, read into memory.
std::vector<RawEntry> raw_entries(const Ledger&, Names&);

}  // namespace almoner::bench

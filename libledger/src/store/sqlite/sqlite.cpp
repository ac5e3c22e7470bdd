// SPDX-License-Identifier: Apache-2.0
// Wraps SQLite's C interface. Every result code that is not success becomes an exception here.
#include "store/sqlite/sqlite.hpp"

#include <utility>

#include <almoner/error.hpp>

namespace almoner::sqlite {

Query::Query(Query&& other) noexcept
    : connection_{other.connection_},
      statement_{std::exchange(other.statement_, nullptr)},
      home_{other.home_} {}

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
  if (home_->size() < home_->capacity())  // so that a destructor allocates nothing
    home_->push_back(statement_);
  else
    sqlite3_finalize(statement_);
}

void Query::check(int code) const {
  if (code != SQLITE_OK) [[unlikely]]
    connection_->fail(code);
}

void Query::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(statement_, parameter, value));
}
void Query::bind(int parameter, std::uint64_t value) {
  check(sqlite3_bind_int64(statement_, parameter, static_cast<std::int64_t>(value)));
}
void Query::bind(int parameter, std::uint32_t value) {
  check(sqlite3_bind_int64(statement_, parameter, static_cast<std::int64_t>(value)));
}
void Query::bind(int parameter, std::int32_t value) {
  check(sqlite3_bind_int64(statement_, parameter, value));
}
void Query::bind_text(int parameter, std::string_view value) {
  // A null pointer would bind NULL.
  check(sqlite3_bind_text64(statement_, parameter, value.empty() ? "" : value.data(), value.size(),
                            SQLITE_STATIC, SQLITE_UTF8));
}
void Query::bind_blob(int parameter, const void* bytes, std::size_t size) {
  check(sqlite3_bind_blob64(statement_, parameter, size == 0 ? "" : bytes, size, SQLITE_STATIC));
}
void Query::bind_null(int parameter) {
  check(sqlite3_bind_null(statement_, parameter));
}

bool Query::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) [[unlikely]]
    connection_->fail(code);
  return false;
}

void Query::run() {
  while (step()) {
  }
  sqlite3_reset(statement_);
}

int Query::changes() const noexcept {
  return sqlite3_changes(connection_->handle());
}

// Columns are read through sqlite3_column_value: it is looked up once, and not for its type, its bytes and
// their number each. That is not safe among threads (SQLite, "C-language Interface", sqlite3_value), and
// a connection has one at a time.

bool Query::is_null(int column) const noexcept {
  return sqlite3_value_type(sqlite3_column_value(statement_, column)) == SQLITE_NULL;
}

std::int64_t Query::integer(int column) const {
  sqlite3_value* const value = sqlite3_column_value(statement_, column);
  if (sqlite3_value_type(value) != SQLITE_INTEGER) [[unlikely]]
    connection_->damaged("a number is of another type");
  return sqlite3_value_int64(value);
}

std::string_view Query::text(int column) const {
  sqlite3_value* const value = sqlite3_column_value(statement_, column);
  if (sqlite3_value_type(value) != SQLITE_TEXT) [[unlikely]]
    connection_->damaged("a text is of another type");
  const auto* bytes = sqlite3_value_text(value);
  if (bytes == nullptr) connection_->fail(SQLITE_NOMEM);
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

std::span<const std::uint8_t> Query::blob(int column) const {
  sqlite3_value* const value = sqlite3_column_value(statement_, column);
  if (sqlite3_value_type(value) != SQLITE_BLOB) [[unlikely]]
    connection_->damaged("a byte string is of another type");
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_value_blob(value));
  const int size = sqlite3_value_bytes(value);
  if (bytes == nullptr && size != 0) connection_->fail(SQLITE_NOMEM);
  return {bytes, static_cast<std::size_t>(size)};
}

void Query::damaged(const std::string& what) const {
  connection_->damaged(what);
}

Connection::Connection(const std::string& name, std::string path, int flags)
    : name_{name}, path_{std::move(path)}, flags_{flags} {
  int code = sqlite3_open_v2(name.c_str(), &db_, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code == SQLITE_OK)
    code = sqlite3_prepare_v3(db_, "ROLLBACK", -1, SQLITE_PREPARE_PERSISTENT, &rollback_, nullptr);
  if (code == SQLITE_OK) {
    sqlite3_extended_result_codes(db_, 1);
    return;
  }
  const std::string message = db_ == nullptr ? "out of memory" : sqlite3_errmsg(db_);
  sqlite3_close(db_);
  throw StorageError{path_ + ": cannot be opened: " + message};
}

Connection::~Connection() {
  for (const auto& [sql, idle] : statements_)
    for (sqlite3_stmt* statement : idle) sqlite3_finalize(statement);
  sqlite3_finalize(rollback_);
  sqlite3_close(db_);
}

std::unique_ptr<Connection> Connection::another_reader() const {
  return std::make_unique<Connection>(name_, path_, (flags_ & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY);
}

void Connection::write_out() {
  int code = sqlite3_db_cacheflush(db_);
  if (code == SQLITE_BUSY) return;
  sqlite3_file* file = nullptr;
  if (code == SQLITE_OK) code = sqlite3_file_control(db_, "main", SQLITE_FCNTL_FILE_POINTER, &file);
  if (code == SQLITE_OK) code = file->pMethods->xSync(file, SQLITE_SYNC_NORMAL | SQLITE_SYNC_DATAONLY);
  if (code != SQLITE_OK) fail(code);
}

Query Connection::prepare(std::string_view sql) {
  auto found = statements_.find(sql);
  if (found != statements_.end() && !found->second.empty()) {
    sqlite3_stmt* statement = found->second.back();
    found->second.pop_back();
    return {*this, statement, found->second};
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) fail(code);
  if (found == statements_.end()) {
    found = statements_.emplace(std::string{sql}, Query::Idle{}).first;
    found->second.reserve(4);
  }
  return {*this, statement, found->second};
}

void Connection::execute(std::string_view sql) {
  prepare(sql).run();
}

std::int64_t Connection::integer(std::string_view sql) {
  Query query = prepare(sql);
  if (!query.step()) damaged("a row is missing");
  return query.integer(0);
}

std::string Connection::text(std::string_view sql) {
  Query query = prepare(sql);
  if (!query.step()) damaged("a row is missing");
  return std::string{query.text(0)};
}

void Connection::roll_back() noexcept {
  if (!in_transaction()) return;
  sqlite3_step(rollback_);
  sqlite3_reset(rollback_);
}

void Connection::configure(int option, bool on) {
  const int code = sqlite3_db_config(db_, option, on ? 1 : 0, nullptr);
  if (code != SQLITE_OK) fail(code);
}

void Connection::fail(int code) const {
  const std::string message = path_ + ": " + sqlite3_errmsg(db_);
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Conflict{message + ": another program is using the book; try again"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_TOOBIG:  // beyond what set_up allows, and so no row of ours
      throw Corrupt{message};
    case SQLITE_CONSTRAINT:
      if (code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID ||
          code == SQLITE_CONSTRAINT_UNIQUE)
        throw Corrupt{message + ": a row is there that should not be; `rebuild` mends the tables"};
      throw StorageError{message};
    case SQLITE_READONLY:
      if (code == SQLITE_READONLY_ROLLBACK)
        throw StorageError{message + ": a program ended while it filled this book, which who may write it undoes by opening it"};
      throw StorageError{message + ": the file or its directory may not be written"};
    case SQLITE_FULL:
      throw StorageError{message + ": make room, then post again with the same reference"};
    case SQLITE_IOERR:
      throw StorageError{message + " (SQLite error " + std::to_string(code) + ")"};
    default:
      throw StorageError{message};
  }
}

void Connection::damaged(const std::string& what) const {
  throw Corrupt{path_ + ": the file is damaged: " + what};
}

}  // namespace almoner::sqlite

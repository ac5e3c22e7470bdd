// SPDX-License-Identifier: Apache-2.0
// Makes and opens the files of books. Nothing is read from a file before it has shown that it is a
// book and has no tables, views or triggers but ours.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <system_error>

#include <almoner/error.hpp>

#include "store/sqlite/schema.hpp"
#include "store/sqlite/sqlite_engine.hpp"

namespace almoner {

namespace {

namespace fs = std::filesystem;
using sqlite::Connection;

std::string reason(int error) {
  return std::generic_category().message(error);
}

/// Absolute and without symbolic links, so that one book has one lock whatever it is called.
std::string absolute(const std::string& path) {
  std::error_code error;
  const fs::path canonical = fs::canonical(path, error);
  if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory)
    throw NotFound{"there is no book at " + path};
  if (error) throw StorageError{path + ": " + error.message()};
  if (!fs::is_regular_file(canonical, error))
    throw StorageError{path + " is not a file, so it is no book"};
  return canonical.string();
}

std::string immutable_uri(const std::string& path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string uri = "file:";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '?' || c == '#' || c == '%' || byte <= ' ' || byte >= 0x7f)
      uri += {'%', digits[byte >> 4U], digits[byte & 15U]};
    else
      uri += c;
  }
  return uri + "?immutable=1";
}

bool has_bytes(const std::string& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return !error && size > 0;
}

/// Where nobody can write, SQLite cannot make the files that its write-ahead log needs. Such a
/// file can be read as it is, if no log is left that would add to it.
bool may_be_immutable(const std::string& path) {
  if (::access(fs::path{path}.parent_path().c_str(), W_OK) == 0) return false;
  return !has_bytes(path + "-wal") && !has_bytes(path + "-journal");
}

/// What a program was writing into the file itself when it ended is undone by whoever opens the book for
/// writing next; a question cannot, so here it is done for it, where it may be.
void undo_unfinished(const std::string& path, const SqliteOptions& options) {
  if (!has_bytes(path + "-journal")) return;
  try {
    FileLock lock{sqlite::lock_path(path), path};
    if (!lock.try_lock()) return;  // it goes on, and the question waits for it
    Connection connection{path, path, SQLITE_OPEN_READWRITE};
    sqlite::set_up(connection, options);
    static_cast<void>(connection.integer("PRAGMA user_version"));
  } catch (const Error&) {
    // Where it may not be, opening says so.
  }
}

/// Throws StorageError where the file is no book that we may use as asked; returns its version.
std::int64_t set_up_book(Connection& connection, const SqliteOptions& options) {
  std::int64_t version = 0;
  try {
    sqlite::set_up(connection, options);
    version = sqlite::check_version(connection);
  } catch (const Corrupt&) {
    if ((sqlite3_errcode(connection.handle()) & 0xff) != SQLITE_NOTADB) throw;
    throw StorageError{connection.path() + " is not a book of almoner: it is no SQLite file"};
  }
  if (options.read_only) {
    if (version < sqlite::schema_version)
      throw StorageError{connection.path() + " was made by an older almoner (schema " +
                         std::to_string(version) + "): open it once for writing to bring it up"};
  } else if (sqlite3_db_readonly(connection.handle(), "main") == 1) {
    throw StorageError{connection.path() + " may not be written by this user: open it read-only"};
  }
  return version;
}

void use_write_ahead_log(Connection& connection) {
  if (connection.text("PRAGMA journal_mode = WAL") != "wal")
    throw StorageError{
        connection.path() +
        ": this file system cannot hold a book: it shares no memory between programs"};
}

void bring_up(Connection& connection, const SqliteOptions& options) {
  FileLock lock{sqlite::lock_path(connection.path()), connection.path()};
  lock.lock(std::chrono::steady_clock::now() + std::chrono::milliseconds{options.busy_timeout_ms});
  if (connection.text("PRAGMA journal_mode") != "wal") use_write_ahead_log(connection);
  connection.execute("BEGIN IMMEDIATE");
  // Somebody may have been faster. Closing the connection rolls back what fails.
  const std::int64_t version = sqlite::check_version(connection);
  if (version < sqlite::schema_version)
    sqlite::migrate(connection, version, sqlite::schema_version, sqlite::migrations());
  connection.execute("COMMIT");
  // The log may hold the whole book anew, and nobody else would shorten it before the next write.
  sqlite::checkpoint(connection, SQLITE_CHECKPOINT_TRUNCATE, options);
}

std::unique_ptr<Store> open_as(const std::string& name, const std::string& path, int flags,
                               const SqliteOptions& options) {
  auto connection = std::make_unique<Connection>(name, path, flags);
  const std::int64_t version = set_up_book(*connection, options);
  if (!options.read_only &&
      (version < sqlite::schema_version || connection->text("PRAGMA journal_mode") != "wal"))
    bring_up(*connection, options);
  sqlite::check_schema(*connection);
  return std::make_unique<sqlite::SqliteStore>(std::move(connection), options);
}

}  // namespace

int sqlite::patience_ms(const SqliteOptions& options) {
  return std::max(options.busy_timeout_ms, 2'000);
}

void sqlite::set_up(Connection& connection, const SqliteOptions& options) {
  sqlite3_busy_timeout(connection.handle(), patience_ms(options));
  // A row of ours has at most some tens of KiB, a statement a few: no file makes us take more.
  sqlite3_limit(connection.handle(), SQLITE_LIMIT_LENGTH, 16 << 20);
  sqlite3_limit(connection.handle(), SQLITE_LIMIT_SQL_LENGTH, 1 << 20);
  connection.configure(SQLITE_DBCONFIG_DEFENSIVE, true);
  connection.configure(SQLITE_DBCONFIG_TRUSTED_SCHEMA, false);
  connection.configure(SQLITE_DBCONFIG_ENABLE_VIEW, false);
  connection.configure(SQLITE_DBCONFIG_DQS_DML, false);
  connection.configure(SQLITE_DBCONFIG_DQS_DDL, false);
  // SQLite's checkpoint at close would run without the flock, and remove a log that another copy
  // of SQLite in this process still reads.
  connection.configure(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
  for (const char* pragma :
       {"PRAGMA synchronous = EXTRA",  // FULL, and the directory of a journal that is deleted
        "PRAGMA foreign_keys = ON", "PRAGMA secure_delete = ON",
        "PRAGMA cell_size_check = ON", "PRAGMA trusted_schema = OFF",
        "PRAGMA mmap_size = 0",                   // a file that shrinks is an error, not a signal
        "PRAGMA temp_store = MEMORY",             // no names in stray files
        // KiB: with 16,384 a load, an audit and a trace of a million gifts took no less time. What a bulk
        // load has beyond it goes into the log as it goes on, not all at its end.
        "PRAGMA cache_size = -8192",
        "PRAGMA journal_size_limit = 16777216"})  // what a bulk load leaves of its log
    connection.execute(pragma);
}

std::unique_ptr<Store> create_sqlite_store(const std::string& path, SqliteOptions options) {
  if (options.read_only) throw UsageError{path + ": a new book cannot be read-only"};
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    if (errno == EEXIST) throw UsageError{path + " exists already; it is left as it is"};
    throw StorageError{path + ": cannot be made: " + reason(errno)};
  }
  ::close(descriptor);
  try {
    auto connection =
        std::make_unique<Connection>(absolute(path), absolute(path), SQLITE_OPEN_READWRITE);
    sqlite::set_up(*connection, options);
    FileLock lock{sqlite::lock_path(connection->path()), connection->path()};
    lock.lock(std::chrono::steady_clock::now() +
              std::chrono::milliseconds{options.busy_timeout_ms});
    use_write_ahead_log(*connection);
    connection->execute("BEGIN IMMEDIATE");
    sqlite::create_schema(*connection);
    connection->execute("COMMIT");
    return std::make_unique<sqlite::SqliteStore>(std::move(connection), options);
  } catch (...) {
    remove_sqlite_store(path);
    throw;
  }
}

std::unique_ptr<Store> open_sqlite_store(const std::string& path, SqliteOptions options) {
  const std::string book = absolute(path);
  if (options.read_only) undo_unfinished(book, options);
  const int flags = options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (!options.read_only || !may_be_immutable(book)) return open_as(book, book, flags, options);
  try {
    return open_as(book, book, flags, options);
  } catch (const StorageError&) {
    return open_as(immutable_uri(book), book, flags | SQLITE_OPEN_URI, options);
  }
}

void remove_sqlite_store(const std::string& path) noexcept {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"})
    static_cast<void>(::unlink((path + suffix).c_str()));
}

}  // namespace almoner

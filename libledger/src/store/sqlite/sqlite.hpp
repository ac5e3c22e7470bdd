// SPDX-License-Identifier: Apache-2.0
// The part of SQLite's C interface that the store uses, with errors as exceptions.
// Our own and not SQLiteCpp: that one makes a shared object for each column read, copies what it
// binds unless told otherwise, has no cache of statements and hides extended result codes; what
// we need of it is this file.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace almoner::sqlite {

class Connection;

/// One run of a prepared statement; parameters and columns count as in SQLite: from 1 and from 0.
/// What is bound must live until the statement is run, what is read is good until the next step.
/// Lives no longer than its connection.
class Query {
 public:
  Query(Query&&) noexcept;
  Query& operator=(Query&&) = delete;
  ~Query();

  void bind(int parameter, std::int64_t value);
  void bind(int parameter, std::uint64_t value);  ///< its bit pattern as a signed number
  void bind(int parameter, std::uint32_t value);
  void bind(int parameter, std::int32_t value);
  void bind_text(int parameter, std::string_view value);
  void bind_blob(int parameter, const void* bytes, std::size_t size);
  void bind_null(int parameter);

  bool step();  ///< false: no more rows
  void run();   ///< for statements without rows; leaves it ready for the next binding
  int changes() const noexcept;  ///< rows that the last run inserted, updated or deleted

  bool is_null(int column) const noexcept;
  /// These throw Corrupt where the column holds something of another type.
  std::int64_t integer(int column) const;
  std::string_view text(int column) const;
  std::span<const std::uint8_t> blob(int column) const;
  [[noreturn]] void damaged(const std::string& what) const;  ///< throws Corrupt, naming the file

 private:
  friend class Connection;
  using Idle = std::vector<sqlite3_stmt*>;
  Query(Connection& connection, sqlite3_stmt* statement, Idle& home) noexcept
      : connection_{&connection}, statement_{statement}, home_{&home} {}
  void check(int code) const;

  Connection* connection_;
  sqlite3_stmt* statement_;
  Idle* home_;  ///< where the statement waits for the next query of its text
};

/// One open database; one thread at a time. Errors: Conflict for a busy database, Corrupt for a
/// damaged one and for a key that is there twice, StorageError for all else, with the path and
/// SQLite's words.
class Connection {
 public:
  /// `name` is a path, or a URI where flags say so; `path` is how messages call it.
  Connection(const std::string& name, std::string path, int flags);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// Prepared once for each text and kept; a text that is still being run is prepared anew, so a
  /// visitor may ask the question that it is being shown the answer to.
  Query prepare(std::string_view sql);
  void execute(std::string_view sql);  ///< one statement, without parameters; rows are skipped
  std::int64_t integer(std::string_view sql);
  std::string text(std::string_view sql);
  /// Another connection to the same file, which only reads. For a second thread.
  std::unique_ptr<Connection> another_reader() const;
  /// For sqlite3_db_config's switches.
  void configure(int option, bool on);

  /// Brings to the disk what the open transaction has changed so far, so that its commit has less to
  /// wait for; nothing where a reader is in the way for longer than the busy timeout. For a file that
  /// is written without a log.
  void write_out();
  /// Undoes the open transaction, if there is one. Needs no memory.
  void roll_back() noexcept;
  bool in_transaction() const noexcept { return sqlite3_get_autocommit(db_) == 0; }
  sqlite3* handle() const noexcept { return db_; }
  const std::string& path() const noexcept { return path_; }
  [[noreturn]] void fail(int code) const;
  [[noreturn]] void damaged(const std::string& what) const;

 private:
  sqlite3* db_ = nullptr;
  sqlite3_stmt* rollback_ = nullptr;  ///< made ready: when it is needed there may be no memory
  std::string name_;
  std::string path_;
  int flags_;

  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::unordered_map<std::string, Query::Idle, TextHash, std::equal_to<>> statements_;
};

}  // namespace almoner::sqlite

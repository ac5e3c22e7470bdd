// SPDX-License-Identifier: Apache-2.0
// The tables of a book's file, their version, and how a file is known to be a book.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "store/sqlite/sqlite.hpp"

namespace almoner::sqlite {

inline constexpr std::int64_t application_id = 0x416C6D6E;  ///< "Almn", at byte 68 of the file
inline constexpr std::int64_t schema_version = 3;           ///< user_version, at byte 60

/// What takes a file of version `from` to the next.
struct Migration {
  std::int64_t from;
  void (*bring_up)(Connection&);
};

/// Makes all tables in an empty database, within the caller's transaction.
void create_schema(Connection&);

/// Throws StorageError unless the file says that it is a book, of a version that this library
/// reads. Returns the version.
std::int64_t check_version(Connection&);

/// Throws StorageError unless the file has exactly the tables, indexes and triggers that
/// create_schema makes: anything more could run when a row is read or written.
void check_schema(Connection&);

/// Brings a file of version `from` to `to`, within the caller's transaction. Throws StorageError
/// where no migration leads on.
void migrate(Connection&, std::int64_t from, std::int64_t to, std::span<const Migration>);

/// Oldest first.
std::span<const Migration> migrations();

/// Of a large table too: it is emptied first, as SQLite keeps a copy in memory of each page that a dropped
/// one had. The table has no triggers.
void drop_table(Connection&, const std::string& name);

}  // namespace almoner::sqlite

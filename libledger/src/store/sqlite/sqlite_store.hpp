// SPDX-License-Identifier: Apache-2.0
// A book in one SQLite file. Beside FILE stand FILE-wal and FILE-shm, which are SQLite's, and
// FILE.lock, an empty file that writers lock and that nobody removes.
#pragma once

#include <memory>
#include <string>

#include "store/port.hpp"

namespace almoner {

struct SqliteOptions {
  bool read_only = false;
  int busy_timeout_ms = 10'000;  ///< how long begin() and snapshot() wait for another writer
};

/// A new file that holds an empty book. Throws UsageError if `path` exists or asks for read-only,
/// StorageError if it cannot be made; then none is left.
std::unique_ptr<Store> create_sqlite_store(const std::string& path, SqliteOptions = {});

/// Throws NotFound if there is no such file; StorageError for a file that is no book, that a newer
/// almoner made, or that may not be written though `read_only` is false; Corrupt for a damaged one.
std::unique_ptr<Store> open_sqlite_store(const std::string& path, SqliteOptions = {});

/// Removes the file of a book that could not be completed, with what SQLite left beside it. Its
/// lock file stays. For a file that create_sqlite_store made and nobody else has opened.
void remove_sqlite_store(const std::string& path) noexcept;

}  // namespace almoner

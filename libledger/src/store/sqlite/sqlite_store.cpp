// SPDX-License-Identifier: Apache-2.0
// Transactions. Invariant: whoever writes to the file, be it rows, a checkpoint or a migration,
// holds the flock on FILE.lock, and took it before reading what the write depends on.
#include "store/sqlite/sqlite_store.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <almoner/error.hpp>

#include "store/sqlite/sqlite_engine.hpp"
#include "value/assert.hpp"

namespace almoner::sqlite {

namespace {

/// Of 4 KiB each. Four times SQLite's own: a page that many commits touch is then copied once,
/// which tells in groups of small commits; the log stays under what journal_size_limit leaves of
/// it.
constexpr int checkpoint_pages = 4'000;

}  // namespace

std::string lock_path(const std::string& book) {
  return book + ".lock";
}

SqliteStore::SqliteStore(std::unique_ptr<Connection> connection, const SqliteOptions& options)
    : connection_{std::move(connection)},
      options_{options},
      lock_{lock_path(connection_->path()), connection_->path()} {
  // In place of SQLite's own automatic checkpoint, which would run without the flock.
  sqlite3_wal_hook(
      connection_->handle(),
      [](void* store, sqlite3*, const char*, int pages) {
        static_cast<SqliteStore*>(store)->wal_pages_ = pages;
        return SQLITE_OK;
      },
      this);
}

SqliteStore::~SqliteStore() {
  rollback();
  // So that the file alone is the book once everybody has closed it. Where somebody reads or
  // writes, it is left to them.
  if ((wal_pages_ > 0 || erased_) && lock_.try_lock()) checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
}

void SqliteStore::check_may_begin(const char* what) const {
  if (writing_ || holds_ > 0 || visits_ > 0)
    throw UsageError{connection_->path() + ": cannot " + what +
                     " while this ledger is reading or writing the book: end that first"};
}

Head SqliteStore::begin() {
  if (options_.read_only)
    throw StorageError{connection_->path() + ": the book was opened read-only"};
  check_may_begin("begin to write");
  using std::chrono::milliseconds;
  using std::chrono::steady_clock;
  const auto deadline = steady_clock::now() + milliseconds{options_.busy_timeout_ms};
  lock_.lock(deadline);
  try {
    // A program that knows nothing of our lock may hold SQLite's: it gets the time that is left.
    if (in_place_) write_to_log();
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now()).count();
    sqlite3_busy_timeout(connection_->handle(), static_cast<int>(std::max<long>(left, 0)));
    connection_->execute("BEGIN IMMEDIATE");
    sqlite3_busy_timeout(connection_->handle(), patience_ms(options_));
    writing_ = true;
    failed_ = false;
    changed_ = false;
    const std::int64_t version = connection_->integer("PRAGMA data_version");
    others_wrote_ = version != std::exchange(data_version_, version);
    return head();
  } catch (...) {
    rollback();
    throw;
  }
}

bool SqliteStore::would_wait() {
  if (lock_.locked()) return false;
  if (!lock_.try_lock()) return true;
  lock_.unlock();
  return false;
}

void SqliteStore::start_change() {
  ALMONER_ASSERT(writing_);
  // After some errors SQLite has rolled back by itself; a further statement would then be its own
  // transaction, and stay.
  if (failed_ || !connection_->in_transaction())
    throw StorageError{connection_->path() +
                       ": an earlier write failed, so nothing of this "
                       "transaction is kept: begin again"};
  failed_ = true;
  changed_ = true;
  // Whatever comes of it, the log may hold pages of the transaction from here on: those that memory
  // was short for, which every reader would go through; and where the sync of its commit fails, all of
  // it, which who opens the book next would take for committed. So closing cuts the log.
  wal_pages_ = std::max(wal_pages_, 1);
}

void SqliteStore::commit(const Head& head) {
  Connection& connection = this->connection();
  second_.reset();
  spare_ = {};
  start_change();
  static const std::string sql = insertion<Head>(1);
  Query query = connection.prepare(sql);
  Table<Head>::bind(query, 1, head);
  query.run();
  connection.execute("COMMIT");
  writing_ = false;
  if (in_place_) {
    write_to_log();
    know_own_switch();
  }
  // Erased bytes may stand in older pages of the log until it is cut.
  if (erased_)
    checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
  else if (wal_pages_ >= checkpoint_pages)
    checkpoint(SQLITE_CHECKPOINT_PASSIVE);
  lock_.unlock();
}

void SqliteStore::rollback() noexcept {
  second_.reset();
  behind_.clear();
  spare_ = {};
  if (writing_ || holds_ == 0) connection_->roll_back();
  if (writing_ && in_place_) write_to_log();
  writing_ = false;
  lock_.unlock();
}

/// Writes the transaction into the file itself, and keeps what it overwrites in a rollback journal: half
/// the work of a log that is then copied, where little is overwritten. Nothing of the transaction may be
/// written yet. Where anybody else has the book open, who would have to wait, all stays as it is.
void SqliteStore::write_in_place() {
  ALMONER_ASSERT(writing_ && !changed_);
  connection_->execute("COMMIT");
  try {
    in_place_ = true;  // so it is where the switch fails half-way
    in_place_ = connection_->text("PRAGMA journal_mode = DELETE") != "wal";
  } catch (const Conflict&) {
    in_place_ = false;
  }
  connection_->execute("BEGIN IMMEDIATE");  // nobody wrote in between: the flock is held
}

/// The switch counts as somebody else's write; under the flock it was ours.
void SqliteStore::know_own_switch() noexcept {
  try {
    data_version_ = connection_->integer("PRAGMA data_version");
  } catch (const std::exception&) {
    // Then what is known is read anew.
  }
}

/// Under the flock. Where somebody reads just now, the next write does it, or who opens the book for writing.
void SqliteStore::write_to_log() noexcept {
  try {
    in_place_ = connection_->text("PRAGMA journal_mode = WAL") != "wal";
  } catch (const std::exception&) {
    // The book is whole either way.
  }
}

int checkpoint(Connection& connection, int mode, const SqliteOptions& options) noexcept {
  sqlite3_busy_timeout(connection.handle(), 0);
  const int code = sqlite3_wal_checkpoint_v2(connection.handle(), "main", mode, nullptr, nullptr);
  sqlite3_busy_timeout(connection.handle(), patience_ms(options));
  return code;
}

int SqliteStore::checkpoint(int mode) noexcept {
  const int code = sqlite::checkpoint(*connection_, mode, options_);
  if (code == SQLITE_OK && mode == SQLITE_CHECKPOINT_TRUNCATE) {
    erased_ = false;
    wal_pages_ = 0;
  }
  return code;
}

/// Deleted rows are overwritten where they stood, but a page that was rearranged before may hold a
/// copy in its unused middle; only a file written anew holds none.
void SqliteStore::scrub() {
  check_may_begin("write the file anew");
  using std::chrono::steady_clock;
  lock_.lock(steady_clock::now() + std::chrono::milliseconds{options_.busy_timeout_ms});
  try {
    connection().execute("VACUUM");
    erased_ = true;
    const auto deadline = steady_clock::now() + std::chrono::milliseconds{options_.busy_timeout_ms};
    // Readers end; a disk that fails does not mend itself while we wait.
    for (int code = checkpoint(SQLITE_CHECKPOINT_TRUNCATE); code != SQLITE_OK;
         code = checkpoint(SQLITE_CHECKPOINT_TRUNCATE)) {
      if ((code & 0xff) != SQLITE_BUSY) connection_->fail(code);
      if (steady_clock::now() >= deadline) break;
      sqlite3_sleep(20);
    }
  } catch (...) {
    lock_.unlock();
    throw;
  }
  lock_.unlock();
  if (erased_)
    throw Conflict{connection_->path() + ": somebody reads the book, so what was erased still stands in " +
                   connection_->path() + "-wal; end that and erase again"};
}

void SqliteStore::hold() {
  if (holds_ == 0 && !writing_) {
    connection().execute("BEGIN");
    try {
      static_cast<void>(head());  // BEGIN alone pins nothing
    } catch (...) {
      connection_->roll_back();
      throw;
    }
  }
  ++holds_;
}

void SqliteStore::release() noexcept {
  ALMONER_ASSERT(holds_ > 0);
  if (--holds_ == 0 && !writing_) connection_->roll_back();
}

}  // namespace almoner::sqlite

// SPDX-License-Identifier: Apache-2.0
// Changes within a transaction. A large batch goes in on a second thread while the next one is being
// decided; whatever is asked of the store then waits for it (SqliteStore::connection).
#include <future>
#include <utility>

#include "store/sqlite/row_writer.hpp"
#include "store/sqlite/sqlite_engine.hpp"

namespace almoner::sqlite {

namespace {

/// A batch of so many is worth a thread: writing it takes some ten milliseconds.
constexpr std::size_t events_to_write_behind = 4'096;

/// One that is being written and one that waits, so that who decides goes on while the disk takes its time.
constexpr std::size_t batches_behind_max = 2;

/// So many at once, into a book without entries, of which there is nothing to ask yet, are its first filling.
constexpr std::size_t events_of_a_filling = 2'048;

/// An empty batch with the memory of what a large one has most of: taken anew for each, it would come back
/// from the system page by page.
RowBatch memory_of(RowBatch&& batch) {
  RowBatch empty;
  const auto keep = [&](auto rows) {
    (batch.*rows).clear();
    empty.*rows = std::move(batch.*rows);
  };
  keep(&RowBatch::events);
  keep(&RowBatch::privates);
  keep(&RowBatch::texts);
  keep(&RowBatch::draws);
  keep(&RowBatch::postings);
  return empty;
}

}  // namespace

RowBatch SqliteStore::append(RowBatch&& batch) {
  const bool behind = batch.events.size() >= events_to_write_behind;
  if (!behind || behind_.empty()) {
    Connection& connection = this->connection();
    if (!changed_ && batch.events.size() >= events_of_a_filling && !any_reference()) write_in_place();
    start_change();
    if (!behind) {
      RowWriter{connection}.append(std::move(batch));
      end_change();
      return {};
    }
  }
  wait_for_behind(batches_behind_max - 1);
  if (!second_) second_.emplace();
  behind_.push_back(second_->run([&connection = *connection_, in_place = in_place_, rows = std::move(batch)]() mutable {
    // Where the batch before it failed, SQLite may have rolled back by itself: this one's rows would stay.
    if (!connection.in_transaction()) return RowBatch{};
    RowBatch mine = std::move(rows);  // and freed here: the future keeps what the work holds
    RowWriter{connection}.append(std::move(mine));
    if (in_place) connection.write_out();
    return memory_of(std::move(mine));
  }));
  return std::exchange(spare_, {});
}

void SqliteStore::wait_for_behind(std::size_t batches) {
  while (behind_.size() > batches) {
    std::future<RowBatch> first = std::move(behind_.front());
    behind_.pop_front();
    try {
      spare_ = first.get();
    } catch (...) {
      second_.reset();
      behind_.clear();
      throw;
    }
  }
}

Connection& SqliteStore::connection() {
  if (!behind_.empty()) {
    wait_for_behind(0);
    end_change();
  }
  return *connection_;
}

void SqliteStore::clear_projections() {
  Connection& connection = this->connection();
  start_change();
  for (const char* sql :
       {"DELETE FROM declaration", "DELETE FROM tile", "DELETE FROM lot", "DELETE FROM draw",
        "DELETE FROM returned_draw", "DELETE FROM reference", "DELETE FROM reference_page", "DELETE FROM mark",
        "DELETE FROM substitution", "DELETE FROM party", "DELETE FROM line",
        "DELETE FROM free_interval", "DELETE FROM balance", "DELETE FROM balance_month",
        "DELETE FROM posting", "DELETE FROM party_posting"})
    connection.execute(sql);
  end_change();
}

void SqliteStore::erase_private(Id seq, std::uint32_t number) {
  Connection& connection = this->connection();
  start_change();
  RowWriter{connection}.erase_private(seq, number);
  erased_ = true;
  end_change();
}

void SqliteStore::erase_party(const std::string& id) {
  Connection& connection = this->connection();
  start_change();
  for (const char* sql : {"DELETE FROM party_posting WHERE party IN (SELECT seq FROM party WHERE id = ?1)",
                          "DELETE FROM party WHERE id = ?1", "DELETE FROM restricted WHERE id = ?1"}) {
    Query query = connection.prepare(sql);
    query.bind_text(1, id);
    query.run();
  }
  erased_ = true;
  end_change();
}

void SqliteStore::set_restricted(const std::string& id, bool restricted) {
  Connection& connection = this->connection();
  start_change();
  Query query = connection.prepare(restricted ? "INSERT OR IGNORE INTO restricted VALUES (?1)"
                                                : "DELETE FROM restricted WHERE id = ?1");
  query.bind_text(1, id);
  query.run();
  end_change();
}

}  // namespace almoner::sqlite

// SPDX-License-Identifier: Apache-2.0
// Re-reads and recomputes everything, and writes nothing: the bytes against their leaf hashes, the
// tree against the head, every event against the rules as of its place, every private body against
// its commitment, and every table against what the log gives. A second reader looks meanwhile at the
// file's structure and at what its tables hold, a third reads the log and sums up its postings; all see
// one state of the book.
#include <algorithm>
#include <future>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/container/flat_map.hpp>
#include <boost/unordered_map.hpp>

#include "log/event_codec.hpp"
#include "log/private_part.hpp"
#include "replay.hpp"
#include "state.hpp"
#include "store/memory/memory_store.hpp"
#include "store/table_prints.hpp"
#include "value/wide.hpp"

namespace almoner {

namespace {

/// One balance's movements by month. The last month stands by itself: most postings are of it.
class Months {
 public:
  void add(const MonthRow& row) {
    if (last_ != row.month) {
      put_last_away();
      last_ = row.month;
    }
    moved_.quantity = checked_add(moved_.quantity, row.quantity);
    moved_.value = checked_add(moved_.value, row.value);
  }
  const boost::container::flat_map<std::int32_t, Total>& by_month() {
    put_last_away();
    return by_month_;
  }

 private:
  void put_last_away() {
    if (!last_) return;
    Total& month = by_month_[*last_];
    month.quantity = checked_add(month.quantity, moved_.quantity);
    month.value = checked_add(month.value, moved_.value);
    last_.reset();
    moved_ = {};
  }

  std::optional<std::int32_t> last_;
  Total moved_;  ///< in the last month
  boost::container::flat_map<std::int32_t, Total> by_month_;
};

class Auditor {
 public:
  Auditor(Store& store, std::uint64_t seed, const std::function<void(std::uint64_t, std::uint64_t)>& progress)
      : store_(store), seed_(seed), progress_(progress), model_(make_memory_store({.keep_events = false, .can_roll_back = false})),
        keeper_(store, *model_), postings_(seed), party_postings_(seed) {}

  AuditReport run() {
    head_ = store_.head();
    // A third of the work, and needs nothing of the rest: for the second core.
    const std::unique_ptr<Store> beside = reader_of_the_same();
    Store& other = beside ? *beside : store_;
    const auto when = beside ? std::launch::async : std::launch::deferred;
    std::shared_future<std::string> structure = std::async(when, [&] { return other.structure_damage(); });
    std::future<TablePrints> stored = std::async(when, [this, &other, structure] {
      structure.wait();
      return prints_of(other, seed_);
    });
    report_.size = head_.size;
    keeper_.begin();
    keeper_.set_replaying(true);
    keeper_.forget();
    if (replay()) {
      keeper_.flush();
      head_must_agree();
      private_bodies_must_open();
      tables_must_agree(stored.get());
      restrictions_must_be_lawful();
    }
    if (const std::string damage = structure.get(); !damage.empty()) find("the file", damage);
    report_.root = keeper_.frontier().root();
    keeper_.rollback();
    return std::move(report_);
  }

 private:
  void find(std::string where, std::string what, std::optional<Seq> event = std::nullopt) {
    report_.findings.push_back({std::move(where), std::move(what), event});
  }

  /// False where an event is wrong: what follows it cannot be judged.
  bool replay() {
    try {
      const std::unique_ptr<Store> log = reader_of_the_same();
      for_each_checked_event(log ? *log : store_, log ? LogReader::second_thread : LogReader::caller, 0, head_.size, [&](CheckedEvent& checked) {
        report_.private_bodies += checked.body_count;
        commitments_ += checked.parties.size();
        if (checked.event.seq < head_.postings_through) take_party_postings(checked);
        if (progress_ && checked.event.seq % 4096 == 0) progress_(checked.event.seq, head_.size);
        replay_checked(keeper_, checked);
      }, [&](const CheckedEvent& checked) {
        if (checked.event.seq < head_.postings_through) take_postings(checked.event);
      });
      return true;
    } catch (const Corrupt& error) {
      const std::string where = error.event() ? "event " + std::to_string(*error.event()) : "the log";
      std::string what = error.what();
      if (what.starts_with(where + ": ")) what.erase(0, where.size() + 2);
      find(where, what, error.event());
      return false;
    }
  }

  void take_party_postings(const CheckedEvent& checked) {
    RowBatch& rows = projected_parties_;
    rows.party_postings.clear();
    keeper_.project_parties(checked.event, checked.parties, rows);
    for (const PartyPostingRow& row : rows.party_postings) party_postings_.add(row);
  }

  /// In the thread that reads the log: nothing else touches what these go to.
  void take_postings(const Event& event) {
    RowBatch& rows = projected_;
    rows.postings.clear();
    rows.months.clear();
    project_postings(event, rows);
    project_months(event, rows);
    for (const PostingRow& row : rows.postings) postings_.add(row);
    for (const MonthRow& row : rows.months) months_[row.key].add(row);
  }

  void head_must_agree() {
    if (head_.frontier != keeper_.frontier().hashes()) find("the head", "its tree is not that of the events");
    if (head_.closed != keeper_.head().closed) find("the head", "its closed date is not that of the log");
    if (head_.postings_through > head_.size) find("the head", "its posting projection passes the log");
    if (store_.event(head_.size)) find("event " + std::to_string(head_.size), "it lies beyond the head", head_.size);
    const std::vector<Id> stored = store_.declarations(0), expected = model_->declarations(0);
    if (stored != expected) find("table declaration", "does not agree with the log");
  }

  void private_bodies_must_open() {
    report_.private_bodies_missing = commitments_ - std::min<std::uint64_t>(commitments_, report_.private_bodies);
  }

  /// The marks stand beside the log; all that can be said is that no public party has one.
  void restrictions_must_be_lawful() {
    if (!store_.any_restricted()) return;
    store_.parties([&](const PartyIndexRow& row) {
      if (!row.is_public || !store_.is_restricted(row.id)) return true;
      find("table restricted", "restricts a public party");
      return false;
    });
  }

  void compare(const std::vector<TablePrint>& stored, const std::vector<TablePrint>& expected) {
    for (std::size_t i = 0; i < stored.size(); ++i) {
      const Fingerprint& is = stored[i].rows;
      const Fingerprint& should_be = expected[i].rows;
      if (is == should_be) continue;
      find("table " + std::string(stored[i].table),
           is.rows() == should_be.rows()
               ? "a row does not agree with the log"
               : "holds " + std::to_string(is.rows()) + " rows; the log gives " + std::to_string(should_be.rows()));
    }
  }

  void tables_must_agree(const TablePrints& stored) {
    compare(stored.state, prints_of_state(*model_, seed_));
    Fingerprint months(seed_);
    for (auto& [key, of_balance] : months_)
      for (const auto& [month, moved] : of_balance.by_month()) months.add(MonthRow{key, month, moved.quantity, moved.value});
    compare(stored.projections, {{"balance_month", months}, {"posting", postings_}, {"party_posting", party_postings_}});
  }

  /// Another reader that holds the same state of the book as store_; none where it was written since.
  std::unique_ptr<Store> reader_of_the_same() const {
    std::unique_ptr<Store> other = store_.another_reader();
    if (!other) return nullptr;
    other->hold();  // until it is closed
    if (other->head() != head_) return nullptr;
    return other;
  }

  Store& store_;
  std::uint64_t seed_;
  const std::function<void(std::uint64_t, std::uint64_t)>& progress_;
  std::unique_ptr<Store> model_;
  Bookkeeper keeper_;
  Head head_;
  AuditReport report_;
  std::uint64_t commitments_ = 0;
  Fingerprint postings_, party_postings_;
  boost::unordered_map<BalanceKey, Months, BalanceKeyHash> months_;
  RowBatch projected_, projected_parties_;  ///< of one event
};

}  // namespace

AuditReport Ledger::audit(const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  if (state_->in_batch) throw UsageError("end the batch before auditing the book");
  std::uint64_t seed = 0;
  for (const std::uint8_t byte : state_->salts.next()) seed = seed << 8U | byte;
  return state_->read([&] { return Auditor(*state_->store, seed, progress).run(); });
}

}  // namespace almoner

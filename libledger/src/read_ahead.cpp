// SPDX-License-Identifier: Apache-2.0
// A journal read by a second thread, a few hundred items ahead of whoever takes them. The reader
// owns the stream; items pass through a queue of bounded length; whichever side fails ends both.
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include <almoner/journal.hpp>

namespace almoner {

namespace {

constexpr std::size_t items_of_a_run = 256;
constexpr std::size_t runs_ahead_max = 8;

using Run = std::vector<JournalItem>;

/// Runs on their way from the reader to the taker, and back: whose thread allocated memory frees it
/// at a fraction of what it costs another.
class Queue {
 public:
  /// False where the taker has gone. Frees what the taker is done with.
  bool put(Run& run) {
    std::vector<Run> done;
    std::unique_lock lock(mutex_);
    // Woken for each run, the reader would take a core from the taker, or from who writes, as often.
    if (runs_.size() >= runs_ahead_max) changed_.wait(lock, [&] { return gone_ || runs_.size() <= runs_ahead_max / 2; });
    if (gone_) return false;
    runs_.push_back(std::move(run));
    run = {};
    done.swap(done_);
    changed_.notify_all();
    lock.unlock();
    return true;
  }
  /// Nothing more comes; `failure` is what the reading ended with.
  void end(std::exception_ptr failure) {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
    failure_ = std::move(failure);
    changed_.notify_all();
  }
  /// In exchange for the run before. Empty at the end. Throws what the reading ended with, after all
  /// that was read before it.
  Run next(Run&& done) {
    std::unique_lock lock(mutex_);
    if (!done.empty()) done_.push_back(std::move(done));
    changed_.wait(lock, [&] { return ended_ || !runs_.empty(); });
    if (runs_.empty()) {
      if (failure_) std::rethrow_exception(failure_);
      return {};
    }
    Run run = std::move(runs_.front());
    runs_.pop_front();
    if (runs_.size() == runs_ahead_max / 2) changed_.notify_all();
    return run;
  }
  void leave() {
    const std::scoped_lock lock(mutex_);
    gone_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Run> runs_;
  std::vector<Run> done_;
  std::exception_ptr failure_;
  bool ended_ = false;
  bool gone_ = false;
};

/// Ends the reading of a journal that nobody takes any more.
struct TakerHasGone {};

/// What the reader's core wrote comes to this one while the item before it is taken: measured, a twelfth
/// of the time of who takes a bulk load.
void fetch(const void* from, std::size_t size) {
  constexpr std::size_t cache_line = 64;
  for (std::size_t at = 0; at < size; at += cache_line) __builtin_prefetch(static_cast<const char*>(from) + at);
}
void fetch_postings(const JournalItem& item) {
  if (const auto* draft = std::get_if<Draft>(&item.what)) fetch(draft->postings.data(), draft->postings.size() * sizeof(DraftPosting));
}

void read_into(Queue& queue, std::istream& stream, const std::string& base_currency, const ScaleOf& scale_of) {
  Run run;
  const auto put = [&] {
    if (!queue.put(run)) throw TakerHasGone{};
    run.reserve(items_of_a_run);
  };
  try {
    std::exception_ptr failure;
    try {
      read_journal(stream, base_currency, scale_of, [&](JournalItem&& item) {
        run.push_back(std::move(item));
        if (run.size() == items_of_a_run) put();
      });
    } catch (const TakerHasGone&) {
      throw;
    } catch (...) {
      failure = std::current_exception();
    }
    if (!run.empty()) put();
    queue.end(failure);
  } catch (...) {
    queue.end(std::current_exception());
  }
}

}  // namespace

void read_journal_ahead(std::istream& stream, const std::string& base_currency, const std::map<std::string, int>& scales,
                        const std::function<void(JournalItem&&)>& take) {
  const ScaleOf scale_of = [&](const std::string& code) {
    const auto known = scales.find(code);
    return known == scales.end() ? -1 : known->second;
  };
  Queue queue;
  std::jthread reader([&] { read_into(queue, stream, base_currency, scale_of); });
  struct Leave {
    Queue& queue;
    ~Leave() { queue.leave(); }
  } leave{queue};  // before the reader is joined
  for (Run run = queue.next({}); !run.empty(); run = queue.next(std::move(run)))
    for (std::size_t i = 0; i < run.size(); ++i) {
      if (i + 2 < run.size()) fetch(&run[i + 2], sizeof(JournalItem));
      if (i + 1 < run.size()) fetch_postings(run[i + 1]);
      take(std::move(run[i]));
    }
}

}  // namespace almoner

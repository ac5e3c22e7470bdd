// SPDX-License-Identifier: Apache-2.0
// One open book as Python holds it: a Ledger, which one thread at a time may use, behind a lock;
// with whatever depends on it (a batch, scans not yet read to their end) so that it ends first.
//
// Order of locks: whoever waits for the book's lock does not hold the interpreter's. So `use`
// lets go of the GIL, waits, works, lets go of the book, and takes the GIL again.
#pragma once

#include <pybind11/pybind11.h>

#include <almoner/columns.hpp>
#include <almoner/journal.hpp>
#include <almoner/ledger.hpp>

#include <atomic>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>

#include "gil.hpp"

namespace almoner::python {

/// A scan that someone may still read. Its Handle owns what it reads from.
struct OpenScan {
  std::optional<PostingScan> scan{};  ///< absent once the book was closed
  std::atomic<bool> abandoned = false;
};

class Handle : public std::enable_shared_from_this<Handle> {
 public:
  explicit Handle(Ledger&& ledger);
  ~Handle();
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  /// Calls work(Ledger&) without the GIL, which may be held on entry or not. Throws UsageError for
  /// a closed book, after a fork, and from within a callback of the same book.
  template <typename Work>
  auto use(Work&& work) {
    const WithoutGil without;
    const Turn turn{*this};
    return std::forward<Work>(work)(open_ledger());
  }

  void close();
  bool is_closed();
  void begin_batch();
  /// Keeps what was posted in the batch, or forgets it.
  void end_batch(bool commit);

  /// Calls work() within the open batch, or within one of its own that it ends. Holds no lock.
  template <typename Work>
  void in_batch(Work&& work) {
    if (!begin_batch_unless_in_one()) return std::forward<Work>(work)();
    try {
      std::forward<Work>(work)();
    } catch (...) {
      end_batch(false);
      throw;
    }
    end_batch(true);
  }

  /// Decimals of a commodity ("": the base currency; negative: not declared), for use within
  /// `use`. Asking the Ledger each time would write out an open batch.
  ScaleOf scale_of() {
    return [this](const std::string& commodity) { return scale(commodity); };
  }

  std::shared_ptr<OpenScan> scan(const Filter&);
  /// Calls work(PostingScan&) as `use` does. Throws UsageError where the book was closed since.
  template <typename Work>
  auto use_scan(OpenScan& open, Work&& work) {
    return use([&](Ledger&) {
      if (!open.scan) throw UsageError{closed_text};
      return std::forward<Work>(work)(*open.scan);
    });
  }

 private:
  static constexpr const char* closed_text = "the book is closed: open it again";

  class Turn {
   public:
    explicit Turn(Handle&);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    Handle& handle_;
  };

  Ledger& open_ledger();
  bool begin_batch_unless_in_one();
  int scale(const std::string& commodity);
  void drop_abandoned();
  bool is_of_this_process() const;

  std::mutex mutex_;
  std::atomic<std::thread::id> user_{};
  int process_;
  std::unordered_map<std::string, int> scales_{};  ///< known so far
  // Destroyed from the last to the first.
  std::optional<Ledger> ledger_;
  std::optional<Ledger::Batch> batch_{};
  std::list<std::shared_ptr<OpenScan>> scans_{};
};

}  // namespace almoner::python

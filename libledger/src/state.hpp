// SPDX-License-Identifier: Apache-2.0
// What a Ledger owns. The facade's members are spread over one file a subject: ledger.cpp (life),
// post.cpp, declare.cpp, audit.cpp, log_files.cpp, questions.cpp, trace.cpp.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <almoner/ledger.hpp>

#include "bookkeeper.hpp"
#include "store/port.hpp"

namespace almoner {

/// Bytes of salt at hand; refilled from the environment's randomness.
class Salts {
 public:
  explicit Salts(std::function<void(std::span<std::byte>)> random) : random_(std::move(random)) {}
  std::array<std::uint8_t, 16> next();

 private:
  std::function<void(std::span<std::byte>)> random_;
  std::array<std::byte, 4096> pool_{};
  std::size_t used_ = 4096;
};

/// The private bodies of an event that is being made, and their commitments in byte order.
struct Sealed {
  Bodies rows;
  std::vector<Hash> commitments;
  PartyNames parties;
};

class Ledger::State {
 public:
  State(std::unique_ptr<Store> kept, Environment outside)
      : store(std::move(kept)), environment(std::move(outside)), salts(environment.random), keeper(*store, *store) {}

  std::unique_ptr<Store> store;
  Environment environment;
  Salts salts;
  mutable Bookkeeper keeper;
  std::string encoded;  ///< the event being appended; kept for its memory
  bool in_batch = false;
  std::uint64_t batch_began = 0;  ///< the book's size before the open batch
  mutable bool batch_broken = false;  ///< a write of the batch failed: only rollback is left

  /// Runs a write: within the open batch, or as a transaction of its own.
  template <class Work>
  auto write(Work&& work);
  /// Runs questions on one state of the book.
  template <class Work>
  auto read(Work&& work) const;

  /// Appends what the rules accepted as an event of now. Throws Refused for an author's role that is no
  /// clean text, and for what is too large.
  template <class Record>
  Posted append(const std::string& by, Record&& what, const Sealed& sealed = {}) {
    return append(Event{keeper.head().size, keeper.origin(), environment.clock(), by, std::forward<Record>(what)}, sealed);
  }
  /// The private bodies of the event that is appended next.
  Sealed seal(std::vector<PrivatePart>);

 private:
  Posted append(Event&&, const Sealed&);
  void prepare_large_batch();
  void require_whole_batch() const {
    if (batch_broken) throw StorageError("an earlier write of this batch failed; end the batch and begin anew");
  }
};

/// The system's clock and randomness where the environment names none.
Environment complete(Environment);

/// Sums that no rule lets a book reach: its tables are damaged. As an error of ours.
template <class Work>
auto within_range(Work&& work) {
  try {
    return work();
  } catch (const std::overflow_error& error) {
    throw Corrupt(std::string(error.what()) + "; `audit` says what is damaged");
  }
}

template <class Work>
auto Ledger::State::write(Work&& work) {
  if (in_batch) {
    require_whole_batch();
    try {
      return work();
    } catch (const StorageError&) {
      batch_broken = true;
      throw;
    } catch (const Corrupt&) {
      batch_broken = true;
      throw;
    } catch (const Error&) {
      throw;  // refused, unknown, misused: nothing was staged
    } catch (...) {
      batch_broken = true;
      throw;
    }
  }
  keeper.begin();
  try {
    auto result = work();
    keeper.commit();
    return result;
  } catch (...) {
    if (keeper.writing()) keeper.rollback();
    throw;
  }
}

template <class Work>
auto Ledger::State::read(Work&& work) const {
  if (in_batch) {
    require_whole_batch();
    try {
      keeper.flush();
    } catch (...) {
      batch_broken = true;
      throw;
    }
    return work();
  }
  struct Hold {
    explicit Hold(Store& held) : store(held) { store.hold(); }
    ~Hold() { store.release(); }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;
    Store& store;
  } hold(*store);
  return within_range([&] {
    keeper.refresh(store->head());
    return work();
  });
}

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// An I/O error at every call that an operation makes: the operation says so, the book then opens and
// audits, what was acknowledged is there and durable, and of the rest there is all or nothing.
#include <gtest/gtest.h>

#include <array>
#include <iostream>
#include <random>

#include "fault_book.hpp"
#include "faulty_vfs.hpp"
#include "temporary_folder.hpp"

namespace almoner::test {

namespace {

struct Way {
  Fault fault;
  bool for_good;
};
constexpr std::array ways = {Way{Fault::fail, false}, Way{Fault::fail, true}, Way{Fault::tear, false}, Way{Fault::full, true}};

class IoErrors {
 public:
  explicit IoErrors(FaultBook::Filled filled = FaultBook::Filled::yes) : base_{filled}, vfs_{folder_.path()} {}

  /// Every call, or so many of them by chance.
  void at_calls_of(const Operation& operation, std::uint64_t calls_max = UINT64_MAX);
  void at_call(const Operation&, std::uint64_t call, Way);
  /// How many of an open book's writes failed; each was as little there for the next who opened it.
  int close_after_each(const Operation&);

 private:
  std::string book() const { return folder_ / "book"; }
  void fresh();
  std::uint64_t count_calls(const Operation&);

  const FaultBook base_;
  const TemporaryFolder folder_, after_loss_;
  FaultyVfs vfs_;
  std::uint64_t later_size_ = 0;
  std::uint64_t tried_ = 0, reported_ = 0, absorbed_ = 0;
  std::array<std::uint64_t, call_kinds> met_{};
};

void IoErrors::fresh() {
  vfs_.count();
  write_image(folder_.path(), base_.files);
  vfs_.record();
}

std::uint64_t IoErrors::count_calls(const Operation& operation) {
  fresh();
  {
    Ledger ledger = Ledger::open(book());
    operation.run(ledger);
    later_size_ = ledger.size();
  }
  return vfs_.calls();
}

void IoErrors::at_call(const Operation& operation, std::uint64_t call, Way way) {
  SCOPED_TRACE(operation.name + ", call " + std::to_string(call) + ": " + to_string(way.fault) + (way.for_good ? " for good" : ""));
  fresh();
  bool acknowledged = false, went_on = false;
  vfs_.fail_at(call, way.fault, way.for_good);
  try {
    Ledger ledger = Ledger::open(book());
    try {
      operation.run(ledger);
      acknowledged = true;
    } catch (const Error&) {
      if (way.for_good) throw;
      // The fault has passed: the same ledger goes on as if it had never been.
      operation.run(ledger);
      went_on = true;
    }
  } catch (const Error& error) {
    EXPECT_FALSE(went_on) << error.what();
    EXPECT_EQ(dynamic_cast<const Conflict*>(&error), nullptr) << "nobody else uses the book: " << error.what();
    if (vfs_.met()) ++reported_;
  }
  const std::optional<Call> met = vfs_.met();
  vfs_.count();
  if (!met) return;
  ++tried_;
  ++met_[static_cast<std::size_t>(*met)];
  if (went_on) ++reported_;
  if (acknowledged) ++absorbed_;
  const std::uint64_t least = acknowledged || went_on ? later_size_ : base_.size;
  const std::string kept = unsound(book(), base_.size, base_.root, later_size_);
  EXPECT_EQ(kept, "") << "met in " << to_string(*met);
  if (least != base_.size) {
    // "Yes" means that a power cut now would not take it back.
    write_image(after_loss_.path(), vfs_.disk().durable());
    EXPECT_EQ(unsound(after_loss_ / "book", base_.size, base_.root, later_size_), "");
    EXPECT_GE(Ledger::open(after_loss_ / "book").size(), least);
  }
  Ledger again = Ledger::open(book());
  EXPECT_GE(again.size(), least);
  operation.run(again);
  EXPECT_EQ(again.size(), later_size_) << "done again, once and no more";
}

void IoErrors::at_calls_of(const Operation& operation, std::uint64_t calls_max) {
  const std::uint64_t calls = count_calls(operation);
  std::mt19937_64 random{seed()};
  const bool all = calls <= calls_max;
  for (std::uint64_t i = 1; i <= std::min(calls, calls_max) && !testing::Test::HasFailure(); ++i) {
    const std::uint64_t call = all ? i : 1 + random() % calls;
    if (all || is_soak())
      for (const Way& way : ways) at_call(operation, call, way);
    else
      at_call(operation, call, ways[i % ways.size()]);
  }
  std::cout << operation.name << ": " << calls << " calls, " << tried_ << " faults, " << reported_ << " reported, " << absorbed_
            << " without effect; seed " << seed() << "; in";
  for (int kind = 0; kind < call_kinds; ++kind)
    if (met_[static_cast<std::size_t>(kind)] > 0)
      std::cout << " " << to_string(static_cast<Call>(kind)) << " " << met_[static_cast<std::size_t>(kind)];
  std::cout << "\n";
  EXPECT_GT(reported_, 0U);
}

int IoErrors::close_after_each(const Operation& operation) {
  int failed = 0;
  for (std::uint64_t call = 1;; ++call) {
    SCOPED_TRACE(operation.name + ", call " + std::to_string(call));
    fresh();
    std::uint64_t told = 0;
    {
      Ledger ledger = Ledger::open(book());
      vfs_.fail_at(call, Fault::fail);
      try {
        operation.run(ledger);
      } catch (const StorageError&) {
        ++failed;
      }
      if (!vfs_.met()) return failed;
      told = ledger.size();
    }
    EXPECT_EQ(Ledger::open(book()).size(), told);
  }
}

class IoErrorAtEveryCall : public testing::TestWithParam<Operation> {};

TEST_P(IoErrorAtEveryCall, IsReportedAndLosesNothing) { IoErrors{}.at_calls_of(GetParam()); }

INSTANTIATE_TEST_SUITE_P(Of, IoErrorAtEveryCall, testing::ValuesIn(operations()), [](const auto& operation) {
  std::string name = operation.param.name;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
});

/// The sync of a commit failed: its pages lie in the log, and whoever opened the book next took them for
/// committed, though the ledger had said since that they were not.
TEST(IoErrorOfAWrite, IsNotThereAfterAllOnceTheBookIsClosed) {
  EXPECT_GT(IoErrors{}.close_after_each(operations().front()), 5);
}

class IoErrorInASecondThread : public testing::TestWithParam<FaultBook::Filled> {};

/// Less memory than the batch needs, so that its rows go out while the second thread writes them: into the
/// log, and those of a book's first filling into the file itself.
TEST_P(IoErrorInASecondThread, IsReportedAndLosesNothing) {
  const sqlite3_int64 before = sqlite3_soft_heap_limit64(400'000);
  IoErrors{GetParam()}.at_calls_of(large_batch(5'000), is_soak() ? 500 : 40);
  sqlite3_soft_heap_limit64(before);
}

/// Several batches are on their way at once: the one after that which failed must not stay.
TEST_P(IoErrorInASecondThread, WithAnotherBatchWaitingIsReportedAndLosesNothing) {
  const sqlite3_int64 before = sqlite3_soft_heap_limit64(400'000);
  IoErrors{GetParam()}.at_calls_of(large_batch(20'000), is_soak() ? 200 : 16);
  sqlite3_soft_heap_limit64(before);
}

INSTANTIATE_TEST_SUITE_P(Of, IoErrorInASecondThread, testing::Values(FaultBook::Filled::yes, FaultBook::Filled::no),
                         [](const auto& filled) { return filled.param == FaultBook::Filled::yes ? "AFilledBook" : "AFirstFilling"; });

}  // namespace

}  // namespace almoner::test

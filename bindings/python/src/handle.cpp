// SPDX-License-Identifier: Apache-2.0
// Turns at a book: two threads on one handle wait for each other, two handles do not.
#include "handle.hpp"

#include <unistd.h>

#include <new>

namespace almoner::python {

Handle::Handle(Ledger&& ledger) : process_{::getpid()}, ledger_{std::move(ledger)} {}

Handle::~Handle() {
  // In a child of a fork the parent's connection must not be closed: that would drop the parent's
  // locks and checkpoint under it. The child lets it lie.
  if (is_of_this_process()) {
    const WithoutGil without;  // closing waits for the disk
    scans_.clear();
    batch_.reset();
    ledger_.reset();
    return;
  }
  new std::optional<Ledger>{std::move(ledger_)};
  new std::optional<Ledger::Batch>{std::move(batch_)};
  new std::list<std::shared_ptr<OpenScan>>{std::move(scans_)};
}

Handle::Turn::Turn(Handle& handle) : handle_{handle} {
  if (!handle.is_of_this_process())
    throw UsageError{"the book was opened before a fork: open it again in this process"};
  if (handle.user_.load() == std::this_thread::get_id())
    throw UsageError{"the book is at work for the call that this callback belongs to"};
  handle.mutex_.lock();
  handle.user_.store(std::this_thread::get_id());
}

Handle::Turn::~Turn() {
  handle_.drop_abandoned();
  handle_.user_.store({});
  handle_.mutex_.unlock();
}

bool Handle::is_of_this_process() const { return process_ == ::getpid(); }

Ledger& Handle::open_ledger() {
  if (!ledger_) throw UsageError{closed_text};
  return *ledger_;
}

void Handle::drop_abandoned() {
  std::erase_if(scans_, [](const auto& open) { return open->abandoned.load(); });
}

void Handle::close() {
  const WithoutGil without;
  const Turn turn{*this};
  for (const auto& open : scans_) open->scan.reset();
  scans_.clear();
  batch_.reset();
  ledger_.reset();
}

bool Handle::is_closed() {
  const WithoutGil without;
  const Turn turn{*this};
  return !ledger_.has_value();
}

bool Handle::begin_batch_unless_in_one() {
  return use([&](Ledger& ledger) {
    if (batch_) return false;
    batch_.emplace(ledger.batch());
    return true;
  });
}

void Handle::begin_batch() {
  if (!begin_batch_unless_in_one()) throw UsageError{"the book is in a batch already: end that one first"};
}

void Handle::end_batch(bool commit) {
  use([&](Ledger&) {
    if (!batch_) throw UsageError{"the batch has ended already"};
    // Gone either way: after a failed commit nothing is left to end.
    std::optional<Ledger::Batch> batch{std::move(batch_)};
    batch_.reset();
    // What the batch declared may be gone, and be declared otherwise later.
    scales_.clear();
    if (commit) batch->commit();
  });
}

int Handle::scale(const std::string& commodity) {
  if (const auto known = scales_.find(commodity); known != scales_.end()) return known->second;
  try {
    return scales_[commodity] = open_ledger().scale(commodity);
  } catch (const NotFound&) {
    scales_.erase(commodity);
    return -1;
  }
}

std::shared_ptr<OpenScan> Handle::scan(const Filter& filter) {
  return use([&](Ledger& ledger) {
    auto open = std::make_shared<OpenScan>();
    open->scan.emplace(ledger.scan_postings(filter));
    scans_.push_back(open);
    return open;
  });
}

}  // namespace almoner::python

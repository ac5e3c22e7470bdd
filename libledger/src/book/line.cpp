// SPDX-License-Identifier: Apache-2.0
// Invariant [I6]: free intervals are disjoint, never touch (neighbours are joined), and lie in
// [0, tail).
#include "book/line.hpp"

#include <algorithm>
#include <iterator>

#include <almoner/error.hpp>

#include "value/assert.hpp"
#include "value/wide.hpp"

namespace almoner {

Units Lot::value_up_to(Units address) const { return floor_share(value, address - start, quantity); }

std::deque<Lot>::const_iterator Line::lot_after(Units address) const {
  return std::upper_bound(lots_.begin(), lots_.end(), address, [](Units wanted, const Lot& lot) { return wanted < lot.start; });
}

const Lot* Line::lot_at(Units address) const {
  const auto after = lot_after(address);
  if (after == lots_.begin()) return nullptr;
  const Lot& lot = *std::prev(after);
  return address < lot.end() ? &lot : nullptr;
}

Units Line::value_of(const Interval& interval) const {
  if (is_base()) return interval.quantity();
  const Lot* first = lot_at(interval.start);
  const Lot* last = lot_at(interval.end - 1);
  if (!first || !last) throw Corrupt("table lot lacks lots whose units are in use; `rebuild` makes it anew");
  return (last->value_before + last->value_up_to(interval.end)) -
         (first->value_before + first->value_up_to(interval.start));
}

std::vector<Interval> Line::free_within(const Interval& within) const {
  std::vector<Interval> parts;
  auto next = free_.upper_bound(within.start);
  if (next != free_.begin() && std::prev(next)->second > within.start) --next;
  for (; next != free_.end() && next->first < within.end; ++next)
    parts.push_back({std::max(next->first, within.start), std::min(next->second, within.end)});
  return parts;
}

void Line::append(Lot lot) {
  ALMONER_ASSERT(lot.start == tail_ && lot.quantity > 0 && lot.value_before == value_);
  tail_ = checked_add(tail_, lot.quantity);
  value_ = checked_add(value_, lot.value);
  held_ = checked_add(held_, lot.quantity);
  if (!free_.empty() && free_.rbegin()->second == lot.start)
    free_.rbegin()->second = tail_;
  else
    free_.emplace_hint(free_.end(), lot.start, tail_);
  if (!is_base()) lots_.push_back(std::move(lot));
}

/// Lots all of whose units are taken. Who needs one again (a correction) learns it from the store.
void Line::forget_used_lots(const Interval& taken) {
  auto lot = lot_after(taken.start);
  if (lot != lots_.begin()) --lot;
  while (lot != lots_.end() && lot->start < taken.end) {
    const bool used = lot->end() > taken.start && free_within({lot->start, lot->end()}).empty();
    lot = used ? lots_.erase(lot) : std::next(lot);
  }
}

void Line::take(const Interval& taken) {
  take_free(taken);
  if (!is_base()) forget_used_lots(taken);
}

void Line::take_free(const Interval& taken) {
  auto around = free_.upper_bound(taken.start);
  ALMONER_ASSERT(around != free_.begin());
  --around;
  const Interval whole{around->first, around->second};
  ALMONER_ASSERT(taken.quantity() > 0 && whole.start <= taken.start && taken.end <= whole.end);
  held_ -= taken.quantity();
  if (taken.start == whole.start) {
    // The common case, FIFO: the node is kept and moves on.
    auto node = free_.extract(around++);
    if (taken.end < whole.end) {
      node.key() = taken.end;
      free_.insert(around, std::move(node));
    }
    return;
  }
  around->second = taken.start;
  if (taken.end < whole.end) free_.emplace_hint(std::next(around), taken.end, whole.end);
}

void Line::give_back(const Interval& back) {
  ALMONER_ASSERT(back.quantity() > 0 && free_within(back).empty() && back.end <= tail_);
  held_ += back.quantity();
  Interval joined = back;
  auto after = free_.lower_bound(back.start);
  if (after != free_.end() && after->first == back.end) {
    joined.end = after->second;
    after = free_.erase(after);
  }
  if (after != free_.begin() && std::prev(after)->second == back.start) {
    std::prev(after)->second = joined.end;
    return;
  }
  free_.emplace_hint(after, joined.start, joined.end);
}

void Line::learn(Lot lot) {
  const auto after = lot_after(lot.start);
  if (after == lots_.begin() || std::prev(after)->start != lot.start) lots_.insert(after, std::move(lot));
}

void Line::learn_free(const Interval& interval) {
  free_.emplace_hint(free_.end(), interval.start, interval.end);
  held_ += interval.quantity();
}

}  // namespace almoner

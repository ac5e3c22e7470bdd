// SPDX-License-Identifier: Apache-2.0
// Many rows in key order, without moving or comparing most of them: what their keys begin with is one
// number of 64 bits, and numbers are sorted by their digits.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "store/row_key.hpp"

namespace almoner {

/// What a key begins with, in one number. Its order is that of the keys but for ties.
class KeyRank {
 public:
  /// The next number of the key. One that does not fit into `bits` leaves out what follows it, so that such
  /// keys are ties.
  template <int bits>
  KeyRank& with(std::uint64_t number) {
    constexpr std::uint64_t most = (std::uint64_t{1} << bits) - 1;
    rank_ = rank_ << bits | (full_ ? 0 : std::min(number, most));
    full_ = full_ || number >= most;
    return *this;
  }
  std::uint64_t value() const { return rank_; }

 private:
  std::uint64_t rank_ = 0;
  bool full_ = false;
};

inline std::uint64_t rank_of(const LotRow& row) {
  return KeyRank{}.with<22>(row.line.fund).with<21>(row.line.commodity).with<21>(row.line.account).value();
}
inline std::uint64_t rank_of(const PostingRow& row) {
  constexpr std::int64_t days_before_1970 = 1 << 23;  // more than any date has
  const auto day = static_cast<std::uint64_t>(row.date.time_since_epoch().count() + days_before_1970);
  return KeyRank{}.with<40>(row.account).with<24>(day).value();
}
inline std::uint64_t rank_of(const PartyPostingRow& row) {
  return KeyRank{}.with<32>(row.party).with<32>(row.seq).value();
}
inline std::uint64_t rank_of(const MonthRow& row) {
  return KeyRank{}.with<16>(row.key.account).with<16>(row.key.fund).with<16>(row.key.purpose).with<16>(row.key.commodity).value();
}
inline std::uint64_t rank_of(const ReferenceRow& row) { return row.hash; }

template <class Row>
struct RankedRow {
  std::uint64_t rank = 0;
  Row* row = nullptr;
};

/// By one digit after the other from the last, of 256 kinds each; a digit in which all are alike is passed
/// over. Ties stay in their order.
template <class Row>
void sort_by_rank(std::vector<RankedRow<Row>>& ranked) {
  std::uint64_t unlike = 0;
  for (const RankedRow<Row>& one : ranked) unlike |= one.rank ^ ranked.front().rank;
  std::vector<RankedRow<Row>> sorted;
  for (unsigned shift = 0; shift < 64; shift += 8) {
    if ((unlike >> shift & 0xffU) == 0) continue;
    const auto digit = [shift](const RankedRow<Row>& one) { return static_cast<std::size_t>(one.rank >> shift & 0xffU); };
    std::array<std::size_t, 257> from{};
    for (const RankedRow<Row>& one : ranked) ++from[digit(one) + 1];
    for (std::size_t i = 1; i < 256; ++i) from[i] += from[i - 1];
    sorted.resize(ranked.size());
    for (const RankedRow<Row>& one : ranked) sorted[from[digit(one)]++] = one;
    ranked.swap(sorted);
  }
}

/// The rows by key; of one key as they stood. They stay where they are, and must.
template <class Row>
std::vector<RankedRow<Row>> in_key_order(std::vector<Row>& rows) {
  std::vector<RankedRow<Row>> ranked;
  ranked.reserve(rows.size());
  for (Row& row : rows) ranked.push_back({rank_of(row), &row});
  sort_by_rank(ranked);
  const auto by_key = [](const RankedRow<Row>& a, const RankedRow<Row>& b) { return key_of(*a.row) < key_of(*b.row); };
  for (auto tie = ranked.begin(); tie != ranked.end();) {
    const auto end = std::find_if(tie, ranked.end(), [&](const RankedRow<Row>& one) { return one.rank != tie->rank; });
    if (end - tie > 1 && !std::is_sorted(tie, end, by_key)) std::stable_sort(tie, end, by_key);
    tie = end;
  }
  return ranked;
}

/// Of rows with one key the later one stays behind the earlier.
template <class Row>
void sort_by_key(std::vector<Row>& rows) {
  const auto by_key = [](const Row& a, const Row& b) { return key_of(a) < key_of(b); };
  if (std::is_sorted(rows.begin(), rows.end(), by_key)) return;
  if constexpr (requires(const Row& row) { rank_of(row); }) {
    std::vector<Row> sorted;
    sorted.reserve(rows.size());
    for (const RankedRow<Row>& one : in_key_order(rows)) sorted.push_back(std::move(*one.row));
    rows = std::move(sorted);
  } else {
    std::stable_sort(rows.begin(), rows.end(), by_key);
  }
}

}  // namespace almoner

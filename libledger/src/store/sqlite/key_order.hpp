// SPDX-License-Identifier: Apache-2.0
// Many rows in key order without moving them. Most of a key is one number of 64 bits, and numbers are
// sorted by their digits several times faster than rows by comparing them.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "store/row_key.hpp"

namespace almoner::sqlite {

/// What a key begins with, in one number. Its order is the keys' own but for ties.
class KeyRank {
 public:
  /// The next number of the key. One that does not fit into `bits` leaves the rest of the key out, so that
  /// such keys are ties.
  template <int bits>
  KeyRank& with(std::uint64_t number) {
    constexpr std::uint64_t most = (std::uint64_t{1} << bits) - 1;
    rank_ = rank_ << bits | (full_ ? 0 : number < most ? number : most);
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
  constexpr std::int64_t days_before_1970 = 1 << 23;  // more than a year of four digits needs
  return KeyRank{}.with<40>(row.account).with<24>(static_cast<std::uint64_t>(row.date.time_since_epoch().count() + days_before_1970)).value();
}
inline std::uint64_t rank_of(const PartyPostingRow& row) {
  return KeyRank{}.with<32>(row.party).with<32>(row.seq).value();
}
inline std::uint64_t rank_of(const MonthRow& row) {
  return KeyRank{}.with<16>(row.key.account).with<16>(row.key.fund).with<16>(row.key.purpose).with<16>(row.key.commodity).value();
}
inline std::uint64_t rank_of(const PrivateView& row) { return row.seq; }
inline std::uint64_t rank_of(const ReferenceRow& row) { return row.hash; }

template <class Row>
struct RankedRow {
  std::uint64_t rank = 0;
  const Row* row = nullptr;
};

/// Digit by digit from the last, of 256 kinds; digits in which all are alike are passed over.
template <class Row>
void sort_by_rank(std::vector<RankedRow<Row>>& ranked) {
  std::uint64_t differ = 0;
  for (const auto& one : ranked) differ |= one.rank ^ ranked.front().rank;
  std::vector<RankedRow<Row>> to;
  for (unsigned shift = 0; shift < 64; shift += 8) {
    if ((differ >> shift & 0xff) == 0) continue;
    to.resize(ranked.size());
    std::array<std::uint32_t, 257> place{};
    for (const auto& one : ranked) ++place[(one.rank >> shift & 0xff) + 1];
    for (std::size_t i = 1; i < 256; ++i) place[i] += place[i - 1];
    for (const auto& one : ranked) to[place[one.rank >> shift & 0xff]++] = one;
    ranked.swap(to);
  }
}

/// The rows by key. They stay where they are, and must.
template <class Row>
std::vector<RankedRow<Row>> in_key_order(const std::vector<Row>& rows) {
  std::vector<RankedRow<Row>> ranked;
  ranked.reserve(rows.size());
  for (const Row& row : rows) ranked.push_back({rank_of(row), &row});
  sort_by_rank(ranked);
  for (auto tie = ranked.begin(); tie != ranked.end();) {
    const auto end = std::find_if(tie, ranked.end(), [&](const RankedRow<Row>& one) { return one.rank != tie->rank; });
    if (end - tie > 1)
      if (const auto by_key = [](const RankedRow<Row>& a, const RankedRow<Row>& b) { return key_of(*a.row) < key_of(*b.row); };
          !std::is_sorted(tie, end, by_key))
        std::sort(tie, end, by_key);
    tie = end;
  }
  return ranked;
}

}  // namespace almoner::sqlite

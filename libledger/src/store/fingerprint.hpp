// SPDX-License-Identifier: Apache-2.0
// Whether two tables hold the same rows, in one pass over each and without keeping them: the sum
// of a seeded hash of every row. The seed is drawn anew for each comparison, so that a table
// cannot be prepared to collide. Not a commitment: the log's tree is that.
//
// A row's words are multiplied by factors of their places and added up in 128 bits (multilinear hashing:
// Lemire and Kaser, "Strongly universal string hashing is fast", 2014); that is mixed, as the sum over
// many rows would else not tell (a, 1), (b, 2) from (a, 2), (b, 1).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "store/port.hpp"
#include "value/assert.hpp"

namespace almoner {

class Fingerprint {
 public:
  explicit Fingerprint(std::uint64_t seed) {
    for (std::uint64_t& factor : factors_) factor = mix(seed += 0x9e3779b97f4a7c15ULL);  // as SplitMix64 goes on
  }

  template <class Row>
  void add(const Row& row) {
    row_ = 0;
    place_ = factors_.begin();
    feed(row);
    const auto high = static_cast<std::uint64_t>(row_ >> 64U), low = static_cast<std::uint64_t>(row_);
    sum_first_ += mix(high);
    sum_second_ += mix(high ^ mix(low));
    ++rows_;
  }
  std::uint64_t rows() const { return rows_; }
  bool operator==(const Fingerprint& other) const {
    return rows_ == other.rows_ && sum_first_ == other.sum_first_ && sum_second_ == other.sum_second_;
  }

 private:
  __extension__ using Product = unsigned __int128;
  static constexpr std::size_t words_max = 16;  // of a row

  static std::uint64_t mix(std::uint64_t x) {  // MurmurHash3's 64-bit finaliser
    x ^= x >> 33U;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33U;
    x *= 0xc4ceb9fe1a85ec53ULL;
    return x ^ (x >> 33U);
  }
  void word(std::uint64_t x) {
    ALMONER_ASSERT(place_ != factors_.end());
    row_ += static_cast<Product>(*place_++) * x;
  }
  void number(Units x) { word(static_cast<std::uint64_t>(x)); }
  void text(std::string_view bytes) {
    word(bytes.size());
    std::uint64_t folded = factors_.back();
    while (!bytes.empty()) {
      std::uint64_t some = 0;
      const std::size_t size = std::min(sizeof some, bytes.size());
      std::memcpy(&some, bytes.data(), size);
      folded = mix(folded ^ some) + 0x9e3779b97f4a7c15ULL;
      bytes.remove_prefix(size);
    }
    word(folded);
  }
  void line(const LineKey& key) {
    word(key.fund);
    word(key.commodity);
    word(key.account);
  }
  void balance(const BalanceKey& key) {
    word(key.fund);
    word(key.account);
    word(key.purpose);
    word(key.commodity);
  }

  void feed(const TileRow& row) {
    word(row.level);
    word(row.number);
    text(row.hashes);
  }
  void feed(const LotRow& row) {
    line(row.line);
    for (Units x : {row.start, row.quantity, row.value, row.value_before}) number(x);
    word(row.seq);
    text(row.label);
    number(row.expires ? row.expires->time_since_epoch().count() : Units{-1'000'000});
  }
  void feed(const DrawRow& row) {
    line(row.line);
    for (Units x : {row.start, row.quantity, row.origin}) number(x);
    word(row.seq);
  }
  void feed(const ReturnedDrawRow& row) {
    line(row.line);
    for (Units x : {row.start, row.quantity, row.origin}) number(x);
    word(row.seq);
    word(row.by);
  }
  void feed(const LineRow& row) {
    line(row.line);
    number(row.tail);
    number(row.value);
  }
  void feed(const FreeRow& row) {
    line(row.line);
    number(row.start);
    number(row.quantity);
  }
  void feed(const BalanceTotal& row) {
    balance(row.key);
    number(row.quantity);
    number(row.value);
  }
  void feed(const MonthRow& row) {
    balance(row.key);
    for (Units x : {Units{row.month}, row.quantity, row.value}) number(x);
  }
  void feed(const ReferenceRow& row) {
    word(row.hash);
    word(row.seq);
  }
  void feed(const MarkRow& row) {
    word(row.seq);
    word(row.by);
    word(static_cast<std::uint64_t>(row.kind));
    number(row.value);
  }
  void feed(const SubstitutionRow& row) {
    line(row.line);
    number(row.start);
    number(row.quantity);
    word(row.seq);
    word(row.by);
  }
  void feed(const PartyIndexRow& row) {
    text(row.id);
    word(row.seq);
    word(row.is_public ? 1 : 0);
  }
  void feed(const PostingRow& row) {
    for (std::uint64_t x : {row.account, row.seq, std::uint64_t{row.line}, row.fund, row.purpose, row.commodity}) word(x);
    for (Units x : {Units{row.date.time_since_epoch().count()}, row.quantity, row.value}) number(x);
  }
  void feed(const PartyPostingRow& row) {
    for (std::uint64_t x : {row.party, row.seq, std::uint64_t{row.line}}) word(x);
  }

  std::array<std::uint64_t, words_max> factors_;
  decltype(factors_)::const_iterator place_{};
  Product row_ = 0;
  std::uint64_t sum_first_ = 0, sum_second_ = 0, rows_ = 0;
};

}  // namespace almoner

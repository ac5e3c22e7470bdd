// SPDX-License-Identifier: Apache-2.0
// Whether two tables hold the same rows, in one pass over each and without keeping them: the sum
// of a seeded hash of every row. The seed is drawn anew for each comparison, so that a table
// cannot be prepared to collide. Not a commitment: the log's tree is that.
#pragma once

#include <cstdint>
#include <string_view>

#include "store/port.hpp"

namespace almoner {

class Fingerprint {
 public:
  explicit Fingerprint(std::uint64_t seed) : seed_(seed) {}

  template <class Row>
  void add(const Row& row) {
    first_ = seed_;
    second_ = ~seed_;
    feed(row);
    sum_first_ += first_;
    sum_second_ += second_;
    ++rows_;
  }
  std::uint64_t rows() const { return rows_; }
  bool operator==(const Fingerprint& other) const {
    return rows_ == other.rows_ && sum_first_ == other.sum_first_ && sum_second_ == other.sum_second_;
  }

 private:
  static std::uint64_t mix(std::uint64_t x) {  // MurmurHash3's 64-bit finaliser
    x ^= x >> 33U;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33U;
    x *= 0xc4ceb9fe1a85ec53ULL;
    return x ^ (x >> 33U);
  }
  void word(std::uint64_t x) {
    first_ = mix(first_ ^ x) + 0x9e3779b97f4a7c15ULL;
    second_ = mix(second_ + x) ^ 0xd1b54a32d192ed03ULL;
  }
  void number(Units x) { word(static_cast<std::uint64_t>(x)); }
  void text(std::string_view bytes) {
    word(bytes.size());
    for (const char byte : bytes) word(static_cast<unsigned char>(byte));
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

  std::uint64_t seed_;
  std::uint64_t first_ = 0, second_ = 0;
  std::uint64_t sum_first_ = 0, sum_second_ = 0, rows_ = 0;
};

}  // namespace almoner

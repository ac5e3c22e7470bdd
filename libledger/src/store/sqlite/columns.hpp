// SPDX-License-Identifier: Apache-2.0
// Parameters and columns one after the other, with the kinds of values that rows are made of.
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "store/sqlite/rows.hpp"

namespace almoner::sqlite {

/// Binds parameters in order.
class Writer {
 public:
  Writer(Query& query, int first) : query_{query}, next_{first} {}
  template <class Number>
  Writer& number(Number value) {
    query_.bind(next_++, value);
    return *this;
  }
  Writer& number_unless(std::int64_t value, bool follows) {
    if (follows)
      query_.bind_null(next_++);
    else
      query_.bind(next_++, value);
    return *this;
  }
  Writer& line(const LineKey& key) {
    return number(key.fund).number(key.commodity).number(key.account);
  }
  Writer& balance(const BalanceKey& key) {
    return number(key.fund).number(key.account).number(key.purpose).number(key.commodity);
  }
  Writer& date(const std::optional<Date>& date) {
    return number_unless(date ? days(*date) : 0, !date);
  }
  Writer& text(std::string_view value) {
    query_.bind_text(next_++, value);
    return *this;
  }
  Writer& blob(const void* bytes, std::size_t size) {
    query_.bind_blob(next_++, bytes, size);
    return *this;
  }
  Writer& blob_or_none(std::string_view bytes) {
    if (!bytes.empty()) return blob(bytes.data(), bytes.size());
    query_.bind_null(next_++);
    return *this;
  }

 private:
  Query& query_;
  int next_;
};

/// Reads columns in order.
class Reader {
 public:
  explicit Reader(const Query& query) : query_{query} {}

  std::int64_t number() { return query_.integer(next_++); }
  std::int64_t number(std::int64_t low, std::int64_t high) {
    const std::int64_t value = number();
    if (value < low || value > high) [[unlikely]]
      query_.damaged("a number is out of its range");
    return value;
  }
  std::int64_t number_or(std::int64_t value) {
    if (query_.is_null(next_)) {
      ++next_;
      return value;
    }
    return number();
  }
  std::uint64_t count() {
    return static_cast<std::uint64_t>(number(0, std::numeric_limits<std::int64_t>::max()));
  }
  std::uint32_t small() {
    return static_cast<std::uint32_t>(number(0, std::numeric_limits<std::uint32_t>::max()));
  }
  /// An address and how many units from it, which together are an address too.
  void interval(Units& start, Units& quantity) {
    start = number(0, std::numeric_limits<Units>::max());
    quantity = number(0, std::numeric_limits<Units>::max() - start);
  }
  LineKey line() {
    const Id fund = count();
    const Id commodity = count();
    return {fund, commodity, count()};
  }
  BalanceKey balance() {
    const Id fund = count();
    const Id account = count();
    const Id purpose = count();
    return {fund, account, purpose, count()};
  }
  Date date() {
    // Some ten thousand years either way: no date of a book, but what std::chrono can take.
    return Date{std::chrono::days{number(-4'000'000, 4'000'000)}};
  }
  std::optional<Date> date_or_none() {
    if (query_.is_null(next_)) {
      ++next_;
      return std::nullopt;
    }
    return date();
  }
  void text(std::string& value) { value = query_.text(next_++); }
  void bytes(std::string& value) {
    const auto bytes = query_.blob(next_++);
    value.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  /// Good until the query's next step.
  void bytes(std::string_view& value) {
    const auto bytes = query_.blob(next_++);
    value = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  void bytes_or_none(std::string_view& value) {
    value = {};
    if (query_.is_null(next_)) {
      ++next_;
      return;
    }
    bytes(value);
    if (value.empty()) query_.damaged("a byte string is empty");
  }
  template <std::size_t size>
  void bytes(std::array<std::uint8_t, size>& value) {
    const auto bytes = query_.blob(next_++);
    if (bytes.size() != size) query_.damaged("a byte string has not its length");
    std::copy(bytes.begin(), bytes.end(), value.begin());
  }
  std::span<const std::uint8_t> hashes(std::size_t count_max) {
    const auto bytes = query_.blob(next_++);
    if (bytes.size() % sizeof(Hash) != 0 || bytes.size() / sizeof(Hash) > count_max)
      query_.damaged("a list of hashes has not its length");
    return bytes;
  }

 private:
  const Query& query_;
  int next_ = 0;
};

}  // namespace almoner::sqlite

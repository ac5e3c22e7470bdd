// SPDX-License-Identifier: Apache-2.0
// Columns in the layout of Arrow: buffers that are never written again once a batch holds them,
// so that whoever reads them (pyarrow, polars, duckdb, pandas) needs no copy.
// https://arrow.apache.org/docs/format/Columnar.html
#pragma once

#include <almoner/date.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace almoner::python {

__extension__ typedef __int128 Int128;

enum class ColumnType : std::uint8_t {
  names,    ///< text that repeats: int32 index into a dictionary
  text,     ///< UTF-8
  whole,    ///< int64
  small,    ///< int32
  date,     ///< int32, days since 1970-01-01
  decimal,  ///< decimal128 of `precision` and `scale`
  truth,    ///< bit
};

struct Column {
  std::string name{};
  ColumnType type = ColumnType::text;
  bool nullable = false;
  int scale = 0;       ///< of a decimal
  int precision = 19;  ///< of a decimal: that of any 64-bit amount
};
using Schema = std::vector<Column>;

/// Bytes and what keeps them alive.
struct Buffer {
  std::shared_ptr<const void> owner{};
  const void* data = nullptr;
};

template <typename T>
Buffer buffer_of(std::vector<T>&& values) {
  auto owner = std::make_shared<const std::vector<T>>(std::move(values));
  const void* const data = owner->data();
  return {std::move(owner), data};
}

struct Array {
  std::int64_t length = 0;
  std::int64_t nulls = 0;
  Buffer validity{};  ///< bits; no data where nothing is null
  Buffer data{};
  Buffer offsets{};   ///< of text: int32
  std::shared_ptr<const Array> dictionary{};  ///< of names: text

  template <typename T>
  const T* values() const {
    return static_cast<const T*>(data.data);
  }
  bool is_null(std::int64_t row) const {
    const auto* bits = static_cast<const std::uint8_t*>(validity.data);
    return bits != nullptr && ((bits[row / 8] >> (row % 8)) & 1) == 0;
  }
  bool truth_at(std::int64_t row) const { return ((values<std::uint8_t>()[row / 8] >> (row % 8)) & 1) != 0; }
  std::string_view text_at(std::int64_t row) const {
    const auto* at = static_cast<const std::int32_t*>(offsets.data);
    return {values<char>() + at[row], static_cast<std::size_t>(at[row + 1] - at[row])};
  }
};

struct Batch {
  std::int64_t rows = 0;
  std::vector<Array> columns{};
};

/// One pass over the rows of a table.
class Batches {
 public:
  virtual ~Batches() = default;
  virtual const Schema& schema() const = 0;
  /// The next rows, one or more; absent at the end.
  virtual std::shared_ptr<const Batch> next() = 0;
};

/// Bits of a validity or truth buffer; `set` tells of each.
template <typename Set>
std::vector<std::uint8_t> bits_of(std::int64_t size, const Set& set) {
  std::vector<std::uint8_t> bits(static_cast<std::size_t>((size + 7) / 8));
  for (std::int64_t i = 0; i < size; ++i)
    if (set(i)) bits[static_cast<std::size_t>(i / 8)] |= static_cast<std::uint8_t>(1 << (i % 8));
  return bits;
}

/// A dictionary of names, or any column of text.
std::shared_ptr<const Array> text_array(const std::vector<std::string>& texts);

/// The rows of a table that is held whole, in batches.
struct Rows {
  Schema schema{};
  std::vector<std::shared_ptr<const Batch>> batches{};
};

/// Builds Rows cell by cell: each row one call for each column, in their order.
class RowsBuilder {
 public:
  explicit RowsBuilder(Schema schema);

  /// An empty text is null in a column that may be null.
  RowsBuilder& operator<<(std::string_view text);
  RowsBuilder& operator<<(const std::string& text) { return *this << std::string_view{text}; }
  RowsBuilder& operator<<(const char* text) { return *this << std::string_view{text}; }
  RowsBuilder& operator<<(std::int64_t number);  ///< of a decimal column: in its smallest units
  RowsBuilder& operator<<(std::uint64_t number) { return *this << static_cast<std::int64_t>(number); }
  RowsBuilder& operator<<(int number) { return *this << std::int64_t{number}; }
  RowsBuilder& operator<<(bool truth) { return *this << std::int64_t{truth}; }
  RowsBuilder& operator<<(Date date) { return *this << std::int64_t{date.time_since_epoch().count()}; }
  RowsBuilder& operator<<(Int128 number);
  template <typename Value>
  RowsBuilder& operator<<(const std::optional<Value>& value) {
    return value ? *this << *value : null();
  }
  RowsBuilder& null();

  std::shared_ptr<const Rows> finish();

 private:
  struct Growing {
    std::vector<bool> valid{};
    std::vector<std::int32_t> small{};  ///< also codes, dates, and the ends of texts
    std::vector<std::int64_t> whole{};
    std::vector<Int128> decimal{};
    std::vector<char> text{};
    std::unordered_map<std::string, std::int32_t> codes{};
    std::vector<std::string> names{};
  };

  void put(Int128 number, bool valid);
  void put_text(std::string_view text, bool valid);
  void step();
  void end_batch();
  Array array_of(const Column&, Growing&) const;

  std::shared_ptr<Rows> rows_;
  std::vector<Growing> growing_;
  std::vector<std::shared_ptr<Batch>> batches_{};
  std::size_t column_ = 0;
  std::int64_t row_ = 0;
};

/// number × 10^places: decimals of a commodity as those of its column.
inline Int128 scaled(std::int64_t number, int places) {
  Int128 out = number;
  for (; places > 0; --places) out *= 10;
  return out;
}

}  // namespace almoner::python

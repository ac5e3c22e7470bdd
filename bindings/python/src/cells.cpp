// SPDX-License-Identifier: Apache-2.0
// Columns into Python values: one cell, rows as dicts, a pandas DataFrame.
#include <pybind11/numpy.h>

#include <cstring>

#include "table.hpp"
#include "values.hpp"

namespace almoner::python {

namespace {

/// Decimal text of any 128-bit number.
std::string decimal_text(Int128 number, int scale) {
  const bool negative = number < 0;
  std::string digits;
  do {
    const int digit = static_cast<int>(number % 10);
    digits += static_cast<char>('0' + (digit < 0 ? -digit : digit));
    number /= 10;
  } while (number != 0 || static_cast<int>(digits.size()) <= scale);
  if (scale > 0) digits.insert(static_cast<std::size_t>(scale), 1, '.');
  if (negative) digits += '-';
  return {digits.rbegin(), digits.rend()};
}

py::object decimal_of(Int128 number, int scale) {
  if (number >= INT64_MIN && number <= INT64_MAX && scale <= scale_max)
    return make_decimal({static_cast<std::int64_t>(number), scale});
  return py::module_::import("decimal").attr("Decimal")(decimal_text(number, scale));
}

py::str text_of_cell(std::string_view text) { return {text.data(), text.size()}; }

/// Amounts repeat (gifts of 50 and 100): the last Decimal made of each is given again.
class Decimals {
 public:
  explicit Decimals(int scale) : scale_{scale}, seen_(slots) {}

  /// A new reference.
  PyObject* of(Int128 number) {
    Seen& seen = seen_[static_cast<std::size_t>(static_cast<std::uint64_t>(number) * 0x9E3779B97F4A7C15ULL >> (64 - slot_bits))];
    if (!seen.decimal || seen.number != number) seen = {number, decimal_of(number, scale_)};
    return py::object(seen.decimal).release().ptr();
  }

 private:
  static constexpr int slot_bits = 14;
  static constexpr std::size_t slots = std::size_t{1} << slot_bits;
  struct Seen {
    Int128 number = 0;
    py::object decimal{};
  };
  int scale_;
  std::vector<Seen> seen_;
};

/// One column of a DataFrame while batches come in.
class Gathered {
 public:
  explicit Gathered(const Column& column) : column_{column}, decimals_{column.scale} {}

  void add(const Array& array) {
    const auto rows = static_cast<std::size_t>(array.length);
    switch (column_.type) {
      case ColumnType::names: add_codes(array); break;
      case ColumnType::small: add_numbers(array.values<std::int32_t>(), rows, small_); break;
      case ColumnType::whole: add_numbers(array.values<std::int64_t>(), rows, whole_); break;
      default:
        for (std::int64_t row = 0; row < array.length; ++row) add_object(array, row);
    }
    has_nulls_ = has_nulls_ || array.nulls > 0;
  }

  py::object finish(const py::module_& pandas) {
    switch (column_.type) {
      case ColumnType::names: return categories(pandas);
      case ColumnType::small: return as_array(std::move(small_));
      case ColumnType::whole: return as_array(std::move(whole_));
      case ColumnType::date:
      case ColumnType::instant: return dates(pandas);
      default: return py::module_::import("numpy").attr("array")(objects(), "object");
    }
  }

 private:
  template <typename T>
  static void add_numbers(const T* values, std::size_t rows, std::vector<T>& out) {
    out.insert(out.end(), values, values + rows);
  }

  template <typename T>
  static py::object as_array(std::vector<T>&& values) {
    auto* held = new std::vector<T>{std::move(values)};
    const py::capsule owner{held, [](void* gone) { delete static_cast<std::vector<T>*>(gone); }};
    return py::array_t<T>(static_cast<py::ssize_t>(held->size()), held->data(), owner);
  }

  void add_codes(const Array& array) {
    dictionary_ = array.dictionary;
    const auto* codes = array.values<std::int32_t>();
    if (array.nulls == 0) return add_numbers(codes, static_cast<std::size_t>(array.length), small_);
    for (std::int64_t row = 0; row < array.length; ++row) small_.push_back(array.is_null(row) ? -1 : codes[row]);
  }

  void add_object(const Array& array, std::int64_t row) {
    if (column_.type == ColumnType::decimal && !array.is_null(row))
      objects_.push_back(py::reinterpret_steal<py::object>(decimals_.of(array.values<Int128>()[row])));
    else
      objects_.push_back(cell_of(column_, array, row));
  }

  py::object categories(const py::module_& pandas) {
    py::list names;
    for (std::int64_t i = 0; dictionary_ && i < dictionary_->length; ++i) names.append(text_of_cell(dictionary_->text_at(i)));
    return pandas.attr("Categorical").attr("from_codes")(as_array(std::move(small_)), names);
  }

  py::list objects() {
    py::list list;
    for (py::object& one : objects_) list.append(std::move(one));
    return list;
  }
  py::object dates(const py::module_& pandas) { return pandas.attr("to_datetime")(objects()); }

  Column column_;
  Decimals decimals_;
  bool has_nulls_ = false;
  std::shared_ptr<const Array> dictionary_{};
  std::vector<std::int32_t> small_{};
  std::vector<std::int64_t> whole_{};
  std::vector<py::object> objects_{};
};

}  // namespace

py::object cell_of(const Column& column, const Array& array, std::int64_t row) {
  if (array.is_null(row)) return py::none();
  switch (column.type) {
    case ColumnType::names: return text_of_cell(array.dictionary->text_at(array.values<std::int32_t>()[row]));
    case ColumnType::text: return text_of_cell(array.text_at(row));
    case ColumnType::whole: return py::int_(array.values<std::int64_t>()[row]);
    case ColumnType::small: return py::int_(array.values<std::int32_t>()[row]);
    case ColumnType::date: return make_date(Date{std::chrono::days{array.values<std::int32_t>()[row]}});
    case ColumnType::instant: return make_instant(Instant{std::chrono::seconds{array.values<std::int64_t>()[row]}});
    case ColumnType::decimal: return decimal_of(array.values<Int128>()[row], column.scale);
    case ColumnType::truth: return py::bool_(array.truth_at(row));
  }
  return py::none();
}

std::string cell_text(const Column& column, const Array& array, std::int64_t row) {
  if (array.is_null(row)) return {};
  switch (column.type) {
    case ColumnType::names: return std::string{array.dictionary->text_at(array.values<std::int32_t>()[row])};
    case ColumnType::text: return std::string{array.text_at(row)};
    case ColumnType::whole: return std::to_string(array.values<std::int64_t>()[row]);
    case ColumnType::small: return std::to_string(array.values<std::int32_t>()[row]);
    case ColumnType::date: return format_date(Date{std::chrono::days{array.values<std::int32_t>()[row]}});
    case ColumnType::instant: return format_instant(Instant{std::chrono::seconds{array.values<std::int64_t>()[row]}});
    case ColumnType::decimal: return decimal_text(array.values<Int128>()[row], column.scale);
    case ColumnType::truth: return array.truth_at(row) ? "yes" : "no";
  }
  return {};
}

py::list to_dicts(const Table& table) {
  const auto batches = table.source().read();
  py::list rows;
  std::vector<py::str> names;
  for (const Column& column : batches->schema()) names.emplace_back(column.name);
  while (const auto batch = batches->next()) {
    for (std::int64_t row = 0; row < batch->rows; ++row) {
      py::dict cells;
      for (std::size_t i = 0; i < names.size(); ++i)
        cells[names[i]] = cell_of(batches->schema()[i], batch->columns[i], row);
      rows.append(std::move(cells));
    }
  }
  return rows;
}

py::object to_pandas(const Table& table) {
  const auto pandas = py::module_::import("pandas");
  const auto batches = table.source().read();
  std::vector<Gathered> columns(batches->schema().begin(), batches->schema().end());
  while (const auto batch = batches->next())
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].add(batch->columns[i]);
  py::dict frame;
  for (std::size_t i = 0; i < columns.size(); ++i) frame[py::str(batches->schema()[i].name)] = columns[i].finish(pandas);
  return pandas.attr("DataFrame")(frame, py::arg("copy") = false);
}

}  // namespace almoner::python

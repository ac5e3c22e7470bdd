// SPDX-License-Identifier: Apache-2.0
// Cells into Python values and into text for a person.
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

py::str text_of_cell(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

py::object decimal_of(Int128 number, int scale) {
  if (number >= INT64_MIN && number <= INT64_MAX && scale <= scale_max)
    return make_decimal({static_cast<std::int64_t>(number), scale});
  return py::module_::import("decimal").attr("Decimal")(decimal_text(number, scale));
}

py::object cell_of(const Column& column, const Array& array, std::int64_t row) {
  if (array.is_null(row)) return py::none();
  switch (column.type) {
    case ColumnType::names: return text_of_cell(array.dictionary->text_at(array.values<std::int32_t>()[row]));
    case ColumnType::text: return text_of_cell(array.text_at(row));
    case ColumnType::whole: return py::int_(array.values<std::int64_t>()[row]);
    case ColumnType::small: return py::int_(array.values<std::int32_t>()[row]);
    case ColumnType::date: return make_date(Date{std::chrono::days{array.values<std::int32_t>()[row]}});
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

}  // namespace almoner::python

// SPDX-License-Identifier: Apache-2.0
// A table as a pandas DataFrame, from pandas 1.5 on and without pyarrow: dates are datetime64,
// names categories, amounts Decimal objects (exact; `minor` tables give int64), texts objects.
//
// numpy is asked in Python's own words: pybind11's numpy.h is compiled for one layout of numpy's
// structs, and with Debian's (2.10) reads those of numpy 2 wrongly, without a word.
#include <cstdint>
#include <map>

#include "table.hpp"
#include "values.hpp"

namespace almoner::python {

namespace {

constexpr std::int64_t day_seconds = 86'400;
constexpr std::int64_t not_a_time = INT64_MIN;  ///< numpy's NaT
// What datetime64[ns], the only one before pandas 2, can say; in days.
constexpr std::int64_t nanosecond_day_min = -106'751;
constexpr std::int64_t nanosecond_day_max = 106'751;

/// Amounts repeat (gifts of 50 and 100; a quantity of base currency and its value): a Decimal
/// made lately is given again.
class Decimals {
 public:
  Decimals(int scale, std::int64_t rows) : scale_{scale} {
    while ((std::int64_t{1} << bits_) < 2 * rows && bits_ < bits_max) ++bits_;
    seen_.resize(std::size_t{1} << bits_);
  }

  py::object of(Int128 number) {
    const auto hash = static_cast<std::uint64_t>(number) * 0x9E3779B97F4A7C15ULL;
    Seen& seen = seen_[static_cast<std::size_t>(hash >> (64 - bits_))];
    if (!seen.decimal || seen.number != number) seen = {number, decimal_of(number, scale_)};
    return seen.decimal;
  }

 private:
  static constexpr int bits_max = 17;
  struct Seen {
    Int128 number = 0;
    py::object decimal{};
  };
  int scale_;
  int bits_ = 4;
  std::vector<Seen> seen_{};
};

/// A buffer that lives as long as its Python object, for numpy.frombuffer.
struct HeldBytes {
  std::shared_ptr<void> owner;
  void* data;  ///< a frame's own: it may be written to
  std::size_t size;
};

template <typename T>
py::object as_array(std::vector<T>&& values, const char* type) {
  const auto numpy = py::module_::import("numpy");
  if (values.empty()) return numpy.attr("empty")(0, type);  // frombuffer wants a byte at least
  auto owner = std::make_shared<std::vector<T>>(std::move(values));
  return numpy.attr("frombuffer")(py::cast(HeldBytes{owner, owner->data(), owner->size() * sizeof(T)}), type);
}

py::object as_object_array(std::vector<py::object>&& values) {
  const py::object array = py::module_::import("numpy").attr("empty")(values.size(), "object");
  const auto address = array.attr("ctypes").attr("data").cast<std::uintptr_t>();
  auto** cells = reinterpret_cast<PyObject**>(address);
  for (py::object& value : values) {
    Py_XDECREF(*cells);
    *cells++ = value.release().ptr();
  }
  return array;
}

/// One column of a DataFrame while batches come in.
class Gathered {
 public:
  Gathered(const Column& column, std::shared_ptr<Decimals> decimals)
      : column_{column}, decimals_{std::move(decimals)} {}

  void add(const Array& array) {
    switch (column_.type) {
      case ColumnType::names: return add_codes(array);
      case ColumnType::small: return add_numbers<std::int32_t>(array, small_);
      case ColumnType::whole: return add_numbers<std::int64_t>(array, whole_);
      case ColumnType::date: return add_days(array);
      case ColumnType::decimal: return add_decimals(array);
      case ColumnType::truth:
      case ColumnType::text:
        for (std::int64_t row = 0; row < array.length; ++row) objects_.push_back(cell_of(column_, array, row));
    }
  }

  py::object finish(const py::module_& pandas) {
    switch (column_.type) {
      case ColumnType::names: return categories(pandas);
      case ColumnType::small: return as_array(std::move(small_), "int32");
      case ColumnType::whole: return whole_numbers(pandas);
      case ColumnType::date: return dates(pandas);
      case ColumnType::truth:
        if (!column_.nullable) return as_object_array(std::move(objects_)).attr("astype")("bool");
        return as_object_array(std::move(objects_));
      default: return as_object_array(std::move(objects_));
    }
  }

 private:
  template <typename T>
  void add_numbers(const Array& array, std::vector<T>& out) {
    out.insert(out.end(), array.values<T>(), array.values<T>() + array.length);
    for (std::int64_t row = 0; column_.nullable && row < array.length; ++row) nulls_.push_back(array.is_null(row));
  }

  void add_codes(const Array& array) {
    dictionary_ = array.dictionary;
    const auto* codes = array.values<std::int32_t>();
    if (array.nulls == 0) {
      small_.insert(small_.end(), codes, codes + array.length);
      return;
    }
    for (std::int64_t row = 0; row < array.length; ++row) small_.push_back(array.is_null(row) ? -1 : codes[row]);
  }

  void add_days(const Array& array) {
    const auto* days = array.values<std::int32_t>();
    for (std::int64_t row = 0; row < array.length; ++row) {
      const bool is_null = array.is_null(row);
      whole_.push_back(is_null ? not_a_time : days[row] * day_seconds);
      is_far_ = is_far_ || (!is_null && (days[row] < nanosecond_day_min || days[row] > nanosecond_day_max));
    }
  }

  void add_decimals(const Array& array) {
    const auto* numbers = array.values<Int128>();
    for (std::int64_t row = 0; row < array.length; ++row)
      objects_.push_back(array.is_null(row) ? py::object(py::none()) : decimals_->of(numbers[row]));
  }

  py::object categories(const py::module_& pandas) {
    py::list names;
    for (std::int64_t i = 0; dictionary_ && i < dictionary_->length; ++i) {
      const std::string_view name = dictionary_->text_at(i);
      names.append(py::str(name.data(), name.size()));
    }
    return pandas.attr("Categorical").attr("from_codes")(as_array(std::move(small_), "int32"), names);
  }

  py::object whole_numbers(const py::module_& pandas) {
    if (!column_.nullable) return as_array(std::move(whole_), "int64");
    const py::object mask = as_array(std::move(nulls_), "bool");
    return pandas.attr("arrays").attr("IntegerArray")(as_array(std::move(whole_), "int64"), mask);
  }

  py::object dates(const py::module_& pandas) {
    const py::object seconds = as_array(std::move(whole_), "datetime64[s]");
    const auto version = pandas.attr("__version__").cast<std::string>();
    const bool has_seconds = std::stoi(version) >= 2;
    if (has_seconds) return seconds;
    // Wrapping past the year 2262 would be silent: days themselves, as Python has them.
    if (is_far_) return seconds.attr("astype")("datetime64[D]").attr("astype")("object");
    return seconds.attr("astype")("datetime64[ns]");
  }

  Column column_;
  std::shared_ptr<Decimals> decimals_;
  std::shared_ptr<const Array> dictionary_{};
  std::vector<std::int32_t> small_{};
  std::vector<std::int64_t> whole_{};
  std::vector<std::uint8_t> nulls_{};
  std::vector<py::object> objects_{};
  bool is_far_ = false;
};

std::vector<Gathered> columns_for(const Schema& schema, std::int64_t rows) {
  std::map<int, std::shared_ptr<Decimals>> decimals;
  std::vector<Gathered> columns;
  for (const Column& column : schema) {
    auto& of_scale = decimals[column.scale];
    if (column.type == ColumnType::decimal && !of_scale) of_scale = std::make_shared<Decimals>(column.scale, rows);
    columns.emplace_back(column, of_scale);
  }
  return columns;
}

}  // namespace

py::object to_pandas(const Table& table) {
  const auto pandas = py::module_::import("pandas");
  const auto batches = table.source().read();
  const Schema& schema = batches->schema();
  auto batch = batches->next();
  std::vector<Gathered> columns = columns_for(schema, batch ? batch->rows : 0);
  for (; batch; batch = batches->next())
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].add(batch->columns[i]);
  py::dict frame;
  for (std::size_t i = 0; i < columns.size(); ++i) frame[py::str(schema[i].name)] = columns[i].finish(pandas);
  return pandas.attr("DataFrame")(frame, py::arg("copy") = false);
}

void add_frames(py::module_& module) {
  py::class_<HeldBytes>(module, "_HeldBytes", py::buffer_protocol()).def_buffer([](HeldBytes& held) {
    return py::buffer_info(held.data, 1, "B", 1, {static_cast<py::ssize_t>(held.size)}, {1});
  });
}

}  // namespace almoner::python

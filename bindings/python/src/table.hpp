// SPDX-License-Identifier: Apache-2.0
// What every query returns: a table that gives itself to Arrow, pandas and plain Python, and can
// be read any number of times.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <optional>
#include <string>

#include "columns.hpp"

namespace almoner::python {

/// Where a table's rows come from: held in memory, or read from the book at each pass.
class Source {
 public:
  virtual ~Source() = default;
  /// The columns as of now. May read the book.
  virtual Schema schema() const = 0;
  /// A new pass, from the first row.
  virtual std::unique_ptr<Batches> read() const = 0;
  /// Absent where only a pass can tell.
  virtual std::optional<std::int64_t> rows_known() const = 0;
};

class Table {
 public:
  explicit Table(std::shared_ptr<const Source> source, std::string caption = {})
      : source_{std::move(source)}, caption_{std::move(caption)} {}
  Table(std::shared_ptr<const Rows> rows, std::string caption = {});

  const Source& source() const { return *source_; }
  /// What a reader must be told with the figures: the convention of a trace. May be empty.
  const std::string& caption() const { return caption_; }

 private:
  std::shared_ptr<const Source> source_;
  std::string caption_;
};

/// number × 10^-scale, with `scale` decimals.
pybind11::object decimal_of(Int128 number, int scale);

/// The cell as a Python value; None where it is null.
pybind11::object cell_of(const Column&, const Array&, std::int64_t row);
/// The cell as shown to a person.
std::string cell_text(const Column&, const Array&, std::int64_t row);

/// As a pandas DataFrame: dates as datetime64, names as categories, amounts as Decimal objects.
pybind11::object to_pandas(const Table&);
pybind11::list to_dicts(const Table&);

void add_table(pybind11::module_&);
void add_frames(pybind11::module_&);  ///< what to_pandas lends numpy

}  // namespace almoner::python

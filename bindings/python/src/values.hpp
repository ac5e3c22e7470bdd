// SPDX-License-Identifier: Apache-2.0
// How values cross between Python and C++, exactly or not at all: amounts are Decimal, days are
// datetime.date, instants aware datetimes in UTC, hashes bytes, text str, paths what os.fspath takes.
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <almoner/date.hpp>
#include <almoner/draft.hpp>

#include <string>

#include "exact.hpp"

namespace almoner::python {

namespace py = pybind11;

/// A str, and nothing else (pybind11's own std::string takes bytes too).
struct Text {
  std::string value{};
};
/// A path in the file system's own bytes.
struct Path {
  std::string value{};
};

// Each of these throws a Python error that says what was expected, or fills `out`.
void read_text(py::handle, std::string& out);
Exact read_exact(py::handle);
Date read_date(py::handle);
Instant read_instant(py::handle);
DocumentHash read_hash(py::handle);
std::string read_path(py::handle);

py::object make_decimal(Exact);
py::object make_date(Date);
py::object make_instant(Instant);

/// An optional name as Python shows it: None for the empty text.
inline py::object text_or_none(const std::string& text) {
  return text.empty() ? py::object(py::none()) : py::object(py::str(text));
}

}  // namespace almoner::python

namespace pybind11::detail {

template <>
struct type_caster<almoner::python::Text> {
  PYBIND11_TYPE_CASTER(almoner::python::Text, const_name("str"));
  bool load(handle source, bool) {
    almoner::python::read_text(source, value.value);
    return true;
  }
};

template <>
struct type_caster<almoner::python::Path> {
  PYBIND11_TYPE_CASTER(almoner::python::Path, const_name("os.PathLike"));
  bool load(handle source, bool) {
    value.value = almoner::python::read_path(source);
    return true;
  }
};

template <>
struct type_caster<almoner::python::Exact> {
  PYBIND11_TYPE_CASTER(almoner::python::Exact, const_name("decimal.Decimal"));
  bool load(handle source, bool) {
    value = almoner::python::read_exact(source);
    return true;
  }
  static handle cast(almoner::python::Exact number, return_value_policy, handle) {
    return almoner::python::make_decimal(number).release();
  }
};

template <>
struct type_caster<almoner::Date> {
  PYBIND11_TYPE_CASTER(almoner::Date, const_name("datetime.date"));
  bool load(handle source, bool) {
    value = almoner::python::read_date(source);
    return true;
  }
  static handle cast(almoner::Date date, return_value_policy, handle) {
    return almoner::python::make_date(date).release();
  }
};

template <>
struct type_caster<almoner::Instant> {
  PYBIND11_TYPE_CASTER(almoner::Instant, const_name("datetime.datetime"));
  bool load(handle source, bool) {
    value = almoner::python::read_instant(source);
    return true;
  }
  static handle cast(almoner::Instant instant, return_value_policy, handle) {
    return almoner::python::make_instant(instant).release();
  }
};

template <>
struct type_caster<almoner::DocumentHash> {
  PYBIND11_TYPE_CASTER(almoner::DocumentHash, const_name("bytes"));
  bool load(handle source, bool) {
    value = almoner::python::read_hash(source);
    return true;
  }
  static handle cast(const almoner::DocumentHash& hash, return_value_policy, handle) {
    return bytes(reinterpret_cast<const char*>(hash.data()), hash.size()).release();
  }
};

}  // namespace pybind11::detail

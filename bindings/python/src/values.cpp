// SPDX-License-Identifier: Apache-2.0
// Values across the border. What Python gives is converted exactly or refused with a TypeError
// (wrong kind of thing) or ValueError (right kind, impossible value) before anything is touched.
#include "values.hpp"

#include <datetime.h>

#include <almoner/error.hpp>

namespace almoner::python {

namespace {

/// Imported once and kept to the end of the process: an interpreter may be gone before a static
/// destructor runs.
PyObject* decimal_type() {
  static PyObject* const type = py::object{py::module_::import("decimal").attr("Decimal")}.release().ptr();
  return type;
}

void import_datetime() {
  if (PyDateTimeAPI == nullptr) PyDateTime_IMPORT;
  if (PyDateTimeAPI == nullptr) throw py::error_already_set();
}

std::string type_name(py::handle value) { return Py_TYPE(value.ptr())->tp_name; }

Exact read_integer(py::handle value) {
  int overflow = 0;
  const long long number = PyLong_AsLongLongAndOverflow(value.ptr(), &overflow);
  if (overflow != 0) throw InvalidAmount{"the amount is out of the 64-bit range"};
  if (number == -1 && PyErr_Occurred() != nullptr) throw py::error_already_set();
  return {number, 0};
}

std::string_view utf8_of(py::handle text) {
  Py_ssize_t size = 0;
  const char* bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (bytes == nullptr) throw py::error_already_set();  // a lone surrogate is no character
  return {bytes, static_cast<std::size_t>(size)};
}

Date day_of(py::handle date) {
  using namespace std::chrono;
  const auto year_number = PyDateTime_GET_YEAR(date.ptr());
  const auto month_number = static_cast<unsigned>(PyDateTime_GET_MONTH(date.ptr()));
  const auto day_number = static_cast<unsigned>(PyDateTime_GET_DAY(date.ptr()));
  return sys_days{year{year_number} / month{month_number} / day{day_number}};
}

}  // namespace

void read_text(py::handle source, std::string& out) {
  if (!PyUnicode_Check(source.ptr())) throw py::type_error("expected a str, not " + type_name(source));
  out = utf8_of(source);
}

Exact read_exact(py::handle source) {
  PyObject* const value = source.ptr();
  if (Py_TYPE(value) == reinterpret_cast<PyTypeObject*>(decimal_type()) ||
      PyObject_IsInstance(value, decimal_type()) == 1) {
    const auto text = py::reinterpret_steal<py::object>(PyObject_Str(value));
    if (!text) throw py::error_already_set();
    if (const auto number = exact_of_plain_text(utf8_of(text))) return *number;
    throw InvalidAmount{"an amount must be a number, not " + std::string{utf8_of(text)}};
  }
  if (PyUnicode_Check(value)) return exact_of_text(std::string{utf8_of(source)});
  if (PyLong_Check(value) && !PyBool_Check(value)) return read_integer(source);
  if (PyFloat_Check(value))
    throw py::type_error("an amount cannot be a float, which is not exact: write Decimal('12.30') or '12.30'");
  if (!PyBool_Check(value) && PyIndex_Check(value) != 0) {
    const auto number = py::reinterpret_steal<py::object>(PyNumber_Index(value));
    if (!number) throw py::error_already_set();
    return read_integer(number);
  }
  throw py::type_error("an amount must be a Decimal, an int or exact decimal text, not " + type_name(source));
}

Date read_date(py::handle source) {
  import_datetime();
  if (PyDateTime_Check(source.ptr()))
    throw py::type_error("expected a datetime.date, not a " + type_name(source) + ": take its .date()");
  if (!PyDate_Check(source.ptr()))
    throw py::type_error("expected a datetime.date, not " + type_name(source));
  return day_of(source);
}

Instant read_instant(py::handle source) {
  using namespace std::chrono;
  import_datetime();
  if (!PyDateTime_Check(source.ptr()))
    throw py::type_error("expected an aware datetime.datetime, not " + type_name(source));
  if (source.attr("tzinfo").is_none())
    throw py::value_error("expected an aware datetime: this one has no time zone");
  const auto utc = source.attr("astimezone")(py::reinterpret_borrow<py::object>(PyDateTime_TimeZone_UTC));
  PyObject* const value = utc.ptr();
  return day_of(utc) + hours{PyDateTime_DATE_GET_HOUR(value)} + minutes{PyDateTime_DATE_GET_MINUTE(value)} +
         seconds{PyDateTime_DATE_GET_SECOND(value)};
}

DocumentHash read_hash(py::handle source) {
  auto bytes = py::reinterpret_borrow<py::object>(source);
  if (PyUnicode_Check(source.ptr())) {
    PyObject* const type = reinterpret_cast<PyObject*>(&PyBytes_Type);
    bytes = py::handle(type).attr("fromhex")(source);
  }
  if (!PyBytes_Check(bytes.ptr()))
    throw py::type_error("a SHA-256 must be bytes or hexadecimal text, not " + type_name(source));
  DocumentHash hash{};
  if (PyBytes_GET_SIZE(bytes.ptr()) != static_cast<Py_ssize_t>(hash.size()))
    throw py::value_error("a SHA-256 has 32 bytes");
  std::copy_n(reinterpret_cast<const std::uint8_t*>(PyBytes_AS_STRING(bytes.ptr())), hash.size(), hash.begin());
  return hash;
}

std::string read_path(py::handle source) {
  PyObject* bytes = nullptr;
  if (PyUnicode_FSConverter(source.ptr(), &bytes) == 0) throw py::error_already_set();
  const auto owned = py::reinterpret_steal<py::bytes>(bytes);
  return {PyBytes_AS_STRING(bytes), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes))};
}

py::object make_decimal(Exact number) {
  const std::string text = text_of(number);
  PyObject* const argument = PyUnicode_FromStringAndSize(text.data(), static_cast<Py_ssize_t>(text.size()));
  const auto owned = py::reinterpret_steal<py::object>(argument);
  auto made = py::reinterpret_steal<py::object>(
      owned ? PyObject_CallOneArg(decimal_type(), argument) : nullptr);
  if (!made) throw py::error_already_set();
  return made;
}

py::object make_date(Date date) {
  import_datetime();
  const std::chrono::year_month_day day{date};
  auto made = py::reinterpret_steal<py::object>(
      PyDate_FromDate(static_cast<int>(day.year()), static_cast<int>(static_cast<unsigned>(day.month())),
                      static_cast<int>(static_cast<unsigned>(day.day()))));
  if (!made) throw py::error_already_set();
  return made;
}

py::object make_instant(Instant instant) {
  using namespace std::chrono;
  import_datetime();
  const auto date = floor<days>(instant);
  const year_month_day day{date};
  const hh_mm_ss time{instant - date};
  auto made = py::reinterpret_steal<py::object>(PyDateTimeAPI->DateTime_FromDateAndTime(
      static_cast<int>(day.year()), static_cast<int>(static_cast<unsigned>(day.month())),
      static_cast<int>(static_cast<unsigned>(day.day())), static_cast<int>(time.hours().count()),
      static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()), 0,
      PyDateTime_TimeZone_UTC, PyDateTimeAPI->DateTimeType));
  if (!made) throw py::error_already_set();
  return made;
}

}  // namespace almoner::python

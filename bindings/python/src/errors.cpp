// SPDX-License-Identifier: Apache-2.0
// Refusals and failures into Python: the class says who must act, the attributes say what.
#include "errors.hpp"

#include <almoner/violation.hpp>

#include "values.hpp"

namespace almoner::python {

namespace {

py::object error_class(const char* name) { return py::module_::import("almoner.errors").attr(name); }

void raise(const char* name, const char* message, py::dict attributes = {}) {
  const py::object error = error_class(name)(py::str(message));
  for (const auto& [key, value] : attributes) error.attr(key) = value;
  PyErr_SetObject(py::type::of(error).ptr(), error.ptr());
}

py::dict at(int line, int column) {
  py::dict place;
  place["line"] = line > 0 ? py::object(py::int_(line)) : py::object(py::none());
  place["column"] = column > 0 ? py::object(py::int_(column)) : py::object(py::none());
  return place;
}

py::dict broken(const std::vector<Violation>& violations) {
  py::dict list;
  list["violations"] = py::cast(violations);
  return list;
}

py::dict of_event(std::optional<std::uint64_t> event) {
  py::dict place;
  place["event"] = event;
  return place;
}

/// Throws again what is being translated; pybind11 turns to its own translators for the rest.
void translate(std::exception_ptr thrown) {
  if (!thrown) return;
  try {
    std::rethrow_exception(thrown);
  } catch (const Refused& error) {
    raise("Refused", error.what(), broken(error.violations()));
  } catch (const InvalidAmount& error) {
    raise("InvalidAmount", error.what(), at(error.line(), error.column()));
  } catch (const ParseError& error) {
    raise("ParseError", error.what(), at(error.line(), error.column()));
  } catch (const Conflict& error) {
    raise("Conflict", error.what());
  } catch (const StorageError& error) {
    raise("StorageError", error.what());
  } catch (const Corrupt& error) {
    raise("Corrupt", error.what(), of_event(error.event()));
  } catch (const NotFound& error) {
    raise("NotFound", error.what());
  } catch (const UsageError& error) {
    raise("UsageError", error.what());
  } catch (const Error& error) {
    raise("Error", error.what());
  }
}

std::string shown(const Violation& violation) {
  return "<Violation " + std::string{to_string(violation.rule)} + ": " + violation.message + ">";
}

}  // namespace

void set_python_error(std::exception_ptr thrown) {
  try {
    translate(thrown);
  } catch (py::error_already_set& error) {
    error.restore();
  } catch (const py::builtin_exception& error) {
    error.set_error();
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& error) {
    PyErr_SetString(PyExc_RuntimeError, error.what());
  }
}

void add_errors(py::module_& module) {
  py::class_<Violation>(module, "Violation", "One rule of the book that a draft breaks.")
      .def_property_readonly("code", [](const Violation& one) { return std::string{to_string(one.rule)}; })
      .def_readonly("message", &Violation::message)
      .def_property_readonly("figures",
                             [](const Violation& one) {
                               py::dict figures;
                               for (const auto& [name, figure] : one.figures) figures[py::str(name)] = figure;
                               return figures;
                             })
      .def_property_readonly("posting",
                             [](const Violation& one) {
                               return one.posting < 0 ? std::nullopt : std::optional<int>{one.posting};
                             })
      .def("__eq__", [](const Violation& one, const Violation& other) { return one == other; }, py::is_operator())
      .def("__str__", [](const Violation& one) { return one.message; })
      .def("__repr__", shown);
  py::register_exception_translator(translate);
}

}  // namespace almoner::python

// SPDX-License-Identifier: Apache-2.0
// What the library throws, as the Python classes of almoner.errors.
#pragma once

#include <pybind11/pybind11.h>

#include <exception>

namespace almoner::python {

/// Sets what was thrown as the Python error, for functions that Python calls without pybind11.
void set_python_error(std::exception_ptr);

/// Binds Violation and translates exceptions from now on.
void add_errors(pybind11::module_&);

}  // namespace almoner::python

// SPDX-License-Identifier: Apache-2.0
// What the library throws, as the Python classes of almoner.errors.
#pragma once

#include <pybind11/pybind11.h>

namespace almoner::python {

/// Binds Violation and translates exceptions from now on.
void add_errors(pybind11::module_&);

}  // namespace almoner::python

// SPDX-License-Identifier: Apache-2.0
// Arguments of frozen classes: by place, then by name; what is wrong is said as Python says it.
#include "frozen.hpp"

#include <algorithm>

namespace almoner::python {

Parameters::Parameters(std::initializer_list<const char*> names, std::size_t required, std::size_t placed)
    : required_{required}, placed_{placed} {
  for (const char* name : names) names_.push_back(PyUnicode_InternFromString(name));
}

std::size_t Parameters::place_of(const char* type, PyObject* keyword) const {
  // Keywords written in a program are interned: the same object.
  auto found = std::find(names_.begin(), names_.end(), keyword);
  if (found == names_.end())
    found = std::find_if(names_.begin(), names_.end(),
                         [&](PyObject* name) { return PyUnicode_Compare(name, keyword) == 0; });
  if (found == names_.end())
    throw py::type_error(std::string{type} + "() has no argument '" + py::str(keyword).cast<std::string>() + "'");
  return static_cast<std::size_t>(found - names_.begin());
}

void Parameters::read(const char* type, PyObject* const* arguments, std::size_t placed_given, PyObject* keywords,
                      PyObject** out) const {
  if (placed_given > placed_)
    throw py::type_error(std::string{type} + "() takes " + std::to_string(placed_) + " arguments by place, " +
                         std::to_string(placed_given) + " were given: name the others");
  std::copy_n(arguments, placed_given, out);
  const Py_ssize_t named = keywords == nullptr ? 0 : PyTuple_GET_SIZE(keywords);
  for (Py_ssize_t i = 0; i < named; ++i) {
    const std::size_t place = place_of(type, PyTuple_GET_ITEM(keywords, i));
    if (out[place] != nullptr)
      throw py::type_error(std::string{type} + "() was given '" + py::str(names_[place]).cast<std::string>() + "' twice");
    out[place] = arguments[placed_given + static_cast<std::size_t>(i)];
  }
  for (std::size_t i = 0; i < required_; ++i)
    if (out[i] == nullptr)
      throw py::type_error(std::string{type} + "() needs '" + py::str(names_[i]).cast<std::string>() + "'");
}

}  // namespace almoner::python

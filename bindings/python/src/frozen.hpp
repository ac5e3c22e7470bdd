// SPDX-License-Identifier: Apache-2.0
// Python classes for the two values that come by the hundred thousand, Posting and Draft: an
// object that holds a C++ value which never changes, so that threads without the GIL may read it
// and nobody copies it. Built by a vectorcall, at a fraction of the cost of a pybind11 class
// (docs/decisions/0030-frozen-drafts.md); all else about them is pybind11's.
#pragma once

#include <pybind11/pybind11.h>

#include <array>
#include <exception>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <almoner/error.hpp>

#include "errors.hpp"

namespace almoner::python {

namespace py = pybind11;

/// The parameters of a constructor: `required` of them must be given, `placed` may be given by
/// place, all by name.
class Parameters {
 public:
  static constexpr std::size_t max = 16;
  Parameters(std::initializer_list<const char*> names, std::size_t required, std::size_t placed);

  /// What was given for each, borrowed; null where nothing was. Throws a Python TypeError.
  void read(const char* type, PyObject* const* arguments, std::size_t placed_given, PyObject* keywords,
            PyObject** out) const;
  const std::vector<PyObject*>& names() const { return names_; }

 private:
  std::size_t place_of(const char* type, PyObject* keyword) const;

  std::vector<PyObject*> names_{};  ///< interned, to the end of the process
  std::size_t required_;
  std::size_t placed_;
};

/// A value of a frozen class, shared with its Python objects.
template <typename Value>
class Frozen {
 public:
  Frozen() = default;
  explicit Frozen(std::shared_ptr<const Value> value) : value_{std::move(value)} {}
  explicit Frozen(Value&& value) : value_{std::make_shared<const Value>(std::move(value))} {}
  const Value& operator*() const { return *value_; }
  const Value* operator->() const { return value_.get(); }

 private:
  std::shared_ptr<const Value> value_{};
};

/// The Python class of Value. Value tells its `python_name`, its `parameters()` and how it is made
/// of them: `static Value make(PyObject* const* given)`.
template <typename Value>
class FrozenClass {
 public:
  /// Makes the class, once for the process, and adds it to the module.
  static py::object add(py::module_& module, const char* qualified_name, const char* doc) {
    PyType_Slot slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(&end)},
                           {Py_tp_doc, const_cast<char*>(doc)},
                           {0, nullptr}};
    PyType_Spec spec{qualified_name, static_cast<int>(sizeof(Object)), 0,
                     Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
    auto made = py::reinterpret_steal<py::object>(PyType_FromSpec(&spec));
    if (!made) throw py::error_already_set();
    type_ = reinterpret_cast<PyTypeObject*>(py::object{made}.release().ptr());
    type_->tp_vectorcall = &build;
    module.attr(Value::python_name) = made;
    return made;
  }

  static bool is(py::handle object) { return Py_TYPE(object.ptr()) == type_; }
  static const Frozen<Value>& of(py::handle object) { return reinterpret_cast<Object*>(object.ptr())->value; }
  static PyObject* wrap(Frozen<Value> value) {
    auto* object = reinterpret_cast<Object*>(type_->tp_alloc(type_, 0));
    if (object == nullptr) throw py::error_already_set();
    new (&object->value) Frozen<Value>{std::move(value)};
    return reinterpret_cast<PyObject*>(object);
  }

 private:
  struct Object {
    PyObject_HEAD
    Frozen<Value> value;
  };

  static PyObject* build(PyObject*, PyObject* const* arguments, std::size_t flagged_count, PyObject* keywords) {
    try {
      const Parameters& parameters = Value::parameters();
      std::array<PyObject*, Parameters::max> given{};
      parameters.read(Value::python_name, arguments, static_cast<std::size_t>(PyVectorcall_NARGS(flagged_count)),
                      keywords, given.data());
      return wrap(Frozen<Value>{Value::make(given.data())});
    } catch (...) {
      set_python_error(std::current_exception());
      return nullptr;
    }
  }

  static void end(PyObject* self) {
    PyTypeObject* const type = Py_TYPE(self);
    reinterpret_cast<Object*>(self)->value.~Frozen<Value>();
    type->tp_free(self);
    Py_DECREF(type);
  }

  static inline PyTypeObject* type_ = nullptr;
};

}  // namespace almoner::python

namespace pybind11::detail {

template <typename Value>
struct type_caster<almoner::python::Frozen<Value>> {
  PYBIND11_TYPE_CASTER(almoner::python::Frozen<Value>, const_name("object"));
  bool load(handle source, bool) {
    if (!almoner::python::FrozenClass<Value>::is(source)) return false;
    value = almoner::python::FrozenClass<Value>::of(source);
    return true;
  }
  static handle cast(almoner::python::Frozen<Value> frozen, return_value_policy, handle) {
    return almoner::python::FrozenClass<Value>::wrap(std::move(frozen));
  }
};

}  // namespace pybind11::detail

// SPDX-License-Identifier: Apache-2.0
// Python functions that the library calls, and files that it reads and writes for Python.
#pragma once

#include <pybind11/pybind11.h>

#include <fstream>
#include <memory>
#include <utility>

#include "gil.hpp"
#include "values.hpp"

namespace almoner::python {

/// A Python callable that threads without the GIL may hold, copy, call and drop. What it raises
/// comes out of the library again as it went in.
class Callback {
 public:
  explicit Callback(pybind11::object callable)
      : callable_{new pybind11::object{std::move(callable)}, [](pybind11::object* gone) {
                    const pybind11::gil_scoped_acquire held;
                    delete gone;
                  }} {
    if (PyCallable_Check(callable_->ptr()) == 0) throw pybind11::type_error("expected something callable");
  }

  template <typename Answer, typename... Arguments>
  Answer ask(Arguments... arguments) const {
    return taking_gil([&] {
      const pybind11::gil_scoped_acquire held;
      return (*callable_)(arguments...).template cast<Answer>();
    });
  }
  template <typename... Arguments>
  void tell(Arguments... arguments) const {
    taking_gil([&] {
      const pybind11::gil_scoped_acquire held;
      // A book may be at work for long: Ctrl-C is heard here.
      if (PyErr_CheckSignals() != 0) throw pybind11::error_already_set();
      (*callable_)(arguments...);
    });
  }

 private:
  std::shared_ptr<pybind11::object> callable_;
};

/// Both throw Python's own OSError (FileNotFoundError, ...) with the path.
class InputFile {
 public:
  explicit InputFile(const Path&);
  std::ifstream& stream() { return stream_; }

 private:
  std::ifstream stream_;
};
class OutputFile {
 public:
  explicit OutputFile(const Path&);
  std::ofstream& stream() { return stream_; }
  /// Throws StorageError where not all of it reached the file system.
  void finish();

 private:
  std::ofstream stream_;
  std::string path_;
};

}  // namespace almoner::python

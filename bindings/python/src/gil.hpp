// SPDX-License-Identifier: Apache-2.0
// Letting go of the interpreter's lock (GIL) and taking it again, to the end of the process.
#pragma once

#include <pybind11/pybind11.h>

#include <cxxabi.h>
#include <unistd.h>

#include <utility>

namespace almoner::python {

/// Does what may wait for the GIL. Until Python 3.14 a daemon thread that waits for it when the
/// interpreter has ended is unwound by pthread_exit, through destructors that need the interpreter:
/// it sleeps instead, as it does from 3.14 on. (The reference caught is to nothing, which
/// UndefinedBehaviorSanitizer would report: https://gcc.gnu.org/onlinedocs/libstdc++/manual/using_exceptions.html)
template <typename Work>
__attribute__((no_sanitize("null"))) auto taking_gil(Work&& work) {
  try {
    return std::forward<Work>(work)();
  } catch (const abi::__forced_unwind&) {
    while (true) ::pause();
  }
}

/// No GIL while this lives, whether or not the thread had it: consumers of a stream may call
/// without it.
class WithoutGil {
 public:
  WithoutGil() : state_{PyGILState_Check() != 0 ? PyEval_SaveThread() : nullptr} {}
  ~WithoutGil() {
    if (state_ != nullptr) taking_gil([this] { PyEval_RestoreThread(state_); });
  }
  WithoutGil(const WithoutGil&) = delete;
  WithoutGil& operator=(const WithoutGil&) = delete;

 private:
  PyThreadState* state_;
};

}  // namespace almoner::python

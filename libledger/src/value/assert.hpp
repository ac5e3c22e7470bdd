// SPDX-License-Identifier: Apache-2.0
// ALMONER_ASSERT: a bug of ours stops the program, in release too, before it can write a wrong
// book. Never on input, however strange.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace almoner {

[[noreturn, gnu::cold, gnu::noinline]] inline void assertion_failed(const char* condition,
                                                                    const char* file,
                                                                    int line) noexcept {
  std::fprintf(stderr, "%s:%d: almoner: this must hold and does not: %s\n", file, line, condition);
  std::abort();
}

}  // namespace almoner

#define ALMONER_ASSERT(condition)                      \
  (static_cast<bool>(condition) ? static_cast<void>(0) \
                                : ::almoner::assertion_failed(#condition, __FILE__, __LINE__))

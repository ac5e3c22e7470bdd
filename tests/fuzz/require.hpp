// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>

namespace almoner::fuzz {

/// Stops the program, which is how libFuzzer learns of a wrong answer.
inline void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace almoner::fuzz

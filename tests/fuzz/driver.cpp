// SPDX-License-Identifier: Apache-2.0
// libFuzzer's entry, one program for each of the entry points.
#include <cstddef>
#include <cstdint>

#include "entry_points.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  almoner::fuzz::ALMONER_FUZZ_ENTRY({reinterpret_cast<const char*>(data), size});
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4).
#pragma once

#include "value/hash.hpp"

#include <cstdint>
#include <initializer_list>
#include <span>

namespace almoner {

/// The hash of the parts one after another.
Hash sha256(std::initializer_list<std::span<const std::uint8_t>> parts) noexcept;

}  // namespace almoner

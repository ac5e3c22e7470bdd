// SPDX-License-Identifier: Apache-2.0
// The library's only place that calls Nettle, whose SHA-256 needs no set-up: an event is hashed in
// the time that others take to look the algorithm up. docs/decisions/0033.

#include "log/sha256.hpp"

#include <nettle/sha2.h>

namespace almoner {

Hash sha256(std::initializer_list<std::span<const std::uint8_t>> parts) noexcept {
  sha256_ctx running;
  sha256_init(&running);
  for (const std::span<const std::uint8_t> part : parts)
    sha256_update(&running, part.size(), part.data());
  Hash hash{};
  sha256_digest(&running, hash.size(), hash.data());
  return hash;
}

}  // namespace almoner

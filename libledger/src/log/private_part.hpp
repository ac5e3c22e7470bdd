// SPDX-License-Identifier: Apache-2.0
// What a commitment hides, as bytes, and the commitment itself. Grammar: docs/event.cddl.
#pragma once

#include "book/record.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace almoner {

/// Most that a body may take, as for an event. Nothing here checks it on writing.
inline constexpr std::size_t private_body_size_max = 65'535;

/// Texts must be UTF-8: checked where they came in.
std::string encode_private(const PrivatePart&);

/// Strict, as decode_event is. Throws Corrupt.
PrivatePart decode_private(std::string_view body);

/// SHA-256("almoner/private/1\n" ‖ salt ‖ body).
Hash commitment(std::span<const std::uint8_t, 16> salt, std::string_view body);

} // namespace almoner

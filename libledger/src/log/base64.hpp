// SPDX-License-Identifier: Apache-2.0
// Base64 of RFC 4648 §4, with padding, as signed notes and proofs use it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace almoner {

std::string to_base64(std::span<const std::uint8_t> bytes);

/// Strict: whole groups of four, padding only at the end, no blank or line end, unused bits
/// zero; so that one byte string has one text. Throws ParseError.
std::vector<std::uint8_t> from_base64(std::string_view text);

}  // namespace almoner

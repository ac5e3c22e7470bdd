// SPDX-License-Identifier: Apache-2.0
// A SHA-256 as a value, and hexadecimal text. (What computes one is in log/sha256.hpp.)
#pragma once

#include <almoner/error.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace almoner {

using Hash = std::array<std::uint8_t, 32>;

/// Two lower-case digits for each byte.
inline std::string to_hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text.push_back(digits[byte >> 4U]);
    text.push_back(digits[byte & 15U]);
  }
  return text;
}

/// The bytes of hexadecimal text in either case. Throws ParseError on an odd length or any
/// other character, blanks included.
inline std::vector<std::uint8_t> from_hex(std::string_view text) {
  const auto digit = [](char c) -> unsigned {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10U;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10U;
    throw ParseError{"hexadecimal text has only the digits 0-9 and a-f"};
  };
  if (text.size() % 2 != 0)
    throw ParseError{"hexadecimal text has two digits for each byte; one is missing"};
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2)
    bytes.push_back(static_cast<std::uint8_t>(digit(text[i]) << 4U | digit(text[i + 1])));
  return bytes;
}

/// A hash from its 64 hexadecimal digits. Throws ParseError.
inline Hash hash_from_hex(std::string_view text) {
  if (text.size() != 64) throw ParseError{"a SHA-256 is written in 64 hexadecimal digits"};
  const std::vector<std::uint8_t> bytes = from_hex(text);
  Hash hash{};
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// Base64 by RFC 4648 §4, strict in reading.

#include "log/base64.hpp"

#include <almoner/error.hpp>

#include <cstddef>

namespace almoner {

namespace {

constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::uint32_t value_of(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a') + 26U;
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0') + 52U;
  if (c == '+') return 62U;
  if (c == '/') return 63U;
  throw ParseError{"base64 has only the characters A-Z a-z 0-9 + / and, at its end, ="};
}

}  // namespace

std::string to_base64(std::span<const std::uint8_t> bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t given = bytes.size() - i;
    std::uint32_t group = std::uint32_t{bytes[i]} << 16U;
    if (given > 1) group |= std::uint32_t{bytes[i + 1]} << 8U;
    if (given > 2) group |= bytes[i + 2];
    text.push_back(alphabet[group >> 18U]);
    text.push_back(alphabet[group >> 12U & 63U]);
    text.push_back(given > 1 ? alphabet[group >> 6U & 63U] : '=');
    text.push_back(given > 2 ? alphabet[group & 63U] : '=');
  }
  return text;
}

std::vector<std::uint8_t> from_base64(std::string_view text) {
  if (text.size() % 4 != 0)
    throw ParseError{"base64 stands in groups of four characters; some are missing"};
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;

  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const std::size_t missing = i + 4 == text.size() ? padding : 0;
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 4; ++j)
      group = group << 6U | (j < 4 - missing ? value_of(text[i + j]) : 0U);
    if ((missing == 1 && (group & 0xFFU) != 0) || (missing == 2 && (group & 0xFFFFU) != 0))
      throw ParseError{"base64 ends in bits that belong to no byte"};
    bytes.push_back(static_cast<std::uint8_t>(group >> 16U));
    if (missing < 2) bytes.push_back(static_cast<std::uint8_t>(group >> 8U & 0xFFU));
    if (missing < 1) bytes.push_back(static_cast<std::uint8_t>(group & 0xFFU));
  }
  return bytes;
}

}  // namespace almoner

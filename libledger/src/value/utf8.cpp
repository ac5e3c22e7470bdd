// SPDX-License-Identifier: Apache-2.0
// UTF-8 by RFC 3629, one code point at a time, without tables.

#include "value/utf8.hpp"

#include <almoner/error.hpp>

#include <cstdint>
#include <cstring>

namespace almoner {

namespace {

constexpr char32_t replacement = 0xFFFD;

std::string hexadecimal(unsigned long number, unsigned digits_min) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (; number != 0 || text.size() < digits_min; number >>= 4U)
    text.insert(text.begin(), digits[number & 15U]);
  return text;
}

std::string offence(const CodePoint& point, std::string_view text, std::size_t position) {
  if (!point.valid)
    return "the byte 0x" + hexadecimal(static_cast<unsigned char>(text[position]), 2) +
           " is not UTF-8; save the text as UTF-8";
  if (is_control(point.value))
    return "the control character U+" + hexadecimal(point.value, 4) +
           " has no place in a text; remove it";
  if (is_bidi_override(point.value))
    return "U+" + hexadecimal(point.value, 4) +
           " makes a text read otherwise than it is stored; remove it";
  return {};
}

/// Whether three bytes follow that are one of U+3000 to U+CFFF: nearly all that is written in Chinese, and
/// nothing that a text may not hold.
bool is_plain_triple(std::string_view text, std::size_t position) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[position + i]); };
  return text.size() - position >= 3 && byte(0) >= 0xE3 && byte(0) <= 0xEC && (byte(1) & 0xC0U) == 0x80 && (byte(2) & 0xC0U) == 0x80;
}

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t position) noexcept {
  constexpr CodePoint invalid{replacement, 1, false};
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[position + i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1, true};

  // The range of the second byte is what rules out overlong forms, surrogates and > U+10FFFF.
  std::size_t size = 0;
  unsigned char second_min = 0x80;
  unsigned char second_max = 0xBF;
  char32_t value = 0;
  if (first >= 0xC2 && first <= 0xDF) {
    size = 2;
    value = first & 0x1FU;
  } else if (first >= 0xE0 && first <= 0xEF) {
    size = 3;
    value = first & 0x0FU;
    second_min = first == 0xE0 ? 0xA0 : 0x80;
    second_max = first == 0xED ? 0x9F : 0xBF;
  } else if (first >= 0xF0 && first <= 0xF4) {
    size = 4;
    value = first & 0x07U;
    second_min = first == 0xF0 ? 0x90 : 0x80;
    second_max = first == 0xF4 ? 0x8F : 0xBF;
  } else {
    return invalid;
  }
  if (text.size() - position < size || byte(1) < second_min || byte(1) > second_max) return invalid;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return invalid;
    value = value << 6U | (byte(i) & 0x3FU);
  }
  return {value, size, true};
}

void append_utf8(std::string& text, char32_t code_point) {
  const auto push = [&](char32_t byte) { text.push_back(static_cast<char>(byte)); };
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF))
    code_point = replacement;
  if (code_point < 0x80) {
    push(code_point);
  } else if (code_point < 0x800) {
    push(0xC0U | code_point >> 6U);
    push(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    push(0xE0U | code_point >> 12U);
    push(0x80U | (code_point >> 6U & 0x3FU));
    push(0x80U | (code_point & 0x3FU));
  } else {
    push(0xF0U | code_point >> 18U);
    push(0x80U | (code_point >> 12U & 0x3FU));
    push(0x80U | (code_point >> 6U & 0x3FU));
    push(0x80U | (code_point & 0x3FU));
  }
}

bool valid_utf8(std::string_view text) noexcept {
  std::size_t position = 0;
  while (position < text.size()) {
    std::uint64_t eight = 0;
    if (text.size() - position >= sizeof eight) {
      std::memcpy(&eight, text.data() + position, sizeof eight);
      if ((eight & 0x8080808080808080U) == 0) {
        position += sizeof eight;
        continue;
      }
    }
    if (is_plain_triple(text, position)) {
      position += 3;
      continue;
    }
    const CodePoint point = code_point_at(text, position);
    if (!point.valid) return false;
    position += point.size_bytes;
  }
  return true;
}

bool is_control(char32_t code_point) noexcept {
  return code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F);
}

bool is_bidi_override(char32_t code_point) noexcept {
  return (code_point >= 0x202A && code_point <= 0x202E) ||
         (code_point >= 0x2066 && code_point <= 0x2069);
}

void check_text(std::string_view text) {
  int column = 1;
  for (std::size_t position = 0; position < text.size(); ++column) {
    const auto first = static_cast<unsigned char>(text[position]);
    if (first >= 0x20 && first < 0x7F) {
      ++position;
      continue;
    }
    if (is_plain_triple(text, position)) {
      position += 3;
      continue;
    }
    const CodePoint point = code_point_at(text, position);
    if (const std::string what = offence(point, text, position); !what.empty())
      throw ParseError{"character " + std::to_string(column) + " of \"" + quote_for_message(text) +
                           "\": " + what,
                       0, column};
    position += point.size_bytes;
  }
}

std::string quote_for_message(std::string_view text) {
  constexpr int characters_max = 60;
  std::string quoted;
  int characters = 0;
  for (std::size_t position = 0; position < text.size(); ++characters) {
    if (characters == characters_max) return quoted + "…";
    const CodePoint point = code_point_at(text, position);
    const bool shown = point.valid && !is_control(point.value) && !is_bidi_override(point.value);
    append_utf8(quoted, shown ? point.value : replacement);
    position += point.size_bytes;
  }
  return quoted;
}

}  // namespace almoner

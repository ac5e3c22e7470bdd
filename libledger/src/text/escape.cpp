// SPDX-License-Identifier: Apache-2.0
// A text of others made harmless for each place that shows it: terminal, page, spreadsheet.

#include <almoner/text.hpp>

#include "value/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace almoner {

namespace {

/// Line and paragraph separators, and the marks that turn the direction of writing.
bool acts_on_a_terminal(char32_t c) {
  return is_control(c) || is_bidi_override(c) || c == 0x2028 || c == 0x2029 || c == 0x200E ||
         c == 0x200F || c == 0x061C;
}

std::string hexadecimal(unsigned long number) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  do {
    text.insert(text.begin(), digits[number & 15U]);
    number >>= 4U;
  } while (number != 0);
  return text;
}

/// What a spreadsheet may take for the beginning of a formula, or pass over and then find one.
bool begins_like_a_formula(std::string_view field) {
  constexpr std::array<std::string_view, 11> beginnings{"=",  "+",  "-",  "@",  "\t", "\r",
                                                        "\n", "＝", "＋", "－", "＠"};
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](std::string_view beginning) { return field.starts_with(beginning); });
}

std::string neutral(std::string_view field, bool text) {
  return (text && begins_like_a_formula(field) ? "'" : "") + std::string{field};
}

}  // namespace

std::string escape_terminal(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (std::size_t position = 0; position < text.size();) {
    const CodePoint point = code_point_at(text, position);
    if (!point.valid)
      escaped += "\\x{" + hexadecimal(static_cast<unsigned char>(text[position])) + "}";
    else if (acts_on_a_terminal(point.value))
      escaped += "\\u{" + hexadecimal(point.value) + "}";
    else
      escaped += text.substr(position, point.size_bytes);
    position += point.size_bytes;
  }
  return escaped;
}

std::string escape_html(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string csv_field(std::string_view field, bool text) {
  const std::string content = neutral(field, text);
  if (content.find_first_of(",\"\r\n") == std::string::npos) return content;
  std::string quoted = "\"";
  for (const char c : content) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string tsv_field(std::string_view field, bool text) {
  std::string escaped;
  for (const char c : neutral(field, text)) {
    switch (c) {
      case '\t':
        escaped += "\\t";
        break;
      case '\n':
        escaped += "\\n";
        break;
      case '\r':
        escaped += "\\r";
        break;
      case '\\':
        escaped += "\\\\";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace almoner

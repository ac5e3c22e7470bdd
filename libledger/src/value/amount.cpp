// SPDX-License-Identifier: Apache-2.0
// Amounts to and from text. Plain ASCII figures, which are nearly all, are read in one pass;
// every other text, and every refusal, goes through decimal_text.

#include <almoner/amount.hpp>

#include "value/decimal_text.hpp"

#include <almoner/error.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace almoner {

namespace {

/// "-1234.5" at scale 2 is -123450. Nothing where the text is anything but [-] digits [. digits]
/// with at most `scale` decimals and 18 digits in all, which cannot overflow, or the scale is none.
std::optional<Units> parse_plain(std::string_view text, int scale) {
  std::size_t position = 0;
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) position = 1;
  Units units = 0;
  int digits = 0;
  int decimals = -1;  // none until the point is seen
  for (; position < text.size(); ++position) {
    const char c = text[position];
    if (c >= '0' && c <= '9') {
      if (++digits > scale_max) return std::nullopt;
      units = units * 10 + (c - '0');
      if (decimals >= 0) ++decimals;
    } else if (c == '.' && decimals < 0 && digits > 0) {
      decimals = 0;
    } else {
      return std::nullopt;
    }
  }
  if (decimals < 0) decimals = 0;
  const int missing = scale - decimals;
  if (digits == 0 || missing < 0 || digits + missing > scale_max) return std::nullopt;
  for (int i = 0; i < missing; ++i) units *= 10;
  return negative ? -units : units;
}

std::string format(Units units, int scale, bool grouped) {
  if (scale < 0 || scale > scale_max)
    throw UsageError{"a commodity has 0 to 18 decimals, not " + std::to_string(scale)};
  // Written from the right: 19 digits, a point, 6 commas, a sign.
  std::array<char, 28> buffer{};
  std::size_t begin = buffer.size();
  std::uint64_t rest = units < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(units)
                                 : static_cast<std::uint64_t>(units);
  for (int written = 0; rest != 0 || written <= scale; ++written) {
    if (written == scale && scale > 0) buffer.at(--begin) = '.';
    const int whole = written - scale;
    if (grouped && whole > 0 && whole % 3 == 0) buffer.at(--begin) = ',';
    buffer.at(--begin) = static_cast<char>('0' + rest % 10);
    rest /= 10;
  }
  if (units < 0) buffer.at(--begin) = '-';
  return {buffer.data() + begin, buffer.size() - begin};
}

}  // namespace

Units parse_units(std::string_view text, int scale) {
  if (const std::optional<Units> units = parse_plain(text, scale)) return *units;
  return to_units(parse_decimal(text), scale, Rounding::refuse, text);
}

std::string format_units(Units units, int scale) {
  return format(units, scale, false);
}

std::string format_units_grouped(Units units, int scale) {
  return format(units, scale, true);
}

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// Decimal text to whole numbers and back, exactly or not at all.
#include "exact.hpp"

#include <almoner/error.hpp>

namespace almoner::python {

namespace {

constexpr int exponent_digits_max = 9;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

InvalidAmount out_of_range(std::string_view what) {
  return InvalidAmount{std::string{what} + " is out of the 64-bit range of amounts"};
}

/// Appends decimal digits to a number. False: it does not fit.
bool append(std::int64_t& number, std::string_view digits, bool negative) {
  for (const char c : digits) {
    const std::int64_t digit = negative ? '0' - c : c - '0';
    if (__builtin_mul_overflow(number, std::int64_t{10}, &number) ||
        __builtin_add_overflow(number, digit, &number))
      return false;
  }
  return true;
}

/// False: it does not fit.
bool shift(std::int64_t& number, std::int64_t places) {
  if (number == 0) return true;
  for (; places > 0; --places)
    if (__builtin_mul_overflow(number, std::int64_t{10}, &number)) return false;
  return true;
}

/// The exponent behind "E"; absent where it is none.
std::optional<std::int64_t> exponent_of(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
  if (text.empty() || text.size() > exponent_digits_max) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : text)
    if (!is_digit(c)) return std::nullopt;
  append(number, text, negative);
  return number;
}

}  // namespace

std::optional<Exact> exact_of_plain_text(std::string_view text) {
  const std::string_view whole = text;
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);

  std::int64_t exponent = 0;
  if (const auto mark = text.find_first_of("Ee"); mark != std::string_view::npos) {
    const auto stated = exponent_of(text.substr(mark + 1));
    if (!stated) return std::nullopt;
    exponent = *stated;
    text = text.substr(0, mark);
  }
  std::string_view fraction;
  if (const auto point = text.find('.'); point != std::string_view::npos) {
    fraction = text.substr(point + 1);
    text = text.substr(0, point);
    if (fraction.empty()) return std::nullopt;
  }
  if (text.empty()) return std::nullopt;
  for (const char c : text)
    if (!is_digit(c)) return std::nullopt;
  for (const char c : fraction)
    if (!is_digit(c)) return std::nullopt;
  while (!fraction.empty() && fraction.back() == '0') fraction.remove_suffix(1);

  Exact number;
  if (!append(number.digits, text, negative) || !append(number.digits, fraction, negative))
    throw out_of_range(whole);
  std::int64_t decimals = static_cast<std::int64_t>(fraction.size()) - exponent;
  if (number.digits == 0) return Exact{};
  // A negative exponent may have moved zeros of the whole part behind the point.
  for (; decimals > 0 && number.digits % 10 == 0; --decimals) number.digits /= 10;
  if (decimals < 0) {
    if (!shift(number.digits, -decimals)) throw out_of_range(whole);
    decimals = 0;
  }
  number.decimals = static_cast<int>(decimals);
  return number;
}

Exact exact_of_text(const std::string& text) {
  if (const auto plain = exact_of_plain_text(text)) return *plain;
  // The library's own reader knows the field's notation (1.5万, ￥3,000元), but wants a scale:
  // the smallest that holds the text.
  for (int scale = 0; scale < scale_max; ++scale) {
    try {
      return {parse_units(text, scale), scale};
    } catch (const InvalidAmount&) {
      // Said by the last attempt below.
    }
  }
  return {parse_units(text, 0), 0};
}

Units units_of(Exact number, int scale, std::string_view what) {
  if (number.decimals > scale && number.digits != 0) {
    while (number.decimals > scale && number.digits % 10 == 0) {
      number.digits /= 10;
      --number.decimals;
    }
    if (number.decimals > scale)
      throw InvalidAmount{std::string{what} + ": " +
                          (number.decimals <= scale_max ? text_of(number) : "the amount") +
                          " has more decimals than the " + std::to_string(scale) + " declared"};
  }
  if (!shift(number.digits, scale - number.decimals)) throw out_of_range(what);
  return number.digits;
}

std::string text_of(Exact number) {
  // format_units takes as many decimals as a commodity may have; more are an error shown to no one.
  if (number.decimals <= scale_max) return format_units(number.digits, number.decimals);
  return std::to_string(number.digits) + "E-" + std::to_string(number.decimals);
}

}  // namespace almoner::python

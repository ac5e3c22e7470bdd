// SPDX-License-Identifier: Apache-2.0
// Reads decimal text exactly, and gives it a scale in the one function that may round.
//
//   amount = *blank [sign] [currency] [sign] number [multiplier] [元 | 圆] *blank
//   number = 1*digit [point *digit] | 1*3digit 1*(comma 3digit) [point *digit] | point 1*digit
//   multiplier = 万 | 亿          (blanks may stand between the parts, never within the number;
//                                  one sign at most; a grouped number does not begin with 0)

#include "value/decimal_text.hpp"

#include "value/utf8.hpp"

#include <almoner/error.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace almoner {

namespace {

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw InvalidAmount{"\"" + quote_for_message(text) + "\" " + why};
}

/// What says that a figure is not exact. Longer ones first, so that the message names them whole.
constexpr std::array bounds{
    "以上", "以下", "以内", "左右", "上下", "大约", "约", "将近", "接近",  "近",   "余",     "多",
    "至少", "至多", "不足", "不到", "超过", "超",   "逾", "数十", "数百",  "数千", "数万",   "数亿",
    "几",   "≈",    "≥",    "≤",    "＞",   "＜",   "<",  ">",    "about", "over", "approx",
};

/// What joins two figures into a range.
constexpr std::array ranges{"～", "~", "–", "—", "至", "到"};

bool is_digit(char32_t c) {
  return c >= '0' && c <= '9';
}

bool is_blank(char32_t c) {
  switch (c) {
    case ' ':
    case '\t':
    case 0x00A0:  // no-break space
    case 0x200B:  // zero-width space
    case 0x3000:  // ideographic space
    case 0xFEFF:  // byte order mark
      return true;
    default:
      return false;
  }
}

/// The plain form of a mark or digit that has several.
char32_t plain(char32_t c) {
  if (c >= 0xFF10 && c <= 0xFF19) return c - 0xFF10 + '0';
  switch (c) {
    case 0xFF0C:  // ，
      return ',';
    case 0xFF0E:  // ．
      return '.';
    case 0xFF0B:  // ＋
      return '+';
    case 0xFF0D:  // －
    case 0x2212:  // −
      return '-';
    case 0xFFE5:  // ￥
      return 0x00A5;
    case 0x5706:  // 圆
      return 0x5143;
    default:
      return c;
  }
}

constexpr char32_t yen = 0x00A5;
constexpr char32_t yuan = 0x5143;             // 元
constexpr char32_t wan = 0x4E07;              // 万, 10^4
constexpr char32_t hundred_million = 0x4EBF;  // 亿, 10^8

/// The parts of a number as they are read, from the first code point to the last.
class AmountText {
 public:
  explicit AmountText(std::string_view text) : text_{text} {}

  Decimal read() {
    skip_blanks();
    if (rest().empty())
      refuse(text_, "is not an amount: there is no figure; leave it out or write 0");
    read_signs();
    read_number();
    skip_blanks();
    read_multiplier();
    if (take(yuan)) skip_blanks();
    if (position_ != text_.size()) explain();
    return finish();
  }

 private:
  std::string_view rest() const { return text_.substr(position_); }

  /// The next code point in its plain form; 0 at the end. No text holds U+0000 lawfully.
  char32_t peek() const {
    return position_ == text_.size() ? 0 : plain(code_point_at(text_, position_).value);
  }

  void advance() { position_ += code_point_at(text_, position_).size_bytes; }

  bool take(char32_t wanted) {
    if (position_ == text_.size() || peek() != wanted) return false;
    advance();
    return true;
  }

  void skip_blanks() {
    while (position_ != text_.size() && is_blank(peek())) advance();
  }

  void read_signs() {
    int signs = 0;
    bool currency = false;
    for (;; skip_blanks()) {
      if (take('-')) {
        decimal_.negative = true;
        ++signs;
      } else if (take('+')) {
        ++signs;
      } else if (!currency && take(yen)) {
        currency = true;
      } else {
        break;
      }
    }
    if (signs > 1) refuse(text_, "is not an amount: it has two signs");
  }

  void read_number() {
    std::string& digits = decimal_.digits;
    std::size_t group = 0;
    bool grouped = false;
    for (;;) {
      if (is_digit(peek())) {
        digits.push_back(static_cast<char>(peek()));
        ++group;
        advance();
      } else if (peek() == ',') {
        if (grouped ? group != 3 : group < 1 || group > 3 || digits.front() == '0') refuse_commas();
        grouped = true;
        group = 0;
        advance();
      } else {
        break;
      }
    }
    if (grouped && group != 3) refuse_commas();
    if (take('.')) read_decimals();
    if (digits.empty()) explain();
  }

  void read_decimals() {
    while (is_digit(peek())) {
      decimal_.digits.push_back(static_cast<char>(peek()));
      --decimal_.exponent;
      advance();
    }
    if (peek() == '.') refuse(text_, "is not an amount: it has two decimal points");
    if (peek() == ',')
      refuse(text_,
             "is not an amount: a comma stands after the decimal point; "
             "write 1,234.56 with the comma for thousands");
  }

  void read_multiplier() {
    if (take(wan))
      decimal_.exponent += 4;
    else if (take(hundred_million))
      decimal_.exponent += 8;
    else
      return;
    skip_blanks();
  }

  [[noreturn]] void refuse_commas() const {
    refuse(text_,
           "has a comma out of place: a comma separates thousands, as in 1,234.56; "
           "a point separates decimals");
  }

  /// Why what stands at the position cannot be.
  [[noreturn]] void explain() const {
    if (!has_figure())
      refuse(text_, "is not an amount: there is no figure in it");
    for (const std::string_view bound : bounds) {
      if (text_.find(bound) != std::string_view::npos) refuse_bound(bound);
    }
    for (const std::string_view range : ranges) {
      if (rest().find(range) != std::string_view::npos) refuse_range();
    }
    switch (peek()) {
      case 'e':
      case 'E':
        refuse(text_, "is written with an exponent, as spreadsheets do; write all its digits");
      case '-':
        if (rest().find_first_of("0123456789") != std::string_view::npos) refuse_range();
        [[fallthrough]];
      case '+':
        refuse(text_, "is not an amount: a sign stands before the figure, or not at all");
      case '(':
        refuse(text_,
               "is not an amount: write a negative figure with a minus, not in "
               "parentheses");
      case '.':
        refuse(text_, "is not an amount: it has two decimal points");
      default:
        refuse(text_, "is not an amount: \"" + quote_for_message(rest()) +
                          "\" is not understood; write digits, as in 1,234.56");
    }
  }

  bool has_figure() const {
    for (std::size_t i = 0; i < text_.size(); i += code_point_at(text_, i).size_bytes) {
      if (is_digit(plain(code_point_at(text_, i).value))) return true;
    }
    return false;
  }

  [[noreturn]] void refuse_bound(std::string_view bound) const {
    refuse(text_, "is a bound, not an amount: \"" + std::string{bound} +
                      "\" says that the figure is not exact; ask for the exact figure, "
                      "and keep these words in the narration");
  }

  [[noreturn]] void refuse_range() const {
    refuse(text_, "is a range, not an amount; ask for the exact figure");
  }

  Decimal finish() {
    std::string& digits = decimal_.digits;
    digits.erase(0, digits.find_first_not_of('0'));
    if (digits.empty()) return {};
    return std::move(decimal_);
  }

  std::string_view text_;
  std::size_t position_ = 0;
  Decimal decimal_;
};

[[noreturn]] void refuse_out_of_range(std::string_view text, int scale) {
  refuse(text, "is out of range: with " + std::to_string(scale) +
                   " decimals an amount lies between " +
                   format_units_grouped(std::numeric_limits<Units>::min(), scale) + " and " +
                   format_units_grouped(std::numeric_limits<Units>::max(), scale));
}

}  // namespace

Decimal parse_decimal(std::string_view text) {
  return AmountText{text}.read();
}

Units to_units(const Decimal& decimal, int scale, Rounding rounding, std::string_view text) {
  if (scale < 0 || scale > scale_max)
    throw UsageError{"a commodity has 0 to 18 decimals, not " + std::to_string(scale)};
  std::string digits = decimal.digits;
  std::int64_t power =
      std::int64_t{decimal.exponent} + scale;  // smallest units = digits · 10^power

  bool round_up = false;
  if (power < 0) {
    const auto beyond =
        static_cast<std::size_t>(std::min(-power, static_cast<std::int64_t>(digits.size())));
    const std::string tail = digits.substr(digits.size() - beyond);
    const bool reaches_half = -power == static_cast<std::int64_t>(beyond);
    if (rounding == Rounding::refuse && tail.find_first_not_of('0') != std::string::npos) {
      // Count the decimals that matter: zeros at the end of 10.12500 do not.
      const auto zeros = static_cast<std::int64_t>(tail.size() - 1 - tail.find_last_not_of('0'));
      refuse(text, "has " + std::to_string(-std::int64_t{decimal.exponent} - zeros) +
                       " decimals where " + std::to_string(scale) +
                       " are kept; nothing is rounded silently");
    }
    round_up = rounding == Rounding::half_away_from_zero && reaches_half && tail.front() >= '5';
    digits.resize(digits.size() - beyond);
    power = 0;
  }
  if (!digits.empty()) {
    if (power > scale_max) refuse_out_of_range(text, scale);
    digits.append(static_cast<std::size_t>(power), '0');
  }

  // Counted downwards, because the most negative number has no positive twin.
  Units units = 0;
  bool overflow = false;
  for (const char digit : digits) {
    overflow = overflow || __builtin_mul_overflow(units, Units{10}, &units);
    overflow = overflow || __builtin_sub_overflow(units, Units{digit - '0'}, &units);
  }
  overflow = overflow || __builtin_sub_overflow(units, Units{round_up ? 1 : 0}, &units);
  if (!decimal.negative) overflow = overflow || __builtin_sub_overflow(Units{0}, units, &units);
  if (overflow) refuse_out_of_range(text, scale);
  return units;
}

Units parse_units_rounded(std::string_view text, int scale) {
  return to_units(parse_decimal(text), scale, Rounding::half_away_from_zero, text);
}

}  // namespace almoner

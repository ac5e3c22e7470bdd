// SPDX-License-Identifier: Apache-2.0
// Reads dates by a pattern. No locale: month names are English, as in hledger.
#include "import/date_format.hpp"

#include <array>
#include <cctype>

#include <almoner/error.hpp>

#include "value/utf8.hpp"

namespace almoner::csv_rules {

namespace {

constexpr std::string_view date_codes = "YymdebBh";
constexpr std::string_view time_codes = "HIklMSpTR";
constexpr std::array months{"january", "february", "march",     "april",   "may",      "june",
                            "july",    "august",   "september", "october", "november", "december"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Cursor {
  std::string_view rest;
  int year = -1, month = -1, day = -1;

  /// A number of min to max digits cut off the front; -1 where there is none.
  int number(std::size_t digits_min, std::size_t digits_max) {
    int value = 0;
    std::size_t digits = 0;
    for (; digits < rest.size() && digits < digits_max && is_digit(rest[digits]); ++digits)
      value = value * 10 + (rest[digits] - '0');
    if (digits < digits_min) return -1;
    rest.remove_prefix(digits);
    return value;
  }
  bool take(std::string_view expected) {
    if (rest.size() < expected.size()) return false;
    for (std::size_t i = 0; i < expected.size(); ++i)
      if (std::tolower(static_cast<unsigned char>(rest[i])) !=
          std::tolower(static_cast<unsigned char>(expected[i])))
        return false;
    rest.remove_prefix(expected.size());
    return true;
  }
  bool month_name() {
    for (std::size_t i = 0; i < months.size(); ++i) {
      std::string_view name = months[i];
      if (take(name) || take(name.substr(0, 3))) {
        month = static_cast<int>(i) + 1;
        return true;
      }
    }
    return false;
  }
  bool code(char letter);
};

bool Cursor::code(char letter) {
  switch (letter) {
    case 'Y': return (year = number(4, 4)) >= 0;
    case 'y':
      year = number(2, 2);
      if (year >= 0) year += year < 69 ? 2000 : 1900;  // as POSIX and Haskell's time do
      return year >= 0;
    case 'm': return (month = number(1, 2)) >= 0;
    case 'd': return (day = number(1, 2)) >= 0;
    case 'e':
      if (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
      return (day = number(1, 2)) >= 0;
    case 'b':
    case 'B':
    case 'h': return month_name();
    case 'p': return take("am") || take("pm");
    case 'T': return code('R') && take(":") && number(2, 2) >= 0;
    case 'R': return number(1, 2) >= 0 && take(":") && number(2, 2) >= 0;
    default:  // another time code
      if (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
      return number(1, 2) >= 0;
  }
}

}  // namespace

DateFormat::DateFormat(std::string_view format) : format_{format} {
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      parts_.push_back({'\0', format[i]});
      continue;
    }
    ++i;
    if (i < format.size() && format[i] == '-') ++i;
    if (i == format.size()) throw ParseError("date-format ends in a % that says nothing");
    if (format[i] == '%')
      parts_.push_back({'\0', '%'});
    else
      add_code(format[i]);
  }
  auto has = [this](std::string_view codes) {
    for (const Part& part : parts_)
      if (part.code != '\0' && codes.find(part.code) != std::string_view::npos) return true;
    return false;
  };
  if (!has("Yy") || !has("mbBh") || !has("de"))
    throw ParseError("date-format \"" + quote_for_message(format) +
                     "\" needs a year (%Y), a month (%m) and a day (%d)");
}

void DateFormat::add_code(char code) {
  if (date_codes.find(code) == std::string_view::npos &&
      time_codes.find(code) == std::string_view::npos)
    throw ParseError(std::string{"date-format has no %"} + code +
                     "; it takes %Y %y %m %d %e %b, and the time's %H %M %S %p, which are dropped");
  parts_.push_back({code, '\0'});
}

Date DateFormat::parse(std::string_view text) const {
  Cursor cursor{.rest = text};
  for (const Part& part : parts_) {
    bool read = part.code == '\0' ? cursor.take({&part.character, 1}) : cursor.code(part.code);
    if (!read)
      throw ParseError("\"" + quote_for_message(text) + "\" is not a date written " + format_);
  }
  if (!cursor.rest.empty())
    throw ParseError("\"" + quote_for_message(text) + "\" goes on after the date written " +
                     format_);
  // One place judges whether such a day exists.
  return parse_date(std::to_string(cursor.year) + "-" + std::to_string(cursor.month) + "-" +
                    std::to_string(cursor.day));
}

}  // namespace almoner::csv_rules

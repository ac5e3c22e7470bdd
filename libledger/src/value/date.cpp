// SPDX-License-Identifier: Apache-2.0
// Dates, instants and periods to and from text: one way to write each, a few to read a date.

#include <almoner/date.hpp>

#include "value/utf8.hpp"

#include <almoner/error.hpp>

#include <array>
#include <cstddef>

namespace almoner {

namespace {

using namespace std::chrono;

constexpr int year_min = 1900;
constexpr int year_max = 2999;

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw ParseError{"\"" + quote_for_message(text) + "\" " + why};
}

[[noreturn]] void refuse_date(std::string_view text) {
  refuse(text, "is not a date; write year, month and day, as in 2021-09-05");
}

[[noreturn]] void refuse_instant(std::string_view text) {
  refuse(text, "is not an instant; write UTC to the second, as in 2021-09-05T02:11:00Z");
}

[[noreturn]] void refuse_period(std::string_view text) {
  refuse(text,
         "is not a period; write a year, quarter, month or day: "
         "2021, 2021Q3, 2021-09 or 2021-09-05");
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The number at the front of `rest`, which is cut off; -1 where there are not min to max digits.
int take_number(std::string_view& rest, std::size_t digits_min, std::size_t digits_max) {
  std::size_t digits = 0;
  int number = 0;
  for (; digits < rest.size() && is_digit(rest[digits]); ++digits) {
    if (digits == digits_max) return -1;
    number = number * 10 + (rest[digits] - '0');
  }
  if (digits < digits_min) return -1;
  rest.remove_prefix(digits);
  return number;
}

bool take(std::string_view& rest, char expected) {
  if (rest.empty() || rest.front() != expected) return false;
  rest.remove_prefix(1);
  return true;
}

void check_year(std::string_view text, int number) {
  if (number < year_min || number > year_max)
    refuse(text, "has a year outside 1900 to 2999; check its digits");
}

void check_month(std::string_view text, int number) {
  if (number < 1 || number > 12)
    refuse(text, "has no such month: the order is year, month, day, as in 2021-09-05");
}

Date checked_date(std::string_view text, int year_read, int month_read, int day_read) {
  check_year(text, year_read);
  check_month(text, month_read);
  const year_month in_month = year{year_read} / month_read;
  const auto day_last = static_cast<unsigned>((in_month / last).day());
  const auto day_wanted = static_cast<unsigned>(day_read);
  if (day_wanted < 1 || day_wanted > day_last) {
    constexpr std::array names{"January",   "February", "March",    "April",
                               "May",       "June",     "July",     "August",
                               "September", "October",  "November", "December"};
    refuse(text, std::string{"is not a day: "} +
                     names.at(static_cast<std::size_t>(month_read - 1)) + " " +
                     std::to_string(year_read) + " has " + std::to_string(day_last) + " days");
  }
  return sys_days{in_month / day{day_wanted}};
}

/// The separator at the front, cut off; '\0' where there is none.
char take_separator(std::string_view& rest) {
  for (const char separator : {'-', '/', '.'}) {
    if (take(rest, separator)) return separator;
  }
  return '\0';
}

void append_number(std::string& text, unsigned number, unsigned digits) {
  unsigned power = 1;
  for (unsigned i = 1; i < digits; ++i) power *= 10;
  while (number / power >= 10) power *= 10;
  for (; power != 0; power /= 10) text.push_back(static_cast<char>('0' + number / power % 10));
}

}  // namespace

Date parse_date(std::string_view text) {
  std::string_view rest = text;
  const int year_read = take_number(rest, 4, 4);
  const char separator = take_separator(rest);
  const int month_read = take_number(rest, 1, 2);
  const bool same_separator = separator != '\0' && take(rest, separator);
  const int day_read = take_number(rest, 1, 2);
  if (year_read < 0 || month_read < 0 || !same_separator || day_read < 0 || !rest.empty())
    refuse_date(text);
  return checked_date(text, year_read, month_read, day_read);
}

std::string format_date(Date date) {
  const year_month_day day{date};
  const int year_read = static_cast<int>(day.year());
  std::string text;
  text.reserve(10);
  if (year_read < 0) text.push_back('-');
  append_number(text, static_cast<unsigned>(year_read < 0 ? -year_read : year_read), 4);
  text.push_back('-');
  append_number(text, static_cast<unsigned>(day.month()), 2);
  text.push_back('-');
  append_number(text, static_cast<unsigned>(day.day()), 2);
  return text;
}

Instant parse_instant(std::string_view text) {
  std::string_view rest = text;
  const int year_read = take_number(rest, 4, 4);
  const bool dash_1 = take(rest, '-');
  const int month_read = take_number(rest, 2, 2);
  const bool dash_2 = take(rest, '-');
  const int day_read = take_number(rest, 2, 2);
  const bool letter_t = take(rest, 'T');
  const int hour = take_number(rest, 2, 2);
  const bool colon_1 = take(rest, ':');
  const int minute = take_number(rest, 2, 2);
  const bool colon_2 = take(rest, ':');
  const int second = take_number(rest, 2, 2);
  const bool letter_z = take(rest, 'Z');
  if (!(dash_1 && dash_2 && letter_t && colon_1 && colon_2 && letter_z && rest.empty()))
    refuse_instant(text);
  // Negative where there was no number.
  if (hour < 0 || minute < 0 || second < 0 || hour > 23 || minute > 59 || second > 59) refuse_instant(text);
  return checked_date(text, year_read, month_read, day_read) + hours{hour} + minutes{minute} +
         seconds{second};
}

std::string format_instant(Instant instant) {
  const Date date = floor<days>(instant);
  const hh_mm_ss time{instant - date};
  std::string text = format_date(date);
  text.reserve(20);
  text.push_back('T');
  append_number(text, static_cast<unsigned>(time.hours().count()), 2);
  text.push_back(':');
  append_number(text, static_cast<unsigned>(time.minutes().count()), 2);
  text.push_back(':');
  append_number(text, static_cast<unsigned>(time.seconds().count()), 2);
  text.push_back('Z');
  return text;
}

DateRange parse_period(std::string_view text) {
  const auto months = [](std::int32_t first, std::int32_t count) {
    return DateRange{month_start(first), month_start(first + count)};
  };
  std::string_view rest = text;
  const int year_read = take_number(rest, 4, 4);
  if (year_read < 0) refuse_period(text);
  const std::int32_t january = (year_read - 1970) * 12;

  if (rest.empty()) {
    check_year(text, year_read);
    return months(january, 12);
  }
  if (take(rest, 'Q') || take(rest, 'q')) {
    const int quarter = take_number(rest, 1, 1);
    if (quarter < 1 || quarter > 4 || !rest.empty()) refuse_period(text);
    check_year(text, year_read);
    return months(january + (quarter - 1) * 3, 3);
  }
  if (take_separator(rest) == '\0') refuse_period(text);
  const int month_read = take_number(rest, 1, 2);
  if (month_read < 0) refuse_period(text);
  if (rest.empty()) {
    check_year(text, year_read);
    check_month(text, month_read);
    return months(january + month_read - 1, 1);
  }
  const Date day = parse_date(text);
  return DateRange{day, day + days{1}};
}

std::int32_t month_number(Date date) {
  const year_month_day day{date};
  return (static_cast<int>(day.year()) - 1970) * 12 +
         static_cast<int>(static_cast<unsigned>(day.month())) - 1;
}

Date month_start(std::int32_t month_number) {
  return sys_days{year{1970} / January / 1 + months{month_number}};
}

}  // namespace almoner

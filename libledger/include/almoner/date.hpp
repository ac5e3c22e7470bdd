// SPDX-License-Identifier: Apache-2.0
// Civil dates, instants in UTC and the periods of reports. Nothing here reads a clock or a zone.
#pragma once

#include <almoner/export.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace almoner {

/// A day of the book's own calendar, whatever its time zone.
using Date = std::chrono::sys_days;
/// A whole second of UTC.
using Instant = std::chrono::sys_seconds;

/// Days of the half-open interval [begin, end); an absent side is unbounded.
struct DateRange {
  std::optional<Date> begin;
  std::optional<Date> end;

  bool operator==(const DateRange&) const = default;
};

/// Reads "2021-09-05", "2021/9/5" or "2021.01.22": year, month, day, one separator throughout.
/// Throws ParseError on any other text, on a day that is not in its month, and outside the
/// years 1900 to 2999.
ALMONER_EXPORT Date parse_date(std::string_view text);

/// "2021-09-05".
ALMONER_EXPORT std::string format_date(Date date);

/// Reads "2021-09-05T02:11:00Z" and nothing else: whole seconds, UTC, no leap second.
/// Throws ParseError.
ALMONER_EXPORT Instant parse_instant(std::string_view text);

/// "2021-09-05T02:11:00Z".
ALMONER_EXPORT std::string format_instant(Instant instant);

/// Reads a year "2021", a quarter "2021Q3", a month "2021-09" or a day "2021-09-05".
/// Both sides of the result are present. Throws ParseError.
ALMONER_EXPORT DateRange parse_period(std::string_view text);

/// Months since 1970-01, negative before it.
ALMONER_EXPORT std::int32_t month_number(Date date);

/// The first day of that month.
ALMONER_EXPORT Date month_start(std::int32_t month_number);

}  // namespace almoner

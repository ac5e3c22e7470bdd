// SPDX-License-Identifier: Apache-2.0
#include <almoner/date.hpp>
#include <almoner/error.hpp>

#include <gtest/gtest.h>

#include <string>

namespace almoner {
namespace {

using namespace std::chrono;

Date ymd(int y, unsigned m, unsigned d) {
  return sys_days{year{y} / month{m} / day{d}};
}

std::string refusal_of_date(std::string_view text) {
  try {
    parse_date(text);
  } catch (const ParseError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ParseDate, ReadsTheOneWrittenForm) {
  EXPECT_EQ(parse_date("2021-09-05"), ymd(2021, 9, 5));
  EXPECT_EQ(parse_date("1900-01-01"), ymd(1900, 1, 1));
  EXPECT_EQ(parse_date("2999-12-31"), ymd(2999, 12, 31));
}

TEST(ParseDate, ReadsSlashesDotsAndSingleDigitsAsListsHaveThem) {
  EXPECT_EQ(parse_date("2021/9/5"), ymd(2021, 9, 5));
  EXPECT_EQ(parse_date("2021.01.22"), ymd(2021, 1, 22));
  EXPECT_EQ(parse_date("2021/12/31"), ymd(2021, 12, 31));
}

TEST(ParseDate, RefusesMixedSeparators) {
  EXPECT_THROW(parse_date("2021-9/5"), ParseError);
  EXPECT_THROW(parse_date("2021/9.5"), ParseError);
}

TEST(ParseDate, RefusesADayThatIsNotInItsMonthAndSaysHowManyItHas) {
  EXPECT_EQ(refusal_of_date("2024-02-30"),
            "\"2024-02-30\" is not a day: February 2024 has 29 days");
  EXPECT_EQ(refusal_of_date("2023-02-29"),
            "\"2023-02-29\" is not a day: February 2023 has 28 days");
  EXPECT_NE(refusal_of_date("2021-04-31").find("April 2021 has 30 days"), std::string::npos);
  EXPECT_NE(refusal_of_date("2021-04-00").find("April 2021 has 30 days"), std::string::npos);
  EXPECT_EQ(parse_date("2024-02-29"), ymd(2024, 2, 29));
  EXPECT_THROW(parse_date("2100-02-29"), ParseError);
  EXPECT_EQ(parse_date("2000-02-29"), ymd(2000, 2, 29));
}

TEST(ParseDate, RefusesAMonthThatIsNoneAndSaysTheOrder) {
  EXPECT_NE(refusal_of_date("2021-13-01").find("year, month, day"), std::string::npos);
  EXPECT_THROW(parse_date("2021-00-01"), ParseError);
}

TEST(ParseDate, RefusesYearsOutsideFourCenturiesOfUse) {
  EXPECT_NE(refusal_of_date("1899-12-31").find("1900 to 2999"), std::string::npos);
  EXPECT_NE(refusal_of_date("3000-01-01").find("1900 to 2999"), std::string::npos);
}

TEST(ParseDate, RefusesWhatIsNotADateAndShowsOne) {
  for (const char* text : {"",
                           "2021",
                           "2021-09",
                           "21-09-05",
                           "05/09/2021",
                           "2021-09-05 ",
                           " 2021-09-05",
                           "2021-09-05T",
                           "2021-009-05",
                           "2021-09-005",
                           "20210905",
                           "2021--09-05",
                           "2021-9",
                           "2021-09-",
                           "12021-09-05",
                           "-2021-09-05",
                           "2021年9月5日",
                           "44444",
                           "+2021-09-05",
                           "2021-0x-05"})
    EXPECT_NE(refusal_of_date(text).find("as in 2021-09-05"), std::string::npos) << text;
}

TEST(ParseDate, QuotesHostileTextWithoutItsControlCharacters) {
  const std::string refusal = refusal_of_date("\x1b[31m2021\xff");
  EXPECT_EQ(refusal.find('\x1b'), std::string::npos);
  EXPECT_EQ(refusal.find('\xff'), std::string::npos);
  EXPECT_LT(refusal_of_date(std::string(100'000, 'x')).size(), 300U);
}

TEST(FormatDate, GivesBackEveryDayThatParseReads) {
  for (Date date = ymd(1900, 1, 1); date <= ymd(2999, 12, 31); date += days{1})
    ASSERT_EQ(parse_date(format_date(date)), date);
}

TEST(FormatDate, WritesYearsOutsideTheRangeToo) {
  EXPECT_EQ(format_date(ymd(3000, 1, 1)), "3000-01-01");
  EXPECT_EQ(format_date(ymd(12345, 1, 1)), "12345-01-01");
  EXPECT_EQ(format_date(ymd(7, 1, 1)), "0007-01-01");
  EXPECT_EQ(format_date(ymd(-7, 1, 1)), "-0007-01-01");
}

TEST(Instants, AreWholeSecondsOfUtc) {
  const Instant instant = ymd(2021, 9, 5) + hours{2} + minutes{11};
  EXPECT_EQ(format_instant(instant), "2021-09-05T02:11:00Z");
  EXPECT_EQ(parse_instant("2021-09-05T02:11:00Z"), instant);
  EXPECT_EQ(parse_instant("1900-01-01T00:00:00Z"), Instant{ymd(1900, 1, 1)});
  EXPECT_EQ(format_instant(Instant{seconds{-1}}), "1969-12-31T23:59:59Z");
  EXPECT_EQ(parse_instant("1969-12-31T23:59:59Z"), Instant{seconds{-1}});
}

TEST(Instants, RefuseEveryOtherForm) {
  for (const char* text : {"2021-09-05T:11:00Z", "2021-09-05T02::00Z", "2021-09-05T02:11:Z", "", "2021-09-05", "2021-09-05T02:11:00", "2021-09-05T02:11:00+08:00",
                           "2021-09-05 02:11:00Z", "2021-09-05T02:11:00.5Z", "2021-09-05T24:00:00Z",
                           "2021-09-05T23:60:00Z", "2021-09-05T23:59:60Z", "2021-9-5T02:11:00Z",
                           "2021-09-05T02:11:00Z ", "2021-02-30T02:11:00Z", "2021/09/05T02:11:00Z",
                           "2021-09-05t02:11:00z", "2021-09-05T2:11:00Z"})
    EXPECT_THROW(parse_instant(text), ParseError) << text;
}

TEST(ParsePeriod, ReadsYearsQuartersMonthsAndDays) {
  EXPECT_EQ(parse_period("2021"), (DateRange{ymd(2021, 1, 1), ymd(2022, 1, 1)}));
  EXPECT_EQ(parse_period("2021Q1"), (DateRange{ymd(2021, 1, 1), ymd(2021, 4, 1)}));
  EXPECT_EQ(parse_period("2021q4"), (DateRange{ymd(2021, 10, 1), ymd(2022, 1, 1)}));
  EXPECT_EQ(parse_period("2021-09"), (DateRange{ymd(2021, 9, 1), ymd(2021, 10, 1)}));
  EXPECT_EQ(parse_period("2021-12"), (DateRange{ymd(2021, 12, 1), ymd(2022, 1, 1)}));
  EXPECT_EQ(parse_period("2021/9"), (DateRange{ymd(2021, 9, 1), ymd(2021, 10, 1)}));
  EXPECT_EQ(parse_period("2021-12-31"), (DateRange{ymd(2021, 12, 31), ymd(2022, 1, 1)}));
  EXPECT_EQ(parse_period("1969-12"), (DateRange{ymd(1969, 12, 1), ymd(1970, 1, 1)}));
  EXPECT_EQ(parse_period("2999"), (DateRange{ymd(2999, 1, 1), ymd(3000, 1, 1)}));
}

TEST(ParsePeriod, RefusesWhatIsNone) {
  for (const char* text : {"", "21", "2021Q0", "2021Q5", "2021Q", "2021Q11", "2021-", "2021-13",
                           "2021-00", "2021-09-31", "1899", "3000Q1", "3000-01", "2021 Q1",
                           "2021-Q1", "this year", "20211", "2021-09..2021-10"})
    EXPECT_THROW(parse_period(text), ParseError) << text;
}

TEST(MonthNumber, CountsFrom1970AndBefore) {
  EXPECT_EQ(month_number(ymd(1970, 1, 1)), 0);
  EXPECT_EQ(month_number(ymd(1969, 12, 31)), -1);
  EXPECT_EQ(month_number(ymd(2021, 9, 30)), 51 * 12 + 8);
}

TEST(MonthNumber, IsUndoneByMonthStart) {
  for (std::int32_t number = -70 * 12; number < 1030 * 12; ++number) {
    const Date start = month_start(number);
    ASSERT_EQ(month_number(start), number);
    ASSERT_EQ(month_number(start - days{1}), number - 1);
    ASSERT_EQ(year_month_day{start}.day(), day{1});
  }
}

}  // namespace
}  // namespace almoner

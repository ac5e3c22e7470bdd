// SPDX-License-Identifier: Apache-2.0
#include <almoner/amount.hpp>
#include <almoner/error.hpp>

#include "value/decimal_text.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace almoner {
namespace {

constexpr Units units_min = std::numeric_limits<Units>::min();
constexpr Units units_max = std::numeric_limits<Units>::max();

std::string refusal(std::string_view text, int scale) {
  try {
    parse_units(text, scale);
  } catch (const InvalidAmount& error) {
    return error.what();
  }
  return "accepted";
}

bool refused_as(std::string_view text, int scale, std::string_view part) {
  return refusal(text, scale).find(part) != std::string::npos;
}

TEST(ParseUnits, RefusesATextWithoutAFigure) {
  for (const char* text : {"", "-", ".", "-.", "CNY"}) EXPECT_TRUE(refused_as(text, 2, "there is no figure")) << text << ": " << refusal(text, 2);
  EXPECT_FALSE(refused_as("１２x", 2, "there is no figure"));
}

TEST(ParseUnits, TakesNoScaleBeyondItsBounds) {
  for (const int scale : {-1, 19})
    for (const char* text : {"1", "0", "1.0"}) EXPECT_THROW(parse_units(text, scale), Error) << text << " at " << scale;
}

TEST(ParseUnits, ReadsPlainFiguresExactly) {
  EXPECT_EQ(parse_units("0", 2), 0);
  EXPECT_EQ(parse_units("5", 2), 500);
  EXPECT_EQ(parse_units("101000.00", 2), 10100000);
  EXPECT_EQ(parse_units("-101000.00", 2), -10100000);
  EXPECT_EQ(parse_units("400", 0), 400);
  EXPECT_EQ(parse_units("0.1", 18), 100'000'000'000'000'000);
  EXPECT_EQ(parse_units("007.50", 2), 750);
  EXPECT_EQ(parse_units("-0.00", 2), 0);
  EXPECT_EQ(parse_units("1.", 0), 1);
  EXPECT_EQ(parse_units(".5", 2), 50);
  EXPECT_EQ(parse_units("-.05", 2), -5);
}

TEST(ParseUnits, TakesOneSignOfAnyKind) {
  EXPECT_EQ(parse_units("+1.5", 2), 150);
  EXPECT_EQ(parse_units("−1.5", 2), -150);
  EXPECT_EQ(parse_units("－1.5", 2), -150);
  EXPECT_EQ(parse_units("＋1.5", 2), 150);
  for (const char* text : {"--1", "+-1", "-+1", "−-1", "-¥-1"})
    EXPECT_TRUE(refused_as(text, 2, "two signs")) << text;
}

TEST(ParseUnits, TakesThousandsCommasOnlyInTheirPlaces) {
  EXPECT_EQ(parse_units("1,234.56", 2), 123456);
  EXPECT_EQ(parse_units("-12,345,678", 2), -1234567800);
  EXPECT_EQ(parse_units("100,000", 0), 100000);
  for (const char* text : {"1,23", "1234,567", "12,34,567", "1,2345", ",123", "1,", "1,,234",
                           "1,234,", "0,123", "1,234,5.00", "1,23.45", "1234,5678", ",", "00,123"})
    EXPECT_TRUE(refused_as(text, 2, "comma")) << text << ": " << refusal(text, 2);
  EXPECT_TRUE(refused_as("1.234,56", 2, "comma stands after the decimal point"));
}

TEST(ParseUnits, ReadsFullWidthFigures) {
  EXPECT_EQ(parse_units("１，２３４．５６", 2), 123456);
  EXPECT_EQ(parse_units("－１００", 2), -10000);
  EXPECT_EQ(parse_units("１2３", 0), 123);
}

TEST(ParseUnits, TakesWanAndYiAsExactMultipliers) {
  EXPECT_EQ(parse_units("14.07万", 2), 14070000);
  EXPECT_EQ(parse_units("1.2亿", 2), 12'000'000'000);
  EXPECT_EQ(parse_units("-5万", 0), -50000);
  EXPECT_EQ(parse_units("5 万元", 2), 5'000'000);
  EXPECT_EQ(parse_units("5万 元", 2), 5'000'000);
  EXPECT_EQ(parse_units("5 亿 元", 0), 500'000'000);
  EXPECT_EQ(parse_units("1,234.5万", 2), 1'234'500'000);
  EXPECT_EQ(parse_units("1.2345万", 0), 12345);
  EXPECT_EQ(parse_units("1.23456万", 1), 123456);
  EXPECT_EQ(parse_units("0万", 2), 0);
  EXPECT_TRUE(refused_as("1.23456万", 0, "has 1 decimals where 0 are kept"));
  EXPECT_TRUE(refused_as("12,34万", 2, "comma"));
  EXPECT_TRUE(refused_as("1亿2000万", 2, "not understood"));
  EXPECT_TRUE(refused_as("1万亿", 2, "not understood"));
  EXPECT_TRUE(refused_as("万", 2, "no figure"));
}

TEST(ParseUnits, TakesACurrencySignBeforeAndAUnitAfter) {
  EXPECT_EQ(parse_units("¥5", 2), 500);
  EXPECT_EQ(parse_units("￥1,000.5", 2), 100050);
  EXPECT_EQ(parse_units("¥ 5", 2), 500);
  EXPECT_EQ(parse_units("-¥5", 2), -500);
  EXPECT_EQ(parse_units("¥-5", 2), -500);
  EXPECT_EQ(parse_units("5元", 2), 500);
  EXPECT_EQ(parse_units("5圆", 2), 500);
  EXPECT_EQ(parse_units("5 元", 2), 500);
  for (const char* text : {"5元5角", "5元整", "元5", "5元元", "¥¥5", "5¥", "5元万", "元", "¥"})
    EXPECT_THROW(parse_units(text, 2), InvalidAmount) << text;
}

TEST(ParseUnits, TrimsBlanksAroundButNotWithin) {
  EXPECT_EQ(parse_units("  5 ", 2), 500);
  EXPECT_EQ(parse_units("\u00a05\u00a0", 2), 500);
  EXPECT_EQ(parse_units("\u200b5\u200b", 2), 500);
  EXPECT_EQ(parse_units("\ufeff5", 2), 500);
  EXPECT_EQ(parse_units("\u30005\t", 2), 500);
  EXPECT_EQ(parse_units("- 5", 2), -500);
  EXPECT_THROW(parse_units("1 000", 2), InvalidAmount);
  EXPECT_THROW(parse_units("1\u200b5", 2), InvalidAmount);
  EXPECT_THROW(parse_units("5\n", 2), InvalidAmount);
}

TEST(ParseUnits, RefusesABoundSuchAs5WanYu) {
  EXPECT_EQ(
      refusal("5万余元", 2),
      "\"5万余元\" is a bound, not an amount: \"余\" says that the figure is not exact; ask for "
      "the exact figure, and keep these words in the narration");
  for (const char* text :
       {"5多万", "约5万", "近5万", "大约5万元", "5万以上", "5万左右", "5万上下", "5万元余", "5余",
        "5000多元", "不足5万", "超5万", "几5", "＞5", ">5", "约 14.07万", "至少5"})
    EXPECT_TRUE(refused_as(text, 2, "is a bound, not an amount"))
        << text << ": " << refusal(text, 2);
}

TEST(ParseUnits, RefusesARange) {
  for (const char* text : {"3～5万", "3-5万", "3~5", "3至5万", "3到5万", "1,000—2,000"})
    EXPECT_TRUE(refused_as(text, 2, "is a range")) << text << ": " << refusal(text, 2);
}

TEST(ParseUnits, RefusesMoreDecimalsThanTheScaleButNotZeros) {
  EXPECT_EQ(parse_units("10.100", 2), 1010);
  EXPECT_EQ(parse_units("10.000000000000000000000000000", 0), 10);
  EXPECT_EQ(parse_units("0.000", 2), 0);
  EXPECT_TRUE(refused_as("10.125", 2, "has 3 decimals where 2 are kept"));
  EXPECT_TRUE(refused_as("10.12500", 2, "has 3 decimals where 2 are kept"));
  EXPECT_TRUE(refused_as("0.5", 0, "has 1 decimals where 0 are kept"));
  EXPECT_TRUE(refused_as("0.001", 2, "has 3 decimals"));
  EXPECT_TRUE(refused_as("263681.170000001", 2, "has 9 decimals"));
}

TEST(ParseUnits, ReadsTheWholeRangeAndRefusesOneUnitMore) {
  EXPECT_EQ(parse_units("9223372036854775807", 0), units_max);
  EXPECT_EQ(parse_units("-9223372036854775808", 0), units_min);
  EXPECT_EQ(parse_units("92233720368547758.07", 2), units_max);
  EXPECT_EQ(parse_units("-9.223372036854775808", 18), units_min);
  EXPECT_TRUE(refused_as("9223372036854775808", 0, "out of range"));
  EXPECT_TRUE(refused_as("-9223372036854775809", 0, "out of range"));
  EXPECT_TRUE(refused_as("92233720368547758.08", 2,
                         "between -92,233,720,368,547,758.08 and 92,233,720,368,547,758.07"));
  EXPECT_TRUE(refused_as("10", 18, "out of range"));
  EXPECT_TRUE(refused_as("92233720368547758.08亿", 2, "out of range"));
  EXPECT_TRUE(refused_as(std::string(1000, '9'), 2, "out of range"));
  EXPECT_EQ(parse_units(std::string(1000, '0') + "7", 2), 700);
  EXPECT_EQ(parse_units("999999999999999999", 0), 999'999'999'999'999'999);
  EXPECT_EQ(parse_units("9999999999999999.99", 2), 999'999'999'999'999'999);
}

TEST(ParseUnits, RefusesWhatIsNoFigure) {
  EXPECT_TRUE(refused_as("", 2, "there is no figure; leave it out or write 0"));
  EXPECT_TRUE(refused_as("  ", 2, "there is no figure; leave it out or write 0"));
  EXPECT_TRUE(refused_as("-", 2, "no figure"));
  EXPECT_TRUE(refused_as(".", 2, "no figure"));
  EXPECT_TRUE(refused_as("若干", 2, "no figure"));
  EXPECT_TRUE(refused_as("伍万元整", 2, "no figure"));
  EXPECT_TRUE(refused_as("1e5", 2, "exponent"));
  EXPECT_TRUE(refused_as("1.5E+05", 2, "exponent"));
  EXPECT_TRUE(refused_as("1.2.3", 2, "two decimal points"));
  EXPECT_TRUE(refused_as("1..2", 2, "two decimal points"));
  EXPECT_TRUE(refused_as("..2", 2, "two decimal points"));
  EXPECT_TRUE(refused_as("(5.00)", 2, "parentheses"));
  EXPECT_TRUE(refused_as("5-", 2, "a sign stands before"));
  EXPECT_TRUE(refused_as("5+", 2, "a sign stands before"));
  for (const char* text :
       {"nan", "inf", "0x10", "5%", "$5", "5 CNY", "五", "#REF!", "1'000", "1_000", "12abc"})
    EXPECT_THROW(parse_units(text, 2), InvalidAmount) << text;
}

TEST(ParseUnits, RefusesBrokenBytesWithoutRepeatingThem) {
  const std::string what = refusal("5\xff\x1b", 2);
  EXPECT_EQ(what.find('\xff'), std::string::npos);
  EXPECT_EQ(what.find('\x1b'), std::string::npos);
  EXPECT_THROW(parse_units(std::string_view{"5\0", 2}, 2), InvalidAmount);
  EXPECT_THROW(parse_units(std::string_view{"\0", 1}, 2), InvalidAmount);
}

TEST(ParseUnits, RefusesAScaleThatNoCommodityHas) {
  EXPECT_THROW(parse_units("1", -1), UsageError);
  EXPECT_THROW(parse_units("1", 19), UsageError);
  EXPECT_THROW(format_units(1, 19), UsageError);
  EXPECT_THROW(format_units_grouped(1, -1), UsageError);
}

TEST(FormatUnits, WritesExactlyTheScalesDecimals) {
  EXPECT_EQ(format_units(-10100000, 2), "-101000.00");
  EXPECT_EQ(format_units(400, 0), "400");
  EXPECT_EQ(format_units(0, 0), "0");
  EXPECT_EQ(format_units(0, 2), "0.00");
  EXPECT_EQ(format_units(5, 2), "0.05");
  EXPECT_EQ(format_units(-5, 3), "-0.005");
  EXPECT_EQ(format_units(100, 2), "1.00");
  EXPECT_EQ(format_units(units_min, 0), "-9223372036854775808");
  EXPECT_EQ(format_units(units_min, 18), "-9.223372036854775808");
  EXPECT_EQ(format_units(1, 18), "0.000000000000000001");
}

TEST(FormatUnitsGrouped, PutsCommasBetweenThousandsOnly) {
  EXPECT_EQ(format_units_grouped(-10100000, 2), "-101,000.00");
  EXPECT_EQ(format_units_grouped(999, 0), "999");
  EXPECT_EQ(format_units_grouped(1000, 0), "1,000");
  EXPECT_EQ(format_units_grouped(-100000, 2), "-1,000.00");
  EXPECT_EQ(format_units_grouped(99999, 2), "999.99");
  EXPECT_EQ(format_units_grouped(1234567, 6), "1.234567");
  EXPECT_EQ(format_units_grouped(units_min, 0), "-9,223,372,036,854,775,808");
}

TEST(ParseUnitsRounded, RoundsAStatedTotalHalfAwayFromZero) {
  EXPECT_EQ(parse_units_rounded("263681.170000001", 2), 26368117);
  EXPECT_EQ(parse_units_rounded("3482232.1100000003", 2), 348223211);
  EXPECT_EQ(parse_units_rounded("0.0049999", 2), 0);
  EXPECT_EQ(parse_units_rounded("0.005", 2), 1);
  EXPECT_EQ(parse_units_rounded("-0.005", 2), -1);
  EXPECT_EQ(parse_units_rounded("0.0005", 2), 0);
  EXPECT_EQ(parse_units_rounded("0.0095", 2), 1);
  EXPECT_EQ(parse_units_rounded("1.995", 2), 200);
  EXPECT_EQ(parse_units_rounded("-2.5", 0), -3);
  EXPECT_EQ(parse_units_rounded("0.5", 0), 1);
  EXPECT_EQ(parse_units_rounded("0.05", 0), 0);
  EXPECT_EQ(parse_units_rounded("0.00", 0), 0);
  EXPECT_EQ(parse_units_rounded("306562", 2), 30656200);
  EXPECT_EQ(parse_units_rounded("9223372036854775807.4", 0), units_max);
  EXPECT_THROW(parse_units_rounded("9223372036854775807.5", 0), InvalidAmount);
  EXPECT_EQ(parse_units_rounded("-9223372036854775808.4", 0), units_min);
  EXPECT_THROW(parse_units_rounded("约5", 2), InvalidAmount);
}

}  // namespace
}  // namespace almoner

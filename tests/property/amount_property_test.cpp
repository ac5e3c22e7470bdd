// SPDX-License-Identifier: Apache-2.0
#include <almoner/amount.hpp>
#include <almoner/error.hpp>

#include "value/decimal_text.hpp"
#include "value/wide.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace almoner {
namespace {

/// Whole numbers of every magnitude, both ends of the range included.
rc::Gen<Units> any_units() {
  const auto shifted =
      rc::gen::apply([](Units units, unsigned shift) { return units >> shift; },
                     rc::gen::noShrink(rc::gen::arbitrary<Units>()), rc::gen::inRange(0U, 63U));
  const auto full = rc::gen::map(rc::gen::container<std::string>(8, rc::gen::arbitrary<char>()),
                                 [](const std::string& bytes) {
                                   std::uint64_t bits = 0;
                                   for (const char byte : bytes)
                                     bits = bits << 8U | static_cast<unsigned char>(byte);
                                   return static_cast<Units>(bits);
                                 });
  return rc::gen::oneOf(shifted, full,
                        rc::gen::element(std::numeric_limits<Units>::min(),
                                         std::numeric_limits<Units>::max(), Units{0}));
}

rc::Gen<Units> any_count() {
  return rc::gen::map(any_units(), [](Units units) { return units < 0 ? -(units + 1) : units; });
}

rc::Gen<int> any_scale() {
  return rc::gen::inRange(0, scale_max + 1);
}

RC_GTEST_PROP(AmountText, IsReadBackToTheSameUnits, ()) {
  const Units units = *any_units();
  const int scale = *any_scale();
  RC_ASSERT(parse_units(format_units(units, scale), scale) == units);
  RC_ASSERT(parse_units(format_units_grouped(units, scale), scale) == units);
  RC_ASSERT(parse_units(" ¥" + format_units_grouped(units, scale) + "元", scale) == units);
  RC_ASSERT(parse_units_rounded(format_units(units, scale), scale) == units);
}

RC_GTEST_PROP(AmountText, HasOneWrittenForm, ()) {
  const Units a = *any_units();
  const Units b = *any_units();
  const int scale = *any_scale();
  RC_ASSERT((format_units(a, scale) == format_units(b, scale)) == (a == b));
}

RC_GTEST_PROP(AmountText, TakesZerosBeyondTheScaleAndRefusesAnythingElse, ()) {
  const Units units = *any_units();
  const int scale = *rc::gen::inRange(1, scale_max + 1);
  const std::string text = format_units(units, scale);
  RC_ASSERT(parse_units(text + std::string(*rc::gen::inRange<std::size_t>(0, 30), '0'), scale) ==
            units);
  const char digit = *rc::gen::inRange('1', static_cast<char>('9' + 1));
  RC_ASSERT_THROWS_AS(parse_units(text + "0" + digit, scale), InvalidAmount);
  RC_ASSERT(parse_units_rounded(text + "4" + digit, scale) == units);
}

RC_GTEST_PROP(AmountText, TakesWanAsTenThousandExactly, ()) {
  const Units units = *any_units() / 10'000;
  const int scale = *any_scale();
  RC_ASSERT(parse_units(format_units(units, scale) + "万", scale) == units * 10'000);
}

RC_GTEST_PROP(AmountText, NeverThrowsAnythingButARefusal, ()) {
  const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "0", "7", "９", ".", "．", ",", "，", "-", "−", "+", "¥", "元", "万", "亿", " ", "\u200b",
      "e", "余", "\xff", "\xe4", "(", "123", "000"));
  std::string text;
  for (const std::string& part : parts) text += part;
  const int scale = *any_scale();
  try {
    const Units units = parse_units(text, scale);
    RC_ASSERT(parse_units(format_units(units, scale), scale) == units);
  } catch (const InvalidAmount&) {
    RC_SUCCEED("refused");
  }
}

RC_GTEST_PROP(FloorShare, IsAdditiveAndBounded, ()) {
  const Units value = *any_count();
  const Units quantity = std::max(*any_count(), Units{1});
  const Units x = *any_count() % quantity;
  const Units share = floor_share(value, x, quantity);
  RC_ASSERT(share >= 0);
  RC_ASSERT(share <= value);
  RC_ASSERT(Wide{share} * quantity <= Wide{value} * x);
  RC_ASSERT(Wide{value} * x < (Wide{share} + 1) * quantity);
  RC_ASSERT(floor_share(value, quantity, quantity) == value);
  RC_ASSERT(floor_share(value, x + 1, quantity) >= share);
}

RC_GTEST_PROP(CeilDivProduct, IsTheLeastWholeNumberNotBelowTheQuotient, ()) {
  const Units a = *any_count();
  const Units b = *any_count();
  const Units c = std::max(*any_count(), Units{1});
  const Wide product = Wide{a} * b;
  try {
    const Units quotient = ceil_div_product(a, b, c);
    RC_ASSERT(Wide{quotient} * c >= product);
    RC_ASSERT(quotient == 0 || Wide{quotient - 1} * c < product);
  } catch (const OutOfRange&) {
    RC_ASSERT(product > Wide{std::numeric_limits<Units>::max()} * c);
  }
}

RC_GTEST_PROP(CheckedSums, AgreeWithWideArithmetic, ()) {
  const Units a = *any_units();
  const Units b = *any_units();
  try {
    RC_ASSERT(Wide{checked_add(a, b)} == Wide{a} + b);
  } catch (const OutOfRange&) {
    RC_ASSERT_THROWS_AS(narrow(Wide{a} + b), OutOfRange);
  }
  try {
    RC_ASSERT(Wide{checked_sub(a, b)} == Wide{a} - b);
  } catch (const OutOfRange&) {
    RC_ASSERT_THROWS_AS(narrow(Wide{a} - b), OutOfRange);
  }
}

}  // namespace
}  // namespace almoner

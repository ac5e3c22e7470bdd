// SPDX-License-Identifier: Apache-2.0
// Amounts as text and as whole numbers of a commodity's smallest units. Exact or refused:
// nothing here rounds.
#pragma once

#include <almoner/export.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace almoner {

/// A signed count of smallest units: 101000.00 at scale 2 is 10100000.
using Units = std::int64_t;

/// Decimals that a commodity may have: 0 to this.
inline constexpr int scale_max = 18;

/// Reads a decimal number as smallest units of a commodity with `scale` decimals.
/// Takes a sign (+ - − or full width), thousands commas in their places, a decimal point,
/// full-width digits and marks, the exact multipliers 万 and 亿, a leading ¥ or ￥, a trailing
/// 元 or 圆, and blanks around it. Zeros beyond the scale are no harm: 10.100 is 10.10.
/// Throws InvalidAmount on anything else: bounds (余 多 约 近 以上 左右 …), more decimals than
/// the scale, exponents, values out of the 64-bit range. Throws UsageError where `scale` is
/// not 0 to scale_max.
ALMONER_EXPORT Units parse_units(std::string_view text, int scale);

/// "-101000.00", or "400" at scale 0: always exactly `scale` decimals.
/// Throws UsageError where `scale` is not 0 to scale_max.
ALMONER_EXPORT std::string format_units(Units units, int scale);

/// "-101,000.00". Throws as format_units does.
ALMONER_EXPORT std::string format_units_grouped(Units units, int scale);

}  // namespace almoner

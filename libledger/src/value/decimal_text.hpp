// SPDX-License-Identifier: Apache-2.0
// Decimal text as people and spreadsheets write it, before it is given a scale.
#pragma once

#include <almoner/amount.hpp>

#include <string>
#include <string_view>

namespace almoner {

/// ±digits · 10^exponent, exactly as written. `digits` has no leading zero; empty is zero.
struct Decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

/// What to do with digits beyond the scale.
enum class Rounding {
  refuse,
  half_away_from_zero,
};

/// Reads what parse_units describes, without limit of length. Throws InvalidAmount.
Decimal parse_decimal(std::string_view text);

/// The one place that rounds. `text` is what the person wrote, for the message.
/// Throws InvalidAmount where digits are beyond the scale and the mode refuses, or where the
/// result is out of range; UsageError on a scale not 0 to scale_max.
Units to_units(const Decimal& decimal, int scale, Rounding rounding, std::string_view text);

/// For a total that a list states about itself, printed from a stored double
/// ("263681.170000001"): rounds half away from zero. Never for an amount that is posted.
Units parse_units_rounded(std::string_view text, int scale);

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// An exact decimal number as Python states it, before anyone knows the commodity's scale.
#pragma once

#include <almoner/amount.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace almoner::python {

/// digits × 10^-decimals.
struct Exact {
  std::int64_t digits = 0;
  int decimals = 0;  ///< 0 or more; without zeros at the end where it was read from text
};

/// Reads what Python prints for a Decimal ("-12.30", "1E+3"). Absent for any other text (NaN,
/// marks of the field such as 万). Throws InvalidAmount where it is out of the 64-bit range.
std::optional<Exact> exact_of_plain_text(std::string_view text);

/// The same, or whatever parse_units reads. Throws InvalidAmount.
Exact exact_of_text(const std::string& text);

/// In smallest units of a commodity. Throws InvalidAmount for more decimals than `scale` or out
/// of range; `what` names the amount in the message.
Units units_of(Exact number, int scale, std::string_view what);

/// "-12.30": exactly `decimals` decimals.
std::string text_of(Exact number);

}  // namespace almoner::python

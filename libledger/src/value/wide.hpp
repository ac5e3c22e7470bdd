// SPDX-License-Identifier: Apache-2.0
// Arithmetic on smallest units: 64 bits at rest, 128 bits for sums and products, and every
// overflow an exception. Nothing wraps.
#pragma once

#include "value/assert.hpp"

#include <almoner/amount.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <limits>
#include <stdexcept>

namespace almoner {

/// A sum or product of amounts. Its own overflow throws std::overflow_error too.
using Wide = boost::multiprecision::checked_int128_t;

/// A figure that does not fit in 64 bits.
class OutOfRange : public std::overflow_error {
 public:
  OutOfRange()
      : std::overflow_error{"an amount is out of the 64-bit range of its smallest units"} {}
};

[[noreturn, gnu::cold, gnu::noinline]] inline void throw_out_of_range() {
  throw OutOfRange{};
}

/// The same number in 64 bits. Throws OutOfRange.
inline Units narrow(const Wide& wide) {
  if (wide > std::numeric_limits<Units>::max() || wide < std::numeric_limits<Units>::min())
    throw_out_of_range();
  return static_cast<Units>(wide);
}

/// Each throws OutOfRange where the result does not fit.
inline Units checked_add(Units a, Units b) {
  Units sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) throw_out_of_range();
  return sum;
}

inline Units checked_sub(Units a, Units b) {
  Units difference = 0;
  if (__builtin_sub_overflow(a, b, &difference)) throw_out_of_range();
  return difference;
}

inline Units checked_negate(Units a) {
  return checked_sub(0, a);
}

/// ⌊value · offset / quantity⌋: what the first `offset` of `quantity` units carry of `value`.
/// Needs 0 ≤ offset ≤ quantity, quantity > 0 and value ≥ 0, so the result never exceeds value.
inline Units floor_share(Units value, Units offset, Units quantity) {
  ALMONER_ASSERT(quantity > 0 && offset >= 0 && offset <= quantity && value >= 0);
  Units product = 0;
  if (!__builtin_mul_overflow(value, offset, &product)) [[likely]]
    return product / quantity;
  return static_cast<Units>(Wide{value} * offset / quantity);
}

/// ⌈a · b / c⌉ for a, b ≥ 0 and c > 0. Throws OutOfRange where the result does not fit.
inline Units ceil_div_product(Units a, Units b, Units c) {
  ALMONER_ASSERT(a >= 0 && b >= 0 && c > 0);
  Units product = 0;
  if (!__builtin_mul_overflow(a, b, &product)) [[likely]]
    return product / c + (product % c != 0 ? 1 : 0);
  const Wide wide = Wide{a} * b;
  return narrow((wide + (c - 1)) / c);
}

}  // namespace almoner

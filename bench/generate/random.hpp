// SPDX-License-Identifier: Apache-2.0
// Random numbers that are the same on every machine: std::mt19937_64 is fixed by the standard,
// the distributions of the standard library are not, so these are our own. Floating point is used
// only through operations that IEEE 754 rounds exactly, and only to choose a whole number.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

namespace almoner::bench {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_{seed} {}

  /// 0 to below - 1.
  std::uint64_t below(std::uint64_t below) { return engine_() % below; }
  bool percent(unsigned chance) { return below(100) < chance; }

  /// exp(sigma · normal) · median, at least 1. The normal is a sum of twelve uniforms (so it ends
  /// at six sigma), the exponential (1 + x/1024)^1024.
  std::int64_t log_normal(std::int64_t median, double sigma) {
    std::int64_t sum = 0;
    for (int i = 0; i < 12; ++i) sum += static_cast<std::int64_t>(engine_() >> 32U);
    const double unit = 4294967296.0;
    const double normal = static_cast<double>(sum) / unit - 6.0;
    double power = 1.0 + sigma * normal / 1024.0;
    for (int i = 0; i < 10; ++i) power *= power;
    const double drawn = power * static_cast<double>(median);
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(drawn));
  }

 private:
  std::mt19937_64 engine_;
};

/// Ranks 0 to count - 1, the first the most frequent: weight 1 / (rank + offset).
class Zipf {
 public:
  Zipf(std::uint64_t count, std::uint64_t offset) {
    std::uint64_t total = 0;
    for (std::uint64_t rank = 0; rank < count; ++rank)
      cumulative_.push_back(total += (std::uint64_t{1} << 40U) / (rank + offset));
  }

  std::uint64_t draw(Random& random) const {
    const std::uint64_t point = random.below(cumulative_.back());
    const auto found = std::upper_bound(cumulative_.begin(), cumulative_.end(), point);
    return static_cast<std::uint64_t>(found - cumulative_.begin());
  }

 private:
  std::vector<std::uint64_t> cumulative_;
};

}  // namespace almoner::bench

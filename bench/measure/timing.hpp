// SPDX-License-Identifier: Apache-2.0
// Wall-clock times and what is told of many of them.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace almoner::bench {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count();
  }

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

/// Seconds that the work takes.
template <class Work>
double seconds_of(Work&& work) {
  const Stopwatch stopwatch;
  work();
  return stopwatch.seconds();
}

/// The value below which `percent` of the samples lie (nearest rank). Samples: at least one.
inline double percentile(std::vector<double> samples, unsigned percent) {
  std::sort(samples.begin(), samples.end());
  const std::size_t rank = (samples.size() * percent + 99) / 100;
  return samples[rank == 0 ? 0 : rank - 1];
}

}  // namespace almoner::bench

// SPDX-License-Identifier: Apache-2.0
// ALMONER_SEED=n begins at another seed; ALMONER_SIMULATIONS=n runs that many in all, where else 500
// run, or 50,000 with ALMONER_SOAK.
#include <gtest/gtest.h>

#include <cstdlib>

#include "simulation.hpp"

namespace almoner::test {
namespace {

constexpr int parts = 4;  // entries of ctest, which runs them side by side
constexpr int steps = 120;

std::uint64_t number(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

class Simulated : public testing::TestWithParam<int> {};

TEST_P(Simulated, BooksAgreeWithTheModelWhateverIsDoneToThem) {
  const auto seeds = static_cast<int>(number("ALMONER_SIMULATIONS", std::getenv("ALMONER_SOAK") ? 50'000 : 500));
  const std::uint64_t first = number("ALMONER_SEED", 1);
  const int begin = seeds * GetParam() / parts, end = seeds * (GetParam() + 1) / parts;
  if (begin == end) GTEST_SKIP() << "fewer simulations than parts";
  simulate(first + static_cast<std::uint64_t>(begin), end - begin, steps);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Simulated, testing::Range(0, parts));

}  // namespace
}  // namespace almoner::test

// SPDX-License-Identifier: Apache-2.0
// ALMONER_SEED=n begins at another seed; ALMONER_SIMULATIONS=n runs that many in all, where else 500
// run, or 50,000 with ALMONER_SOAK.
#include <gtest/gtest.h>

#include <cstdlib>

#include "../fault/faulty_vfs.hpp"
#include "simulation.hpp"

namespace almoner::test {
namespace {

/// A disk that fails, is full or tears what it does, at some call of every third write.
class FailingDisk : public Faults {
 public:
  FailingDisk(const std::string& folder, std::uint64_t seed) : vfs_(folder), random_(seed) {}
  void before_write() override {
    if (random_() % 3 != 0) return;
    constexpr Fault kinds[] = {Fault::fail, Fault::full, Fault::tear};
    vfs_.fail_at(1 + random_() % 60, kinds[random_() % 3], random_() % 4 == 0);
  }
  void mend() override { vfs_.count(); }

 private:
  FaultyVfs vfs_;
  std::mt19937_64 random_;
};

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

TEST_P(Simulated, BooksOnAFailingDiskHoldAllOfAWriteOrNothing) {
  const auto seeds = static_cast<int>(number("ALMONER_SIMULATIONS", std::getenv("ALMONER_SOAK") ? 50'000 : 500)) / 5;
  const std::uint64_t first = number("ALMONER_SEED", 1);
  const int begin = seeds * GetParam() / parts, end = seeds * (GetParam() + 1) / parts;
  if (begin == end) GTEST_SKIP() << "fewer simulations than parts";
  simulate(first + static_cast<std::uint64_t>(begin), end - begin, steps,
           [](const std::string& folder, std::uint64_t seed) { return std::make_unique<FailingDisk>(folder, seed); });
}

INSTANTIATE_TEST_SUITE_P(Seeds, Simulated, testing::Range(0, parts));

}  // namespace
}  // namespace almoner::test

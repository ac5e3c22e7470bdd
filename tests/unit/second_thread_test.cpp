// SPDX-License-Identifier: Apache-2.0
// A second thread does what it is given, one thing after another.
#include "store/second_thread.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace almoner {
namespace {

TEST(SecondThread, DoesEachThingInTheOrderGivenAndAllInOneOtherThread) {
  std::vector<int> done;
  std::vector<std::thread::id> by;
  std::future<void> last;
  SecondThread second;
  for (int i = 0; i < 100; ++i)
    last = second.run([&, i] {
      done.push_back(i);
      by.push_back(std::this_thread::get_id());
    });
  last.get();
  ASSERT_EQ(done.size(), 100U);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(done[static_cast<std::size_t>(i)], i);
  EXPECT_NE(by.front(), std::this_thread::get_id());
  EXPECT_EQ(by, std::vector<std::thread::id>(100, by.front()));
}

TEST(SecondThread, GivesBackWhatTheWorkGives) {
  SecondThread second;
  EXPECT_EQ(*second.run([text = std::make_unique<std::string>("一")]() mutable { return std::move(text); }).get(), "一");
}

TEST(SecondThread, HandsOnWhatTheWorkThrowsAndDoesTheNext) {
  SecondThread second;
  std::future<int> wrong = second.run([]() -> int { throw std::runtime_error("enough"); });
  std::future<int> right = second.run([] { return 7; });
  EXPECT_THROW(wrong.get(), std::runtime_error);
  EXPECT_EQ(right.get(), 7);
}

TEST(SecondThread, EndsAfterAllThatItWasGiven) {
  int done = 0;
  {
    SecondThread second;
    for (int i = 0; i < 100; ++i) second.run([&] { ++done; });
  }
  EXPECT_EQ(done, 100);
}

TEST(SecondThread, HoldsNothingOfWhatIsDone) {
  const auto held = std::make_shared<int>(1);
  SecondThread second;
  second.run([mine = held] {});
  second.run([] {}).get();
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace almoner

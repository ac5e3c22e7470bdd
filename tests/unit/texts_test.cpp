// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "value/texts.hpp"

namespace almoner::test {
namespace {

std::string text_of(std::size_t number) { return std::string(number * 37 % 900, static_cast<char>('a' + number % 26)); }

TEST(KeptTexts, StandWhereTheyAreWhileOthersCome) {
  Texts texts;
  std::vector<std::string_view> kept;
  for (std::size_t i = 0; i < 2'000; ++i) kept.push_back(texts.keep(text_of(i)));  // several blocks
  for (std::size_t i = 0; i < kept.size(); ++i) ASSERT_EQ(kept[i], text_of(i)) << i;
}

TEST(KeptTexts, StandWhereTheyAreWhenTheirKeeperIsMoved) {
  Texts texts;
  const std::string_view first = texts.keep("first");
  Texts moved = std::move(texts);
  const std::string_view second = moved.keep("second");
  texts = Texts{};
  EXPECT_EQ(texts.keep("third"), "third");
  EXPECT_EQ(first, "first");
  EXPECT_EQ(second, "second");
  EXPECT_EQ(second.data(), first.data() + first.size());
}

TEST(KeptTexts, MayBeEmptyOrLargerThanABlock) {
  Texts texts;
  EXPECT_EQ(texts.keep({}), "");
  const std::string large(200'000, 'x');
  const std::string_view before = texts.keep("before");
  EXPECT_EQ(texts.keep(large), large);
  EXPECT_EQ(texts.keep("after"), "after");
  EXPECT_EQ(before, "before");
}

TEST(KeptTexts, LeaveTheirMemoryToTheNext) {
  Texts texts;
  const char* const memory = texts.keep("of the first run").data();
  texts.clear();
  EXPECT_EQ(texts.keep("of the second").data(), memory);
  texts.clear();
  const std::string large(200'000, 'x');
  EXPECT_EQ(texts.keep(large), large) << "what is left is too small for it";
  EXPECT_EQ(texts.keep("small again"), "small again");
}

}  // namespace
}  // namespace almoner::test

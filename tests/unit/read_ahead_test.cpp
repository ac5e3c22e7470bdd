// SPDX-License-Identifier: Apache-2.0
// A journal read by a second thread says what it says to one, in the same order, to the same end.
#include <almoner/journal.hpp>

#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <almoner/error.hpp>

namespace almoner {
namespace {

const std::map<std::string, int> scales{{"CNY", 2}};

std::string entries(int first, int count) {
  std::string journal;
  for (int i = first; i < first + count; ++i)
    journal += "2021-06-01 * (R-" + std::to_string(i) + ") gift  ; fund: U\n    Assets:Bank  1.00 CNY\n    Income:Gifts  -1.00 CNY\n\n";
  return journal;
}

/// References in the order in which they were handed over.
std::vector<std::string> references(const std::string& journal) {
  std::istringstream stream{journal};
  std::vector<std::string> all;
  read_journal_ahead(stream, "CNY", scales, [&](JournalItem&& item) {
    if (const Draft* draft = std::get_if<Draft>(&item.what)) all.push_back(draft->reference);
  });
  return all;
}

// 256 items travel at once, four times that many may wait.
class ReadAhead : public testing::TestWithParam<int> {};

TEST_P(ReadAhead, HandsOverEveryEntryInItsOrder) {
  const std::vector<std::string> read = references(entries(0, GetParam()));
  ASSERT_EQ(read.size(), static_cast<std::size_t>(GetParam()));
  for (int i = 0; i < GetParam(); ++i) ASSERT_EQ(read[static_cast<std::size_t>(i)], "R-" + std::to_string(i));
}

TEST_P(ReadAhead, HandsOverAllThatStandsBeforeAnErrorAndThenSaysWhereItIs) {
  std::istringstream stream{entries(0, GetParam()) + "2021-06-31 * (R) no such day  ; fund: U\n    Assets:Bank  1.00 CNY\n"};
  int taken = 0;
  try {
    read_journal_ahead(stream, "CNY", scales, [&](JournalItem&&) { ++taken; });
    FAIL() << "2021-06-31 was read";
  } catch (const ParseError& error) {
    EXPECT_EQ(error.line(), 4 * GetParam() + 1);
  }
  EXPECT_EQ(taken, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Of, ReadAhead, testing::Values(0, 1, 255, 256, 257, 1'024, 3'000));

TEST(ReadAheadOfAJournal, StopsWhereTheTakerThrows) {
  std::istringstream stream{entries(0, 20'000)};
  int taken = 0;
  EXPECT_THROW(read_journal_ahead(stream, "CNY", scales,
                                  [&](JournalItem&&) {
                                    if (++taken == 300) throw std::runtime_error{"enough"};
                                  }),
               std::runtime_error);
  EXPECT_EQ(taken, 300);
}

TEST(ReadAheadOfAJournal, KnowsTheScaleOfWhatTheJournalDeclaresOnItsWay) {
  std::istringstream stream{"commodity 1.000 RICE\n\n2021-06-01 * (R-1) rice  ; fund: U\n    Assets:Stock  2.5 RICE @@ 10.00 CNY\n"
                            "    Income:Gifts  -10.00 CNY\n"};
  std::vector<JournalItem> items;
  read_journal_ahead(stream, "CNY", scales, [&](JournalItem&& item) { items.push_back(std::move(item)); });
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(std::get<Draft>(items[1].what).postings.front().quantity, 2'500);
}

}  // namespace
}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// A balance as of a day is the sum of the postings before it, whichever months and days it is read from.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "random_books.hpp"

namespace almoner::test {
namespace {

using Key = std::tuple<std::string, std::string, std::string, std::string>;
using Sums = std::map<Key, std::pair<Units, Units>>;

Sums sums_of_postings(const Ledger& ledger, const Filter& filter, bool zero_rows) {
  Sums sums;
  ledger.for_each_posting(filter, [&](const RegisterRow& row) {
    auto& [quantity, value] = sums[{row.account, row.fund, row.purpose, row.commodity}];
    quantity += row.quantity;
    value += row.value;
    return true;
  });
  if (!zero_rows) std::erase_if(sums, [](const auto& one) { return one.second == std::pair<Units, Units>{}; });
  return sums;
}

Sums balances(const Ledger& ledger, const Filter& filter, bool zero_rows) {
  Sums sums;
  for (const BalanceRow& row : ledger.balances(filter, zero_rows))
    sums[{row.account, row.fund, row.purpose, row.commodity}] = {row.quantity, row.value};
  return sums;
}

void expect_each_day(const RandomBook& book, Filter filter, const std::string& what) {
  for (int day = -1; day <= 65; ++day) {
    filter.end = date_of(day);
    for (const bool zero_rows : {false, true}) {
      if (zero_rows && filter.begin) continue;  // those of a period were moved in it or before
      ASSERT_EQ(balances(book.ledger, filter, zero_rows), sums_of_postings(book.ledger, filter, zero_rows))
          << what << " before day " << day << (zero_rows ? ", with rows of zero" : "") << "\n"
          << book.history();
    }
  }
}

TEST(BalancesAsOfADay, AreTheSumsOfThePostingsBeforeIt) {
  for_random_books(10, [](RandomBook& book) {
    expect_each_day(book, {}, "the book");
    std::vector<RegisterRow> rows;
    book.ledger.for_each_posting({}, [&](const RegisterRow& row) {
      rows.push_back(row);
      return true;
    });
    ASSERT_FALSE(rows.empty());
    const RegisterRow& one = rows[book.pick(rows.size())];
    Filter filter;
    filter.fund = one.fund;
    expect_each_day(book, filter, "fund " + one.fund);
    filter.account = one.account;
    expect_each_day(book, filter, one.account + " of fund " + one.fund);
    filter.fund.clear();
    expect_each_day(book, filter, one.account);
    filter.begin = date_of(20);
    expect_each_day(book, filter, one.account + " from day 20");
  });
}

}  // namespace
}  // namespace almoner::test

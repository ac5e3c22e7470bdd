// SPDX-License-Identifier: Apache-2.0
// Postings in columns say what the register says, in runs of any size, as of the moment asked.
#include <gtest/gtest.h>

#include <almoner/columns.hpp>

#include <filesystem>

#include "journal_book.hpp"
#include "random_books.hpp"

namespace almoner::test {
namespace {

std::vector<RegisterRow> rows_of(PostingScan scan, std::size_t run_size) {
  std::vector<RegisterRow> rows;
  PostingColumns run;
  while (scan.next(run, run_size)) {
    EXPECT_LE(run.size(), run_size);
    for (std::size_t i = 0; i < run.size(); ++i) {
      const auto name = [&](const std::vector<std::string>& names, std::int32_t at) {
        return at < 0 ? std::string{} : names.at(static_cast<std::size_t>(at));
      };
      RegisterRow row;
      row.date = Date{std::chrono::days{run.date[i]}};
      row.seq = run.seq[i];
      row.line = run.line[i];
      row.account = name(scan.accounts(), run.account[i]);
      row.fund = name(scan.funds(), run.fund[i]);
      row.purpose = name(scan.purposes(), run.purpose[i]);
      row.commodity = name(scan.commodities(), run.commodity[i]);
      row.quantity = run.quantity[i];
      row.value = run.value[i];
      rows.push_back(row);
    }
  }
  return rows;
}

std::vector<RegisterRow> register_of(const Ledger& ledger, const Filter& filter) {
  std::vector<RegisterRow> rows;
  ledger.for_each_posting(filter, [&](RegisterRow row) {
    row.reference.clear();
    row.party.clear();
    row.narration.clear();
    rows.push_back(row);
    return true;
  });
  return rows;
}

TEST(PostingScan, GivesTheRowsOfTheRegisterInRunsOfAnySize) {
  for_random_books(20, [](RandomBook& book) {
    std::vector<Filter> filters(4);
    const std::vector<RegisterRow> all = register_of(book.ledger, {});
    ASSERT_FALSE(all.empty());
    filters[1].fund = all[book.pick(all.size())].fund;
    filters[2].account = all[book.pick(all.size())].account;
    filters[3].begin = all[book.pick(all.size())].date;
    filters[3].end = all[book.pick(all.size())].date;
    for (const Filter& filter : filters)
      for (const std::size_t run : {std::size_t{1}, std::size_t{7}, std::size_t{100'000}})
        EXPECT_EQ(rows_of(book.ledger.scan_postings(filter), run), register_of(book.ledger, filter));
  });
}

TEST(PostingScan, DoesNotSeeWhatIsPostedAfterItBegan) {
  for_random_books(10, [](RandomBook& book) {
    const std::vector<RegisterRow> before = register_of(book.ledger, {});
    PostingScan scan = book.ledger.scan_postings();
    book.grow(20);
    EXPECT_EQ(rows_of(std::move(scan), 5), before);
  });
}

TEST(PostingScan, RefusesARunOfNoRows) {
  JournalBook book;
  PostingScan scan = book.ledger.scan_postings();
  PostingColumns run;
  EXPECT_THROW(scan.next(run, 0), UsageError);
  EXPECT_FALSE(scan.next(run, 1));
}

}  // namespace
}  // namespace almoner::test

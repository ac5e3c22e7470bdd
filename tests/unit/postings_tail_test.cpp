// SPDX-License-Identifier: Apache-2.0
// A book that may only be read answers from the end of its log what its projection lacks.
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>

#include "journal_book.hpp"

namespace almoner {
namespace {

class PostingsTail : public testing::Test {
 protected:
  std::filesystem::path folder = std::filesystem::temp_directory_path() /
                                 ("almoner-tail-" + std::to_string(getpid()));
  std::string path = folder / "book";

  void SetUp() override { std::filesystem::create_directory(folder); }
  void TearDown() override { std::filesystem::remove_all(folder); }
};

Draft gift(int number) {
  const std::string n = std::to_string(number);
  Draft draft{.date = parse_date("2021-06-01"), .reference = "G-" + n};
  draft.postings = {{.account = "Bank", .fund = "AID", .quantity = 100 + number},
                    {.account = "Gifts", .fund = "AID", .party = number % 2 == 0 ? "even" : "odd"}};
  return draft;
}

std::vector<std::string> given_by(const Ledger& book) {
  std::vector<std::string> rows;
  for (const PartyRow& row : book.parties())
    rows.push_back(row.id + " " + std::to_string(row.postings) + " " + std::to_string(row.given));
  for (const char* end : {"2021-06-15", "2021-07-01", "2022-01-01"}) {  // within the month, and months after
    Filter until;
    until.account = "Bank";
    until.end = parse_date(end);
    for (const BalanceRow& row : book.balances(until)) rows.push_back(std::string(end) + " " + std::to_string(row.quantity));
  }
  Filter odd;
  odd.party = "odd";
  book.for_each_posting(odd, [&](const RegisterRow& row) {
    rows.push_back(row.reference + " " + std::to_string(row.quantity));
    return true;
  });
  return rows;
}

TEST_F(PostingsTail, IsReadFromTheLogWhereTheBookMayNotBeWritten) {
  {
    Ledger book = Ledger::create(path, {"county", "CNY"});
    book.declare(AccountTerms{"Bank", AccountType::cash});
    book.declare(AccountTerms{"Gifts", AccountType::income});
    book.declare(PurposeTerms{"aid"});
    book.declare(FundTerms{"AID", FundClass::restricted, {"aid"}, RestrictionSource::donor});
    for (const char* id : {"even", "odd"}) book.declare(PartyTerms{id, id, PartyKind::person, false, {}});
    for (int number = 1; number <= 5; ++number) book.post(gift(number));  // one by one: nothing is projected
  }
  OpenOptions read_only;
  read_only.read_only = true;
  const std::vector<std::string> expected = {"even 2 206", "odd 3 309", "2021-06-15 515", "2021-07-01 515", "2022-01-01 515", "G-1 -101", "G-3 -103", "G-5 -105"};
  EXPECT_EQ(given_by(Ledger::open(path, read_only)), expected);
  Ledger book = Ledger::open(path);
  EXPECT_EQ(given_by(book), expected);
  book.post(gift(7));
  const std::vector<std::string> more = given_by(Ledger::open(path, read_only));  // part projected, part not
  EXPECT_EQ(more[3], "2021-07-01 622");
  EXPECT_EQ(more.back(), "G-7 -107");
}

}  // namespace
}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// A book in a file: declare, receive a gift, spend part of it, ask what is left.
#include <cstdio>

#include <almoner/ledger.hpp>

using namespace almoner;

int main() {
  Ledger book = Ledger::create("county.book", {"county society", "CNY"});
  book.declare(AccountTerms{"Assets:Bank", AccountType::cash});
  book.declare(AccountTerms{"Income:Gifts", AccountType::income});
  book.declare(AccountTerms{"Expenses:Aid", AccountType::expense});
  book.declare(PurposeTerms{"education"});
  book.declare(FundTerms{"EDU", FundClass::restricted, {"education"}, RestrictionSource::donor});

  Draft gift{.date = parse_date("2021-09-01"), .reference = "G-1"};
  gift.postings = {{.account = "Assets:Bank", .fund = "EDU", .quantity = parse_units("20000", 2)},
                   {.account = "Income:Gifts", .fund = "EDU"}};  // the one amount left out
  book.post(gift);

  Draft spent{.date = parse_date("2021-09-10"), .reference = "V-1"};
  spent.postings = {{.account = "Expenses:Aid", .fund = "EDU", .quantity = parse_units("12000", 2)},
                    {.account = "Assets:Bank", .fund = "EDU"}};
  book.post(spent);

  spent.reference = "V-2";  // more than the gift has left: refused, and nothing is written
  for (const Violation& broken : book.check(spent)) std::printf("%s\n", broken.message.c_str());

  const Units left = book.funds().front().closing;
  std::printf("left: %s CNY\n", format_units(left, 2).c_str());
  return left == 800000 ? 0 : 1;
}

// SPDX-License-Identifier: Apache-2.0
// Balances as of a date, the roll-forward of funds, the register of an account.
#include <cstdio>

#include <almoner/ledger.hpp>

using namespace almoner;

int main() {
  Ledger book = Ledger::create_in_memory({"village", "CNY"});
  book.declare(AccountTerms{"Assets:Bank", AccountType::cash});
  book.declare(AccountTerms{"Income:Gifts", AccountType::income});
  book.declare(FundTerms{"GENERAL", FundClass::unrestricted});
  {
    auto batch = book.batch();  // all or nothing
    for (int month = 1; month <= 12; ++month) {
      Draft gift{.date = month_start((2021 - 1970) * 12 + month - 1), .reference = "G-" + std::to_string(month)};
      gift.postings = {{.account = "Assets:Bank", .fund = "GENERAL", .quantity = 100 * month},
                       {.account = "Income:Gifts", .fund = "GENERAL"}};
      book.post(gift);
    }
    batch.commit();
  }
  Filter first_half;
  first_half.account = "Assets";
  first_half.end = parse_date("2021-07-01");
  const Units half = book.balances(first_half).front().value;
  for (const FundRow& fund : book.funds()) std::printf("%s received %s\n", fund.fund.c_str(), format_units(fund.received, 2).c_str());
  int lines = 0;
  book.for_each_posting(first_half, [&](const RegisterRow& row) {
    std::printf("%s %s %s\n", format_date(row.date).c_str(), row.reference.c_str(), format_units(row.value, 2).c_str());
    return ++lines > 0;
  });
  return half == 2100 && lines == 6 ? 0 : 1;
}

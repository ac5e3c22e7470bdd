// SPDX-License-Identifier: Apache-2.0
// Small lists of gifts and goods, their rules, and a book that they fit into.
#pragma once

#include <almoner/error.hpp>
#include <almoner/import.hpp>
#include <almoner/ledger.hpp>
#include <gtest/gtest.h>

#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>

namespace almoner::gift_lists {

inline const std::string gifts_rules = R"(
list gifts
header ^id
fields id, day, donor, sum, note
reference  %id
date       %day
party-name %donor
amount     %sum
narration  %note
account1   Assets:Bank
account2   Income:Gifts
fund       U
by         cashier
if %id ^合计
 total %sum
if %note 医院
 fund MED
)";

inline const std::string goods_rules = R"(
list out
skip 1
date            2020-02-04
carry           1
party-name      %1
party-kind      organisation
commodity       %2 %3
unit            %3
quantity        %4
value           0
account1        Expenses:Programme
account2        Assets:Stock
receipt-account Income:Gifts
fund            U
purpose         relief
)";

inline void declare_account(Ledger& book, const std::string& name, AccountType type) {
  AccountTerms terms;
  terms.name = name;
  terms.type = type;
  book.declare(terms);
}

inline ImportOptions keep_going(bool wanted = true) {
  ImportOptions options;
  options.keep_going = wanted;
  return options;
}

inline ImportOptions dry_run() {
  ImportOptions options;
  options.dry_run = true;
  return options;
}

inline ImportOptions expect(const std::string& total) {
  ImportOptions options;
  options.expect = total;
  return options;
}

inline Ledger new_book() {
  Ledger book = Ledger::create_in_memory({.name = "县红十字会", .base_currency = "CNY"});
  declare_account(book, "Assets:Bank", AccountType::cash);
  declare_account(book, "Assets:Stock", AccountType::asset);
  declare_account(book, "Income:Gifts", AccountType::income);
  declare_account(book, "Expenses:Programme", AccountType::expense);
  book.declare(PurposeTerms{.path = "relief"});
  FundTerms general;
  general.code = "U";
  book.declare(general);
  FundTerms hospitals;
  hospitals.code = "MED";
  hospitals.fund_class = FundClass::restricted;
  hospitals.purposes = {"relief"};
  hospitals.set_by = RestrictionSource::donor;
  book.declare(hospitals);
  return book;
}

inline ImportReport import_text(Ledger& book, const std::string& list, const std::string& rules,
                         const ImportOptions& options = {}) {
  std::istringstream list_stream{list};
  std::istringstream rules_stream{rules};
  return import_csv(book, list_stream, rules_stream, options);
}

inline ImportReport import_gifts(Ledger& book, const std::string& rows,
                          const ImportOptions& options = {}) {
  return import_text(book, "id,day,donor,sum,note\n" + rows, gifts_rules, options);
}

inline Units balance(const Ledger& book, const std::string& account, const std::string& commodity = "CNY",
              const std::string& fund = {}) {
  Units sum = 0;
  for (const BalanceRow& row : book.balances())
    if (row.account == account && row.commodity == commodity && (fund.empty() || row.fund == fund))
      sum += row.quantity;
  return sum;
}

/// A refusal at that line, with that text in it.
inline ::testing::AssertionResult has_problem(const ImportReport& report, int line,
                                       std::string_view text) {
  std::string all;
  for (const ImportProblem& problem : report.problems) {
    if (problem.line == line && problem.message.find(text) != std::string::npos)
      return ::testing::AssertionSuccess();
    all += std::to_string(problem.line) + ": " + problem.message + "\n";
  }
  return ::testing::AssertionFailure() << "not among:\n" << all;
}

/// Nothing at all was written.
class Untouched {
 public:
  explicit Untouched(const Ledger& book) : book_{book}, size_{book.size()}, root_{book.root()} {}
  bool holds() const {
    return book_.size() == size_ && book_.root() == root_ && book_.stats().entries == 0;
  }

 private:
  const Ledger& book_;
  std::uint64_t size_;
  DocumentHash root_;
};

}  // namespace almoner::gift_lists

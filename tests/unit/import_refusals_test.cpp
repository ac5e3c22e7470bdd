// SPDX-License-Identifier: Apache-2.0
// Lists come into a book whole or not at all.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <almoner/error.hpp>
#include <almoner/import.hpp>
#include <almoner/ledger.hpp>
#include <gtest/gtest.h>

#include "gift_lists.hpp"

namespace almoner {
namespace {

using namespace gift_lists;

TEST(ImportRefusals, RefusesAKnownReferenceWithAnotherAmount) {
  Ledger book = new_book();
  import_gifts(book, "1,2020-02-01,,1,\n");
  ImportReport report = import_gifts(book, "1,2020-02-01,,2,\n");
  EXPECT_TRUE(has_problem(report, 2, "reference_must_be_unused"));
  EXPECT_FALSE(report.committed);
  EXPECT_EQ(balance(book, "Assets:Bank"), 100);
}

TEST(ImportRefusals, RefusesTwoRowsOfOneListWithTheSameReference) {
  Ledger book = new_book();
  Untouched untouched{book};
  ImportReport report = import_gifts(book, "1,2020-02-01,,1,\n1,2020-02-01,,1,\n");
  EXPECT_TRUE(has_problem(report, 3, "another row of the list"));
  EXPECT_TRUE(untouched.holds());
}

TEST(ImportRefusals, ReportsEveryRowRefusedAndWritesNothing) {
  Ledger book = new_book();
  Untouched untouched{book};
  ImportReport report = import_gifts(book,
                                     "1,2020-02-01,,1,\n"
                                     "2,2020-02-30,,1,\n"
                                     "3,2020-02-01,,5万余,\n"
                                     "4,2020-02-01,,1.001,\n"
                                     "5,2020-02-01,, ,\n"
                                     "\"\",2020-02-01,,1,\n"
                                     "7,2020-02-01,,99999999999999999999,\n");
  EXPECT_EQ(report.read, 7U);
  EXPECT_EQ(report.posted, 0U);
  EXPECT_EQ(report.problems.size(), 6U);
  EXPECT_TRUE(has_problem(report, 3, "date:"));
  EXPECT_TRUE(has_problem(report, 4, "amount:"));
  EXPECT_TRUE(has_problem(report, 5, "amount:"));
  EXPECT_TRUE(has_problem(report, 6, "no amount"));
  EXPECT_TRUE(has_problem(report, 7, "no id"));
  EXPECT_TRUE(has_problem(report, 8, "amount:"));
  EXPECT_EQ(report.problems[0].reference, "gifts:2");
  EXPECT_TRUE(untouched.holds());
}

TEST(ImportRefusals, NamesTheRuleOfTheBooksThatARowBreaks) {
  Ledger book = new_book();
  Untouched untouched{book};
  std::string rules = gifts_rules;
  rules.replace(rules.find("Income:Gifts"), 12, "Income:Gfits");
  ImportReport report =
      import_text(book, "id,day,donor,sum,note\n1,2020-02-01,王*,1,\n", rules);
  EXPECT_TRUE(has_problem(report, 2, "name_must_be_declared"));
  EXPECT_TRUE(untouched.holds());
}

TEST(ImportRefusals, KeepsGoingWhereAsked) {
  Ledger book = new_book();
  ImportReport report = import_gifts(book, "1,2020-02-01,,1,\n2,2020-02-30,,1,\n3,2020-02-01,,7,\n",
                                     keep_going());
  EXPECT_TRUE(report.committed);
  EXPECT_EQ(report.posted, 2U);
  EXPECT_EQ(report.problems.size(), 1U);
  EXPECT_EQ(balance(book, "Assets:Bank"), 800);
}

TEST(ImportRefusals, NeverCommitsAListWhoseTotalDiffers) {
  for (bool wanted : {false, true}) {
    Ledger book = new_book();
    Untouched untouched{book};
    ImportReport report = import_gifts(book, "1,2020-02-01,,1.10,\n2,2020-02-01,,2,\n合计,,,3.11,\n",
                                       keep_going(wanted));
    EXPECT_TRUE(has_problem(report, 4, "total of 3.11"));
    EXPECT_TRUE(has_problem(report, 4, "0.01 less"));
    EXPECT_EQ(report.stated_total, 311);
    EXPECT_EQ(report.total, 310);
    EXPECT_EQ(report.posted, 0U);
    EXPECT_FALSE(report.committed);
    EXPECT_TRUE(untouched.holds());
  }
}

TEST(ImportRefusals, CountsARowThatCannotBeReadAsMissingFromTheTotal) {
  Ledger book = new_book();
  Untouched untouched{book};
  ImportReport report = import_gifts(book, "1,2020-02-01,,1,\n2,2020-02-01,,约2,\n合计,,,3,\n",
                                     keep_going());
  EXPECT_TRUE(has_problem(report, 4, "total of 3.00"));
  EXPECT_TRUE(untouched.holds());
}

TEST(ImportRefusals, RefusesTwoTotalsThatDiffer) {
  Ledger book = new_book();
  Untouched untouched{book};
  ImportReport report = import_gifts(book, "1,2020-02-01,,1,\n合计,,,2,\n合计,,,1,\n",
                                     keep_going());
  EXPECT_TRUE(has_problem(report, 4, "two totals"));
  EXPECT_TRUE(untouched.holds());
}

TEST(ImportRefusals, ComparesWithTheTotalExpected) {
  Ledger book = new_book();
  Untouched untouched{book};
  ImportReport wrong = import_gifts(book, "1,2020-02-01,,1,\n", expect("1.01"));
  EXPECT_TRUE(has_problem(wrong, 0, "expected is a total of 1.01"));
  EXPECT_TRUE(untouched.holds());
  ImportReport right = import_gifts(book, "1,2020-02-01,,1,\n", expect("1.00"));
  EXPECT_TRUE(right.committed);
  EXPECT_EQ(right.stated_total, 100);
  EXPECT_THROW(import_gifts(book, "1,2020-02-01,,1,\n", expect("about 1")), UsageError);
}

TEST(ImportRefusals, NeverKeepsAReceiptWithoutItsIssue) {
  Ledger book = new_book();
  Untouched untouched{book};
  std::string rules = goods_rules;
  rules.replace(rules.find("Expenses:Programme"), 18, "Expenses:Programe ");
  ImportReport report = import_text(book, "who,what,unit,n\n东湖,护目镜,副,10\n", rules,
                                    keep_going());
  EXPECT_EQ(report.problems.size(), 1U);
  EXPECT_FALSE(report.committed);
  EXPECT_TRUE(untouched.holds());
}

TEST(ImportRefusals, RefusesUnknownCommoditiesWithoutAUnit) {
  Ledger book = new_book();
  std::string rules = goods_rules;
  rules.replace(rules.find("unit            %3"), 18, "");
  ImportReport report = import_text(book, "who,what,unit,n\n东湖,护目镜,副,10\n", rules);
  EXPECT_TRUE(has_problem(report, 2, "护目镜 副"));
}

TEST(ImportRefusals, NamesTheLineOfAListThatCannotBeRead) {
  Ledger book = new_book();
  Untouched untouched{book};
  auto line_of = [&](const std::string& rows) {
    try {
      import_gifts(book, rows);
    } catch (const ParseError& error) {
      return error.line();
    }
    return -1;
  };
  EXPECT_EQ(line_of("1,2020-02-01,,1,\n2,2020-02-01,\xCE\xE4,1,\n"), 3);
  EXPECT_EQ(line_of("1,2020-02-01,,1,\n2,\"2020-02-01,,1,\n"), 3);
  EXPECT_THROW(import_text(book, "a,b\n1,2\n", gifts_rules), ParseError);
  EXPECT_THROW(import_text(book, "id\n", "lst gifts\n"), ParseError);
  EXPECT_TRUE(untouched.holds());
}

TEST(ImportRefusals, KeepsTheFirstProblemsOfManyAndTheirNumber) {
  Ledger book = new_book();
  std::string rows;
  for (int i = 0; i < 1500; ++i) rows += std::to_string(i) + ",2020-02-30,,1,\n";
  ImportReport report = import_gifts(book, rows);
  ASSERT_EQ(report.problems.size(), 1001U);
  EXPECT_EQ(report.problems.back().message, "500 more problems are not shown");
}

}  // namespace
}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// What the rows of a list become in a book.
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

TEST(Import, PostsARowAsOneGift) {
  Ledger book = new_book();
  ImportReport report = import_gifts(book, "7,2020.02.03,王*,\" 1,000.50 \",谢谢\n");
  EXPECT_TRUE(report.committed);
  EXPECT_EQ(report.read, 1U);
  EXPECT_EQ(report.posted, 1U);
  EXPECT_EQ(report.total, 100050);
  std::optional<Entry> entry = book.entry("gifts:7");
  ASSERT_TRUE(entry);
  EXPECT_EQ(format_date(entry->date), "2020-02-03");
  EXPECT_EQ(entry->narration, "谢谢");
  EXPECT_EQ(entry->by, "cashier");
  ASSERT_EQ(entry->postings.size(), 2U);
  EXPECT_EQ(entry->postings[0].account, "Assets:Bank");
  EXPECT_EQ(entry->postings[0].quantity, 100050);
  EXPECT_EQ(entry->postings[1].account, "Income:Gifts");
  EXPECT_EQ(entry->postings[1].quantity, -100050);
  EXPECT_EQ(entry->postings[1].party, "gifts:王*");
  EXPECT_TRUE(book.audit().findings.empty());
}

TEST(Import, DeclaresPartiesPrivatelyAndOncePerName) {
  Ledger book = new_book();
  import_gifts(book, "1,2020-02-01,王*,1,\n2,2020-02-01,王*,2,\n3,2020-02-01, ,4,\n");
  std::optional<PartyTerms> party = book.party("gifts:王*");
  ASSERT_TRUE(party);
  EXPECT_EQ(party->name, "王*");
  EXPECT_EQ(party->kind, PartyKind::person);
  EXPECT_FALSE(party->is_public);
  std::vector<PartyRow> parties = book.parties();
  ASSERT_EQ(parties.size(), 1U);
  EXPECT_EQ(parties[0].given, 300);
  EXPECT_EQ(book.entry("gifts:3")->postings[1].party, "");
}

TEST(Import, UsesAPartyAsItStandsInTheBook) {
  Ledger book = new_book();
  import_gifts(book, "1,2020-02-01,王*,1,\n");
  Amendment amendment;
  amendment.party = book.party("gifts:王*");
  amendment.party->name = "王某";
  amendment.date = parse_date("2020-02-02");
  book.amend(amendment);
  ImportReport report = import_gifts(book, "1,2020-02-01,王*,1,\n2,2020-02-02,王*,2,\n");
  EXPECT_TRUE(report.problems.empty());
  EXPECT_EQ(report.posted, 1U);
  EXPECT_EQ(book.party("gifts:王*")->name, "王某");
}

TEST(Import, TakesAnIdWithoutANameForADeclaredParty) {
  Ledger book = new_book();
  PartyTerms hospital;
  hospital.id = "xiehe";
  hospital.name = "协和医院";
  hospital.kind = PartyKind::organisation;
  hospital.is_public = true;
  book.declare(hospital);
  std::string rules = gifts_rules;
  rules.replace(rules.find("party-name"), 10, "party     ");
  const std::string head = "id,day,donor,sum,note\n";
  import_text(book, head + "1,2020-02-01,xiehe,1,\n", rules);
  EXPECT_EQ(book.entry("gifts:1")->postings[1].party, "xiehe");
  ImportReport unknown = import_text(book, head + "2,2020-02-01,xihe,1,\n", rules);
  ASSERT_EQ(unknown.problems.size(), 1U);
  EXPECT_NE(unknown.problems[0].message.find("xihe"), std::string::npos);
}

TEST(Import, SameListTwiceAddsNothing) {
  Ledger book = new_book();
  const std::string rows = "1,2020-02-01,王*,1,\n2,2020-02-01,,2.5,\n合计,,,3.5,\n";
  import_gifts(book, rows);
  const std::uint64_t size = book.size();
  const DocumentHash root = book.root();
  ImportReport report = import_gifts(book, rows);
  EXPECT_EQ(report.posted, 0U);
  EXPECT_EQ(report.already_there, 2U);
  EXPECT_TRUE(report.problems.empty());
  EXPECT_EQ(book.size(), size);
  EXPECT_EQ(book.root(), root);
}

TEST(Import, AddsOnlyTheRowsThatAreNew) {
  Ledger book = new_book();
  import_gifts(book, "1,2020-02-01,,1,\n");
  ImportReport report = import_gifts(book, "1,2020-02-01,,1,\n2,2020-02-02,,5,\n");
  EXPECT_EQ(report.posted, 1U);
  EXPECT_EQ(report.already_there, 1U);
  EXPECT_EQ(balance(book, "Assets:Bank"), 600);
}

TEST(Import, PutsRestrictedGiftsIntoTheFundThatTheRulesSay) {
  Ledger book = new_book();
  import_gifts(book, "1,2020-02-01,,1,\n2,2020-02-01,,5,给协和医院\n");
  EXPECT_EQ(balance(book, "Assets:Bank", "CNY", "U"), 100);
  EXPECT_EQ(balance(book, "Assets:Bank", "CNY", "MED"), 500);
}

TEST(Import, TakesATotalThatWasStoredAsADouble) {
  Ledger book = new_book();
  ImportReport report =
      import_gifts(book, "1,2020-02-01,,263681.17,\n合计,,,263681.170000001,\n");
  EXPECT_TRUE(report.committed);
  EXPECT_EQ(report.stated_total, 26368117);
}

TEST(Import, DryRunReportsAndWritesNothing) {
  Ledger book = new_book();
  Untouched untouched{book};
  ImportReport report = import_gifts(book, "1,2020-02-01,王*,1,\n合计,,,1,\n", dry_run());
  EXPECT_EQ(report.posted, 1U);
  EXPECT_FALSE(report.committed);
  EXPECT_TRUE(untouched.holds());
  EXPECT_FALSE(book.party("gifts:王*"));
}

TEST(Import, GivesARowWithoutAnIdTheLineThatItStandsIn) {
  Ledger book = new_book();
  std::string rules = gifts_rules;
  rules.erase(rules.find("reference  %id\n"), 15);
  import_text(book, "id,day,donor,sum,note\n,2020-02-01,,1,\n,2020-02-01,,2,\"a\nb\"\n"
                    ",2020-02-01,,4,\n", rules);
  EXPECT_TRUE(book.entry("gifts:row-2"));
  EXPECT_TRUE(book.entry("gifts:row-3"));
  EXPECT_TRUE(book.entry("gifts:row-5"));
  EXPECT_EQ(book.entry("gifts:row-3")->narration, "a b");
}

TEST(Import, TakesMoneyOutWhereTheListHasAColumnForIt) {
  Ledger book = new_book();
  const std::string rules =
      "list bank\nfields code, date, amount-in, amount-out\naccount1 Assets:Bank\n"
      "account2 Income:Gifts\nfund U\nif %code r\n account2 Expenses:Programme\n purpose relief\n";
  ImportReport report = import_text(book, "1,2020-02-01,10,\nr2,2020-02-02,,4\n", rules);
  EXPECT_TRUE(report.committed) << report.problems[0].message;
  EXPECT_EQ(report.total, 600);
  EXPECT_EQ(balance(book, "Assets:Bank"), 600);
  EXPECT_EQ(balance(book, "Expenses:Programme"), 400);
  ImportReport both = import_text(book, "3,2020-02-03,1,2\n4,2020-02-03,,\n", rules);
  EXPECT_TRUE(has_problem(both, 1, "both amount-in 1 and amount-out 2"));
  EXPECT_TRUE(has_problem(both, 2, "no amount"));
}

TEST(Import, HandsOutTheVeryGoodsThatItReceives) {
  Ledger book = new_book();
  const std::string list =
      "who,what,unit,n\n东湖,护目镜,副,10\n,护目镜,件,3\n江汉,护目镜,副,6\n";
  ImportReport report = import_text(book, list, goods_rules);
  EXPECT_TRUE(report.committed) << report.problems[0].message;
  EXPECT_EQ(report.posted, 3U);
  EXPECT_EQ(balance(book, "Expenses:Programme", "护目镜 副"), 16);
  EXPECT_EQ(balance(book, "Expenses:Programme", "护目镜 件"), 3);
  EXPECT_EQ(balance(book, "Assets:Stock", "护目镜 副"), 0);
  std::optional<Entry> out = book.entry("out:row-3-out");
  ASSERT_TRUE(out);
  EXPECT_EQ(out->postings[0].party, "out:东湖");
  Trace back = book.trace("out:row-4-out", Direction::back);
  ASSERT_EQ(back.parts.size(), 1U);
  EXPECT_EQ(back.parts[0].reference, "out:row-4-in");
  EXPECT_EQ(back.parts[0].quantity, 6);
  ImportReport again = import_text(book, list, goods_rules);
  EXPECT_EQ(again.already_there, 3U);
  EXPECT_TRUE(book.audit().findings.empty());
}

TEST(Import, ReportsProgress) {
  Ledger book = new_book();
  std::vector<std::uint64_t> seen;
  ImportOptions options;
  options.progress = [&seen](std::uint64_t rows) { seen.push_back(rows); };
  import_gifts(book, "1,2020-02-01,,1,\n2,2020-02-01,,2,\n", options);
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{2}));
}

}  // namespace
}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// Ways in which an entry is refused that other tests do not meet, and bounds of what is accepted.
#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <string>
#include <vector>

#include "society_book.hpp"

namespace almoner::test {
namespace {

using Rules = std::vector<std::string>;

const std::string chart = society_chart + std::string(R"(
2021-01-01 * (G-1) own  ; fund: U
    Bank  100.00 CNY
    Gifts
2021-01-01 * (G-2) lamps  ; fund: U
    Store:Town  10 LAMP @@ 50.00 CNY
    Gifts  -10 LAMP
)");

class EntryRules : public testing::Test {
 protected:
  EntryRules() { book.post(chart); }
  ~EntryRules() override { EXPECT_EQ(book.audit(), "sound"); }

  /// A gift of one yuan, to be spoilt.
  static Draft gift() {
    Draft draft;
    draft.date = parse_date("2021-02-01");
    draft.reference = "X-1";
    draft.postings.resize(2);
    draft.postings[0].account = "Bank";
    draft.postings[1].account = "Gifts";
    for (DraftPosting& one : draft.postings) one.fund = "U";
    draft.postings[0].quantity = 100;
    draft.postings[1].quantity = -100;
    return draft;
  }
  Rules told(const Draft& draft) {
    Rules rules;
    for (const Violation& one : book.ledger.check(draft)) rules.emplace_back(to_string(one.rule));
    return rules;
  }
  JournalBook book;
};

TEST_F(EntryRules, EveryNameOfAPostingIsDeclaredAndNoneIsLeftOut) {
  const Rules unknown{"name_must_be_declared"};
  for (const char* name : {"", "Nowhere"}) {
    Draft draft = gift();
    draft.postings[1].account = name;
    EXPECT_EQ(told(draft), unknown) << "account " << name;
    draft = gift();
    draft.postings[1].fund = name;
    EXPECT_EQ(told(draft), unknown) << "fund " << name;
  }
  Draft draft = gift();
  draft.postings[1].commodity = "SILVER";
  EXPECT_EQ(told(draft), unknown);
  draft = gift();
  draft.postings[1].purpose = "care";
  EXPECT_EQ(told(draft), unknown);
  draft = gift();
  draft.postings[1].party = "nobody";
  EXPECT_EQ(told(draft), unknown);
  draft.postings[0].fund = "nowhere";
  EXPECT_EQ(told(draft).size(), 2U) << "all at once";
  EXPECT_EQ(told(gift()), Rules{});
}

TEST_F(EntryRules, AnEntryHasPostingsOnLeavesAndDatesInRange) {
  Draft draft = gift();
  draft.postings.clear();
  EXPECT_EQ(told(draft), Rules{"entry_must_have_postings"});
  draft = gift();
  draft.postings[0].account = "Store";
  EXPECT_EQ(told(draft), Rules{"account_must_be_leaf"});
  const Date last = parse_date("2999-12-31"), first = parse_date("1900-01-01");
  for (const Date outside : {last + std::chrono::days{1}, first - std::chrono::days{1}}) {
    draft = gift();
    draft.date = outside;
    EXPECT_EQ(told(draft), Rules{"date_must_be_in_range"});
    draft = gift();
    draft.postings[0].expires = outside;
    EXPECT_EQ(told(draft), Rules{"date_must_be_in_range"});
  }
  for (const Date inside : {last, first}) {
    draft = gift();
    draft.date = inside;
    EXPECT_EQ(told(draft), Rules{});
  }
}

TEST_F(EntryRules, EveryTextOfADraftIsClean) {
  for (std::string Draft::* text : {&Draft::reference, &Draft::narration, &Draft::bank_reference, &Draft::by, &Draft::approved_by,
                                    &Draft::document, &Draft::counterpart}) {
    Draft draft = gift();
    draft.*text = "one\x1b";
    EXPECT_EQ(told(draft), Rules{"text_must_be_clean"});
  }
  Draft draft = gift();
  draft.postings[0].lot = "one\x1b";
  EXPECT_EQ(told(draft), Rules{"text_must_be_clean"});
}

TEST_F(EntryRules, AnAuthorityIsDatedAndItsDateIsInRange) {
  Draft draft = gift();
  draft.approved_by = "director";
  draft.by = "clerk";
  draft.authority = Authority{AuthorityKind::law, "decree", DocumentHash{1}, draft.date};
  EXPECT_EQ(told(draft), Rules{}) << "of the same day";
  draft.authority->dated = draft.date + std::chrono::days{1};
  EXPECT_EQ(told(draft), Rules{"authority_must_not_postdate_entry"});
  draft.authority->dated = parse_date("1900-01-01") - std::chrono::days{1};
  EXPECT_EQ(told(draft), Rules{"date_must_be_in_range"});
  draft.authority->dated.reset();
  EXPECT_EQ(told(draft), Rules{"authority_must_be_complete"});
  draft.authority = Authority{AuthorityKind::law, "", DocumentHash{1}, draft.date};
  EXPECT_EQ(told(draft), Rules{"authority_must_be_complete"});
  draft.authority = Authority{AuthorityKind::law, "decree", std::nullopt, draft.date};
  EXPECT_EQ(told(draft), Rules{"authority_must_be_complete"});
}

TEST_F(EntryRules, GoodsStateTheirQuantityAndMoneyOneAmount) {
  Draft draft = gift();
  draft.postings[0].value = 100;
  EXPECT_EQ(told(draft), Rules{}) << "said twice, and the same";
  draft.postings[0].value = 99;
  EXPECT_EQ(told(draft), Rules{"value_must_equal_quantity"});
  draft.postings[0].quantity.reset();
  draft.postings[0].value = 100;
  EXPECT_EQ(told(draft), Rules{}) << "the value is the quantity";
  draft.postings[0].account = "Store:Town";
  draft.postings[0].commodity = "LAMP";
  EXPECT_EQ(told(draft), Rules{"value_must_have_quantity"});
  draft.postings[0].value.reset();
  EXPECT_EQ(told(draft), Rules{"value_must_have_quantity"}) << "only an amount of the base currency may be left out";
}

TEST_F(EntryRules, UnitsComeInAtNoNegativeValue) {
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (X-1) lamps at less than nothing  ; fund: U
    Store:Town  1 LAMP
    Bank  5.00 CNY
    Gifts  -1.00 CNY
)"), Rules{"value_must_follow_quantity_sign"});
}

TEST_F(EntryRules, AmountsThatLeaveTheRangeAreRefusedAndNothingWraps) {
  Draft draft = gift();
  draft.postings.push_back(draft.postings[0]);
  draft.postings[0].quantity = draft.postings[2].quantity = std::numeric_limits<Units>::max();
  EXPECT_EQ(told(draft), Rules{"amount_must_be_in_range"});
  draft = gift();
  draft.postings[1].quantity = std::numeric_limits<Units>::min();
  EXPECT_NE(told(draft), Rules{});
}

TEST_F(EntryRules, AReversalThatStatesPostingsStatesItsOriginalsMirrored) {
  Draft draft;
  draft.date = parse_date("2021-02-01");
  draft.reference = "R-1";
  draft.reverses = "G-2";
  draft.postings.resize(2);
  draft.postings[0] = {"Store:Town", "U", "LAMP", -10, -5000, {}, {}, {}, {}};
  draft.postings[1] = {"Gifts", "U", "LAMP", 10, 5000, {}, {}, {}, {}};
  EXPECT_EQ(told(draft), Rules{});
  const Rules refused{"reversal_must_name_an_entry"};
  const auto with = [&](auto change) {
    Draft changed = draft;
    change(changed);
    return told(changed);
  };
  EXPECT_EQ(with([](Draft& of) { of.postings.pop_back(); }), refused);
  EXPECT_EQ(with([](Draft& of) { of.postings[0].account = "Store:Hill"; }), refused);
  EXPECT_EQ(with([](Draft& of) { of.postings[0].fund = "AID"; }), refused);
  EXPECT_EQ(with([](Draft& of) { of.postings[0].commodity = "CNY"; }), refused);
  EXPECT_EQ(with([](Draft& of) { of.postings[0].quantity = -9; }), refused);
  EXPECT_EQ(with([](Draft& of) { of.postings[0].value = -4999; }), refused);
  EXPECT_EQ(with([](Draft& of) { of.postings[1].purpose = "aid"; }), refused);
  EXPECT_EQ(with([](Draft& of) { of.postings[0].value.reset(); of.postings[1].quantity.reset(); }), Rules{}) << "what is left out follows";
}

TEST_F(EntryRules, InterfundAdvancesNetToZeroAndAreNotUndoneOnceRepaid) {
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (X-1) lent to nobody  ; fund: U
    Interfund  5.00 CNY
    Bank  -5.00 CNY
)"), Rules{"interfund_must_net_to_zero"});
  EXPECT_EQ(book.last_violations.front().figures, (std::vector<std::pair<std::string, std::string>>{{"difference", "5.00 CNY"}}));
  book.post(R"(
2021-02-01 * (I-1) lent  ; fund: U
    Interfund  30.00 CNY
    Bank  -30.00 CNY
    Interfund  -30.00 CNY  ; fund: AID
    Bank  30.00 CNY  ; fund: AID
)");
  const Rules no_such{"repayment_must_name_its_advance"};
  EXPECT_EQ(book.refused(R"(
2021-02-02 * (X-2) lent again, said to be a repayment  ; fund: U, repays: I-1
    Interfund  5.00 CNY
    Bank  -5.00 CNY
    Interfund  -5.00 CNY  ; fund: AID
    Bank  5.00 CNY  ; fund: AID
)"), no_such);
  book.post(R"(
2021-02-02 * (I-2) repaid to the last but one fen  ; fund: AID, repays: I-1
    Interfund  29.99 CNY
    Bank  -29.99 CNY
    Interfund  -29.99 CNY  ; fund: U
    Bank  29.99 CNY  ; fund: U
)");
  EXPECT_EQ(book.refused("2021-02-03 * (R-1) undo the advance  ; reverses: I-1\n"), Rules{"reversal_must_name_an_entry"});
  EXPECT_EQ(book.refused(R"(
2021-02-03 * (X-3) repays a repayment  ; fund: U, repays: I-2
    Interfund  1.00 CNY
    Bank  -1.00 CNY
    Interfund  -1.00 CNY  ; fund: AID
    Bank  1.00 CNY  ; fund: AID
)"), no_such);
  book.post("2021-02-03 * (R-2) the repayment bounced  ; reverses: I-2\n");
  book.post(R"(
2021-02-04 * (R-3) and the advance is undone  ; reverses: I-1
2021-02-04 * (G-4) its own money  ; fund: AID
    Bank  1.00 CNY
    Gifts
)");
  EXPECT_EQ(book.balance("Interfund", "U"), "0.00");
  EXPECT_EQ(book.refused(R"(
2021-02-05 * (X-4) repays what was undone  ; fund: AID, repays: I-1
    Interfund  1.00 CNY
    Bank  -1.00 CNY
    Interfund  -1.00 CNY  ; fund: U
    Bank  1.00 CNY  ; fund: U
)"), no_such);
}

TEST_F(EntryRules, WhatRepaysAnAdvanceMovesSomethingBetweenTheFunds) {
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (L-1) lent
    Interfund  5.00 CNY  ; fund: U
    Bank  -5.00 CNY  ; fund: U
    Bank  5.00 CNY  ; fund: AID
    Interfund  -5.00 CNY  ; fund: AID
2021-02-02 * (X-1) spent, and called a repayment  ; fund: AID, repays: L-1
    Aid  1.00 CNY
    Bank
)"), Rules{"repayment_must_name_its_advance"});
}

TEST_F(EntryRules, TheFeeOfARefundIsBorneByAnotherFundsOwnMoney) {
  book.post(R"(
2021-02-01 * (G-3) gift  ; fund: AID
    Bank  10.00 CNY
    Gifts
2021-02-02 * (F-1) sent back  ; gift: G-3, by: clerk, approved-by: director
    Gifts  10.00 CNY  ; fund: AID
    Bank  -10.00 CNY  ; fund: AID
    Office  1.00 CNY  ; fund: U, purpose: office
    Bank  -1.00 CNY  ; fund: U
)");
  EXPECT_EQ(book.trace("G-3"), "F-1 10.00 returned");
  EXPECT_EQ(book.trace("G-1"), "F-1 1.00 spent; G-1 99.00 unspent");
}

TEST_F(EntryRules, AFundGivesNothingBackForAGiftOfAnotherFund) {
  book.post(R"(
party li
  name: Li
2021-02-01 * (G-3) gift  ; fund: AID
    Bank  10.00 CNY
    Gifts
2021-02-01 * (H-1) held  ; fund: HELD
    Bank  10.00 CNY
    Owed  -10.00 CNY
2021-02-01 * (G-4) lamps  ; fund: AID
    Store:Town  3 LAMP @@ 15.00 CNY
    Gifts  -3 LAMP
2021-02-01 * (G-5) from Li  ; fund: U
    Bank  10.00 CNY
    Gifts  ; party: li
)");
  const Rules unspent{"gift_must_have_unspent_units"};
  const std::string approved = "gift: G-5, party: li, by: clerk, approved-by: director\n";
  EXPECT_EQ(book.refused("2021-02-02 * (X-1) out of restricted money  ; fund: AID, " + approved +
                         "    Gifts  10.00 CNY\n    Bank\n"), unspent);
  EXPECT_EQ(book.refused("2021-02-02 * (X-2) out of what the hospital owns  ; fund: HELD, " + approved +
                         "    Owed  10.00 CNY\n    Bank\n"), unspent);
  EXPECT_EQ(book.refused("2021-02-02 * (X-3) lamps  ; fund: AID, " + approved +
                         "    Gifts  3 LAMP\n    Store:Town  -3 LAMP\n"), unspent);
  book.post("2021-02-02 * (F-1) its own  ; fund: U, " + approved + "    Gifts  10.00 CNY\n    Bank\n");
}

TEST_F(EntryRules, OpeningEntriesComeBeforeActivityOfAnyKind) {
  const std::string opening = " opening  ; fund: AID\n    Bank  1.00 CNY\n    Net  -1.00 CNY\n";
  book.post("2021-02-01 * (O-1)" + opening);
  book.post("2021-02-01 * (O-2)" + opening);
  const char* const activities[] = {
      "2021-02-02 * (A-1) income  ; fund: AID\n    Bank  1.00 CNY\n    Gifts\n",
      "2021-02-02 * (A-1) expense  ; fund: AID\n    Aid  1.00 CNY\n    Bank\n",
      "2021-02-02 * (A-1) transfer\n    Bank  -1.00 CNY  ; fund: U\n    Transfers  1.00 CNY  ; fund: U\n"
      "    Bank  1.00 CNY  ; fund: AID\n    Transfers  -1.00 CNY  ; fund: AID\n",
      "2021-02-02 * (A-1) advance\n    Bank  -1.00 CNY  ; fund: U\n    Interfund  1.00 CNY  ; fund: U\n"
      "    Bank  1.00 CNY  ; fund: AID\n    Interfund  -1.00 CNY  ; fund: AID\n"};
  for (const char* activity : activities) {
    JournalBook begun;
    begun.post(chart);
    begun.post("2021-02-01 * (O-1)" + opening);
    begun.post(activity);
    EXPECT_EQ(begun.refused("2021-02-03 * (O-2)" + opening), Rules{"net_assets_must_be_opening"}) << activity;
  }
}

TEST_F(EntryRules, AnAgencyFundHoldsWhatItOwesAndMakesNoAdvances) {
  const Rules holds{"agency_must_hold_value_for_its_party"};
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (X-1) as if it were its own  ; fund: HELD
    Bank  5.00 CNY
    Net  -5.00 CNY
)"), holds);
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (X-2) in a traced account  ; fund: HELD
    Bank  5.00 CNY
    Payable  -5.00 CNY
)"), holds);
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (H-1) held  ; fund: HELD
    Bank  5.00 CNY
    Owed  -5.00 CNY
2021-02-02 * (X-3) advanced  ; fund: HELD
    Advances  1.00 CNY  ; purpose: aid
    Bank  -1.00 CNY
)").back(), "agency_must_take_no_income_or_expense");
  book.post(R"(
2021-02-02 * (H-2) paid out to its party  ; fund: HELD, party: hospital
    Owed  5.00 CNY
    Bank  -5.00 CNY
)");
}

TEST_F(EntryRules, AReturnHoldsOnlyWhatComesBackOfWhatWasCharged) {
  book.post(R"(
2021-02-01 * (V-1) aid and its cost  ; fund: U
    Aid  20.00 CNY  ; purpose: aid
    Office  5.00 CNY  ; purpose: office
    Bank  -25.00 CNY
)");
  EXPECT_EQ(book.refused(R"(
2021-02-02 * (X-1) back, less a fee  ; fund: U, returns: V-1
    Bank  9.00 CNY
    Office  1.00 CNY  ; purpose: office
    Aid  -10.00 CNY  ; purpose: aid
)"), Rules{"return_must_name_an_entry"});
  EXPECT_EQ(book.refused(R"(
2021-02-02 * (X-2) more of the cost than it was  ; fund: U, returns: V-1
    Bank  5.01 CNY
    Office  -5.01 CNY  ; purpose: office
)"), Rules{"return_must_not_exceed_what_is_left"});
  book.post(R"(
2021-02-02 * (B-1) all of the cost  ; fund: U, returns: V-1
    Bank  5.00 CNY
    Office  -5.00 CNY  ; purpose: office
)");
  EXPECT_EQ(book.refused(R"(
2021-02-03 * (X-3) a fen more  ; fund: U, returns: V-1
    Bank  0.01 CNY
    Office  -0.01 CNY  ; purpose: office
)"), Rules{"return_must_not_exceed_what_is_left"});
  book.post(R"(
2021-02-04 * (B-2) and all of the aid  ; fund: U, returns: V-1
    Bank  20.00 CNY
    Aid  -20.00 CNY  ; purpose: aid
)");
  book.post(R"(
2021-02-05 * (V-2) one purpose in two accounts  ; fund: U
    Aid  4.00 CNY  ; purpose: aid
    Office  1.00 CNY  ; purpose: aid
    Bank  -5.00 CNY
2021-02-06 * (B-3) the one  ; fund: U, returns: V-2
    Bank  1.00 CNY
    Office  -1.00 CNY  ; purpose: aid
2021-02-06 * (B-4) and all of the other  ; fund: U, returns: V-2
    Bank  4.00 CNY
    Aid  -4.00 CNY  ; purpose: aid
)");
}

TEST_F(EntryRules, OutflowsOfOneLineInSeveralPostingsShareItsValueToTheLastFen) {
  book.post(R"(
2021-02-01 * (G-3) three lamps for a yuan  ; fund: AID
    Store:Hill  3 LAMP @@ 1.00 CNY
    Gifts  -3 LAMP
2021-02-02 * (V-1) in two lots of work  ; fund: AID
    Store:Hill  -1 LAMP
    Store:Hill  -2 LAMP
    Aid  3 LAMP  ; purpose: aid
)");
  const auto entry = book.ledger.entry("V-1");
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->postings[0].value, -33);
  EXPECT_EQ(entry->postings[1].value, -67);
  EXPECT_EQ(entry->postings[2].value, 100);
}

TEST_F(EntryRules, UnitsDrawnByNameAreNotDrawnAgainByTheSameEntry) {
  book.post(R"(
2021-02-01 * (V-1) two of the named, eight of any  ; fund: U
    Aid  10 LAMP  ; purpose: aid
    Store:Town  -2 LAMP  ; lot: G-2
    Store:Town  -8 LAMP
)");
  EXPECT_EQ(book.balance("Store:Town", "U", "LAMP"), "0");
  EXPECT_TRUE(book.ledger.stock().empty());
  EXPECT_EQ(book.trace("V-1", Direction::back), "G-2 50.00 spent (10 LAMP)");
}

TEST_F(EntryRules, GoodsThatMoveIntoSeveralPostingsShareTheirValueToTheLastFen) {
  book.post(R"(
2021-02-01 * (G-3) three lamps for a yuan  ; fund: AID
    Store:Hill  3 LAMP @@ 1.00 CNY
    Gifts  -3 LAMP
2021-02-02 * (M-1) to town in two loads  ; fund: AID
    Store:Hill  -3 LAMP
    Store:Town  1 LAMP
    Store:Town  2 LAMP
)");
  const auto entry = book.ledger.entry("M-1");
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->postings[1].value, 33);
  EXPECT_EQ(entry->postings[2].value, 67);
}

TEST_F(EntryRules, TheLogsProofsEndWhereTheLogEnds) {
  const std::uint64_t size = book.ledger.size();
  EXPECT_EQ(book.ledger.root_at(size), book.ledger.root());
  EXPECT_THROW(book.ledger.root_at(size + 1), UsageError);
  EXPECT_NO_THROW(book.ledger.inclusion_proof(size - 1, size));
  EXPECT_THROW(book.ledger.inclusion_proof(size, size), UsageError);
  EXPECT_THROW(book.ledger.inclusion_proof(0, size + 1), UsageError);
  EXPECT_THROW(book.ledger.consistency_proof(0, size + 1), UsageError);
  EXPECT_THROW(book.ledger.consistency_proof(size, size - 1), UsageError);
  EXPECT_TRUE(book.ledger.consistency_proof(0, size).empty());
  EXPECT_TRUE(book.ledger.consistency_proof(size, size).empty());
}

}  // namespace
}  // namespace almoner::test

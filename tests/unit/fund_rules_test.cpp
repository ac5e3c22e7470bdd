// SPDX-License-Identifier: Apache-2.0
// What a fund may bear: management and losses, authorities, and entries in which several funds meet.
#include <limits>

#include "society_book.hpp"

namespace almoner::test {
namespace {

class FundRules : public SocietyBook {
 protected:
  FundRules() {
    book.post(R"(
purpose appeal
  function: fundraising
fund CAPPED
  class: unrestricted
  management-cap: 5.00 CNY
fund DESK
  class: restricted
  purposes: office
  set-by: donor
2021-01-01 * (G-1) own money  ; fund: U
    Bank  100.00 CNY
    Gifts
2021-01-01 * (G-2) for aid  ; fund: AID
    Bank  50.00 CNY
    Gifts  ; party: school
2021-01-01 * (G-3) to be kept  ; fund: KEEP
    Bank  50.00 CNY
    Gifts
2021-01-01 * (G-4) capped  ; fund: CAPPED
    Bank  50.00 CNY
    Gifts
2021-01-01 * (G-5) for the desk  ; fund: DESK
    Bank  50.00 CNY
    Gifts
2021-01-01 * (L-1) lamps  ; fund: U
    Store:Town  10 LAMP @@ 50.00 CNY
    Gifts  -10 LAMP
2021-01-01 * (H-1) held  ; fund: HELD
    Bank  20.00 CNY
    Owed  ; party: school
)");
  }
};

TEST_F(FundRules, AnUnrestrictedFundMayHaveACapOfManagementAndFundraising) {
  const Rules over{"management_cap_must_hold"};
  book.post("2021-02-01 * (V-1) an appeal  ; fund: CAPPED\n    Office  3.00 CNY  ; purpose: appeal\n    Bank\n");
  EXPECT_EQ(book.refused("2021-02-01 * (X-1) the desk  ; fund: CAPPED\n    Office  2.01 CNY  ; purpose: office\n    Bank\n"), over);
  EXPECT_EQ(book.last_violations.front().figures.at(2).second, "0.01 CNY");
  book.post("2021-02-01 * (V-2) the desk  ; fund: CAPPED\n    Office  2.00 CNY  ; purpose: office\n    Bank\n");
  book.post("2021-02-01 * (V-3) aid is not management  ; fund: CAPPED\n    Aid  9.00 CNY  ; purpose: aid\n    Bank\n");
}

TEST_F(FundRules, AGiftMadeForManagementIsNotCapped) {
  book.post("2021-02-01 * (V-1) its own purpose  ; fund: DESK\n    Office  20.00 CNY  ; purpose: office\n    Bank\n");
  EXPECT_EQ(book.refused("2021-02-01 * (X-1) another  ; fund: DESK\n    Office  0.01 CNY  ; purpose: appeal\n    Bank\n"),
            Rules{"management_cap_must_hold"});
}

TEST_F(FundRules, AnEndowmentBearsNoManagementEither) {
  EXPECT_EQ(book.refused("2021-02-01 * (X-1) the desk  ; fund: KEEP\n    Office  1.00 CNY  ; purpose: office\n    Bank\n"),
            (Rules{"purpose_must_be_allowed", "endowment_must_not_be_spent"}));
}

TEST_F(FundRules, ALossIsSupportedByADocumentByEvidenceOrByAnAuthority) {
  const std::string loss = "\n    Aid  1 LAMP  ; purpose: loss\n    Store:Town  -1 LAMP\n";
  EXPECT_EQ(book.refused("2021-02-01 * (X-1) lost  ; fund: U" + approved + loss), Rules{"document_must_be_named"});
  book.post("2021-02-01 * (V-1) lost  ; fund: U, evidence: " + std::string(64, 'b') + approved + loss);
  book.post("2021-02-01 * (V-2) lost  ; fund: U, document: P-1" + approved + loss);
  Draft draft;
  draft.date = parse_date("2021-02-01");
  draft.reference = "V-3";
  draft.by = "clerk";
  draft.approved_by = "director";
  draft.authority = Authority{AuthorityKind::law, "decree", DocumentHash{1}, draft.date};
  draft.postings.resize(2);
  draft.postings[0] = {"Aid", "U", "LAMP", 1, {}, "loss", {}, {}, {}};
  draft.postings[1] = {"Store:Town", "U", "LAMP", -1, {}, {}, {}, {}, {}};
  EXPECT_EQ(book.ledger.check(draft), std::vector<Violation>{});
}

TEST_F(FundRules, IncomeIsDebitedUnderAnAuthorityThoughAGiftIsNamed) {
  book.post("2021-02-01 * (V-1) released  ; fund: AID, gift: G-2" + under("donor-release") + "\n    Gifts  5.00 CNY\n    Bank\n");
  EXPECT_EQ(book.trace("G-2"), "V-1 5.00 returned; G-2 45.00 unspent");
}

TEST_F(FundRules, WhatOneFundPaysAsksNoPurposeOfAnothersReceivable) {
  book.post(R"(
2021-02-01 * (V-1) aid, and a promise to another fund
    Aid  3.00 CNY  ; fund: AID, purpose: aid
    Bank  -3.00 CNY  ; fund: AID
    Advances  2.00 CNY  ; fund: U
    Gifts  -2.00 CNY  ; fund: U
)");
}

TEST_F(FundRules, MoneyAndGoodsMoveInOneEntryEachToItsLike) {
  book.post(R"(
2021-02-01 * (T-1) both, goods first in one fund and last in the other
    Store:Town  -2 LAMP  ; fund: U
    Transfers  2 LAMP  ; fund: U
    Bank  -5.00 CNY  ; fund: U
    Transfers  5.00 CNY  ; fund: U
    Bank  5.00 CNY  ; fund: AID
    Transfers  -5.00 CNY  ; fund: AID
    Store:Town  2 LAMP  ; fund: AID
    Transfers  -2 LAMP  ; fund: AID
)");
  EXPECT_EQ(book.value("Store:Town", "AID", "LAMP"), "10.00");
  EXPECT_EQ(book.trace("L-1"), "T-1 10.00 unspent (2 LAMP); L-1 40.00 unspent (8 LAMP)");
}

TEST_F(FundRules, AMoveInSeveralPostingsIsRefusedOnceForEachPairOfFunds) {
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (X-1) up, twice
    Bank  -5.00 CNY  ; fund: AID
    Transfers  2.00 CNY  ; fund: AID
    Transfers  3.00 CNY  ; fund: AID
    Bank  5.00 CNY  ; fund: U
    Transfers  -5.00 CNY  ; fund: U
)"), Rules{"transfer_must_be_authorised"});
  EXPECT_EQ(book.last_violations.size(), 1U);
}

TEST_F(FundRules, NothingMovesIntoAnAgencyFundNorOutOfOne) {
  const auto move = [](const std::string& from, const std::string& to) {
    return "2021-02-01 * (X-1) move\n    Bank  -1.00 CNY  ; fund: " + from + "\n    Transfers  1.00 CNY  ; fund: " + from +
           "\n    Bank  1.00 CNY  ; fund: " + to + "\n    Transfers  -1.00 CNY  ; fund: " + to + "\n";
  };
  const Rules refused{"agency_must_take_no_income_or_expense"};
  EXPECT_EQ(book.refused(move("HELD", "U")), refused);
  EXPECT_EQ(book.refused(move("U", "HELD")), refused);
}

TEST_F(FundRules, ARestrictedFundLendsUnderAnAuthority) {
  const std::string lent = R"(
    Interfund  5.00 CNY  ; fund: AID
    Bank  -5.00 CNY  ; fund: AID
    Interfund  -5.00 CNY  ; fund: U
    Bank  5.00 CNY  ; fund: U
)";
  EXPECT_EQ(book.refused("2021-02-01 * (I-1) lent" + lent), Rules{"interfund_must_be_authorised"});
  book.post("2021-02-01 * (I-1) lent  ; evidence: " + std::string(64, 'b') + under("law") + lent);
}

TEST_F(FundRules, AnAdvanceIsRepaidByTheFundThatHadItAndARepaymentOfNothingRepaysNothing) {
  const auto between = [](const std::string& payer, const std::string& lender, const std::string& sum) {
    return "\n    Interfund  " + sum + " CNY  ; fund: " + payer + "\n    Bank  -" + sum + " CNY  ; fund: " + payer + "\n    Interfund  -" +
           sum + " CNY  ; fund: " + lender + "\n    Bank  " + sum + " CNY  ; fund: " + lender + "\n";
  };
  book.post("2021-02-01 * (I-1) lent" + between("U", "AID", "5.00"));
  EXPECT_EQ(book.refused("2021-02-02 * (X-1) by another  ; repays: I-1" + between("CAPPED", "U", "5.00")),
            Rules{"repayment_must_name_its_advance"});
  book.post("2021-02-02 * (I-2) nothing  ; repays: I-1" + between("AID", "U", "0.00"));
  book.post("2021-02-02 * (I-3) all  ; repays: I-1" + between("AID", "U", "5.00"));
  EXPECT_EQ(book.balance("Interfund", "U"), "0.00");
}

TEST_F(FundRules, AnAgencyFundHoldsGoodsForItsPartyAndPaysInKind) {
  book.post(R"(
2021-02-01 * (H-2) lamps to be passed on  ; fund: HELD
    Store:Hill  2 LAMP @@ 10.00 CNY
    Owed  -10.00 CNY
2021-02-02 * (H-3) passed on  ; fund: HELD
    Owed  10.00 CNY  ; party: hospital
    Store:Hill  -2 LAMP
2021-02-03 * (H-4) nothing advanced  ; fund: HELD
    Advances  0.00 CNY
    Bank  0.00 CNY
)");
  EXPECT_EQ(book.balance("Owed", "HELD"), "-20.00");
}

TEST_F(FundRules, AnotherFundPaysWhomItLikesBesideAnAgencyFund) {
  book.post(R"(
2021-02-01 * (H-2) paid out, and what that cost
    Office  1.00 CNY  ; fund: U, purpose: office, party: school
    Bank  -1.00 CNY  ; fund: U
    Owed  5.00 CNY  ; fund: HELD, party: hospital
    Bank  -5.00 CNY  ; fund: HELD
)");
  EXPECT_EQ(book.balance("Owed", "HELD"), "-15.00");
}

TEST_F(FundRules, WhatIsHeldGoesBackToItsGiverAndToNoOther) {
  const auto back = [](const std::string& party) {
    return "2021-02-01 * (F-1) sent back  ; fund: HELD, gift: H-1" + approved + "\n    Owed  5.00 CNY\n    Bank  -5.00 CNY  ; party: " + party + "\n";
  };
  EXPECT_EQ(book.refused(back("hospital")), Rules{"agency_must_pay_its_party"});
  book.post(back("school"));
}

TEST_F(FundRules, GoodsAdvancedDoNotSettleAnAdvanceOfMoney) {
  book.post(R"(
2021-02-01 * (A-1) money and lamps in one account  ; fund: U
    Advances  5.00 CNY  ; purpose: aid
    Bank  -5.00 CNY
    Advances  2 LAMP
    Store:Town  -2 LAMP
)");
  EXPECT_EQ(book.refused("2021-02-02 * (X-1) a fen more than was advanced  ; fund: U\n    Bank  5.01 CNY\n    Advances  -5.01 CNY  ; purpose: aid\n"),
            Rules{"balance_must_keep_its_sign"});
  book.post("2021-02-02 * (A-2) settled  ; fund: U\n    Bank  5.00 CNY\n    Advances  -5.00 CNY  ; purpose: aid\n");
}

TEST_F(FundRules, AConsentIsAboutTheUnitsOfItsGiftInTheFundThatGives) {
  book.post(R"(
2021-01-02 * (L-2) lamps  ; fund: NEW
    Store:Hill  2 LAMP @@ 6.00 CNY
    Gifts  -2 LAMP
2021-01-03 * (G-6) money and lamps in one gift  ; fund: AID
    Bank  8.00 CNY
    Store:Town  1 LAMP @@ 5.00 CNY
    Gifts  -13.00 CNY  ; party: school
)");
  const auto moved = [](const std::string& gift, const std::string& sum) {
    return "2021-02-01 * (T-1) moved up, and lamps of the other fund used  ; gift: " + gift + under("donor-consent") +
           "\n    Bank  -" + sum + " CNY  ; fund: AID\n    Transfers  " + sum + " CNY  ; fund: AID\n    Bank  " + sum +
           " CNY  ; fund: NEW\n    Transfers  -" + sum + " CNY  ; fund: NEW\n    Store:Hill  -1 LAMP  ; fund: NEW\n"
           "    Aid  1 LAMP  ; fund: NEW, purpose: aid\n";
  };
  const Rules not_its_units{"gift_must_have_unspent_units"};
  EXPECT_EQ(book.refused(moved("G-1", "1.00")), not_its_units) << "a gift to another fund";
  EXPECT_EQ(book.refused(moved("G-6", "8.01")), not_its_units) << "more than it was";
  book.post(moved("G-6", "8.00"));
  EXPECT_EQ(book.trace("G-2"), "G-2 50.00 unspent");
  EXPECT_EQ(book.trace("L-2"), "T-1 3.00 spent (1 LAMP); L-2 3.00 unspent (1 LAMP)");
}

TEST_F(FundRules, SumsOfUntracedPostingsDoNotWrapEither) {
  Draft draft;
  draft.date = parse_date("2021-02-01");
  draft.reference = "X-1";
  draft.by = "clerk";
  draft.approved_by = "director";
  draft.authority = Authority{AuthorityKind::law, "decree", DocumentHash{1}, draft.date};
  const Units most = std::numeric_limits<Units>::max();
  for (const Units sum : {most, most, -most, -most})
    draft.postings.push_back({sum > 0 ? "Aid" : "Gifts", "U", "CNY", sum, {}, sum > 0 ? "aid" : "", {}, {}, {}});
  const std::vector<Violation> found = book.ledger.check(draft);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().rule, Rule::amount_must_be_in_range);
}

}  // namespace
}  // namespace almoner::test

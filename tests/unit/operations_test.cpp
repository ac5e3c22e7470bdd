// SPDX-License-Identifier: Apache-2.0
// What an accountant of a charity does in a year, each without a workaround: posted in journal
// notation, its balances and traces asserted, the book sound afterwards.
#include <gtest/gtest.h>

#include "journal_book.hpp"

namespace almoner {
namespace {

using test::JournalBook;
using Rules = std::vector<std::string>;

constexpr const char* chart = R"(
commodity 1,000.00 CNY
commodity 1,000.00 USD
commodity 1. LAMP
commodity 1. BOX
  policy: fefo
commodity 1. CARTON
commodity 1. COAT
account Bank:CCB       ; type: C
account Bank:ICBC      ; type: C
account Bank:USD       ; type: C
account Stock:Town     ; type: A
account Stock:Hill     ; type: A
account Advances       ; type: A
account Prepaid        ; type: A
account Receivable     ; type: A
account Van            ; type: A, traced: no
account Depreciation   ; type: A, traced: no
account Payable        ; type: L
account Loan           ; type: L, traced: no
account Owed           ; type: L, traced: no
account Net            ; type: E
account Gifts          ; type: R
account Interest       ; type: R
account Aid            ; type: X
account Office         ; type: X
account Loss           ; type: X
account Transfers      ; type: T
account Interfund      ; type: F
purpose aid
  function: programme
purpose aid/flood
purpose aid/lamps
purpose school
  function: programme
purpose office
  function: management
purpose appeals
  function: fundraising
purpose other
  function: other
purpose other/loss
purpose other/return
party hospital
  name: Hospital
  kind: organisation
  public: yes
party wang
  name: 王某
party li
  name: 李某
fund U
  class: unrestricted
fund AID
  class: restricted
  purposes: aid
  set-by: donor
fund FLOOD
  class: restricted
  purposes: aid/flood
  set-by: donor
fund SCHOOL
  class: restricted
  purposes: school
  set-by: donor
  from: 2021-01-01
  until: 2021-12-31
fund KEEP
  class: endowment
  purposes: school
  set-by: donor
fund HELD
  class: agency
  owed-to: hospital
2021-01-01 * (G-U) own  ; fund: U
    Bank:CCB  1000.00 CNY
    Gifts
2021-01-02 * (G-1) gift  ; fund: AID, party: wang
    Bank:CCB  100.00 CNY
    Gifts
2021-01-03 * (G-2) gift  ; fund: AID, party: li
    Bank:CCB  200.00 CNY
    Gifts
)";

class Operation : public testing::Test {
 protected:
  Operation() { book.post(chart); }
  ~Operation() override { EXPECT_EQ(book.audit(), "sound"); }
  JournalBook book;
};

TEST_F(Operation, AFeeNettedFromAGiftIsPartOfIt) {
  book.post(R"(
2021-02-01 * (G-3) card gift less fee  ; fund: U
    Bank:CCB  97.00 CNY
    Office  3.00 CNY  ; purpose: office
    Gifts  -100.00 CNY
)");
  EXPECT_EQ(book.trace("G-3"), "G-3 97.00 unspent; G-3 3.00 spent");
}

TEST_F(Operation, AChequeBouncesBeforeItIsSpent) {
  book.post("2021-02-01 * (R-2) bounced  ; reverses: G-2\n");
  EXPECT_EQ(book.balance("Bank", "AID"), "100.00");
  EXPECT_EQ(book.trace("G-2"), "R-2 200.00 returned");
}

TEST_F(Operation, AChequeThatBouncesAfterItWasSpentIsRefusedAndNamesTheSpender) {
  book.post(R"(
2021-02-01 * (V-1) aid  ; fund: AID
    Aid  150.00 CNY  ; purpose: aid
    Bank:CCB
)");
  EXPECT_EQ(book.refused("2021-02-02 * (R-1) bounced  ; reverses: G-1\n"), Rules{"reversal_must_find_units_unspent"});
  EXPECT_NE(book.last_violations.front().message.find("V-1"), std::string::npos);
}

TEST_F(Operation, ErrorCorrectionGivesTheSpenderOtherUnits) {
  book.post(R"(
2021-02-01 * (V-1) aid  ; fund: AID
    Aid  150.00 CNY  ; purpose: aid
    Bank:CCB
2021-02-02 * (R-1) bounced  ; reverses: G-1, authority: error-correction, document: bank-1, dated: 2021-02-02, sha256: ab00000000000000000000000000000000000000000000000000000000000000, by: clerk, approved-by: director
)");
  EXPECT_EQ(book.trace("V-1", Direction::back), "G-2 150.00 spent");
  EXPECT_EQ(book.trace("G-1"), "R-1 100.00 returned");
  EXPECT_EQ(book.trace("G-2"), "V-1 150.00 spent; G-2 50.00 unspent");
  // The substituted units come back when the spender is reversed.
  book.post("2021-02-03 * (R-V1) not handed out  ; reverses: V-1\n");
  EXPECT_EQ(book.trace("G-2"), "G-2 200.00 unspent");
}

TEST_F(Operation, ErrorCorrectionIsRefusedWhereNothingCanTakeThePlace) {
  book.post(R"(
2021-02-01 * (V-1) aid  ; fund: AID
    Aid  250.00 CNY  ; purpose: aid
    Bank:CCB
)");
  EXPECT_EQ(book.refused("2021-02-02 * (R-1) bounced  ; reverses: G-1, authority: error-correction, document: bank-1, dated: 2021-02-02, sha256: ab00000000000000000000000000000000000000000000000000000000000000, by: clerk, approved-by: director\n"),
            Rules{"line_must_not_go_below_zero"});
}

TEST_F(Operation, AVillageReturnsPartOfWhatItGot) {
  book.post(R"(
2021-02-01 * (V-1) to the village  ; fund: AID
    Aid  250.00 CNY  ; purpose: aid
    Bank:CCB
2021-05-01 * (B-1) not needed  ; fund: AID, returns: V-1
    Bank:CCB  70.00 CNY
    Aid  -70.00 CNY  ; purpose: aid
)");
  EXPECT_EQ(book.trace("V-1", Direction::back), "G-1 100.00 spent; G-2 80.00 spent");
  EXPECT_EQ(book.trace("G-2"), "V-1 80.00 spent; G-2 120.00 unspent");
  EXPECT_EQ(book.refused(R"(
2021-06-01 * (B-2) too much  ; fund: AID, returns: V-1
    Bank:CCB  180.01 CNY
    Aid  -180.01 CNY  ; purpose: aid
)"), Rules{"return_must_not_exceed_what_is_left"});
  book.post(R"(
2021-06-01 * (B-3) the rest  ; fund: AID, returns: V-1
    Bank:CCB  180.00 CNY
    Aid  -180.00 CNY  ; purpose: aid
)");
  EXPECT_EQ(book.trace("V-1", Direction::back), "");
  EXPECT_EQ(book.balance("Bank", "AID"), "300.00");
}

TEST_F(Operation, GoodsComeBackWithTheirLotValueAndDate) {
  book.post(R"(
2021-02-01 * (G-3) medicine  ; fund: AID
    Stock:Town  10 BOX @@ 100.00 CNY  ; lot: A, expires: 2021-06-30
    Gifts  -10 BOX
2021-02-02 * (V-1) handed out  ; fund: AID
    Aid  10 BOX  ; purpose: aid
    Stock:Town  -10 BOX
2021-02-03 * (B-1) three come back  ; fund: AID, returns: V-1
    Stock:Town  3 BOX
    Aid  -3 BOX  ; purpose: aid
)");
  ASSERT_EQ(book.ledger.stock().size(), 1U);
  const StockRow left = book.ledger.stock().front();
  EXPECT_EQ(left.lot, "A");
  EXPECT_EQ(left.quantity, 3);
  EXPECT_EQ(left.value, 3000);
  EXPECT_EQ(left.expires, parse_date("2021-06-30"));
  EXPECT_EQ(book.trace("G-3"), "V-1 70.00 spent (7 BOX); G-3 30.00 unspent (3 BOX)");
}

TEST_F(Operation, PayrollIsChargedToSeveralFundsInOneEntry) {
  book.post(R"(
2021-02-28 * (V-1) payroll
    Aid  40.00 CNY  ; fund: AID, purpose: aid
    Bank:CCB  -40.00 CNY  ; fund: AID
    Office  60.00 CNY  ; fund: U, purpose: office
    Bank:CCB  -60.00 CNY  ; fund: U
)");
  EXPECT_EQ(book.trace("V-1", Direction::back), "G-1 40.00 spent; G-U 60.00 spent");
}

TEST_F(Operation, AnAdvanceIsNotSpentUntilItIsAccountedFor) {
  book.post(R"(
2021-02-01 * (A-1) advance to the village  ; fund: AID
    Advances  50.00 CNY  ; purpose: aid
    Bank:CCB
)");
  EXPECT_EQ(book.trace("G-1"), "G-1 100.00 unspent");
  book.post(R"(
2021-03-01 * (V-1) accounted for  ; fund: AID
    Aid  45.00 CNY  ; purpose: aid
    Bank:CCB  5.00 CNY
    Advances  -50.00 CNY
)");
  EXPECT_EQ(book.trace("G-1"), "V-1 45.00 spent; G-1 55.00 unspent");
  EXPECT_EQ(book.refused(R"(
2021-03-02 * (V-2) more than advanced  ; fund: AID
    Aid  1.00 CNY  ; purpose: aid
    Advances
)"), Rules{"balance_must_keep_its_sign"});
}

TEST_F(Operation, APrepaymentBecomesAnExpenseMonthByMonth) {
  book.post(R"(
2021-02-01 * (P-1) rent for the quarter  ; fund: U
    Prepaid  90.00 CNY  ; purpose: office
    Bank:CCB
2021-02-28 * (V-1) february  ; fund: U
    Office  30.00 CNY  ; purpose: office
    Prepaid
)");
  EXPECT_EQ(book.balance("Prepaid", "U"), "60.00");
}

TEST_F(Operation, AReceivableArisesWithoutAPurpose) {
  book.post(R"(
2021-02-01 * (G-3) grant awarded  ; fund: AID
    Receivable  500.00 CNY
    Gifts
2021-03-01 * (G-3-paid) grant paid  ; fund: AID
    Bank:CCB  500.00 CNY
    Receivable
)");
  EXPECT_EQ(book.balance("Receivable", "AID"), "0.00");
  EXPECT_EQ(book.trace("G-3"), "G-3 500.00 unspent");
}

TEST_F(Operation, CashAloneDoesNotGoBelowZeroThoughTheLineHolds) {
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (G-3) grant awarded  ; fund: AID
    Receivable  500.00 CNY
    Gifts
2021-03-01 * (V-1) too early  ; fund: AID
    Aid  400.00 CNY  ; purpose: aid
    Bank:CCB
)"), Rules{"cash_must_not_go_below_zero"});
}

TEST_F(Operation, ALateFreightBillRaisesWhatTheGoodsCost) {
  book.post(R"(
2021-02-01 * (P-1) lamps  ; fund: AID
    Stock:Town  4 LAMP @@ 100.00 CNY  ; lot: first
    Bank:CCB
2021-02-10 * (P-2) freight, late  ; fund: AID
    Stock:Town  -4 LAMP  ; lot: first
    Stock:Town  4 LAMP @@ 108.00 CNY  ; lot: landed
    Bank:CCB  -8.00 CNY
2021-02-11 * (V-1) handed out  ; fund: AID
    Aid  1 LAMP  ; purpose: aid/lamps
    Stock:Town  -1 LAMP
)");
  EXPECT_EQ(book.value("Stock", "AID", "LAMP"), "81.00");
  EXPECT_EQ(book.trace("G-1"), "V-1 27.00 spent; P-2 73.00 unspent");
}

TEST_F(Operation, ACountGainComesInAsIncomeAndALossGoesOutApproved) {
  book.post(R"(
2021-02-01 * (C-1) one more than the books  ; fund: AID
    Stock:Town  1 LAMP @@ 25.00 CNY
    Gifts  -1 LAMP
2021-02-02 * (C-2) and one stolen  ; fund: AID, document: police-7, by: keeper, approved-by: director
    Loss  1 LAMP  ; purpose: other/loss
    Stock:Town  -1 LAMP
)");
  EXPECT_EQ(book.trace("C-1"), "C-2 25.00 spent (1 LAMP)");
  EXPECT_EQ(book.refused(R"(
2021-02-03 * (C-3) found again  ; fund: AID
    Stock:Town  1 LAMP @@ 25.00 CNY
    Gifts  -1 LAMP
2021-02-04 * (C-4) no document, no approver  ; fund: AID
    Loss  1 LAMP  ; purpose: other/loss
    Stock:Town  -1 LAMP
)"), (Rules{"document_must_be_named", "approver_must_be_named"}));
}

TEST_F(Operation, ARecallTakesOneBatchOutOfEveryStore) {
  book.post(R"(
2021-02-01 * (G-3) medicine  ; fund: AID
    Stock:Town  10 BOX @@ 100.00 CNY  ; lot: A, expires: 2021-12-31
    Stock:Town  10 BOX @@ 120.00 CNY  ; lot: B, expires: 2021-06-30
    Gifts  -20 BOX
2021-02-02 * (M-1) to the hill store  ; fund: AID
    Stock:Hill  15 BOX
    Stock:Town  -15 BOX
2021-02-03 * (L-1) batch B recalled  ; fund: AID, document: notice-3, by: keeper, approved-by: director
    Loss  10 BOX  ; purpose: other/loss
    Stock:Hill  -10 BOX  ; lot: B
)");
  // FEFO moved all of B and five of A; each kept its label, date and value.
  EXPECT_EQ(book.balance("Stock:Town", "AID", "BOX"), "5");
  EXPECT_EQ(book.balance("Stock:Hill", "AID", "BOX"), "5");
  EXPECT_EQ(book.value("Stock:Hill", "AID", "BOX"), "50.00");
  EXPECT_EQ(book.ledger.stock({"Stock:Hill", {}, {}, {}, {}, {}}).front().lot, "A");
  EXPECT_EQ(book.refused(R"(
2021-02-04 * (L-2) no B is left  ; fund: AID
    Aid  1 BOX  ; purpose: aid
    Stock:Hill  -1 BOX  ; lot: B
)"), Rules{"lot_must_exist"});
}

TEST_F(Operation, OfMedicineThatExpiresOnOneDayTheFirstReceivedIsHandedOutFirst) {
  book.post(R"(
2021-02-01 * (G-3) medicine  ; fund: AID
    Stock:Town  2 BOX @@ 20.00 CNY  ; expires: 2021-12-31
    Gifts
2021-02-01 * (G-4) medicine  ; fund: AID
    Stock:Town  2 BOX @@ 60.00 CNY  ; expires: 2021-12-31
    Gifts
2021-03-01 * (V-1) to the hospital  ; fund: AID
    Aid  1 BOX  ; purpose: aid
    Stock:Town  -1 BOX
)");
  EXPECT_EQ(book.trace("V-1", Direction::back), "G-3 10.00 spent");
}

TEST_F(Operation, KeepsWhatADraftSaysOfOtherPapers) {
  book.post("2021-02-01 * (V-1) rent  ; fund: U, document: lease-7, counterpart: TOWN/G-9, approved-by: director, evidence: " +
            std::string(64, 'b') + "\n    Office  1.00 CNY  ; purpose: office\n    Bank:CCB\n");
  const Entry entry = *book.ledger.entry("V-1");
  EXPECT_EQ(entry.document, "lease-7");
  EXPECT_EQ(entry.counterpart, "TOWN/G-9");
  EXPECT_EQ(entry.approved_by, "director");
  EXPECT_EQ(entry.evidence.size(), 1U);
}

TEST_F(Operation, ExpiredMedicineIsPassedOverAndLeavesByName) {
  book.post(R"(
2021-02-01 * (G-3) medicine  ; fund: AID
    Stock:Town  10 BOX @@ 100.00 CNY  ; lot: A, expires: 2021-03-31
    Stock:Town  5 BOX @@ 60.00 CNY  ; lot: B, expires: 2021-12-31
    Gifts  -15 BOX
2021-03-31 * (V-1) on the last day  ; fund: AID
    Aid  1 BOX  ; purpose: aid
    Stock:Town  -1 BOX
2021-04-01 * (V-2) the day after  ; fund: AID
    Aid  1 BOX  ; purpose: aid
    Stock:Town  -1 BOX
)");
  EXPECT_EQ(book.value("Stock", "AID", "BOX"), "138.00");  // 9 at 10.00 and 4 at 12.00
  EXPECT_EQ(book.refused(R"(
2021-04-02 * (V-3) more than is usable  ; fund: AID
    Aid  5 BOX  ; purpose: aid
    Stock:Town  -5 BOX
)"), Rules{"expired_goods_must_leave_by_name"});
  book.post(R"(
2021-04-03 * (L-1) back to the giver  ; fund: AID, gift: G-3, document: note-1, by: keeper, approved-by: director
    Loss  9 BOX  ; purpose: other/return
    Stock:Town  -9 BOX  ; lot: A
)");
  EXPECT_EQ(book.balance("Stock", "AID", "BOX"), "4");
}

TEST_F(Operation, ExpiredMedicineIsHandedOutToNobody) {
  book.post(R"(
2021-02-01 * (G-3) medicine  ; fund: AID
    Stock:Town  10 BOX @@ 100.00 CNY  ; expires: 2021-03-31
    Gifts  -10 BOX
2021-04-01 * (G-4) medicine  ; fund: AID
    Stock:Town  10 BOX @@ 100.00 CNY  ; expires: 2021-05-31
    Gifts  -10 BOX
)");
  const Rules expired{"expired_goods_must_leave_by_name"};
  const std::string approved = ", document: note-1, by: keeper, approved-by: director";
  EXPECT_EQ(book.refused("2021-04-02 * (V-1) beside one that is lost  ; fund: AID" + approved + R"(
    Loss  1 BOX  ; purpose: other/return
    Aid  5 BOX  ; purpose: aid
    Stock:Town  -6 BOX  ; lot: G-3
)"), expired);
  EXPECT_EQ(book.refused("2021-04-02 * (V-2) beside one that goes back  ; fund: AID, gift: G-3" + approved + R"(
    Gifts  1 BOX
    Aid  5 BOX  ; purpose: aid
    Stock:Town  -6 BOX
)"), expired);
  EXPECT_EQ(book.refused("2021-04-02 * (V-3) for its value  ; fund: AID, gift: G-3" + approved + R"(
    Gifts  1 BOX
    Aid  50.00 CNY  ; purpose: aid
    Stock:Town  -6 BOX
)"), expired);
  book.post("2021-04-02 * (V-4) lost beside what is good  ; fund: AID" + approved + R"(
    Loss  2 BOX  ; purpose: other/return
    Aid  3 BOX  ; purpose: aid
    Stock:Town  -2 BOX  ; lot: G-3
    Stock:Town  -3 BOX  ; lot: G-4
)");
}

TEST_F(Operation, BoxesAreRepackedIntoCartons) {
  book.post(R"(
2021-02-01 * (G-3) medicine  ; fund: AID
    Stock:Town  10 BOX @@ 100.00 CNY
    Gifts  -10 BOX
2021-02-02 * (M-1) repacked  ; fund: AID
    Stock:Town  3 CARTON
    Stock:Town  -10 BOX
2021-02-03 * (V-1) handed out  ; fund: AID
    Aid  1 CARTON  ; purpose: aid
    Stock:Town  -1 CARTON
)");
  EXPECT_EQ(book.trace("G-3"), "V-1 33.33 spent; M-1 66.67 unspent");
}

TEST_F(Operation, CoatsWithoutValueAreCountedMovedAndHandedOut) {
  book.post(R"(
2021-02-01 * (G-3) used coats  ; fund: AID
    Stock:Town  200 COAT @@ 0 CNY
    Gifts  -200 COAT
2021-02-02 * (M-1) to the hill store  ; fund: AID
    Stock:Hill  120 COAT
    Stock:Town  -120 COAT
2021-02-03 * (V-1) handed out  ; fund: AID
    Aid  50 COAT  ; purpose: aid
    Stock:Hill  -50 COAT
)");
  EXPECT_EQ(book.trace("G-3"), "V-1 0.00 spent (50 COAT); M-1 0.00 unspent (70 COAT); G-3 0.00 unspent (80 COAT)");
  EXPECT_EQ(book.trace("V-1", Direction::back), "G-3 0.00 spent (50 COAT)");
  EXPECT_EQ(book.refused(R"(
2021-02-04 * (L-1) ten vanish  ; fund: AID
    Aid  40 COAT  ; purpose: aid
    Stock:Hill  -50 COAT
)"), Rules{"unvalued_goods_must_meet_their_like"});
}

TEST_F(Operation, GoodsAreSoldNet) {
  book.post(R"(
2021-02-01 * (G-3) lamps  ; fund: U
    Stock:Town  4 LAMP @@ 100.00 CNY
    Gifts  -4 LAMP
2021-02-02 * (S-1) two sold at a gain  ; fund: U
    Bank:CCB  60.00 CNY
    Stock:Town  -2 LAMP
    Gifts  -10.00 CNY
)");
  EXPECT_EQ(book.value("Stock", "U", "LAMP"), "50.00");
  EXPECT_EQ(book.refused(R"(
2021-02-03 * (S-2) spending makes no gain  ; fund: U
    Aid  60.00 CNY  ; purpose: aid
    Stock:Town  -2 LAMP @@ 60.00 CNY
)"), Rules{"value_must_be_carrying_value"});
}

TEST_F(Operation, DollarsAreSpentAtWhatTheyCameInAt) {
  book.post(R"(
2021-02-01 * (G-3) dollars  ; fund: U
    Bank:USD  1000.00 USD @@ 7100.00 CNY
    Gifts  -1000.00 USD
2021-02-02 * (X-1) changed at a loss  ; fund: U
    Bank:CCB  2800.00 CNY
    Bank:USD  -400.00 USD
    Loss  40.00 CNY  ; purpose: office
)");
  EXPECT_EQ(book.value("Bank:USD", "U", "USD"), "4260.00");
  EXPECT_EQ(book.trace("G-3"), "X-1 2800.00 unspent; X-1 40.00 spent; G-3 4260.00 unspent (600.00 USD)");
}

TEST_F(Operation, MoneyMovesFreelyDownToAStricterFundOnly) {
  book.post(R"(
2021-02-01 * (T-1) to the flood  ; fund: AID
    Bank:CCB  -80.00 CNY
    Transfers  80.00 CNY
    Bank:CCB  80.00 CNY  ; fund: FLOOD
    Transfers  -80.00 CNY  ; fund: FLOOD
2021-02-02 * (V-1) flood aid  ; fund: FLOOD
    Aid  30.00 CNY  ; purpose: aid/flood
    Bank:CCB
)");
  EXPECT_EQ(book.trace("G-1"), "V-1 30.00 spent; T-1 50.00 unspent; G-1 20.00 unspent");
  EXPECT_EQ(book.trace("V-1", Direction::back), "G-1 30.00 spent");
  EXPECT_EQ(book.refused(R"(
2021-02-03 * (T-2) and back up  ; fund: FLOOD
    Bank:CCB  -10.00 CNY
    Transfers  10.00 CNY
    Bank:CCB  10.00 CNY  ; fund: AID
    Transfers  -10.00 CNY  ; fund: AID
)"), Rules{"transfer_must_be_authorised"});
}

TEST_F(Operation, GoodsMoveBetweenFundsWithLotValueAndDate) {
  book.post(R"(
2021-02-01 * (G-3) medicine  ; fund: AID
    Stock:Town  10 BOX @@ 100.00 CNY  ; lot: A, expires: 2021-06-30
    Stock:Town  10 BOX @@ 300.00 CNY  ; lot: B, expires: 2021-09-30
    Gifts  -20 BOX
2021-02-02 * (T-1) to the flood
    Stock:Town  -15 BOX  ; fund: AID
    Transfers  15 BOX  ; fund: AID
    Stock:Town  15 BOX  ; fund: FLOOD
    Transfers  -15 BOX  ; fund: FLOOD
)");
  const auto flood = book.ledger.stock({{}, "FLOOD", {}, {}, {}, {}});
  ASSERT_EQ(flood.size(), 2U);
  EXPECT_EQ(flood[0].lot + flood[1].lot, "AB");
  EXPECT_EQ(flood[0].value + flood[1].value, 25000);
  EXPECT_EQ(flood[1].expires, parse_date("2021-09-30"));
  EXPECT_EQ(book.trace("G-3"), "T-1 250.00 unspent (15 BOX); G-3 150.00 unspent (5 BOX)");
}

TEST_F(Operation, OwnMoneyIsLentToAFundAndComesBack) {
  book.post(R"(
2021-02-01 * (I-1) lent  ; fund: U
    Bank:CCB  -300.00 CNY
    Interfund  300.00 CNY
    Bank:CCB  300.00 CNY  ; fund: FLOOD
    Interfund  -300.00 CNY  ; fund: FLOOD
2021-03-01 * (I-2) repaid in part  ; fund: FLOOD, repays: I-1
    Bank:CCB  -200.00 CNY
    Interfund  200.00 CNY
    Bank:CCB  200.00 CNY  ; fund: U
    Interfund  -200.00 CNY  ; fund: U
)");
  EXPECT_EQ(book.refused(R"(
2021-03-02 * (I-3) more than is owed  ; fund: FLOOD, repays: I-1
    Bank:CCB  -100.00 CNY
    Interfund  100.01 CNY
    Bank:CCB  100.01 CNY  ; fund: U
    Interfund  -100.01 CNY  ; fund: U
)").back(), "repayment_must_not_exceed_advance");
  EXPECT_EQ(book.refused(R"(
2021-03-03 * (I-4) names another entry  ; fund: FLOOD, repays: G-U
    Bank:CCB  -50.00 CNY
    Interfund  50.00 CNY
    Bank:CCB  50.00 CNY  ; fund: U
    Interfund  -50.00 CNY  ; fund: U
)"), Rules{"repayment_must_name_its_advance"});
  EXPECT_EQ(book.balance("Interfund", "U"), "100.00");
}

TEST_F(Operation, AVanBoughtWithAGiftIsHeld) {
  book.post(R"(
2021-02-01 * (P-1) van  ; fund: AID
    Van  150.00 CNY  ; purpose: aid
    Bank:CCB
2021-12-31 * (D-1) depreciation  ; fund: AID
    Aid  30.00 CNY  ; purpose: aid
    Depreciation  -30.00 CNY
)");
  EXPECT_EQ(book.trace("G-1"), "P-1 100.00 held");
}

TEST_F(Operation, ABankLoanComesInAndIsRepaid) {
  book.post(R"(
2021-02-01 * (B-1) loan  ; fund: U
    Bank:CCB  500.00 CNY
    Loan
2021-03-01 * (B-2) repaid  ; fund: U
    Loan  500.00 CNY
    Bank:CCB
)");
  EXPECT_EQ(book.balance("Loan", "U"), "0.00");
}

TEST_F(Operation, AGiftIsRefundedFromItsOwnUnits) {
  book.post(R"(
2021-02-01 * (F-1) given back  ; fund: AID, gift: G-2, party: li, by: clerk, approved-by: director
    Gifts  150.00 CNY
    Bank:CCB
)");
  EXPECT_EQ(book.trace("G-2"), "F-1 150.00 returned; G-2 50.00 unspent");
  EXPECT_EQ(book.trace("G-1"), "G-1 100.00 unspent");
  EXPECT_EQ(book.refused(R"(
2021-02-02 * (F-2) more than is left  ; fund: AID, gift: G-2, party: li, by: clerk, approved-by: director
    Gifts  51.00 CNY
    Bank:CCB
)"), Rules{"gift_must_have_unspent_units"});
  EXPECT_EQ(book.refused(R"(
2021-02-02 * (F-3) to another  ; fund: AID, gift: G-2, party: wang, by: clerk, approved-by: director
    Gifts  10.00 CNY
    Bank:CCB
)"), Rules{"consent_must_come_from_the_donor"});
  EXPECT_EQ(book.refused(R"(
2021-02-02 * (F-4) income just shrinks  ; fund: AID
    Gifts  10.00 CNY
    Bank:CCB
)"), Rules{"income_must_not_be_debited"});
}

TEST_F(Operation, NoGiftIsSpentByName) {
  book.post(R"(
2021-02-01 * (G-3) a gift  ; fund: AID
    Bank:CCB  100.00 CNY
    Gifts
2021-02-01 * (G-4) another  ; fund: AID
    Bank:CCB  100.00 CNY
    Gifts
)");
  const std::string names = "  ; fund: AID, gift: G-4, by: clerk, approved-by: director\n";
  EXPECT_EQ(book.refused("2021-02-02 * (V-1) aid" + names + "    Aid  10.00 CNY  ; purpose: aid\n    Bank:CCB\n"),
            Rules{"purpose_must_be_allowed"});
  EXPECT_EQ(book.refused("2021-02-02 * (V-1) aid, and nothing back" + names + "    Aid  10.00 CNY  ; purpose: aid\n    Gifts  0.00 CNY\n    Bank:CCB\n"),
            Rules{"purpose_must_be_allowed"});
  EXPECT_EQ(book.refused("2021-02-02 * (P-1) lamps" + names + "    Stock:Town  2 LAMP @@ 10.00 CNY\n    Bank:CCB  -10.00 CNY\n"),
            Rules{"purpose_must_be_allowed"});
  EXPECT_EQ(book.refused("2021-02-02 * (M-1) to another account" + names + "    Bank:ICBC  10.00 CNY\n    Bank:CCB\n"),
            Rules{"purpose_must_be_allowed"});
  book.post("2021-02-02 * (F-1) back, with the bank's fee" + names +
            "    Gifts  10.00 CNY\n    Aid  1.00 CNY  ; purpose: aid\n    Bank:CCB\n");
  EXPECT_EQ(book.trace("G-4"), "F-1 10.00 returned; F-1 1.00 spent; G-4 89.00 unspent");
}

TEST_F(Operation, MoneyIsHeldForAnotherAndPassedOnOrGivenBack) {
  book.post(R"(
2021-02-01 * (G-3) for the hospital  ; fund: HELD
    Bank:CCB  800.00 CNY  ; party: wang
    Owed
2021-02-02 * (V-1) passed on  ; fund: HELD, party: hospital
    Owed  500.00 CNY
    Bank:CCB
2021-02-03 * (F-1) the rest back to the giver  ; fund: HELD, gift: G-3, party: wang, by: clerk, approved-by: director
    Owed  300.00 CNY
    Bank:CCB
)");
  EXPECT_EQ(book.trace("G-3"), "V-1 500.00 spent; F-1 300.00 returned");
}

TEST_F(Operation, BankToBankMovesNothingOnTheLine) {
  book.post(R"(
2021-02-01 * (M-1) swept  ; fund: AID
    Bank:ICBC  100.00 CNY
    Bank:CCB
)");
  EXPECT_EQ(book.trace("M-1"), "");
  EXPECT_EQ(book.trace("G-1"), "G-1 100.00 unspent");
}

TEST_F(Operation, AFundIsSpentInItsWindowButPaidForAfterwards) {
  book.post(R"(
2020-12-20 * (G-3) early  ; fund: SCHOOL
    Bank:CCB  100.00 CNY
    Gifts
2021-12-31 * (V-1) owed at the year end  ; fund: SCHOOL
    Aid  40.00 CNY
    Payable
2022-01-10 * (V-1-paid) paid  ; fund: SCHOOL
    Payable  40.00 CNY
    Bank:CCB
)");
  EXPECT_EQ(book.refused(R"(
2022-01-11 * (V-2) too late  ; fund: SCHOOL
    Aid  1.00 CNY
    Bank:CCB
)"), Rules{"date_must_lie_in_window"});
}

TEST_F(Operation, AnEndowmentBearsOnlyLosses) {
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (G-3) to keep  ; fund: KEEP
    Bank:CCB  1000.00 CNY
    Gifts
2021-02-02 * (V-1) spent  ; fund: KEEP
    Aid  1.00 CNY
    Bank:CCB
)"), Rules{"endowment_must_not_be_spent"});
  book.post(R"(
2021-02-03 * (L-1) bank failed  ; fund: KEEP, document: court-1, by: clerk, approved-by: director
    Loss  10.00 CNY  ; purpose: other/loss
    Bank:CCB
)");
  EXPECT_EQ(book.balance("Bank", "KEEP"), "990.00");
}

TEST_F(Operation, NothingIsPostedUpToAClosedDate) {
  book.ledger.close(parse_date("2021-06-30"));
  EXPECT_EQ(book.refused(R"(
2021-06-30 * (V-1) late  ; fund: U
    Office  1.00 CNY  ; purpose: office
    Bank:CCB
)"), Rules{"entry_must_postdate_close"});
  EXPECT_THROW(book.ledger.close(parse_date("2021-06-30")), Refused);
}

TEST_F(Operation, NetAssetsAreOpeningEntriesOnly) {
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (O-1) conjured  ; fund: AID
    Bank:CCB  1.00 CNY
    Net
)"), Rules{"net_assets_must_be_opening"});
}

TEST_F(Operation, AFundsTermsAreNarrowedFreelyAndWidenedUnderAnAuthority) {
  Amendment amendment;
  amendment.date = parse_date("2021-02-01");
  amendment.fund = FundTerms{"AID", FundClass::restricted, {"aid/lamps"}, RestrictionSource::donor, {}, {}, {}, {}, {}};
  book.ledger.amend(amendment);
  amendment.fund->purposes = {"aid", "school"};
  EXPECT_THROW(book.ledger.amend(amendment), Refused);
  amendment.authority = Authority{AuthorityKind::donor_consent, "letter", DocumentHash{1}, parse_date("2021-01-31")};
  amendment.by = "clerk";
  amendment.approved_by = "director";
  book.ledger.amend(amendment);
  book.post(R"(
2021-02-02 * (V-1) school  ; fund: AID
    Aid  1.00 CNY  ; purpose: school
    Bank:CCB
)");
}

TEST_F(Operation, AllThatAnEntryBreaksIsReportedAtOnce) {
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (V-1) all wrong
    Aid  10.00 CNY  ; fund: AID, purpose: school
    Bank:CCB  -11.00 CNY  ; fund: AID
    Gifts  5.00 CNY  ; fund: U
    Bank:CCB  -5.00 CNY  ; fund: U
)"), (Rules{"fund_must_balance", "purpose_must_be_allowed", "income_must_not_be_debited"}));
  book.post(R"(
2021-02-01 * (G-3) coats  ; fund: AID
    Stock:Town  9 COAT @@ 0 CNY
    Gifts  -9 COAT
)");
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (V-2) coats sold, and a fee for a purpose that is not the fund's  ; fund: AID
    Bank:CCB  10.00 CNY
    Stock:Town  -9 COAT
    Gifts  -12.00 CNY
    Aid  2.00 CNY  ; purpose: school
)"), (Rules{"purpose_must_be_allowed", "unvalued_goods_must_meet_their_like"}));
}

TEST_F(Operation, AnUnknownNameSuggestsTheNearest) {
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (V-1) typo  ; fund: AIDS
    Aid  10.00 CNY  ; purpose: aid
    Bank:CCB
)"), Rules{"name_must_be_declared"});
  EXPECT_NE(book.last_violations.front().message.find("AID?"), std::string::npos);
}

TEST_F(Operation, AWrongPartyIsAmendedAndMovesNothing) {
  Amendment amendment;
  amendment.date = parse_date("2021-02-01");
  amendment.entry = Amendment::OfEntry{"G-1", "thanks to Li", "li"};
  book.ledger.amend(amendment);
  const Entry entry = *book.ledger.entry("G-1");
  EXPECT_EQ(entry.postings.front().party, "li");
  EXPECT_EQ(entry.narration, "thanks to Li");
}

TEST_F(Operation, AnAmendmentOfAnEntryThatWouldChangeNothingIsRefusedAndWritesNothing) {
  const std::uint64_t events = book.ledger.size();
  Amendment amendment;
  amendment.date = parse_date("2021-02-01");
  amendment.entry = Amendment::OfEntry{"V-0", {}, "li"};
  book.post(R"(
2021-01-31 * (V-0) rent  ; fund: U
    Office  1.00 CNY  ; purpose: office
    Bank:CCB
)");
  EXPECT_THROW(book.ledger.amend(amendment), NotFound);  // none of its postings names a party
  amendment.entry = Amendment::OfEntry{"G-1", {}, {}};
  EXPECT_THROW(book.ledger.amend(amendment), UsageError);
  EXPECT_EQ(book.ledger.size(), events + 1);
}

TEST_F(Operation, SumsThatDoNotFitAreRefusedAndNothingWraps) {
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (G-3) absurd  ; fund: U
    Bank:CCB  90000000000000000.00 CNY
    Bank:ICBC  90000000000000000.00 CNY
    Gifts  -90000000000000000.00 CNY
    Interest  -90000000000000000.00 CNY
)"), Rules{"amount_must_be_in_range"});
}

TEST_F(Operation, AFarDateIsRefusedAndNothingAborts) {
  Draft draft{Date{std::chrono::year{9999} / 1 / 1}, "V-1", {}, {}, {{"Office", "U", {}, 100, {}, "office", {}, {}, {}}, {"Bank:CCB", "U", {}, {}, {}, {}, {}, {}, {}}}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  EXPECT_EQ(book.ledger.check(draft).front().rule, Rule::date_must_be_in_range);
  EXPECT_THROW(book.ledger.post(draft), Refused);
  EXPECT_THROW(book.ledger.close(Date{std::chrono::year{9999} / 1 / 1}), Refused);
}

TEST_F(Operation, ANarrationBeyondTheRecordIsRefused) {
  Draft draft{parse_date("2021-02-01"), "V-1", std::string(70'000, 'x'), {}, {{"Office", "U", {}, 100, {}, "office", {}, {}, {}}, {"Bank:CCB", "U", {}, {}, {}, {}, {}, {}, {}}}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  EXPECT_THROW(book.ledger.post(draft), Refused);
}

TEST_F(Operation, ABatchIsAllOrNothingAndOutlivesARefusal) {
  const auto size = book.ledger.size();
  const auto root = book.ledger.root();
  Draft good{parse_date("2021-02-01"), "V-1", {}, {}, {{"Office", "U", {}, 100, {}, "office", {}, {}, {}}, {"Bank:CCB", "U", {}, {}, {}, {}, {}, {}, {}}}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  Draft bad = good;
  bad.reference = "V-2";
  bad.postings[0].fund = "nowhere";
  {
    auto batch = book.ledger.batch();
    book.ledger.post(good);
    EXPECT_THROW(book.ledger.post(bad), Refused);
    EXPECT_EQ(book.balance("Office", "U"), "1.00");  // its own postings are seen
  }
  EXPECT_EQ(book.ledger.size(), size);
  EXPECT_EQ(book.ledger.root(), root);
  EXPECT_EQ(book.balance("Office", "U"), "0.00");
  auto batch = book.ledger.batch();
  book.ledger.post(good);
  batch.commit();
  EXPECT_EQ(book.ledger.size(), size + 1);
}

}  // namespace
}  // namespace almoner

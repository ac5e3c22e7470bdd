// SPDX-License-Identifier: Apache-2.0
// Entries at the edge of a rule: what stays within it, and what a refusal says of the edge.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "society_book.hpp"

namespace almoner::test {
namespace {

const std::string history = society_chart + std::string(R"(
fund FLOOD
  class: restricted
  purposes: aid
  set-by: donor
  from: 2021-01-01
  until: 2021-06-30
2021-01-01 * (G-1) lamps  ; fund: U
    Store:Town  10 LAMP @@ 50.00 CNY
    Gifts  -10 LAMP
)");

class EntryBounds : public testing::Test {
 protected:
  EntryBounds() { book.post(history); }
  ~EntryBounds() override { EXPECT_EQ(book.audit(), "sound"); }
  JournalBook book;
};

TEST_F(EntryBounds, APostingOfNothingSpendsMovesAndOwesNothing) {
  book.post(R"(
2022-02-01 * (Z-1) outside the window  ; fund: AID
    Aid  0.00 CNY
    Bank  0.00 CNY
2021-02-01 * (Z-2) not its purpose  ; fund: AID
    Aid  0.00 CNY  ; purpose: books
    Bank  0.00 CNY
2021-02-01 * (Z-3) of what is kept  ; fund: KEEP
    Aid  0.00 CNY
    Bank  0.00 CNY
2021-02-01 * (Z-4) income  ; fund: U
    Gifts  0.00 CNY
    Bank  0.00 CNY
2021-02-01 * (Z-5) no loss  ; fund: U
    Aid  0.00 CNY  ; purpose: loss
    Bank  0.00 CNY
2021-02-01 * (Z-6) advanced for nothing  ; fund: U
    Advances  0.00 CNY
    Bank  0.00 CNY
2021-02-01 * (Z-7) to another than its party  ; fund: HELD
    Owed  0.00 CNY
    Bank  0.00 CNY  ; party: school
2021-02-01 * (Z-8) moved up
    Transfers  0.00 CNY  ; fund: AID
    Transfers  0.00 CNY  ; fund: U
2021-02-01 * (Z-9) lent up
    Interfund  0.00 CNY  ; fund: AID
    Interfund  0.00 CNY  ; fund: U
)");
  for (const BalanceRow& row : book.ledger.balances()) {
    if (row.commodity == "CNY" && row.account != "Store:Town") {
      EXPECT_EQ(row.quantity, 0) << row.account;
    }
  }
  EXPECT_EQ(book.value("Store:Town", "U", "LAMP"), "50.00");
}

TEST_F(EntryBounds, AFundThatOnlyBearsTheFeeOfARefundGivesNothingBackByAPostingOfNothing) {
  book.post(R"(
2021-02-01 * (G-2) for aid  ; fund: AID
    Bank  10.00 CNY
    Gifts
2021-02-01 * (G-3) own money  ; fund: U
    Bank  1.00 CNY
    Gifts
)");
  book.post("2021-02-02 * (F-1) back, the fee from own money  ; gift: G-2" + approved + R"(
    Gifts  10.00 CNY  ; fund: AID
    Bank  -10.00 CNY  ; fund: AID
    Office  0.50 CNY  ; fund: U, purpose: office
    Gifts  0.00 CNY  ; fund: U
    Bank  -0.50 CNY  ; fund: U
)");
  EXPECT_EQ(book.trace("G-2"), "F-1 10.00 returned");
  EXPECT_EQ(book.trace("G-3"), "F-1 0.50 spent; G-3 0.50 unspent");
}

TEST_F(EntryBounds, GoodsOfTwoStoresMeetTheirUsesInTheOrderOfThePostings) {
  book.post(R"(
2021-02-01 * (G-2) dearer lamps, of another store  ; fund: U
    Store:Hill  2 LAMP @@ 20.00 CNY
    Gifts  -2 LAMP
2021-02-02 * (V-1) three and four lamps, of five and two  ; fund: U
    Store:Town  -5 LAMP
    Aid  3 LAMP  ; purpose: aid
    Store:Hill  -2 LAMP
    Aid  4 LAMP  ; purpose: books
)");
  const auto entry = book.ledger.entry("V-1");
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->postings[1].value, 1500);
  EXPECT_EQ(entry->postings[3].value, 3000);
  EXPECT_EQ(book.trace("G-1"), "V-1 15.00 spent (3 LAMP); V-1 10.00 spent (2 LAMP); G-1 25.00 unspent (5 LAMP)");
  EXPECT_EQ(book.trace("G-2"), "V-1 20.00 spent (2 LAMP)");
}

TEST_F(EntryBounds, MoneyBuysNothingOfWhatCameFromTheStoreInTheSameEntry) {
  book.post(R"(
2021-02-01 * (G-2) money  ; fund: U
    Bank  10.00 CNY
    Gifts
2021-02-02 * (V-1) three lamps given, two bought  ; fund: U
    Aid  3 LAMP  ; purpose: aid
    Store:Town  -3 LAMP
    Store:Hill  2 LAMP @@ 10.00 CNY
    Bank  -10.00 CNY
)");
  EXPECT_EQ(book.trace("G-2"), "V-1 10.00 unspent");
  EXPECT_EQ(book.trace("V-1", Direction::back), "G-1 15.00 spent (3 LAMP); G-2 10.00 unspent");
}

TEST_F(EntryBounds, TwoLawfulTransfersInOneEntryMakeNoUnlawfulOne) {
  book.post(R"(
2021-01-02 * (G-2) gifts
    Bank  5.00 CNY  ; fund: U
    Gifts  -5.00 CNY  ; fund: U
    Bank  5.00 CNY  ; fund: AID
    Gifts  -5.00 CNY  ; fund: AID
2021-02-01 * (T-1) from U to NEW, and from AID to one as narrow
    Transfers  5.00 CNY  ; fund: U
    Bank  -5.00 CNY  ; fund: U
    Transfers  5.00 CNY  ; fund: AID
    Bank  -5.00 CNY  ; fund: AID
    Transfers  -5.00 CNY  ; fund: NEW
    Bank  5.00 CNY  ; fund: NEW
    Transfers  -5.00 CNY  ; fund: FLOOD
    Bank  5.00 CNY  ; fund: FLOOD
)");
  EXPECT_EQ(book.balance("Bank", "NEW"), "5.00");
  EXPECT_EQ(book.balance("Bank", "FLOOD"), "5.00");
}

TEST_F(EntryBounds, ARefusalSaysWhatIsNeededWhatIsHeldAndWhatLacks) {
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (X-1) more than there are  ; fund: U
    Aid  12 LAMP  ; purpose: aid
    Store:Town  -12 LAMP
)"), (std::vector<std::string>{"line_must_not_go_below_zero"}));
  ASSERT_EQ(book.last_violations.size(), 1U);
  const std::vector<std::pair<std::string, std::string>> figures{{"needed", "12 LAMP"}, {"held", "10 LAMP"}, {"short_by", "2 LAMP"}};
  EXPECT_EQ(book.last_violations.front().figures, figures);
}

TEST_F(EntryBounds, UnitsThatLeaveALineAndComeBackInOneEntryAreNotDrawn) {
  book.post(R"(
2021-02-01 * (M-1) counted out and in again  ; fund: U
    Store:Town  3 LAMP @@ 15.00 CNY
    Store:Town  -3 LAMP
)");
  const auto entry = book.ledger.entry("M-1");
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->postings[1].value, -1500);
  EXPECT_EQ(book.trace("G-1"), "G-1 50.00 unspent (10 LAMP)");
}

TEST_F(EntryBounds, UnitsWithoutAValueAreFollowedPastTheEntryThatValuesThem) {
  book.post(R"(
2021-02-01 * (G-2) worn lamps  ; fund: AID
    Store:Town  4 LAMP @@ 0.00 CNY
    Gifts  -4 LAMP @@ 0.00 CNY
2021-02-02 * (M-1) mended  ; fund: AID
    Store:Town  -4 LAMP
    Store:Hill  4 LAMP @@ 8.00 CNY
    Gifts  -8.00 CNY
)");
  EXPECT_EQ(book.trace("G-2"), "M-1 0.00 unspent (4 LAMP)");
}

TEST_F(EntryBounds, UnitsSpentAtAnotherValueThanTheirsAreFollowedByValueAndThoseWithoutByQuantity) {
  book.post(R"(
2021-02-01 * (G-2) worth a third  ; fund: U
    Store:Hill  1 LAMP @@ 0.33 CNY
    Gifts  -1 LAMP
2021-02-01 * (G-3) and without a value  ; fund: U
    Store:Hill  2 LAMP @@ 0.00 CNY
    Gifts  -2 LAMP @@ 0.00 CNY
2021-02-02 * (V-1) spent at more than they carry  ; fund: U
    Aid  3 LAMP @@ 2.00 CNY  ; purpose: aid
    Store:Hill  -3 LAMP
    Gifts  -1.67 CNY
)");
  EXPECT_EQ(book.trace("G-2"), "V-1 0.33 spent");
  EXPECT_EQ(book.trace("G-3"), "V-1 0.00 spent (2 LAMP)");
  EXPECT_EQ(book.trace("V-1", Direction::back), "G-2 0.33 spent; G-3 0.00 spent (2 LAMP); V-1 1.67 spent");
}

TEST_F(EntryBounds, OfGoodsWithoutAValueAsManyComeBackAsWereCharged) {
  book.post(R"(
2021-02-01 * (G-2) worn lamps  ; fund: U
    Store:Hill  5 LAMP @@ 0.00 CNY
    Gifts  -5 LAMP @@ 0.00 CNY
2021-02-02 * (V-1) two for aid, three to read by  ; fund: U
    Aid  2 LAMP  ; purpose: aid
    Aid  3 LAMP  ; purpose: books
    Store:Hill  -5 LAMP
)");
  EXPECT_EQ(book.refused(R"(
2021-02-03 * (X-1) one more than were read by  ; fund: U, returns: V-1
    Store:Hill  4 LAMP
    Aid  -4 LAMP  ; purpose: books
)"), (std::vector<std::string>{"return_must_not_exceed_what_is_left"}));
  book.post(R"(
2021-02-03 * (B-1) three came back  ; fund: U, returns: V-1
    Store:Hill  3 LAMP
    Aid  -3 LAMP  ; purpose: books
)");
  EXPECT_EQ(book.balance("Store:Hill", "U", "LAMP"), "3");
}

TEST_F(EntryBounds, WhereGoodsStateTheirValueOnOneSideMoneyMayStillBeLeftOut) {
  book.post(R"(
2021-02-01 * (G-2) the giver's side  ; fund: U
    Gifts  -10 LAMP @@ 50.00 CNY
    Store:Town  10 LAMP
    Gifts  -5.00 CNY
    Bank
2021-02-02 * (G-3) the store's side  ; fund: U
    Store:Hill  10 LAMP @@ 60.00 CNY
    Gifts  -10 LAMP
    Gifts  -6.00 CNY
    Bank
)");
  EXPECT_EQ(book.value("Store:Town", "U", "LAMP"), "100.00");
  EXPECT_EQ(book.value("Store:Hill", "U", "LAMP"), "60.00");
  EXPECT_EQ(book.balance("Bank", "U"), "11.00");
}

}  // namespace
}  // namespace almoner::test

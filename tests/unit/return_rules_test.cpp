// SPDX-License-Identifier: Apache-2.0
// What comes back of an entry (`returns:`): which of its charges bear it, and whose units it is.
#include "society_book.hpp"

namespace almoner::test {
namespace {

class Returns : public SocietyBook {
 protected:
  Returns() {
    book.post(R"(
2021-01-01 * (G-1) own money  ; fund: U
    Bank  100.00 CNY
    Gifts
2021-01-01 * (G-2) for aid  ; fund: AID
    Bank  50.00 CNY
    Gifts
2021-01-01 * (L-1) lamps  ; fund: U
    Store:Town  10 LAMP @@ 50.00 CNY
    Gifts  -10 LAMP
2021-01-01 * (L-2) dearer lamps  ; fund: U
    Store:Town  10 LAMP @@ 60.00 CNY
    Gifts  -10 LAMP
)");
  }
  const Rules too_much{"return_must_not_exceed_what_is_left"}, other_things{"return_must_name_an_entry"};
};

TEST_F(Returns, EachFundGetsBackWhatItWasChargedInAnEntryOfSeveral) {
  book.post(R"(
2021-02-01 * (V-1) shared by two funds
    Aid  10.00 CNY  ; fund: U, purpose: aid
    Bank  -10.00 CNY  ; fund: U
    Aid  6.00 CNY  ; fund: AID, purpose: aid
    Bank  -6.00 CNY  ; fund: AID
)");
  EXPECT_EQ(book.refused(R"(
2021-02-02 * (B-1) more than this fund paid  ; fund: AID, returns: V-1
    Bank  6.01 CNY
    Aid  -6.01 CNY  ; purpose: aid
)"), too_much);
  book.post(R"(
2021-02-02 * (B-1) some to the one  ; fund: U, returns: V-1
    Bank  8.00 CNY
    Aid  -8.00 CNY  ; purpose: aid
2021-02-03 * (B-2) and all to the other  ; fund: AID, returns: V-1
    Bank  6.00 CNY
    Aid  -6.00 CNY  ; purpose: aid
)");
  EXPECT_EQ(book.balance("Aid", "U"), "2.00");
  EXPECT_EQ(book.balance("Aid", "AID"), "0.00");
  book.post(R"(
2021-02-03 * (V-2) shared again
    Aid  10.00 CNY  ; fund: U, purpose: aid
    Bank  -10.00 CNY  ; fund: U
    Aid  6.00 CNY  ; fund: AID, purpose: aid
    Bank  -6.00 CNY  ; fund: AID
2021-02-04 * (B-4) to both at once  ; returns: V-2
    Bank  7.00 CNY  ; fund: U
    Aid  -7.00 CNY  ; fund: U, purpose: aid
    Bank  6.00 CNY  ; fund: AID
    Aid  -6.00 CNY  ; fund: AID, purpose: aid
)");
  EXPECT_EQ(book.trace("V-2", Direction::back), "G-1 3.00 spent");
  EXPECT_EQ(book.refused(R"(
2021-02-04 * (B-3) a third time  ; fund: AID, returns: V-1
    Bank  0.01 CNY
    Aid  -0.01 CNY  ; purpose: aid
)"), too_much);
}

TEST_F(Returns, OfSeveralChargesEachBearsItsOwn) {
  book.post(R"(
2021-02-01 * (V-1) aid and books and their cost  ; fund: U
    Aid  10.00 CNY  ; purpose: aid
    Aid  4.00 CNY  ; purpose: books
    Office  5.00 CNY  ; purpose: office
    Bank
)");
  EXPECT_EQ(book.refused(R"(
2021-02-02 * (B-1) less than the whole, and more than the cost was  ; fund: U, returns: V-1
    Bank  8.01 CNY
    Aid  -3.00 CNY  ; purpose: aid
    Office  -5.01 CNY  ; purpose: office
)"), too_much);
  EXPECT_EQ(book.last_violations.front().figures.at(2).second, "0.01 CNY");
  book.post(R"(
2021-02-02 * (B-1) all of the books  ; fund: U, returns: V-1
    Bank  4.00 CNY
    Aid  -4.00 CNY  ; purpose: books
2021-02-03 * (B-2) and all of the aid  ; fund: U, returns: V-1
    Bank  10.00 CNY
    Aid  -10.00 CNY  ; purpose: aid
)");
  EXPECT_EQ(book.trace("V-1", Direction::back), "G-1 5.00 spent");
}

TEST_F(Returns, HoldNothingThatGoesOut) {
  book.post("2021-02-01 * (V-1) aid  ; fund: U\n    Aid  10.00 CNY  ; purpose: aid\n    Bank\n");
  EXPECT_EQ(book.refused(R"(
2021-02-02 * (B-1) back, and a fen of it out again  ; fund: U, returns: V-1
    Bank  5.01 CNY
    Bank  -0.01 CNY
    Aid  -5.00 CNY  ; purpose: aid
)"), other_things);
}

TEST_F(Returns, GiveBackTheLastUnitsOfAChargeInSeveralPostings) {
  book.post(R"(
2021-02-01 * (V-1) twelve lamps in two loads  ; fund: U
    Store:Town  -12 LAMP
    Aid  5 LAMP  ; purpose: aid
    Aid  7 LAMP  ; purpose: aid
2021-02-02 * (B-1) one comes back  ; fund: U, returns: V-1
    Store:Town  1 LAMP
    Aid  -1 LAMP  ; purpose: aid
)");
  EXPECT_EQ(book.trace("L-2"), "V-1 6.00 spent (1 LAMP); L-2 54.00 unspent (9 LAMP)");
  book.post(R"(
2021-02-03 * (B-2) three more, in two boxes: a dear one and two cheap ones  ; fund: U, returns: V-1
    Store:Town  2 LAMP
    Store:Town  1 LAMP
    Aid  -3 LAMP  ; purpose: aid
)");
  const auto entry = book.ledger.entry("B-2");
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->postings[0].value, 1000);
  EXPECT_EQ(entry->postings[1].value, 600);
  EXPECT_EQ(book.trace("V-1", Direction::back), "L-1 40.00 spent (8 LAMP)");
}

TEST_F(Returns, GoodsGoBackToTheStoreTheyWereDrawnFrom) {
  book.post(R"(
2021-02-01 * (L-3) lamps elsewhere  ; fund: U
    Store:Hill  5 LAMP @@ 10.00 CNY
    Gifts  -5 LAMP
2021-02-02 * (V-1) from both  ; fund: U
    Store:Town  -2 LAMP
    Store:Hill  -3 LAMP
    Aid  5 LAMP  ; purpose: aid
)");
  EXPECT_EQ(book.refused(R"(
2021-02-03 * (B-1) more than this store gave  ; fund: U, returns: V-1
    Store:Town  3 LAMP
    Aid  -3 LAMP  ; purpose: aid
)"), too_much);
  book.post(R"(
2021-02-03 * (B-1) one of each  ; fund: U, returns: V-1
    Store:Town  1 LAMP
    Store:Hill  1 LAMP
    Aid  -2 LAMP  ; purpose: aid
)");
  EXPECT_EQ(book.trace("V-1", Direction::back), "L-1 5.00 spent (1 LAMP); L-3 4.00 spent (2 LAMP)");
}

TEST_F(Returns, WhatOthersUseByNowIsStillKnownByItsValue) {
  book.post(R"(
2021-02-01 * (V-1) all lamps in three loads  ; fund: U
    Store:Town  -20 LAMP
    Aid  10 LAMP  ; purpose: aid
    Aid  5 LAMP  ; purpose: books
    Office  5 LAMP  ; purpose: office
2021-02-02 * (B-1) the dear ones come back  ; fund: U, returns: V-1
    Store:Town  10 LAMP
    Aid  -5 LAMP  ; purpose: books
    Office  -5 LAMP  ; purpose: office
2021-02-03 * (V-2) and are used  ; fund: U
    Store:Town  -10 LAMP
    Aid  10 LAMP  ; purpose: aid
)");
  book.post(R"(
2021-02-04 * (B-2) a cheap one comes back  ; fund: U, returns: V-1
    Store:Town  1 LAMP
    Aid  -1 LAMP  ; purpose: aid
)");
  EXPECT_EQ(book.trace("V-1", Direction::back), "L-1 45.00 spent (9 LAMP)");
  EXPECT_EQ(book.refused(R"(
2021-02-05 * (B-3) a dear one that another uses  ; fund: U, returns: V-1
    Store:Town  1 LAMP
    Office  -1 LAMP  ; purpose: office
)"), too_much);
}

TEST_F(Returns, OfGoodsChargedInMoneyComeBackWholeOrInPart) {
  book.post(R"(
2021-02-01 * (V-1) lamps charged at their value  ; fund: U
    Store:Town  -4 LAMP
    Aid  20.00 CNY  ; purpose: aid
2021-02-02 * (B-1) one comes back  ; fund: U, returns: V-1
    Store:Town  1 LAMP
    Aid  -5.00 CNY  ; purpose: aid
)");
  EXPECT_EQ(book.trace("V-1", Direction::back), "L-1 15.00 spent");
  book.post(R"(
2021-02-03 * (V-2) lamps charged to two purposes by value  ; fund: U
    Store:Town  -4 LAMP
    Aid  11.00 CNY  ; purpose: aid
    Aid  9.00 CNY  ; purpose: books
)");
  EXPECT_EQ(book.refused(R"(
2021-02-04 * (B-2) which lamp was for the books nobody can tell  ; fund: U, returns: V-2
    Store:Town  1 LAMP
    Aid  -5.00 CNY  ; purpose: books
)"), too_much);
}

TEST_F(Returns, OfAnEntryThatAlsoBoughtAndTookIn) {
  book.post(R"(
2021-02-01 * (V-1) a gift, a purchase and aid in one  ; fund: U
    Gifts  -2.00 CNY
    Bank  -8.00 CNY
    Store:Hill  1 LAMP @@ 4.00 CNY
    Aid  6.00 CNY  ; purpose: aid
)");
  EXPECT_EQ(book.trace("G-1"), "V-1 4.00 spent; V-1 4.00 unspent; G-1 92.00 unspent");
  book.post(R"(
2021-02-02 * (B-1) of the aid  ; fund: U, returns: V-1
    Bank  1.00 CNY
    Aid  -1.00 CNY  ; purpose: aid
)");
  EXPECT_EQ(book.balance("Aid", "U"), "5.00");
}

}  // namespace
}  // namespace almoner::test

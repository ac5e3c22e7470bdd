// SPDX-License-Identifier: Apache-2.0
// What a reversal undoes where the entry had several lines, and what an authority lets it do.
#include "society_book.hpp"

namespace almoner::test {
namespace {

class Reversals : public SocietyBook {
 protected:
  const Rules spent{"reversal_must_find_units_unspent"};
};

TEST_F(Reversals, GiveTheSpendersOfEachFundUnitsOfThatFund) {
  book.post(R"(
2021-01-01 * (G-1) a cheque for two funds
    Bank  10.00 CNY  ; fund: U
    Gifts  -10.00 CNY  ; fund: U
    Bank  10.00 CNY  ; fund: AID
    Gifts  -10.00 CNY  ; fund: AID
2021-01-02 * (G-2) own money  ; fund: U
    Bank  10.00 CNY
    Gifts
2021-01-02 * (G-3) for aid  ; fund: AID
    Bank  10.00 CNY
    Gifts
2021-01-03 * (V-1) spent  ; fund: U
    Office  3.00 CNY  ; purpose: office
    Bank
2021-01-03 * (V-2) spent  ; fund: AID
    Aid  4.00 CNY
    Bank
)");
  for (const char* kind : {"law", "plan-refiling"})
    EXPECT_EQ(book.refused("2021-02-01 * (R-1) bounced  ; reverses: G-1" + under(kind) + "\n"), spent) << kind;
  book.post("2021-02-01 * (R-1) bounced  ; reverses: G-1" + under("error-correction") + "\n");
  EXPECT_EQ(book.trace("G-2"), "V-1 3.00 spent; G-2 7.00 unspent");
  EXPECT_EQ(book.trace("G-3"), "V-2 4.00 spent; G-3 6.00 unspent");
}

TEST_F(Reversals, OfMoneyAndGoodsNameTheSpendersOfEach) {
  book.post(R"(
2021-01-01 * (G-1) money and lamps  ; fund: U
    Bank  10.00 CNY
    Store:Town  2 LAMP @@ 4.00 CNY
    Gifts  -14.00 CNY
2021-01-02 * (G-2) more money  ; fund: U
    Bank  10.00 CNY
    Gifts
2021-01-03 * (V-1) money spent  ; fund: U
    Office  3.00 CNY  ; purpose: office
    Bank
2021-01-03 * (V-2) a lamp handed out  ; fund: U
    Aid  1 LAMP  ; purpose: aid
    Store:Town  -1 LAMP
)");
  EXPECT_EQ(book.refused("2021-02-01 * (R-1) never given  ; reverses: G-1\n"), spent);
  ASSERT_EQ(book.last_violations.size(), 2U);
  EXPECT_NE(book.last_violations[0].message.find("are used by V-1;"), std::string::npos);
  EXPECT_NE(book.last_violations[1].message.find("are used by V-2;"), std::string::npos);
  EXPECT_EQ(book.refused("2021-02-01 * (R-1) never given  ; reverses: G-1" + under("error-correction") + "\n"), spent)
      << "money has a substitute, a lamp has none";
  EXPECT_EQ(book.last_violations.size(), 1U);
}

/// The lamps were bought with the gift that bounced, and sold again: what they brought in cannot be what
/// they were bought with.
TEST_F(Reversals, GiveNoSpenderWhatCameOfItself) {
  book.post(R"(
2021-01-01 * (G-1) own money  ; fund: U
    Bank  10.00 CNY
    Gifts
2021-01-02 * (P-1) lamps  ; fund: U
    Store:Town  10 LAMP @@ 10.00 CNY
    Bank  -10.00 CNY
2021-01-03 * (S-1) sold again  ; fund: U
    Bank  10.00 CNY
    Store:Town  -10 LAMP
)");
  const std::string reversal = "2021-02-01 * (R-1) bounced  ; reverses: G-1" + under("error-correction") + "\n";
  EXPECT_EQ(book.refused(reversal), Rules{"line_must_not_go_below_zero"});
  EXPECT_NE(book.last_violations.front().message.find("0.00 CNY are free that cannot rest on P-1 itself"), std::string::npos)
      << book.last_violations.front().message;
  book.post(R"(
2021-01-20 * (G-2) own money  ; fund: U
    Bank  12.00 CNY
    Gifts
)");
  book.post(reversal);  // past the sale's money, which lies lower
  EXPECT_EQ(book.trace("G-2"), "S-1 10.00 unspent; G-2 2.00 unspent");
  EXPECT_EQ(book.trace("P-1", Direction::back), "G-2 10.00 unspent");
}

/// The sale's money lies between the two who need other units: for who spent after it, not for who bought
/// what was sold.
TEST_F(Reversals, GiveEachSpenderWhatFitsIt) {
  book.post(R"(
2021-01-01 * (G-1) own money  ; fund: U
    Bank  10.00 CNY
    Gifts
2021-01-02 * (P-1) lamps  ; fund: U
    Store:Town  4 LAMP @@ 4.00 CNY
    Bank  -4.00 CNY
2021-01-03 * (S-1) sold again  ; fund: U
    Bank  4.00 CNY
    Store:Town  -4 LAMP
2021-01-04 * (V-1) spent  ; fund: U
    Office  3.00 CNY  ; purpose: office
    Bank
2021-01-05 * (G-2) own money  ; fund: U
    Bank  4.00 CNY
    Gifts
)");
  book.post("2021-02-01 * (R-1) bounced  ; reverses: G-1" + under("error-correction") + "\n");
  EXPECT_EQ(book.trace("G-2"), "V-1 3.00 spent; S-1 1.00 unspent");  // by way of P-1 and S-1
}

TEST_F(Reversals, GiveTheBuyersOfEachFundGiftsOfThatFund) {
  book.post(R"(
2021-01-01 * (G-1) a cheque for two funds
    Bank  10.00 CNY  ; fund: U
    Gifts  -10.00 CNY  ; fund: U
    Bank  10.00 CNY  ; fund: AID
    Gifts  -10.00 CNY  ; fund: AID
2021-01-02 * (P-1) lamps for both
    Store:Town  4 LAMP @@ 4.00 CNY  ; fund: U
    Bank  -4.00 CNY  ; fund: U
    Store:Town  5 LAMP @@ 5.00 CNY  ; fund: AID
    Bank  -5.00 CNY  ; fund: AID
2021-01-03 * (S-1) sold again
    Bank  4.00 CNY  ; fund: U
    Store:Town  -4 LAMP  ; fund: U
    Bank  5.00 CNY  ; fund: AID
    Store:Town  -5 LAMP  ; fund: AID
2021-01-04 * (G-2) own money  ; fund: U
    Bank  10.00 CNY
    Gifts
2021-01-04 * (G-3) for aid  ; fund: AID
    Bank  10.00 CNY
    Gifts
)");
  book.post("2021-02-01 * (R-1) bounced  ; reverses: G-1" + under("error-correction") + "\n");
  EXPECT_EQ(book.trace("G-2"), "S-1 4.00 unspent; G-2 6.00 unspent");
  EXPECT_EQ(book.trace("G-3"), "S-1 5.00 unspent; G-3 5.00 unspent");
}

/// What others had made before the spender drew is as good as a gift, whatever it was made of.
TEST_F(Reversals, GiveASpenderWhatStoodThereBeforeIt) {
  book.post(R"(
2021-01-01 * (G-1) own money  ; fund: U
    Bank  10.00 CNY
    Gifts
2021-01-01 * (L-1) lamps  ; fund: U
    Store:Town  4 LAMP @@ 8.00 CNY
    Gifts  -4 LAMP
2021-01-02 * (S-1) lamps sold  ; fund: U
    Bank  8.00 CNY
    Store:Town  -4 LAMP
2021-01-03 * (V-1) spent  ; fund: U
    Office  6.00 CNY  ; purpose: office
    Bank
)");
  book.post("2021-02-01 * (R-1) bounced  ; reverses: G-1" + under("error-correction") + "\n");
  EXPECT_EQ(book.trace("V-1", Direction::back), "L-1 6.00 spent");
}

TEST_F(Reversals, OfGoodsSayNoDayOfWhatGoesOut) {
  book.post(R"(
2021-01-01 * (L-1) lamps with a day  ; fund: U
    Store:Town  2 LAMP @@ 4.00 CNY  ; expires: 2021-12-31
    Gifts  -2 LAMP
2021-02-01 * (R-1) never given  ; reverses: L-1
)");
  const Entry reversal = *book.ledger.entry("R-1");
  for (const Posting& one : reversal.postings) EXPECT_FALSE(one.expires);
}

TEST_F(Reversals, OfAMoveUnderAConsentNameNoGift) {
  book.post(R"(
2021-01-01 * (G-1) own money  ; fund: U
    Bank  10.00 CNY
    Gifts
2021-01-02 * (T-1) moved
    Bank  -4.00 CNY  ; fund: U
    Transfers  4.00 CNY  ; fund: U
    Bank  4.00 CNY  ; fund: AID
    Transfers  -4.00 CNY  ; fund: AID
)");
  book.post("2021-02-01 * (R-1) moved back  ; reverses: T-1" + under("donor-consent") + "\n");
  EXPECT_EQ(book.trace("G-1"), "G-1 10.00 unspent");
}

}  // namespace
}  // namespace almoner::test

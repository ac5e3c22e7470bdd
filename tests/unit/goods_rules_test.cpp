// SPDX-License-Identifier: Apache-2.0
// What goods are worth when they move in several postings, and which units a draw takes.
#include "society_book.hpp"

namespace almoner::test {
namespace {

class Goods : public SocietyBook {
 protected:
  Goods() {
    book.post(R"(
2021-01-01 * (G-1) own money  ; fund: U
    Bank  100.00 CNY
    Gifts
2021-01-01 * (L-1) lamps  ; fund: U
    Store:Town  2 LAMP @@ 1.00 CNY
    Gifts  -2 LAMP
2021-01-02 * (L-2) dearer lamps  ; fund: U
    Store:Town  3 LAMP @@ 6.00 CNY
    Gifts  -3 LAMP
2021-01-03 * (L-3) lamps on the hill  ; fund: U
    Store:Hill  3 LAMP @@ 9.00 CNY
    Gifts  -3 LAMP
)");
  }
  /// The values of an entry's postings in their order: "-7.00 1.00 6.00".
  std::string values(const std::string& reference) {
    std::string text;
    const Entry entry = *book.ledger.entry(reference);
    for (const auto& one : entry.postings) text += (text.empty() ? "" : " ") + format_units(one.value, 2);
    return text;
  }
  const Rules unstated{"value_must_be_stated"};
};

TEST_F(Goods, DoNotComeInAtLessThanNothingInAll) {
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (X-1) dearer out than in  ; fund: U
    Store:Town  5 LAMP @@ 10.00 CNY
    Store:Town  -2 LAMP @@ 12.00 CNY
    Bank  2.00 CNY
)"), Rules{"value_must_follow_quantity_sign"});
  EXPECT_NE(book.last_violations.front().message.find("units come in at a value of -2.00 CNY"), std::string::npos)
      << book.last_violations.front().message;
}

TEST_F(Goods, OfTwoLotsThatPartOnTheWayEachCarryTheirOwnLotsValue) {
  book.post(R"(
2021-02-01 * (M-1) two to the hill, three handed out  ; fund: U
    Store:Town  -5 LAMP
    Store:Hill  2 LAMP
    Aid  3 LAMP  ; purpose: aid
)");
  EXPECT_EQ(values("M-1"), "-7.00 1.00 6.00");
  EXPECT_EQ(book.trace("L-2"), "M-1 6.00 spent (3 LAMP)");
}

TEST_F(Goods, HandedOutBeforeOthersAreMovedAreThoseReceivedFirst) {
  book.post(R"(
2021-02-01 * (M-1) three handed out, two to the hill  ; fund: U
    Store:Town  -5 LAMP
    Aid  3 LAMP  ; purpose: aid
    Store:Hill  2 LAMP
)");
  EXPECT_EQ(values("M-1"), "-7.00 3.00 4.00");
  EXPECT_EQ(book.trace("L-1"), "M-1 1.00 spent (2 LAMP)");
}

TEST_F(Goods, FromTwoStoresMeetTwoUsesInTheOrderOfTheEntry) {
  book.post(R"(
2021-02-01 * (V-1) with a fare that meets no lamp  ; fund: U
    Aid  1.50 CNY  ; purpose: books
    Aid  2 LAMP  ; purpose: aid
    Office  3 LAMP  ; purpose: aid
    Store:Town  -2 LAMP
    Store:Hill  -3 LAMP
    Bank  -1.50 CNY
)");
  EXPECT_EQ(values("V-1"), "1.50 1.00 9.00 -1.00 -9.00 -1.50");
  EXPECT_EQ(book.trace("L-1"), "V-1 1.00 spent (2 LAMP)");
  EXPECT_EQ(book.trace("L-3"), "V-1 9.00 spent (3 LAMP)");
  EXPECT_EQ(book.trace("G-1"), "V-1 1.50 spent; G-1 98.50 unspent");
}

TEST_F(Goods, JustGivenAndFromTheStoreAreHandedOutTogether) {
  book.post(R"(
2021-02-01 * (V-1) handed out with two that came in just now  ; fund: U
    Gifts  -2 LAMP @@ 8.00 CNY
    Store:Hill  -3 LAMP
    Aid  5 LAMP  ; purpose: aid
)");
  EXPECT_EQ(values("V-1"), "-8.00 -9.00 17.00");
  EXPECT_EQ(book.trace("L-3"), "V-1 9.00 spent");
}

TEST_F(Goods, InLoadsOfOneStoreCarryWhatTheUnitsOfEachAreWorth) {
  book.post(R"(
2021-02-01 * (L-4) lamps of no reliable value  ; fund: NEW
    Store:Town  2 LAMP @@ 0.00 CNY
    Gifts  -2 LAMP @@ 0.00 CNY
2021-02-01 * (L-5) and with one  ; fund: NEW
    Store:Town  3 LAMP @@ 6.00 CNY
    Gifts  -3 LAMP
2021-02-02 * (V-1) first the two, then the three  ; fund: NEW
    Store:Town  -2 LAMP
    Store:Town  -3 LAMP
    Aid  2 LAMP  ; purpose: books
    Aid  3 LAMP  ; purpose: aid
)");
  EXPECT_EQ(values("V-1"), "0.00 -6.00 0.00 6.00");
}

TEST_F(Goods, OfOneStoreStateAllTheirValuesOrOneIsLeftOutOrAll) {
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (X-1) one of three is stated  ; fund: U
    Store:Hill  -1 LAMP @@ 3.00 CNY
    Store:Hill  -1 LAMP
    Store:Hill  -1 LAMP
    Aid  3 LAMP  ; purpose: aid
)"), unstated);
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (X-2) one in is stated at more than all that went out  ; fund: U
    Store:Town  -2 LAMP
    Store:Hill  1 LAMP @@ 1.01 CNY
    Store:Hill  1 LAMP
    Store:Hill  0 LAMP
)"), unstated);
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (X-3) in and out of one store at once  ; fund: U
    Store:Town  -2 LAMP
    Store:Hill  3 LAMP
    Store:Hill  -1 LAMP
)"), unstated);
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (X-4) more out than in  ; fund: U
    Store:Hill  1 LAMP
    Store:Hill  -2 LAMP
    Store:Hill  -2 LAMP
    Aid  3 LAMP  ; purpose: aid
)"), unstated);
  EXPECT_EQ(book.refused(R"(
2021-02-01 * (X-5) given and handed out, and nobody says at what value  ; fund: U
    Gifts  -2 LAMP
    Aid  2 LAMP  ; purpose: aid
)"), unstated);
}

TEST_F(Goods, GivenHaveAValueOfTheSignOfTheirQuantity) {
  Draft draft;
  draft.date = parse_date("2021-02-01");
  draft.reference = "X-1";
  draft.postings.resize(2);
  draft.postings[0] = {"Gifts", "U", "LAMP", -1, 100, {}, {}, {}, {}};
  draft.postings[1] = {"Bank", "U", "CNY", -100, {}, {}, {}, {}, {}};
  const std::vector<Violation> found = book.ledger.check(draft);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().rule, Rule::value_must_follow_quantity_sign);
}

TEST_F(Goods, WhoseLastUnitsRoundToNothingLeaveNothingBehind) {
  book.post(R"(
2021-02-01 * (L-4) ten for a fen  ; fund: NEW
    Store:Town  10 LAMP @@ 0.01 CNY
    Gifts  -10 LAMP
2021-02-01 * (L-5) ten more for a fen  ; fund: NEW
    Store:Town  10 LAMP @@ 0.01 CNY
    Gifts  -10 LAMP
2021-02-02 * (V-1) fifteen leave, eleven are counted where they went  ; fund: NEW
    Store:Town  -15 LAMP
    Aid  11 LAMP @@ 0.01 CNY  ; purpose: aid
)");
  EXPECT_EQ(values("V-1"), "-0.01 0.01");
  EXPECT_EQ(book.trace("V-1", Direction::back), "L-4 0.01 spent (10 LAMP); L-5 0.00 spent (1 LAMP)");
}

TEST_F(Goods, UnnamedUnitsPassAroundALaterLotThatIsNamed) {
  book.post(R"(
2021-02-01 * (V-1) one of the second lot, three of any  ; fund: U
    Aid  4 LAMP  ; purpose: aid
    Store:Town  -1 LAMP  ; lot: L-2
    Store:Town  -3 LAMP
)");
  EXPECT_EQ(values("V-1"), "5.00 -2.00 -3.00");
  EXPECT_EQ(book.trace("L-1"), "V-1 1.00 spent (2 LAMP)");
  EXPECT_EQ(book.trace("L-2"), "V-1 4.00 spent (2 LAMP); L-2 2.00 unspent (1 LAMP)");
}

TEST_F(Goods, OfOneLotExpireOnTheEarliestDateStated) {
  const auto expiry = [&](const std::string& first, const std::string& second, const std::string& reference) {
    book.post("2021-02-01 * (" + reference + ") two boxes  ; fund: NEW\n    Store:Hill  1 LAMP @@ 1.00 CNY" + first +
              "\n    Store:Hill  1 LAMP @@ 1.00 CNY" + second + "\n    Gifts\n");
    for (const StockRow& row : book.ledger.stock())
      if (row.reference == reference) return row.expires ? format_date(*row.expires) : "never";
    return std::string{"no such lot"};
  };
  const std::string june = "  ; expires: 2021-06-30", may = "  ; expires: 2021-05-31";
  EXPECT_EQ(expiry(june, may, "E-1"), "2021-05-31");
  EXPECT_EQ(expiry(may, june, "E-2"), "2021-05-31");
  EXPECT_EQ(expiry(may, "", "E-3"), "2021-05-31");
  EXPECT_EQ(expiry("", "", "E-4"), "never");
}

TEST_F(Goods, PastTheirDateDoNotLeaveBecauseAnotherFundHasALoss) {
  book.post(R"(
2021-02-01 * (L-4) lamps with a date  ; fund: NEW
    Store:Hill  3 LAMP @@ 9.00 CNY  ; lot: OLD, expires: 2021-02-28
    Gifts  -3 LAMP
)");
  EXPECT_EQ(book.refused("2021-03-01 * (X-1) the other fund's loss  ; document: P-1" + approved + R"(
    Aid  1 LAMP  ; fund: U, purpose: loss
    Store:Hill  -1 LAMP  ; fund: U
    Store:Hill  -1 LAMP  ; fund: NEW, lot: OLD
    Aid  1 LAMP  ; fund: NEW, purpose: aid
)"), Rules{"expired_goods_must_leave_by_name"});
  book.post("2021-03-01 * (V-1) its own  ; fund: NEW, document: P-1" + approved + R"(
    Store:Hill  -1 LAMP  ; lot: OLD
    Aid  1 LAMP  ; purpose: loss
)");
}

/// One batch that came twice, two lamps that are past their date in March and three that are not; and an older one.
class ExpiredGoods : public Goods {
 protected:
  ExpiredGoods() {
    book.post(R"(
2021-02-01 * (L-4) two of the batch  ; fund: NEW
    Store:Hill  2 LAMP @@ 6.00 CNY  ; lot: OLD, expires: 2021-02-28
    Gifts  -2 LAMP
2021-02-01 * (L-5) three more of it  ; fund: NEW
    Store:Hill  3 LAMP @@ 9.00 CNY  ; lot: OLD, expires: 2021-12-31
    Gifts  -3 LAMP
2021-02-01 * (L-6) two of an older one  ; fund: NEW
    Store:Hill  2 LAMP @@ 4.00 CNY  ; lot: OLDER, expires: 2021-01-31
    Gifts  -2 LAMP
)");
  }
  const std::string head = "2021-03-01 * (X-1) what is done with them  ; fund: NEW, document: P-1" + approved;
  const Rules expired{"expired_goods_must_leave_by_name"};
};

TEST_F(ExpiredGoods, AreLostWhileTheFreshOfTheirBatchAreHandedOut) {
  book.post(head + R"(
    Office  2 LAMP  ; purpose: loss
    Aid  3 LAMP  ; purpose: aid
    Store:Hill  -5 LAMP  ; lot: OLD
)");
  EXPECT_EQ(book.trace("L-5"), "X-1 9.00 spent (3 LAMP)");
}

TEST_F(ExpiredGoods, AreNotHandedOutWhileTheFreshOfTheirBatchAreLost) {
  EXPECT_EQ(book.refused(head + R"(
    Aid  3 LAMP  ; purpose: aid
    Office  2 LAMP  ; purpose: loss
    Store:Hill  -5 LAMP  ; lot: OLD
)"), expired);
}

TEST_F(ExpiredGoods, OfTwoBatchesHandedOutTogetherAreToldOfOnce) {
  EXPECT_EQ(book.refused(head + R"(
    Aid  3 LAMP  ; purpose: aid
    Office  1 LAMP  ; purpose: loss
    Store:Hill  -2 LAMP  ; lot: OLD
    Store:Hill  -2 LAMP  ; lot: OLDER
)"), expired);
}

TEST_F(ExpiredGoods, AreMovedBesideALossAndWhatComesInOnTheSameDay) {
  book.post(head + R"(
    Office  1 LAMP  ; purpose: loss
    Store:Town  1 LAMP
    Store:Hill  -2 LAMP  ; lot: OLDER
    Bank  5.00 CNY
    Gifts  -5.00 CNY
)");
  EXPECT_EQ(book.trace("L-6"), "X-1 2.00 spent (1 LAMP); X-1 2.00 unspent (1 LAMP)");
}

}  // namespace
}  // namespace almoner::test

// SPDX-License-Identifier: Apache-2.0
// A wrong party is put right by an amendment. From then on the right one is the giver: to the rules,
// to the questions and to whom a receipt is made out.
#include <almoner/receipt.hpp>
#include <gtest/gtest.h>

#include "receipt_book.hpp"

namespace almoner::test {
namespace {

using Rules = std::vector<std::string>;

constexpr std::string_view chart = R"(
commodity 1,000.00 CNY
account Bank  ; type: C
account Gifts  ; type: R
account Aid  ; type: X
purpose aid
  function: programme
party wang
  name: 王某某
  kind: person
party li
  name: 李某某
  kind: person
party lions
  name: Lions Club
  kind: organisation
  public: yes
fund MED
  class: restricted
  purposes: aid
  set-by: donor
2021-03-01 * (G-1) gift  ; fund: MED
    Bank  10.00 CNY
    Gifts  ; party: wang
2021-03-01 * (G-2) gift  ; fund: MED
    Bank  5.00 CNY
    Gifts  ; party: wang
)";

class CorrectedParty : public testing::Test {
 protected:
  CorrectedParty() { book.post(chart); }

  void correct(const std::string& reference, const std::string& party) {
    Amendment amendment;
    amendment.entry = Amendment::OfEntry{reference, std::nullopt, party};
    amendment.date = parse_date("2021-04-01");
    book.ledger.amend(amendment);
  }
  static std::string refund(const std::string& to) {
    return "2021-05-01 * (F-1) refund  ; fund: MED, gift: G-1, by: clerk, approved-by: director\n    Gifts  1.00 CNY\n    Bank  ; party: " + to + "\n";
  }
  Units given(const std::string& party) const {
    for (const PartyRow& row : book.ledger.parties())
      if (row.id == party) return row.given;
    return -1;
  }
  std::vector<std::string> register_of(const std::string& party) const {
    std::vector<std::string> references;
    Filter filter;
    filter.party = party;
    book.ledger.for_each_posting(filter, [&](const RegisterRow& row) {
      references.push_back(row.reference);
      return true;
    });
    return references;
  }

  JournalBook book;
};

TEST_F(CorrectedParty, IsTheOneToWhomAGiftMayGoBack) {
  EXPECT_EQ(book.refused(refund("li")), Rules{"consent_must_come_from_the_donor"});
  correct("G-1", "li");
  const std::uint64_t events = book.ledger.size();
  EXPECT_EQ(book.refused(refund("wang")), Rules{"consent_must_come_from_the_donor"});
  EXPECT_EQ(book.ledger.size(), events);
  book.post(refund("li"));
  EXPECT_EQ(book.audit(), "sound");
}

TEST_F(CorrectedParty, WhoIsCorrectedAfterARefundLeavesItLawful) {
  book.post(refund("wang"));
  correct("G-1", "li");
  EXPECT_EQ(book.audit(), "sound");
}

TEST_F(CorrectedParty, IsTheOneWhoseGiftsAreCounted) {
  EXPECT_EQ(given("wang"), 1500);
  correct("G-1", "li");
  EXPECT_EQ(given("wang"), 500);
  EXPECT_EQ(given("li"), 1000);
  EXPECT_EQ(register_of("wang"), std::vector<std::string>{"G-2"});
  EXPECT_EQ(register_of("li"), std::vector<std::string>{"G-1"});
  correct("G-1", "lions");
  EXPECT_EQ(given("li"), 0);
  EXPECT_EQ(given("lions"), 1000);
  correct("G-1", "wang");  // who was right at first
  EXPECT_EQ(given("wang"), 1500);
  EXPECT_EQ(register_of("wang"), (std::vector<std::string>{"G-1", "G-2"}));
  EXPECT_EQ(book.audit(), "sound");
}

TEST_F(CorrectedParty, IsTheOneToWhomTheReceiptIsMadeOut) {
  const SignerKey key = test_key();
  correct("G-1", "lions");
  EXPECT_THROW(book.ledger.receipt("G-1", sign_now(book.ledger, key), {"wang", false}), NotFound);
  const VerifiedReceipt verified = verify(book.ledger.receipt("G-1", sign_now(book.ledger, key), {"lions", false}), to_text(key.verifier));
  EXPECT_EQ(verified.entry.postings.back().party, "lions");
}

TEST_F(CorrectedParty, WhoIsErasedLeavesTheEntryToNobodyAndNotToTheWrongOne) {
  correct("G-1", "li");
  book.ledger.erase_party("li");
  const Entry entry = *book.ledger.entry("G-1");
  EXPECT_EQ(entry.postings.back().party, "");
  EXPECT_TRUE(entry.postings.back().party_erased);
  EXPECT_EQ(given("wang"), 500);
  book.post(refund("wang"));  // who the giver was nobody can tell any more
  EXPECT_EQ(book.audit(), "sound");
}

TEST_F(CorrectedParty, LeavesADraftThatIsRepeatedAsItWasPostedTheSameEntry) {
  correct("G-1", "li");
  const std::uint64_t events = book.ledger.size();
  book.post("2021-03-01 * (G-1) gift  ; fund: MED\n    Bank  10.00 CNY\n    Gifts  ; party: wang\n");
  EXPECT_EQ(book.ledger.size(), events);
}

}  // namespace
}  // namespace almoner::test

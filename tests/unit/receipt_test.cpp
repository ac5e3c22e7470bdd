// SPDX-License-Identifier: Apache-2.0
// Receipts, made and verified.
#include <almoner/receipt.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "receipt_book.hpp"

namespace almoner::test {
namespace {

std::string golden(const std::string& name) { return source_file("tests/golden/receipts/" + name); }

/// Frozen for ever: others verify these bytes. UPDATE_GOLDEN=1 writes what is not there yet.
void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = golden(name);
  if (std::getenv("UPDATE_GOLDEN") != nullptr && !std::filesystem::exists(path)) std::ofstream{path, std::ios::binary} << text;
  std::ifstream stream{path, std::ios::binary};
  ASSERT_TRUE(stream) << path << " is missing";
  EXPECT_EQ(text, std::string(std::istreambuf_iterator<char>(stream), {})) << path;
}

/// Parts as the book knows them, without the parties, of whom a receipt names none.
std::vector<TracePart> nameless(std::vector<TracePart> parts) {
  for (TracePart& part : parts) part.party.clear();
  return parts;
}

TEST(Receipt, OfEveryEntryVerifiesWithAndWithoutItsTrace) {
  ReceiptBook book;
  for (const std::string& reference : book.references()) {
    const std::string donor = reference == "G-0005" ? "li" : "";
    if (book.ledger.entry(reference)->reversed_by.empty()) {
      const VerifiedReceipt plain = verify(book.receipt(reference, false, donor), book.vkey());
      EXPECT_EQ(plain.entry.reference, reference);
      EXPECT_FALSE(plain.traced);
    }
    const VerifiedReceipt traced = verify(book.receipt(reference, true, donor), book.vkey());
    ASSERT_TRUE(traced.trace) << reference;
    const Trace known = book.ledger.trace(reference);
    EXPECT_EQ(nameless(traced.trace->parts), nameless(known.parts)) << reference;
    EXPECT_EQ(traced.trace->value, known.value) << reference;
  }
}

TEST(Receipt, SaysWhatTheBookSays) {
  ReceiptBook book;
  const VerifiedReceipt receipt = verify(book.receipt("G-0001"), book.vkey());
  const Entry known = *book.ledger.entry("G-0001");
  EXPECT_EQ(receipt.checkpoint, (Checkpoint{"example.org/county-2021", book.ledger.size(), book.ledger.root()}));
  EXPECT_EQ(receipt.entry.seq, known.seq);
  EXPECT_EQ(receipt.entry.date, known.date);
  EXPECT_EQ(receipt.entry.postings, known.postings);
  EXPECT_EQ(receipt.entry.lots, known.lots);
  EXPECT_EQ(receipt.book, book.ledger.terms());
  ASSERT_EQ(receipt.funds.size(), 1U);
  EXPECT_EQ(receipt.funds[0].code, "DIS");
  EXPECT_EQ(receipt.funds[0].purposes, std::vector<std::string>{"disaster-relief"});
  EXPECT_EQ(receipt.funds[0].agreement, "2021-07");
}

TEST(Receipt, OpensTheBearersNameAsAmendedAndNobodyElses) {
  ReceiptBook book;
  const std::string text = book.receipt("G-0005", true, "wang");
  const VerifiedReceipt receipt = verify(text, book.vkey());
  ASSERT_TRUE(receipt.donor);
  EXPECT_EQ(*receipt.donor, (ReceiptDonor{"wang", "王某某", PartyKind::person, "139 0000 0001"}));
  EXPECT_EQ(receipt.entry.postings[1].party, "wang");
  EXPECT_EQ(receipt.entry.postings[2].party, "");
  EXPECT_TRUE(receipt.entry.postings[2].party_erased);
  EXPECT_EQ(receipt.entry.narration, "");
}

TEST(Receipt, AsksWhoseItIsWhereTwoAreNamed) {
  ReceiptBook book;
  EXPECT_THROW(book.receipt("G-0005"), UsageError);
  EXPECT_THROW(book.receipt("G-0005", false, "nobody"), NotFound);
  EXPECT_THROW(book.receipt("G-0001", false, "li"), NotFound);
  EXPECT_FALSE(verify(book.receipt("G-0002", false, "example-co"), book.vkey()).donor);
}

TEST(Receipt, ShowsTheUnitsOfTheGiftInTheEntriesThatDrewThem) {
  ReceiptBook book;
  const VerifiedReceipt receipt = verify(book.receipt("G-0001", true), book.vkey());
  // 60,000 of kits took all 50,000 of it.
  ASSERT_EQ(receipt.uses.size(), 1U);
  EXPECT_EQ(receipt.uses[0].reference, "V-0001");
  EXPECT_EQ(receipt.uses[0].start, 0);
  EXPECT_EQ(receipt.uses[0].quantity, 5'000'000);
  EXPECT_EQ(receipt.uses[0].value, 5'000'000);
  EXPECT_TRUE(receipt.uses[0].purposes.empty());
}

TEST(Receipt, SaysWhatWasReturnedSince) {
  ReceiptBook book;
  const VerifiedReceipt receipt = verify(book.receipt("G-0002", true), book.vkey());
  std::vector<std::string> shown;
  for (const ReceiptUse& use : receipt.uses)
    shown.push_back(use.reference + " " + format_units(use.start, 2) + " " + format_units(use.quantity, 2) +
                    (use.since_returned ? " returned" : ""));
  EXPECT_EQ(shown, (std::vector<std::string>{"V-0001 50000.00 10000.00", "V-0003 60000.00 3500.00", "V-0003 63500.00 1500.00 returned"}));
  EXPECT_EQ(receipt.uses[1].purposes, std::vector<std::string>{"disaster-relief/flood-2021"});
}

TEST(Receipt, GivesGoodsTheValueOfTheirLot) {
  ReceiptBook book;
  const VerifiedReceipt receipt = verify(book.receipt("G-0003", true), book.vkey());
  ASSERT_EQ(receipt.uses.size(), 1U);
  EXPECT_EQ(receipt.uses[0].reference, "V-0002");
  EXPECT_EQ(receipt.uses[0].quantity, 100);
  EXPECT_EQ(receipt.uses[0].value, 2'500'100);
}

TEST(Receipt, OfAReversedGiftSaysSo) {
  ReceiptBook book;
  EXPECT_THROW(book.receipt("G-0006"), UsageError);
  const VerifiedReceipt receipt = verify(book.receipt("G-0006", true), book.vkey());
  EXPECT_EQ(receipt.entry.reversed_by, "R-0003");
  ASSERT_EQ(receipt.trace->parts.size(), 1U);
  EXPECT_EQ(receipt.trace->parts[0].state, PartState::returned);
}

TEST(Receipt, ShowsHowTheFundsTermsWereAmended) {
  ReceiptBook book;
  const VerifiedReceipt receipt = verify(book.receipt("G-0004"), book.vkey());
  EXPECT_EQ(receipt.funds[0].until, parse_date("2022-08-31"));
  ASSERT_EQ(receipt.amendments.size(), 2U);  // and the bearer's own declaration
  EXPECT_EQ(receipt.amendments[0].name, "EDU");
  EXPECT_EQ(receipt.amendments[0].date, parse_date("2021-10-05"));
}

TEST(Receipt, StandsUnderAnOlderCheckpointOfTheSameBook) {
  ReceiptBook book;
  const std::string before = book.checkpoint();
  const std::string old_receipt = book.receipt("G-0001", true);
  book.post("2021-12-01 * (G-0099) another  ; fund: DIS, party: wang\n    Assets:Bank  1.00 CNY\n    Income:Gifts  -1.00 CNY\n");
  EXPECT_EQ(verify(book.ledger.receipt("G-0001", before, {}), book.vkey()).checkpoint.size, book.ledger.size() - 1);
  EXPECT_EQ(verify(old_receipt, book.vkey()).entry.reference, "G-0001");
  EXPECT_THROW(book.ledger.receipt("G-0099", before, {}), UsageError);
  EXPECT_THROW(book.ledger.receipt("G-0001", before, {{}, true}), UsageError);
}

TEST(Receipt, IsNotMadeUnderACheckpointOfAnotherBook) {
  ReceiptBook book;
  Checkpoint other{"example.org/county-2021", book.ledger.size(), book.ledger.root()};
  other.root[0] ^= 1U;
  EXPECT_THROW(book.ledger.receipt("G-0001", sign(other, book.key), {}), Corrupt);
  other = {"example.org/county-2021", book.ledger.size() + 1, book.ledger.root()};
  EXPECT_THROW(book.ledger.receipt("G-0001", sign(other, book.key), {}), Corrupt);
}

TEST(Receipt, IsTheSameBytesForEver) {
  ReceiptBook book;
  expect_golden("county.vkey", book.vkey() + "\n");
  expect_golden("county.checkpoint", book.checkpoint());
  expect_golden("cash-gift.receipt", book.receipt("G-0001"));
  expect_golden("cash-gift-traced.receipt", book.receipt("G-0001", true));
  expect_golden("returned-since.receipt", book.receipt("G-0002", true));
  expect_golden("goods-gift.receipt", book.receipt("G-0003", true));
  expect_golden("moved-gift.receipt", book.receipt("G-0004", true));
  expect_golden("one-of-two-donors.receipt", book.receipt("G-0005", true, "li"));
  expect_golden("reversed-gift.receipt", book.receipt("G-0006", true));
  const std::string before = book.checkpoint();
  book.post("2021-12-01 * (G-0099) another  ; fund: DIS\n    Assets:Bank  1.00 CNY\n    Income:Gifts  -1.00 CNY\n");
  expect_golden("county-later.extension", extend_checkpoint(book.ledger, before, book.checkpoint()));
}

}  // namespace
}  // namespace almoner::test

// SPDX-License-Identifier: Apache-2.0
// Receipts that lie, whoever made them: changed on the way, or by an organisation that signs anything.
#include <almoner/receipt.hpp>

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "corrupt_receipts.hpp"
#include "forged_log.hpp"
#include "log/event_codec.hpp"
#include "log/private_part.hpp"
#include "log/proof.hpp"
#include "receipt_book.hpp"

namespace almoner::test {
namespace {

/// Fails the test unless the receipt is refused as one that does not verify, and in no other way.
void expect_refused(const std::string& receipt, const std::string& vkey, const std::string& what) {
  try {
    verify(receipt, vkey);
    ADD_FAILURE() << "verified: " << what;
  } catch (const Corrupt&) {
  } catch (const std::exception& error) {
    ADD_FAILURE() << what << ": " << error.what();
  }
}

TEST(Receipt, ThatChangedInOneBitIsRefused) {
  ReceiptBook book;
  const std::string text = book.receipt("G-0005", false, "li");
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string changed = text;
    changed[bit / 8] ^= static_cast<char>(1U << bit % 8);
    expect_refused(changed, book.vkey(), "bit " + std::to_string(bit));
  }
}

TEST(Receipt, ThatChangedInOneBitOfWhatItCarriesIsRefused) {
  ReceiptBook book;
  const LogProof proof = parse_proof(book.receipt("G-0002", true));
  for (std::size_t bit = 0; bit < proof.extra->size() * 8; ++bit) {
    LogProof changed = proof;
    (*changed.extra)[bit / 8] ^= static_cast<char>(1U << bit % 8);
    expect_refused(proof_text(changed), book.vkey(), "bit " + std::to_string(bit) + " of the extra");
  }
}

TEST(Receipt, ThatWasSpoiltInAnyKnownWayIsRefused) {
  ReceiptBook book;
  std::mt19937_64 random{7};
  std::map<std::string, int> tried;
  for (const std::string& reference : book.references()) {
    const std::string text = book.receipt(reference, true, reference == "G-0005" ? "wang" : "");
    for (const Corruption& way : corruptions(book.key))
      for (int i = 0; i < 4; ++i)
        if (const std::string spoilt = way.spoil(text, random); spoilt != text) {
          ++tried[way.name];
          expect_refused(spoilt, book.vkey(), reference + ": " + way.name);
        }
  }
  for (const Corruption& way : corruptions(book.key)) EXPECT_GT(tried[way.name], 0) << way.name;
}

TEST(Receipt, OfAnotherKeyOrUnderAnotherKeyIsRefused) {
  ReceiptBook book;
  const std::string text = book.receipt("G-0001");
  expect_refused(text, to_text(test_key("example.org/county-2021", 8).verifier), "a key of the same name");
  expect_refused(text, to_text(test_key("example.org/other", 7).verifier), "a key of the same bytes");
  EXPECT_THROW(verify(text, "no key"), ParseError);
}

TEST(Receipt, ThatIsHugeIsRefusedBeforeItIsRead) {
  ReceiptBook book;
  expect_refused(std::string(proof_size_max + 1, 'A'), book.vkey(), "17 million letters");
  expect_refused("c2sp.org/tlog-proof@v1\nextra " + std::string(proof_size_max - 100, 'A') + "\nindex 1\n\n", book.vkey(), "all extra");
  expect_refused("c2sp.org/tlog-proof@v1\nextra \nindex 1\n\n", book.vkey(), "an empty extra");
  std::string lines = "c2sp.org/tlog-proof@v1\nindex 1\n";
  for (int i = 0; i < 64; ++i) lines += "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  expect_refused(lines + "\n" + book.checkpoint(), book.vkey(), "64 hashes");
}

/// The year's own log, to be forged.
class Forged : public testing::Test {
 protected:
  Forged() {
    for (Seq seq = 0; seq < book.ledger.size(); ++seq) log.events.push_back(book.ledger.event_bytes(seq));
    for (Seq seq = 0; seq < book.ledger.size(); ++seq)
      if (const Event event = decode_event(log.events[seq]); std::holds_alternative<EntryRecord>(event.what))
        seqs[std::get<EntryRecord>(event.what).reference] = seq;
      else
        declarations.push_back(seq);
  }
  EntryRecord entry(const std::string& reference) const { return std::get<EntryRecord>(decode_event(log.events[seqs.at(reference)]).what); }
  void replace(const std::string& reference, const EntryRecord& record) {
    Event event = decode_event(log.events[seqs.at(reference)]);
    event.what = record;
    log.events[seqs.at(reference)] = encode_event(event);
  }
  std::string receipt(const std::string& reference, const std::vector<std::string>& trace) const {
    std::vector<Id> traced;
    for (const std::string& one : trace) traced.push_back(seqs.at(one));
    std::sort(traced.begin(), traced.end());
    return log.receipt(seqs.at(reference), declarations, traced, book.key);
  }

  ReceiptBook book;
  ForgedLog log;
  std::map<std::string, Id> seqs;
  std::vector<Id> declarations;
};

TEST_F(Forged, AnHonestLogIsNotRefused) {
  EXPECT_EQ(verify(receipt("G-0004", {"V-0004", "T-0001"}), book.vkey()).entry.reference, "G-0004");
}

TEST_F(Forged, TwoEntriesThatDrawTheSameUnitsAreRefused) {
  EntryRecord twice = entry("T-0001");
  twice.draws = entry("V-0004").draws;
  replace("T-0001", twice);
  expect_refused(receipt("G-0004", {"V-0004", "T-0001"}), book.vkey(), "drawn twice");
}

TEST_F(Forged, ATraceThatLeavesOutLotsWhoseUnitsItFollowsIsRefused) {
  expect_refused(receipt("G-0003", {"V-0002"}), book.vkey(), "the kits drawn are of two lots, and one is there");
}

/// What no verifier can know, and every receipt says.
TEST_F(Forged, ATraceThatLeavesOutAUseIsNotRefused) {
  const VerifiedReceipt receipt_without = verify(receipt("G-0001", {}), book.vkey());
  EXPECT_TRUE(receipt_without.uses.empty());
  EXPECT_EQ(receipt_without.trace->parts[0].state, PartState::unspent);
}

TEST_F(Forged, GoodsThatAreDrawnAtAnotherValueAreRefused) {
  EntryRecord cheaper = entry("V-0002");
  for (DrawRecord& draw : cheaper.draws) draw.value -= 100;
  replace("V-0002", cheaper);
  expect_refused(receipt("G-0003", {"V-0001", "V-0002"}), book.vkey(), "a draw at another value");
}

TEST_F(Forged, UnitsThatWereGivenBeforeAreRefused) {
  EntryRecord again = entry("G-0002");
  again.lots = entry("G-0001").lots;
  replace("G-0002", again);
  expect_refused(receipt("G-0001", {"G-0002"}), book.vkey(), "one address twice");
}

TEST_F(Forged, ADeclarationInPlaceOfAnEntryIsRefused) {
  expect_refused(log.receipt(declarations[3], declarations, {}, book.key), book.vkey(), "a declaration's receipt");
  expect_refused(log.receipt(seqs["G-0001"], declarations, {declarations[3]}, book.key), book.vkey(), "traced to a declaration");
}

TEST_F(Forged, AnEventOfAnotherBookIsRefused) {
  Event event = decode_event(log.events[seqs["G-0001"]]);
  event.origin[0] ^= 1U;
  log.events[seqs["G-0001"]] = encode_event(event);
  expect_refused(receipt("G-0001", {}), book.vkey(), "another book's event");
}

TEST_F(Forged, AnEventThatSaysAnotherPlaceIsRefused) {
  Event event = decode_event(log.events[seqs["G-0001"]]);
  event.seq += 1;
  log.events[seqs["G-0001"]] = encode_event(event);
  expect_refused(receipt("G-0001", {}), book.vkey(), "another index");
}

TEST_F(Forged, ANameThatIsNotTheBearersIsRefused) {
  const LogProof ours = parse_proof(book.receipt("G-0005", false, "wang"));
  const LogProof theirs = parse_proof(book.receipt("G-0005", false, "li"));
  ReceiptExtra both = decode_receipt_extra(*ours.extra);
  const ReceiptExtra other = decode_receipt_extra(*theirs.extra);
  std::map<Id, CarriedEvent> all;
  for (const ReceiptExtra* extra : {static_cast<const ReceiptExtra*>(&both), &other})
    for (const CarriedEvent& one : extra->declarations) all[one.index] = one;
  std::map<std::pair<Id, std::uint32_t>, PrivateItem> opened;
  for (const ReceiptExtra* extra : {static_cast<const ReceiptExtra*>(&both), &other})
    for (const PrivateItem& one : extra->opened) opened[{one.seq, one.number}] = one;
  both.declarations.clear();
  both.opened.clear();
  for (const auto& [index, one] : all) both.declarations.push_back(one);
  for (const auto& [place, one] : opened) both.opened.push_back(one);
  LogProof proof = ours;
  proof.extra = encode_receipt_extra(both);
  expect_refused(proof_text(proof), book.vkey(), "two persons' names");
}

/// An organisation may sign whatever it likes; a verifier must neither crash nor run for ever.
TEST_F(Forged, AnyEntriesAtAllAreJudgedWithoutHarm) {
  std::mt19937_64 random{20211231};
  const auto some = [&](Units& units) {
    constexpr Units most = 9'223'372'036'854'775'807;
    const Units values[] = {0, 1, -1, units / 2, units == most ? -most : units + 1, -units, most, -most};
    units = values[random() % std::size(values)];
  };
  const std::vector<std::string> honest = log.events;
  std::vector<std::string> names;
  for (const auto& [reference, seq] : seqs) names.push_back(reference);
  int refused = 0, verified = 0;
  for (int turn = 0; turn < 4000; ++turn) {
    log.events = honest;
    for (int change = 0; change < 3; ++change) {
      const std::string& name = names[random() % names.size()];
      EntryRecord record = entry(name);
      PostingRecord& posting = record.postings[random() % record.postings.size()];
      some(random() % 2 == 0 ? posting.quantity : posting.value);
      if (posting.commodity == base_commodity) posting.value = posting.quantity;
      if (random() % 3 == 0) std::swap(posting.account, record.postings.front().account);
      for (DrawRecord& draw : record.draws) {
        if (random() % 3 != 0) continue;
        draw.start = static_cast<Units>(random() % 10'000'000);
        draw.quantity = 1 + static_cast<Units>(random() % 5'000'000);
        if (draw.line.commodity == base_commodity) draw.value = draw.quantity;
      }
      for (LotRecord& lot : record.lots) {
        if (random() % 3 != 0) continue;
        lot.start = static_cast<Units>(random() % 10'000'000);
        lot.quantity = 1 + static_cast<Units>(random() % 5'000'000);
        if (lot.line.commodity == base_commodity) lot.value = lot.quantity;
      }
      replace(name, record);
    }
    std::vector<std::string> others = names;
    const std::string own = names[random() % names.size()];
    std::erase(others, own);
    try {
      verify(receipt(own, others), book.vkey());
      ++verified;
    } catch (const Corrupt&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 100);
  EXPECT_GT(verified, 10);
}

}  // namespace
}  // namespace almoner::test

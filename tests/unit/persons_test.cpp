// SPDX-License-Identifier: Apache-2.0
// Erasure and restriction. Bytes are looked for in the files themselves.
#include <almoner/ledger.hpp>

#include <almoner/receipt.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "receipt_book.hpp"

namespace almoner::test {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view chart = R"(
commodity 1,000.00 CNY
account Assets:Bank  ; type: C
account Income:Gifts  ; type: R
account Expenses:Aid  ; type: X
purpose aid
  function: programme
fund MED
  class: restricted
  purposes: aid
  set-by: donor
)";

class Persons : public testing::Test {
 protected:
  void SetUp() override {
    folder = fs::temp_directory_path() / ("almoner-persons-" + std::to_string(::getpid()));
    fs::remove_all(folder);
    fs::create_directory(folder);
    book.emplace(Ledger::create(path(), {"county society", "CNY", 2, "Asia/Shanghai"}));
    book->post(chart);
    for (int i = 0; i < 40; ++i)
      book->post("party person-" + std::to_string(i) + "\n  name: 欧阳某某" + std::to_string(i) + "号\n  kind: person\n  contact: 1380000" + std::to_string(1000 + i) + "\n");
    for (int i = 0; i < 400; ++i) give(i, i % 40);
    Amendment renamed;
    renamed.party = PartyTerms{"person-7", "司马某某", PartyKind::person, false, "13900009999"};
    renamed.date = parse_date("2021-05-01");
    book->ledger.amend(renamed);
    Amendment corrected;
    corrected.entry = Amendment::OfEntry{"G-8", "in truth from 欧阳某某7号", "person-7"};
    corrected.date = parse_date("2021-05-01");
    book->ledger.amend(corrected);
    book->post("2021-06-01 * (V-1) help for the mother of 司马某某  ; fund: MED, party: person-9\n    Expenses:Aid  5.00 CNY\n    Assets:Bank  -5.00 CNY\n");
  }
  void TearDown() override {
    book.reset();
    fs::remove_all(folder);
  }

  void give(int number, int person) {
    book->post("2021-03-01 * (G-" + std::to_string(number) + ") thanks to 欧阳某某" + std::to_string(person) + "号 of the fourth lane  ; fund: MED, party: person-" +
               std::to_string(person) + "\n    Assets:Bank  1.00 CNY\n    Income:Gifts\n");
  }
  std::string path() const { return (folder / "county.book").string(); }

  /// Names of the files that hold the text.
  std::vector<std::string> holders(const std::string& text) const {
    std::vector<std::string> found;
    for (const fs::directory_entry& file : fs::directory_iterator{folder}) {
      std::ifstream stream{file.path(), std::ios::binary};
      std::stringstream bytes;
      bytes << stream.rdbuf();
      if (bytes.str().find(text) != std::string::npos) found.push_back(file.path().filename().string());
    }
    return found;
  }

  fs::path folder;
  std::optional<JournalBook> book;
};

TEST_F(Persons, AreErasedToTheLastByteAndTheBookStillVerifies) {
  const SignerKey key = test_key();
  const std::string receipt = book->ledger.receipt("G-7", sign_now(book->ledger, key), {});
  const DocumentHash root = book->ledger.root();
  ASSERT_FALSE(holders("person-7\x01").empty() && holders("司马某某").empty());
  ASSERT_FALSE(holders("欧阳某某7号").empty());

  const Erasure erasure = book->ledger.erase_party("person-7", {{"V-1"}});
  EXPECT_TRUE(erasure.was_known);
  EXPECT_TRUE(erasure.narrations_left.empty());
  EXPECT_TRUE(erasure.events_left.empty());
  book->ledger.snapshot((folder / "copy.book").string());
  std::ofstream log{folder / "export.log", std::ios::binary}, bodies{folder / "export.private", std::ios::binary};
  book->ledger.export_log(log);
  book->ledger.export_private(bodies);
  log.close();
  bodies.close();
  // "person-7" as CBOR text; person-70 and the like do not exist.
  for (const char* text : {"person-7", "欧阳某某7号", "司马某某", "13900009999", "13800001007"})
    EXPECT_EQ(holders(text), std::vector<std::string>{}) << text;
  EXPECT_FALSE(holders("欧阳某某8号").empty()) << "others stay";

  EXPECT_EQ(book->ledger.root(), root);
  EXPECT_EQ(book->audit(), "sound");
  EXPECT_EQ(verify(receipt, to_text(key.verifier)).donor->name, "司马某某");
  const Entry entry = *book->ledger.entry("G-7");
  EXPECT_TRUE(entry.postings[0].party_erased);
  EXPECT_EQ(entry.narration, "");
  EXPECT_FALSE(book->ledger.party("person-7"));
  book->ledger.rebuild();
  EXPECT_EQ(book->audit(), "sound");
}

TEST_F(Persons, CanBeErasedAgainWithoutHarm) {
  book->ledger.erase_party("person-7");
  const std::uint64_t bodies = book->ledger.audit().private_bodies;
  const Erasure again = book->ledger.erase_party("person-7");
  EXPECT_FALSE(again.was_known);
  EXPECT_EQ(again.bodies, 0U);
  EXPECT_EQ(book->ledger.audit().private_bodies, bodies);
}

TEST_F(Persons, ErasureSaysWhereTheNameStillStands) {
  const Erasure erasure = book->ledger.erase_party("person-7");
  EXPECT_EQ(erasure.narrations_left, std::vector<std::string>{"V-1"});
  EXPECT_FALSE(holders("司马某某").empty());
  EXPECT_EQ(book->ledger.entry("V-1")->narration, "help for the mother of 司马某某");
}

TEST_F(Persons, ErasureNamesEventsThatHoldTheNameForEver) {
  book->post("2021-07-01 * (thanks-欧阳某某3号) a reference that should not have been  ; fund: MED\n    Assets:Bank  1.00 CNY\n    Income:Gifts\n");
  const Erasure erasure = book->ledger.erase_party("person-3");
  EXPECT_EQ(erasure.events_left, std::vector<Seq>{book->ledger.size() - 1});
}

TEST_F(Persons, ErasureWaitsForNoReaderAndSaysSo) {
  OpenOptions options;
  options.busy_timeout_ms = 50;
  book.emplace(Ledger::open(path(), options));
  options.read_only = true;
  const Ledger reader = Ledger::open(path(), options);
  reader.for_each_entry({}, [&](const Entry&) {
    EXPECT_THROW(book->ledger.erase_party("person-7"), Conflict);
    return false;
  });
  book->ledger.erase_party("person-7", {{"V-1"}});
  EXPECT_EQ(holders("司马某某"), std::vector<std::string>{});
}

TEST_F(Persons, PublicPartiesAreNotErasedNorRestricted) {
  book->post("party example-co\n  name: 某企业\n  kind: organisation\n  public: yes\n");
  EXPECT_THROW(book->ledger.erase_party("example-co"), UsageError);
  EXPECT_THROW(book->ledger.restrict_party("example-co"), UsageError);
  EXPECT_TRUE(book->ledger.party("example-co"));
}

TEST_F(Persons, RestrictedAreNamedInNoNewEntryUntilLifted) {
  book->ledger.restrict_party("person-5");
  const std::string gift = "2021-08-01 * (G-900) again  ; fund: MED, party: person-5\n    Assets:Bank  1.00 CNY\n    Income:Gifts\n";
  EXPECT_EQ(book->refused(gift), std::vector<std::string>{"party_must_not_be_restricted"});
  // What is posted already is found, not refused.
  give(5, 5);
  book->ledger.rebuild();
  EXPECT_EQ(book->refused(gift), std::vector<std::string>{"party_must_not_be_restricted"});
  EXPECT_EQ(book->audit(), "sound");
  book->ledger.restrict_party("person-5", false);
  book->post(gift);
  EXPECT_THROW(book->ledger.restrict_party("nobody"), NotFound);
}

TEST_F(Persons, RestrictedAreLeftOutOfListsAndExportsAndKept) {
  book->ledger.restrict_party("person-5");
  for (const PartyRow& row : book->ledger.parties()) {
    EXPECT_EQ(row.restricted, row.id == "person-5");
    EXPECT_EQ(row.name.empty(), row.restricted) << row.id;
  }
  std::stringstream bodies;
  EXPECT_EQ(book->ledger.export_private(bodies), 11U);  // its declaration and ten gifts
  EXPECT_EQ(bodies.str().find("person-5"), std::string::npos);
  EXPECT_EQ(book->ledger.party("person-5")->name, "欧阳某某5号");
}

TEST(PersonsOfAYear, AreErasedFromABookWhoseRulesAskedForThem) {
  ReceiptBook book;  // a refund and a consent name wang's gift
  const DocumentHash root = book.ledger.root();
  const std::string receipt = book.receipt("G-0004", true);
  for (const char* person : {"wang", "li", "donor-office"}) {
    book.ledger.erase_party(person);
    EXPECT_EQ(book.audit(), "sound") << person;
  }
  EXPECT_EQ(book.ledger.root(), root);
  EXPECT_EQ(verify(receipt, book.vkey()).donor->name, "王某某");
  EXPECT_FALSE(verify(book.receipt("G-0004"), book.vkey()).donor);
}

}  // namespace
}  // namespace almoner::test

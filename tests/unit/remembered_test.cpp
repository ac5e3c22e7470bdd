// SPDX-License-Identifier: Apache-2.0
// A writer keeps at hand from one entry to the next which parties and references there are, and
// never goes by what somebody else has changed since.
#include <string>

#include <almoner/error.hpp>
#include <gtest/gtest.h>

#include "journal_book.hpp"
#include "temporary_folder.hpp"

namespace almoner::test {
namespace {

const std::string chart = R"(
account Bank
  type: cash
account Gifts
  type: income
fund U
  class: unrestricted
party wang
  kind: person
)";

std::string gift(const std::string& reference, const std::string& party = "wang", const std::string& amount = "5.00") {
  return "2021-02-01 * (" + reference + ") gift  ; fund: U\n    Bank  " + amount + " CNY\n    Gifts  ; party: " + party + "\n";
}

using Rules = std::vector<std::string>;

class Remembered : public testing::Test {
 protected:
  Remembered() {
    book.post(chart);
    for (int i = 0; i < 20; ++i) book.post(gift("G-" + std::to_string(i)));
  }
  ~Remembered() override {
    EXPECT_EQ(book.audit(), "sound");
    EXPECT_EQ(other.audit(), "sound");
  }

  const TemporaryFolder folder;
  const std::string path = folder / "book";
  JournalBook book{Ledger::create(path, {"county", "CNY"})};
  JournalBook other{Ledger::open(path)};
};

TEST_F(Remembered, APartyThatWasErasedIsUnknown) {
  book.ledger.erase_party("wang");
  EXPECT_EQ(book.refused(gift("H-1")), Rules{"name_must_be_declared"});
}

TEST_F(Remembered, APartyThatSomebodyElseErasedIsUnknown) {
  other.ledger.erase_party("wang");
  EXPECT_EQ(book.refused(gift("H-1")), Rules{"name_must_be_declared"});
  other.post("party wang\n  kind: person\n");
  book.post(gift("H-1"));
}

TEST_F(Remembered, ARestrictionHoldsFromTheNextEntryOnWhoeverSetsIt) {
  for (JournalBook* setting : {&book, &other}) {
    const std::string reference = setting == &book ? "H-1" : "H-2";
    setting->ledger.restrict_party("wang");
    EXPECT_EQ(book.refused(gift(reference)), Rules{"party_must_not_be_restricted"});
    setting->ledger.restrict_party("wang", false);
    book.post(gift(reference));
  }
}

TEST_F(Remembered, APartyThatSomebodyElseDeclaredIsKnown) {
  EXPECT_EQ(book.refused(gift("H-1", "li")), Rules{"name_must_be_declared"});
  book.post(gift("H-2"));
  other.post("party li\n  kind: person\n");
  book.post(gift("H-1", "li"));
}

TEST_F(Remembered, APartyOfABatchThatWasGivenUpIsUnknown) {
  {
    Ledger::Batch batch = book.ledger.batch();
    book.post("party li\n  kind: person\n" + gift("H-1", "li"));
  }
  EXPECT_EQ(book.refused(gift("H-1", "li")), Rules{"name_must_be_declared"});
  book.post(gift("H-1"));
}

TEST_F(Remembered, AnEntryIsThereOnceWhoeverPostedIt) {
  const Seq size = book.ledger.size();
  for (int i = 0; i < 200; ++i) {
    const std::string reference = "H-" + std::to_string(i);
    JournalBook& first = i % 3 == 0 ? other : book;
    first.post(gift(reference));
    book.post(gift(reference));
    other.post(gift(reference));
    EXPECT_EQ(book.refused(gift(reference, "wang", "6.00")), Rules{"reference_must_be_unused"});
  }
  EXPECT_EQ(book.ledger.size(), size + 200);
}

TEST_F(Remembered, AnEntryOfABatchThatWasGivenUpIsNew) {
  {
    Ledger::Batch batch = book.ledger.batch();
    for (int i = 0; i < 50; ++i) book.post(gift("H-" + std::to_string(i)));
  }
  const Seq size = book.ledger.size();
  for (int i = 0; i < 50; ++i) book.post(gift("H-" + std::to_string(i)));
  EXPECT_EQ(book.ledger.size(), size + 50);
}

TEST_F(Remembered, AfterARebuildAllIsKnownAsBefore) {
  book.ledger.rebuild();
  const Seq size = book.ledger.size();
  for (int i = 0; i < 20; ++i) book.post(gift("G-" + std::to_string(i)));
  EXPECT_EQ(book.ledger.size(), size);
  book.post(gift("H-1"));
  EXPECT_EQ(book.refused(gift("H-2", "li")), Rules{"name_must_be_declared"});
}

}  // namespace
}  // namespace almoner::test

// SPDX-License-Identifier: Apache-2.0
// A batch of thousands is written on another thread while it is being decided, and keeps at hand what
// single entries ask of the store. Nothing of that shows.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include <almoner/error.hpp>

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
)";

Draft gift(int number, const std::string& donor) {
  const std::string n = std::to_string(number);
  Draft draft{.date = parse_date("2021-06-01"), .reference = "G-" + n, .narration = "by letter " + n};
  draft.postings = {{.account = "Bank", .fund = "U", .quantity = 100 + number},
                    {.account = "Gifts", .fund = "U", .party = donor}};
  return draft;
}

std::string donor(int number) { return "donor-" + std::to_string(number); }

void declare_donors(JournalBook& book, int count) {
  Ledger::Batch batch = book.ledger.batch();
  for (int i = 0; i < count; ++i) book.ledger.declare(PartyTerms{donor(i), "Donor " + std::to_string(i), PartyKind::person, false, {}});
  batch.commit();
}

class LargeBatch : public testing::Test {
 protected:
  LargeBatch() { book.post(chart); }
  ~LargeBatch() override { EXPECT_EQ(book.audit(), "sound"); }
  JournalBook book;
};

TEST_F(LargeBatch, LeavesTheLogThatSingleEntriesLeave) {
  constexpr int gifts = 2'500;
  JournalBook one_by_one;
  one_by_one.post(chart);
  for (JournalBook* each : {&book, &one_by_one}) declare_donors(*each, 7);
  Ledger::Batch batch = book.ledger.batch();
  for (int i = 0; i < gifts; ++i) book.ledger.post(gift(i, donor(i % 7)));
  batch.commit();
  for (int i = 0; i < gifts; ++i) one_by_one.ledger.post(gift(i, donor(i % 7)));

  EXPECT_EQ(book.ledger.root(), one_by_one.ledger.root());
  EXPECT_EQ(book.balance("Bank", "U"), one_by_one.balance("Bank", "U"));
  const std::vector<PartyRow> parties = book.ledger.parties();
  const std::vector<PartyRow> singly = one_by_one.ledger.parties();
  ASSERT_EQ(parties.size(), 7U);
  for (std::size_t i = 0; i < parties.size(); ++i) {
    EXPECT_EQ(parties[i].postings, singly[i].postings) << parties[i].id;
    EXPECT_EQ(parties[i].given, singly[i].given) << parties[i].id;
  }
}

TEST_F(LargeBatch, ProjectsWhatCameBeforeItProvedLarge) {
  declare_donors(book, 3);
  const auto gift_of_a_month = [](int number) {
    Draft draft = gift(number, donor(number % 3));
    draft.date = parse_date(std::to_string(2019 + number % 36 / 12) + (number % 2 == 0 ? "-03-01" : "-11-30"));
    draft.postings[0].quantity = 1;
    return draft;
  };
  for (int i = 0; i < 10; ++i) book.ledger.post(gift_of_a_month(i));  // the projection lags behind these
  Ledger::Batch batch = book.ledger.batch();
  for (int i = 10; i < 2'500; ++i) {
    book.ledger.post(gift_of_a_month(i));
    if (i == 700) static_cast<void>(book.ledger.balances());  // writes what is staged, and projects nothing
  }
  batch.commit();
  EXPECT_EQ(book.ledger.parties()[1].postings, 833U);
  std::size_t shown = 0;
  book.ledger.for_each_posting({}, [&](const RegisterRow&) { return ++shown > 0; });
  EXPECT_EQ(shown, 5'000U);
}

TEST_F(LargeBatch, ReadsWhatIsNotWrittenYet) {
  declare_donors(book, 1);
  const Seq first = book.ledger.size();
  Ledger::Batch batch = book.ledger.batch();
  for (int i = 0; i < 1'100; ++i) {
    ASSERT_FALSE(book.ledger.post(gift(i, donor(0))).already_there);
    if (i % 100 != 50) continue;
    for (const int again : {i, i / 2, 0}) {
      const Posted posted = book.ledger.post(gift(again, donor(0)));
      EXPECT_TRUE(posted.already_there);
      EXPECT_EQ(posted.seq, first + static_cast<Seq>(again));
    }
    Draft other = gift(i, donor(0));
    other.narration = "another";
    EXPECT_THROW(book.ledger.post(other), Refused);
    EXPECT_NE(book.ledger.event_json(first + static_cast<Seq>(i)).find("G-" + std::to_string(i)), std::string::npos);
  }
  batch.commit();
  EXPECT_EQ(book.ledger.size(), first + 1'100);
}

TEST_F(LargeBatch, KnowsTheDonorsOfTheRegisterAndNoOthers) {
  declare_donors(book, 3'000);
  book.ledger.restrict_party(donor(2'999));
  const Seq first = book.ledger.size();
  Ledger::Batch batch = book.ledger.batch();
  for (int i = 0; i < 2'900; ++i) book.ledger.post(gift(i, donor(i)));
  const auto rule = [&](const std::string& party) {
    const std::vector<Violation> found = book.ledger.check(gift(9'999, party));
    return found.empty() ? std::string("none") : std::string(to_string(found.front().rule));
  };
  EXPECT_EQ(rule(donor(2'998)), "none");
  EXPECT_EQ(rule(donor(2'999)), "party_must_not_be_restricted");
  EXPECT_EQ(rule("nobody"), "name_must_be_declared");
  book.ledger.declare(PartyTerms{"new", "New", PartyKind::person, false, {}});
  book.ledger.post(gift(3'000, "new"));
  batch.commit();
  EXPECT_EQ(book.ledger.size(), first + 2'902);
  for (const PartyRow& party : book.ledger.parties()) {
    const bool gave = party.id == "new" || std::stoi(party.id.substr(6)) < 2'900;
    EXPECT_EQ(party.postings, gave ? 1U : 0U) << party.id;
  }
}

TEST_F(LargeBatch, LeavesNothingWhereItIsGivenUp) {
  declare_donors(book, 1);
  const Seq size = book.ledger.size();
  const DocumentHash root = book.ledger.root();
  {
    Ledger::Batch batch = book.ledger.batch();
    for (int i = 0; i < 1'300; ++i) book.ledger.post(gift(i, donor(0)));
  }
  EXPECT_EQ(book.ledger.size(), size);
  EXPECT_EQ(book.ledger.root(), root);
  EXPECT_FALSE(book.ledger.post(gift(0, donor(0))).already_there);
}

TEST_F(LargeBatch, TakesAnEntryOfManyPostingsAndRefusesOneTooLargeAtOnce) {
  declare_donors(book, 1);
  const auto entry_of = [](int number, int postings) {
    Draft draft = gift(number, donor(0));
    draft.postings = {{.account = "Gifts", .fund = "U", .quantity = -postings}};
    draft.postings.resize(static_cast<std::size_t>(postings) + 1, {.account = "Bank", .fund = "U", .quantity = 1});
    return draft;
  };
  Ledger::Batch batch = book.ledger.batch();
  book.ledger.post(entry_of(1, 1'500));  // by its number of rows alone it might be too large, and is not
  try {
    book.ledger.post(entry_of(2, 20'000));
    ADD_FAILURE() << "an entry beyond what a log can hold was taken";
  } catch (const Refused& refused) {
    EXPECT_EQ(refused.violations().front().rule, Rule::entry_too_large);
  }
  book.ledger.post(gift(3, donor(0)));
  batch.commit();
  EXPECT_EQ(book.balance("Bank", "U"), "16.03");
}

TEST_F(LargeBatch, PostsToWhatIsDeclaredAfterThousandsOfEvents) {
  declare_donors(book, 4'200);
  book.post(R"(
account Cash
  type: cash
fund Late
  class: unrestricted
2021-06-02 * (L-1) for the late fund  ; fund: Late
    Cash    5.00 CNY
    Gifts
)");
  EXPECT_EQ(book.balance("Cash", "Late"), "5.00");
  EXPECT_EQ(book.refused("2021-06-02 * (L-2) to nobody  ; fund: Later\n    Cash    5.00 CNY\n    Gifts\n").front(), "name_must_be_declared");
}

TEST(LargeBatchOnDisk, PostsIntoABookThatHasEntriesAndDonors) {
  const TemporaryFolder folder;
  JournalBook book(Ledger::create(folder / "book", {"county", "CNY"}));
  book.post(chart);
  declare_donors(book, 500);
  for (const int begin : {0, 20'000}) {  // the second finds the first one's references in the store
    Ledger::Batch batch = book.ledger.batch();
    for (int i = begin; i < begin + 20'000; ++i) book.ledger.post(gift(i, donor(i % 500)));
    EXPECT_TRUE(book.ledger.post(gift(begin, donor(begin % 500))).already_there);
    EXPECT_TRUE(book.ledger.post(gift(0, donor(0))).already_there);
    batch.commit();
  }
  EXPECT_EQ(book.ledger.stats().entries, 40'000U);
  EXPECT_EQ(book.audit(), "sound");
}

TEST(LargeBatchOnDisk, FillsANewBookInPlaceThoughItWasAskedBefore) {
  const TemporaryFolder folder;
  JournalBook book(Ledger::create(folder / "book", {"county", "CNY"}));
  book.post(chart);
  declare_donors(book, 1);
  Ledger::Batch batch = book.ledger.batch();
  static_cast<void>(book.ledger.balances());  // of what the batch staged: nothing yet
  for (int i = 0; i < 2'100; ++i) book.ledger.post(gift(i, donor(0)));
  static_cast<void>(book.ledger.balances());  // writes what is staged
  EXPECT_TRUE(std::filesystem::exists(folder / "book-journal"));
  batch.commit();
  EXPECT_EQ(book.ledger.stats().entries, 2'100U);
}

}  // namespace
}  // namespace almoner::test

// SPDX-License-Identifier: Apache-2.0
// No text that steers a terminal or turns the direction of writing gets into a book, by whatever call.
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <almoner/error.hpp>
#include <almoner/ledger.hpp>
#include <almoner/violation.hpp>

namespace almoner {
namespace {

using namespace std::chrono_literals;

struct Call {
  const char* name;
  std::function<void(Ledger&, const std::string& bad)> run;
};

class CleanText : public testing::TestWithParam<Call> {
 protected:
  CleanText() {
    book.declare(AccountTerms{"Assets:Bank", AccountType::cash});
    book.declare(AccountTerms{"Income:Gifts", AccountType::income});
    book.declare(PurposeTerms{"aid"});
    book.declare(FundTerms{"AID", FundClass::restricted, {"aid"}, RestrictionSource::donor});
    book.declare(PartyTerms{"donor-1", "某", PartyKind::person, false, {}});
    book.declare(PartyTerms{"hospital", "County Hospital", PartyKind::organisation, true, {}});
    Draft gift;
    gift.date = 2021y / 6 / 1;
    gift.reference = "G-1";
    gift.postings = {{.account = "Assets:Bank", .fund = "AID", .quantity = 100}, {.account = "Income:Gifts", .fund = "AID", .quantity = -100}};
    book.post(gift);
  }
  Ledger book = Ledger::create_in_memory({"county", "CNY", 2, "Asia/Shanghai"});
};

Amendment of(const std::function<void(Amendment&)>& what) {
  Amendment amendment;
  amendment.date = 2021y / 7 / 1;
  amendment.approved_by = "board";
  what(amendment);
  return amendment;
}

TEST_P(CleanText, IsRefusedWhereItIsNot) {
  const std::uint64_t size = book.size();
  for (const std::string bad : {"\x1b[2J", "a\u202e", "two\nlines", "\xff"}) {
    try {
      GetParam().run(book, bad);
      ADD_FAILURE() << GetParam().name << " took a text that is not clean";
    } catch (const Refused& refused) {
      EXPECT_EQ(refused.violations().front().rule, Rule::text_must_be_clean) << refused.what();
    }
    EXPECT_EQ(book.size(), size);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Of, CleanText,
    testing::Values(
        Call{"author_of_a_declaration", [](Ledger& book, const std::string& bad) { book.declare(PurposeTerms{"school"}, bad); }},
        Call{"author_of_a_close", [](Ledger& book, const std::string& bad) { book.close(2021y / 12 / 31, bad); }},
        Call{"author_of_an_amendment",
             [](Ledger& book, const std::string& bad) {
               book.amend(of([&](Amendment& one) {
                 one.party = PartyTerms{"hospital", "Hospital", PartyKind::organisation, true, {}};
                 one.by = bad;
               }));
             }},
        Call{"approver_of_an_amendment",
             [](Ledger& book, const std::string& bad) {
               book.amend(of([&](Amendment& one) {
                 one.party = PartyTerms{"hospital", "Hospital", PartyKind::organisation, true, {}};
                 one.approved_by = bad;
               }));
             }},
        Call{"amended_name_of_a_public_party",
             [](Ledger& book, const std::string& bad) {
               book.amend(of([&](Amendment& one) { one.party = PartyTerms{"hospital", bad, PartyKind::organisation, true, {}}; }));
             }},
        Call{"amended_name_of_a_person",
             [](Ledger& book, const std::string& bad) {
               book.amend(of([&](Amendment& one) { one.party = PartyTerms{"donor-1", bad, PartyKind::person, false, {}}; }));
             }},
        Call{"amended_contact_of_a_person",
             [](Ledger& book, const std::string& bad) {
               book.amend(of([&](Amendment& one) { one.party = PartyTerms{"donor-1", "某", PartyKind::person, false, bad}; }));
             }},
        Call{"amended_narration",
             [](Ledger& book, const std::string& bad) {
               book.amend(of([&](Amendment& one) { one.entry = Amendment::OfEntry{"G-1", bad, std::nullopt}; }));
             }}),
    [](const auto& call) { return call.param.name; });

TEST(PublicParty, IsNotAmendedIntoAPerson) {
  Ledger book = Ledger::create_in_memory({"county", "CNY", 2, "Asia/Shanghai"});
  book.declare(PartyTerms{"hospital", "County Hospital", PartyKind::organisation, true, {}});
  EXPECT_THROW(book.amend(of([](Amendment& one) { one.party = PartyTerms{"hospital", "Dr 某", PartyKind::person, true, {}}; })), Refused);
  EXPECT_EQ(book.size(), 2U);
}

}  // namespace
}  // namespace almoner

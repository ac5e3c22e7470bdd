// SPDX-License-Identifier: Apache-2.0
// Each way in which a declaration, or an amendment of one, is refused.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <almoner/error.hpp>

#include "book/rules.hpp"
#include "society_book.hpp"

namespace almoner::test {
namespace {

using Rules = std::vector<std::string>;

const Date before_all = parse_date("1900-01-01") - std::chrono::days{1}, after_all = parse_date("2999-12-31") + std::chrono::days{1};
const Rules incomplete{"declaration_must_be_complete"}, used{"name_must_be_unused"}, unknown{"name_must_be_declared"},
    unclean{"text_must_be_clean"}, accepted{};

class Declaration : public testing::Test {
 protected:
  Declaration() {
    book.post(society_chart + std::string(R"(
purpose aid/flood
purpose school
  function: programme
party wang
  name: 王某
)"));
  }

  /// Names of the rules broken; a refusal writes nothing.
  Rules told(const std::function<void()>& write) {
    const auto size = book.ledger.size();
    Rules rules;
    try {
      write();
    } catch (const Refused& refusal) {
      EXPECT_EQ(book.ledger.size(), size);
      for (const Violation& one : refusal.violations()) {
        rules.emplace_back(to_string(one.rule));
        EXPECT_EQ(one.posting, -1) << "a declaration has no postings";
      }
    }
    return rules;
  }
  template <class Terms>
  Rules declared(const Terms& terms) {
    return told([&] { book.ledger.declare(terms); });
  }
  FundTerms fund(const std::string& code) {
    for (const FundTerms& one : book.ledger.fund_terms())
      if (one.code == code) return one;
    return {};
  }
  Rules amended(const FundTerms& terms, Date date = parse_date("2021-02-01")) {
    Amendment amendment;
    amendment.fund = terms;
    amendment.date = date;
    return told([&] { book.ledger.amend(amendment); });
  }
  Rules amended(const PurposeTerms& terms, const std::string& moves_to) {
    Amendment amendment;
    amendment.purpose = terms;
    amendment.purpose_moves_to = moves_to;
    amendment.date = parse_date("2021-02-01");
    amendment.by = "clerk";
    amendment.approved_by = "director";
    amendment.authority = Authority{AuthorityKind::law, "decree", DocumentHash{1}, amendment.date};
    return told([&] { book.ledger.amend(amendment); });
  }
  JournalBook book;
};

TEST(TermsOfABook, AreANameACurrencyWithItsDecimalsAndATimeZone) {
  const BookTerms right{"county society", "CNY", 2, "Asia/Shanghai"};
  const auto with = [&](const std::function<void(BookTerms&)>& change) {
    BookTerms terms = right;
    change(terms);
    return terms;
  };
  for (const BookTerms& wrong :
       {with([](BookTerms& terms) { terms.name = ""; }), with([](BookTerms& terms) { terms.name = "a\x1b"; }),
        with([](BookTerms& terms) { terms.base_currency = ""; }), with([](BookTerms& terms) { terms.base_currency = "C\"NY"; }),
        with([](BookTerms& terms) { terms.base_scale = -1; }), with([](BookTerms& terms) { terms.base_scale = scale_max + 1; }),
        with([](BookTerms& terms) { terms.time_zone = ""; }), with([](BookTerms& terms) { terms.time_zone = std::string(65, 'A'); })})
    EXPECT_THROW(Ledger::create_in_memory(wrong), UsageError) << wrong.name << wrong.base_currency << wrong.base_scale << wrong.time_zone;
  for (const BookTerms& terms : {right, with([](BookTerms& terms) { terms.base_scale = 0; }), with([](BookTerms& terms) { terms.base_scale = scale_max; }),
                                 with([](BookTerms& terms) { terms.time_zone = std::string(64, 'A'); })})
    EXPECT_EQ(Ledger::create_in_memory(terms).terms(), terms);
}

TEST_F(Declaration, ACommodityHasACodeWithoutNotationAndAScaleThatHolds) {
  EXPECT_EQ(declared(CommodityTerms{}), incomplete);
  for (const char* code : {"A;B", "A\"B", "A@B", "{A", "A}", "(A", "A)"}) EXPECT_EQ(declared(CommodityTerms{code, 0, {}, {}}), incomplete) << code;
  EXPECT_EQ(declared(CommodityTerms{"X", -1, {}, {}}), incomplete);
  EXPECT_EQ(declared(CommodityTerms{"X", scale_max + 1, {}, {}}), incomplete);
  EXPECT_EQ(declared(CommodityTerms{"X", scale_max, {}, {}}), accepted);
  EXPECT_EQ(declared(CommodityTerms{"Y", 0, {}, {}}), accepted);
  EXPECT_EQ(declared(CommodityTerms{"LAMP", 1, {}, {}}), used);
  EXPECT_EQ(declared(CommodityTerms{"Z\x1b", 0, {}, {}}), unclean);
  EXPECT_EQ(declared(CommodityTerms{"Z", 0, "\n", {}}), unclean);
}

TEST_F(Declaration, AnAccountHasSegmentsNoneBlankAndIsTracedWhereUnitsAre) {
  for (const char* name : {"", "A:", ":A", "A: B", "A :B", "A::B", "A  B", "A;B"})
    EXPECT_EQ(declared(AccountTerms{name, AccountType::asset, {}}), incomplete) << name;
  EXPECT_EQ(declared(AccountTerms{"A B:C", AccountType::asset, {}}), accepted);
  EXPECT_EQ(declared(AccountTerms{"Bank", AccountType::asset, {}}), used);
  EXPECT_EQ(declared(AccountTerms{"A\x07", AccountType::asset, {}}), unclean);
  for (const AccountType type : {AccountType::net_assets, AccountType::income, AccountType::expense, AccountType::transfer,
                                 AccountType::interfund}) {
    EXPECT_EQ(declared(AccountTerms{"T", type, true}), incomplete);
    EXPECT_EQ(declared(AccountTerms{"N" + std::string(to_string(type)), type, false}), accepted);
  }
  for (const AccountType type : {AccountType::asset, AccountType::cash, AccountType::liability})
    EXPECT_EQ(declared(AccountTerms{"T" + std::string(to_string(type)), type, true}), accepted);
}

TEST_F(Declaration, AnAccountWithPostingsStaysALeaf) {
  book.post("2021-01-01 * (G-1) gift  ; fund: U\n    Bank  1.00 CNY\n    Gifts\n");
  EXPECT_EQ(declared(AccountTerms{"Bank:CCB", AccountType::cash, {}}), Rules{"account_must_be_leaf"});
}

TEST_F(Declaration, APurposeHasAParentAndOnePlace) {
  for (const char* path : {"", "aid/", "/aid", "aid//x", "aid/ x"}) {
    const Rules rules = declared(PurposeTerms{.path = path});
    EXPECT_NE(std::find(rules.begin(), rules.end(), incomplete.front()), rules.end()) << path;
  }
  EXPECT_EQ(declared(PurposeTerms{.path = "a,b"}), incomplete);
  EXPECT_EQ(declared(PurposeTerms{.path = "a;b"}), incomplete);
  EXPECT_EQ(declared(PurposeTerms{.path = "care/flood"}), unknown);
  EXPECT_EQ(declared(PurposeTerms{.path = "a\x01"}), unclean);
  EXPECT_EQ(declared(PurposeTerms{"aid", PurposeFunction::other}), used);
  EXPECT_EQ(declared(PurposeTerms{"aid", PurposeFunction::programme}), accepted) << "an equal one is there already";
}

TEST_F(Declaration, AFundsTermsAreThoseOfItsClass) {
  const FundTerms right = fund("AID");
  const auto with = [&](const std::function<void(FundTerms&)>& change) {
    FundTerms terms = right;
    terms.code = "FRESH";
    change(terms);
    return declared(terms);
  };
  for (const char* code : {"", "A B", "A,B", "A;B"}) EXPECT_EQ(with([&](FundTerms& terms) { terms.code = code; }), incomplete) << code;
  EXPECT_EQ(with([](FundTerms& terms) { terms.code = "AID"; terms.agreement = "else"; }), used);
  EXPECT_EQ(with([](FundTerms& terms) { terms.code = "\x01"; }), unclean);
  EXPECT_EQ(with([](FundTerms& terms) { terms.agreement = "\x01"; }), unclean);
  EXPECT_EQ(with([](FundTerms& terms) { terms.purposes = {}; }), incomplete);
  EXPECT_EQ(with([](FundTerms& terms) { terms.purposes.push_back("care"); }), unknown);
  EXPECT_EQ(with([](FundTerms& terms) { terms.set_by = RestrictionSource::board; }), incomplete);
  EXPECT_EQ(with([](FundTerms& terms) { terms.fund_class = FundClass::endowment; terms.set_by = RestrictionSource::board; }), incomplete);
  EXPECT_EQ(with([](FundTerms& terms) { terms.fund_class = FundClass::unrestricted; }), incomplete);
  EXPECT_EQ(with([](FundTerms& terms) { terms.from = parse_date("2022-01-01"); }), incomplete);
  EXPECT_EQ(with([](FundTerms& terms) { terms.until = after_all; }), Rules{"date_must_be_in_range"});
  EXPECT_EQ(with([](FundTerms& terms) { terms.from = before_all; }), Rules{"date_must_be_in_range"});
  EXPECT_EQ(with([](FundTerms& terms) { terms.management_cap = -1; }), incomplete);
  EXPECT_EQ(with([](FundTerms& terms) { terms.fund_class = FundClass::agency; }), incomplete);
  EXPECT_EQ(with([](FundTerms& terms) { terms.owed_to = "hospital"; }), incomplete);
  EXPECT_EQ(with([](FundTerms& terms) { terms.fund_class = FundClass::agency; terms.owed_to = "nobody"; }), unknown);
  EXPECT_EQ(with([](FundTerms& terms) { terms.fund_class = FundClass::agency; terms.owed_to = "wang"; }), Rules{"party_must_be_public"});
  EXPECT_EQ(with([](FundTerms& terms) { terms.management_cap = 0; terms.from = terms.until; }), accepted) << "one day, no management";
  EXPECT_EQ(with([](FundTerms& terms) { terms.code = "BOARD"; terms.fund_class = FundClass::unrestricted; terms.purposes = {}; terms.set_by = RestrictionSource::board; }), accepted);
}

TEST_F(Declaration, AFundHasEachOfItsPurposesOnce) {
  FundTerms twice = fund("AID");
  twice.code = "FRESH";
  twice.purposes = {"school", "aid", "school"};
  EXPECT_EQ(declared(twice), accepted);
  EXPECT_EQ(fund("FRESH").purposes, (std::vector<std::string>{"aid", "school"}));
  EXPECT_EQ(declared(twice), accepted) << "an equal one is there already";
}

TEST_F(Declaration, APersonIsNeverPublicAndAContactNeverEither) {
  EXPECT_EQ(declared(PartyTerms{"", "x", PartyKind::person, false, {}}), incomplete);
  EXPECT_EQ(declared(PartyTerms{"a,b", "x", PartyKind::person, false, {}}), incomplete);
  EXPECT_EQ(declared(PartyTerms{"a;b", "x", PartyKind::person, false, {}}), incomplete);
  EXPECT_EQ(declared(PartyTerms{"a", "x", PartyKind::person, true, {}}), incomplete);
  EXPECT_EQ(declared(PartyTerms{"a", "x", PartyKind::organisation, true, "tel. 1"}), incomplete);
  EXPECT_EQ(declared(PartyTerms{"a\x01", "x", PartyKind::person, false, {}}), unclean);
  EXPECT_EQ(declared(PartyTerms{"a", "x\x01", PartyKind::person, false, {}}), unclean);
  EXPECT_EQ(declared(PartyTerms{"a", "x", PartyKind::person, false, "\x01"}), unclean);
  EXPECT_EQ(declared(PartyTerms{"wang", "else", PartyKind::person, false, {}}), used);
  EXPECT_EQ(declared(PartyTerms{"a", "x", PartyKind::person, false, "tel. 1"}), accepted);
}

TEST_F(Declaration, APurposeMovesOnlyToAFreePlaceBelowAnother) {
  const PurposeTerms flood{"aid/flood", PurposeFunction::programme}, aid{"aid", PurposeFunction::programme};
  EXPECT_EQ(amended(flood, "school"), used);
  EXPECT_EQ(amended(flood, "care/flood"), unknown);
  EXPECT_EQ(amended(flood, "school/"), incomplete);
  EXPECT_EQ(amended(flood, "school/\x01"), unclean);
  for (const char* path : {"school/a,b", "school/a;b"}) EXPECT_EQ(amended(flood, path), incomplete) << path;
  EXPECT_EQ(amended(aid, "aid/flood/aid"), incomplete) << "below itself";
  EXPECT_EQ(amended(flood, "aid/flood"), accepted) << "where it is";
  EXPECT_EQ(amended(flood, "school/flood"), accepted);
}

TEST_F(Declaration, APurposeIsMovedOrGivenAnotherFunctionOnlyUnderAnAuthority) {
  Amendment amendment;
  amendment.purpose = PurposeTerms{"aid/flood", PurposeFunction::programme};
  amendment.purpose_moves_to = "school/flood";
  amendment.date = parse_date("2021-02-01");
  const Rules wider{"amendment_must_be_authorised"};
  EXPECT_EQ(told([&] { book.ledger.amend(amendment); }), wider);
  amendment.purpose = PurposeTerms{"school", PurposeFunction::other};
  amendment.purpose_moves_to.clear();
  EXPECT_EQ(told([&] { book.ledger.amend(amendment); }), wider);
}

TEST_F(Declaration, AFundIsNarrowedFreelyAndNothingElse) {
  const auto changed = [&](const std::string& code, const std::function<void(FundTerms&)>& change) {
    FundTerms terms = fund(code);
    change(terms);
    return amended(terms);
  };
  const Rules wider{"amendment_must_be_authorised"};
  EXPECT_EQ(changed("AID", [](FundTerms& terms) { terms.until = parse_date("2022-01-01"); }), wider);
  EXPECT_EQ(changed("AID", [](FundTerms& terms) { terms.from = parse_date("2020-12-31"); }), wider);
  EXPECT_EQ(changed("AID", [](FundTerms& terms) { terms.from.reset(); }), wider);
  EXPECT_EQ(changed("AID", [](FundTerms& terms) { terms.management_cap = 1; }), wider);
  EXPECT_EQ(changed("AID", [](FundTerms& terms) { terms.purposes = {"school"}; }), wider);
  EXPECT_EQ(changed("AID", [](FundTerms& terms) { terms.fund_class = FundClass::endowment; }), wider);
  EXPECT_EQ(changed("AID", [](FundTerms& terms) { terms.agreement = "\x01"; }), unclean);
  EXPECT_EQ(changed("AID", [](FundTerms& terms) { terms.purposes = {"aid/flood"}; terms.until = parse_date("2021-06-30"); }), accepted);
  EXPECT_EQ(changed("KEEP", [](FundTerms& terms) { terms.purposes = {"aid/flood"}; }), accepted) << "an endowment is narrowed like any fund";
  EXPECT_EQ(changed("KEEP", [](FundTerms& terms) { terms.purposes = {"aid"}; }), wider);
  EXPECT_EQ(changed("HELD", [](FundTerms& terms) { terms.until = parse_date("2021-06-30"); }), accepted) << "an agency fund likewise";
  EXPECT_EQ(changed("HELD", [](FundTerms& terms) { terms.until.reset(); }), wider);
  EXPECT_EQ(amended(fund("AID"), after_all), Rules{"date_must_be_in_range"});
}

TEST_F(Declaration, AnAuthorityToAmendNamesItsDocumentAndTheDocumentsHash) {
  Amendment amendment;
  amendment.fund = fund("AID");
  amendment.fund->until.reset();
  amendment.date = parse_date("2021-02-01");
  amendment.by = "clerk";
  amendment.approved_by = "director";
  const Rules lacking{"authority_must_be_complete"};
  amendment.authority = Authority{AuthorityKind::law, "", DocumentHash{1}, amendment.date};
  EXPECT_EQ(told([&] { book.ledger.amend(amendment); }), lacking);
  amendment.authority = Authority{AuthorityKind::law, "decree", std::nullopt, amendment.date};
  EXPECT_EQ(told([&] { book.ledger.amend(amendment); }), lacking);
  amendment.authority = Authority{AuthorityKind::law, "decree", DocumentHash{1}, amendment.date};
  EXPECT_EQ(told([&] { book.ledger.amend(amendment); }), accepted);
}

/// No call of ours can say it; an event that somebody wrote can.
TEST(AmendmentOfALog, ThatRenamesItsFundIsNoNarrowing) {
  Chart chart;
  Event declared;
  declared.seq = 1;
  FundRecord terms;
  terms.code = "U";
  declared.what = terms;
  chart.apply(declared);
  AmendmentRecord amendment;
  amendment.target = 1;
  amendment.date = parse_date("2021-02-01");
  amendment.terms = terms;
  EXPECT_EQ(judge(amendment, "clerk", chart).size(), 0U);
  terms.code = "V";
  amendment.terms = terms;
  const std::vector<Violation> found = judge(amendment, "clerk", chart);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().rule, Rule::amendment_must_be_authorised);
}

TEST_F(Declaration, AFundBecomesNoAgencyFundNorCeasesToBeOne) {
  FundTerms held = fund("HELD"), aid = fund("AID");
  held.fund_class = FundClass::unrestricted;
  held.owed_to.clear();
  aid.fund_class = FundClass::agency;
  aid.owed_to = "hospital";
  for (const FundTerms& terms : {held, aid}) {
    const Rules rules = amended(terms);
    EXPECT_EQ(std::count(rules.begin(), rules.end(), "amendment_must_be_authorised"), 2) << "wider, and another kind of fund: " << terms.code;
  }
}

}  // namespace
}  // namespace almoner::test

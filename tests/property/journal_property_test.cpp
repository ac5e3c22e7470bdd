// SPDX-License-Identifier: Apache-2.0
// What to_journal writes, read_journal reads back equal; what it cannot write it refuses.
#include <almoner/journal.hpp>

#include <algorithm>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <almoner/error.hpp>

namespace almoner {
namespace {

const std::vector<std::pair<std::string, int>> commodities{
    {"LAMP", 0}, {"USD", 2}, {"路灯", 0}, {"LED 2", 3}, {"万用表", 1}, {"$", 4}, {"a,b:c", 18}};

int scale_of(const std::string& commodity) {
  if (commodity == "CNY") return 2;
  for (const auto& [code, scale] : commodities)
    if (code == commodity) return scale;
  return -1;
}

/// Texts as people and machines make them, with every mark that the notation takes for its own.
rc::Gen<std::string> any_text() {
  const auto piece = rc::gen::element<std::string>(
      "a", "Z", "7", "word", " ", "  ", ";", ",", ":", "\"", "fund: X", "；", "，", "：", "fund：",
      "县红十字会", "é", "😀", "(", ")", "[", "@", "=", "*", "!", "-", "/", "\\", "#", "date: 1",
      "万", "1 CNY", "\u00A0", "　", "|", "~");
  const auto joined = rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                                   [](const std::vector<std::string>& pieces) {
                                     std::string text;
                                     for (const std::string& one : pieces) text += one;
                                     return text;
                                   });
  return rc::gen::oneOf(rc::gen::just(std::string{}),
                        rc::gen::element<std::string>("X", "病房", "G-0016", "a, b"), joined);
}

/// Names that the notation can hold: what a book usually has.
rc::Gen<std::string> any_name() {
  return rc::gen::element<std::string>("Assets:Bank:CCB", "资产:1002-银行存款",
                                       "Income:Gifts of 2021", "a", "费用:5101", "X;Y", "A:B(c)");
}

rc::Gen<std::optional<Date>> any_date_or_none() {
  return rc::gen::map(rc::gen::inRange(-20'000, 60'000), [](int days) {
    return days % 2 == 0 ? std::optional<Date>{} : Date{std::chrono::days{days}};
  });
}

rc::Gen<Units> any_units() {
  return rc::gen::oneOf(
      rc::gen::inRange<Units>(-1'000, 1'000),
      rc::gen::inRange<Units>(-4'000'000'000'000'000'000, 4'000'000'000'000'000'000));
}

DocumentHash any_hash() {
  DocumentHash hash{};
  for (std::uint8_t& byte : hash) byte = *rc::gen::arbitrary<std::uint8_t>();
  return hash;
}

DraftPosting any_posting() {
  DraftPosting posting;
  posting.account = *any_name();
  posting.fund = *any_text();
  posting.purpose = *any_text();
  posting.party = *any_text();
  posting.lot = *any_text();
  posting.expires = *any_date_or_none();
  const int kind = *rc::gen::inRange(0, 4);
  if (kind == 0) return posting;  // the amount left out
  posting.quantity = *any_units();
  if (kind == 1) return posting;  // base currency
  posting.commodity = (*rc::gen::elementOf(commodities)).first;
  if (kind == 2) return posting;
  const Units value = *any_units();
  posting.value = *posting.quantity == 0  ? value
                  : *posting.quantity < 0 ? -std::abs(value)
                                          : std::abs(value);
  return posting;
}

Draft any_draft(const rc::Gen<std::string>& text) {
  Draft draft;
  draft.date = Date{std::chrono::days{*rc::gen::inRange(-20'000, 60'000)}};
  draft.reference = *rc::gen::element<std::string>("G-0003", "收 12", "a;b", "x, y: z", "证(2021)5", ")(", "\"");
  draft.narration = *text;
  draft.bank_reference = *text;
  draft.by = *text;
  draft.approved_by = *text;
  if (*rc::gen::arbitrary<bool>()) {
    draft.authority.emplace();
    draft.authority->kind = static_cast<AuthorityKind>(*rc::gen::inRange(0, 6));
    draft.authority->document = *text;
    draft.authority->dated = *any_date_or_none();
    if (*rc::gen::arbitrary<bool>()) draft.authority->sha256 = any_hash();
  }
  draft.document = *text;
  draft.gift = *text;
  draft.reverses = *text;
  draft.returns = *text;
  draft.repays = *text;
  draft.counterpart = *text;
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) draft.evidence.push_back(any_hash());
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) draft.postings.push_back(any_posting());
  // Half of all entries have one fund, party and purpose, which then stand on the first line.
  if (!draft.postings.empty() && *rc::gen::arbitrary<bool>()) {
    for (DraftPosting& posting : draft.postings) {
      posting.fund = draft.postings.front().fund;
      posting.party = draft.postings.front().party;
      posting.purpose = draft.postings.front().purpose;
    }
  }
  return draft;
}

template <typename What>
What read_back(const std::string& journal) {
  std::istringstream stream{journal};
  std::vector<JournalItem> items;
  read_journal(stream, "CNY", scale_of,
               [&](JournalItem&& item) { items.push_back(std::move(item)); });
  RC_ASSERT(items.size() == 1U);
  return std::get<What>(items.front().what);
}

RC_GTEST_PROP(JournalNotation, GivesEveryDraftBack, ()) {
  const Draft draft = any_draft(any_text());
  const std::string journal = to_journal({draft, 0, {}}, "CNY", scale_of);
  RC_ASSERT(read_back<Draft>(journal) == draft);
}

RC_GTEST_PROP(JournalNotation, NamesTheBaseCurrencyItselfOrLeavesItUnnamed, ()) {
  Draft draft = any_draft(rc::gen::just(std::string{}));
  const std::string unnamed = to_journal({draft, 0, {}}, "CNY", scale_of);
  for (DraftPosting& posting : draft.postings) {
    if (!posting.commodity.empty() || !posting.quantity) continue;
    posting.commodity = "CNY";
    posting.value = posting.quantity;
  }
  RC_ASSERT(to_journal({draft, 0, {}}, "CNY", scale_of) == unnamed);
}

RC_GTEST_PROP(JournalNotation, GivesEveryDeclarationBack, ()) {
  const CommodityTerms commodity{
      *rc::gen::element<std::string>("LAMP", "路灯", "LED 2", "$", "万", "a,b", "1"),
      *rc::gen::inRange(0, scale_max + 1), *any_text(),
      static_cast<DrawPolicy>(*rc::gen::inRange(0, 2))};
  RC_ASSERT(read_back<CommodityTerms>(to_journal({commodity, 0, {}}, "CNY", scale_of)) ==
            commodity);

  AccountTerms account{*any_name(), static_cast<AccountType>(*rc::gen::inRange(0, 8)), {}};
  if (*rc::gen::arbitrary<bool>()) account.traced = *rc::gen::arbitrary<bool>();
  RC_ASSERT(read_back<AccountTerms>(to_journal({account, 0, {}}, "CNY", scale_of)) == account);

  const PurposeTerms purpose{*any_name(), static_cast<PurposeFunction>(*rc::gen::inRange(0, 4))};
  RC_ASSERT(read_back<PurposeTerms>(to_journal({purpose, 0, {}}, "CNY", scale_of)) == purpose);

  FundTerms fund;
  fund.code = *any_name();
  fund.fund_class = static_cast<FundClass>(*rc::gen::inRange(0, 4));
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) fund.purposes.push_back(*any_text());
  fund.set_by = static_cast<RestrictionSource>(*rc::gen::inRange(0, 4));
  fund.from = *any_date_or_none();
  fund.until = *any_date_or_none();
  if (*rc::gen::arbitrary<bool>()) fund.management_cap = *any_units();
  fund.agreement = *any_text();
  fund.owed_to = *any_text();
  RC_ASSERT(read_back<FundTerms>(to_journal({fund, 0, {}}, "CNY", scale_of)) == fund);

  const PartyTerms party{*any_name(), *any_text(), static_cast<PartyKind>(*rc::gen::inRange(0, 2)),
                         *rc::gen::arbitrary<bool>(), *any_text()};
  RC_ASSERT(read_back<PartyTerms>(to_journal({party, 0, {}}, "CNY", scale_of)) == party);
}

/// Names of every kind: what comes out reads back equal, or nothing comes out.
RC_GTEST_PROP(JournalNotation, IsNeverWrittenSoThatItReadsAsSomethingElse, ()) {
  Draft draft = any_draft(any_text());
  draft.reference = *any_text();
  for (DraftPosting& posting : draft.postings) posting.account = *any_text();
  try {
    const std::string journal = to_journal({draft, 0, {}}, "CNY", scale_of);
    RC_ASSERT(read_back<Draft>(journal) == draft);
  } catch (const UsageError&) {
    RC_SUCCEED("refused");
  }
}

TEST(JournalNotation, RefusesAmountsThatNoJournalCanSay) {
  const auto draft_with = [](DraftPosting posting) {
    Draft draft;
    draft.date = Date{std::chrono::days{18'000}};
    draft.reference = "R1";
    draft.postings = {std::move(posting)};
    return JournalItem{draft, 0, {}};
  };
  const std::vector<DraftPosting> refused{
      {"A", "", "LAMP", {}, 5, "", "", "", {}},   // a value without a quantity
      {"A", "", "LAMP", 5, -5, "", "", "", {}},   // of another sign
      {"A", "", "", 5, 6, "", "", "", {}},        // of its own in the base currency
      {"A", "", "PONY", 5, {}, "", "", "", {}}};  // of a commodity nobody declared
  for (const DraftPosting& posting : refused)
    EXPECT_THROW(to_journal(draft_with(posting), "CNY", scale_of), UsageError);
}

}  // namespace
}  // namespace almoner

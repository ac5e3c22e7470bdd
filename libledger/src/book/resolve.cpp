// SPDX-License-Identifier: Apache-2.0
#include "book/resolve.hpp"

#include <algorithm>

#include "book/rules.hpp"
#include "value/utf8.hpp"

namespace almoner {

namespace {

void check_clean(std::string_view field, std::string_view text, int posting, std::vector<Violation>& violations) {
  if (text.empty()) return;
  try {
    check_text(text);
  } catch (const ParseError& error) {
    violations.push_back(refuse_text(field, error.what(), posting));
  }
}

class Resolver {
 public:
  Resolver(const Draft& draft, const Chart& chart, const FindParty& find_party, std::vector<Violation>& violations,
           Proposal& proposal)
      : draft_(draft), chart_(chart), find_party_(find_party), violations_(violations), proposal_(proposal) {}

  void run() {
    check_texts();
    EntryRecord& entry = proposal_.entry;
    entry.date = draft_.date;
    entry.reference = draft_.reference;
    entry.approved_by = draft_.approved_by;
    entry.document = draft_.document;
    entry.counterpart = draft_.counterpart;
    entry.evidence = draft_.evidence;
    entry.authority = almoner::resolve(draft_.authority, violations_);
    proposal_.by = draft_.by;
    if (!date_in_range(draft_.date)) violations_.push_back(refuse_date("date", -1));
    if (draft_.reference.empty())
      violations_.push_back({Rule::entry_must_have_reference,
                             "an entry has a reference, such as its voucher's number; it makes posting twice harmless", {}, -1});
    if (draft_.postings.empty() && draft_.reverses.empty())
      violations_.push_back({Rule::entry_must_have_postings, "an entry has postings", {}, -1});
    entry.postings.reserve(draft_.postings.size());
    proposal_.stated.reserve(draft_.postings.size());
    proposal_.party_ids.reserve(draft_.postings.size());
    for (std::size_t i = 0; i < draft_.postings.size(); ++i) take(draft_.postings[i], static_cast<int>(i));
  }

 private:
  void check_texts() {
    check_clean("reference", draft_.reference, -1, violations_);
    check_clean("narration", draft_.narration, -1, violations_);
    check_clean("bank reference", draft_.bank_reference, -1, violations_);
    check_clean("by", draft_.by, -1, violations_);
    check_clean("approved-by", draft_.approved_by, -1, violations_);
    check_clean("document", draft_.document, -1, violations_);
    check_clean("counterpart", draft_.counterpart, -1, violations_);
  }

  void take(const DraftPosting& posting, int at) {
    PostingRecord record;
    record.account = account(posting, at);
    record.fund = fund(posting, at);
    if (posting.commodity.empty())
      record.commodity = base_commodity;
    else if (const Commodity* commodity = chart_.commodity(posting.commodity))
      record.commodity = commodity->id;
    else
      violations_.push_back(refuse_unknown("commodity", posting.commodity, chart_.nearest_commodity(posting.commodity), at));
    record.purpose = purpose(posting, at);
    if (!posting.party.empty()) {
      const std::optional<KnownParty>& party = find_party(posting.party);
      if (!party)
        violations_.push_back(refuse_unknown("party", posting.party, "", at));
      else if (party->is_public)
        record.party = static_cast<PartyRef>(party->seq);
      if (party && party->restricted) violations_.push_back(refuse_restricted(posting.party, at));
    }
    check_clean("lot", posting.lot, at, violations_);
    if (posting.expires && !date_in_range(*posting.expires)) violations_.push_back(refuse_date("expires", at));
    record.quantity = posting.quantity.value_or(0);
    record.value = posting.value.value_or(0);
    record.lot = posting.lot;
    record.expires = posting.expires;
    proposal_.entry.postings.push_back(std::move(record));
    proposal_.stated.push_back({posting.quantity.has_value(), posting.value.has_value(), !posting.purpose.empty()});
    proposal_.party_ids.push_back(posting.party);
  }

  /// Most entries name one party on all their lines.
  const std::optional<KnownParty>& find_party(const std::string& id) {
    if (last_party_id_ != id) {
      last_party_ = find_party_(id);
      last_party_id_ = id;
    }
    return last_party_;
  }

  /// Most entries name one fund on all their lines.
  Id fund(const DraftPosting& posting, int at) {
    if (at > 0 && draft_.postings[static_cast<std::size_t>(at) - 1].fund == posting.fund)
      if (const Id last = proposal_.entry.postings.back().fund; last != no_id) return last;
    if (const Fund* found = chart_.fund(posting.fund)) return found->id;
    violations_.push_back(refuse_unknown("fund", posting.fund, chart_.nearest_fund(posting.fund), at));
    return no_id;
  }

  /// And one purpose.
  Id purpose(const DraftPosting& posting, int at) {
    if (posting.purpose.empty()) return no_id;
    if (at > 0 && draft_.postings[static_cast<std::size_t>(at) - 1].purpose == posting.purpose)
      if (const Id last = proposal_.entry.postings.back().purpose; last != no_id) return last;
    if (const Purpose* found = chart_.purpose(posting.purpose)) return found->id;
    violations_.push_back(refuse_unknown("purpose", posting.purpose, chart_.nearest_purpose(posting.purpose), at));
    return no_id;
  }

  Id account(const DraftPosting& posting, int at) {
    const Account* account = chart_.account(posting.account);
    if (!account) {
      violations_.push_back(refuse_unknown("account", posting.account, chart_.nearest_account(posting.account), at));
      return no_id;
    }
    if (!account->leaf)
      violations_.push_back({Rule::account_must_be_leaf,
                             account->name + " has accounts below it, and only leaves take postings; name one of those",
                             {{"account", account->name}}, at});
    return account->id;
  }

  const Draft& draft_;
  const Chart& chart_;
  const FindParty& find_party_;
  std::vector<Violation>& violations_;
  Proposal& proposal_;
  std::string_view last_party_id_;  ///< of the draft; empty: none was asked for
  std::optional<KnownParty> last_party_;
};

}  // namespace

Proposal resolve(const Draft& draft, const Chart& chart, const FindParty& find_party, std::vector<Violation>& violations) {
  Proposal proposal;
  Resolver(draft, chart, find_party, violations, proposal).run();
  return proposal;
}

std::optional<AuthorityRecord> resolve(const std::optional<Authority>& authority, std::vector<Violation>& violations) {
  if (!authority) return std::nullopt;
  check_clean("document", authority->document, -1, violations);
  // The rest of what it lacks is judged with the entry, so that all is reported at once.
  if (!authority->dated)
    violations.push_back({Rule::authority_must_be_complete, "an authority is dated; add `dated:`", {}, -1});
  if (authority->dated && !date_in_range(*authority->dated)) violations.push_back(refuse_date("dated", -1));
  return AuthorityRecord{authority->kind, authority->document, authority->sha256.value_or(Hash{}),
                         authority->dated.value_or(Date{})};
}

FundRecord to_record(const FundTerms& terms, const Chart& chart, Id owed_to) {
  FundRecord record{terms.code, terms.fund_class, {}, terms.set_by, terms.from, terms.until,
                    terms.management_cap, terms.agreement, owed_to};
  for (const std::string& path : terms.purposes)
    if (const Purpose* purpose = chart.purpose(path)) record.purposes.push_back(purpose->id);
  std::sort(record.purposes.begin(), record.purposes.end());
  record.purposes.erase(std::unique(record.purposes.begin(), record.purposes.end()), record.purposes.end());
  return record;
}

FundTerms to_terms(const FundRecord& record, const Chart& chart) {
  FundTerms terms{record.code, record.fund_class, {}, record.set_by, record.from, record.until,
                  record.management_cap, record.agreement, chart.name_of(record.owed_to)};
  for (Id id : record.purposes) terms.purposes.push_back(chart.name_of(id));
  return terms;
}

AccountRecord to_record(const AccountTerms& terms) {
  const bool by_default =
      terms.type == AccountType::asset || terms.type == AccountType::cash || terms.type == AccountType::liability;
  return {terms.name, terms.type, terms.traced.value_or(by_default)};
}

AccountTerms to_terms(const Account& account) { return {account.name, account.type, account.traced}; }

}  // namespace almoner

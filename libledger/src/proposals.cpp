// SPDX-License-Identifier: Apache-2.0
// The same property checked before writing and after reading: a recorded entry is stripped to what
// its draft could have said, planned anew under the policies it was planned under, judged, and
// compared with what was recorded (docs/decisions/0008-audit-plans-again.md).
#include "proposals.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "book/plan.hpp"
#include "book/resolve.hpp"
#include "book/rules.hpp"
#include "log/event_codec.hpp"
#include "log/note.hpp"
#include "log/private_part.hpp"

namespace almoner {

namespace {

/// First difference between postings as stated and as posted.
std::string posting_difference(const Proposal& draft, const EntryRecord& posted, const OpenedEntry& opened) {
  if (draft.entry.postings.size() != posted.postings.size()) return "the number of postings";
  for (std::size_t i = 0; i < posted.postings.size(); ++i) {
    const PostingRecord& says = draft.entry.postings[i];
    const PostingRecord& is = posted.postings[i];
    const std::string place = "posting " + std::to_string(i + 1) + "'s ";
    if (says.account != is.account) return place + "account";
    if (says.fund != is.fund) return place + "fund";
    if (says.commodity != is.commodity) return place + "commodity";
    if (draft.stated[i].quantity && says.quantity != is.quantity) return place + "quantity";
    if (draft.stated[i].value && says.value != is.value) return place + "value";
    if (draft.stated[i].purpose && says.purpose != is.purpose) return place + "purpose";
    if (says.lot != is.lot) return place + "lot";
    if (says.expires != is.expires) return place + "expiry";
    if (!opened.party_erased[i] && draft.party_ids[i] != opened.party_ids[i]) return place + "party";
  }
  return {};
}

class Again {
 public:
  Again(Event& event, const Bodies& bodies, const PartyNames& parties, Bookkeeper& keeper)
      : event_(event), bodies_(bodies), parties_(parties), keeper_(keeper) {}

  Replayed run() {
    clean(event_.by);
    std::visit([&](auto& what) { check(what); }, event_.what);
    return std::move(result_);
  }

 private:
  void refuse(const std::vector<Violation>& violations) {
    result_.violations.insert(result_.violations.end(), violations.begin(), violations.end());
  }

  void check(const BookRecord& record) {
    result_.difference = event_.seq != 0 ? "a second book" : what_is_wrong(record.terms);
  }
  void check(const CommodityRecord& record) { refuse(judge(record.terms, keeper_.chart())); }
  void check(const AccountRecord& record) {
    refuse(judge(AccountTerms{record.name, record.type, record.traced}, keeper_.chart()));
  }
  void check(const PurposeRecord& record) { refuse(judge(PurposeTerms{record.path, record.function}, keeper_.chart())); }
  void check(const FundRecord& record) {
    refuse(judge(to_terms(record, keeper_.chart()), keeper_.chart()));
    for (Id purpose : record.purposes)
      if (!keeper_.chart().purpose(purpose)) result_.difference = "a purpose that was never declared";
    if (record.owed_to != no_id && !keeper_.chart().public_party(record.owed_to))
      result_.difference = "a party that was never declared";
  }
  void check(const PartyRecord& record) {
    PartyTerms terms{record.id, record.name, record.kind, !record.commitment, {}};
    if (record.commitment) {
      if (bodies_.empty()) return;  // erased
      const PrivatePart part = decode_private(bodies_.front().body);
      terms = {part.party, part.name, part.kind.value_or(PartyKind::person), false, part.contact};
    }
    refuse(judge(terms, keeper_.chart()));
    if (keeper_.find_party(terms.id)) refuse({{Rule::name_must_be_unused, "the party is declared already", {}, -1}});
  }
  void check(const AmendmentRecord& record) {
    const Chart& chart = keeper_.chart();
    const bool fits = std::visit(
        [&](const auto& terms) {
          using Terms = std::decay_t<decltype(terms)>;
          if constexpr (std::is_same_v<Terms, FundRecord>) return chart.fund(record.target) != nullptr;
          if constexpr (std::is_same_v<Terms, PurposeRecord>) return chart.purpose(record.target) != nullptr;
          return record.target < event_.seq;
        },
        record.terms);
    if (!fits) result_.difference = "an amendment of what was never declared";
    else refuse(judge(record, event_.by, chart));
    if (const auto* party = std::get_if<PartyRecord>(&record.terms); party && !party->commitment)
      refuse(judge(PartyTerms{party->id, party->name, party->kind, true, {}}, chart));
  }
  void check(const CloseRecord& record) { refuse(judge_close(record.through, keeper_.chart())); }
  void check(const KeyRecord& record) {
    if (!is_key_name(record.name)) result_.difference = "a key with a name that no key may have";
  }

  void check(EntryRecord& recorded) {
    if (const auto before = keeper_.find_reference(recorded.reference)) {
      refuse({refuse_reference_used(recorded.reference, "its place in the log")});
      return;
    }
    if (!names_are_known(recorded) || !texts_are_clean(recorded)) return;
    const Planned as_recorded = take_planned(recorded);
    Proposal proposal = as_a_draft(std::move(recorded));
    const Named named = keeper_.gather_named(proposal);
    keeper_.gather(proposal, named);
    if (std::vector<Violation> found = plan(proposal, keeper_.books(), named); !found.empty()) return refuse(found);
    if (std::vector<Violation> found = judge(proposal, keeper_.books(), named); !found.empty()) return refuse(found);
    result_.difference = difference(proposal.entry, as_recorded);
    recorded = std::move(proposal.entry);  // as it was, where there is no difference
  }

  bool names_are_known(const EntryRecord& recorded) {
    const Chart& chart = keeper_.chart();
    for (const PostingRecord& one : recorded.postings) {
      const Account* account = chart.account(one.account);
      const bool party_known = one.party <= 0 ? static_cast<std::uint64_t>(-one.party) <= recorded.commitments.size()
                                              : chart.public_party(static_cast<Id>(one.party)) != nullptr;
      if (!account || !account->leaf || !chart.fund(one.fund) || !chart.commodity(one.commodity) ||
          (one.purpose != no_id && !chart.purpose(one.purpose)) || !party_known)
        result_.difference = "a posting that names what was never declared";
    }
    for (Id id : {recorded.gift, recorded.reverses, recorded.returns, recorded.repays})
      if (id >= event_.seq) result_.difference = "an entry that names a later one";
    if (recorded.postings.empty() || recorded.reference.empty()) result_.difference = "an entry without postings or reference";
    return result_.difference.empty();
  }

  void clean(const std::string& text) {
    if (!text.empty()) refuse(judge_text("text", text));
  }

  bool texts_are_clean(const EntryRecord& recorded) {
    for (const std::string* text : {&recorded.reference, &recorded.approved_by, &recorded.document, &recorded.counterpart}) clean(*text);
    if (recorded.authority) clean(recorded.authority->document);
    for (const PostingRecord& one : recorded.postings) clean(one.lot);
    return result_.violations.empty();
  }

  /// What planning gives an entry.
  struct Planned {
    std::vector<PostingRecord> postings;
    std::vector<LotRecord> lots;
    std::vector<DrawRecord> draws;
    std::vector<GiveBackRecord> give_backs;
    std::vector<SubstitutionRecord> substitutions;
  };
  /// Leaves the postings there too: a draft has some, if not all that is in them. And the memory of what it
  /// planned: who reads the log uses it again (replay.cpp).
  static Planned take_planned(EntryRecord& entry) {
    Planned taken{entry.postings, entry.lots, entry.draws, entry.give_backs, entry.substitutions};
    entry.lots.clear();
    entry.draws.clear();
    entry.give_backs.clear();
    entry.substitutions.clear();
    return taken;
  }

  Proposal as_a_draft(EntryRecord&& entry) const {
    Proposal proposal{std::move(entry), event_.by, {}, {}};
    const std::vector<PostingRecord>& postings = proposal.entry.postings;
    proposal.stated.assign(postings.size(), {true, true, true});
    proposal.party_ids.resize(postings.size());
    for (std::size_t i = 0; i < postings.size(); ++i) {
      const PartyRef party = postings[i].party;
      if (party > 0) proposal.party_ids[i] = keeper_.chart().public_party(static_cast<Id>(party))->terms.id;
      if (party < 0) proposal.party_ids[i] = party_named(parties_, party);
    }
    return proposal;
  }

  static std::string difference(const EntryRecord& planned, const Planned& recorded) {
    if (planned.postings != recorded.postings) return "its postings";
    if (planned.lots != recorded.lots) return "its lots";
    if (planned.draws != recorded.draws) return "its draws";
    if (planned.give_backs != recorded.give_backs) return "what it gives back";
    if (planned.substitutions != recorded.substitutions) return "its substitutions";
    return {};
  }

  Event& event_;
  const Bodies& bodies_;
  const PartyNames& parties_;
  Bookkeeper& keeper_;
  Replayed result_;
};

}  // namespace

std::string difference_from_posted(const Draft& draft, const Proposal& proposal, Id posted, const Bookkeeper& keeper) {
  const Event event = keeper.event(posted);
  const EntryRecord& entry = keeper.entry_of(event);
  const OpenedEntry opened = keeper.opened_as_posted(posted, entry);
  const bool narration_known = keeper.privates(posted).size() == entry.commitments.size();
  const EntryRecord& says = proposal.entry;
  if (says.date != entry.date) return "date";
  if (draft.by != event.by) return "author (by)";
  if (says.approved_by != entry.approved_by) return "approver";
  if (narration_known && draft.narration != opened.narration) return "narration";
  if (narration_known && draft.bank_reference != opened.bank_reference) return "bank reference";
  if (says.authority != entry.authority) return "authority";
  if (says.document != entry.document) return "document";
  if (says.gift != entry.gift) return "gift";
  if (says.reverses != entry.reverses) return "the entry it reverses";
  if (says.returns != entry.returns) return "the entry it returns";
  if (says.repays != entry.repays) return "the advance it repays";
  if (says.counterpart != entry.counterpart) return "counterpart";
  if (says.evidence != entry.evidence) return "evidence";
  if (entry.reverses != no_id && says.postings.empty()) return {};  // a reversal leaves its postings out
  return posting_difference(proposal, entry, opened);
}

Replayed judge_again(Event& event, const Bodies& bodies, const PartyNames& parties,
                     Bookkeeper& keeper) {
  return Again(event, bodies, parties, keeper).run();
}

}  // namespace almoner

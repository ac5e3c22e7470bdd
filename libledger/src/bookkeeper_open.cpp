// SPDX-License-Identifier: Apache-2.0
// Opens what is private: bodies, the terms of parties, and the parties and texts of entries, as posted and as
// amended. What was erased is told as that.
#include <algorithm>

#include "bookkeeper.hpp"
#include "log/private_part.hpp"

namespace almoner {

std::vector<PrivateRow> Bookkeeper::privates(Id seq) const {
  // Staged bodies stand in the order of their events.
  const auto first = std::lower_bound(rows_.privates.begin(), rows_.privates.end(), seq,
                                      [](const PrivateView& row, Id wanted) { return row.seq < wanted; });
  std::vector<PrivateRow> found;
  for (auto row = first; row != rows_.privates.end() && row->seq == seq; ++row) found.push_back(owned(*row));
  return found.empty() ? log_.privates(seq) : found;
}

PartyTerms Bookkeeper::party_terms(const PartyIndexRow& row) const {
  if (const PublicParty* party = chart_.public_party(row.seq))
    return {party->terms.id, party->terms.name, party->terms.kind, true, {}};
  Id latest = row.seq;
  for (const MarkRow& mark : tables_.marks(row.seq))
    if (mark.kind == MarkKind::amended) latest = mark.by;
  PartyTerms terms{row.id, {}, PartyKind::person, false, {}};
  for (const PrivateRow& body : privates(latest)) {
    const PrivatePart part = decode_private(body.body);
    terms = {row.id, part.name, part.kind.value_or(PartyKind::person), false, part.contact};
  }
  return terms;
}

/// Of the parties that an event names, one for each posting (0: none, which leaves what is there), and of
/// the texts in its bodies.
void Bookkeeper::open_bodies(Id seq, const std::vector<PartyRef>& parties, Open what, OpenedEntry& opened) const {
  const std::size_t postings = std::min(parties.size(), opened.party_ids.size());
  for (std::size_t i = 0; i < postings; ++i)
    if (parties[i] != 0) opened.party_ids[i] = parties[i] > 0 ? chart_.name_of(static_cast<Id>(parties[i])) : std::string{};
  const bool any_private = std::any_of(parties.begin(), parties.end(), [](PartyRef one) { return one < 0; });
  for (const PrivateRow& body : any_private || what == Open::all ? privates(seq) : std::vector<PrivateRow>{}) {
    const PrivatePart part = decode_private(body.body);
    if (!part.narration.empty()) opened.narration = part.narration;
    if (!part.bank_reference.empty()) opened.bank_reference = part.bank_reference;
    for (std::size_t i = 0; i < postings; ++i)
      if (parties[i] < 0 && body.number == static_cast<std::uint64_t>(-1 - parties[i])) opened.party_ids[i] = part.party;
  }
  for (std::size_t i = 0; i < postings; ++i)
    if (parties[i] != 0) opened.party_erased[i] = opened.party_ids[i].empty();
}

OpenedEntry Bookkeeper::opened_as_posted(Id seq, const EntryRecord& entry, Open what) const {
  OpenedEntry opened;
  opened.party_ids.resize(entry.postings.size());
  opened.party_erased.resize(entry.postings.size());
  std::vector<PartyRef> parties;
  for (const PostingRecord& one : entry.postings) parties.push_back(one.party);
  open_bodies(seq, parties, what, opened);
  return opened;
}

OpenedEntry Bookkeeper::opened(Id seq, const EntryRecord& entry, Open what) const {
  OpenedEntry opened = opened_as_posted(seq, entry, what);
  for (const MarkRow& mark : tables_.marks(seq)) {
    if (mark.kind != MarkKind::amended) continue;
    const Event amended = event(mark.by);
    if (const auto* amendment = std::get_if<AmendmentRecord>(&amended.what))
      open_bodies(mark.by, amendment->parties, what, opened);
  }
  return opened;
}

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// One draft on its way into the log: resolve, gather, plan, judge, seal, append.
#include <algorithm>
#include <cstring>

#include <boost/container/small_vector.hpp>

#include "book/plan.hpp"
#include "book/resolve.hpp"
#include "book/rules.hpp"
#include "log/event_codec.hpp"
#include "log/private_part.hpp"
#include "proposals.hpp"
#include "replay.hpp"
#include "state.hpp"

namespace almoner {

namespace {

/// The parts of a proposal that go behind commitments: one for each private party named, and one
/// for what names nobody.
std::vector<PrivatePart> private_parts(const Draft& draft, const Proposal& proposal) {
  std::vector<PrivatePart> parts;
  parts.reserve(2);  // most gifts: the donor, and what names nobody
  for (std::size_t i = 0; i < proposal.party_ids.size(); ++i) {
    const std::string_view id = proposal.party_ids[i];
    if (id.empty() || proposal.entry.postings[i].party > 0) continue;
    if (std::none_of(parts.begin(), parts.end(), [&](const PrivatePart& part) { return part.party == id; })) {
      parts.emplace_back();
      parts.back().party = id;
    }
  }
  if (!draft.narration.empty() || !draft.bank_reference.empty()) {
    parts.emplace_back();
    parts.back().narration = draft.narration;
    parts.back().bank_reference = draft.bank_reference;
  }
  return parts;
}

void name_parties(Proposal& proposal, const Sealed& sealed) {
  for (std::size_t i = 0; i < proposal.party_ids.size(); ++i) {
    PostingRecord& posting = proposal.entry.postings[i];
    if (proposal.party_ids[i].empty() || posting.party > 0) continue;
    const auto found = std::find(sealed.parties.begin(), sealed.parties.end(), proposal.party_ids[i]);
    posting.party = -1 - static_cast<PartyRef>(found - sealed.parties.begin());
  }
}

bool names_known(const std::vector<Violation>& violations) {
  return std::none_of(violations.begin(), violations.end(), [](const Violation& one) {
    return one.rule == Rule::name_must_be_declared || one.rule == Rule::account_must_be_leaf ||
           one.rule == Rule::reversal_must_name_an_entry || one.rule == Rule::return_must_name_an_entry ||
           one.rule == Rule::repayment_must_name_its_advance || one.rule == Rule::gift_must_be_named;
  });
}

void find_precedents(const Draft& draft, Bookkeeper& keeper, EntryRecord& entry, std::vector<Violation>& violations) {
  const auto find = [&](const std::string& reference, Id& id, Rule rule, const char* tag) {
    if (reference.empty()) return;
    if (const auto found = keeper.find_reference(reference))
      id = *found;
    else
      violations.push_back(refuse_no_precedent(rule, tag, reference));
  };
  find(draft.gift, entry.gift, Rule::gift_must_be_named, "gift");
  find(draft.reverses, entry.reverses, Rule::reversal_must_name_an_entry, "reverses");
  find(draft.returns, entry.returns, Rule::return_must_name_an_entry, "returns");
  find(draft.repays, entry.repays, Rule::repayment_must_name_its_advance, "repays");
}

}  // namespace

Judged judge_draft(const Draft& draft, Bookkeeper& keeper) {
  std::vector<Violation> violations;
  const FindParty find_party = [&](const std::string& id) -> std::optional<KnownParty> {
    const auto row = keeper.find_party(id);
    return row ? std::optional(KnownParty{row->seq, row->is_public, keeper.is_restricted(id)}) : std::nullopt;
  };
  Judged judged{resolve(draft, keeper.chart(), find_party, violations), {}, {}};
  judged.violations = std::move(violations);
  if (!draft.reference.empty()) judged.posted = keeper.find_reference(draft.reference);
  find_precedents(draft, keeper, judged.proposal.entry, judged.violations);
  if (judged.posted) {
    if (const std::string difference = difference_from_posted(draft, judged.proposal, *judged.posted, keeper); !difference.empty())
      judged.violations = {refuse_reference_used(draft.reference, difference)};
    else
      judged.violations.clear();
    return judged;
  }
  if (!names_known(judged.violations)) return judged;
  const Named named = keeper.gather_named(judged.proposal);
  keeper.gather(judged.proposal, named);
  std::vector<Violation> found = plan(judged.proposal, keeper.books(), named);
  // What could not be completed is not judged further: its figures would be nobody's.
  if (found.empty()) found = judge(judged.proposal, keeper.books(), named);
  judged.violations.insert(judged.violations.end(), found.begin(), found.end());
  sort_violations(judged.violations);
  return judged;
}

std::array<std::uint8_t, 16> Salts::next() {
  if (used_ + 16 > pool_.size()) {
    random_(pool_);
    used_ = 0;
  }
  std::array<std::uint8_t, 16> salt{};
  std::memcpy(salt.data(), pool_.data() + used_, salt.size());
  used_ += salt.size();
  return salt;
}

Sealed Ledger::State::seal(std::vector<PrivatePart> parts) {
  struct One {
    Hash commitment{};
    std::array<std::uint8_t, 16> salt{};
    std::string body;
  };
  boost::container::small_vector<One, 2> all;
  boost::container::small_vector<std::size_t, 2> order;  // by commitment
  for (const PrivatePart& part : parts) {
    One& one = all.emplace_back();
    one.salt = salts.next();
    one.body = encode_private(part);
    if (one.body.size() > private_body_size_max)
      throw Refused({{Rule::entry_too_large,
                      "what is private of it has " + std::to_string(one.body.size()) + " bytes, and " +
                          std::to_string(private_body_size_max) + " is the most; keep long texts as documents outside the book",
                      {{"bytes", std::to_string(one.body.size())}, {"bytes_max", std::to_string(private_body_size_max)}}, -1}});
    one.commitment = commitment(one.salt, one.body);
    order.push_back(order.size());
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return all[a].commitment < all[b].commitment; });
  Sealed sealed;
  sealed.commitments.reserve(all.size());
  for (const std::size_t i : order) {
    sealed.rows.push_back({keeper.head().size, static_cast<std::uint32_t>(sealed.rows.size()), all[i].salt, std::move(all[i].body)});
    sealed.commitments.push_back(all[i].commitment);
    sealed.parties.push_back(std::move(parts[i].party));
  }
  return sealed;
}

Posted Ledger::State::append(Event&& event, const Sealed& sealed) {
  if (std::vector<Violation> found = judge_text("by", event.by); !found.empty()) throw Refused(std::move(found));
  encode_event(event, encoded);
  if (encoded.size() > event_size_max) {
    std::string counts = std::to_string(encoded.size()) + " bytes";
    if (const auto* entry = std::get_if<EntryRecord>(&event.what))
      counts += " with " + std::to_string(entry->postings.size()) + " postings, " + std::to_string(entry->lots.size()) +
                " lots and " + std::to_string(entry->draws.size()) + " draws";
    throw Refused({{Rule::entry_too_large,
                    "the record would have " + counts + ", and " + std::to_string(event_size_max) + " bytes is the most; post it in parts",
                    {{"bytes", std::to_string(encoded.size())}, {"bytes_max", std::to_string(event_size_max)}}, -1}});
  }
  const Hash leaf = leaf_hash({reinterpret_cast<const std::uint8_t*>(encoded.data()), encoded.size()});
  keeper.apply(event, encoded, leaf, sealed.rows, sealed.parties);
  prepare_large_batch();
  return {event.seq, false};
}

/// A batch that proves large knows by heart what it would else ask the store for at each entry, and
/// projects its postings as it goes; a small one leaves them, as a single entry does, to the first
/// question that needs them. So does one that finds a long lag.
void Ledger::State::prepare_large_batch() {
  constexpr std::uint64_t events_of_a_large_batch = 2'048;
  constexpr std::uint64_t lag_to_catch_up_max = 8'192;
  const Head& head = keeper.head();
  const std::uint64_t events = head.size - batch_began;
  if (!in_batch || events != events_of_a_large_batch) return;
  keeper.know_parties();
  if (head.size - head.postings_through > lag_to_catch_up_max) return;
  catch_up_postings(keeper, *store);
  keeper.project_as_posted();
}

std::vector<Violation> Ledger::check(const Draft& draft) {
  return state_->read([&] { return judge_draft(draft, state_->keeper).violations; });
}

Posted Ledger::post(const Draft& draft) {
  return state_->write([&]() -> Posted {
    Judged judged = judge_draft(draft, state_->keeper);
    if (!judged.violations.empty()) throw Refused(std::move(judged.violations));
    if (judged.posted) return {*judged.posted, true};
    Sealed sealed = state_->seal(private_parts(draft, judged.proposal));
    name_parties(judged.proposal, sealed);
    judged.proposal.entry.commitments = std::move(sealed.commitments);
    return state_->append(draft.by, std::move(judged.proposal.entry), sealed);
  });
}

}  // namespace almoner

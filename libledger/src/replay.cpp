// SPDX-License-Identifier: Apache-2.0
#include "replay.hpp"

#include <algorithm>

#include <almoner/error.hpp>
#include <almoner/violation.hpp>

#include "log/event_codec.hpp"
#include "log/private_part.hpp"
#include "proposals.hpp"

namespace almoner {

namespace {

constexpr std::size_t run_events_max = 4096;

[[noreturn]] void fail(Id seq, const std::string& what) {
  throw Corrupt("event " + std::to_string(seq) + ": " + what, seq);
}

std::vector<Hash> commitments_of(const Event& event) {
  if (const auto* entry = std::get_if<EntryRecord>(&event.what)) return entry->commitments;
  if (const auto* party = std::get_if<PartyRecord>(&event.what))
    return party->commitment ? std::vector<Hash>{*party->commitment} : std::vector<Hash>{};
  if (const auto* amendment = std::get_if<AmendmentRecord>(&event.what)) {
    if (const auto* party = std::get_if<PartyRecord>(&amendment->terms))
      return party->commitment ? std::vector<Hash>{*party->commitment} : std::vector<Hash>{};
    return amendment->commitments;
  }
  return {};
}

/// A missing body is lawful (erased); one that does not open its commitment is not.
void check_bodies(const Event& event, const std::vector<PrivateRow>& bodies) {
  const std::vector<Hash> commitments = commitments_of(event);
  for (const PrivateRow& row : bodies)
    if (row.number >= commitments.size() || commitment(row.salt, row.body) != commitments[row.number])
      fail(event.seq, "private body " + std::to_string(row.number) + " does not open its commitment");
}

}  // namespace

Event replay_event(Bookkeeper& keeper, std::string bytes, const Hash& leaf, std::vector<PrivateRow> bodies) {
  const Id expected = keeper.head().size;
  Event event;
  try {
    event = decode_event(bytes);
  } catch (const Corrupt& error) {
    fail(expected, error.what());
  }
  if (event.seq != expected) fail(expected, "its record says it is event " + std::to_string(event.seq));
  if (expected == 0 && !std::holds_alternative<BookRecord>(event.what)) fail(0, "it does not begin a book");
  if (expected != 0 && event.origin != keeper.origin()) fail(expected, "it belongs to another book");
  check_bodies(event, bodies);
  Replayed again;
  try {
    again = judge_again(event, bodies, keeper);
  } catch (const NotFound& error) {
    fail(expected, error.what());
  }
  if (!again.violations.empty())
    fail(expected, std::string(to_string(again.violations.front().rule)) + ": " + again.violations.front().message);
  if (!again.difference.empty()) fail(expected, "not lawful as recorded: " + again.difference);
  keeper.apply(event, std::move(bytes), leaf, std::move(bodies), again.party_id);
  return event;
}

void for_each_event(Store& store, Id from, Id to, const std::function<void(EventRow&&)>& take) {
  while (from < to) {
    std::vector<EventRow> run;
    const Id until = std::min<Id>(to, from + run_events_max);
    store.events(from, until, [&](const EventRow& row) {
      run.push_back(row);
      return true;
    });
    for (std::size_t i = 0; i < run.size(); ++i)
      if (run[i].seq != from + i) fail(from + i, "it is missing");
    if (run.size() != until - from) fail(from + run.size(), "it is missing");
    for (EventRow& row : run) take(std::move(row));
    from = until;
  }
}

void append_posting_rows(Id seq, const Event& event, const Bookkeeper& keeper, std::vector<PostingRow>& postings,
                         std::vector<PartyPostingRow>& parties) {
  const auto* entry = std::get_if<EntryRecord>(&event.what);
  if (!entry) return;
  bool any_private = false;
  for (std::size_t i = 0; i < entry->postings.size(); ++i) {
    const PostingRecord& one = entry->postings[i];
    const auto line = static_cast<std::uint32_t>(i);
    postings.push_back({one.account, entry->date, seq, line, one.fund, one.purpose, one.commodity, one.quantity, one.value});
    if (one.party > 0) parties.push_back({static_cast<Id>(one.party), seq, line});
    any_private = any_private || one.party < 0;
  }
  if (!any_private) return;
  std::vector<std::string> ids;
  std::vector<bool> erased;
  keeper.parties_of(seq, *entry, ids, erased);
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (entry->postings[i].party < 0 && !ids[i].empty())
      if (const auto party = keeper.find_party(ids[i])) parties.push_back({party->seq, seq, static_cast<std::uint32_t>(i)});
}

void catch_up_postings(Bookkeeper& keeper, Store& store) {
  const Id through = keeper.head().size;
  std::vector<PostingRow> postings;
  std::vector<PartyPostingRow> parties;
  const auto put = [&] {
    store.append_postings(std::move(postings), std::move(parties));
    postings = {};
    parties = {};
  };
  for_each_event(store, keeper.head().postings_through, through, [&](EventRow&& row) {
    append_posting_rows(row.seq, decode_event(row.bytes), keeper, postings, parties);
    if (postings.size() >= 2 * staged_events_max) put();
  });
  put();
  keeper.set_postings_through(through);
}

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// The projection that reports read: an entry's postings by account and of parties, and its
// movements of months. No rule reads it, so it may lag.
#include <optional>
#include <variant>

#include "bookkeeper.hpp"
#include "log/event_codec.hpp"
#include "log/private_part.hpp"

namespace almoner {

void project_postings(const Event& event, RowBatch& rows) {
  const auto* entry = std::get_if<EntryRecord>(&event.what);
  if (!entry) return;
  std::uint32_t line = 0;
  for (const PostingRecord& one : entry->postings) {
    PostingRow& row = rows.postings.emplace_back();
    row.account = one.account;
    row.date = entry->date;
    row.seq = event.seq;
    row.line = line++;
    row.fund = one.fund;
    row.purpose = one.purpose;
    row.commodity = one.commodity;
    row.quantity = one.quantity;
    row.value = one.value;
  }
}

void project_months(const Event& event, RowBatch& rows) {
  const auto* entry = std::get_if<EntryRecord>(&event.what);
  if (!entry) return;
  for (const PostingRecord& one : entry->postings)
    rows.months.push_back({{one.fund, one.account, one.purpose, one.commodity}, month_number(entry->date), one.quantity, one.value});
}

void Bookkeeper::project(const Event& event, const PartyNames& parties, RowBatch& rows) const {
  project_postings(event, rows);
  project_parties(event, parties, rows);
  project_months(event, rows);
}

void Bookkeeper::project_as_posted() {
  if (projecting_ || head_.postings_through != events_stored()) return;
  auto body = rows_.privates.begin();
  for (const EventView& row : rows_.events) {
    PartyNames parties;  // a staged event has all its bodies, by number
    for (; body != rows_.privates.end() && body->seq == row.seq; ++body) parties.push_back(decode_private(body->body).party);
    project(decode_event(row.bytes), parties, rows_);
  }
  stage_balances();  // their months are told, so they begin anew
  head_.postings_through = head_.size;
  projecting_ = true;
}

void Bookkeeper::project_parties(const Event& event, const PartyNames& parties, RowBatch& rows) const {
  const auto* entry = std::get_if<EntryRecord>(&event.what);
  if (!entry) return;
  PartyRef last = 0;  // most entries name one party on all their lines
  std::optional<Id> last_party;
  for (std::size_t i = 0; i < entry->postings.size(); ++i) {
    const PostingRecord& one = entry->postings[i];
    const auto line = static_cast<std::uint32_t>(i);
    if (one.party > 0) rows.party_postings.push_back({static_cast<Id>(one.party), event.seq, line});
    if (one.party >= 0) continue;
    if (one.party != last) {
      const std::string& id = party_named(parties, one.party);
      const auto party = id.empty() ? std::nullopt : find_party(id);
      last_party = party ? std::optional(party->seq) : std::nullopt;
      last = one.party;
    }
    if (last_party) rows.party_postings.push_back({*last_party, event.seq, line});
  }
}

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
#include "postings_reader.hpp"

#include <algorithm>
#include <tuple>

namespace almoner {

namespace {

bool before(const PostingRow& a, const PostingRow& b) {
  return std::tie(a.account, a.date, a.seq, a.line) < std::tie(b.account, b.date, b.seq, b.line);
}

}  // namespace

void PostingsReader::catch_up(Ledger::State& state) {
  Bookkeeper& keeper = state.keeper;
  if (state.in_batch) {
    keeper.flush();
    if (keeper.head().postings_through < keeper.head().size) catch_up_postings(keeper, *state.store);
    return;
  }
  if (state.store->read_only()) return;
  const Head head = state.store->head();
  // A question never waits for a writer: the missing tail is read from the log instead.
  if (head.postings_through >= head.size || state.store->would_wait()) return;
  try {
    state.write([&] {
      catch_up_postings(keeper, *state.store);
      return 0;
    });
  } catch (const Conflict&) {
    // One came in between.
  }
}

void PostingsReader::prepare() {
  const Head head = state_.keeper.head();
  through_ = head.postings_through;
  RowBatch rows;
  for_each_checked_event(*state_.store, LogReader::caller, head.postings_through, head.size,
                         [&](CheckedEvent& checked) { state_.keeper.project(checked.event, checked.parties, rows); });
  tail_ = std::move(rows.postings);
  tail_parties_ = std::move(rows.party_postings);
  std::sort(tail_.begin(), tail_.end(), before);
  std::stable_sort(tail_parties_.begin(), tail_parties_.end(),
                   [](const PartyPostingRow& a, const PartyPostingRow& b) { return a.party < b.party; });
}

void PostingsReader::scan(Id account, std::optional<Date> begin, std::optional<Date> end, const RowVisitor<PostingRow>& visit) const {
  const auto wanted = [&](const PostingRow& row) {
    return (account == no_id || row.account == account) && (!begin || row.date >= *begin) && (!end || row.date < *end);
  };
  auto next = tail_.begin();
  bool go_on = true;
  const auto tail_until = [&](const PostingRow* stored) {
    for (; go_on && next != tail_.end() && (!stored || before(*next, *stored)); ++next)
      if (wanted(*next)) go_on = visit(*next);
  };
  state_.store->postings(account, begin, end, [&](const PostingRow& row) {
    if (row.seq >= through_) return true;
    tail_until(&row);
    if (go_on) go_on = visit(row);
    return go_on;
  });
  tail_until(nullptr);
}

void PostingsReader::scan_tail(Date end, const RowVisitor<PostingRow>& visit) const {
  for (const PostingRow& row : tail_)
    if (row.date < end && !visit(row)) return;
}

std::vector<PartyPostingRow> PostingsReader::of_party(const PartyIndexRow& party) {
  if (!amended_) learn_corrections();
  std::vector<PartyPostingRow> rows;
  const auto take = [&](const PartyPostingRow& row) {
    if (!amended_->contains(row.seq)) rows.push_back(row);
  };
  state_.store->party_postings(party.seq, [&](const PartyPostingRow& row) {
    if (row.seq < through_) take(row);
    return true;
  });
  const auto first = std::lower_bound(tail_parties_.begin(), tail_parties_.end(), party.seq,
                                      [](const PartyPostingRow& row, Id wanted) { return row.party < wanted; });
  for (auto row = first; row != tail_parties_.end() && row->party == party.seq; ++row) take(*row);
  if (const auto instead = named_instead_.find(party.id); instead != named_instead_.end())
    for (const PartyPostingRow& row : instead->second) rows.push_back({party.seq, row.seq, row.line});
  std::sort(rows.begin(), rows.end(), [](const PartyPostingRow& a, const PartyPostingRow& b) {
    return std::tie(a.seq, a.line) < std::tie(b.seq, b.line);
  });
  return rows;
}

void PostingsReader::learn_corrections() {
  const Bookkeeper& keeper = state_.keeper;
  amended_.emplace();
  state_.store->all_marks([&](const MarkRow& mark) {
    if (mark.kind == MarkKind::amended) amended_->insert(mark.seq);
    return true;
  });
  for (const Id seq : *amended_) {
    const Event event = keeper.event(seq);
    const auto* entry = std::get_if<EntryRecord>(&event.what);
    if (!entry) continue;
    const std::vector<std::string> ids = keeper.opened(seq, *entry, Open::parties).party_ids;
    for (std::size_t i = 0; i < ids.size(); ++i)
      if (!ids[i].empty()) named_instead_[ids[i]].push_back({no_id, seq, static_cast<std::uint32_t>(i)});
  }
}

}  // namespace almoner

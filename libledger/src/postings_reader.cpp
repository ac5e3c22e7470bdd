// SPDX-License-Identifier: Apache-2.0
#include "postings_reader.hpp"

#include <algorithm>


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
  for_each_checked_event(*state_.store, head.postings_through, head.size,
                         [&](CheckedEvent&& checked) { state_.keeper.project(checked.event, checked.bodies, rows); });
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

std::vector<PartyPostingRow> PostingsReader::of_party(Id party) const {
  std::vector<PartyPostingRow> rows;
  state_.store->party_postings(party, [&](const PartyPostingRow& row) {
    if (row.seq < through_) rows.push_back(row);
    return true;
  });
  const auto first = std::lower_bound(tail_parties_.begin(), tail_parties_.end(), party,
                                      [](const PartyPostingRow& row, Id wanted) { return row.party < wanted; });
  for (auto row = first; row != tail_parties_.end() && row->party == party; ++row) rows.push_back(*row);
  return rows;
}

}  // namespace almoner

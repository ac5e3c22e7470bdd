// SPDX-License-Identifier: Apache-2.0
// Turns an accepted event into rows, and moves the cached state with it. Whatever a rule reads is
// written in the same commit; only the posting projection, which reports read, may lag.
#include <algorithm>
#include <new>
#include <utility>

#include "bookkeeper.hpp"
#include "value/assert.hpp"
#include "value/wide.hpp"

namespace almoner {

namespace {

/// The live draws of one line that corrections cut: rows as they stand and as they will.
class DrawCutter {
 public:
  DrawCutter(Store& store, RowBatch& rows) : store_(store), rows_(rows) {}

  /// Removes [interval) from the draws of `seq`, and keeps it as returned by `by`. Calls
  /// moved(row part) for each part cut out.
  template <class Moved>
  void cut(const LineKey& line, const Interval& interval, Id seq, Id by, Moved&& moved) {
    load(line, interval);
    std::vector<DrawRow> whole;
    for (const auto& [key, row] : now_)
      if (row.line == line && row.seq == seq && row.start < interval.end && interval.start < row.start + row.quantity)
        whole.push_back(row);
    for (const DrawRow& row : whole) {
      now_.erase({line, row.start});
      const Interval part{std::max(row.start, interval.start), std::min(row.start + row.quantity, interval.end)};
      const auto slice = [&](Units from, Units to) {
        return DrawRow{line, from, to - from, seq, row.origin + (from - row.start)};
      };
      if (row.start < part.start) now_[{line, row.start}] = slice(row.start, part.start);
      if (part.end < row.start + row.quantity) now_[{line, part.end}] = slice(part.end, row.start + row.quantity);
      const DrawRow gone = slice(part.start, part.end);
      rows_.returned_draws.push_back({line, gone.start, gone.quantity, seq, gone.origin, by});
      moved(gone);
    }
  }

  void add(const DrawRow& row) { now_[{row.line, row.start}] = row; }

  void finish() {
    for (const auto& [key, row] : before_) rows_.draws_removed.push_back(row);
    for (const auto& [key, row] : now_) rows_.draws.push_back(row);
  }

 private:
  void load(const LineKey& line, const Interval& interval) {
    store_.draws(line, interval.start, interval.end, [&](const DrawRow& row) {
      if (before_.try_emplace({line, row.start}, row).second) now_.try_emplace({line, row.start}, row);
      return true;
    });
  }

  Store& store_;
  RowBatch& rows_;
  std::map<std::pair<LineKey, Units>, DrawRow> before_, now_;
};

}  // namespace

void Bookkeeper::begin() {
  ALMONER_ASSERT(!writing_);
  const Head head = tables_.begin();
  writing_ = true;
  try {
    if (tables_.others_wrote()) forget_what_was_read();
    refresh(head);
    // An entry is never removed: known once, it need not be asked again.
    if (!entries_stored_) entries_stored_ = tables_.any_reference();
  } catch (...) {
    rollback();
    throw;
  }
}

void Bookkeeper::forget() {
  chart_ = {};
  books_ = {};
  chart_through_ = 0;
  head_ = {};
  frontier_ = {};
  books_.chart = &chart_;
  fresh_ = true;
  forget_what_was_read();
  entries_stored_ = false;  // the tables are empty
  parties_stored_ = false;
}

void Bookkeeper::apply(const Event& event, std::string_view bytes, const Hash& leaf, const Bodies& bodies, const PartyNames& parties) {
  ALMONER_ASSERT(writing_ && event.seq == head_.size);
  if (event.seq == 0) std::copy_n(leaf.begin(), origin_.size(), origin_.begin());
  if (const auto* entry = std::get_if<EntryRecord>(&event.what)) {
    apply_entry(event.seq, *entry);
  } else {
    if (Chart::holds(event)) rows_.declarations.push_back(event.seq);
    if (const auto* party = std::get_if<PartyRecord>(&event.what)) {
      const std::string& id = party->commitment ? party_named(parties, -1) : party->id;  // -1: of its one body
      if (!id.empty()) {  // else erased
        rows_.parties.push_back({id, event.seq, !party->commitment});
        know_party(rows_.parties.back());
      }
    }
    if (const auto* amendment = std::get_if<AmendmentRecord>(&event.what))
      rows_.marks.push_back({amendment->target, event.seq, MarkKind::amended, 0});
    chart_.apply(event);
    if (const auto* close = std::get_if<CloseRecord>(&event.what)) head_.closed = close->through;
  }
  if (projecting_) {  // its months: apply_balances
    project_postings(event, rows_);
    project_parties(event, parties, rows_);
  }
  if (!replaying_) {
    ALMONER_ASSERT(!bytes.empty());
    rows_.add(EventView{event.seq, bytes, leaf});
    for (const PrivateRow& row : bodies) rows_.add(view_of(row));
  }
  frontier_.append(leaf, [&](unsigned level, std::uint64_t index, const Hash& hash) { stage_tiles(level, index, hash); });
  head_.size = frontier_.size();
  if (projecting_) head_.postings_through = head_.size;
  chart_through_ = head_.size;
  unflushed_ = true;  // here, as corrections flush what came before them
  if (++staged_events_ >= staged_events_max) flush_events(false);
}

/// Tiles hold the hashes of complete subtrees of 256^level leaves (level ≥ 1), 256 to a tile.
void Bookkeeper::stage_tiles(unsigned level, std::uint64_t index, const Hash& hash) {
  if (level == 0 || level % 8 != 0) return;
  const std::pair<std::uint32_t, std::uint64_t> key{level / 8, index / 256};
  auto staged = changed_tiles_.find(key);
  if (staged == changed_tiles_.end()) {
    std::optional<TileRow> stored;
    if (index % 256 != 0) stored = tables_.tile(key.first, key.second);
    staged = changed_tiles_.emplace(key, stored ? stored->hashes : std::string{}).first;
  }
  staged->second.resize(static_cast<std::size_t>(index % 256) * hash.size());  // a damaged tile never grows a tree
  staged->second.append(reinterpret_cast<const char*>(hash.data()), hash.size());
}

void Bookkeeper::apply_entry(Id seq, const EntryRecord& entry) {
  const std::uint64_t hash = hash_of_asked(entry.reference);
  rows_.references.push_back({hash, seq});
  recent_references_.add(hash);
  apply_balances(entry);
  apply_units(seq, entry);
  apply_marks(seq, entry);
}

void Bookkeeper::apply_balances(const EntryRecord& entry) {
  const std::int32_t month = month_number(entry.date);
  for (const PostingRecord& one : entry.postings) {
    Balance& balance = books_.funds[one.fund].balances[{one.account, one.purpose, one.commodity}];
    const BalanceKey key{one.fund, one.account, one.purpose, one.commodity};
    if (!balance.is_changing) {
      changing_balances_.push_back(key);
      balance.is_changing = true;
      balance.month = month;
    }
    if (projecting_ && balance.month != month) {
      rows_.months.push_back({key, balance.month, balance.moved.quantity, balance.moved.value});
      balance.month = month;
      balance.moved = {};
    }
    for (Total* total : {static_cast<Total*>(&balance), &balance.moved}) {
      total->quantity = checked_add(total->quantity, one.quantity);
      total->value = checked_add(total->value, one.value);
    }
  }
}

Line& Bookkeeper::changing(const LineKey& key) {
  Line& line = books_.funds[key.fund].line_for(key);
  if (!line.is_changing()) {
    changing_lines_.push_back(&line);
    line.begin_changes();
  }
  return line;
}

void Bookkeeper::apply_units(Id seq, const EntryRecord& entry) {
  if (!entry.give_backs.empty() || !entry.substitutions.empty()) {
    flush();  // corrections cut draws that may have been staged in this very transaction
    DrawCutter cutter(tables_, rows_);
    for (const SubstitutionRecord& one : entry.substitutions)
      cutter.cut(one.line, {one.from, one.from + one.quantity}, one.entry, seq, [&](const DrawRow& gone) {
        const Units to = one.to + (gone.start - one.from);
        Line& line = changing(one.line);
        line.give_back({gone.start, gone.start + gone.quantity});
        line.take({to, to + gone.quantity});
        cutter.add({one.line, to, gone.quantity, one.entry, gone.origin});
        rows_.substitutions.push_back({one.entry, one.line, to, gone.quantity, seq});
      });
    for (const GiveBackRecord& one : entry.give_backs)
      cutter.cut(one.line, {one.start, one.start + one.quantity}, one.entry, seq, [&](const DrawRow& gone) {
        changing(one.line).give_back({gone.start, gone.start + gone.quantity});
      });
    cutter.finish();
  }
  for (const DrawRecord& draw : entry.draws) {
    changing(draw.line).take({draw.start, draw.start + draw.quantity});
    rows_.draws.push_back({draw.line, draw.start, draw.quantity, seq, draw.start});
  }
  for (const LotRecord& lot : entry.lots) {
    Line& line = changing(lot.line);
    rows_.lots.push_back({lot.line, lot.start, lot.quantity, lot.value, line.value(), seq, lot.label, lot.expires});
    line.append({lot.start, lot.quantity, lot.value, line.value(), seq, lot.label, lot.expires});
  }
}

void Bookkeeper::mark_repaid(Id advance, Id by, const EntryRecord& entry, int sign) {
  Units repaid = 0;
  for (const PostingRecord& one : entry.postings)
    if (chart_.account(one.account)->type == AccountType::interfund && one.value > 0) repaid = checked_add(repaid, one.value);
  rows_.marks.push_back({advance, by, MarkKind::repaid, sign * repaid});
}

void Bookkeeper::apply_marks(Id seq, const EntryRecord& entry) {
  if (entry.repays != no_id) mark_repaid(entry.repays, seq, entry, 1);
  if (entry.returns != no_id) {
    Units value = 0;
    for (const PostingRecord& one : entry.postings)
      if (one.value > 0) value = checked_add(value, one.value);
    rows_.marks.push_back({entry.returns, seq, MarkKind::returned, value});
  }
  if (entry.reverses != no_id) {
    rows_.marks.push_back({entry.reverses, seq, MarkKind::reversed, 0});
    const EntryRecord reversed = this->entry(entry.reverses);
    if (reversed.repays != no_id) mark_repaid(reversed.repays, seq, reversed, -1);
  }
}

void Bookkeeper::flush_events(bool all) {
  const auto for_each_that_may_wait = [](const auto& act) {
    act(&RowBatch::references, scattered_rows_max);
    act(&RowBatch::party_postings, scattered_rows_max);
    act(&RowBatch::lots, rows_of_lines_max);
    act(&RowBatch::months, rows_of_lines_max);
  };
  RowBatch waiting;
  for_each_that_may_wait([&](auto rows, std::size_t max) {
    if (!all && (rows_.*rows).size() < max) (waiting.*rows).swap(rows_.*rows);
  });
  rows_ = tables_.append(std::move(rows_));
  for_each_that_may_wait([&](auto rows, std::size_t) {
    if (!(waiting.*rows).empty()) (waiting.*rows).swap(rows_.*rows);
  });
  staged_events_ = 0;
}

void Bookkeeper::flush() {
  if (!std::exchange(unflushed_, false)) return;
  for (auto& [key, hashes] : changed_tiles_) rows_.tiles.push_back({key.first, key.second, std::move(hashes)});
  changed_tiles_.clear();
  for (Line* line : changing_lines_) {
    rows_.lines.push_back({line->key(), line->tail(), line->value()});
    const std::map<Units, Units>& before = line->free_before();
    for (const auto& [start, end] : before)
      if (const auto now = line->free().find(start); now == line->free().end() || now->second != end)
        rows_.free_removed.push_back({line->key(), start, end - start});
    for (const auto& [start, end] : line->free())
      if (const auto was = before.find(start); was == before.end() || was->second != end)
        rows_.free.push_back({line->key(), start, end - start});
    line->end_changes();
  }
  changing_lines_.clear();
  stage_balances();
  flush_events(true);
}

void Bookkeeper::stage_balances() {
  for (const BalanceKey& key : changing_balances_) {
    Balance& balance = books_.funds[key.fund].balances[{key.account, key.purpose, key.commodity}];
    rows_.balances.push_back({key, balance.quantity, balance.value});
    if (projecting_) rows_.months.push_back({key, balance.month, balance.moved.quantity, balance.moved.value});
    balance.moved = {};
    balance.is_changing = false;
  }
  changing_balances_.clear();
}

void Bookkeeper::commit() {
  ALMONER_ASSERT(writing_);
  try {
    flush();
    head_.frontier = frontier_.hashes();
    rows_ = {};  // the memory of the next batch, which there will not be
    tables_.commit(head_);
  } catch (...) {
    rollback();
    throw;
  }
  writing_ = false;
  projecting_ = false;
  remember_references();
}

/// Those of the transaction that was committed; that it was is told even where there is no memory for them.
void Bookkeeper::remember_references() noexcept {
  try {
    if (stored_references_)
      stored_references_->add_all(recent_references_);
    else if (!entries_stored_)
      stored_references_ = std::move(recent_references_);  // there are no others
  } catch (const std::bad_alloc&) {
    stored_references_.reset();
    entries_stored_ = true;
  }
  recent_references_.clear();
}

void Bookkeeper::forget_what_was_read() {
  stored_references_.reset();
  references_asked_ = 0;
  forget_parties();
}

void Bookkeeper::rollback() noexcept {
  tables_.rollback();
  writing_ = false;
  projecting_ = false;
  recent_references_.clear();
  forget_what_was_read();
  rows_ = {};
  staged_events_ = 0;
  unflushed_ = false;
  replaying_ = false;
  changing_lines_.clear();
  changing_balances_.clear();
  changed_tiles_.clear();
  chart_ = {};
  chart_through_ = 0;
  books_ = {};
  books_.chart = &chart_;
  head_ = {};
  frontier_ = {};
  fresh_ = false;
}

}  // namespace almoner

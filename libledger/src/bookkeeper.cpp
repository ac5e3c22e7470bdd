// SPDX-License-Identifier: Apache-2.0
// Gathers. Whatever a rule reads is read here, after the lock is held (or under a held read), so
// that the rules themselves do no I/O.
#include "bookkeeper.hpp"

#include <algorithm>
#include <set>

#include <almoner/error.hpp>

#include "log/event_codec.hpp"
#include "log/sha256.hpp"
#include "value/wide.hpp"

namespace almoner {

namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

bool known(const Chart& chart, const PostingRecord& posting) {
  return chart.account(posting.account) && chart.fund(posting.fund) && chart.commodity(posting.commodity) &&
         (posting.purpose == no_id || chart.purpose(posting.purpose)) &&
         (posting.value == 0 || posting.quantity == 0 || (posting.value < 0) == (posting.quantity < 0)) &&
         posting.quantity != std::numeric_limits<Units>::min() && posting.value != std::numeric_limits<Units>::min();
}

template <class Record>
bool known_line(const Chart& chart, const Record& record) {
  Units end = 0;
  return chart.fund(record.line.fund) && chart.commodity(record.line.commodity) && record.start >= 0 &&
         record.quantity > 0 && !__builtin_add_overflow(record.start, record.quantity, &end) &&
         (record.line.commodity == base_commodity || chart.account(record.line.account));
}

/// An event may parse and still speak of what was never declared: of a damaged book.
void check_known(Id seq, const EntryRecord& entry, const Chart& chart) {
  bool sound = !entry.postings.empty();
  for (const PostingRecord& posting : entry.postings) sound = sound && known(chart, posting);
  for (const LotRecord& lot : entry.lots) sound = sound && known_line(chart, lot) && lot.value >= 0;
  for (const DrawRecord& draw : entry.draws) sound = sound && known_line(chart, draw) && draw.value >= 0;
  for (const GiveBackRecord& back : entry.give_backs) sound = sound && known_line(chart, back);
  if (!sound) throw Corrupt("event " + std::to_string(seq) + " refers to what the book never declared", seq);
}

/// What a line's own functions rely on, of rows that the disk may have changed.
void check_line(const Line& line) {
  Units from = 0;
  for (const auto& [start, end] : line.free()) {
    const bool lots_known = line.is_base() || (line.lot_at(start) && line.lot_at(end - 1));
    if (start < from || end > line.tail() || !lots_known) throw Corrupt("a line's free units are not those of its lots; `rebuild` makes its tables anew");
    from = end;
  }
}

}  // namespace

void check_leaf(const EventView& row) {
  if (leaf_hash(bytes_of(row.bytes)) != row.leaf)
    throw Corrupt("event " + std::to_string(row.seq) + ": its bytes do not give its leaf hash", row.seq);
}

Lot to_lot(LotRow&& row) {
  Units end = 0;
  if (row.start < 0 || row.quantity <= 0 || row.value < 0 || row.value_before < 0 ||
      __builtin_add_overflow(row.start, row.quantity, &end) || __builtin_add_overflow(row.value_before, row.value, &end))
    throw Corrupt("table lot holds what is no lot");
  return {row.start, row.quantity, row.value, row.value_before, row.seq, std::move(row.label), row.expires};
}

std::uint64_t reference_hash(const std::string& reference) {
  const Hash hash = sha256({bytes_of(reference)});
  std::uint64_t key = 0;
  for (int i = 0; i < 8; ++i) key = key << 8U | hash[static_cast<std::size_t>(i)];
  return key;
}

void Bookkeeper::refresh(const Head& head) {
  if (fresh_ && head.size == head_.size) {
    head_.postings_through = head.postings_through;
    return;
  }
  if (head.size < chart_through_) throw Corrupt("the book has fewer events than it had before", std::nullopt);
  books_.funds.clear();
  for (Id seq : tables_.declarations(chart_through_)) {
    const std::optional<EventRow> row = log_.event(seq);
    if (!row) throw Corrupt("event " + std::to_string(seq) + " is missing", seq);
    check_leaf(view_of(*row));
    const Event declared = decode_event(row->bytes);
    if (seq == 0) std::copy_n(row->leaf.begin(), origin_.size(), origin_.begin());
    chart_.apply(declared);
  }
  chart_through_ = head.size;
  head_ = head;
  frontier_ = Frontier(head.size, head.frontier);
  books_.chart = &chart_;
  fresh_ = true;
}

void Bookkeeper::load_fund(Id fund) {
  auto [at, missing] = books_.funds.try_emplace(fund);
  if (!missing) return;
  if (writing_ && !entries_stored_) return;  // what entries did to funds is all of this transaction, and known
  FundState& state = at->second;
  const FundRows rows = tables_.fund(fund);
  for (const BalanceTotal& total : rows.balances) {
    if (!chart_.account(total.key.account)) throw Corrupt("table balance speaks of what the book never declared; `rebuild` makes it anew");
    Total& balance = state.balances[{total.key.account, total.key.purpose, total.key.commodity}];
    balance = {total.quantity, total.value};
  }
  for (const LineRow& row : rows.lines)
    state.lines.try_emplace({row.line.commodity, row.line.account}, row.line, row.tail, row.value);
  for (const FreeRow& row : rows.free) {
    if (row.quantity <= 0) throw Corrupt("table free_interval holds an interval without units", std::nullopt);
    state.line_for(row.line).learn_free({row.start, row.start + row.quantity});
  }
  for (auto& [key, line] : state.lines) {
    if (line.is_base()) continue;
    const std::map<Units, Units> free = line.free();
    for (const auto& [start, end] : free) learn_lots(line.key(), {start, end});
  }
  for (const auto& [key, line] : state.lines) check_line(line);
}

void Bookkeeper::learn_lots(const LineKey& key, const Interval& units) {
  if (key.commodity == base_commodity) return;
  Line& line = books_.funds[key.fund].line_for(key);
  tables_.lots(key, units.start, units.end, [&](const LotRow& row) {
    line.learn(to_lot(LotRow{row}));
    return true;
  });
}

std::string Bookkeeper::event_bytes(Id seq) const {
  if (!rows_.events.empty() && seq >= rows_.events.front().seq && seq <= rows_.events.back().seq)
    return std::string(rows_.events[seq - rows_.events.front().seq].bytes);
  std::optional<EventRow> row = log_.event(seq);
  if (!row) throw NotFound("the book has no event " + std::to_string(seq));
  check_leaf(view_of(*row));
  return std::move(row->bytes);
}

Event Bookkeeper::event(Id seq) const {
  Event found = decode_event(event_bytes(seq));
  if (found.seq != seq) throw Corrupt("event " + std::to_string(seq) + ": its record says it is event " + std::to_string(found.seq), seq);
  return found;
}

EntryRecord Bookkeeper::entry(Id seq) const {
  Event found = event(seq);
  static_cast<void>(entry_of(found));
  return std::get<EntryRecord>(std::move(found.what));
}

const EntryRecord& Bookkeeper::entry_of(const Event& event) const {
  const auto* record = std::get_if<EntryRecord>(&event.what);
  if (!record) throw NotFound("event " + std::to_string(event.seq) + " is no entry");
  check_known(event.seq, *record, chart_);
  return *record;
}

bool Bookkeeper::has_reference(Id seq, const std::string& reference) const {
  const Event found = event(seq);
  const auto* record = std::get_if<EntryRecord>(&found.what);
  return record && record->reference == reference;
}

std::uint64_t Bookkeeper::hash_of_asked(const std::string& reference) const {
  if (asked_reference_ != reference || reference.empty()) {
    asked_hash_ = reference_hash(reference);
    asked_reference_ = reference;
  }
  return asked_hash_;
}

std::optional<Id> Bookkeeper::find_reference(const std::string& reference) const {
  const std::uint64_t hash = hash_of_asked(reference);
  if (writing_) {
    const bool recent = recent_references_.may_have(hash);
    if (entries_stored_ && !stored_references_ && ++references_asked_ * references_read_for_one_asked > head_.size) know_references();
    const bool stored = entries_stored_ && (!stored_references_ || stored_references_->may_have(hash));
    if (!recent && !stored) return std::nullopt;
    if (recent)
      for (const ReferenceRow& row : rows_.references)
        if (row.hash == hash && has_reference(row.seq, reference)) return row.seq;
  }
  for (Id seq : tables_.references(hash))
    if (has_reference(seq, reference)) return seq;
  return std::nullopt;
}

std::optional<PartyIndexRow> Bookkeeper::find_party(const std::string& id) const {
  if (!writing_) return tables_.party(id);
  if (const auto known = known_parties_.find(id)) return PartyIndexRow{id, known->seq, known->is_public};
  if (!parties_stored_) {
    parties_stored_ = false;
    tables_.parties([&](const PartyIndexRow&) {
      parties_stored_ = true;
      return false;
    });
  }
  if (!*parties_stored_) return std::nullopt;
  const std::optional<PartyIndexRow> found = tables_.party(id);
  if (found) know_party(*found);
  return found;
}

bool Bookkeeper::is_restricted(const std::string& party) const {
  if (!writing_) return tables_.is_restricted(party);
  if (!any_restricted_) any_restricted_ = tables_.any_restricted();
  return *any_restricted_ && tables_.is_restricted(party);
}

void Bookkeeper::know_party(const PartyIndexRow& party) const {
  // Those staged are known here alone until they are flushed.
  if (known_parties_.is_full() && rows_.parties.empty()) {
    known_parties_.clear();
    parties_stored_ = true;
  }
  known_parties_.add(party.id, {party.seq, party.is_public});
}

void Bookkeeper::forget_parties() {
  known_parties_.clear();
  parties_stored_.reset();
  any_restricted_.reset();
}

void Bookkeeper::know_parties() {
  parties_stored_ = false;
  tables_.parties([&](const PartyIndexRow& party) {
    parties_stored_ = known_parties_.is_full();
    if (!*parties_stored_ && !known_parties_.find(party.id)) know_party(party);
    return !*parties_stored_;
  });
}

/// Those of all entries, in some eight bytes each, once the store was asked so often that reading them
/// all had taken no longer.
void Bookkeeper::know_references() const {
  RecentReferences all;
  tables_.all_references([&](const ReferenceRow& row) {
    all.add(row.hash);
    return true;
  });
  stored_references_ = std::move(all);
}

void Bookkeeper::append_live_draws(const LineKey& key, const Interval& units, Id seq, bool at_origin,
                                   std::vector<LiveDraw>& live) const {
  tables_.draws(key, units.start, units.end, [&](const DrawRow& row) {
    if (row.seq == seq && (row.origin == row.start) == at_origin)
      live.push_back({key, {row.start, row.start + row.quantity}, row.origin});
    return true;
  });
}

/// Draws as the entry's event says, where they still are, and what was put in their place since.
std::vector<LiveDraw> Bookkeeper::live_draws(Id seq, const EntryRecord& entry) const {
  std::vector<LiveDraw> live;
  for (const DrawRecord& draw : entry.draws)
    append_live_draws(draw.line, {draw.start, draw.start + draw.quantity}, seq, true, live);
  for (const SubstitutionRow& row : tables_.substitutions(seq))
    append_live_draws(row.line, {row.start, row.start + row.quantity}, seq, false, live);
  const auto place = [](const LiveDraw& a) { return std::tie(a.line, a.origin); };
  std::sort(live.begin(), live.end(), [&](const LiveDraw& a, const LiveDraw& b) { return place(a) < place(b); });
  live.erase(std::unique(live.begin(), live.end(), [&](const LiveDraw& a, const LiveDraw& b) { return place(a) == place(b); }),
             live.end());
  return live;
}

Precedent Bookkeeper::precedent(Id seq, bool with_uses) {
  Precedent found;
  found.seq = seq;
  found.entry = entry(seq);
  found.party_ids = opened(seq, found.entry, Open::parties).party_ids;
  for (const MarkRow& mark : tables_.marks(seq)) {
    if (mark.kind == MarkKind::reversed) found.reversed_by = entry(mark.by).reference;
    if (mark.kind == MarkKind::repaid) found.repaid = checked_add(found.repaid, mark.value);
    if (mark.kind == MarkKind::returned)
      for (const PostingRecord& one : entry(mark.by).postings)
        if (one.quantity < 0)
          found.returned.push_back({one.fund, {one.account, one.purpose, base_commodity}, -one.value});
  }
  found.draws = live_draws(seq, found.entry);
  for (const LiveDraw& draw : found.draws) {
    load_fund(draw.line.fund);
    learn_lots(draw.line, draw.now);
  }
  for (const DrawRecord& draw : found.entry.draws) {  // its flow asks for the values of all, others' by now too
    load_fund(draw.line.fund);
    learn_lots(draw.line, {draw.start, draw.start + draw.quantity});
    if (!books_.fund(draw.line.fund).line(draw.line))
      throw Corrupt("table line lacks a line that was drawn from; `rebuild` makes it anew");
  }
  for (const LotRecord& lot : found.entry.lots) {
    if (!with_uses) break;
    load_fund(lot.line.fund);
    learn_lots(lot.line, {lot.start, lot.start + lot.quantity});
    const Interval whole{lot.start, lot.start + lot.quantity};
    tables_.draws(lot.line, whole.start, whole.end, [&](const DrawRow& row) {
      const Interval shared{std::max(row.start, whole.start), std::min(row.start + row.quantity, whole.end)};
      found.uses.push_back({lot.line, shared, row.seq, {}});
      return true;
    });
  }
  for (Precedent::Use& use : found.uses) use.reference = entry(use.seq).reference;
  find_derived(found);
  return found;
}

/// As far up each line as an exchange can come: until enough is found that fits any of the users.
void Bookkeeper::find_derived(Precedent& found) const {
  std::set<LineKey> seen;
  for (const Precedent::Use& first : found.uses) {
    const LineKey key = first.line;
    if (key.commodity != base_commodity || !seen.insert(key).second) continue;
    Units wanted = 0, fit = 0;  // fit: for any of the users
    Id earliest = first.seq;
    for (const Precedent::Use& use : found.uses) {
      if (use.line != key) continue;
      wanted = checked_add(wanted, use.now.quantity());
      earliest = std::min(earliest, use.seq);
    }
    const auto take = [&](const LotRow& lot, const Interval& free) {
      const Interval units{std::max(lot.start, free.start), std::min(lot.start + lot.quantity, free.end)};
      if (lot.seq == found.seq) return true;
      if (lot.seq >= earliest && !entry(lot.seq).draws.empty()) found.derived.push_back({key, units, lot.seq});
      else fit = checked_add(fit, units.quantity());
      return fit < wanted;
    };
    const Line* line = books_.fund(key.fund).line(key);
    if (!line) continue;
    for (const Interval& free : line->free_within({0, line->tail()})) {
      if (fit >= wanted) break;
      tables_.lots(key, free.start, free.end, [&](const LotRow& lot) { return take(lot, free); });
    }
  }
}

Named Bookkeeper::gather_named(const Proposal& proposal) {
  const EntryRecord& entry = proposal.entry;
  const bool labelled = std::any_of(entry.postings.begin(), entry.postings.end(),
                                    [](const PostingRecord& one) { return !one.lot.empty(); });
  Named named;
  if (!labelled && entry.gift == no_id && entry.reverses == no_id && entry.returns == no_id && entry.repays == no_id)
    return named;
  if (writing_) flush();  // what was posted in this transaction is history too
  if (entry.gift != no_id) named.gift = precedent(entry.gift, false);
  if (entry.reverses != no_id) named.reversed = precedent(entry.reverses, true);
  if (entry.returns != no_id) named.returned = precedent(entry.returns, false);
  if (entry.repays != no_id) named.repaid = precedent(entry.repays, false);
  for (const PostingRecord& one : entry.postings)
    if (!one.lot.empty() && one.quantity < 0)
      if (const auto seq = find_reference(one.lot)) named.lot_entries[one.lot] = *seq;
  return named;
}

void Bookkeeper::gather(const Proposal& proposal, const Named& named) {
  for (const PostingRecord& posting : proposal.entry.postings) load_fund(posting.fund);
  if (named.reversed)
    for (const PostingRecord& posting : named.reversed->entry.postings) load_fund(posting.fund);
}

}  // namespace almoner

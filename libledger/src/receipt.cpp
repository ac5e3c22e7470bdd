// SPDX-License-Identifier: Apache-2.0
// Makes receipts: gathers an entry, what it rests on, the bearer's own bodies and, for a trace, the
// entries that its units went to, each with its proof. Nobody else's private body is ever read in.
#include <almoner/receipt.hpp>

#include <algorithm>
#include <set>

#include "book/trace.hpp"
#include "book_trace_reader.hpp"
#include "log/checkpoint.hpp"
#include "log/private_part.hpp"
#include "log/proof.hpp"
#include "log/receipt_extra.hpp"
#include "log_tree.hpp"
#include "state.hpp"

namespace almoner {

namespace {

/// A trace's reader that remembers which entries it was told of.
class RecordingReader : public TraceReader {
 public:
  RecordingReader(BookTraceReader& reader, std::set<Id>& entries) : reader_(reader), entries_(entries) {}

  const EntryRecord& entry(Id seq) override {
    entries_.insert(seq);
    return reader_.entry(seq);
  }
  const Flow& flow(Id seq) override {
    // Carrying values are shares of the lots drawn, whosever they are.
    for (const DrawRecord& draw : entry(seq).draws)
      if (draw.line.commodity != base_commodity) lots(draw.line, {draw.start, draw.start + draw.quantity});
    return reader_.flow(seq);
  }
  std::vector<Use> uses(const LineKey& line, const Interval& units) override { return reader_.uses(line, units); }
  std::vector<Lot> lots(const LineKey& line, const Interval& units) override {
    std::vector<Lot> found = reader_.lots(line, units);
    for (const Lot& lot : found) entries_.insert(lot.seq);
    return found;
  }
  std::vector<LiveDraw> live_draws(Id seq) override { return reader_.live_draws(seq); }
  const Chart& chart() override { return reader_.chart(); }

 private:
  BookTraceReader& reader_;
  std::set<Id>& entries_;
};

class Maker {
 public:
  Maker(Bookkeeper& keeper, Store& store, std::uint64_t size) : keeper_(keeper), store_(store), size_(size), tree_(store) {}

  ReceiptExtra make(Id seq, const ReceiptOptions&);
  std::vector<Hash> path(Id seq) { return inclusion_proof(size_, seq, tree_.reader()); }

 private:
  void add_declaration(Id);
  void add_names(const EntryRecord&);
  void open_donor(Id seq, const EntryRecord&, const std::string& donor);
  void open_party(const std::string& id);
  void add_trace(Id seq);
  void add_corrections(Id seq, std::vector<Id>& found);
  std::vector<Id> marks(Id seq, std::initializer_list<MarkKind>) const;
  std::vector<CarriedEvent> carry(const std::set<Id>&);

  Bookkeeper& keeper_;
  Store& store_;
  std::uint64_t size_;
  LogTree tree_;
  std::set<Id> declarations_{0};
  std::set<Id> entries_;
  std::vector<PrivateItem> opened_;
};

/// What later events under the checkpoint did to this one.
std::vector<Id> Maker::marks(Id seq, std::initializer_list<MarkKind> kinds) const {
  std::vector<Id> by;
  for (const MarkRow& mark : store_.marks(seq))
    if (mark.by < size_ && std::find(kinds.begin(), kinds.end(), mark.kind) != kinds.end()) by.push_back(mark.by);
  return by;
}

/// A declaration with its amendments and with what it refers to itself.
void Maker::add_declaration(Id id) {
  if (id == no_id || id >= size_ || !declarations_.insert(id).second) return;
  for (Id amendment : marks(id, {MarkKind::amended})) declarations_.insert(amendment);
  const Chart& chart = keeper_.chart();
  if (const Purpose* purpose = chart.purpose(id)) add_declaration(purpose->parent);
  if (const Fund* fund = chart.fund(id)) {
    for (Id purpose : fund->terms.purposes) add_declaration(purpose);
    add_declaration(fund->terms.owed_to);
  }
}

void Maker::add_names(const EntryRecord& entry) {
  for (const PostingRecord& one : entry.postings) {
    for (Id id : {one.account, one.fund, one.commodity, one.purpose}) add_declaration(id);
    if (one.party > 0) add_declaration(static_cast<Id>(one.party));
  }
  const auto add_line = [&](const LineKey& line) {
    for (Id id : {line.fund, line.commodity, line.account}) add_declaration(id);
  };
  for (const LotRecord& one : entry.lots) add_line(one.line);
  for (const DrawRecord& one : entry.draws) add_line(one.line);
  for (const GiveBackRecord& one : entry.give_backs) add_line(one.line);
  for (const SubstitutionRecord& one : entry.substitutions) add_line(one.line);
}

/// The bodies by which the entry, as amended, names the bearer; and the bearer's own declaration.
void Maker::open_donor(Id seq, const EntryRecord& entry, const std::string& donor) {
  std::vector<Id> places{seq};
  std::set<std::string> named;
  for (Id amendment : marks(seq, {MarkKind::amended})) {
    declarations_.insert(amendment);
    places.push_back(amendment);
    const Event event = keeper_.event(amendment);
    const auto& parties = std::get<AmendmentRecord>(event.what).parties;
    // Corrected parties stand for those of the entry, which was wrong about them.
    if (!parties.empty()) places.erase(places.begin(), places.end() - 1);
    for (PartyRef party : parties)
      if (party > 0) add_declaration(static_cast<Id>(party));
  }
  std::vector<std::pair<PrivateRow, std::string>> bodies;
  for (Id place : places)
    for (PrivateRow& row : keeper_.privates(place)) {
      std::string party = decode_private(row.body).party;
      if (party.empty()) continue;
      named.insert(party);
      bodies.emplace_back(std::move(row), std::move(party));
    }
  std::string bearer = donor;
  if (donor.empty()) {
    if (named.size() > 1)
      throw UsageError(entry.reference + " names " + std::to_string(named.size()) +
                       " private parties, and a receipt opens the name of one: say whose it is");
    if (named.empty()) return;
    bearer = *named.begin();
  } else if (!named.contains(donor)) {
    const auto known = keeper_.find_party(donor);
    const std::vector<std::string> parties = keeper_.opened(seq, entry, Open::parties).party_ids;
    const bool is_named = std::find(parties.begin(), parties.end(), donor) != parties.end();
    if (known && known->is_public && is_named) return;  // stands in the log by name
    throw NotFound(entry.reference + " names no party " + donor);
  }
  for (auto& [row, party] : bodies)
    if (party == bearer) opened_.push_back({row.seq, row.number, row.salt, std::move(row.body)});
  open_party(bearer);
}

void Maker::open_party(const std::string& id) {
  const auto party = keeper_.find_party(id);
  if (!party || party->seq >= size_) return;
  add_declaration(party->seq);
  Id latest = party->seq;
  for (Id amendment : marks(party->seq, {MarkKind::amended})) latest = amendment;
  for (PrivateRow& row : keeper_.privates(latest)) opened_.push_back({row.seq, row.number, row.salt, std::move(row.body)});
}

/// Events that gave back or exchanged what an entry had drawn.
void Maker::add_corrections(Id seq, std::vector<Id>& found) {
  std::vector<Id> by = marks(seq, {MarkKind::reversed, MarkKind::returned});
  for (const SubstitutionRow& row : store_.substitutions(seq)) by.push_back(row.by);
  for (Id one : by)
    if (entries_.insert(one).second) found.push_back(one);
}

void Maker::add_trace(Id seq) {
  BookTraceReader book(keeper_, store_);
  RecordingReader reader(book, entries_);
  trace_forward(reader, seq);
  entries_.insert(seq);
  std::vector<Id> open(entries_.begin(), entries_.end());
  while (!open.empty()) {
    const Id one = open.back();
    open.pop_back();
    add_corrections(one, open);
  }
  entries_.erase(seq);
  for (Id one : entries_) add_names(keeper_.entry(one));
}

std::vector<CarriedEvent> Maker::carry(const std::set<Id>& seqs) {
  std::vector<CarriedEvent> events;
  for (Id seq : seqs) events.push_back({seq, keeper_.event_bytes(seq), path(seq)});
  return events;
}

ReceiptExtra Maker::make(Id seq, const ReceiptOptions& options) {
  const EntryRecord entry = keeper_.entry(seq);
  if (!options.trace)
    for (Id by : marks(seq, {MarkKind::reversed}))
      throw UsageError(entry.reference + " was reversed by " + keeper_.entry(by).reference +
                       "; its receipt says so only with its trace: add --trace");
  add_names(entry);
  open_donor(seq, entry, options.donor);
  if (options.trace) add_trace(seq);
  std::sort(opened_.begin(), opened_.end(),
            [](const PrivateItem& a, const PrivateItem& b) { return std::tie(a.seq, a.number) < std::tie(b.seq, b.number); });
  ReceiptExtra extra;
  extra.event = keeper_.event_bytes(seq);
  extra.declarations = carry(declarations_);
  extra.opened = std::move(opened_);
  if (options.trace) extra.trace = carry(entries_);
  return extra;
}

}  // namespace

std::string Ledger::receipt(const std::string& reference, std::string_view checkpoint_note, const ReceiptOptions& options) const {
  const Checkpoint checkpoint = parse_checkpoint_text(parse_note(checkpoint_note).text);
  if (state_->in_batch) throw UsageError("end the batch before making receipts");
  return state_->read([&] {
    Bookkeeper& keeper = state_->keeper;
    const std::uint64_t size = keeper.head().size;
    LogTree tree(*state_->store);
    if (checkpoint.size > size || almoner::root_at(checkpoint.size, tree.reader()) != checkpoint.root)
      throw Corrupt("the checkpoint is not of this book: it never had the root " + to_hex(checkpoint.root) + " with " +
                    std::to_string(checkpoint.size) + " events");
    const auto seq = keeper.find_reference(reference);
    if (!seq) throw NotFound("no entry has the reference " + reference);
    if (*seq >= checkpoint.size)
      throw UsageError(reference + " is event " + std::to_string(*seq) + " and the checkpoint has only those before " +
                       std::to_string(checkpoint.size) + "; sign a new one with `almoner checkpoint`");
    if (options.trace && checkpoint.size != size)
      throw UsageError("the book has grown since the checkpoint was signed, and a trace shows its present state; sign a new "
                       "one with `almoner checkpoint`");
    Maker maker(keeper, *state_->store, checkpoint.size);
    LogProof proof{encode_receipt_extra(maker.make(*seq, options)), *seq, maker.path(*seq), std::string(checkpoint_note)};
    std::string text = proof_text(proof);
    if (text.size() > proof_size_max)
      throw UsageError("the receipt would have " + std::to_string(text.size()) + " bytes, and " + std::to_string(proof_size_max) +
                       " is the most: give it without the trace");
    return text;
  });
}

}  // namespace almoner

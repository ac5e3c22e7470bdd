// SPDX-License-Identifier: Apache-2.0
// A span is part of an item: an interval of its value and, while every step was like with like, of
// its quantity. Both are mapped exactly at each step, so both sums are exact. Worklists, not
// recursion: goods may move between stores ten thousand times.
#include "book/trace.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <almoner/error.hpp>

#include "value/wide.hpp"

namespace almoner {

namespace {

struct Span {
  Interval value;
  std::optional<Interval> quantity;

  bool empty() const { return value.quantity() <= 0 && (!quantity || quantity->quantity() <= 0); }
};

Interval shared(const Interval& a, const Interval& b) {
  const Interval both{std::max(a.start, b.start), std::min(a.end, b.end)};
  return both.end > both.start ? both : Interval{both.start, both.start};
}

Interval shifted(const Interval& a, Units by) { return {a.start + by, a.end + by}; }

Span whole(const FlowItem& item) { return {{0, item.value}, Interval{0, item.quantity}}; }

/// The part of a span that a piece carries to its other side.
Span through(const Span& span, const Piece& piece, bool forward) {
  const Units value_from = forward ? piece.source_value_at : piece.sink_value_at;
  const Units value_to = forward ? piece.sink_value_at : piece.source_value_at;
  const Units quantity_from = forward ? piece.source_quantity_at : piece.sink_quantity_at;
  const Units quantity_to = forward ? piece.sink_quantity_at : piece.source_quantity_at;
  Span mapped;
  mapped.value = shifted(shared(span.value, {value_from, value_from + piece.value}), value_to - value_from);
  if (piece.like && piece.quantity > 0 && span.quantity)
    mapped.quantity = shifted(shared(*span.quantity, {quantity_from, quantity_from + piece.quantity}), quantity_to - quantity_from);
  return mapped;
}

/// Units of a lot, from its start, that carry the span's value and quantity.
Interval hull(const Lot& lot, const Span& span) {
  if (lot.value == 0) return span.quantity ? *span.quantity : Interval{0, lot.quantity};
  Interval units{lot.quantity, 0};
  if (span.value.quantity() > 0) {
    // The last unit that carries no more than the start, and the first that carries the end.
    const Units first = ceil_div_product(checked_add(span.value.start, 1), lot.quantity, lot.value) - 1;
    units = {std::min(first, lot.quantity), ceil_div_product(span.value.end, lot.quantity, lot.value)};
  }
  if (span.quantity && span.quantity->quantity() > 0)
    units = {std::min(units.start, span.quantity->start), std::max(units.end, span.quantity->end)};
  return units;
}

class Tracer {
 public:
  explicit Tracer(TraceReader& reader) : reader_(reader) {}

  std::vector<TraceEnd> forward(Id seq);
  std::vector<TraceEnd> back(Id seq);

 private:
  struct Task {
    Id seq = no_id;
    int item = 0;
    Span span;
    PartState state = PartState::unspent;  ///< back: what the entry asked about did with it
    bool at_end = false;                   ///< `item` is the posting at which the trace ends
  };

  void run(void (Tracer::*step)(const Task&)) {
    while (!tasks_.empty()) {
      const Task task = std::move(tasks_.back());
      tasks_.pop_back();
      if (task.at_end) {
        add_end(task.seq, task.item, task.state, task.span);
        continue;
      }
      const std::size_t before = tasks_.size();
      (this->*step)(task);
      std::reverse(tasks_.begin() + static_cast<std::ptrdiff_t>(before), tasks_.end());  // first found, first followed
    }
  }

  const FlowItem& source(Id seq, int item) { return reader_.flow(seq).sources[static_cast<std::size_t>(item)]; }
  const FlowItem& sink(Id seq, int item) { return reader_.flow(seq).sinks[static_cast<std::size_t>(item)]; }
  const PostingRecord& posting(Id seq, int index) { return reader_.entry(seq).postings[static_cast<std::size_t>(index)]; }
  bool is_transfer(Id seq, const FlowItem& item) {
    return item.kind == FlowItem::Kind::posting &&
           reader_.chart().account(posting(seq, item.index).account)->type == AccountType::transfer;
  }
  PartState state_of(Id seq, const FlowItem& sink_item);
  /// Goes on with part of an item that the tables led to. Throws Corrupt where the item has no such
  /// part: tables that the disk changed can lead anywhere.
  void go_on(Id seq, int item, const FlowItem&, const Span&, PartState = PartState::unspent);
  [[noreturn]] static void refuse_circle(Id seq);
  /// Ends wait their turn among the tasks, so that the parts come in the order of the units.
  void end(Id seq, int at, PartState state, const Span& span) { tasks_.push_back({seq, at, span, state, true}); }
  void add_end(Id seq, int at, PartState, const Span&);

  // Forward: a task is a span of a source.
  void step_forward(const Task&);
  void follow_lot(Id seq, const FlowItem&, const Span&);
  void follow_use(const LineKey&, const Lot&, const Use&, const Interval& units, const Span&);
  void start_from_draw(Id seq, int item);

  // Back: a task is a span of a sink.
  void step_back(const Task&);
  void descend(const Task&, const FlowItem& draw_item, const Span&);
  void arrive(const Task&, const LineKey&, const Lot&, const Interval& units, Units draw_value_at, Units draw_quantity_at, const Span&);

  Units value_before(const DrawRecord&, Units address);

  TraceReader& reader_;
  std::vector<Task> tasks_;
  std::vector<TraceEnd> ends_;
  std::map<std::tuple<Id, int, PartState>, std::size_t> known_;
};

void Tracer::add_end(Id seq, int at, PartState state, const Span& span) {
  const auto [found, is_new] = known_.try_emplace({seq, at, state}, ends_.size());
  if (is_new) ends_.push_back({seq, at, state, span.quantity ? std::optional<Units>{0} : std::nullopt, 0});
  TraceEnd& total = ends_[found->second];
  total.value = checked_add(total.value, span.value.quantity());
  if (total.quantity && span.quantity)
    total.quantity = checked_add(*total.quantity, span.quantity->quantity());
  else
    total.quantity.reset();
}

void Tracer::go_on(Id seq, int item, const FlowItem& of, const Span& span, PartState state) {
  const auto within = [](const Interval& part, Units whole) { return part.start >= 0 && part.start <= part.end && part.end <= whole; };
  if (!within(span.value, of.value) || (span.quantity && !within(*span.quantity, of.quantity)))
    throw Corrupt("the tables do not agree with event " + std::to_string(seq) + "; `rebuild` makes them anew", seq);
  tasks_.push_back({seq, item, span, state});
}

/// An entry draws what was made before it, or in exchange what was received from outside: so that
/// every trace ends (docs/decisions/0028-no-entry-rests-on-itself.md).
void Tracer::refuse_circle(Id seq) {
  throw Corrupt("the tables let event " + std::to_string(seq) + " rest on itself; `rebuild` makes them anew", seq);
}

PartState Tracer::state_of(Id seq, const FlowItem& item) {
  if (item.kind == FlowItem::Kind::lot) return PartState::unspent;
  const EntryRecord& entry = reader_.entry(seq);
  const bool refund = entry.gift != no_id && !entry.authority;
  const auto type_of = [&](const PostingRecord& one) { return reader_.chart().account(one.account)->type; };
  switch (type_of(posting(seq, item.index))) {
    case AccountType::expense: {
      // A refund charged to an expense gives back by it; beside what is given back it is the refund's fee.
      const bool fee = std::any_of(entry.postings.begin(), entry.postings.end(), [&](const PostingRecord& one) {
        return one.value > 0 && (type_of(one) == AccountType::income || type_of(one) == AccountType::liability);
      });
      return refund && !fee ? PartState::returned : PartState::spent;
    }
    case AccountType::income:
      return PartState::returned;
    case AccountType::liability: {
      const Fund* fund = reader_.chart().fund(item.fund);
      if (refund) return PartState::returned;
      return fund && fund->terms.fund_class == FundClass::agency ? PartState::spent : PartState::held;
    }
    default:
      return PartState::held;
  }
}

Units Tracer::value_before(const DrawRecord& draw, Units address) {
  if (draw.line.commodity == base_commodity) return address - draw.start;
  if (address == draw.start) return 0;
  const std::vector<Lot> first = reader_.lots(draw.line, {draw.start, draw.start + 1});
  const std::vector<Lot> last = reader_.lots(draw.line, {address - 1, address});
  if (first.empty() || last.empty()) throw Corrupt("a line lacks the lots of its draws");
  return (last.front().value_before + last.front().value_up_to(address)) -
         (first.front().value_before + first.front().value_up_to(draw.start));
}

// --- Forward -------------------------------------------------------------------------------------

std::vector<TraceEnd> Tracer::forward(Id seq) {
  const Flow& flow = reader_.flow(seq);
  for (int i = static_cast<int>(flow.sources.size()) - 1; i >= 0; --i) {
    const FlowItem& item = source(seq, i);
    if (item.kind == FlowItem::Kind::draw)
      start_from_draw(seq, i);
    else if (!is_transfer(seq, item))
      tasks_.push_back({seq, i, whole(item), {}});
  }
  run(&Tracer::step_forward);
  return std::move(ends_);
}

/// What was given back since is no longer the entry's.
void Tracer::start_from_draw(Id seq, int item) {
  const DrawRecord draw = reader_.entry(seq).draws[static_cast<std::size_t>(source(seq, item).index)];
  for (const LiveDraw& live : reader_.live_draws(seq)) {
    if (live.line != draw.line || live.origin < draw.start || live.origin >= draw.start + draw.quantity) continue;
    const Units to = live.origin + live.now.quantity();
    go_on(seq, item, source(seq, item),
          {{value_before(draw, live.origin), value_before(draw, to)}, Interval{live.origin - draw.start, to - draw.start}});
  }
}

void Tracer::step_forward(const Task& task) {
  const Flow& flow = reader_.flow(task.seq);
  for (const Piece& piece : flow.pieces) {
    if (piece.source != task.item) continue;
    const Span span = through(task.span, piece, true);
    if (span.empty()) continue;
    const FlowItem item = sink(task.seq, piece.sink);
    if (item.kind == FlowItem::Kind::lot) {
      follow_lot(task.seq, item, span);
    } else if (is_transfer(task.seq, item)) {
      for (const Piece& meeting : flow.meetings)
        if (meeting.source == piece.sink)
          if (const Span in = through(span, meeting, true); !in.empty()) tasks_.push_back({task.seq, meeting.sink, in, {}});
    } else {
      end(task.seq, item.posting, state_of(task.seq, item), span);
    }
  }
}

void Tracer::follow_lot(Id seq, const FlowItem& item, const Span& span) {
  const LotRecord& record = reader_.entry(seq).lots[static_cast<std::size_t>(item.index)];
  const LineKey line = record.line;
  Lot lot{record.start, record.quantity, record.value, 0, seq, record.label, record.expires};
  const Interval units = hull(lot, span);
  const Interval within{lot.start + units.start, lot.start + units.end};
  if (line.commodity != base_commodity) {
    const std::vector<Lot> stored = reader_.lots(line, {lot.start, lot.start + 1});
    if (stored.empty()) throw Corrupt("a line lacks the lots of its entries");
    lot.value_before = stored.front().value_before;
  } else {
    lot.value_before = lot.start;
  }
  const auto part = [&](const Interval& addresses) {
    Span piece;
    piece.value = shared(span.value, {lot.value_up_to(addresses.start), lot.value_up_to(addresses.end)});
    if (span.quantity) piece.quantity = shared(*span.quantity, shifted(addresses, -lot.start));
    return piece;
  };
  Units at = within.start;
  for (const Use& use : reader_.uses(line, within)) {
    const Interval used = shared(use.now, within);
    if (at < used.start)
      if (const Span free = part({at, used.start}); !free.empty()) end(seq, item.posting, PartState::unspent, free);
    if (const Span taken = part(used); !taken.empty()) follow_use(line, lot, use, used, taken);
    at = used.end;
  }
  if (at < within.end)
    if (const Span free = part({at, within.end}); !free.empty()) end(seq, item.posting, PartState::unspent, free);
}

void Tracer::follow_use(const LineKey& line, const Lot& lot, const Use& use, const Interval& units, const Span& span) {
  const EntryRecord& user = reader_.entry(use.seq);
  const Units origin = use.origin + (units.start - use.now.start);
  for (std::size_t d = 0; d < user.draws.size(); ++d) {
    const DrawRecord& draw = user.draws[d];
    if (draw.line != line || origin < draw.start || origin >= draw.start + draw.quantity) continue;
    if (user.reverses != no_id) return end(use.seq, 0, PartState::returned, span);
    if (use.seq <= lot.seq && !reader_.entry(lot.seq).draws.empty()) refuse_circle(use.seq);
    // From values within the lot to values within the draw; on a base line both are addresses.
    const Units value_shift = line.commodity == base_commodity
                                  ? lot.start + (origin - units.start) - draw.start
                                  : value_before(draw, units.start) - lot.value_up_to(units.start);
    Span drawn{shifted(span.value, value_shift), std::nullopt};
    if (span.quantity) drawn.quantity = shifted(*span.quantity, lot.start + (origin - units.start) - draw.start);
    const Flow& flow = reader_.flow(use.seq);
    for (std::size_t i = 0; i < flow.sources.size(); ++i)
      if (flow.sources[i].kind == FlowItem::Kind::draw && flow.sources[i].index == static_cast<int>(d))
        go_on(use.seq, static_cast<int>(i), flow.sources[i], drawn);
    return;
  }
  throw Corrupt("a draw of a line is not in the event that it names", use.seq);
}

// --- Back ----------------------------------------------------------------------------------------

std::vector<TraceEnd> Tracer::back(Id seq) {
  const Flow& flow = reader_.flow(seq);
  for (int i = static_cast<int>(flow.sinks.size()) - 1; i >= 0; --i) {
    const FlowItem& item = sink(seq, i);
    if (!is_transfer(seq, item)) tasks_.push_back({seq, i, whole(item), state_of(seq, item)});
  }
  run(&Tracer::step_back);
  return std::move(ends_);
}

void Tracer::step_back(const Task& task) {
  const Flow& flow = reader_.flow(task.seq);
  for (const Piece& piece : flow.pieces) {
    if (piece.sink != task.item) continue;
    const Span span = through(task.span, piece, false);
    if (span.empty()) continue;
    const FlowItem item = source(task.seq, piece.source);
    if (item.kind == FlowItem::Kind::draw) {
      descend(task, item, span);
    } else if (is_transfer(task.seq, item)) {
      for (const Piece& meeting : flow.meetings)
        if (meeting.sink == piece.source)
          if (const Span out = through(span, meeting, false); !out.empty()) tasks_.push_back({task.seq, meeting.source, out, task.state});
    } else {
      end(task.seq, item.posting, task.state, span);
    }
  }
}

/// From a draw to the lots that it spans, where its units are now.
void Tracer::descend(const Task& task, const FlowItem& item, const Span& span) {
  const DrawRecord draw = reader_.entry(task.seq).draws[static_cast<std::size_t>(item.index)];
  for (const LiveDraw& live : reader_.live_draws(task.seq)) {
    if (live.line != draw.line || live.origin < draw.start || live.origin >= draw.start + draw.quantity) continue;
    Interval now = live.now;
    Units origin = live.origin;
    if (draw.line.commodity == base_commodity) {
      const Interval wanted = shared(shifted(span.value, draw.start), {origin, origin + now.quantity()});
      if (wanted.quantity() == 0) continue;
      now = shifted(wanted, live.now.start - origin);
      origin = wanted.start;
    }
    for (const Lot& lot : reader_.lots(draw.line, now)) {
      const Interval units = shared(now, {lot.start, lot.end()});
      const Units place = origin + (units.start - now.start);
      arrive(task, draw.line, lot, units, value_before(draw, place), place - draw.start, span);
    }
  }
}

void Tracer::arrive(const Task& task, const LineKey& line, const Lot& lot, const Interval& units, Units draw_value_at,
                    Units draw_quantity_at, const Span& span) {
  const Units value_from = lot.value_up_to(units.start), value_to = lot.value_up_to(units.end);
  Span here;
  here.value = shifted(shared(span.value, {draw_value_at, draw_value_at + (value_to - value_from)}), value_from - draw_value_at);
  if (span.quantity)
    here.quantity = shifted(shared(*span.quantity, {draw_quantity_at, draw_quantity_at + units.quantity()}),
                            (units.start - lot.start) - draw_quantity_at);
  if (here.empty()) return;
  const EntryRecord& maker = reader_.entry(lot.seq);
  if (lot.seq >= task.seq && !maker.draws.empty()) refuse_circle(task.seq);
  const Flow& flow = reader_.flow(lot.seq);
  for (std::size_t i = 0; i < flow.sinks.size(); ++i) {
    if (flow.sinks[i].kind != FlowItem::Kind::lot) continue;
    const LotRecord& made = maker.lots[static_cast<std::size_t>(flow.sinks[i].index)];
    if (made.line == line && made.start == lot.start) {
      go_on(lot.seq, static_cast<int>(i), flow.sinks[i], here, task.state);
      return;
    }
  }
  throw Corrupt("a lot of a line is not in the event that it names", lot.seq);
}

}  // namespace

std::vector<TraceEnd> trace_forward(TraceReader& reader, Id entry) { return Tracer(reader).forward(entry); }
std::vector<TraceEnd> trace_back(TraceReader& reader, Id entry) { return Tracer(reader).back(entry); }

}  // namespace almoner

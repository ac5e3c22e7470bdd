// SPDX-License-Identifier: Apache-2.0
// A partial return gives back the last units that an entry drew for the account and purpose that
// the return credits, and that are not given back yet (model §3, Corrections).
#include <algorithm>

#include "book/flow.hpp"
#include "book/plan.hpp"

namespace almoner {

namespace {

bool same_charge(const PostingRecord& charged, const PostingRecord& credited) {
  return credited.quantity < 0 && charged.account == credited.account &&
         charged.fund == credited.fund && charged.purpose == credited.purpose;
}

/// Units of a draw that went into the charges which `entry` credits: by quantity where like met
/// like, else the whole of the value's units.
std::vector<Interval> charged_units(const Flow& flow, const EntryRecord& returned, const EntryRecord& entry,
                                    int draw) {
  std::vector<Interval> units;
  const DrawRecord& drawn = returned.draws[static_cast<std::size_t>(draw)];
  for (const Piece& piece : flow.pieces) {
    const FlowItem& source = flow.sources[static_cast<std::size_t>(piece.source)];
    const FlowItem& sink = flow.sinks[static_cast<std::size_t>(piece.sink)];
    if (source.kind != FlowItem::Kind::draw || source.index != draw || sink.kind != FlowItem::Kind::posting) continue;
    const PostingRecord& charged = returned.postings[static_cast<std::size_t>(sink.index)];
    if (std::none_of(entry.postings.begin(), entry.postings.end(),
                     [&](const PostingRecord& credited) { return same_charge(charged, credited); }))
      continue;
    if (piece.like)
      units.push_back({drawn.start + piece.source_quantity_at,
                       drawn.start + piece.source_quantity_at + piece.quantity});
    else if (piece.value == drawn.value)
      units.push_back({drawn.start, drawn.start + drawn.quantity});
  }
  std::sort(units.begin(), units.end(), [](const Interval& a, const Interval& b) { return a.start < b.start; });
  return units;
}

}  // namespace

std::vector<GiveBackRecord> units_to_give_back(const Precedent& returned, const EntryRecord& entry,
                                               const Books& books, const LineKey& key, Units quantity) {
  const ValueOf value_of = [&](const LineKey& of, const Interval& units) {
    return books.fund(of.fund).line(of)->value_of(units);
  };
  const Flow flow = flow_of(returned.entry, *books.chart, value_of);
  std::vector<GiveBackRecord> back;
  for (int draw = static_cast<int>(returned.entry.draws.size()) - 1; draw >= 0 && quantity > 0; --draw) {
    const DrawRecord& drawn = returned.entry.draws[static_cast<std::size_t>(draw)];
    if (drawn.line != key) continue;
    const std::vector<Interval> charged = charged_units(flow, returned.entry, entry, draw);
    for (auto units = charged.rbegin(); units != charged.rend() && quantity > 0; ++units)
      for (auto live = returned.draws.rbegin(); live != returned.draws.rend() && quantity > 0; ++live) {
        if (live->line != key) continue;
        // `units` are addresses in the entry's own event; the live draw says where they are now.
        const Units from = std::max(units->start, live->origin);
        const Units to = std::min(units->end, live->origin + live->now.quantity());
        if (from >= to) continue;
        const Units part = std::min(to - from, quantity);
        const Units end = live->now.start + (to - live->origin);
        back.push_back({key, end - part, part, returned.seq});
        quantity -= part;
      }
  }
  std::sort(back.begin(), back.end(),
            [](const GiveBackRecord& a, const GiveBackRecord& b) { return a.start < b.start; });
  return back;
}

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// Invariants: [I9] in each fund the pieces of an item are disjoint and, if the fund balances, cover
// its value; [I10] like meets like first, then what is left is matched value for value; both in
// posting order.
//
// Where like meets like at different values (a revaluation), the smaller value matches and the
// difference is the end of the larger side's interval, which goes to the second step.
#include "book/flow.hpp"

#include <algorithm>
#include <map>

#include "book/groups.hpp"
#include "value/assert.hpp"
#include "value/wide.hpp"

namespace almoner {

namespace {

/// Where a posting's value came from, unit by unit: the likes it met on the other side.
struct Segment {
  Units quantity_at = 0;
  Units quantity = 0;
  Units value_at = 0;
  int other = 0;
  Units other_quantity_at = 0;
};
using Shapes = std::vector<std::vector<Segment>>;  ///< by item; empty: its value is spread evenly

/// The two sides of a matching, and how the value lies in their items.
struct Side {
  const std::vector<FlowItem>* items = nullptr;
  Shapes* shapes = nullptr;
};

class Matcher {
 public:
  Matcher(const EntryRecord& entry, const ValueOf& value_of, Side sources, Side sinks, std::vector<Piece>& pieces)
      : entry_(entry), value_of_(value_of), sides_{sources, sinks}, pieces_(pieces) {}

  /// Matches the named sources with the named sinks, all of one fund (or all transfers).
  void match(const std::vector<int>& source_ids, const std::vector<int>& sink_ids);

  const std::vector<FlowItem>& unmet() const { return unmet_; }

 private:
  enum Which : std::uint8_t { of_sources = 0, of_sinks = 1 };
  struct End {
    int id = 0;
    Units quantity_done = 0;
    Units value_done = 0;
  };
  struct Match {
    int source = 0, sink = 0;
    Units source_at = 0, sink_at = 0, quantity = 0;
  };
  /// Value not matched by the first step: [at, at + length) of the item's value.
  struct Rest {
    int id = 0;
    Units at = 0;
    Units length = 0;
  };

  const FlowItem& item(Which side, int id) const { return (*sides_[side].items)[static_cast<std::size_t>(id)]; }
  std::vector<Segment>& shape(Which side, int id) const { return (*sides_[side].shapes)[static_cast<std::size_t>(id)]; }
  Units value_up_to(Which, int id, Units quantity) const;
  std::vector<Match> meet(const std::vector<int>& source_ids, const std::vector<int>& sink_ids) const;
  void take_shapes(const std::vector<Match>&, Which side, const std::vector<int>& ids);
  void match_likes(const std::vector<Match>&);
  void leave(Which side, const std::vector<int>& ids, std::vector<Rest>&);
  void match_values();

  const EntryRecord& entry_;
  const ValueOf& value_of_;
  Side sides_[2];
  std::vector<Piece>& pieces_;
  std::map<int, End> done_[2];
  std::vector<Rest> rests_[2];
  std::vector<FlowItem> unmet_;
};

Units Matcher::value_up_to(Which side, int id, Units quantity) const {
  const FlowItem& one = item(side, id);
  if (one.commodity == base_commodity) return quantity;
  if (quantity == one.quantity) return one.value;
  if (quantity == 0) return 0;
  if (one.kind == FlowItem::Kind::draw) {
    const DrawRecord& draw = entry_.draws[static_cast<std::size_t>(one.index)];
    return value_of_(draw.line, {draw.start, draw.start + quantity});
  }
  for (const Segment& segment : shape(side, id)) {
    const Units into = quantity - segment.quantity_at;  // not below 0: segments follow each other
    if (into > segment.quantity) continue;
    const Which other = side == of_sources ? of_sinks : of_sources;
    return segment.value_at + value_up_to(other, segment.other, segment.other_quantity_at + into) -
           value_up_to(other, segment.other, segment.other_quantity_at);
  }
  return floor_share(one.value, quantity, one.quantity);
}

/// Which units of which items meet their like, in posting order.
std::vector<Matcher::Match> Matcher::meet(const std::vector<int>& source_ids, const std::vector<int>& sink_ids) const {
  std::vector<Match> matches;
  std::vector<Units> source_done(source_ids.size()), sink_done(sink_ids.size());
  std::size_t first = 0;  // sinks before it are full: a payroll of two thousand lines has one commodity
  for (std::size_t s = 0; s < source_ids.size(); ++s) {
    const FlowItem& source = item(of_sources, source_ids[s]);
    while (first < sink_ids.size() && sink_done[first] == item(of_sinks, sink_ids[first]).quantity) ++first;
    for (std::size_t t = first; t < sink_ids.size() && source_done[s] < source.quantity; ++t) {
      const FlowItem& sink = item(of_sinks, sink_ids[t]);
      const Units quantity = std::min(source.quantity - source_done[s], sink.quantity - sink_done[t]);
      if (sink.commodity != source.commodity || quantity == 0) continue;
      matches.push_back({source_ids[s], sink_ids[t], source_done[s], sink_done[t], quantity});
      source_done[s] += quantity;
      sink_done[t] += quantity;
    }
  }
  return matches;
}

/// A posting that met draws (or lots) alone, whole, and whose value is theirs, has it where they
/// have it: each unit what its like carries.
void Matcher::take_shapes(const std::vector<Match>& matches, Which side, const std::vector<int>& ids) {
  const Which other = side == of_sources ? of_sinks : of_sources;
  const FlowItem::Kind from = side == of_sources ? FlowItem::Kind::lot : FlowItem::Kind::draw;
  for (int id : ids) {
    const FlowItem& one = item(side, id);
    if (one.kind != FlowItem::Kind::posting || one.commodity == base_commodity || !shape(side, id).empty()) continue;
    std::vector<Segment> segments;
    Units quantity = 0, value = 0;
    bool alone = true;
    for (const Match& match : matches) {
      if ((side == of_sources ? match.source : match.sink) != id) continue;
      const int met = side == of_sources ? match.sink : match.source;
      const Units met_at = side == of_sources ? match.sink_at : match.source_at;
      alone = alone && item(other, met).kind == from;
      segments.push_back({quantity, match.quantity, value, met, met_at});
      quantity += match.quantity;
      value = checked_add(value, value_up_to(other, met, met_at + match.quantity) - value_up_to(other, met, met_at));
    }
    if (alone && quantity == one.quantity && value == one.value) shape(side, id) = std::move(segments);
  }
}

void Matcher::match_likes(const std::vector<Match>& matches) {
  for (const Match& match : matches) {
    End& source = done_[of_sources][match.source];
    End& sink = done_[of_sinks][match.sink];
    const Units source_to = value_up_to(of_sources, match.source, match.source_at + match.quantity);
    const Units sink_to = value_up_to(of_sinks, match.sink, match.sink_at + match.quantity);
    const Units source_value = source_to - source.value_done;
    const Units sink_value = sink_to - sink.value_done;
    const Units value = std::min(source_value, sink_value);
    pieces_.push_back({match.source, match.sink, source.value_done, sink.value_done, value,
                       source_value == sink_value || value == 0, match.source_at, match.sink_at, match.quantity});
    if (source_value > value) rests_[of_sources].push_back({match.source, source.value_done + value, source_value - value});
    if (sink_value > value) rests_[of_sinks].push_back({match.sink, sink.value_done + value, sink_value - value});
    source.quantity_done = match.source_at + match.quantity;
    sink.quantity_done = match.sink_at + match.quantity;
    source.value_done = source_to;
    sink.value_done = sink_to;
  }
}

void Matcher::leave(Which side, const std::vector<int>& ids, std::vector<Rest>& rests) {
  for (int id : ids) {
    const FlowItem& one = item(side, id);
    const End done = done_[side][id];
    if (done.quantity_done == one.quantity) continue;
    const Units left = one.value - done.value_done;
    if (left > 0)
      rests.push_back({id, done.value_done, left});
    else if (one.value == 0)
      unmet_.push_back(one);  // not a last unit whose share rounds to nothing: goods without value
  }
}

void Matcher::match_values() {
  const auto by_place = [](const Rest& a, const Rest& b) { return a.id != b.id ? a.id < b.id : a.at < b.at; };
  std::sort(rests_[of_sources].begin(), rests_[of_sources].end(), by_place);
  std::sort(rests_[of_sinks].begin(), rests_[of_sinks].end(), by_place);
  auto sink = rests_[of_sinks].begin();
  for (Rest& source : rests_[of_sources]) {
    while (source.length > 0 && sink != rests_[of_sinks].end()) {
      const Units value = std::min(source.length, sink->length);
      pieces_.push_back({source.id, sink->id, source.at, sink->at, value, false, 0, 0, 0});
      source.at += value;
      source.length -= value;
      sink->at += value;
      sink->length -= value;
      if (sink->length == 0) ++sink;
    }
  }
}

void Matcher::match(const std::vector<int>& source_ids, const std::vector<int>& sink_ids) {
  for (Which side : {of_sources, of_sinks}) {
    rests_[side].clear();
    done_[side].clear();
  }
  const std::vector<Match> matches = meet(source_ids, sink_ids);
  take_shapes(matches, of_sinks, sink_ids);
  take_shapes(matches, of_sources, source_ids);
  match_likes(matches);
  leave(of_sources, source_ids, rests_[of_sources]);
  leave(of_sinks, sink_ids, rests_[of_sinks]);
  match_values();
}

/// Items in posting order: traced groups give their lots and draws, other postings themselves.
void collect_items(const EntryRecord& entry, const Chart& chart, Flow& flow) {
  std::size_t lot = 0;
  std::size_t draw = 0;
  for (const Group& group : group_postings(entry.postings, chart)) {
    const int place = group.postings.front();
    Units left = group.delta;
    for (; left > 0 && lot < entry.lots.size(); ++lot) {
      const LotRecord& made = entry.lots[lot];
      flow.sinks.push_back({FlowItem::Kind::lot, static_cast<int>(lot), place, made.line.fund,
                            made.line.commodity, made.quantity, made.value});
      left -= made.quantity;
    }
    for (; left < 0 && draw < entry.draws.size(); ++draw) {
      const DrawRecord& used = entry.draws[draw];
      flow.sources.push_back({FlowItem::Kind::draw, static_cast<int>(draw), place, used.line.fund,
                              used.line.commodity, used.quantity, used.value});
      left += used.quantity;
    }
  }
  for (std::size_t i = 0; i < entry.postings.size(); ++i) {
    const PostingRecord& posting = entry.postings[i];
    if (posting.quantity == 0 || chart.traced(*chart.account(posting.account), posting.commodity)) continue;
    const bool credit = posting.quantity < 0;
    (credit ? flow.sources : flow.sinks)
        .push_back({FlowItem::Kind::posting, static_cast<int>(i), static_cast<int>(i), posting.fund,
                    posting.commodity, credit ? checked_negate(posting.quantity) : posting.quantity,
                    credit ? checked_negate(posting.value) : posting.value});
  }
  const auto by_place = [](const FlowItem& a, const FlowItem& b) { return a.posting < b.posting; };
  std::stable_sort(flow.sources.begin(), flow.sources.end(), by_place);
  std::stable_sort(flow.sinks.begin(), flow.sinks.end(), by_place);
}

std::vector<int> items_of(const std::vector<FlowItem>& items, Id fund) {
  std::vector<int> ids;
  for (std::size_t i = 0; i < items.size(); ++i)
    if (items[i].fund == fund) ids.push_back(static_cast<int>(i));
  return ids;
}

std::vector<int> transfers_of(const std::vector<FlowItem>& items, const EntryRecord& entry, const Chart& chart) {
  std::vector<int> ids;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].kind != FlowItem::Kind::posting) continue;
    const PostingRecord& posting = entry.postings[static_cast<std::size_t>(items[i].index)];
    if (chart.account(posting.account)->type == AccountType::transfer) ids.push_back(static_cast<int>(i));
  }
  return ids;
}

}  // namespace

Flow flow_of(const EntryRecord& entry, const Chart& chart, const ValueOf& value_of) {
  Flow flow;
  if (entry.reverses != no_id || entry.returns != no_id) return flow;
  collect_items(entry, chart, flow);

  std::vector<Id> funds;
  for (const PostingRecord& posting : entry.postings)
    if (std::find(funds.begin(), funds.end(), posting.fund) == funds.end()) funds.push_back(posting.fund);
  Shapes source_shapes(flow.sources.size()), sink_shapes(flow.sinks.size());
  const Side sources{&flow.sources, &source_shapes}, sinks{&flow.sinks, &sink_shapes};
  Matcher matcher(entry, value_of, sources, sinks, flow.pieces);
  for (Id fund : funds) matcher.match(items_of(flow.sources, fund), items_of(flow.sinks, fund));
  flow.unmet = matcher.unmet();

  // Out of a fund is a sink there and the source of what comes in elsewhere.
  Matcher meetings(entry, value_of, sinks, sources, flow.meetings);
  meetings.match(transfers_of(flow.sinks, entry, chart), transfers_of(flow.sources, entry, chart));
  return flow;
}

}  // namespace almoner

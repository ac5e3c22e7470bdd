// SPDX-License-Identifier: Apache-2.0
// Invariants: [I9] in each fund the pieces of an item are disjoint and, if the fund balances, cover
// its value; [I10] like meets like first, then what is left is matched value for value; both in
// posting order.
//
// Where like meets like at different values (a revaluation), the smaller value matches and the
// difference is the end of the larger side's interval, which goes to the second step.
#include "book/flow.hpp"

#include <algorithm>

#include "book/groups.hpp"
#include "value/assert.hpp"
#include "value/wide.hpp"

namespace almoner {

namespace {

class Matcher {
 public:
  Matcher(const EntryRecord& entry, const ValueOf& value_of, std::vector<Piece>& pieces)
      : entry_(entry), value_of_(value_of), pieces_(pieces) {}

  /// Matches the named sources with the named sinks, all of one fund (or all transfers).
  void match(const std::vector<FlowItem>& sources, std::vector<int> source_ids,
             const std::vector<FlowItem>& sinks, std::vector<int> sink_ids);

  const std::vector<FlowItem>& unmet() const { return unmet_; }

 private:
  struct End {
    int id = 0;
    const FlowItem* item = nullptr;
    Units quantity_done = 0;
    Units value_done = 0;  ///< by like matches: value up to quantity_done
  };
  /// Value not matched by the first step: [at, at + length) of the item's value.
  struct Rest {
    int id = 0;
    Units at = 0;
    Units length = 0;
  };

  Units value_up_to(const FlowItem&, Units quantity) const;
  void match_like(std::vector<End>& sources, std::vector<End>& sinks);
  void match_one(End& source, End& sink);
  void leave(const End&, std::vector<Rest>&);
  void match_values();

  const EntryRecord& entry_;
  const ValueOf& value_of_;
  std::vector<Piece>& pieces_;
  std::vector<Rest> source_rests_, sink_rests_;
  std::vector<FlowItem> unmet_;
};

Units Matcher::value_up_to(const FlowItem& item, Units quantity) const {
  if (item.commodity == base_commodity) return quantity;
  if (quantity == item.quantity) return item.value;
  if (quantity == 0) return 0;
  if (item.kind == FlowItem::Kind::draw) {
    const DrawRecord& draw = entry_.draws[static_cast<std::size_t>(item.index)];
    return value_of_(draw.line, {draw.start, draw.start + quantity});
  }
  return floor_share(item.value, quantity, item.quantity);
}

void Matcher::match_one(End& source, End& sink) {
  const Units quantity = std::min(source.item->quantity - source.quantity_done,
                                  sink.item->quantity - sink.quantity_done);
  const Units source_to = value_up_to(*source.item, source.quantity_done + quantity);
  const Units sink_to = value_up_to(*sink.item, sink.quantity_done + quantity);
  const Units source_value = source_to - source.value_done;
  const Units sink_value = sink_to - sink.value_done;
  const Units value = std::min(source_value, sink_value);
  pieces_.push_back({source.id, sink.id, source.value_done, sink.value_done, value,
                     source_value == sink_value || value == 0, source.quantity_done, sink.quantity_done, quantity});
  if (source_value > value) source_rests_.push_back({source.id, source.value_done + value, source_value - value});
  if (sink_value > value) sink_rests_.push_back({sink.id, sink.value_done + value, sink_value - value});
  source.quantity_done += quantity;
  sink.quantity_done += quantity;
  source.value_done = source_to;
  sink.value_done = sink_to;
}

void Matcher::match_like(std::vector<End>& sources, std::vector<End>& sinks) {
  // Entries have a handful of items, so one scan for each source is the plain way; a payroll of
  // two thousand lines has one commodity and advances `first` instead.
  std::size_t first = 0;
  for (End& source : sources) {
    while (first < sinks.size() && sinks[first].quantity_done == sinks[first].item->quantity) ++first;
    for (std::size_t i = first; i < sinks.size() && source.quantity_done < source.item->quantity; ++i) {
      End& sink = sinks[i];
      if (sink.item->commodity != source.item->commodity || sink.quantity_done == sink.item->quantity) continue;
      match_one(source, sink);
    }
  }
}

void Matcher::leave(const End& end, std::vector<Rest>& rests) {
  if (end.quantity_done == end.item->quantity) return;
  const Units left = end.item->value - end.value_done;
  if (left > 0)
    rests.push_back({end.id, end.value_done, left});
  else if (end.item->value == 0)
    unmet_.push_back(*end.item);  // not a last unit whose share rounds to nothing: goods without value
}

void Matcher::match_values() {
  const auto by_place = [](const Rest& a, const Rest& b) {
    return a.id != b.id ? a.id < b.id : a.at < b.at;
  };
  std::sort(source_rests_.begin(), source_rests_.end(), by_place);
  std::sort(sink_rests_.begin(), sink_rests_.end(), by_place);
  auto sink = sink_rests_.begin();
  for (Rest& source : source_rests_) {
    while (source.length > 0 && sink != sink_rests_.end()) {
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

void Matcher::match(const std::vector<FlowItem>& sources, std::vector<int> source_ids,
                    const std::vector<FlowItem>& sinks, std::vector<int> sink_ids) {
  const auto ends = [](const std::vector<FlowItem>& items, const std::vector<int>& ids) {
    std::vector<End> all;
    for (int id : ids) all.push_back({id, &items[static_cast<std::size_t>(id)], 0, 0});
    return all;
  };
  std::vector<End> source_ends = ends(sources, source_ids);
  std::vector<End> sink_ends = ends(sinks, sink_ids);
  source_rests_.clear();
  sink_rests_.clear();
  match_like(source_ends, sink_ends);
  for (const End& end : source_ends) leave(end, source_rests_);
  for (const End& end : sink_ends) leave(end, sink_rests_);
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
  Matcher matcher(entry, value_of, flow.pieces);
  for (Id fund : funds)
    matcher.match(flow.sources, items_of(flow.sources, fund), flow.sinks, items_of(flow.sinks, fund));
  flow.unmet = matcher.unmet();

  // Out of a fund is a sink there and the source of what comes in elsewhere.
  Matcher meetings(entry, value_of, flow.meetings);
  meetings.match(flow.sinks, transfers_of(flow.sinks, entry, chart), flow.sources,
                 transfers_of(flow.sources, entry, chart));
  return flow;
}

}  // namespace almoner

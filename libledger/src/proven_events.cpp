// SPDX-License-Identifier: Apache-2.0
// Replays the lots, draws, give-backs and exchanges of a few proven entries. Whoever made the
// receipt may lie: nothing that they say is asserted, everything is checked.
#include "proven_events.hpp"

#include <algorithm>
#include <limits>

#include <almoner/error.hpp>

#include "value/wide.hpp"

namespace almoner {

namespace {

/// A trace of an honest book takes a few steps for each entry; a hostile one could take for ever.
constexpr std::size_t steps_max = 4'000'000;

[[noreturn]] void fail(Id seq, const std::string& what) { throw Corrupt("event " + std::to_string(seq) + " " + what, seq); }

bool known_line(const Chart& chart, const LineKey& line) {
  return chart.fund(line.fund) && chart.commodity(line.commodity) &&
         (line.commodity == base_commodity ? line.account == no_id : chart.account(line.account) != nullptr);
}

bool known_posting(const Chart& chart, const PostingRecord& one) {
  constexpr Units min = std::numeric_limits<Units>::min();
  return chart.account(one.account) && chart.fund(one.fund) && chart.commodity(one.commodity) &&
         (one.purpose == no_id || chart.purpose(one.purpose)) &&
         (one.party <= 0 || chart.public_party(static_cast<Id>(one.party))) &&
         (one.value == 0 || one.quantity == 0 || (one.value < 0) == (one.quantity < 0)) && one.quantity != min && one.value != min;
}

void check_names(Id seq, const EntryRecord& entry, const Chart& chart) {
  bool known = true;
  for (const PostingRecord& one : entry.postings) known = known && known_posting(chart, one);
  for (const LotRecord& one : entry.lots) known = known && known_line(chart, one.line);
  for (const DrawRecord& one : entry.draws) known = known && known_line(chart, one.line);
  for (const GiveBackRecord& one : entry.give_backs) known = known && known_line(chart, one.line);
  for (const SubstitutionRecord& one : entry.substitutions) known = known && known_line(chart, one.line);
  if (!known) fail(seq, "refers to a declaration that the receipt does not carry");
}

Interval shared(const Interval& a, const Interval& b) {
  const Interval both{std::max(a.start, b.start), std::min(a.end, b.end)};
  return both.end > both.start ? both : Interval{both.start, both.start};
}

}  // namespace

void ProvenEvents::declare(const Event& event) { chart_.apply(event); }

void ProvenEvents::add(const Event& event) {
  const auto& entry = std::get<EntryRecord>(event.what);
  check_names(event.seq, entry, chart_);
  entries_.emplace(event.seq, event);
  for (const SubstitutionRecord& one : entry.substitutions)
    take_back(one.line, {one.from, one.from + one.quantity}, one.entry, one.to - one.from);
  for (const GiveBackRecord& one : entry.give_backs)
    take_back(one.line, {one.start, one.start + one.quantity}, one.entry, std::nullopt);
  for (const DrawRecord& one : entry.draws)
    draw(one.line, {{one.start, one.start + one.quantity}, event.seq, one.start});
  for (const LotRecord& one : entry.lots) {
    LineOfProof& line = lines_[one.line];
    if (one.start < line.end) fail(event.seq, "receives units at addresses that were given before");
    line.lots[one.start] = {one.start, one.quantity, one.value, line.value, event.seq, one.label, one.expires};
    line.value = checked_add(line.value, one.value);
    line.end = one.start + one.quantity;
  }
}

/// What the entry had drawn there is free again or, with `shift`, drawn elsewhere.
void ProvenEvents::take_back(const LineKey& key, const Interval& units, Id entry, const std::optional<Units>& shift) {
  LineOfProof& line = lines_[key];
  std::vector<Use> cut;
  for (auto at = line.draws.begin(); at != line.draws.end() && at->first < units.end;) {
    const Interval gone = shared(at->second.now, units);
    if (at->second.seq != entry || gone.quantity() <= 0) {
      ++at;
      continue;
    }
    cut.push_back(at->second);
    at = line.draws.erase(at);
  }
  for (const Use& use : cut) {
    const Interval gone = shared(use.now, units);
    const auto part = [&](Units from, Units to, Units by) {
      if (from < to) draw(key, {{from + by, to + by}, use.seq, use.origin + (from - use.now.start)});
    };
    part(use.now.start, gone.start, 0);
    part(gone.end, use.now.end, 0);
    if (shift) part(gone.start, gone.end, *shift);
  }
}

void ProvenEvents::draw(const LineKey& key, const Use& use) {
  LineOfProof& line = lines_[key];
  const auto next = line.draws.lower_bound(use.now.start);
  const bool meets_next = next != line.draws.end() && next->second.now.start < use.now.end;
  const bool meets_last = next != line.draws.begin() && std::prev(next)->second.now.end > use.now.start;
  if (meets_next || meets_last) fail(use.seq, "draws units that another entry has drawn");
  line.draws.emplace(use.now.start, use);
  line.end = std::max(line.end, use.now.end);
}

const Event& ProvenEvents::event(Id seq) const {
  const auto found = entries_.find(seq);
  if (found == entries_.end()) throw Corrupt("the receipt does not carry event " + std::to_string(seq) + ", to which its trace leads", seq);
  return found->second;
}

const EntryRecord& ProvenEvents::entry(Id seq) { return std::get<EntryRecord>(event(seq).what); }

const Flow& ProvenEvents::flow(Id seq) {
  if (++steps_ > steps_max) throw Corrupt("the receipt's trace takes more steps than any book's", seq);
  if (const auto found = flows_.find(seq); found != flows_.end()) return found->second;
  const EntryRecord& record = entry(seq);
  for (const DrawRecord& one : record.draws)
    if (one.line.commodity != base_commodity && value_of(one.line, {one.start, one.start + one.quantity}) != one.value)
      fail(seq, "gives the units that it draws another value than their lots have");
  return flows_.emplace(seq, flow_of(record, chart_, [&](const LineKey& line, const Interval& units) { return value_of(line, units); }))
      .first->second;
}

std::vector<Use> ProvenEvents::uses(const LineKey& key, const Interval& units) {
  std::vector<Use> found;
  const auto line = lines_.find(key);
  if (line == lines_.end()) return found;
  for (const auto& [start, use] : line->second.draws)
    if (shared(use.now, units).quantity() > 0) found.push_back(use);
  return found;
}

std::vector<Lot> ProvenEvents::lots(const LineKey& key, const Interval& units) {
  std::vector<Lot> found;
  const auto line = lines_.find(key);
  if (line == lines_.end()) return found;
  auto at = line->second.lots.upper_bound(units.start);
  if (at != line->second.lots.begin()) --at;
  for (; at != line->second.lots.end() && at->first < units.end; ++at)
    if (at->second.end() > units.start) found.push_back(at->second);
  return found;
}

std::vector<LiveDraw> ProvenEvents::live_draws(Id seq) {
  std::vector<LiveDraw> live;
  for (const auto& [key, line] : lines_)
    for (const auto& [start, use] : line.draws)
      if (use.seq == seq) live.push_back({key, use.now, use.origin});
  std::sort(live.begin(), live.end(),
            [](const LiveDraw& a, const LiveDraw& b) { return std::tie(a.line, a.origin) < std::tie(b.line, b.origin); });
  return live;
}

/// Carried lots tile the interval, or their cumulative values would say nothing.
Units ProvenEvents::value_of(const LineKey& key, const Interval& units) {
  Units at = units.start;
  Units value = 0;
  for (const Lot& lot : lots(key, units)) {
    if (lot.start > at) break;
    const Units to = std::min(units.end, lot.end());
    value = checked_add(value, lot.value_up_to(to) - lot.value_up_to(at));
    at = to;
  }
  if (at < units.end) throw Corrupt("the receipt does not carry all the lots whose units it follows");
  return value;
}

}  // namespace almoner

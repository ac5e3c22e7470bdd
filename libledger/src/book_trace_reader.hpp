// SPDX-License-Identifier: Apache-2.0
// Reads for a trace what it asks of a book.
#pragma once

#include <unordered_map>
#include <vector>

#include "book/trace.hpp"
#include "bookkeeper.hpp"
#include "store/port.hpp"

namespace almoner {

class BookTraceReader : public TraceReader {
 public:
  BookTraceReader(Bookkeeper& keeper, Store& store) : keeper_(keeper), store_(store) {}

  const EntryRecord& entry(Id seq) override {
    const auto [at, missing] = entries_.try_emplace(seq);
    if (missing) at->second = keeper_.entry(seq);
    return at->second;
  }
  const Flow& flow(Id seq) override {
    if (const auto found = flows_.find(seq); found != flows_.end()) return found->second;
    return flows_.emplace(seq, flow_of(entry(seq), keeper_.chart(),
                                       [&](const LineKey& line, const Interval& units) { return value_of(line, units); }))
        .first->second;
  }
  std::vector<Use> uses(const LineKey& line, const Interval& units) override {
    std::vector<Use> found;
    store_.draws(line, units.start, units.end, [&](const DrawRow& row) {
      found.push_back({{row.start, row.start + row.quantity}, row.seq, row.origin});
      return true;
    });
    return found;
  }
  std::vector<Lot> lots(const LineKey& line, const Interval& units) override {
    std::vector<Lot> found;
    store_.lots(line, units.start, units.end, [&](const LotRow& row) {
      found.push_back(to_lot(LotRow{row}));
      return true;
    });
    return found;
  }
  std::vector<LiveDraw> live_draws(Id seq) override {
    if (const auto found = live_.find(seq); found != live_.end()) return found->second;
    return live_.emplace(seq, keeper_.live_draws(seq, entry(seq))).first->second;
  }
  const Chart& chart() override { return keeper_.chart(); }

 private:
  Units value_of(const LineKey& line, const Interval& units) {
    const std::vector<Lot> first = lots(line, {units.start, units.start + 1});
    const std::vector<Lot> last = lots(line, {units.end - 1, units.end});
    if (first.empty() || last.empty()) throw Corrupt("a line lacks the lots of its draws");
    return (last.front().value_before + last.front().value_up_to(units.end)) -
           (first.front().value_before + first.front().value_up_to(units.start));
  }

  Bookkeeper& keeper_;
  Store& store_;
  std::unordered_map<Id, EntryRecord> entries_;
  std::unordered_map<Id, Flow> flows_;
  std::unordered_map<Id, std::vector<LiveDraw>> live_;
};

}  // namespace almoner

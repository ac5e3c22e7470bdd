// SPDX-License-Identifier: Apache-2.0
// The events that a receipt proves, read as a small book of their own: names, lots and live draws.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "book/trace.hpp"
#include "log/receipt_extra.hpp"

namespace almoner {

/// Entries under one checkpoint, some of all that there are. Everything throws Corrupt where they
/// contradict one another or name what is not carried.
class ProvenEvents : public TraceReader {
 public:
  /// Ascending by index: declarations and amendments, of which event 0 is the first.
  void declare(const Event&);
  /// Ascending by index, after all declarations.
  void add(const Event&);

  const Event& event(Id seq) const;
  const std::map<Id, Event>& entries() const { return entries_; }

  const EntryRecord& entry(Id) override;
  const Flow& flow(Id) override;
  std::vector<Use> uses(const LineKey&, const Interval&) override;
  std::vector<Lot> lots(const LineKey&, const Interval&) override;
  std::vector<LiveDraw> live_draws(Id) override;
  const Chart& chart() override { return chart_; }
  const Chart& names() const { return chart_; }

 private:
  struct LineOfProof {
    std::map<Units, Lot> lots;   ///< by start
    std::map<Units, Use> draws;  ///< live, by start
    Units end = 0;               ///< no lot made later begins before it
    Units value = 0;             ///< of the lots carried
  };
  void take_back(const LineKey&, const Interval&, Id entry, const std::optional<Units>& to);
  void draw(const LineKey&, const Use&);
  Units value_of(const LineKey&, const Interval&);

  Chart chart_;
  std::map<Id, Event> entries_;
  std::map<Id, Flow> flows_;
  std::map<LineKey, LineOfProof> lines_;
  std::size_t steps_ = 0;
};

}  // namespace almoner

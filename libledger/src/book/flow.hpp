// SPDX-License-Identifier: Apache-2.0
// The flow of an entry: which of what it took went into which of what it made (model §3).
// Deterministic, so that it is computed from the event when asked for and never stored.
#pragma once

#include <functional>
#include <vector>

#include "book/chart.hpp"
#include "book/line.hpp"
#include "book/record.hpp"

namespace almoner {

/// Carrying value of an interval of a line. Asked only of lines other than base ones.
using ValueOf = std::function<Units(const LineKey&, const Interval&)>;

/// One end of the flow. Sources: draws, and credits to accounts not traced. Sinks: lots, and
/// debits to accounts not traced. Quantity and value are magnitudes.
struct FlowItem {
  enum class Kind : std::uint8_t { posting, lot, draw };
  Kind kind = Kind::posting;
  int index = 0;    ///< of the posting, lot or draw in the entry
  int posting = 0;  ///< which gives it its place in the order
  Id fund = no_id;
  Id commodity = base_commodity;
  Units quantity = 0;
  Units value = 0;
};

/// A match. Each end is an interval of its item, by value and, where like meets like, by quantity.
struct Piece {
  int source = 0;
  int sink = 0;
  Units source_value_at = 0;
  Units sink_value_at = 0;
  Units value = 0;
  /// Quantity for quantity, at equal value or where one side has none: a part keeps its quantity.
  bool like = false;
  Units source_quantity_at = 0;
  Units sink_quantity_at = 0;
  Units quantity = 0;
};

struct Flow {
  std::vector<FlowItem> sources;
  std::vector<FlowItem> sinks;
  std::vector<Piece> pieces;    ///< ascending by source within each fund
  std::vector<Piece> meetings;  ///< of transfers: source is a sink (out), sink is a source (in)
  /// Items of goods or foreign currency with units left over that have no value: they met no like.
  std::vector<FlowItem> unmet;
};

/// Empty for a reversal and for a partial return, which move nothing forward.
Flow flow_of(const EntryRecord&, const Chart&, const ValueOf&);

}  // namespace almoner

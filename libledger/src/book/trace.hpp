// SPDX-License-Identifier: Apache-2.0
// Attribution by intervals (model §3): from an entry's units forward to where they are, or back to
// where they came from. Exact: the parts sum to what was asked about.
#pragma once

#include <vector>

#include <almoner/query.hpp>

#include "book/books.hpp"
#include "book/flow.hpp"

namespace almoner {

/// A live draw as a line knows it.
struct Use {
  Interval now;
  Id seq = no_id;
  Units origin = 0;  ///< address of now.start in the entry's own event
};

/// What a trace reads of the book.
class TraceReader {
 public:
  virtual ~TraceReader() = default;
  virtual const EntryRecord& entry(Id) = 0;
  virtual const Flow& flow(Id) = 0;
  virtual std::vector<Use> uses(const LineKey&, const Interval&) = 0;   ///< overlapping, ascending
  virtual std::vector<Lot> lots(const LineKey&, const Interval&) = 0;   ///< overlapping, ascending
  virtual std::vector<LiveDraw> live_draws(Id) = 0;                     ///< by line and origin
  virtual const Chart& chart() = 0;
};

/// The far end of part of a trace: a posting of an entry, or one of its lots.
struct TraceEnd {
  Id seq = no_id;
  int posting = 0;  ///< the posting, or the first of the lot's group
  PartState state = PartState::unspent;
  std::optional<Units> quantity;
  Units value = 0;
};

/// Ends in the order in which the units lie; parts of one end that follow each other are one.
std::vector<TraceEnd> trace_forward(TraceReader&, Id entry);
std::vector<TraceEnd> trace_back(TraceReader&, Id entry);

}  // namespace almoner

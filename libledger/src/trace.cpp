// SPDX-License-Identifier: Apache-2.0
// Reads for a trace what it asks for, and names what it finds.
#include "book/trace.hpp"

#include "book_trace_reader.hpp"
#include "state.hpp"
#include "value/wide.hpp"

namespace almoner {

Trace Ledger::trace(const std::string& reference, Direction direction) const {
  return state_->read([&] {
    Bookkeeper& keeper = state_->keeper;
    const auto seq = keeper.find_reference(reference);
    if (!seq) throw NotFound("no entry has the reference " + reference);
    BookTraceReader reader(keeper, *state_->store);
    const std::vector<TraceEnd> ends =
        direction == Direction::forward ? trace_forward(reader, *seq) : trace_back(reader, *seq);
    Trace trace{reference, direction, "fifo/1", 0, {}};
    Id opened = no_id;
    std::vector<std::string> parties;
    for (const TraceEnd& end : ends) {
      const EntryRecord& at = reader.entry(end.seq);
      const PostingRecord& posting = at.postings[static_cast<std::size_t>(end.posting)];
      if (opened != end.seq) {
        parties = keeper.opened(end.seq, at, Open::parties).party_ids;
        opened = end.seq;
      }
      const Commodity& commodity = *keeper.chart().commodity(posting.commodity);
      if (commodity.terms.policy == DrawPolicy::fefo) trace.policy = "fefo/1";
      trace.value = checked_add(trace.value, end.value);
      trace.parts.push_back({at.reference, end.seq, at.date, keeper.chart().name_of(posting.account),
                             keeper.chart().name_of(posting.fund), keeper.chart().name_of(posting.purpose),
                             parties[static_cast<std::size_t>(end.posting)], commodity.terms.code, end.quantity, end.value,
                             end.state});
    }
    return trace;
  });
}

}  // namespace almoner

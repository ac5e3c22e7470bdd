// SPDX-License-Identifier: Apache-2.0
// Plays a log into tables, checking every rule again. Rebuild, import and audit share it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bookkeeper.hpp"

namespace almoner {

/// Takes up one event: decodes it strictly, checks its place and origin, opens its private bodies
/// against their commitments, judges it, and applies it. Throws Corrupt naming the event.
/// Returns the event.
Event replay_event(Bookkeeper&, std::string bytes, const Hash& leaf, std::vector<PrivateRow> bodies);

/// Events [from, to) of a store, read in runs so that the store may be written meanwhile.
void for_each_event(Store&, Id from, Id to, const std::function<void(EventRow&&)>&);

/// Rows of the posting projection for one event; none unless it is an entry.
void append_posting_rows(Id seq, const Event&, const Bookkeeper&, std::vector<PostingRow>&,
                         std::vector<PartyPostingRow>&);

/// The posting projection takes up all events up to the head. Within begin and commit.
void catch_up_postings(Bookkeeper&, Store&);

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// Plays a log into tables, checking every rule again. Rebuild, import and audit share it.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "bookkeeper.hpp"

namespace almoner {

/// Takes up one event: decodes it strictly, checks its place and origin, opens its private bodies
/// against their commitments, judges it, and applies it. Throws Corrupt naming the event.
void replay_event(Bookkeeper&, std::string_view bytes, const Hash& leaf, const Bodies&);

/// An event as the log holds it, decoded: its bytes give its leaf, it stands in its place and its private
/// bodies open its commitments. What rules say of it is still open, and nothing else of what was read is
/// handed on: who checked it has it at hand and lets it go.
struct CheckedEvent {
  Event event;
  Hash leaf{};
  PartyNames parties;        ///< one for each commitment
  std::size_t body_count = 0;
  Bodies bodies;             ///< those that rules read: of a declaration, not of an entry
};
enum class LogReader : std::uint8_t {
  caller,        ///< `take` may ask the store, and write it
  second_thread  ///< nobody but that thread uses the store meanwhile
};
/// Events [from, to) of a store, checked by a second thread some runs ahead of `take`; few of them by the
/// caller. `take` may change an event: its memory is used for a later one. Whoever checks calls `meanwhile`,
/// where there is one, with each, in their order; what it throws is told as if the event were wrong. Throws
/// Corrupt naming the first event that is not as it must be.
void for_each_checked_event(Store&, LogReader, Id from, Id to, const std::function<void(CheckedEvent&)>& take,
                            const std::function<void(const CheckedEvent&)>& meanwhile = {});
/// The part of replay_event that is left for one of those, by a keeper that is set replaying.
void replay_checked(Bookkeeper&, CheckedEvent&);

/// Events [from, to) of a store, read in runs so that the store may be written meanwhile. Throws
/// Corrupt at the first that is missing or not what was hashed.
void for_each_event(Store&, Id from, Id to, const std::function<void(const LogRow&)>&);

/// The posting projection takes up all events that are stored. Within begin and commit.
void catch_up_postings(Bookkeeper&, Store&);

}  // namespace almoner

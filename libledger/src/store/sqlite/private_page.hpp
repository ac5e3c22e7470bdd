// SPDX-License-Identifier: Apache-2.0
// Private bodies as the private table keeps them: a page holds those of events that follow each other,
// until it is full, and all of an event (docs/decisions/0024-pages.md). Bodies arrive with their event,
// so a page only grows at its end; an erasure takes out of its middle.
//
//   page   = body+     keyed by the first body's event
//   body   = step number salt text
//   step   = event's number less that of the body before (the first: less the page's own)
//   number = of its commitment, ascending
//   salt   = 16 bytes
//   step, number and text: packed.hpp
#pragma once

#include <string>
#include <string_view>

#include "store/port.hpp"
#include "store/sqlite/packed.hpp"

namespace almoner::sqlite {

/// Appends a body; `before`: the one that it follows in the page, null for the first.
void append_to_page(std::string& page, const PrivateView& row, const PrivateView* before);

/// Reads a page from its start.
class PrivatePage {
 public:
  /// The event of the first body stands in the page's key and in the page: both must agree.
  PrivatePage(Id first_seq, std::string_view bytes) : in_{bytes}, seq_{first_seq} {}

  /// A body is good as long as the page's bytes are. False at the end, and for bytes that are no body, as
  /// for no bytes (then damaged() is true).
  bool next(PrivateView&);
  bool damaged() const { return in_.damaged(); }

 private:
  PackedReader in_;
  Id seq_;
  bool begun_ = false;
  std::uint64_t least_number_ = 0;
};

}  // namespace almoner::sqlite

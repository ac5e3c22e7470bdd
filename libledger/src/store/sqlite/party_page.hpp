// SPDX-License-Identifier: Apache-2.0
// Postings of parties as the party_posting table keeps them: a page holds those of one party, in the
// order of posting, until it is full (docs/decisions/0024-pages.md).
//
//   page    = posting+   keyed by party, and the first posting's event and line
//   posting = seq line
//   seq     = event's number less that of the posting before (the first: less the page's own)
//   both are numbers (packed.hpp)
#pragma once

#include "store/port.hpp"
#include "store/sqlite/packed.hpp"

namespace almoner::sqlite {

/// Appends a posting; `before`: the one that it follows in the page, null for the first.
void append_to_page(std::string& page, const PartyPostingRow& row, const PartyPostingRow* before);

/// Reads a page from its start.
class PartyPage {
 public:
  /// The place of the first posting stands in the page's key and in the page: both must agree.
  PartyPage(Id party, Id first_seq, std::uint32_t first_line, std::string_view bytes)
      : in_{bytes}, first_line_{first_line}, last_{party, first_seq, 0} {}

  /// False at the end, and for bytes that are no posting, as for no bytes (then damaged() is true).
  bool next(PartyPostingRow&);
  bool damaged() const { return in_.damaged(); }

 private:
  PackedReader in_;
  std::uint32_t first_line_;
  bool begun_ = false;
  PartyPostingRow last_;
};

}  // namespace almoner::sqlite

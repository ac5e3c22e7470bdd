// SPDX-License-Identifier: Apache-2.0
// Postings as the posting table keeps them: a page holds those of one account and day, in the
// order of posting, until it is full (docs/decisions/0024-pages.md).
//
//   page    = posting+            keyed by account, day, and the first posting's event and line
//   posting = seq line fund purpose kind quantity [value]
//   seq     = event's number less that of the posting before (the first: less the page's own)
//   kind    = 2 × commodity, + 1 where a value other than the quantity follows
//   all are numbers; quantity and value integers (packed.hpp)
#pragma once

#include "store/port.hpp"
#include "store/sqlite/packed.hpp"

namespace almoner::sqlite {

/// Appends a posting; `before`: the one that it follows in the page, null for the first.
void append_to_page(std::string& page, const PostingRow& row, const PostingRow* before);

/// Reads a page from its start.
class PostingPage {
 public:
  /// The place of the first posting stands in the page's key and in the page: both must agree.
  PostingPage(Id account, Date date, Id first_seq, std::uint32_t first_line, std::string_view bytes);

  /// False at the end, and for bytes that are no posting (then damaged() is true).
  bool next(PostingRow&);
  bool damaged() const { return in_.damaged(); }

 private:
  PackedReader in_;
  std::uint32_t first_line_;
  bool begun_ = false;
  PostingRow last_;
};

}  // namespace almoner::sqlite

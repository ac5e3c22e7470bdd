// SPDX-License-Identifier: Apache-2.0
// Lots as the lot table keeps them: a page holds lots of one line, by address, until it is full.
// Lots only ever arrive at the tail of their line, so a page only grows at its end
// (docs/decisions/0024-pages.md).
//
//   page  = lot+                  keyed by line and the first lot's address
//   lot   = gap quantity seq what [value] [value before] [label] [expires]
//   gap   = address less the end of the lot before (the first: less the page's own)
//   seq   = event's number less that of the lot before (the first: itself)
//   what  = 1 a value other than the quantity follows, + 2 a value before other than what the
//           lot before leads to (the first: than the address), + 4 a label, + 8 a date
//   seq, value, value before and date are integers, the label a text, the others numbers
#pragma once

#include "store/port.hpp"
#include "store/sqlite/packed.hpp"

namespace almoner::sqlite {

/// Appends a lot; `before`: the one that it follows in the page, null for the first.
void append_to_page(std::string& page, const LotRow& row, const LotRow* before);

/// Reads a page from its start.
class LotPage {
 public:
  LotPage(const LineKey& line, Units first_start, std::string_view bytes);

  /// False at the end, and for bytes that are no lot (then damaged() is true).
  bool next(LotRow&);
  bool damaged() const { return in_.damaged(); }

 private:
  PackedReader in_;
  LineKey line_;
  Units start_;             ///< where the next lot is expected
  Units value_before_;      ///< and what is expected to lie before it
  Id seq_ = 0;
};

}  // namespace almoner::sqlite

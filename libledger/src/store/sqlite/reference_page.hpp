// SPDX-License-Identifier: Apache-2.0
// References as the reference_page table keeps them: a page holds those whose hashes lie from its own
// key up to the next page's, by hash and event (docs/decisions/0024-pages.md). The first page is keyed
// by 0, so that every hash has its page.
//
//   page      = reference+   keyed by a hash that none of them lies below
//   reference = step seq
//   step      = hash less that of the reference before (the first: less the page's key)
//   both are numbers (packed.hpp)
//
// All references of one hash stand in one page.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "store/port.hpp"
#include "store/sqlite/packed.hpp"

namespace almoner::sqlite {

/// Of rows by hash and event, none of them below `low`.
std::string reference_page(std::uint64_t low, std::span<const ReferenceRow>);

/// Reads a page from its start.
class ReferencePage {
 public:
  ReferencePage(std::uint64_t low, std::string_view bytes) : in_{bytes}, last_{low, 0} {}

  /// False at the end, and for bytes that are no reference, as for no bytes (then damaged() is true).
  bool next(ReferenceRow&);
  bool damaged() const { return in_.damaged(); }

 private:
  PackedReader in_;
  bool begun_ = false;
  ReferenceRow last_;
};

}  // namespace almoner::sqlite

// SPDX-License-Identifier: Apache-2.0
// The private bodies of an event as they stand in its row, beside the bytes that were hashed
// (docs/decisions/0024-pages.md). An erasure takes one out.
//
//   bodies = body+     none at all: NULL
//   body   = number salt text
//   number = of its commitment, ascending
//   salt   = 16 bytes
//   number and text: packed.hpp
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/port.hpp"
#include "store/sqlite/sqlite.hpp"

namespace almoner::sqlite {

void append_body(std::string& bodies, const PrivateView&);

/// Those of event `seq`, as its row has them; good as long as its bytes are. `into` is reused.
/// Throws Corrupt for bytes that are none.
void read_bodies(const Connection&, Id seq, std::string_view bytes, std::vector<PrivateView>& into);

}  // namespace almoner::sqlite

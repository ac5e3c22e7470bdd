// SPDX-License-Identifier: Apache-2.0
// The private bodies of one event as the private table keeps them: all of an event in one row, so that
// a list of gifts, which have two each, is half the rows (docs/decisions/0024-pages.md).
//
//   page   = body+
//   body   = number salt text
//   number = of its commitment, ascending
//   salt   = 16 bytes
//   number and text: packed.hpp
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/port.hpp"

namespace almoner::sqlite {

/// Of rows of one event, by number.
std::string private_page(std::span<const PrivateRow>);

/// Appends what the page holds; false where it is damaged.
bool read_private_page(Id seq, std::string_view page, std::vector<PrivateRow>&);

}  // namespace almoner::sqlite

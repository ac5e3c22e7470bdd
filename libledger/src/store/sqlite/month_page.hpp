// SPDX-License-Identifier: Apache-2.0
// One balance's movements by month as the balance_month table keeps them: all months of a balance in
// one row, ascending (docs/decisions/0024-pages.md).
//
//   page     = movement+
//   movement = month quantity kind [value]
//   month    = since the one before (the first: since 1970-01)
//   kind     = 1 where a value other than the quantity follows
//   kind is a number, the others are integers (packed.hpp)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/port.hpp"

namespace almoner::sqlite {

/// Of rows of one balance, by month.
std::string month_page(const std::vector<MonthRow>&);

/// Appends what the page holds; false where it is damaged.
bool read_month_page(const BalanceKey&, std::string_view page, std::vector<MonthRow>&);

}  // namespace almoner::sqlite

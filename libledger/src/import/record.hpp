// SPDX-License-Identifier: Apache-2.0
// One record of a list as the rules see it: cells without the blanks that spreadsheets and web
// pages leave around them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace almoner::csv_rules {

struct ListRecord {
  std::vector<std::string> cells;  ///< cleaned
  std::string joined;              ///< cells with commas between, where a rule asks for it
  int line = 0;                    ///< physical line on which it begins, from 1
  std::uint64_t row = 0;           ///< number among the rows, from 1; 0 before them

  /// Column from 0; empty where the record is shorter.
  std::string_view cell(std::size_t column) const {
    return column < cells.size() ? std::string_view{cells[column]} : std::string_view{};
  }
  bool blank() const;
  void join();
};

/// Cuts blanks off both ends: also NBSP, zero-width and ideographic spaces, byte order marks.
/// Line ends and tabs within, which no book takes, become one blank with the blanks around them.
/// All else stays as entered.
void clean_cell(std::string& cell);

/// The amount text without hledger's redundant signs: (5) is -5, --5 is 5, a sign alone is
/// nothing.
std::string simplify_sign(std::string_view amount);

}  // namespace almoner::csv_rules

// SPDX-License-Identifier: Apache-2.0
// A rules file as lines, and the pieces of a line.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace almoner::csv_rules {

struct RuleLine {
  std::string text;  ///< without outer blanks
  int number = 0;    ///< from 1
  bool indented = false;

  bool blank() const { return text.empty(); }
  bool comment() const { return !text.empty() && (text[0] == '#' || text[0] == ';'); }
};

/// Throws ParseError for what is not UTF-8 or too long to be rules.
std::vector<RuleLine> read_rule_lines(std::istream&);

/// What a name of a field or column consists of.
bool is_name_character(char);
bool is_digit(char);

/// Without blanks and tabs at its ends.
std::string_view trimmed(std::string_view);
/// Each part trimmed.
std::vector<std::string_view> split(std::string_view text, char separator);
/// The first word and what follows it, hledger's optional colon dropped.
std::pair<std::string_view, std::string_view> first_word(std::string_view text);

}  // namespace almoner::csv_rules

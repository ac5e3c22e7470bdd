// SPDX-License-Identifier: Apache-2.0
// What rules mean for one record. Reading them is import/rules_reader.cpp's job.
#include "import/rules.hpp"

#include <algorithm>

namespace almoner::csv_rules {

std::size_t ValueTemplate::groups() const {
  std::size_t count = 0;
  for (const Piece& piece : pieces_)
    if (piece.kind == Piece::Kind::group) count = std::max(count, piece.index + 1);
  return count;
}

bool ValueTemplate::constant() const {
  return std::ranges::all_of(pieces_,
                             [](const Piece& piece) { return piece.kind == Piece::Kind::text; });
}

void ValueTemplate::render(const ListRecord& record, const std::vector<std::string>& groups,
                           std::string_view list, std::string& result) const {
  result.clear();
  for (const Piece& piece : pieces_) {
    switch (piece.kind) {
      case Piece::Kind::text: result += piece.text; break;
      case Piece::Kind::cell: result += record.cell(piece.index); break;
      case Piece::Kind::group:
        if (piece.index < groups.size()) result += groups[piece.index];
        break;
      case Piece::Kind::line: result += std::to_string(record.line); break;
      case Piece::Kind::row: result += std::to_string(record.row); break;
      case Piece::Kind::list: result += list; break;
    }
  }
  // A blank cell at either end leaves the blank that stood beside it.
  clean_cell(result);
}

bool Condition::holds(const ListRecord& record, std::vector<std::string>* groups) const {
  for (const std::vector<Matcher>& all : alternatives) {
    if (groups != nullptr) groups->clear();
    bool holds = std::ranges::all_of(all, [&](const Matcher& matcher) {
      std::string_view text = matcher.column ? record.cell(*matcher.column) : record.joined;
      if (matcher.negated) return !matcher.pattern.matches(text);
      return groups != nullptr ? matcher.pattern.matches(text, *groups)
                               : matcher.pattern.matches(text);
    });
    if (holds) return true;
  }
  return false;
}

std::size_t Condition::group_count() const {
  std::size_t least = 0;
  for (const std::vector<Matcher>& all : alternatives) {
    std::size_t count = 0;
    for (const Matcher& matcher : all)
      if (!matcher.negated) count += static_cast<std::size_t>(matcher.pattern.group_count());
    least = &all == &alternatives.front() ? count : std::min(least, count);
  }
  return least;
}

bool Condition::reads_joined() const {
  return std::ranges::any_of(alternatives, [](const std::vector<Matcher>& all) {
    return std::ranges::any_of(all, [](const Matcher& matcher) { return !matcher.column; });
  });
}

bool ImportRules::assigns(Field field) const {
  auto in_block = [field](const RuleBlock& block) {
    return std::ranges::any_of(block.assignments, [field](const Assignment& assignment) {
      return assignment.field == field;
    });
  };
  return defaults[field] || std::ranges::any_of(titles, in_block) ||
         std::ranges::any_of(blocks, in_block);
}

}  // namespace almoner::csv_rules

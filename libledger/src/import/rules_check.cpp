// SPDX-License-Identifier: Apache-2.0
// Finds, before the first row is read, what would be wrong in every row.
#include "import/rules_check.hpp"

#include <set>

#include <almoner/error.hpp>

#include "import/rules.hpp"

namespace almoner::csv_rules {

namespace {

[[noreturn]] void refuse(const std::string& what, int line = 0) {
  throw ParseError("rules: " + what, line);
}

void check_needed(const ImportRules& rules) {
  for (Field field : {Field::list, Field::date, Field::account1, Field::account2, Field::fund})
    if (!rules.assigns(field))
      refuse("no rule assigns " + std::string{to_string(field)} + ", which every entry needs");
  const bool in_and_out = rules.assigns(Field::amount_in) || rules.assigns(Field::amount_out);
  if (!rules.assigns(Field::amount) && !in_and_out && !rules.assigns(Field::quantity))
    refuse("no rule assigns amount (money) or quantity (goods), which every entry needs");
}

void check_goods(const ImportRules& rules) {
  if (rules.assigns(Field::commodity)) return;
  for (Field field : {Field::quantity, Field::unit, Field::value})
    if (rules.assigns(field))
      refuse(std::string{to_string(field)} + " needs a commodity, and no rule assigns one");
}

void check_places(const ImportRules& rules) {
  if (rules.defaults[Field::total])
    refuse("total belongs into an if block: outside, every record would state the total");
  if (rules.defaults[Field::list] && !rules.defaults[Field::list]->constant())
    refuse("list is one name for all rows; put what a title row says of it into a title block");
  for (const RuleBlock& title : rules.titles)
    for (const Assignment& assignment : title.assignments)
      if (assignment.field == Field::total)
        refuse("a title block cannot state the total; use --expect", title.line);
  for (const RuleBlock& block : rules.blocks)
    for (const Assignment& assignment : block.assignments)
      if (assignment.field == Field::list)
        refuse("list is one name for all rows: it cannot depend on one", block.line);
  if (!rules.titles.empty() && rules.skip == 0 && !rules.header)
    refuse("title looks at the records before the rows: say where those end, by header or skip",
           rules.titles.front().line);
  if (rules.header && rules.skip > 0)
    refuse("skip and header both say where the rows begin: keep one");
}

std::set<std::size_t> cells_of(const ImportRules& rules, std::initializer_list<Field> fields) {
  std::set<std::size_t> cells;
  auto add = [&cells](const ValueTemplate& value) {
    for (const ValueTemplate::Piece& piece : value.pieces())
      if (piece.kind == ValueTemplate::Piece::Kind::cell) cells.insert(piece.index);
  };
  for (Field field : fields) {
    if (rules.defaults[field]) add(*rules.defaults[field]);
    for (const RuleBlock& block : rules.blocks)
      for (const Assignment& assignment : block.assignments)
        if (assignment.field == field) add(assignment.value);
  }
  return cells;
}

/// References and labels stand in the log for ever; a person's name must be erasable.
void check_privacy(const ImportRules& rules) {
  const std::set<std::size_t> names = cells_of(rules, {Field::party_name, Field::giver_name});
  for (Field field : {Field::reference, Field::lot, Field::by, Field::document})
    for (std::size_t cell : cells_of(rules, {field}))
      if (names.contains(cell))
        refuse(std::string{to_string(field)} + " is public for ever and may not hold column " +
               std::to_string(cell + 1) + ", which names a party");
}

}  // namespace

void check_rules(const ImportRules& rules) {
  check_needed(rules);
  check_goods(rules);
  check_places(rules);
  check_privacy(rules);
}

}  // namespace almoner::csv_rules

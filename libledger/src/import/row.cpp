// SPDX-License-Identifier: Apache-2.0
// Decides what a record is and gathers its fields. An assignment in a block beats one outside,
// the last of several holds: as in hledger.
#include "import/row.hpp"

#include <utility>

#include <almoner/error.hpp>

namespace almoner::csv_rules {

RowReader::RowReader(ImportRules rules)
    : rules_{std::move(rules)},
      titles_seen_(rules_.titles.size()),
      carried_(rules_.carried.size()),
      groups_(rules_.blocks.size()) {
  if (rules_.defaults[Field::list])
    rules_.defaults[Field::list]->render({}, no_groups_, {}, values_[Field::list]);
}

void RowReader::read_title(ListRecord& record) {
  if (rules_.reads_joined) record.join();
  std::vector<std::string> groups;
  std::string text;
  for (std::size_t i = 0; i < rules_.titles.size(); ++i) {
    const RuleBlock& title = rules_.titles[i];
    if (titles_seen_[i] || !title.condition.holds(record, &groups)) continue;
    titles_seen_[i] = true;
    for (const Assignment& assignment : title.assignments) {
      assignment.value.render(record, groups, list(), text);
      if (assignment.field == Field::list) values_[Field::list] = text;
      rules_.defaults[assignment.field] =
          ValueTemplate{{{.kind = ValueTemplate::Piece::Kind::text, .text = text}}};
    }
  }
}

void RowReader::check_titles() const {
  for (std::size_t i = 0; i < titles_seen_.size(); ++i)
    if (!titles_seen_[i])
      throw ParseError("rules: no record before the rows is the title looked for: is this the "
                       "list that the rules are made for?",
                       rules_.titles[i].line);
  if (list().empty()) throw ParseError("rules: the list has no name; assign list");
}

RowReader::Kind RowReader::read(ListRecord& record) {
  carry(record);
  if (rules_.reads_joined) record.join();
  for (std::size_t i = 0; i < field_count; ++i) {
    auto field = static_cast<Field>(i);
    choices_[field] = {rules_.defaults[field] ? &*rules_.defaults[field] : nullptr, 0};
  }
  for (std::size_t i = 0; i < rules_.blocks.size(); ++i) {
    const RuleBlock& block = rules_.blocks[i];
    if (!block.condition.holds(record, block.uses_groups ? &groups_[i] : nullptr)) continue;
    if (block.action != RuleBlock::Action::none)
      return block.action == RuleBlock::Action::skip ? Kind::skipped : Kind::end;
    for (const Assignment& assignment : block.assignments)
      choices_[assignment.field] = {&assignment.value, i};
  }
  render(Field::total, record);
  if (choices_[Field::total].value != nullptr) return Kind::total;
  for (std::size_t i = 0; i < field_count; ++i)
    if (auto field = static_cast<Field>(i); field != Field::list) render(field, record);
  return Kind::row;
}

void RowReader::carry(ListRecord& record) {
  for (std::size_t i = 0; i < carried_.size(); ++i) {
    const std::size_t column = rules_.carried[i];
    if (!record.cell(column).empty()) {
      carried_[i] = record.cells[column];
    } else if (!carried_[i].empty()) {
      if (record.cells.size() <= column) record.cells.resize(column + 1);
      record.cells[column] = carried_[i];
    }
  }
}

void RowReader::render(Field field, const ListRecord& record) {
  const Choice& choice = choices_[field];
  if (choice.value == nullptr) {
    values_[field].clear();
    return;
  }
  const bool grouped = choice.block < groups_.size();
  choice.value->render(record, grouped ? groups_[choice.block] : no_groups_, list(),
                       values_[field]);
}

}  // namespace almoner::csv_rules

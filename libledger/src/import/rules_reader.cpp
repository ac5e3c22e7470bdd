// SPDX-License-Identifier: Apache-2.0
// Reads a rules file by the grammar in import/rules.hpp. Whatever is not understood is refused
// with its line: a rule that is silently passed over would book money wrongly.
#include <algorithm>
#include <charconv>
#include <utility>

#include <almoner/error.hpp>
#include <almoner/text.hpp>

#include "import/rules.hpp"
#include "import/rules_check.hpp"
#include "import/rules_lines.hpp"
#include "value/utf8.hpp"

namespace almoner::csv_rules {

namespace {

constexpr std::size_t column_max = 10'000;

[[noreturn]] void refuse(const RuleLine& line, const std::string& what) {
  throw ParseError("rules: " + what, line.number);
}

/// hledger's directives that we do not have, and what to do instead.
std::string unsupported_directive(std::string_view word) {
  if (word == "include") return "a rules file is one file: copy the other one's lines into it";
  if (word == "newest-first" || word == "intra-day-reversed")
    return "rows are posted in the order of the list; sort the list first";
  if (word == "balance-type") return "a list is checked by its stated total, not by balances";
  if (word == "encoding") return "lists are UTF-8: convert with iconv -f GB18030 -t UTF-8";
  if (word == "timezone" || word == "timezone-in" || word == "timezone-out")
    return "dates are days of the book's own calendar";
  if (word == "source" || word == "archive") return "the list is named on the command line";
  if (word == "end") return "it belongs into an if block, indented";
  return {};
}

/// `if,account2,fund`: any mark may separate.
bool begins_table(std::string_view text) {
  return text.size() > 2 && text.starts_with("if") && !is_name_character(text[2]) &&
         text[2] != ' ' && text[2] != '\t';
}

class RulesReader {
 public:
  explicit RulesReader(std::istream& stream) : lines_{read_rule_lines(stream)} {}

  ImportRules read() {
    for (const RuleLine& line : lines_)
      if (!line.indented && first_word(line.text).first == "fields") read_fields(line);
    while (next_ < lines_.size()) read_statement();
    check_rules(rules_);
    return std::move(rules_);
  }

 private:
  void read_statement();
  void read_directive(const RuleLine&, std::string_view word, std::string_view rest);
  void read_fields(const RuleLine&);
  void read_block(const RuleLine&, std::string_view first_matcher, std::vector<RuleBlock>&);
  void read_table(const RuleLine&);
  void read_block_line(const RuleLine&, RuleBlock&);
  void check_block(const RuleLine&, const RuleBlock&);

  Assignment read_assignment(const RuleLine&, std::string_view name, std::string_view value);
  ValueTemplate read_value(const RuleLine&, std::string_view value);
  ValueTemplate::Piece read_reference(const RuleLine&, std::string_view& rest);
  void add_matcher(const RuleLine&, std::string_view text, Condition&);
  Condition read_condition(const RuleLine&, std::string_view text);
  std::size_t column(const RuleLine&, std::string_view name);
  std::optional<std::size_t> find_column(std::string_view name) const;

  std::vector<RuleLine> lines_;
  std::size_t next_ = 0;
  std::vector<std::string> names_;  ///< of the columns; empty where one has none
  int fields_line_ = 0;
  ImportRules rules_;
};

void RulesReader::read_statement() {
  const RuleLine& line = lines_[next_++];
  if (line.blank() || line.comment()) return;
  if (line.indented)
    refuse(line, "an indented line belongs to an if or title block, and none stands right before");
  auto [word, rest] = first_word(line.text);
  if (begins_table(line.text))
    read_table(line);
  else if (word == "if")
    read_block(line, trimmed(std::string_view{line.text}.substr(2)), rules_.blocks);
  else if (word == "title")
    read_block(line, trimmed(std::string_view{line.text}.substr(5)), rules_.titles);
  else
    read_directive(line, word, rest);
}

void RulesReader::read_directive(const RuleLine& line, std::string_view word,
                                 std::string_view rest) {
  if (word == "fields") return;  // read beforehand: other rules use its names
  if (word == "skip") {
    std::size_t count = 1;
    auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
    if (!rest.empty() && (error != std::errc{} || end != rest.data() + rest.size()))
      refuse(line, "skip takes a number of records");
    rules_.skip = count;
  } else if (word == "header") {
    if (rules_.header) refuse(line, "there is one header already");
    // Cut off by hand: a colon after the word would be part of the expression.
    rules_.header = read_condition(line, trimmed(std::string_view{line.text}.substr(6)));
  } else if (word == "separator") {
    if (rest.size() == 1)
      rules_.separator = rest.front();
    else if (rest == "TAB" || rest == "tab")
      rules_.separator = '\t';
    else if (rest == "SPACE" || rest == "space")
      rules_.separator = ' ';
    else
      refuse(line, "separator is one character, or TAB or SPACE");
  } else if (word == "date-format") {
    try {
      rules_.date_format.emplace(rest);
    } catch (const ParseError& error) {
      refuse(line, error.what());
    }
  } else if (word == "decimal-mark") {
    if (rest != ".") refuse(line, "amounts have a decimal point; no other mark is taken");
  } else if (word == "carry") {
    for (std::string_view name : split(rest, ',')) rules_.carried.push_back(column(line, name));
  } else {
    if (std::string why = unsupported_directive(word); !why.empty())
      refuse(line, std::string{word} + " is hledger's, and not taken here: " + why);
    Assignment assignment = read_assignment(line, word, rest);
    if (assignment.value.groups() > 0)
      refuse(line, "\\N stands for what a matcher found: it belongs into an if or title block");
    rules_.defaults[assignment.field] = std::move(assignment.value);
  }
}

void RulesReader::read_fields(const RuleLine& line) {
  if (fields_line_ != 0)
    refuse(line, "there is one fields list already, in line " + std::to_string(fields_line_));
  fields_line_ = line.number;
  for (std::string_view name : split(first_word(line.text).second, ',')) {
    std::size_t index = names_.size();
    if (name == "_") name = {};
    if (!std::ranges::all_of(name, is_name_character))
      refuse(line, "\"" + quote_for_message(name) +
                       "\" is not a name: letters a-z, digits, _ and -");
    if (!name.empty() && std::ranges::find(names_, name) != names_.end())
      refuse(line, "two columns have the name " + std::string{name});
    if (std::string why = unsupported_field(name); !why.empty())
      refuse(line, std::string{name} + " is a field of hledger's, and not taken here: " + why +
                       "; name the column " + std::string{name} + "_ to use or ignore it");
    names_.emplace_back(name);
    auto field = name.empty() ? std::nullopt : parse_field(name);
    if (!field) continue;
    if (*field == Field::total || *field == Field::list)
      refuse(line, std::string{name} + " is not said by every row; name the column " +
                       std::string{name} + "_");
    rules_.defaults[*field] =
        ValueTemplate{{{.kind = ValueTemplate::Piece::Kind::cell, .text = {}, .index = index}}};
  }
}

void RulesReader::read_block(const RuleLine& start, std::string_view first_matcher,
                             std::vector<RuleBlock>& blocks) {
  RuleBlock block;
  block.line = start.number;
  if (!first_matcher.empty()) add_matcher(start, first_matcher, block.condition);
  for (; next_ < lines_.size(); ++next_) {
    const RuleLine& line = lines_[next_];
    if (line.comment()) continue;
    if (line.blank() || line.indented) break;
    add_matcher(line, line.text, block.condition);
  }
  if (block.condition.alternatives.empty()) refuse(start, "the block has nothing to match");
  for (; next_ < lines_.size(); ++next_) {
    const RuleLine& line = lines_[next_];
    if (line.comment()) continue;
    if (line.blank() || !line.indented) break;
    read_block_line(line, block);
  }
  if (block.assignments.empty() && block.action == RuleBlock::Action::none)
    refuse(start, "the block says nothing: its rules stand below it, indented");
  if (&blocks == &rules_.titles && block.action != RuleBlock::Action::none)
    refuse(start, "a title block takes assignments only");
  check_block(start, block);
  blocks.push_back(std::move(block));
}

void RulesReader::read_block_line(const RuleLine& line, RuleBlock& block) {
  auto [word, rest] = first_word(line.text);
  if (word == "skip" || word == "end") {
    if (!rest.empty() && rest != "1")
      refuse(line, std::string{word} + " in a block is about the record that matches, no others");
    block.action = word == "skip" ? RuleBlock::Action::skip : RuleBlock::Action::end;
    return;
  }
  Assignment assignment = read_assignment(line, word, rest);
  if (std::size_t needed = assignment.value.groups(); needed > 0) {
    block.uses_groups = true;
    if (needed > block.condition.group_count())
      refuse(line, "\\" + std::to_string(needed) + " has no group in parentheses to stand for");
  }
  block.assignments.push_back(std::move(assignment));
}

void RulesReader::check_block(const RuleLine& start, const RuleBlock& block) {
  rules_.reads_joined = rules_.reads_joined || block.condition.reads_joined();
  for (const Assignment& assignment : block.assignments)
    if (assignment.field == Field::total && block.assignments.size() > 1)
      refuse(start, "a record that states the total is no row: nothing else can be assigned");
}

void RulesReader::read_table(const RuleLine& start) {
  const char separator = start.text[2];
  std::vector<Field> fields;
  for (std::string_view name : split(std::string_view{start.text}.substr(3), separator))
    fields.push_back(read_assignment(start, name, {}).field);
  bool any = false;
  for (; next_ < lines_.size() && !lines_[next_].blank(); ++next_) {
    const RuleLine& line = lines_[next_];
    if (line.comment()) continue;
    std::vector<std::string_view> cells = split(line.text, separator);
    if (cells.size() != fields.size() + 1)
      refuse(line, "the table has a matcher and " + std::to_string(fields.size()) +
                       " values a line; here are " + std::to_string(cells.size() - 1) + " values");
    RuleBlock block;
    block.line = line.number;
    add_matcher(line, cells[0], block.condition);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      Assignment assignment{fields[i], read_value(line, cells[i + 1])};
      block.uses_groups = block.uses_groups || assignment.value.groups() > 0;
      if (assignment.value.groups() > block.condition.group_count())
        refuse(line, "\\N has no group in parentheses to stand for");
      block.assignments.push_back(std::move(assignment));
    }
    check_block(line, block);
    rules_.blocks.push_back(std::move(block));
    any = true;
  }
  if (!any) refuse(start, "the table has no lines");
}

Assignment RulesReader::read_assignment(const RuleLine& line, std::string_view name,
                                        std::string_view value) {
  auto field = parse_field(name);
  if (!field) {
    if (std::string why = unsupported_field(name); !why.empty())
      refuse(line, std::string{name} + " is a field of hledger's, and not taken here: " + why);
    std::vector<std::string> known = field_names();
    for (const char* word : {"skip", "header", "title", "separator", "fields", "date-format",
                             "decimal-mark", "carry", "if", "end"})
      known.emplace_back(word);
    std::string near = nearest_name(name, known);
    refuse(line, "\"" + quote_for_message(name) + "\" is no field or statement of rules" +
                     (near.empty() ? "" : "; did you mean " + near + "?"));
  }
  return {*field, read_value(line, value)};
}

ValueTemplate RulesReader::read_value(const RuleLine& line, std::string_view value) {
  using Piece = ValueTemplate::Piece;
  std::vector<Piece> pieces;
  auto add_text = [&pieces](char c) {
    if (pieces.empty() || pieces.back().kind != Piece::Kind::text) pieces.emplace_back();
    pieces.back().text += c;
  };
  while (!value.empty()) {
    bool named = value.size() > 1 && value[0] == '%' && is_name_character(value[1]);
    bool group = value.size() > 1 && value[0] == '\\' && is_digit(value[1]);
    if (named) {
      value.remove_prefix(1);
      pieces.push_back(read_reference(line, value));
    } else if (group) {
      if (value[1] == '0' || (value.size() > 2 && is_digit(value[2])))
        refuse(line, "groups are \\1 to \\9");
      pieces.push_back({Piece::Kind::group, {}, static_cast<std::size_t>(value[1] - '1')});
      value.remove_prefix(2);
    } else {
      bool percent = value.starts_with("%%");
      add_text(value.front());
      value.remove_prefix(percent ? 2 : 1);
    }
  }
  return ValueTemplate{std::move(pieces)};
}

ValueTemplate::Piece RulesReader::read_reference(const RuleLine& line, std::string_view& rest) {
  using Piece = ValueTemplate::Piece;
  std::size_t end = 0;
  auto belongs = is_digit(rest[0]) ? is_digit : is_name_character;
  while (end < rest.size() && belongs(rest[end])) ++end;
  std::string_view name = rest.substr(0, end);
  // In %item-%unit the hyphen is text.
  while (name.ends_with('-') && !find_column(name)) name.remove_suffix(1);
  rest.remove_prefix(name.size());
  if (!find_column(name)) {
    if (name == "line") return {Piece::Kind::line, {}, 0};
    if (name == "row") return {Piece::Kind::row, {}, 0};
    if (name == "list") return {Piece::Kind::list, {}, 0};
  }
  return {Piece::Kind::cell, {}, column(line, name)};
}

void RulesReader::add_matcher(const RuleLine& line, std::string_view text, Condition& condition) {
  const bool conjunction = text.starts_with('&');
  if (conjunction) text = trimmed(text.substr(text.starts_with("&&") ? 2 : 1));
  if (conjunction && condition.alternatives.empty())
    refuse(line, "& joins a matcher to the one before it, and there is none");
  const bool negated = text.starts_with('!');
  if (negated) text = trimmed(text.substr(1));
  std::optional<std::size_t> where;
  if (text.starts_with('%')) {
    auto end = std::min(text.find_first_of(" \t"), text.size());
    where = column(line, text.substr(1, end - 1));
    text = trimmed(text.substr(end));
  }
  if (text.empty()) refuse(line, "a matcher needs a regular expression; ^$ matches a blank cell");
  if (!conjunction) condition.alternatives.emplace_back();
  try {
    condition.alternatives.back().push_back({Pattern{text}, where, negated});
  } catch (const ParseError& error) {
    refuse(line, error.what());
  }
}

Condition RulesReader::read_condition(const RuleLine& line, std::string_view text) {
  Condition condition;
  add_matcher(line, text, condition);
  rules_.reads_joined = rules_.reads_joined || condition.reads_joined();
  return condition;
}

std::optional<std::size_t> RulesReader::find_column(std::string_view name) const {
  if (!name.empty() && std::ranges::all_of(name, is_digit)) {
    std::size_t number = 0;
    auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc{} || number == 0 || number > column_max) return std::nullopt;
    return number - 1;
  }
  auto found = std::ranges::find(names_, name);
  if (name.empty() || found == names_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names_.begin());
}

std::size_t RulesReader::column(const RuleLine& line, std::string_view name) {
  if (auto found = find_column(name)) return *found;
  std::string near = nearest_name(name, names_);
  refuse(line, "no column is named \"" + quote_for_message(name) + "\"" +
                   (near.empty() ? "; the fields list names columns, or use numbers from 1: %1"
                                 : "; did you mean " + near + "?"));
}

}  // namespace

ImportRules read_rules(std::istream& stream) { return RulesReader{stream}.read(); }

}  // namespace almoner::csv_rules

// SPDX-License-Identifier: Apache-2.0
// Rules that turn the rows of a published list into drafts: hledger's CSV rules (manual of 1.25,
// "CSV FORMAT") with our fields (import/fields.hpp), and what published lists of gifts need
// besides. One statement a line; the lines of its block are indented and follow it at once.
//
//   rules       = *(statement | blank line | comment)        comment = ("#" | ";") text
//   statement   = "skip" [N]                  the first N records that are not blank are no rows
//               | "header" matcher            nor is what comes before the first record that
//                                             matches, nor that record itself             [ours]
//               | "title" matchers block      what the records before the rows say of the whole
//                                             list: assigned once, from the first that matches;
//                                             refused where none does                     [ours]
//               | "separator" (CHAR | "TAB" | "SPACE")
//               | "fields" name *("," name)   names the columns; a field's name assigns it too
//               | "date-format" FORMAT        of date and expires (import/date_format.hpp)
//               | "decimal-mark" "."
//               | "carry" column *("," column)  a blank cell means "as above"             [ours]
//               | assignment
//               | "if" matchers block
//               | "if" SEP field *(SEP field) *(end-of-line matcher *(SEP value)) blank line
//   block       = 1*(blanks (assignment | "skip" | "end"))
//   assignment  = field [":"] blanks value
//   value       = *(text | "%" column | "\" N | "%%")    outer blanks cut off
//   column      = N | name | "line" | "row" | "list"     the last three: the record's line in the
//                                                        file, its number among the rows, the
//                                                        list's name                      [ours]
//   matchers    = matcher *(end-of-line ["&"] matcher)   any one; "&": and the one before it
//   matcher     = ["!"] ["%" column blanks] REGEX        "!": does not match       [hledger 1.32]
//   \N          = the Nth group of the block's matchers that matched          [hledger 1.32]
//
// As in hledger: regular expressions ignore case and match anywhere in the cell, or in the record
// joined by commas; an assignment in an if block beats one outside; of several the last holds;
// `skip` in a block passes the record over, `end` also all after it.
// Unlike hledger: cells are matched as they are interpolated, without outer blanks (also NBSP and
// zero-width space) and on one line; records with nothing but blank cells are never rows; rows
// are posted in the order of the list; an unknown name is refused, not taken for text.
//
// A row makes one entry: account1 takes the amount, account2 gives it. `total` in an if block
// makes the record state the list's total in place of being a row. With `receipt-account` a row
// makes two: REFERENCE-in receives the goods into account2, REFERENCE-out hands those very goods
// out to account1. That is for lists of goods handed out whose receipts were never published.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "import/date_format.hpp"
#include "import/fields.hpp"
#include "import/pattern.hpp"
#include "import/record.hpp"

namespace almoner::csv_rules {

/// A value as the rules write it: text with the cells to put into it.
class ValueTemplate {
 public:
  struct Piece {
    enum class Kind : std::uint8_t { text, cell, group, line, row, list };
    Kind kind = Kind::text;
    std::string text;
    std::size_t index = 0;  ///< of the cell or group, from 0
  };

  ValueTemplate() = default;
  explicit ValueTemplate(std::vector<Piece> pieces) : pieces_{std::move(pieces)} {}

  const std::vector<Piece>& pieces() const { return pieces_; }
  /// Groups needed: the highest \N.
  std::size_t groups() const;
  bool constant() const;
  /// Appends nothing: replaces what `result` held.
  void render(const ListRecord&, const std::vector<std::string>& groups, std::string_view list,
              std::string& result) const;

 private:
  std::vector<Piece> pieces_;
};

struct Matcher {
  Pattern pattern;
  std::optional<std::size_t> column;  ///< absent: the joined record
  bool negated = false;
};

/// Any of the alternatives, each of which is all of its matchers.
struct Condition {
  std::vector<std::vector<Matcher>> alternatives;

  /// Gathers the groups of the alternative that holds, where `groups` is given.
  bool holds(const ListRecord&, std::vector<std::string>* groups) const;
  /// Groups that every alternative has.
  std::size_t group_count() const;
  bool reads_joined() const;
};

struct Assignment {
  Field field{};
  ValueTemplate value;
};

struct RuleBlock {
  enum class Action : std::uint8_t { none, skip, end };
  Condition condition;
  std::vector<Assignment> assignments;
  Action action = Action::none;
  bool uses_groups = false;
  int line = 0;
};

struct ImportRules {
  char separator = ',';
  std::size_t skip = 0;
  std::optional<Condition> header;
  std::vector<RuleBlock> titles;
  PerField<std::optional<ValueTemplate>> defaults;
  std::vector<RuleBlock> blocks;
  std::vector<std::size_t> carried;  ///< columns
  std::optional<DateFormat> date_format;
  bool reads_joined = false;         ///< whether any matcher looks at whole records

  /// Whether any rule assigns the field.
  bool assigns(Field) const;
};

/// Throws ParseError, its message beginning with "rules: ", with the line of the rules.
ImportRules read_rules(std::istream&);

}  // namespace almoner::csv_rules

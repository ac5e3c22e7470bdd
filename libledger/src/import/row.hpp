// SPDX-License-Identifier: Apache-2.0
// The rules at work on one record after another.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "import/rules.hpp"

namespace almoner::csv_rules {

/// Reads records in the order of the list. Keeps what must be known of those before: cells that
/// are carried down, what title records said.
class RowReader {
 public:
  enum class Kind : std::uint8_t {
    row,      ///< the fields hold what the rules say of it
    skipped,
    total,    ///< only the field total holds anything
    end,      ///< skipped, and no more are wanted
  };

  explicit RowReader(ImportRules);

  /// A record before the rows.
  void read_title(ListRecord&);
  /// Once, after those. Throws ParseError where one that the rules need was missing.
  void check_titles() const;
  /// A record after those; fills blank cells that are carried.
  Kind read(ListRecord&);

  const std::string& operator[](Field field) const { return values_[field]; }
  const std::string& list() const { return values_[Field::list]; }
  const ImportRules& rules() const { return rules_; }

 private:
  void carry(ListRecord&);
  void render(Field, const ListRecord&);

  struct Choice {
    const ValueTemplate* value = nullptr;  ///< null: no rule assigns the field
    std::size_t block = 0;                 ///< whose groups it uses
  };

  ImportRules rules_;
  std::vector<bool> titles_seen_;
  std::vector<std::string> carried_;               ///< last cell that was not blank, by place
  std::vector<std::vector<std::string>> groups_;   ///< of each block that uses them
  std::vector<std::string> no_groups_;
  PerField<Choice> choices_;
  PerField<std::string> values_;
};

}  // namespace almoner::csv_rules

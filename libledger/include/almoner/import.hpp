// SPDX-License-Identifier: Apache-2.0
// Published lists (CSV) become drafts by a rules file in hledger's CSV rules syntax.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include <almoner/draft.hpp>
#include <almoner/export.hpp>
#include <almoner/terms.hpp>

namespace almoner {

class Ledger;

struct ImportOptions {
  bool dry_run = false;     ///< does the real work and rolls back
  bool keep_going = false;  ///< posts the rest where rows are refused
  std::optional<std::string> expect{};  ///< stated total in the base currency; the list is refused when it differs
  std::function<void(std::uint64_t rows)> progress{};
};

/// One row that was not posted, and why.
struct ImportProblem {
  int line = 0;
  std::string reference{};
  std::string message{};
};

struct ImportReport {
  std::uint64_t read = 0;           ///< rows that the rules did not skip
  std::uint64_t posted = 0;
  std::uint64_t already_there = 0;  ///< same reference, equal in all that the row states
  std::uint64_t skipped = 0;
  Units total = 0;                  ///< base currency, of all rows read
  std::optional<Units> stated_total{};
  bool committed = false;
  std::vector<ImportProblem> problems{};
};

/// Throws ParseError for rules or lists that cannot be read (the rules' problems name the rules).
ALMONER_EXPORT ImportReport import_csv(Ledger&, std::istream& list, std::istream& rules,
                                       const ImportOptions& = {});

}  // namespace almoner

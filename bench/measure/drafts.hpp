// SPDX-License-Identifier: Apache-2.0
// Books opened and journals read into memory before a clock runs.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include <almoner/journal.hpp>
#include <almoner/ledger.hpp>

namespace almoner::bench {

struct JournalInMemory {
  std::vector<JournalItem> declarations;
  std::vector<Draft> drafts;
};

/// Throws std::runtime_error where the file cannot be opened, ParseError where it cannot be read.
JournalInMemory read_whole(const std::string& path);

/// Opens a book of which nothing is asked but reading.
Ledger open_to_read(const std::string& path);

/// In one transaction.
void declare_all(Ledger&, const std::vector<JournalItem>&);

}  // namespace almoner::bench

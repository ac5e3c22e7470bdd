// SPDX-License-Identifier: Apache-2.0
// Reads a journal from its first line to its last: see almoner/journal.hpp, read_journal.
#pragma once

#include <functional>
#include <istream>
#include <string>

#include <almoner/journal.hpp>

#include "text/journal_amount.hpp"
#include "text/journal_declaration.hpp"
#include "text/journal_entry.hpp"
#include "text/journal_lines.hpp"

namespace almoner {

class JournalReader {
 public:
  using Take = std::function<void(JournalItem&&)>;

  /// The caller keeps all but the base currency alive while it reads.
  JournalReader(std::istream& stream, const std::string& base_currency, const ScaleOf& scale_of,
                const Take& take);

  /// Throws ParseError with the line, StorageError where the stream fails, and what `take` throws.
  void read();

 private:
  enum class Block { none, entry, declaration, comment };

  void read_line();
  void begin_entry();
  void begin_directive();
  void finish_block();

  JournalLines lines_;
  JournalCommodities commodities_;
  JournalEntry entry_;
  JournalDeclaration declaration_;
  const Take& take_;
  Block block_ = Block::none;
  int block_line_ = 0;
  std::string excerpt_;
};

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// One entry of a journal, put together line by line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <almoner/journal.hpp>

#include "text/journal_amount.hpp"
#include "text/journal_lines.hpp"
#include "text/journal_tags.hpp"

namespace almoner {

/// The tags of entries by name, in this order.
enum class EntryTag : std::uint8_t {
  // of a posting; on the entry's first line the default of its postings
  fund,
  purpose,
  party,
  // of a posting only
  lot,
  expires,
  // of the entry only
  authority,
  document,
  dated,
  sha256,
  voucher,
  gift,
  by,
  approved_by,
  reverses,
  returns,
  repays,
  counterpart,
  evidence,
  bank_ref,
  narration,
};
/// "approved-by"
std::string_view to_string(EntryTag);
std::vector<std::string> entry_tag_names();

/// Begins an entry, takes its indented lines and gives the item, which is built where it stays: it has
/// half a kilobyte. Used for one entry after another, so that nothing is set up anew.
class JournalEntry {
 public:
  explicit JournalEntry(JournalCommodities& commodities);

  /// The first line. Each member throws ParseError.
  void begin(const JournalLine&);
  /// A comment or posting; not blank.
  void add(const JournalLine&);
  /// The draft with the defaults of the first line filled in. The caller moves it away, and says its end.
  JournalItem& finish();

 private:
  using TagSet = std::uint32_t;
  static constexpr TagSet bit(EntryTag tag) { return TagSet{1} << static_cast<unsigned>(tag); }

  void read_head(const JournalLine&);
  void add_posting(const JournalLine&, std::string_view text);
  void check_account(const JournalLine&, std::string_view account, std::string_view amount);
  void check_lost_amount(const JournalLine&, std::string_view account);
  void read_comment(const JournalLine&, std::string_view comment);
  void set_entry_tag(const JournalLine&, EntryTag, const FoundTag&);
  void set_posting_tag(const JournalLine&, EntryTag, const FoundTag&);
  void set_documents();
  Date date(const JournalLine&, std::string_view text);

  JournalCommodities& commodities_;
  JournalTags tags_;
  JournalItem item_;
  Draft* draft_ = nullptr;  // of the item
  JournalLine head_;           // for refusals that concern the entry as a whole: number only
  TagSet entry_tags_ = 0;      // those given so far
  TagSet posting_tags_ = 0;    // of the last posting
  std::vector<TagSet> given_;  // by posting
  std::string fund_, purpose_, party_;  // the defaults
  std::string document_, voucher_;
  std::string
      date_text_;  // the last date read, since most entries share theirs with the one before
  Date date_{};
};

}  // namespace almoner

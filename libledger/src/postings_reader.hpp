// SPDX-License-Identifier: Apache-2.0
// Postings by account and date, from the projection and, where that trails the head and cannot be
// written, from the missing tail of the log.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "replay.hpp"
#include "state.hpp"

namespace almoner {

class PostingsReader {
 public:
  /// Catches the projection up first where the book may be written and no one else is writing.
  explicit PostingsReader(Ledger::State& state) : state_(state) {}

  /// Brings the projection to the head if it can. Call before the held read begins.
  static void catch_up(Ledger::State&);

  /// Within a held read: takes the tail that the projection lacks. What is posted later is not seen.
  void prepare();

  /// Postings of an account (all: no_id) with begin ≤ date < end, by account, date, seq, line.
  void scan(Id account, std::optional<Date> begin, std::optional<Date> end, const RowVisitor<PostingRow>&) const;
  /// Of the tail alone, with date < end: what the stored months lack.
  void scan_tail(Date end, const RowVisitor<PostingRow>&) const;
  /// Sequence numbers and lines of a party's postings, ascending: of those that name it by now.
  std::vector<PartyPostingRow> of_party(const PartyIndexRow&);

 private:
  void learn_corrections();

  Ledger::State& state_;
  Id through_ = 0;                ///< stored postings of events before it are taken; then comes the tail
  std::vector<PostingRow> tail_;  ///< sorted
  std::vector<PartyPostingRow> tail_parties_;  ///< by party, then as posted
  /// Amended entries, whose parties may have been corrected since they were posted, and who is named
  /// on them instead, by id. Absent: not asked yet.
  std::optional<std::set<Id>> amended_;
  std::map<std::string, std::vector<PartyPostingRow>> named_instead_;
};

}  // namespace almoner

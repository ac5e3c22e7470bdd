// SPDX-License-Identifier: Apache-2.0
// What the law asks to be disclosed, a row for each thing received or used, read from entries.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include <almoner/ledger.hpp>

#include "book.hpp"

namespace almoner::program {

enum class RowNote { none, reverses, reversed_by, transfer_in, transfer_out, refund, returned };

/// One gift or use. Exact text of amounts; nothing of a private party is in it.
struct SiteRow {
  std::string reference{};
  Date date{};
  std::string party{};      ///< name of a public donor or recipient; else empty
  std::string commodity{};  ///< code; empty: money in the base currency
  std::string labels{};     ///< batches, as specification
  std::string quantity{};   ///< of goods and foreign currency
  std::string unit{};
  Units value = 0;          ///< base currency; less than 0 where taken back
  std::string purpose{};    ///< path; empty where the fund's own purposes say it
  std::string account{};    ///< last segment of its name
  RowNote note = RowNote::none;
  std::string note_reference{};
};

enum class RowSide { received, used };
using TakeRow = std::function<void(const std::string& fund, RowSide, SiteRow&&)>;

class SiteRows {
 public:
  explicit SiteRows(const Ledger&);
  /// Hands over the rows of an entry: each fund's income, expenses and transfers; of agency funds
  /// what came in for the named party and what was passed on.
  void rows_of(const Entry&, const TakeRow&);

 private:
  const std::string& public_name(const std::string& party);
  void add(const Entry&, const Posting&, RowSide, const std::string& party, RowNote, const TakeRow&);
  std::string donor_of_agency(const Entry&, const std::string& fund);

  const Ledger& ledger_;
  Scales scales_;
  std::map<std::string, AccountTerms> accounts_;
  std::map<std::string, FundClass> classes_;
  std::map<std::string, std::string> public_names_;  ///< by id; of public parties only
};

}  // namespace almoner::program

// SPDX-License-Identifier: Apache-2.0
// Journal notation: a superset of hledger's, in and out.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include <almoner/draft.hpp>
#include <almoner/export.hpp>
#include <almoner/terms.hpp>

namespace almoner {

class Ledger;

/// One thing a journal says, and where: a declaration or a draft.
struct JournalItem {
  std::variant<CommodityTerms, AccountTerms, PurposeTerms, FundTerms, PartyTerms, Draft> what;
  int line = 0;         ///< of its first line, from 1
  std::string excerpt;  ///< that first line
  std::uint64_t end = 0;  ///< bytes of the journal up to the item's end, or a little more
};

/// How a journal's amounts are read: scale of a commodity declared in the book or earlier in
/// the journal; a negative number where it is unknown.
using ScaleOf = std::function<int(const std::string& commodity)>;

/// Reads the journal from start to end, handing over one item at a time. Throws ParseError with
/// the line; names the source in no message (the caller knows it).
ALMONER_EXPORT void read_journal(std::istream&, const std::string& base_currency, const ScaleOf&,
                                 const std::function<void(JournalItem&&)>&);

/// The same with the reading done by a second thread, ahead of `take`, which is called by this
/// one. The stream is the reader's until this returns. `scales`: of the commodities that are
/// declared already, by code.
ALMONER_EXPORT void read_journal_ahead(std::istream&, const std::string& base_currency,
                                       const std::map<std::string, int>& scales,
                                       const std::function<void(JournalItem&&)>& take);

/// Writes the whole book as a plain hledger journal: declarations as comments, @@ on every
/// posting not in the base currency. `hledger check` accepts it.
ALMONER_EXPORT void write_hledger(std::ostream&, const Ledger&);

/// One draft, declaration or entry in journal notation (read_journal reads it back).
ALMONER_EXPORT std::string to_journal(const JournalItem&, const std::string& base_currency, const ScaleOf&);

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// Receipts: one text file that proves that an entry is in a book, verified without the book.
// Ledger::receipt makes them. Format: C2SP tlog-proof; see docs/formats.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <almoner/checkpoint.hpp>
#include <almoner/draft.hpp>
#include <almoner/entry.hpp>
#include <almoner/export.hpp>
#include <almoner/query.hpp>
#include <almoner/terms.hpp>

namespace almoner {

/// The person or body whose receipt it is, as opened from behind the commitments. Everything here
/// but the commitments themselves is the bearer's own.
struct ReceiptDonor {
  std::string id{};
  std::string name{};  ///< empty where the declaration's body was not opened
  PartyKind kind = PartyKind::person;
  std::string contact{};

  bool operator==(const ReceiptDonor&) const = default;
};

/// Units of the gift that one entry drew.
struct ReceiptUse {
  Seq seq = 0;
  std::string reference{};
  Date date{};
  std::string fund{};
  std::string commodity{};
  std::string account{};  ///< empty on a base-currency line
  Units start = 0;        ///< address on the line; the gift's own units are entry.lots
  Units quantity = 0;
  Units value = 0;        ///< base currency
  std::vector<std::string> purposes{};  ///< of that entry's expenses in that fund; none: it bought, moved or reversed
  bool since_returned = false;  ///< given back later, and no longer used by this entry

  bool operator==(const ReceiptUse&) const = default;
};

/// Terms of a fund that were changed after it was declared.
struct ReceiptAmendment {
  Seq seq = 0;
  std::string name{};  ///< of the fund, purpose or public party; the reference of an entry
  Date date{};         ///< from which it holds
  std::optional<Authority> authority{};

  bool operator==(const ReceiptAmendment&) const = default;
};

/// What a verified receipt says. It proves that the organisation with this key committed to
/// exactly these records at these places of its log, before it signed the checkpoint. It does not
/// prove that the money arrived, that nothing was left out of the log, that later records do not
/// change the matter, or that the gift was used in no other entry than those shown.
struct VerifiedReceipt {
  Checkpoint checkpoint{};
  BookTerms book{};
  std::vector<CommodityTerms> commodities{};  ///< base currency first
  /// A party that is not the bearer stands as party_erased; narration is never in a receipt.
  Entry entry{};
  std::vector<FundTerms> funds{};  ///< those of the entry, with the amendments below
  std::vector<ReceiptAmendment> amendments{};
  std::optional<ReceiptDonor> donor{};
  bool traced = false;            ///< made with a trace
  std::vector<ReceiptUse> uses{};   ///< by entry, then address
  /// Where the gift's units are by the entries shown; the parts sum to the gift. Absent unless traced.
  std::optional<Trace> trace{};
};

/// Throws Corrupt for a receipt that does not verify, whatever is wrong with it; ParseError where
/// `verifier_key` is no key.
ALMONER_EXPORT VerifiedReceipt verify(std::string_view receipt, std::string_view verifier_key);

}  // namespace almoner

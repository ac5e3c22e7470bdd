// SPDX-License-Identifier: Apache-2.0
// Amounts of a journal: a number and a commodity, with the total value or the unit price.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <almoner/amount.hpp>
#include <almoner/journal.hpp>

#include "text/journal_lines.hpp"

namespace almoner {

/// An amount as written: `-1,000.00 CNY`, `CNY -5`, `100 "LED 2"`, `14.07万 CNY`.
struct AmountText {
  std::string_view number;  ///< without its sign
  bool negative = false;
  std::string_view commodity;  ///< without quotes; empty: none was written
  std::string_view all;        ///< the whole, for messages
};

/// The scales of the commodities that amounts may name.
class JournalCommodities {
 public:
  JournalCommodities(std::string base_currency, const ScaleOf& scale_of);

  const std::string& base() const noexcept { return base_; }
  /// A declaration of this journal, which holds from here on.
  void declare(const std::string& code, int scale);
  /// Throws ParseError, with the nearest name that is known, for a commodity that is not.
  int scale(const JournalLine&, std::string_view commodity);
  /// A negative number where the commodity is not known.
  int find(std::string_view commodity);

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::string base_;
  const ScaleOf& scale_of_;
  std::unordered_map<std::string, int, TextHash, std::equal_to<>> scales_;
};

/// Cuts an amount off the front of `rest`, which begins with it. Throws ParseError for what is
/// no amount; the commodity may be missing and unknown.
AmountText take_amount(const JournalLine&, std::string_view& rest);

/// The amount in smallest units of the scale. Throws InvalidAmount.
Units amount_units(const JournalLine&, const AmountText&, int scale);

/// A whole amount of the base currency, such as `10,000.00 CNY`, and nothing after it.
Units base_amount(const JournalLine&, std::string_view text, JournalCommodities&);

/// What a posting says of its amount.
struct PostingAmount {
  std::string_view commodity;  ///< empty: the base currency
  Units quantity = 0;
  std::optional<Units> value;  ///< of @@ or @, with the sign of the quantity
};

/// Reads `AMOUNT [@@ TOTAL | @ PRICE]` and nothing after it. Throws ParseError, also for what
/// hledger and Ledger may write there and we do not take.
PostingAmount read_posting_amount(const JournalLine&, std::string_view text, JournalCommodities&);

}  // namespace almoner

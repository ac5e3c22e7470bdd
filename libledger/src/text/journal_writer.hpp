// SPDX-License-Identifier: Apache-2.0
// Declarations and entries as journal notation: see almoner/journal.hpp, to_journal.
#pragma once

#include <string>
#include <string_view>

#include <almoner/draft.hpp>
#include <almoner/journal.hpp>
#include <almoner/terms.hpp>

namespace almoner {

/// Who is to read the text.
enum class JournalDialect {
  almoner,
  /// hledger too. Names keep what it can hold; a mark that it would take for its own (the
  /// semicolon of a narration) becomes its full-width form.
  hledger,
};

/// Appends one item of a journal, each line ended; commodities have the scales given.
/// With JournalDialect::almoner, what reads back as something else is the caller's to notice.
class JournalWriter {
 public:
  /// The caller keeps the scales alive.
  JournalWriter(std::string base_currency, const ScaleOf& scale_of, JournalDialect dialect);

  void append(std::string& text, const CommodityTerms&) const;
  void append(std::string& text, const AccountTerms&) const;
  void append(std::string& text, const PurposeTerms&) const;
  void append(std::string& text, const FundTerms&) const;
  void append(std::string& text, const PartyTerms&) const;
  /// Throws UsageError for an amount that no journal can say: of a commodity without a scale,
  /// without quantity, or with a value of the other sign.
  void append(std::string& text, const Draft&) const;

 private:
  void append_postings(std::string& text, const Draft&, bool fund_too, bool purpose_too,
                       bool party_too) const;
  std::string number(const DraftPosting&) const;
  std::string after_number(const DraftPosting&) const;
  std::string base_amount(Units units) const;
  int scale(const std::string& commodity) const;
  std::string account(std::string_view name) const;

  std::string base_;
  const ScaleOf& scale_of_;
  JournalDialect dialect_;
};

}  // namespace almoner

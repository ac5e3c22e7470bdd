// SPDX-License-Identifier: Apache-2.0
// Declarations of a journal: commodity, account, purpose, fund, party, with their lines.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include <almoner/journal.hpp>
#include <almoner/terms.hpp>

#include "text/journal_amount.hpp"
#include "text/journal_lines.hpp"
#include "text/journal_tags.hpp"

namespace almoner {

/// Begins a declaration, takes its indented lines and gives the terms. Used for one after
/// another: accounts take their type, and purposes their function, from those above them.
class JournalDeclaration {
 public:
  explicit JournalDeclaration(JournalCommodities& commodities);

  /// "commodity", "account", "purpose", "fund" or "party".
  static bool is_keyword(std::string_view word) noexcept;

  /// The first line, cut into its keyword and the rest. Each member throws ParseError.
  void begin(const JournalLine&, std::string_view keyword, std::string_view rest);
  /// A comment or `key: value` line; not blank.
  void add(const JournalLine&);
  decltype(JournalItem::what) finish();

 private:
  using Terms = std::variant<CommodityTerms, AccountTerms, PurposeTerms, FundTerms, PartyTerms>;

  void begin_commodity(const JournalLine&, std::string_view rest);
  void set_sample(const JournalLine&, std::string_view sample);
  void read_comment(const JournalLine&, std::string_view comment);
  void set(const JournalLine&, std::string_view key, std::string_view value);
  void set_key(const JournalLine&, CommodityTerms&, std::string_view key, const std::string& value);
  void set_key(const JournalLine&, AccountTerms&, std::string_view key, const std::string& value);
  void set_key(const JournalLine&, PurposeTerms&, std::string_view key, const std::string& value);
  void set_key(const JournalLine&, FundTerms&, std::string_view key, const std::string& value);
  void set_key(const JournalLine&, PartyTerms&, std::string_view key, const std::string& value);
  void complete(CommodityTerms&);
  void complete(AccountTerms&);
  void complete(PurposeTerms&);
  void complete(FundTerms&) const;
  void complete(PartyTerms&) const {}
  [[noreturn]] void refuse_incomplete(const std::string& what) const;

  JournalCommodities& commodities_;
  JournalTags account_tags_;
  Terms terms_;
  std::string keyword_, name_;
  JournalLine head_;  // number only: for refusals that concern the whole
  std::set<std::string, std::less<>> given_;
  std::map<std::string, AccountType, std::less<>> account_types_;
  std::map<std::string, PurposeFunction, std::less<>> purpose_functions_;
};

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// What a book declares before it uses it: commodities, accounts, purposes, funds, parties.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <almoner/amount.hpp>
#include <almoner/date.hpp>
#include <almoner/export.hpp>

namespace almoner {

enum class AccountType : std::uint8_t {
  asset,
  cash,  ///< bank and till
  liability,
  net_assets,
  income,
  expense,
  transfer,   ///< value moving between funds; nets to zero in an entry
  interfund,  ///< advances between funds; nets to zero in an entry
};

enum class FundClass : std::uint8_t { unrestricted, restricted, endowment, agency };

enum class PurposeFunction : std::uint8_t {
  programme,
  management,
  fundraising,
  other,  ///< losses, returns to donors
};

/// Who restricted a fund. What a board sets aside is a designation: class unrestricted.
enum class RestrictionSource : std::uint8_t { none, donor, law, board };

/// How an outflow chooses its units where it names none.
enum class DrawPolicy : std::uint8_t {
  fifo,  ///< lowest free addresses
  fefo,  ///< earliest expiry first, then lowest address; undated last
};

enum class PartyKind : std::uint8_t { person, organisation };

ALMONER_EXPORT std::string_view to_string(AccountType);
ALMONER_EXPORT std::string_view to_string(FundClass);
ALMONER_EXPORT std::string_view to_string(PurposeFunction);
ALMONER_EXPORT std::string_view to_string(RestrictionSource);
ALMONER_EXPORT std::string_view to_string(DrawPolicy);
ALMONER_EXPORT std::string_view to_string(PartyKind);

// Each takes the word that to_string gives; absent for any other text.
ALMONER_EXPORT std::optional<AccountType> parse_account_type(std::string_view);
ALMONER_EXPORT std::optional<FundClass> parse_fund_class(std::string_view);
ALMONER_EXPORT std::optional<PurposeFunction> parse_purpose_function(std::string_view);
ALMONER_EXPORT std::optional<RestrictionSource> parse_restriction_source(std::string_view);
ALMONER_EXPORT std::optional<DrawPolicy> parse_draw_policy(std::string_view);
ALMONER_EXPORT std::optional<PartyKind> parse_party_kind(std::string_view);

/// The book itself: event 0. The base currency is commodity 0.
struct BookTerms {
  std::string name{};
  std::string base_currency{};           ///< code, such as CNY
  int base_scale = 2;                  ///< decimals of the base currency
  std::string time_zone = "Asia/Shanghai";  ///< IANA name of the zone of the book's dates

  bool operator==(const BookTerms&) const = default;
};

/// A currency or a kind of goods. The scale is declared once and never changes.
struct CommodityTerms {
  std::string code{};      ///< unique; the text in amounts, such as LAMP
  int scale = 0;         ///< decimals, 0..scale_max
  std::string unit{};      ///< counting word shown with quantities, such as 台; may be empty
  DrawPolicy policy = DrawPolicy::fifo;

  bool operator==(const CommodityTerms&) const = default;
};

/// A leaf of the chart. Parents are the colon-separated prefixes of the name and take no postings.
struct AccountTerms {
  std::string name{};  ///< unique; segments separated by ':'
  AccountType type = AccountType::asset;
  /// Whether units are addressed here (model: traced accounts). Left out: cash, asset and
  /// liability accounts are traced, all others are not. Only those three may be.
  std::optional<bool> traced{};

  bool operator==(const AccountTerms&) const = default;
};

/// A node of the purpose tree. Parents are the '/'-separated prefixes and must be declared first.
struct PurposeTerms {
  std::string path{};  ///< unique, such as disaster-relief/flood-2021
  PurposeFunction function = PurposeFunction::programme;

  bool operator==(const PurposeTerms&) const = default;
};

/// Money and goods held under one restriction.
struct FundTerms {
  std::string code{};  ///< unique
  FundClass fund_class = FundClass::unrestricted;
  std::vector<std::string> purposes{};  ///< allowed roots of the purpose tree; unrestricted: all
  RestrictionSource set_by = RestrictionSource::none;
  std::optional<Date> from{};   ///< expenses from this day
  std::optional<Date> until{};  ///< expenses to the end of this day
  /// Most that management and fundraising may take over the fund's life, net of returns, in
  /// smallest units of the base currency. Absent: none (restricted) or no limit (unrestricted).
  std::optional<Units> management_cap{};
  std::string agreement{};  ///< document reference; may be empty
  std::string owed_to{};    ///< agency funds: the declared public party that is paid

  bool operator==(const FundTerms&) const = default;
};

/// A donor, beneficiary, supplier or partner body. A private party's data stays outside the log
/// behind a salted commitment; only an organisation that agreed to be named is public.
struct PartyTerms {
  std::string id{};  ///< unique within the book
  std::string name{};
  PartyKind kind = PartyKind::person;
  bool is_public = false;
  std::string contact{};  ///< private even for public parties: never given for them

  bool operator==(const PartyTerms&) const = default;
};

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// A draft is a proposal that may break any rule; posting it gives an entry or a refusal.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <almoner/amount.hpp>
#include <almoner/date.hpp>
#include <almoner/export.hpp>
#include <almoner/terms.hpp>

namespace almoner {

/// SHA-256 of a document kept outside the book.
using DocumentHash = std::array<std::uint8_t, 32>;

enum class AuthorityKind : std::uint8_t {
  donor_consent,
  donor_release,
  plan_refiling,
  surplus_to_similar_purpose,
  law,
  error_correction,
};
ALMONER_EXPORT std::string_view to_string(AuthorityKind);  ///< "donor-consent", ...
ALMONER_EXPORT std::optional<AuthorityKind> parse_authority_kind(std::string_view);

/// What permits an entry or amendment that no fund's own terms permit.
struct Authority {
  AuthorityKind kind{};
  std::string document{};               ///< its reference in the society's files
  std::optional<DocumentHash> sha256{};  ///< required by the rules; optional so that a draft may lack it
  std::optional<Date> dated{};           ///< required; not after the entry's date

  bool operator==(const Authority&) const = default;
};

/// One line of a draft. Debit > 0, credit < 0. Names are those declared.
struct DraftPosting {
  std::string account{};
  std::string fund{};
  std::string commodity{};          ///< empty: the base currency
  std::optional<Units> quantity{};  ///< smallest units of the commodity; absent with value: the one amount left out
  std::optional<Units> value{};     ///< smallest units of the base currency; absent: derived
  std::string purpose{};            ///< may be empty where the fund has exactly one leaf
  std::string party{};              ///< id of a declared party
  std::string lot{};  ///< inflow: label of the new lot; outflow: the label, or entry reference, drawn from
  std::optional<Date> expires{};    ///< inflow of goods: usable to the end of this day

  bool operator==(const DraftPosting&) const = default;
};

/// A proposed entry.
struct Draft {
  Date date{};
  std::string reference{};  ///< idempotency key, public for ever; never personal data
  std::string narration{};  ///< private: committed to, not logged
  std::string bank_reference{};  ///< private
  std::vector<DraftPosting> postings{};
  std::string by{};           ///< author's role, public for ever: cashier
  std::string approved_by{};  ///< approver's role
  std::optional<Authority> authority{};
  std::string document{};  ///< names what supports a loss or return (function other)
  std::string gift{};      ///< reference of the gift that a refund or consent concerns
  std::string reverses{};  ///< reference of the entry reversed; postings may be left out
  std::string returns{};   ///< reference of the entry part of which comes back
  std::string repays{};    ///< reference of the interfund advance repaid
  std::string counterpart{};  ///< BOOK/REFERENCE of the same fact in another book
  std::vector<DocumentHash> evidence{};

  bool operator==(const Draft&) const = default;
};

/// A change of declared terms. Exactly one of the terms is set; it holds the new terms whole,
/// under the name already declared.
struct Amendment {
  std::optional<FundTerms> fund{};
  std::optional<PurposeTerms> purpose{};  ///< function
  std::string purpose_moves_to{};         ///< new path of the purpose named; may be empty
  std::optional<PartyTerms> party{};
  /// Corrects who or what an entry names; moves nothing. Where no posting has a party none is added:
  /// NotFound.
  struct OfEntry {
    std::string reference;
    std::optional<std::string> narration;
    std::optional<std::string> party;  ///< replaces the party on all its postings that have one
    bool operator==(const OfEntry&) const = default;
  };
  std::optional<OfEntry> entry{};
  Date date{};  ///< day from which it holds
  std::optional<Authority> authority{};
  std::string by{};
  std::string approved_by{};
};

}  // namespace almoner

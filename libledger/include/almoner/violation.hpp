// SPDX-License-Identifier: Apache-2.0
// The rules of the book by name, and the values that say which of them a draft breaks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <almoner/error.hpp>
#include <almoner/export.hpp>

namespace almoner {

/// Every rule, in the order in which violations are reported. The names are stable.
#define ALMONER_RULES(X)                    \
  /* What the draft says at all */          \
  X(name_must_be_declared)                  \
  X(name_must_be_unused)                    \
  X(text_must_be_clean)                     \
  X(date_must_be_in_range)                  \
  X(entry_must_have_reference)              \
  X(reference_must_be_unused)               \
  X(entry_must_have_postings)               \
  X(entry_too_large)                        \
  X(account_must_be_leaf)                   \
  X(party_must_be_public)                   \
  X(party_must_not_be_restricted)           \
  X(commodity_scale_must_hold)              \
  X(declaration_must_be_complete)           \
  /* Balance */                             \
  X(fund_must_balance)                      \
  X(value_must_equal_quantity)              \
  X(value_must_have_quantity)               \
  X(value_must_follow_quantity_sign)        \
  X(value_must_be_stated)                   \
  X(amount_must_be_in_range)                \
  /* Restriction */                         \
  X(purpose_must_be_named)                  \
  X(purpose_must_be_allowed)                \
  X(document_must_be_named)                 \
  X(management_cap_must_hold)               \
  X(date_must_lie_in_window)                \
  X(transfer_must_net_to_zero)              \
  X(transfer_must_be_authorised)            \
  X(interfund_must_net_to_zero)             \
  X(interfund_must_be_authorised)           \
  X(repayment_must_name_its_advance)        \
  X(repayment_must_not_exceed_advance)      \
  X(authority_must_be_complete)             \
  X(authority_must_not_postdate_entry)      \
  X(approver_must_be_named)                 \
  X(approver_must_not_be_author)            \
  X(amendment_must_be_authorised)           \
  X(income_must_not_be_debited)             \
  X(net_assets_must_be_opening)             \
  X(endowment_must_not_be_spent)            \
  X(agency_must_hold_value_for_its_party)   \
  X(agency_must_take_no_income_or_expense)  \
  X(agency_must_pay_its_party)              \
  /* Holding */                             \
  X(line_must_not_go_below_zero)            \
  X(cash_must_not_go_below_zero)            \
  X(balance_must_keep_its_sign)             \
  X(value_must_be_carrying_value)           \
  X(unvalued_goods_must_meet_their_like)    \
  X(expired_goods_must_leave_by_name)       \
  X(lot_must_exist)                         \
  /* Identity, time and corrections */      \
  X(entry_must_postdate_close)              \
  X(close_must_advance)                     \
  X(reversal_must_name_an_entry)            \
  X(entry_must_be_reversed_once)            \
  X(reversal_must_find_units_unspent)       \
  X(return_must_name_an_entry)              \
  X(return_must_not_exceed_what_is_left)    \
  X(gift_must_be_named)                     \
  X(gift_must_have_unspent_units)           \
  X(consent_must_come_from_the_donor)

enum class Rule : std::uint8_t {
#define ALMONER_RULE_ENUMERATOR(name) name,
  ALMONER_RULES(ALMONER_RULE_ENUMERATOR)
#undef ALMONER_RULE_ENUMERATOR
};

/// The rule's name as written in code, CLI and Python: "fund_must_balance".
ALMONER_EXPORT std::string_view to_string(Rule);

/// One rule broken by a draft. A value, not an exception: check() returns all of them.
struct Violation {
  Rule rule{};
  std::string message;  ///< a sentence that says what, and what would mend it
  /// Exact figures by name (needed, held, short_by, ...): decimal text with its commodity.
  std::vector<std::pair<std::string, std::string>> figures;
  int posting = -1;  ///< index of the posting concerned; -1: the whole draft

  bool operator==(const Violation&) const = default;
};

/// The books say no. Nothing was written.
class ALMONER_EXPORT Refused : public Error {
 public:
  explicit Refused(std::vector<Violation> violations);
  const std::vector<Violation>& violations() const noexcept { return violations_; }

 private:
  std::vector<Violation> violations_;
};

}  // namespace almoner

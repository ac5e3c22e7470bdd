// SPDX-License-Identifier: Apache-2.0
// Flags that state terms: of a fund, a purpose, a party, a commodity, an account.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <almoner/ledger.hpp>

namespace almoner::program {

struct FundOptions {
  std::string code, fund_class, set_by, from, until, cap, agreement, owed_to;
  std::vector<std::string> purposes;
};
struct PartyOptions {
  std::string id, name, kind, contact;
  bool make_public = false, make_private = false;
};

void add_fund_options(CLI::App&, FundOptions&);
void add_party_options(CLI::App&, PartyOptions&);

/// The terms with what the flags state put in their place; a flag left out changes nothing, and
/// "none" takes away a day, a cap, an agreement. Throw UsageError for what cannot be read.
FundTerms with_options(FundTerms, const FundOptions&, int base_scale);
PartyTerms with_options(PartyTerms, const PartyOptions&);

/// Throw UsageError that lists the words taken.
AccountType read_account_type(const std::string&);  ///< hledger's letters too, T and F
PurposeFunction read_function(const std::string&);
DrawPolicy read_policy(const std::string&);

}  // namespace almoner::program

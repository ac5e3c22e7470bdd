// SPDX-License-Identifier: Apache-2.0
// Turns the names of a draft into the events that declared them, and terms into records and back.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <almoner/violation.hpp>

#include "book/chart.hpp"
#include "book/proposal.hpp"

namespace almoner {

struct KnownParty {
  Id seq = no_id;
  bool is_public = false;
  bool restricted = false;  ///< its data is kept and not used
};
using FindParty = std::function<std::optional<KnownParty>(const std::string& id)>;

/// All but what refers to earlier entries (gift, reverses, returns, repays): those stay no_id.
/// A private party's posting keeps party 0 until its commitment is made. Adds a violation for
/// each name that is not declared, account that is no leaf, and text that is not clean.
Proposal resolve(const Draft&, const Chart&, const FindParty&, std::vector<Violation>&);
std::optional<AuthorityRecord> resolve(const std::optional<Authority>&, std::vector<Violation>&);

// Terms whose names are known to be declared.
FundRecord to_record(const FundTerms&, const Chart&, Id owed_to);
FundTerms to_terms(const FundRecord&, const Chart&);
AccountRecord to_record(const AccountTerms&);
AccountTerms to_terms(const Account&);

}  // namespace almoner

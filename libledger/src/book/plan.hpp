// SPDX-License-Identifier: Apache-2.0
// Completes a proposal: chooses its draws, fills in carrying values and the one amount left out,
// and lays its lots at the tails of their lines. It judges nothing but what it cannot complete,
// and names that by the rules' own refusals.
#pragma once

#include <vector>

#include <almoner/violation.hpp>

#include "book/books.hpp"
#include "book/proposal.hpp"

namespace almoner {

/// Where this returns no violation, the entry's postings, lots, draws, give-backs and
/// substitutions are complete. All funds that the proposal touches are loaded.
std::vector<Violation> plan(Proposal&, const Books&, const Named&);

/// The part of plan for a reversal: mirrors the reversed entry and undoes its intervals.
void plan_reversal(Proposal&, const Books&, const Precedent& reversed, std::vector<Violation>&);

/// Units that a partial return gives back on one line, the last drawn first. Fewer than asked for
/// where no more are left of what was charged where `entry` now credits.
std::vector<GiveBackRecord> units_to_give_back(const Precedent& returned, const EntryRecord& entry,
                                               const Books&, const LineKey&, Units quantity);

}  // namespace almoner

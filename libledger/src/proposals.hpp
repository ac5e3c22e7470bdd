// SPDX-License-Identifier: Apache-2.0
// Between drafts, events and the rules: judging a draft, and judging again what was recorded.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <almoner/draft.hpp>
#include <almoner/violation.hpp>

#include "book/proposal.hpp"
#include "bookkeeper.hpp"

namespace almoner {

struct Judged {
  Proposal proposal;
  std::vector<Violation> violations;
  std::optional<Id> posted;  ///< the entry that has the draft's reference and equals it in all it states
};

/// Everything that post does short of writing.
Judged judge_draft(const Draft&, Bookkeeper&);

/// In which field a draft states otherwise than the entry posted under its reference; empty: none.
std::string difference_from_posted(const Draft&, const Proposal&, Id posted, const Bookkeeper&);

/// Judges a recorded event again, as of the keeper's state: empty where it is lawful and is just
/// what planning its draft gives. `parties`: those that its private bodies name, by number. The event
/// is planned in its place: where nothing is found, it is afterwards what it was; else it is of no more use.
struct Replayed {
  std::vector<Violation> violations;
  std::string difference;  ///< what planning would have recorded otherwise; empty: nothing
};
Replayed judge_again(Event&, const Bodies& bodies, const PartyNames& parties, Bookkeeper&);

}  // namespace almoner

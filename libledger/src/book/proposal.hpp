// SPDX-License-Identifier: Apache-2.0
// A draft on its way to becoming an entry: names resolved, then planned, then judged.
#pragma once

#include <string>
#include <vector>

#include "book/record.hpp"

namespace almoner {

struct Proposal {
  EntryRecord entry;  ///< value and quantity 0 where the draft left them out, until planned
  std::string by;
  struct Stated {
    bool quantity = false;
    bool value = false;
    bool purpose = false;
    bool operator==(const Stated&) const = default;
  };
  std::vector<Stated> stated;            ///< by posting: what the draft said itself
  std::vector<std::string> party_ids;    ///< by posting; empty: none, or erased since
};

}  // namespace almoner

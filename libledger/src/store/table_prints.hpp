// SPDX-License-Identifier: Apache-2.0
// What the tables that follow from the log hold, as one fingerprint each: for audits.
#pragma once

#include <cstdint>
#include <vector>

#include "store/fingerprint.hpp"
#include "store/port.hpp"

namespace almoner {

struct TablePrint {
  const char* table;
  Fingerprint rows;
};

struct TablePrints {
  std::vector<TablePrint> state;        ///< what rules read
  std::vector<TablePrint> projections;  ///< what may lag: balance_month, posting, party_posting
};

/// Each in the same order for every store. Throws Corrupt where a table holds what is no row.
std::vector<TablePrint> prints_of_state(Store&, std::uint64_t seed);
TablePrints prints_of(Store&, std::uint64_t seed);

}  // namespace almoner

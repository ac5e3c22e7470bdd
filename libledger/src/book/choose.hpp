// SPDX-License-Identifier: Apache-2.0
// Which units an outflow takes: FIFO, FEFO, a named lot, a named gift.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "book/line.hpp"

namespace almoner {

/// What an outflow asks of its line.
struct Wanted {
  Units quantity = 0;
  std::string label;                         ///< lots that bear it; empty: any
  Id label_entry = no_id;                    ///< ... or that this entry made
  std::optional<std::vector<Interval>> only; ///< only these addresses (a gift's own units)
  DrawPolicy policy = DrawPolicy::fifo;
  Date date{};                               ///< lots whose last day is before it are passed over
};

struct Choice {
  std::vector<Interval> draws;  ///< by address; cut where units with a value meet units without
  Units found = 0;              ///< at most the quantity wanted
  Units passed_over = 0;        ///< units of expired lots that were not taken, where too few were found
  bool took_expired = false;    ///< by name
};

/// `taken` are intervals that the same entry already uses.
Choice choose_draws(const Line*, const Wanted&, const std::vector<Interval>& taken);

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// The flow of value as a drawing: sources, funds, and purposes with what is left.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <almoner/amount.hpp>

#include "site_words.hpp"

namespace almoner::program {

/// Value by (from, to). Names are those shown; what is not above 0 is not drawn.
using Flows = std::map<std::pair<std::string, std::string>, Units>;

/// The `most` largest of the names at the far side of flows; all others are taken together as
/// `others`. `far_is_from`: the far side is the first of each pair.
Flows largest(const Flows&, bool far_is_from, std::size_t most, const std::string& others);

struct Sankey {
  std::string title;
  std::string description;
  Flows into;  ///< source to fund
  Flows out;   ///< fund to purpose, or to what is left
  int base_scale = 2;
};

/// One <svg> element without style or script; empty where nothing flows. Widths are computed from
/// the amounts in whole numbers.
std::string sankey_svg(const Sankey&);

}  // namespace almoner::program

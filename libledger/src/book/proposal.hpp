// SPDX-License-Identifier: Apache-2.0
// A draft on its way to becoming an entry: names resolved, then planned, then judged.
#pragma once

#include <string>
#include <string_view>

#include <boost/container/small_vector.hpp>

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
  boost::container::small_vector<Stated, 4> stated;  ///< by posting: what the draft said itself
  /// By posting; empty: none, or erased since. Views of what the proposal is made of, which must outlive
  /// it: a draft, or an event's private bodies and the chart.
  boost::container::small_vector<std::string_view, 4> party_ids;
};

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// An entry's postings to traced accounts, by line and lot label: what moved where.
#pragma once

#include <string>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "book/chart.hpp"
#include "book/record.hpp"

namespace almoner {

/// Postings of one entry to one line under one label; delta is the sum of their quantities.
struct Group {
  LineKey line;
  std::string label;
  Units delta = 0;
  boost::container::small_vector<int, 4> postings;  ///< ascending; the first gives the group its place
};

using Groups = boost::container::small_vector<Group, 3>;

/// In order of their first postings. A base-currency line has one group: money bears no label.
/// Throws OutOfRange where a sum does not fit.
Groups group_postings(const std::vector<PostingRecord>&, const Chart&);

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
#include "book/groups.hpp"

#include <algorithm>

#include "value/assert.hpp"
#include "value/wide.hpp"

namespace almoner {

Groups group_postings(const std::vector<PostingRecord>& postings, const Chart& chart) {
  Groups groups;
  for (std::size_t i = 0; i < postings.size(); ++i) {
    const PostingRecord& posting = postings[i];
    const Account* account = chart.account(posting.account);
    ALMONER_ASSERT(account);
    if (!chart.traced(*account, posting.commodity)) continue;
    const bool base = posting.commodity == base_commodity;
    const LineKey line{posting.fund, posting.commodity, base ? no_id : posting.account};
    const auto same = [&](const Group& group) {
      return group.line == line && (base || group.label == posting.lot);
    };
    auto found = std::find_if(groups.begin(), groups.end(), same);
    if (found == groups.end()) {
      groups.push_back({line, base ? "" : posting.lot, 0, {}});
      found = groups.end() - 1;
    }
    found->delta = checked_add(found->delta, posting.quantity);
    found->postings.push_back(static_cast<int>(i));
  }
  return groups;
}

}  // namespace almoner

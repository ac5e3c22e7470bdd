// SPDX-License-Identifier: Apache-2.0
#include "book/books.hpp"

#include "value/assert.hpp"

namespace almoner {

const Line* FundState::line(const LineKey& key) const {
  const auto found = lines.find({key.commodity, key.account});
  return found == lines.end() ? nullptr : &found->second;
}

Line& FundState::line_for(const LineKey& key) {
  return lines.try_emplace({key.commodity, key.account}, key).first->second;
}

const FundState& Books::fund(Id id) const {
  const auto found = funds.find(id);
  ALMONER_ASSERT(found != funds.end());
  return found->second;
}

}  // namespace almoner

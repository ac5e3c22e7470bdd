// SPDX-License-Identifier: Apache-2.0
// A log of any bytes at all, with receipts under any key: what a dishonest organisation could hand out.
#pragma once

#include <string>
#include <vector>

#include "log/merkle.hpp"
#include "log/note.hpp"
#include "log/receipt_extra.hpp"

namespace almoner::test {

class ForgedLog {
 public:
  std::vector<std::string> events;

  Hash root() const;
  std::vector<Hash> path(std::uint64_t index) const;
  CarriedEvent carry(Id index) const { return {index, events[index], path(index)}; }

  /// A receipt of event `own`, carrying what is named, signed by the key.
  std::string receipt(Id own, const std::vector<Id>& declarations, const std::vector<Id>& trace, const SignerKey&) const;
};

}  // namespace almoner::test

// SPDX-License-Identifier: Apache-2.0
// The hashes of a book's tree as the store keeps them: leaf hashes beside the events, and tiles of
// level 1 and above. What lies between is computed.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "log/merkle.hpp"
#include "store/port.hpp"

namespace almoner {

/// Reads within one held state of the store. Keeps what it read, for proofs of neighbours.
class LogTree {
 public:
  explicit LogTree(Store& store) : store_(store) {}

  /// Hash of a complete subtree. Throws Corrupt where the store lacks it.
  Hash subtree(unsigned level, std::uint64_t index);
  SubtreeReader reader() {
    return [this](unsigned level, std::uint64_t index) { return subtree(level, index); };
  }

 private:
  using Tile = std::vector<Hash>;
  const Tile& tile(std::uint32_t level, std::uint64_t number);

  Store& store_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, Tile> tiles_;
};

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// Reads tiles, and makes of them the subtrees that proofs ask for. Proofs, and roots of the past.
#include "log_tree.hpp"

#include <algorithm>
#include <string>

#include <almoner/error.hpp>

#include "state.hpp"

namespace almoner {

namespace {

constexpr unsigned tile_bits = 8;
constexpr std::uint64_t tile_width = 1U << tile_bits;

}  // namespace

/// Tile 0 is what stands beside the events; others are stored as they fill.
const LogTree::Tile& LogTree::tile(std::uint32_t level, std::uint64_t number) {
  const auto [at, missing] = tiles_.try_emplace({level, number});
  Tile& hashes = at->second;
  if (!missing) return hashes;
  if (level == 0) {
    store_.events(number * tile_width, (number + 1) * tile_width, [&](const LogRow& row) {
      if (row.event.seq != number * tile_width + hashes.size())
        throw Corrupt("event " + std::to_string(number * tile_width + hashes.size()) + " is missing", row.event.seq);
      hashes.push_back(row.event.leaf);
      return true;
    });
  } else if (const auto row = store_.tile(level, number)) {
    hashes.resize(row->hashes.size() / Hash{}.size());
    for (std::size_t i = 0; i < hashes.size(); ++i)
      std::copy_n(row->hashes.begin() + static_cast<std::ptrdiff_t>(i * Hash{}.size()), Hash{}.size(), hashes[i].begin());
  }
  return hashes;
}

Hash LogTree::subtree(unsigned level, std::uint64_t index) {
  const unsigned above = level % tile_bits;  // levels that this subtree rises over its tile's
  const std::uint64_t first = index << above;
  const std::uint64_t count = std::uint64_t{1} << above;
  const Tile& hashes = tile(level / tile_bits, first / tile_width);
  const std::uint64_t at = first % tile_width;
  if (at + count > hashes.size())
    throw Corrupt("the tree lacks hashes of level " + std::to_string(level) + "; `almoner rebuild` makes them anew");
  Tile row(hashes.begin() + static_cast<std::ptrdiff_t>(at), hashes.begin() + static_cast<std::ptrdiff_t>(at + count));
  for (; row.size() > 1; row.resize(row.size() / 2))
    for (std::size_t i = 0; i < row.size() / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
  return row.front();
}

DocumentHash Ledger::root_at(std::uint64_t size) const {
  return state_->read([&] {
    if (size > state_->keeper.head().size)
      throw UsageError("the log has " + std::to_string(state_->keeper.head().size) + " events, not " + std::to_string(size));
    LogTree tree(*state_->store);
    return almoner::root_at(size, tree.reader());
  });
}

std::vector<DocumentHash> Ledger::inclusion_proof(Seq seq, std::uint64_t size) const {
  return state_->read([&] {
    if (size > state_->keeper.head().size || seq >= size)
      throw UsageError("the log has no event " + std::to_string(seq) + " among its first " + std::to_string(size));
    LogTree tree(*state_->store);
    return almoner::inclusion_proof(size, seq, tree.reader());
  });
}

std::vector<DocumentHash> Ledger::consistency_proof(std::uint64_t old_size, std::uint64_t new_size) const {
  return state_->read([&] {
    if (new_size > state_->keeper.head().size || old_size > new_size)
      throw UsageError("the log's sizes go from 0 to " + std::to_string(state_->keeper.head().size));
    LogTree tree(*state_->store);
    return old_size == 0 ? std::vector<DocumentHash>{} : almoner::consistency_proof(old_size, new_size, tree.reader());
  });
}

}  // namespace almoner

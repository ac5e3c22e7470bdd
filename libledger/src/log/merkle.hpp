// SPDX-License-Identifier: Apache-2.0
// The tree of RFC 6962 §2.1 and its proofs. Pure: what is stored is read through a function.
//
// A complete subtree of level L and index I covers the leaves [I·2^L, (I+1)·2^L); level 0 is the
// leaf hashes. Every tree is a row of complete subtrees, the largest first (its frontier), and
// every hash of every proof is one such subtree or is computed from a few.
#pragma once

#include "value/hash.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace almoner {

/// Leaves that a tree may have.
inline constexpr std::uint64_t tree_size_max = std::uint64_t{1} << 63U;

/// SHA-256(0x00 ‖ bytes).
Hash leaf_hash(std::span<const std::uint8_t> bytes);

/// SHA-256(0x01 ‖ left ‖ right).
Hash node_hash(const Hash& left, const Hash& right);

/// The root of the tree without leaves: SHA-256 of nothing.
Hash empty_root();

/// All that an append needs of a tree: its size and one hash for each 1 bit of it.
class Frontier {
 public:
  Frontier() = default;

  /// A frontier as `size` and `hashes` gave it. Throws Corrupt where the number of hashes
  /// does not fit the size.
  Frontier(std::uint64_t size, std::vector<Hash> hashes);

  /// Adds a leaf, given by its leaf_hash.
  void append(const Hash& leaf) {
    append(leaf, [](unsigned, std::uint64_t, const Hash&) {});
  }

  /// The same; on_complete(level, index, hash) is told of each complete subtree that this leaf
  /// closes, from the leaf itself (level 0) upwards.
  template <std::invocable<unsigned, std::uint64_t, const Hash&> OnComplete>
  void append(const Hash& leaf, OnComplete&& on_complete) {
    check_room();
    Hash hash = leaf;
    on_complete(0U, size_, hash);
    std::uint64_t index = size_;
    for (unsigned level = 1; (index & 1U) != 0; ++level) {
      hash = node_hash(hashes_.back(), hash);
      hashes_.pop_back();
      index >>= 1U;
      on_complete(level, index, hash);
    }
    hashes_.push_back(hash);
    ++size_;
  }

  std::uint64_t size() const noexcept { return size_; }

  Hash root() const;

  /// The complete subtrees, the largest (leftmost) first.
  const std::vector<Hash>& hashes() const noexcept { return hashes_; }

  bool operator==(const Frontier&) const = default;

 private:
  void check_room() const;

  std::uint64_t size_ = 0;
  std::vector<Hash> hashes_;
};

/// Gives the hash of a complete subtree that lies wholly within the tree asked about.
using SubtreeReader = std::function<Hash(unsigned level, std::uint64_t index)>;

/// The root of the first `size` leaves. Throws UsageError past tree_size_max.
Hash root_at(std::uint64_t size, const SubtreeReader& reader);

/// The path from a leaf to the root of the first `size` leaves, lowest first.
/// Throws UsageError unless index < size ≤ tree_size_max.
std::vector<Hash> inclusion_proof(std::uint64_t size, std::uint64_t index,
                                  const SubtreeReader& reader);

/// True exactly when the path leads from that leaf hash at `index` to that root (RFC 9162
/// §2.1.3.2). Never throws on a malformed path.
bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                      std::span<const Hash> path, const Hash& root);

/// The path which shows that the first `old_size` leaves of the larger tree are the smaller.
/// Empty where the sizes are equal. Throws UsageError unless 0 < old_size ≤ new_size ≤
/// tree_size_max: nothing needs proving about an empty tree.
std::vector<Hash> consistency_proof(std::uint64_t old_size, std::uint64_t new_size,
                                    const SubtreeReader& reader);

/// True exactly when the path shows that (new_size, new_root) extends (old_size, old_root)
/// (RFC 9162 §2.1.4.2). Equal sizes need an empty path and equal roots; an old size of 0 is
/// refused. Never throws on a malformed path.
bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t new_size,
                        const Hash& new_root, std::span<const Hash> path);

}  // namespace almoner

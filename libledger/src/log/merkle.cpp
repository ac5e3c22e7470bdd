// SPDX-License-Identifier: Apache-2.0
// The tree of RFC 6962 §2.1, and its proofs in pairs: what makes one stands beside what checks it.
// The verifiers follow RFC 9162 §2.1.3.2 and §2.1.4.2 step by step and trust nothing they are
// given.

#include "log/merkle.hpp"

#include "log/sha256.hpp"
#include "value/assert.hpp"

#include <almoner/error.hpp>

#include <bit>
#include <string>
#include <utility>

namespace almoner {

namespace {

constexpr std::uint8_t leaf_prefix = 0x00;
constexpr std::uint8_t node_prefix = 0x01;

/// The largest power of two smaller than `count`, which is at least 2 (the k of RFC 6962).
std::uint64_t split(std::uint64_t count) {
  return std::bit_floor(count - 1);
}

/// The root of `count` > 0 leaves from `begin`, which is a multiple of bit_ceil(count).
Hash subtree_root(std::uint64_t begin, std::uint64_t count, const SubtreeReader& reader) {
  if (std::has_single_bit(count)) {
    const auto level = static_cast<unsigned>(std::countr_zero(count));
    return reader(level, begin >> level);
  }
  const std::uint64_t left = split(count);
  return node_hash(subtree_root(begin, left, reader),
                   subtree_root(begin + left, count - left, reader));
}

/// PATH(index, D[begin : begin + count]) of RFC 6962 §2.1.1, with `index` counted from `begin`.
void add_inclusion(std::vector<Hash>& path, std::uint64_t begin, std::uint64_t count,
                   std::uint64_t index, const SubtreeReader& reader) {
  if (count == 1) return;
  const std::uint64_t left = split(count);
  if (index < left) {
    add_inclusion(path, begin, left, index, reader);
    path.push_back(subtree_root(begin + left, count - left, reader));
  } else {
    add_inclusion(path, begin + left, count - left, index - left, reader);
    path.push_back(subtree_root(begin, left, reader));
  }
}

/// SUBPROOF(old_count, D[begin : begin + count], known) of RFC 6962 §2.1.2; `known` says that the
/// verifier has the hash of the old leaves already.
void add_consistency(std::vector<Hash>& path, std::uint64_t old_count, std::uint64_t begin,
                     std::uint64_t count, bool known, const SubtreeReader& reader) {
  if (old_count == count) {
    if (!known) path.push_back(subtree_root(begin, count, reader));
    return;
  }
  const std::uint64_t left = split(count);
  if (old_count <= left) {
    add_consistency(path, old_count, begin, left, known, reader);
    path.push_back(subtree_root(begin + left, count - left, reader));
  } else {
    add_consistency(path, old_count - left, begin + left, count - left, false, reader);
    path.push_back(subtree_root(begin, left, reader));
  }
}

bool is_odd(std::uint64_t number) {
  return (number & 1U) != 0;
}

}  // namespace

Hash leaf_hash(std::span<const std::uint8_t> bytes) {
  return sha256({{&leaf_prefix, 1}, bytes});
}

Hash node_hash(const Hash& left, const Hash& right) {
  return sha256({{&node_prefix, 1}, left, right});
}

Hash empty_root() {
  return sha256({});
}

Frontier::Frontier(std::uint64_t size, std::vector<Hash> hashes)
    : size_{size}, hashes_{std::move(hashes)} {
  if (size > tree_size_max || hashes_.size() != static_cast<std::size_t>(std::popcount(size)))
    throw Corrupt{"a tree of " + std::to_string(size) + " leaves has not " +
                  std::to_string(hashes_.size()) + " hashes in its frontier"};
}

void Frontier::check_room() const {
  ALMONER_ASSERT(size_ < tree_size_max);
}

Hash Frontier::root() const {
  if (hashes_.empty()) return empty_root();
  Hash hash = hashes_.back();
  for (auto left = hashes_.rbegin() + 1; left != hashes_.rend(); ++left)
    hash = node_hash(*left, hash);
  return hash;
}

Hash root_at(std::uint64_t size, const SubtreeReader& reader) {
  if (size > tree_size_max) throw UsageError{"a tree has at most 2^63 leaves"};
  return size == 0 ? empty_root() : subtree_root(0, size, reader);
}

std::vector<Hash> inclusion_proof(std::uint64_t size, std::uint64_t index,
                                  const SubtreeReader& reader) {
  if (size > tree_size_max || index >= size)
    throw UsageError{"a tree of " + std::to_string(size) + " leaves has no leaf " +
                     std::to_string(index) + " to prove"};
  std::vector<Hash> path;
  add_inclusion(path, 0, size, index, reader);
  return path;
}

bool verify_inclusion(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                      std::span<const Hash> path, const Hash& root) {
  if (index >= size)  // step 1
    return false;
  std::uint64_t fn = index;  // step 2
  std::uint64_t sn = size - 1;
  Hash r = leaf;                // step 3
  for (const Hash& p : path) {  // step 4
    if (sn == 0) return false;
    if (is_odd(fn) || fn == sn) {
      r = node_hash(p, r);
      while (!is_odd(fn) && fn != 0) {
        fn >>= 1U;
        sn >>= 1U;
      }
    } else {
      r = node_hash(r, p);
    }
    fn >>= 1U;
    sn >>= 1U;
  }
  return sn == 0 && r == root;  // step 5
}

std::vector<Hash> consistency_proof(std::uint64_t old_size, std::uint64_t new_size,
                                    const SubtreeReader& reader) {
  if (old_size == 0 || old_size > new_size || new_size > tree_size_max)
    throw UsageError{"a tree of " + std::to_string(new_size) +
                     " leaves cannot be shown to extend one of " + std::to_string(old_size)};
  std::vector<Hash> path;
  add_consistency(path, old_size, 0, new_size, true, reader);
  return path;
}

bool verify_consistency(std::uint64_t old_size, const Hash& old_root, std::uint64_t new_size,
                        const Hash& new_root, std::span<const Hash> path) {
  // The RFC's steps are for 0 < first < second; a tree extends itself without a path.
  if (old_size == 0 || old_size > new_size) return false;
  if (old_size == new_size) return path.empty() && old_root == new_root;
  if (path.empty())  // step 1
    return false;

  // Step 2, without copying: where first is a power of two, the old root leads the path.
  const bool old_is_complete = std::has_single_bit(old_size);
  std::uint64_t fn = old_size - 1;  // step 3
  std::uint64_t sn = new_size - 1;
  while (is_odd(fn)) {  // step 4
    fn >>= 1U;
    sn >>= 1U;
  }
  Hash fr = old_is_complete ? old_root : path.front();  // step 5
  Hash sr = fr;
  for (const Hash& c : path.subspan(old_is_complete ? 0 : 1)) {  // step 6
    if (sn == 0) return false;
    if (is_odd(fn) || fn == sn) {
      fr = node_hash(c, fr);
      sr = node_hash(c, sr);
      while (!is_odd(fn) && fn != 0) {
        fn >>= 1U;
        sn >>= 1U;
      }
    } else {
      sr = node_hash(sr, c);
    }
    fn >>= 1U;
    sn >>= 1U;
  }
  return fr == old_root && sr == new_root && sn == 0;  // step 7
}

}  // namespace almoner

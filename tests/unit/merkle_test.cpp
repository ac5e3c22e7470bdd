// SPDX-License-Identifier: Apache-2.0
// The tree against the definitions of RFC 6962 §2.1 written down naively: every size to 64, every
// index, every pair of sizes, every bit flipped.
#include "log/merkle.hpp"
#include "log/sha256.hpp"

#include <almoner/error.hpp>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace almoner {
namespace {

constexpr std::uint64_t sizes_max = 64;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Hash hash_of(std::string_view text) {
  return sha256({bytes_of(text)});
}

std::vector<Hash> some_leaves(std::uint64_t count) {
  std::vector<Hash> leaves;
  for (std::uint64_t i = 0; i < count; ++i)
    leaves.push_back(leaf_hash(bytes_of("event " + std::to_string(i))));
  return leaves;
}

/// The k of RFC 6962: the largest power of two smaller than n.
std::size_t largest_power_below(std::size_t n) {
  std::size_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/// MTH(D[n]) as RFC 6962 §2.1 says it.
Hash naive_root(std::span<const Hash> leaves) {
  if (leaves.empty()) return hash_of("");
  if (leaves.size() == 1) return leaves.front();
  const std::size_t k = largest_power_below(leaves.size());
  return node_hash(naive_root(leaves.first(k)), naive_root(leaves.subspan(k)));
}

/// PATH(m, D[n]) as RFC 6962 §2.1.1 says it.
std::vector<Hash> naive_inclusion(std::size_t m, std::span<const Hash> leaves) {
  if (leaves.size() == 1) return {};
  const std::size_t k = largest_power_below(leaves.size());
  std::vector<Hash> path =
      m < k ? naive_inclusion(m, leaves.first(k)) : naive_inclusion(m - k, leaves.subspan(k));
  path.push_back(naive_root(m < k ? leaves.subspan(k) : leaves.first(k)));
  return path;
}

/// SUBPROOF(m, D[n], b) as RFC 6962 §2.1.2 says it.
std::vector<Hash> naive_subproof(std::size_t m, std::span<const Hash> leaves, bool b) {
  if (m == leaves.size()) return b ? std::vector<Hash>{} : std::vector<Hash>{naive_root(leaves)};
  const std::size_t k = largest_power_below(leaves.size());
  std::vector<Hash> path = m <= k ? naive_subproof(m, leaves.first(k), b)
                                  : naive_subproof(m - k, leaves.subspan(k), false);
  path.push_back(naive_root(m <= k ? leaves.subspan(k) : leaves.first(k)));
  return path;
}

/// Gives only what the contract of a reader allows to be asked: complete subtrees within `size`.
SubtreeReader strict_reader(std::span<const Hash> leaves, std::uint64_t size) {
  return [leaves, size](unsigned level, std::uint64_t index) {
    EXPECT_LT(level, 64U);
    EXPECT_LE((index + 1) << level, size);
    return naive_root(leaves.subspan(index << level, std::size_t{1} << level));
  };
}

/// A tree of any size whose leaves are all alike: each level has one hash.
Hash uniform_subtree(unsigned level) {
  static const std::vector<Hash> levels = [] {
    std::vector<Hash> hashes{leaf_hash({})};
    while (hashes.size() < 64) hashes.push_back(node_hash(hashes.back(), hashes.back()));
    return hashes;
  }();
  return levels.at(level);
}

/// True when the check refuses the path with any one bit flipped (every bit_step-th is tried), cut
/// at either end, lengthened, or with two neighbours swapped.
template <typename Verify>
bool refuses_every_damage(const std::vector<Hash>& path, const Verify& verify,
                          std::size_t bit_step = 1) {
  std::vector<Hash> damaged = path;
  for (Hash& hash : damaged) {
    for (std::size_t bit = 0; bit < hash.size() * 8; bit += bit_step) {
      const auto mask = static_cast<std::uint8_t>(1U << bit % 8);
      hash[bit / 8] ^= mask;
      const bool accepted = verify(damaged);
      hash[bit / 8] ^= mask;
      if (accepted) return false;
    }
  }
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    std::swap(damaged[i], damaged[i + 1]);
    if (damaged != path && verify(damaged)) return false;
    std::swap(damaged[i], damaged[i + 1]);
  }
  if (!path.empty() && (verify(std::vector(path.begin() + 1, path.end())) ||
                        verify(std::vector(path.begin(), path.end() - 1))))
    return false;
  for (const Hash& extra : {Hash{}, path.empty() ? hash_of("x") : path.back()}) {
    damaged = path;
    damaged.push_back(extra);
    if (verify(damaged)) return false;
    damaged = path;
    damaged.insert(damaged.begin(), extra);
    if (verify(damaged)) return false;
  }
  return true;
}

Hash flipped(Hash hash, std::size_t bit) {
  hash[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
  return hash;
}

TEST(Frontier, HasTheNaiveRootAtEverySize) {
  const std::vector<Hash> leaves = some_leaves(300);
  Frontier frontier;
  EXPECT_EQ(to_hex(frontier.root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (std::size_t size = 1; size <= leaves.size(); ++size) {
    frontier.append(leaves[size - 1]);
    ASSERT_EQ(frontier.size(), size);
    ASSERT_EQ(frontier.root(), naive_root(std::span{leaves}.first(size)));
    ASSERT_EQ(root_at(size, strict_reader(leaves, size)), frontier.root());
  }
}

TEST(Frontier, GoesOnFromWhatWasStored) {
  const std::vector<Hash> leaves = some_leaves(100);
  Frontier frontier;
  for (const Hash& leaf : leaves) {
    frontier = Frontier{frontier.size(), frontier.hashes()};
    frontier.append(leaf);
  }
  EXPECT_EQ(frontier.root(), naive_root(leaves));
}

TEST(Frontier, RefusesStoredHashesThatDoNotFitTheSize) {
  EXPECT_THROW((Frontier{3, {Hash{}}}), Corrupt);
  EXPECT_THROW((Frontier{0, {Hash{}}}), Corrupt);
  EXPECT_THROW((Frontier{4, {Hash{}, Hash{}}}), Corrupt);
  EXPECT_THROW((Frontier{tree_size_max + 1, {Hash{}, Hash{}}}), Corrupt);
  EXPECT_EQ((Frontier{0, {}}), Frontier{});
}

TEST(Frontier, TellsEachCompleteSubtreeOnceWhenItsLastLeafArrives) {
  const std::vector<Hash> leaves = some_leaves(200);
  std::map<std::pair<unsigned, std::uint64_t>, Hash> told;
  Frontier frontier;
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    unsigned level_expected = 0;
    frontier.append(leaves[i], [&](unsigned level, std::uint64_t index, const Hash& hash) {
      EXPECT_EQ(level, level_expected++);
      EXPECT_EQ((index + 1) << level, i + 1);
      EXPECT_EQ(hash,
                naive_root(std::span{leaves}.subspan(index << level, std::size_t{1} << level)));
      EXPECT_TRUE(told.emplace(std::pair{level, index}, hash).second);
    });
  }
  std::size_t complete = 0;
  for (std::size_t count = leaves.size(); count > 0; count /= 2) complete += count;
  EXPECT_EQ(told.size(), complete);
}

TEST(InclusionProof, IsTheNaivePathAndVerifiesForEveryLeafOfEverySize) {
  const std::vector<Hash> leaves = some_leaves(sizes_max);
  for (std::uint64_t size = 1; size <= sizes_max; ++size) {
    const auto tree = std::span{leaves}.first(size);
    const Hash root = naive_root(tree);
    for (std::uint64_t index = 0; index < size; ++index) {
      const std::vector<Hash> path = inclusion_proof(size, index, strict_reader(leaves, size));
      ASSERT_EQ(path, naive_inclusion(index, tree));
      ASSERT_TRUE(verify_inclusion(leaves[index], index, size, path, root)) << size << " " << index;
    }
  }
}

TEST(InclusionProof, HoldsForNoOtherLeafIndexOrRoot) {
  const std::vector<Hash> leaves = some_leaves(sizes_max);
  for (std::uint64_t size = 1; size <= sizes_max; ++size) {
    const Hash root = naive_root(std::span{leaves}.first(size));
    for (std::uint64_t index = 0; index < size; ++index) {
      const std::vector<Hash> path = inclusion_proof(size, index, strict_reader(leaves, size));
      for (std::uint64_t other = 0; other <= size; ++other) {
        if (other == index) continue;
        ASSERT_FALSE(verify_inclusion(leaves[index], other, size, path, root));
        if (other < size) {
          ASSERT_FALSE(verify_inclusion(leaves[other], index, size, path, root));
        }
      }
      for (std::size_t bit = 0; bit < 256; bit += 37) {
        ASSERT_FALSE(verify_inclusion(flipped(leaves[index], bit), index, size, path, root));
        ASSERT_FALSE(verify_inclusion(leaves[index], index, size, path, flipped(root, bit)));
      }
    }
  }
}

TEST(InclusionProof, IsRefusedWithAnyBitFlippedOrAnyHashLostOrAdded) {
  const std::vector<Hash> leaves = some_leaves(sizes_max);
  for (std::uint64_t size = 1; size <= sizes_max; ++size) {
    const Hash root = naive_root(std::span{leaves}.first(size));
    for (std::uint64_t index = 0; index < size; ++index) {
      const std::vector<Hash> path = inclusion_proof(size, index, strict_reader(leaves, size));
      ASSERT_TRUE(refuses_every_damage(path,
                                       [&](const std::vector<Hash>& damaged) {
                                         return verify_inclusion(leaves[index], index, size,
                                                                 damaged, root);
                                       }))
          << size << " " << index;
    }
  }
}

TEST(InclusionProof, IsRefusedForAnIndexNotInTheTree) {
  const Hash leaf = some_leaves(1).front();
  EXPECT_TRUE(verify_inclusion(leaf, 0, 1, {}, leaf));
  EXPECT_FALSE(verify_inclusion(leaf, 0, 0, {}, leaf));
  EXPECT_FALSE(verify_inclusion(leaf, 1, 1, {}, leaf));
  EXPECT_FALSE(verify_inclusion(leaf, ~std::uint64_t{0}, ~std::uint64_t{0}, {}, leaf));
  EXPECT_FALSE(verify_inclusion(leaf, 0, ~std::uint64_t{0}, std::vector<Hash>(100, leaf), leaf));
  EXPECT_THROW(inclusion_proof(5, 5, strict_reader({}, 0)), UsageError);
  EXPECT_THROW(inclusion_proof(0, 0, strict_reader({}, 0)), UsageError);
  EXPECT_THROW(inclusion_proof(tree_size_max + 1, 0, strict_reader({}, 0)), UsageError);
  EXPECT_THROW(root_at(tree_size_max + 1, strict_reader({}, 0)), UsageError);
}

TEST(InclusionProof, IsRefusedWhereItsHashesMeetTheRootButItsLengthIsNotTheSizes) {
  const std::vector<Hash> leaves = some_leaves(2);
  const Hash pair = node_hash(leaves[0], leaves[1]);
  EXPECT_TRUE(verify_inclusion(leaves[0], 0, 2, std::vector{leaves[1]}, pair));
  EXPECT_FALSE(verify_inclusion(leaves[0], 0, 3, std::vector{leaves[1]}, pair));
  EXPECT_FALSE(verify_inclusion(leaves[1], 0, 1, std::vector{leaves[0]}, pair));
}

TEST(ConsistencyProof, IsTheNaivePathAndVerifiesForEveryPairOfSizes) {
  const std::vector<Hash> leaves = some_leaves(sizes_max);
  for (std::uint64_t size = 1; size <= sizes_max; ++size) {
    const auto tree = std::span{leaves}.first(size);
    const Hash root = naive_root(tree);
    for (std::uint64_t old = 1; old <= size; ++old) {
      const Hash old_root = naive_root(tree.first(old));
      const std::vector<Hash> path = consistency_proof(old, size, strict_reader(leaves, size));
      ASSERT_EQ(path, naive_subproof(old, tree, true));
      ASSERT_TRUE(verify_consistency(old, old_root, size, root, path)) << old << " " << size;
    }
  }
}

TEST(ConsistencyProof, HoldsForNoOtherSizesOrRoots) {
  const std::vector<Hash> leaves = some_leaves(sizes_max);
  for (std::uint64_t size = 2; size <= sizes_max; ++size) {
    const auto tree = std::span{leaves}.first(size);
    const Hash root = naive_root(tree);
    for (std::uint64_t old = 1; old < size; ++old) {
      const Hash old_root = naive_root(tree.first(old));
      const std::vector<Hash> path = consistency_proof(old, size, strict_reader(leaves, size));
      for (std::uint64_t other = 0; other < size; ++other) {
        if (other != old) {
          ASSERT_FALSE(verify_consistency(old, naive_root(tree.first(other)), size, root, path));
        }
      }
      for (std::size_t bit = 0; bit < 256; bit += 37) {
        ASSERT_FALSE(verify_consistency(old, flipped(old_root, bit), size, root, path));
        ASSERT_FALSE(verify_consistency(old, old_root, size, flipped(root, bit), path));
      }
      ASSERT_FALSE(verify_consistency(size, root, old, old_root, path));
    }
  }
}

TEST(ConsistencyProof, IsRefusedWithAnyBitFlippedOrAnyHashLostOrAdded) {
  const std::vector<Hash> leaves = some_leaves(sizes_max);
  for (std::uint64_t size = 1; size <= sizes_max; ++size) {
    const auto tree = std::span{leaves}.first(size);
    const Hash root = naive_root(tree);
    for (std::uint64_t old = 1; old <= size; ++old) {
      const Hash old_root = naive_root(tree.first(old));
      const std::vector<Hash> path = consistency_proof(old, size, strict_reader(leaves, size));
      ASSERT_TRUE(refuses_every_damage(path,
                                       [&](const std::vector<Hash>& damaged) {
                                         return verify_consistency(old, old_root, size, root,
                                                                   damaged);
                                       }))
          << old << " " << size;
    }
  }
}

TEST(ConsistencyProof, IsRefusedWhereItsHashesMeetTheRootsButItsLengthIsNotTheSizes) {
  const std::vector<Hash> leaves = some_leaves(5);
  const Hash pair = node_hash(leaves[0], leaves[1]);
  EXPECT_TRUE(verify_consistency(1, leaves[0], 2, pair, std::vector{leaves[1]}));
  EXPECT_FALSE(verify_consistency(1, leaves[0], 4, pair, std::vector{leaves[1]}));

  const Hash root_3 = node_hash(pair, leaves[2]);
  const Hash root_4 = node_hash(pair, node_hash(leaves[2], leaves[3]));
  std::vector<Hash> path{leaves[2], leaves[3], pair};
  EXPECT_TRUE(verify_consistency(3, root_3, 4, root_4, path));
  path.push_back(leaves[4]);
  EXPECT_FALSE(
      verify_consistency(3, node_hash(leaves[4], root_3), 4, node_hash(leaves[4], root_4), path));
}

TEST(ConsistencyProof, OfATreeWithItselfIsEmptyAndAnEmptyTreeHasNone) {
  const Hash root = some_leaves(1).front();
  EXPECT_TRUE(verify_consistency(1, root, 1, root, {}));
  EXPECT_FALSE(verify_consistency(1, root, 1, flipped(root, 0), {}));
  EXPECT_FALSE(verify_consistency(1, root, 2, root, {}));
  EXPECT_FALSE(verify_consistency(0, empty_root(), 1, root, {}));
  EXPECT_FALSE(verify_consistency(0, empty_root(), 0, empty_root(), {}));
  EXPECT_FALSE(verify_consistency(2, root, 1, root, {}));
  EXPECT_FALSE(verify_consistency(~std::uint64_t{0} - 1, root, ~std::uint64_t{0}, root,
                                  std::vector<Hash>(200, root)));
  EXPECT_THROW(consistency_proof(0, 1, strict_reader({}, 0)), UsageError);
  EXPECT_THROW(consistency_proof(2, 1, strict_reader({}, 0)), UsageError);
  EXPECT_THROW(consistency_proof(1, tree_size_max + 1, strict_reader({}, 0)), UsageError);
}

TEST(Proofs, HoldAtTheLargestSizes) {
  const SubtreeReader reader = [](unsigned level, std::uint64_t index) {
    EXPECT_LE(index, (tree_size_max - 1) >> level);
    return uniform_subtree(level);
  };
  const Hash leaf = leaf_hash({});
  for (const std::uint64_t size : {tree_size_max, tree_size_max - 1, tree_size_max / 2 + 1,
                                   std::uint64_t{0x5555555555555555}, std::uint64_t{1} << 40U}) {
    const Hash root = root_at(size, reader);
    std::vector<Hash> frontier;
    for (unsigned level = 64; level-- > 0;) {
      if ((size >> level & 1U) != 0) frontier.push_back(uniform_subtree(level));
    }
    ASSERT_EQ((Frontier{size, frontier}.root()), root);
    for (const std::uint64_t index :
         {std::uint64_t{0}, std::uint64_t{1}, size / 3, size / 2, size - 1}) {
      const std::vector<Hash> path = inclusion_proof(size, index, reader);
      ASSERT_LE(path.size(), 63U);
      ASSERT_TRUE(verify_inclusion(leaf, index, size, path, root));
      ASSERT_TRUE(refuses_every_damage(
          path,
          [&](const std::vector<Hash>& damaged) {
            return verify_inclusion(leaf, index, size, damaged, root);
          },
          51));
      const Hash old_root = root_at(index + 1, reader);
      const std::vector<Hash> extension = consistency_proof(index + 1, size, reader);
      ASSERT_TRUE(verify_consistency(index + 1, old_root, size, root, extension));
      ASSERT_TRUE(refuses_every_damage(
          extension,
          [&](const std::vector<Hash>& damaged) {
            return verify_consistency(index + 1, old_root, size, root, damaged);
          },
          51));
    }
  }
}

}  // namespace
}  // namespace almoner

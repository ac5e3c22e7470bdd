// SPDX-License-Identifier: Apache-2.0
// The tree against vectors of others. They lie in the folder of shared data, which the environment
// variable ALMONER_SHARED or the build names; without it these tests say so and are skipped.
#include "log/base64.hpp"
#include "log/merkle.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace almoner {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::optional<std::filesystem::path> shared_data(const std::string& below) {
  const char* folder = std::getenv("ALMONER_SHARED");
#ifdef ALMONER_TEST_SHARED_DIR
  if (folder == nullptr) folder = ALMONER_TEST_SHARED_DIR;
#endif
  if (folder == nullptr || *folder == '\0') return std::nullopt;
  const std::filesystem::path path = std::filesystem::path{folder} / below;
  return std::filesystem::exists(path) ? std::optional{path} : std::nullopt;
}

void warn_of_skip(const std::string& what) {
  std::cerr << "\n*** SKIPPED, NOT PASSED: " << what
            << "; set ALMONER_SHARED to the folder of shared data ***\n\n";
}

nlohmann::json json_of(const std::filesystem::path& path) {
  std::ifstream stream{path, std::ios::binary};
  return nlohmann::json::parse(stream);
}

/// Nothing where the text is not 32 bytes: no hash at all, so no proof holds for it.
std::optional<Hash> hash_in(const nlohmann::json& text) {
  const std::vector<std::uint8_t> bytes = from_base64(text.get<std::string>());
  if (bytes.size() != 32) return std::nullopt;
  Hash hash{};
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

std::optional<std::vector<Hash>> path_in(const nlohmann::json& list) {
  std::vector<Hash> path;
  if (list.is_null()) return path;
  for (const nlohmann::json& item : list) {
    const std::optional<Hash> hash = hash_in(item);
    if (!hash) return std::nullopt;
    path.push_back(*hash);
  }
  return path;
}

bool holds(const nlohmann::json& vector) {
  const std::optional<std::vector<Hash>> path = path_in(vector.at("proof"));
  if (!path) return false;
  if (vector.contains("leafIdx")) {
    const std::optional<Hash> leaf = hash_in(vector.at("leafHash"));
    const std::optional<Hash> root = hash_in(vector.at("root"));
    return leaf && root &&
           verify_inclusion(*leaf, vector.at("leafIdx").get<std::uint64_t>(),
                            vector.at("treeSize").get<std::uint64_t>(), *path, *root);
  }
  const std::optional<Hash> old_root = hash_in(vector.at("root1"));
  const std::optional<Hash> new_root = hash_in(vector.at("root2"));
  return old_root && new_root &&
         verify_consistency(vector.at("size1").get<std::uint64_t>(), *old_root,
                            vector.at("size2").get<std::uint64_t>(), *new_root, *path);
}

TEST(MerkleVectors, HaveTheOutcomeThatTheirAuthorsSay) {
  const auto folder = shared_data("data/merkle-rfc6962");
  if (!folder) {
    warn_of_skip("the proof vectors of merkle-rfc6962");
    GTEST_SKIP();
  }
  int vectors = 0;
  for (const char* kind : {"inclusion", "consistency"}) {
    for (const auto& file : std::filesystem::recursive_directory_iterator{*folder / kind}) {
      if (file.path().extension() != ".json") continue;
      const nlohmann::json vector = json_of(file.path());
      EXPECT_EQ(holds(vector), !vector.at("wantErr").get<bool>()) << file.path();
      ++vectors;
    }
  }
  EXPECT_GE(vectors, 90);
}

TEST(MerkleVectors, HaveTheKnownHashesOfEightLeaves) {
  const auto file = shared_data("data/merkle-rfc6962/known-roots.json");
  if (!file) {
    warn_of_skip("the known roots of merkle-rfc6962");
    GTEST_SKIP();
  }
  const nlohmann::json known = json_of(*file);
  Frontier frontier;
  EXPECT_EQ(to_hex(frontier.root()), known.at("root_by_tree_size").at(0));
  for (const nlohmann::json& input : known.at("leaf_inputs_hex")) {
    frontier.append(leaf_hash(from_hex(input.get<std::string>())),
                    [&](unsigned level, std::uint64_t index, const Hash& hash) {
                      EXPECT_EQ(to_hex(hash),
                                known.at("level" + std::to_string(level) + "_hashes").at(index));
                    });
    EXPECT_EQ(to_hex(frontier.root()), known.at("root_by_tree_size").at(frontier.size()));
  }
  EXPECT_EQ(frontier.size(), 8U);
}

TEST(MerkleVectors, GiveTheExpectedRootOverTheLinesOfARealList) {
  const auto expected = shared_data("data/EXPECTED-TOTALS.tsv");
  const auto list = shared_data("data/wuhan-redcross/qrpos-2020-02-03.csv");
  if (!expected || !list) {
    warn_of_skip("the root over wuhan-redcross/qrpos-2020-02-03.csv");
    GTEST_SKIP();
  }
  std::string root;
  std::ifstream totals{*expected};
  const std::string wanted = "wuhan-redcross/qrpos-2020-02-03.csv\trfc6962_root_sha256\t";
  for (std::string line; std::getline(totals, line);) {
    if (line.starts_with(wanted)) root = line.substr(wanted.size(), 64);
  }
  ASSERT_EQ(root.size(), 64U);

  std::ifstream stream{*list, std::ios::binary};
  Frontier frontier;
  for (std::string line; std::getline(stream, line);) frontier.append(leaf_hash(bytes_of(line)));
  EXPECT_EQ(frontier.size(), 2197U);
  EXPECT_EQ(to_hex(frontier.root()), root);
}

}  // namespace
}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// The log as C2SP tlog-tiles v0.1: hash tiles and entry bundles.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <almoner/draft.hpp>

#include "site_folder.hpp"

namespace almoner::program {

class SiteTiles {
 public:
  explicit SiteTiles(SiteFolder& site) : site_(site) {}

  /// The next event's bytes, exactly as hashed; at most 65,535 of them.
  void add(std::string_view event);
  /// Writes the tiles that are not full.
  void finish();
  /// RFC 6962 root over the events added; of none before the first.
  DocumentHash root() const;

 private:
  struct Level {
    std::uint64_t number = 0;  ///< of the tile that is being filled
    std::vector<DocumentHash> hashes{};
  };
  void add_hash(std::size_t level, const DocumentHash&);
  void write_tile(const std::string& level, std::uint64_t number, std::size_t width, std::string_view bytes);

  SiteFolder& site_;
  std::vector<Level> levels_;
  std::string bundle_;
  std::vector<std::pair<std::uint64_t, DocumentHash>> frontier_;  ///< complete subtrees by size, largest first
};

/// SHA-256.
DocumentHash sha256_of(std::string_view bytes);

}  // namespace almoner::program

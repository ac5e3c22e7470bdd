// SPDX-License-Identifier: Apache-2.0
// Where in the log each receipt number is: number/HH, HH the first byte of the number's SHA-256.
#pragma once

#include <array>
#include <string>

#include <almoner/entry.hpp>

#include "site_folder.hpp"
#include "site_tiles.hpp"

namespace almoner::program {

class SiteNumbers {
 public:
  explicit SiteNumbers(SiteFolder& site) : site_{site} {}

  void add(const std::string& reference, Seq seq) {
    const std::uint8_t shard = sha256_of(reference)[0];
    std::string& lines = held_[shard];
    lines += reference + "\t" + std::to_string(seq) + "\n";
    if (lines.size() > 16'384) write(shard);
  }
  void finish() {
    for (std::size_t shard = 0; shard < held_.size(); ++shard) write(shard);
  }

 private:
  void write(std::size_t shard) {
    if (held_[shard].empty()) return;
    constexpr const char* digits = "0123456789abcdef";
    site_.append(std::string{"number/"} + digits[shard >> 4U] + digits[shard & 15U], held_[shard]);
    held_[shard].clear();
  }

  SiteFolder& site_;
  std::array<std::string, 256> held_;
};

}  // namespace almoner::program

// SPDX-License-Identifier: Apache-2.0
// Fills tiles of 256 hashes level by level; a full tile's root is one hash of the level above.
#include "site_tiles.hpp"

#include <nettle/sha2.h>

#include <fmt/format.h>

namespace almoner::program {

namespace {

constexpr std::size_t tile_width = 256;

std::string_view text_of(const DocumentHash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

DocumentHash node_hash(const DocumentHash& left, const DocumentHash& right) {
  std::string bytes{'\x01'};
  bytes.append(text_of(left)).append(text_of(right));
  return sha256_of(bytes);
}

/// The root of a power of two of hashes.
DocumentHash root_of_full(std::vector<DocumentHash> hashes) {
  for (; hashes.size() > 1; hashes.resize(hashes.size() / 2))
    for (std::size_t i = 0; i < hashes.size() / 2; ++i) hashes[i] = node_hash(hashes[2 * i], hashes[2 * i + 1]);
  return hashes.front();
}

/// x001/x234/067 for 1234067: groups of three digits, all but the last marked.
std::string tile_path(std::uint64_t number) {
  std::string path = fmt::format("{:03}", number % 1000);
  for (number /= 1000; number > 0; number /= 1000) path = fmt::format("x{:03}/{}", number % 1000, path);
  return path;
}

}  // namespace

DocumentHash sha256_of(std::string_view bytes) {
  sha256_ctx running;
  sha256_init(&running);
  sha256_update(&running, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  DocumentHash hash{};
  sha256_digest(&running, hash.size(), hash.data());
  return hash;
}

void SiteTiles::write_tile(const std::string& level, std::uint64_t number, std::size_t width, std::string_view bytes) {
  const std::string partial = width < tile_width ? fmt::format(".p/{}", width) : "";
  site_.write(fmt::format("tile/{}/{}{}", level, tile_path(number), partial), bytes);
}

void SiteTiles::add_hash(std::size_t level, const DocumentHash& hash) {
  if (levels_.size() == level) levels_.emplace_back();
  levels_[level].hashes.push_back(hash);
  if (levels_[level].hashes.size() < tile_width) return;
  std::string bytes;
  for (const DocumentHash& one : levels_[level].hashes) bytes += text_of(one);
  write_tile(std::to_string(level), levels_[level].number, tile_width, bytes);
  const DocumentHash root = root_of_full(std::move(levels_[level].hashes));
  levels_[level].hashes.clear();
  ++levels_[level].number;
  add_hash(level + 1, root);
}

void SiteTiles::add(std::string_view event) {
  DocumentHash leaf = sha256_of(std::string{'\0'}.append(event));
  const std::uint64_t bundle_number = levels_.empty() ? 0 : levels_[0].number;
  bundle_ += static_cast<char>(event.size() >> 8U & 0xFFU);
  bundle_ += static_cast<char>(event.size() & 0xFFU);
  bundle_ += event;
  add_hash(0, leaf);
  if (levels_[0].hashes.empty()) {
    write_tile("entries", bundle_number, tile_width, bundle_);
    bundle_.clear();
  }
  std::uint64_t size = 1;
  for (; !frontier_.empty() && frontier_.back().first == size; size *= 2) {
    leaf = node_hash(frontier_.back().second, leaf);
    frontier_.pop_back();
  }
  frontier_.emplace_back(size, leaf);
}

void SiteTiles::finish() {
  for (std::size_t level = 0; level < levels_.size(); ++level) {
    const Level& one = levels_[level];
    if (one.hashes.empty()) continue;
    std::string bytes;
    for (const DocumentHash& hash : one.hashes) bytes += text_of(hash);
    write_tile(std::to_string(level), one.number, one.hashes.size(), bytes);
    if (level == 0) write_tile("entries", one.number, one.hashes.size(), bundle_);
  }
}

DocumentHash SiteTiles::root() const {
  if (frontier_.empty()) return sha256_of({});
  DocumentHash root = frontier_.back().second;
  for (std::size_t i = frontier_.size() - 1; i-- > 0;) root = node_hash(frontier_[i].second, root);
  return root;
}

}  // namespace almoner::program

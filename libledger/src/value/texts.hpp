// SPDX-License-Identifier: Apache-2.0
// Texts that begin one after another and end together.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace almoner {

/// Keeps texts side by side in blocks of memory. Thousands of short ones, made by one thread and ended by
/// another, would each cost both threads an allocator's call and memory that comes back cold.
class Texts {
 public:
  Texts() = default;
  Texts(Texts&&) = default;
  Texts& operator=(Texts&&) = default;

  /// A copy. It stands where it is until clear(), wherever this is moved to.
  std::string_view keep(std::string_view text) {
    if (blocks_.empty() || blocks_.back().size - blocks_.back().used < text.size()) begin_block(text.size());
    Block& block = blocks_.back();
    char* const at = block.bytes.get() + block.used;
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    block.used += text.size();
    return {at, text.size()};
  }

  /// Ends all texts. Their memory is kept for others.
  void clear() {
    for (Block& block : blocks_) {
      block.used = 0;
      spare_.push_back(std::move(block));
    }
    blocks_.clear();
  }

 private:
  static constexpr std::size_t block_size = std::size_t{1} << 16U;

  struct Block {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
    std::size_t used = 0;
  };

  void begin_block(std::size_t text_size) {
    if (!spare_.empty() && spare_.back().size >= text_size) {
      blocks_.push_back(std::move(spare_.back()));
      spare_.pop_back();
      return;
    }
    const std::size_t size = std::max(block_size, text_size);
    blocks_.push_back({std::make_unique_for_overwrite<char[]>(size), size, 0});
  }

  std::vector<Block> blocks_;  ///< the last is being filled
  std::vector<Block> spare_;
};

}  // namespace almoner

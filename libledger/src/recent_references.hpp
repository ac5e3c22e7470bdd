// SPDX-License-Identifier: Apache-2.0
// Which references a transaction has posted so far, by 32 bits of each one's hash: enough to know
// at once that a reference is new, in some eight bytes an entry. A tag that is here may be another
// reference's; the store then tells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace almoner {

class RecentReferences {
 public:
  void add(std::uint64_t hash) {
    if (count_ * 4 >= tags_.size() * 3) grow();
    put(tag_of(hash));
    ++count_;
  }
  bool may_have(std::uint64_t hash) const {
    if (tags_.empty()) return false;
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t at = tag & mask(); tags_[at] != 0; at = (at + 1) & mask())
      if (tags_[at] == tag) return true;
    return false;
  }
  void clear() {
    tags_ = {};
    count_ = 0;
  }

 private:
  /// Never 0, which marks an empty place.
  static std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32U) | 1U; }
  std::size_t mask() const { return tags_.size() - 1; }
  void put(std::uint32_t tag) {
    std::size_t at = tag & mask();
    while (tags_[at] != 0) at = (at + 1) & mask();
    tags_[at] = tag;
  }
  void grow() {
    std::vector<std::uint32_t> before(tags_.empty() ? 1024 : tags_.size() * 2);
    before.swap(tags_);
    for (const std::uint32_t tag : before)
      if (tag != 0) put(tag);
  }

  std::vector<std::uint32_t> tags_;
  std::size_t count_ = 0;
};

}  // namespace almoner

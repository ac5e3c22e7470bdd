// SPDX-License-Identifier: Apache-2.0
// References that were posted, by 40 bits of each one's hash: enough to know at once that a reference
// is new, in some eight bytes an entry. What is here may be another reference's
// (one in a million lookups, of a million entries); the store then tells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace almoner {

/// An open-addressed set of tags, none of them 0.
class TagSet {
 public:
  void add(std::uint32_t tag) {
    if (count_ * 4 >= tags_.size() * 3) grow();
    put(tag);
    ++count_;
  }
  void add_all(const TagSet& other) {
    for (const std::uint32_t tag : other.tags_)
      if (tag != 0) add(tag);
  }
  bool has(std::uint32_t tag) const {
    if (tags_.empty()) return false;
    for (std::size_t at = tag & mask(); tags_[at] != 0; at = (at + 1) & mask())
      if (tags_[at] == tag) return true;
    return false;
  }

 private:
  std::size_t mask() const { return tags_.size() - 1; }
  void put(std::uint32_t tag) {
    std::size_t at = tag & mask();
    while (tags_[at] != 0) at = (at + 1) & mask();
    tags_[at] = tag;
  }
  void grow() {
    std::vector<std::uint32_t> before(tags_.empty() ? 16 : tags_.size() * 2);
    before.swap(tags_);
    for (const std::uint32_t tag : before)
      if (tag != 0) put(tag);
  }

  std::vector<std::uint32_t> tags_;
  std::size_t count_ = 0;
};

class RecentReferences {
 public:
  void add(std::uint64_t hash) { set_of(hash).add(tag_of(hash)); }
  bool may_have(std::uint64_t hash) const { return !sets_.empty() && sets_[set_number(hash)].has(tag_of(hash)); }
  void add_all(const RecentReferences& other) {
    if (sets_.empty()) sets_.resize(other.sets_.size());
    for (std::size_t i = 0; i < other.sets_.size(); ++i) sets_[i].add_all(other.sets_[i]);
  }
  void clear() { sets_ = {}; }

 private:
  // By the first bits: where references are read by their hashes, one set is filled after the other.
  static std::size_t set_number(std::uint64_t hash) { return hash >> 56U; }
  static std::uint32_t tag_of(std::uint64_t hash) {
    const auto tag = static_cast<std::uint32_t>(hash >> 24U);
    return tag == 0 ? 1 : tag;
  }
  TagSet& set_of(std::uint64_t hash) {
    if (sets_.empty()) sets_.resize(256);
    return sets_[set_number(hash)];
  }

  std::vector<TagSet> sets_;  ///< by 8 bits; each holds 32 others
};

}  // namespace almoner

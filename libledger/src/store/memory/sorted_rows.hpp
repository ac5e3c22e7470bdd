// SPDX-License-Identifier: Apache-2.0
// Rows of one table in the order of their keys, with a way back to where the transaction began; or without
// one, and in that order only once a row is looked for.
// Kept in chunks of some 16 KiB, so that a row in the middle moves one chunk and not the table, and
// rows that come in order, as most do, lie close together without a node each.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include <almoner/error.hpp>

#include "store/key_order.hpp"
#include "value/assert.hpp"

namespace almoner {

template <class Row>
class SortedRows {
 public:
  using Key = std::remove_cvref_t<decltype(key_of(std::declval<const Row&>()))>;

  /// Notes no way back from now on, which saves its memory: rollback() then leaves no rows.
  void forget_changes() { noting_ = false; }

  /// Good until the next change.
  class Iterator {
   public:
    const Row& operator*() const { return (*chunks_)[chunk_][row_]; }
    const Row* operator->() const { return &**this; }
    Iterator& operator++() {
      if (++row_ == (*chunks_)[chunk_].size()) {
        ++chunk_;
        row_ = 0;
      }
      return *this;
    }
    Iterator& operator--() {
      if (row_ == 0) row_ = (*chunks_)[--chunk_].size();
      --row_;
      return *this;
    }
    bool operator==(const Iterator&) const = default;

   private:
    friend class SortedRows;
    Iterator(const std::vector<std::vector<Row>>* chunks, std::size_t chunk, std::size_t row)
        : chunks_{chunks}, chunk_{chunk}, row_{row} {}
    const std::vector<std::vector<Row>>* chunks_;
    std::size_t chunk_;
    std::size_t row_;
  };

  Iterator begin() {
    settle();
    return {&chunks_, 0, 0};
  }
  Iterator end() const { return {&chunks_, chunks_.size(), 0}; }

  /// The first row whose key is not less.
  Iterator lower_bound(const Key& key) {
    settle();
    if (chunks_.empty() || key_of(chunks_.back().back()) < key) return end();
    const auto chunk = std::partition_point(
        chunks_.begin(), chunks_.end(),
        [&](const std::vector<Row>& rows) { return key_of(rows.back()) < key; });
    const auto row = std::partition_point(chunk->begin(), chunk->end(),
                                          [&](const Row& r) { return key_of(r) < key; });
    return {&chunks_, static_cast<std::size_t>(chunk - chunks_.begin()),
            static_cast<std::size_t>(row - chunk->begin())};
  }
  const Row* find(const Key& key) {
    const Iterator at = lower_bound(key);
    return at != end() && key_of(*at) == key ? &*at : nullptr;
  }

  /// False, and nothing is changed, if the key is there.
  bool insert(Row row) {
    const Key key = key_of(row);
    const Iterator at = lower_bound(key);
    if (at != end() && key_of(*at) == key) return false;
    note_none_before(key);
    insert_at(at, std::move(row));
    return true;
  }
  /// Rows in the order of their keys. False if one's key is there; the others may be in then.
  bool insert_all(std::vector<Row>&& rows) {
    settle();
    constexpr std::size_t moved_in_the_time_of_one_insertion = 16;
    if (rows.size() >= chunk_rows_max && rows.size() * moved_in_the_time_of_one_insertion >= chunks_.size() * chunk_rows_max)
      return merge(std::move(rows));
    for (Row& row : rows)
      if (!insert(std::move(row))) return false;
    return true;
  }
  /// Rows in whatever order. Throws Corrupt if one's key is there; the others may be in then.
  void insert_unordered(std::vector<Row>&& rows) {
    // So that neighbours follow each other: what is looked through for one is at hand for the next.
    sort_by_key(rows);
    if (!insert_all(std::move(rows))) throw Corrupt{"a row is there that should not be; `rebuild` mends the tables"};
  }
  /// The same, but that the rows stay as they come until the table is asked for a key or gone through in order,
  /// which throws then. Only after forget_changes().
  void put_aside(std::vector<Row>&& rows) {
    ALMONER_ASSERT(!noting_);
    if (!rows.empty()) aside_.push_back(std::move(rows));
  }
  /// In no order, and without asking for one.
  template <class Visitor>
  void visit_unordered(const Visitor& visitor) const {
    for (const std::vector<std::vector<Row>>* all : {&chunks_, &aside_})
      for (const std::vector<Row>& rows : *all)
        for (const Row& row : rows)
          if (!visitor(row)) return;
  }
  void insert_or_replace(Row row) {
    const Key key = key_of(row);
    const Iterator at = lower_bound(key);
    if (at == end() || key_of(*at) != key) {
      note_none_before(key);
      insert_at(at, std::move(row));
      return;
    }
    note_before(key, *at);
    chunks_[at.chunk_][at.row_] = std::move(row);
  }
  /// False if there is none.
  bool erase(const Key& key) {
    const Iterator at = lower_bound(key);
    if (at == end() || key_of(*at) != key) return false;
    note_before(key, *at);
    erase_at(at);
    return true;
  }
  void clear() {
    aside_.clear();
    undo();
    if (cleared_ || !noting_)
      chunks_.clear();
    else
      cleared_ = std::exchange(chunks_, {});
  }

  void commit() {
    cleared_.reset();
    changes_ = {};
    befores_ = {};
  }
  /// Back to the rows of the last commit.
  void rollback() {
    aside_.clear();
    if (!noting_)
      chunks_.clear();
    else if (cleared_)
      chunks_ = *std::move(cleared_);
    else
      undo();
    commit();
  }

 private:
  static constexpr std::size_t chunk_rows_max = std::max<std::size_t>(32, 16'384 / sizeof(Row));
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  /// What to undo for a key: the row that stood there, by its place in befores_, or none.
  struct Change {
    Key key;
    std::size_t before;
  };

  void settle() {
    if (aside_.empty()) return;
    std::vector<Row> rows;
    for (std::vector<Row>& some : std::exchange(aside_, {})) std::move(some.begin(), some.end(), std::back_inserter(rows));
    insert_unordered(std::move(rows));
  }
  void note_none_before(const Key& key) {
    if (noting_) changes_.push_back({key, none});
  }
  void note_before(const Key& key, const Row& row) {
    if (!noting_) return;
    changes_.push_back({key, befores_.size()});
    befores_.push_back(row);
  }
  void undo() {
    for (; !changes_.empty(); changes_.pop_back()) {
      const auto& [key, before] = changes_.back();
      const Iterator at = lower_bound(key);
      const bool there = at != end() && key_of(*at) == key;
      if (before == none)
        erase_at(at);
      else if (there)
        chunks_[at.chunk_][at.row_] = std::move(befores_[before]);
      else
        insert_at(at, std::move(befores_[before]));
    }
    befores_.clear();
  }
  void insert_at(Iterator at, Row row) {
    if (at == end()) {
      if (chunks_.empty() || chunks_.back().size() >= chunk_rows_max) chunks_.emplace_back();
      chunks_.back().push_back(std::move(row));
      return;
    }
    if (at.row_ == 0 && at.chunk_ > 0) {
      // Between two chunks: at the end of the first, where the next of a run will follow.
      --at.chunk_;
      at.row_ = chunks_[at.chunk_].size();
    }
    if (chunks_[at.chunk_].size() >= chunk_rows_max) split(at);
    std::vector<Row>& chunk = chunks_[at.chunk_];
    chunk.insert(chunk.begin() + static_cast<std::ptrdiff_t>(at.row_), std::move(row));
  }
  /// Moves each row once. Takes all its memory before, so that none is lost where there is no more.
  bool merge(std::vector<Row>&& rows) {
    std::size_t count = rows.size();
    for (const std::vector<Row>& chunk : chunks_) count += chunk.size();
    std::vector<std::vector<Row>> merged((count + chunk_rows_max - 1) / chunk_rows_max);
    for (std::vector<Row>& chunk : merged) chunk.reserve(chunk_rows_max);
    if (noting_) changes_.reserve(changes_.size() + rows.size());
    auto into = merged.begin();
    const auto put = [&](Row& row) {
      if (into->size() == chunk_rows_max) ++into;
      into->push_back(std::move(row));
    };
    bool unique = true;
    const Row* last = nullptr;
    const auto put_new = [&](Row& row) {
      if (last && key_of(*last) == key_of(row)) {
        unique = false;
        return;
      }
      note_none_before(key_of(row));
      put(row);
      last = &into->back();
    };
    auto next = rows.begin();
    for (std::vector<Row>& chunk : chunks_) {
      for (Row& row : chunk) {
        for (; next != rows.end() && key_of(*next) < key_of(row); ++next) put_new(*next);
        put(row);
        last = &into->back();
      }
      chunk = {};
    }
    for (; next != rows.end(); ++next) put_new(*next);
    while (!merged.empty() && merged.back().empty()) merged.pop_back();
    chunks_ = std::move(merged);
    return unique;
  }
  /// Makes room for a row at `at`, and moves `at` to where it goes. At the end of a chunk the new
  /// one is empty, so that a run of rows leaves full chunks behind.
  void split(Iterator& at) {
    const std::size_t keep = at.row_ == chunks_[at.chunk_].size() ? at.row_ : chunk_rows_max / 2;
    std::vector<Row>& full = chunks_[at.chunk_];
    const auto middle = full.begin() + static_cast<std::ptrdiff_t>(keep);
    std::vector<Row> rest(std::make_move_iterator(middle), std::make_move_iterator(full.end()));
    full.erase(middle, full.end());
    chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(at.chunk_) + 1, std::move(rest));
    if (at.row_ >= keep) {
      ++at.chunk_;
      at.row_ -= keep;
    }
  }
  void erase_at(Iterator at) {
    std::vector<Row>& chunk = chunks_[at.chunk_];
    chunk.erase(chunk.begin() + static_cast<std::ptrdiff_t>(at.row_));
    if (chunk.empty()) chunks_.erase(chunks_.begin() + static_cast<std::ptrdiff_t>(at.chunk_));
  }

  std::vector<std::vector<Row>> chunks_;  ///< none is empty
  std::vector<std::vector<Row>> aside_;   ///< as they were put
  bool noting_ = true;
  std::vector<Change> changes_;  ///< since the last commit, or since clear
  std::vector<Row> befores_;
  std::optional<std::vector<std::vector<Row>>> cleared_;  ///< what stood before the first clear
};

}  // namespace almoner

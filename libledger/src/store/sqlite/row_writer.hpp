// SPDX-License-Identifier: Apache-2.0
// Rows in. Each table's rows go in by key: a B-tree takes neighbours many times faster than
// strangers. What lies in pages joins what stands in them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "store/port.hpp"
#include "store/sqlite/rows.hpp"
#include "store/sqlite/sqlite.hpp"

namespace almoner::sqlite {

/// Puts rows into their tables.
class RowWriter {
 public:
  explicit RowWriter(Connection& connection) : connection_{connection} {}

  void append(RowBatch&&);
  /// Takes a body out of those that stand with its event. None there: no effect.
  void erase_private(Id seq, std::uint32_t number);

 private:
  template <class Row>
  void insert(std::vector<Row>&);
  template <class Row>
  void insert_as_they_stand(const std::vector<Row>&);
  void insert_events(RowBatch&);
  template <class Row>
  void remove_places(std::vector<Row>&, std::string_view sql);
  std::optional<PostingPageRow> last_page(const PostingRow&);
  std::optional<LotPageRow> last_page(const LotRow&);
  std::optional<PartyPageRow> last_page(const PartyPostingRow&);
  template <class PageRow, class Row>
  std::vector<PageRow> pages_with(std::vector<Row>& rows);
  std::vector<MonthPageRow> pages_with(std::vector<MonthRow>& rows);

  void insert_references(RowBatch&);
  void settle(std::vector<ReferenceRow>&);
  struct HeldPage {
    std::uint64_t low = 0;
    std::vector<ReferenceRow> held;
    std::optional<std::uint64_t> end;  ///< where the next page begins
  };
  HeldPage reference_page_of(std::uint64_t hash);
  static void cut_into_pages(std::uint64_t low, std::span<const ReferenceRow>, std::vector<ReferencePageRow>&);

  Connection& connection_;
};

}  // namespace almoner::sqlite

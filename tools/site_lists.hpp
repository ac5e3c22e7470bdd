// SPDX-License-Identifier: Apache-2.0
// Long lists as pages of 500 rows: a list is held until it is a page long, then written, so that
// memory does not grow with the book.
#pragma once

#include <string>
#include <vector>

#include "site_folder.hpp"
#include "site_page.hpp"

namespace almoner::program {

inline constexpr std::size_t rows_on_page = 500;

/// One side of one fund.
class SiteList {
 public:
  SiteList(std::string fund, std::string fund_file, RowSide side)
      : fund_{std::move(fund)}, fund_file_{std::move(fund_file)}, side_{side} {}

  void add(SiteRow&&, SiteFolder&, const SiteFrame&, const RowTables&, const SiteNames&);
  /// Writes what is left of a list of several pages. A list of one page stays for the fund's own.
  void finish(SiteFolder&, const SiteFrame&, const RowTables&, const SiteNames&);

  std::uint64_t count() const { return count_; }
  Units total() const { return total_; }  ///< base currency
  /// The rows of a short list, or links to the pages of a long one.
  std::string section(Language, const RowTables&) const;

 private:
  std::string file(std::size_t page) const;
  void write_page(bool last, SiteFolder&, const SiteFrame&, const RowTables&, const SiteNames&);

  std::string fund_;
  std::string fund_file_;  ///< without its ending
  RowSide side_;
  std::vector<SiteRow> held_;
  std::size_t pages_ = 0;  ///< written
  std::uint64_t count_ = 0;
  Units total_ = 0;
};

}  // namespace almoner::program

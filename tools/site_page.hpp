// SPDX-License-Identifier: Apache-2.0
// The frame of each page and the tables in it.
#pragma once

#include <string>
#include <vector>

#include "site_rows.hpp"
#include "site_words.hpp"

namespace almoner::program {

/// What all pages of a site share.
struct SiteFrame {
  std::string book;    ///< its name
  std::string origin;  ///< of its checkpoints
  std::string as_of;   ///< day of the newest entry
};

/// The page at `file` ("fund-1.html", in both languages the same) around `body`, which is HTML.
std::string page(Language, const SiteFrame&, const std::string& file, const std::string& title, const std::string& body,
                 const std::string& scripts = {});

/// A table's cell: HTML, and whether it is a figure.
struct HtmlCell {
  std::string html;
  bool figure = false;
};

/// `kind` is the class by which the style sheet names its columns on a narrow screen. The first
/// cell of each row is its heading; the last row is a total where `total`.
std::string table(const std::string& kind, const std::string& caption, const std::vector<HtmlCell>& head,
                  const std::vector<std::vector<HtmlCell>>& rows, bool total = false);

/// How rows and figures of one book are written.
class RowTables {
 public:
  RowTables(const Scales& scales, const SiteNames& names, std::map<std::string, std::string> fund_uses)
      : scales_{scales}, names_{names}, fund_uses_{std::move(fund_uses)} {}

  std::string value(Units units) const { return format_units_grouped(units, scales_.base_scale()); }
  std::string rows(Language, const std::string& fund, RowSide, const std::vector<SiteRow>&) const;
  /// The purposes that a fund serves, for readers.
  std::string uses_of(Language, const std::string& fund) const;

 private:
  std::string item(Language, const SiteRow&) const;
  std::string note(Language, const SiteRow&) const;

  const Scales& scales_;
  const SiteNames& names_;
  std::map<std::string, std::string> fund_uses_;  ///< purposes by fund, parted by blanks; empty: any
};

}  // namespace almoner::program

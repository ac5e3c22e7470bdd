// SPDX-License-Identifier: Apache-2.0
#include "site_lists.hpp"

#include <fmt/format.h>

namespace almoner::program {

std::string SiteList::file(std::size_t page) const {
  return fmt::format("{}-{}-{}.html", fund_file_, side_ == RowSide::received ? "received" : "used", page);
}

void SiteList::add(SiteRow&& row, SiteFolder& site, const SiteFrame& frame, const RowTables& tables, const SiteNames& names) {
  if (held_.size() == rows_on_page) write_page(false, site, frame, tables, names);
  ++count_;
  total_ = plus(total_, row.value);
  held_.push_back(std::move(row));
}

void SiteList::finish(SiteFolder& site, const SiteFrame& frame, const RowTables& tables, const SiteNames& names) {
  if (pages_ > 0 && !held_.empty()) write_page(true, site, frame, tables, names);
}

void SiteList::write_page(bool last, SiteFolder& site, const SiteFrame& frame, const RowTables& tables, const SiteNames& names) {
  ++pages_;
  for (Language language : languages) {
    const Words& say = words(language);
    const std::string list = side_ == RowSide::received ? say.received_list : say.used_list;
    const std::string title = fmt::format("{}: {}", names.with_code(language, fund_), list);
    std::string links = fmt::format("<nav class=\"pages\" aria-label=\"{}\">\n<a href=\"{}.html\">{}</a>\n", say.pages, fund_file_,
                                    html(names.with_code(language, fund_)));
    if (pages_ > 1) links += fmt::format("<a rel=\"prev\" href=\"{}\">{}</a>\n", file(pages_ - 1), say.previous);
    if (!last) links += fmt::format("<a rel=\"next\" href=\"{}\">{}</a>\n", file(pages_ + 1), say.next);
    links += "</nav>\n";
    const std::string body = fmt::format("<h1>{} <small>{}</small></h1>\n{}{}{}", html(title),
                                         fmt::format(fmt::runtime(say.page), pages_), links,
                                         tables.rows(language, fund_, side_, held_), links);
    site.write(say.folder + file(pages_), page(language, frame, file(pages_), title, body));
  }
  held_.clear();
}

std::string SiteList::section(Language language, const RowTables& tables) const {
  const Words& say = words(language);
  if (count_ == 0) return fmt::format("<p>{}</p>\n", say.none);
  if (pages_ == 0) return tables.rows(language, fund_, side_, held_);
  std::string text = fmt::format("<nav class=\"pages\" aria-label=\"{}\">\n", say.pages);
  for (std::size_t number = 1; number <= pages_; ++number)
    text += fmt::format("<a href=\"{}\">{}</a>\n", file(number), fmt::format(fmt::runtime(say.page), number));
  return text + "</nav>\n";
}

}  // namespace almoner::program

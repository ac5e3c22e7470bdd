// SPDX-License-Identifier: Apache-2.0
// Everything that a book or its people wrote passes through html() on its way into a page.
#include "site_page.hpp"

#include <fmt/format.h>

#include "site_assets.hpp"
#include "site_template.hpp"

namespace almoner::program {

namespace {

Language other_of(Language language) { return language == Language::chinese ? Language::english : Language::chinese; }

std::string cell(const HtmlCell& one, bool heading) {
  const char* figure = one.figure ? " class=\"figure\"" : "";
  return heading ? fmt::format("<th scope=\"row\"{}>{}</th>", figure, one.html) : fmt::format("<td{}>{}</td>", figure, one.html);
}

}  // namespace

std::string page(Language language, const SiteFrame& frame, const std::string& file, const std::string& title,
                 const std::string& body, const std::string& scripts) {
  const Words& say = words(language);
  const Words& other = words(other_of(language));
  return fill(site_asset("page/frame.html"),
              {{"tag", say.tag}, {"title", html(title)}, {"up", say.up}, {"scripts", scripts}, {"skip", say.skip},
               {"book", html(frame.book)}, {"nav_label", say.nav_label}, {"home", say.home}, {"verify", say.verify},
               {"other_tag", other.tag}, {"other", say.up + (other.folder + file)}, {"other_language", say.other_language},
               {"body", body}, {"origin", html(frame.origin)},
               {"as_of", fmt::format(fmt::runtime(say.as_of), frame.as_of)}});
}

std::string table(const std::string& kind, const std::string& caption, const std::vector<HtmlCell>& head,
                  const std::vector<std::vector<HtmlCell>>& rows, bool total) {
  std::string text = fmt::format("<div class=\"wide\">\n<table class=\"{}\">\n", kind);
  if (!caption.empty()) text += fmt::format("<caption>{}</caption>\n", caption);
  text += "<thead><tr>";
  for (const HtmlCell& one : head)
    text += fmt::format("<th scope=\"col\"{}>{}</th>", one.figure ? " class=\"figure\"" : "", one.html);
  text += "</tr></thead>\n<tbody>\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool is_total = total && i + 1 == rows.size();
    if (is_total) text += "</tbody>\n<tfoot>\n";
    text += "<tr>";
    for (std::size_t column = 0; column < rows[i].size(); ++column) text += cell(rows[i][column], column == 0);
    text += "</tr>\n";
  }
  return text + (total && !rows.empty() ? "</tfoot>\n" : "</tbody>\n") + "</table>\n</div>\n";
}

std::string RowTables::uses_of(Language language, const std::string& fund) const {
  const std::string& uses = fund_uses_.at(fund);
  if (uses.empty()) return words(language).any_purpose;
  std::string text;
  for (std::size_t at = 0; at < uses.size();) {
    const std::size_t end = std::min(uses.find('\n', at), uses.size());
    if (!text.empty()) text += language == Language::chinese ? "、" : ", ";
    text += html(names_.name(language, uses.substr(at, end - at)));
    at = end + 1;
  }
  return text;
}

std::string RowTables::item(Language language, const SiteRow& row) const {
  if (row.commodity.empty()) return words(language).money;
  std::string text = html(names_.name(language, row.commodity));
  if (!row.labels.empty()) text += fmt::format(" <small>{}</small>", html(row.labels));
  return text;
}

std::string RowTables::note(Language language, const SiteRow& row) const {
  const Words& say = words(language);
  const std::string reference = html(row.note_reference);
  switch (row.note) {
    case RowNote::none: return {};
    case RowNote::reverses: return fmt::format(fmt::runtime(say.reverses), reference);
    case RowNote::reversed_by: return fmt::format(fmt::runtime(say.reversed_by), reference);
    case RowNote::transfer_in: return say.transfer_in;
    case RowNote::transfer_out: return say.transfer_out;
    case RowNote::refund: return fmt::format(fmt::runtime(say.refund), reference);
    case RowNote::returned: return fmt::format(fmt::runtime(say.returned), reference);
  }
  return {};
}

std::string RowTables::rows(Language language, const std::string& fund, RowSide side, const std::vector<SiteRow>& rows) const {
  const Words& say = words(language);
  const bool received = side == RowSide::received;
  const std::vector<HtmlCell> head = {{received ? say.reference : say.voucher}, {say.date}, {received ? say.donor : say.recipient}, {say.item},
                                      {say.quantity, true}, {say.value, true}, {received ? say.intended_use : say.purpose},
                                      {say.category}, {say.note}};
  std::vector<std::vector<HtmlCell>> cells;
  for (const SiteRow& row : rows) {
    const bool moved = row.note == RowNote::transfer_in || row.note == RowNote::transfer_out;
    const char* nobody = received && !moved ? say.anonymous : say.unstated;
    const std::string quantity = row.commodity.empty() ? say.unstated : html(row.quantity + (row.unit.empty() ? "" : " " + row.unit));
    const bool unpriced = !row.commodity.empty() && row.value == 0;
    std::string purpose = row.purpose.empty() ? uses_of(language, fund) : html(names_.name(language, row.purpose));
    if (!received && row.purpose.empty()) purpose = say.unstated;
    cells.push_back({{html(row.reference)},
                     {format_date(row.date)},
                     {row.party.empty() ? nobody : fmt::format("<bdi>{}</bdi>", html(row.party))},
                     {item(language, row)},
                     {quantity, true},
                     {unpriced ? say.unpriced : value(row.value), true},
                     {purpose},
                     {html(row.account)},
                     {note(language, row)}});
  }
  return table(received ? "received" : "used", "", head, cells);
}

}  // namespace almoner::program

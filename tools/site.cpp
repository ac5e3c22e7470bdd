// SPDX-License-Identifier: Apache-2.0
// One pass over the entries fills the lists; what it adds up makes the pages of funds and the overview.
#include "site.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "site_assets.hpp"
#include "site_lists.hpp"
#include "site_numbers.hpp"
#include "site_sankey.hpp"
#include "site_template.hpp"
#include "site_tiles.hpp"

namespace almoner::program {

namespace {

constexpr std::size_t sankey_most = 8;  ///< names in a column of the drawing

struct FundPart {
  FundTerms terms;
  FundRow row;
  SiteList received, used;
  std::string file;                      ///< without its ending
  std::map<std::string, Units> goods{};  ///< in hand, by commodity
};

class Site {
 public:
  Site(const Ledger& ledger, SiteFolder& folder, const SiteTerms& terms, const SiteNames& names)
      : ledger_{ledger}, folder_{folder}, terms_{terms}, names_{names}, scales_{ledger}, tables_{scales_, names, uses(ledger)} {
    const Stats stats = ledger.stats();
    frame_ = {ledger.terms().name, terms.checkpoint.origin, stats.last ? format_date(*stats.last) : "–"};
    if (frame_.book.empty()) frame_.book = frame_.origin;
    gather_funds();
  }

  void write_log(const SiteProgress&);
  void write_lists(const SiteProgress&);
  void write_pages();

 private:
  static std::map<std::string, std::string> uses(const Ledger& ledger) {
    std::map<std::string, std::string> all;
    for (const FundTerms& terms : ledger.fund_terms())
      all[terms.code] = fmt::format("{}", fmt::join(terms.purposes, "\n"));
    return all;
  }
  void gather_funds();
  void take(const std::string& fund, RowSide, SiteRow&&);
  void write_fund(Language, const FundPart&);
  void write_overview(Language);
  void write_verify(Language);
  std::string fund_facts(Language, const FundPart&) const;
  std::string funds_table(Language) const;
  std::string purposes_table(Language) const;
  std::string checkpoint_section(Language) const;
  std::string drawing(Language) const;

  const Ledger& ledger_;
  SiteFolder& folder_;
  const SiteTerms& terms_;
  const SiteNames& names_;
  Scales scales_;
  RowTables tables_;
  SiteFrame frame_;
  std::vector<FundPart> funds_;
  std::map<std::string, std::size_t> places_;  ///< of funds, by code
  Flows sources_;  ///< by name of a public donor ("" for all others) and fund
  Flows purposes_;  ///< by fund and path of purpose
  std::map<std::string, std::pair<Units, Units>> moved_;  ///< into and out of each fund by transfer
};

void Site::gather_funds() {
  std::map<std::string, FundRow> rows;
  for (FundRow& row : ledger_.funds()) rows.emplace(row.fund, row);
  for (const FundTerms& terms : ledger_.fund_terms()) {
    const std::string file = fmt::format("fund-{}", funds_.size() + 1);
    places_.emplace(terms.code, funds_.size());
    funds_.push_back({terms, rows[terms.code], SiteList{terms.code, file, RowSide::received}, SiteList{terms.code, file, RowSide::used}, file});
  }
  std::map<std::string, bool> holds_goods;
  for (const AccountTerms& account : ledger_.accounts())
    holds_goods[account.name] = account.type == AccountType::asset && account.traced.value_or(true);
  for (const BalanceRow& row : ledger_.balances())
    if (row.commodity != scales_.base() && holds_goods[row.account]) {
      Units& held = funds_.at(places_.at(row.fund)).goods[row.commodity];
      held = plus(held, row.quantity);
    }
}

void Site::write_log(const SiteProgress& progress) {
  SiteTiles tiles{folder_};
  const std::uint64_t size = terms_.checkpoint.size;
  for (Seq seq = 0; seq < size; ++seq) {
    tiles.add(ledger_.event_bytes(seq));
    if (seq % 256 == 0) progress(seq, 2 * size);
  }
  tiles.finish();
  if (tiles.root() != terms_.checkpoint.root)
    throw Corrupt{"the checkpoint signs another root than the book's log has; `almoner audit` tells what is wrong"};
  folder_.write("checkpoint", terms_.checkpoint_note);
  folder_.write("key.vkey", terms_.verifier_key + "\n");
  for (const SiteAsset& asset : site_assets())
    if (!asset.path.starts_with("page/")) folder_.write(std::string{asset.path}, asset.text);
}

void Site::take(const std::string& fund, RowSide side, SiteRow&& row) {
  FundPart& part = funds_.at(places_.at(fund));
  auto& [into, out] = moved_[fund];
  if (row.note == RowNote::transfer_in) into = plus(into, row.value);
  else if (row.note == RowNote::transfer_out) out = plus(out, row.value);
  else {
    Units& sum = side == RowSide::received ? sources_[{row.party, fund}] : purposes_[{fund, row.purpose}];
    sum = plus(sum, row.value);
  }
  (side == RowSide::received ? part.received : part.used).add(std::move(row), folder_, frame_, tables_, names_);
}

void Site::write_lists(const SiteProgress& progress) {
  SiteRows rows{ledger_};
  SiteNumbers numbers{folder_};
  const std::uint64_t size = terms_.checkpoint.size;
  ledger_.for_each_entry({}, [&](const Entry& entry) {
    if (entry.seq >= size) return false;
    if (entry.seq % 256 == 0) progress(size + entry.seq, 2 * size);
    numbers.add(entry.reference, entry.seq);
    rows.rows_of(entry, [&](const std::string& fund, RowSide side, SiteRow&& row) { take(fund, side, std::move(row)); });
    return true;
  });
  numbers.finish();
  for (FundPart& fund : funds_) {
    fund.received.finish(folder_, frame_, tables_, names_);
    fund.used.finish(folder_, frame_, tables_, names_);
    // The roll-forward knows no agency fund: what is held for another is nobody's income.
    if (fund.terms.fund_class != FundClass::agency) continue;
    fund.row = {fund.terms.code, FundClass::agency, 0, fund.received.total(), 0, fund.used.total(), 0};
    fund.row.closing = plus(fund.row.received, -fund.row.spent);
  }
}

std::string Site::fund_facts(Language language, const FundPart& fund) const {
  const Words& say = words(language);
  std::string text = "<dl class=\"facts\">\n";
  const auto fact = [&](const char* name, const std::string& said) {
    if (!said.empty()) text += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, said);
  };
  fact(say.fund_class, fund_class_word(language, fund.terms.fund_class));
  fact(say.intended_use, tables_.uses_of(language, fund.terms.code));
  fact(say.agreement, html(fund.terms.agreement));
  if (fund.terms.from || fund.terms.until)
    fact(say.until, fmt::format("{} – {}", fund.terms.from ? format_date(*fund.terms.from) : "",
                                fund.terms.until ? format_date(*fund.terms.until) : ""));
  std::string goods;
  for (const auto& [commodity, quantity] : fund.goods)
    if (quantity != 0)
      goods += fmt::format("{}{} {}{}", goods.empty() ? "" : language == Language::chinese ? "；" : "; ",
                           html(names_.name(language, commodity)), format_units_grouped(quantity, scales_.of(commodity)),
                           html(scales_.unit(commodity).empty() ? "" : " " + scales_.unit(commodity)));
  fact(say.goods_left, goods);
  return text + "</dl>\n";
}

void Site::write_fund(Language language, const FundPart& fund) {
  const Words& say = words(language);
  const std::string title = names_.with_code(language, fund.terms.code);
  const FundRow& row = fund.row;
  const std::vector<HtmlCell> head = {{say.opening, true}, {say.received, true}, {say.transfers, true}, {say.used, true}, {say.left, true}};
  std::string sums = "<dl class=\"sums\">\n";
  const Units figures[] = {row.opening, row.received, row.transfers, row.spent, row.closing};
  for (std::size_t i = 0; i < head.size(); ++i)
    sums += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", head[i].html, tables_.value(figures[i]));
  sums += "</dl>\n";
  const std::string body = fmt::format("<h1>{}</h1>\n{}{}<h2 id=\"received\">{} <small>{}</small></h2>\n{}<h2 id=\"used\">{} <small>{}</small></h2>\n{}",
                                       html(title), fund_facts(language, fund), sums, say.received_list, fund.received.count(),
                                       fund.received.section(language, tables_), say.used_list, fund.used.count(),
                                       fund.used.section(language, tables_));
  folder_.write(say.folder + fund.file + ".html", page(language, frame_, fund.file + ".html", fmt::format("{} · {}", title, frame_.book), body));
}

std::string Site::funds_table(Language language) const {
  const Words& say = words(language);
  std::vector<std::vector<HtmlCell>> rows;
  Units total[5] = {};
  for (const FundPart& fund : funds_) {
    const FundRow& row = fund.row;
    const Units figures[] = {row.opening, row.received, row.transfers, row.spent, row.closing};
    std::vector<HtmlCell> cells = {{fmt::format("<a href=\"{}.html\">{}</a>", fund.file, html(names_.with_code(language, fund.terms.code)))},
                                   {fund_class_word(language, fund.terms.fund_class)}};
    for (std::size_t i = 0; i < std::size(figures); ++i) {
      total[i] = plus(total[i], figures[i]);
      cells.push_back({tables_.value(figures[i]), true});
    }
    rows.push_back(std::move(cells));
  }
  std::vector<HtmlCell> last = {{say.total}, {""}};
  for (Units sum : total) last.push_back({tables_.value(sum), true});
  rows.push_back(std::move(last));
  return table("funds", "", {{say.fund}, {say.fund_class}, {say.opening, true}, {say.received, true}, {say.transfers, true}, {say.used, true}, {say.left, true}},
               rows, true);
}

std::string Site::purposes_table(Language language) const {
  const Words& say = words(language);
  std::map<std::string, Units> sums;
  for (const auto& [ends, value] : purposes_)
    if (!ends.second.empty()) sums[ends.second] = plus(sums[ends.second], value);
  std::vector<std::vector<HtmlCell>> rows;
  Units total = 0;
  for (const auto& [path, value] : sums) {
    rows.push_back({{html(names_.name(language, path))}, {tables_.value(value), true}});
    total = plus(total, value);
  }
  rows.push_back({{say.total}, {tables_.value(total), true}});
  return table("purposes", "", {{say.purpose}, {say.value, true}}, rows, true);
}

std::string Site::checkpoint_section(Language language) const {
  const Words& say = words(language);
  return fmt::format(
      "<h2>{}</h2>\n<p>{}</p>\n<dl class=\"facts\">\n<div><dt>{}</dt><dd>{}</dd></div>\n<div><dt>{}</dt><dd><code>{}</code></dd></div>\n"
      "<div><dt>{}</dt><dd><code>{}</code></dd></div>\n</dl>\n<p>{}</p>\n",
      say.checkpoint_title,
      fmt::format(fmt::runtime(say.checkpoint_text), fmt::format("<a href=\"{}checkpoint\">checkpoint</a>", say.up),
                  "<code>tile/</code>"),
      say.size, terms_.checkpoint.size, say.root, hex(terms_.checkpoint.root), say.key, html(terms_.verifier_key), say.key_text);
}

std::string Site::drawing(Language language) const {
  const Words& say = words(language);
  Sankey sankey{say.flow, say.flow_text, {}, {}, scales_.base_scale()};
  const auto add = [](Flows& flows, const std::string& from, const std::string& to, Units value) {
    Units& sum = flows[{from, to}];
    sum = plus(sum, value);
  };
  Flows sources, purposes;
  for (const auto& [ends, value] : sources_) add(sources, ends.first.empty() ? say.anonymous : ends.first, ends.second, value);
  for (const auto& [ends, value] : purposes_)
    add(purposes, ends.first, ends.second.empty() ? say.passed_on : names_.name(language, ends.second), value);
  sources = largest(sources, true, sankey_most, say.others);
  purposes = largest(purposes, false, sankey_most, say.others);
  for (const FundPart& fund : funds_) {
    add(sources, say.opening_source, fund.terms.code, fund.row.opening);
    add(purposes, fund.terms.code, say.unspent, fund.row.closing);
    const auto moved = moved_.find(fund.terms.code);
    if (moved == moved_.end()) continue;
    add(sources, say.transfer_in, fund.terms.code, moved->second.first);
    add(purposes, fund.terms.code, say.transfer_out, moved->second.second);
  }
  const auto named = [&](const std::string& code) { return code == say.others ? code : names_.with_code(language, code); };
  for (const auto& [ends, value] : largest(sources, false, sankey_most + 4, say.others)) add(sankey.into, ends.first, named(ends.second), value);
  for (const auto& [ends, value] : largest(purposes, true, sankey_most + 4, say.others)) add(sankey.out, named(ends.first), ends.second, value);
  return sankey_svg(sankey);
}

void Site::write_overview(Language language) {
  const Words& say = words(language);
  const std::string title = fmt::format(fmt::runtime(say.site_title), frame_.book);
  const std::string body = fmt::format(
      "<h1>{}</h1>\n<p class=\"as-of\">{}</p>\n<p>{}</p>\n<p class=\"call\"><a class=\"button\" href=\"verify.html\">{}</a></p>\n<h2>{}</h2>\n{}"
      "<h2>{}</h2>\n<p>{}</p>\n<div class=\"wide\">\n{}</div>\n<h2>{}</h2>\n{}<p>{}</p>\n{}<h2>{}</h2>\n<p>{}</p>\n",
      html(title), fmt::format(fmt::runtime(say.as_of), frame_.as_of), fmt::format(fmt::runtime(say.intro), html(scales_.base())), say.verify,
      say.funds, funds_table(language), say.flow, say.flow_text, drawing(language), say.by_purpose, purposes_table(language), say.share_note,
      checkpoint_section(language), say.limits_title, say.limits);
  folder_.write(std::string{say.folder} + "index.html", page(language, frame_, "index.html", title, body));
}

void Site::write_verify(Language language) {
  const Words& say = words(language);
  std::string scripts;
  for (const char* name : {"bytes", "tree", "note", "cbor", "event", "lines", "flow", "trace", "receipt", "number", "words", "page"})
    scripts += fmt::format("<script defer src=\"{}verify/{}.js\"></script>\n", say.up, name);
  const std::string body = fill(site_asset(fmt::format("page/verify.{}.html", language == Language::chinese ? "zh" : "en")),
                                {{"key", html(terms_.verifier_key)}, {"origin", html(terms_.checkpoint.origin)}, {"book", html(frame_.book)}});
  folder_.write(std::string{say.folder} + "verify.html",
                page(language, frame_, "verify.html", fmt::format("{} · {}", say.verify, frame_.book), body, scripts));
}

void Site::write_pages() {
  for (Language language : languages) {
    for (const FundPart& fund : funds_) write_fund(language, fund);
    write_overview(language);
    write_verify(language);
  }
}

}  // namespace

void write_site(const Ledger& ledger, SiteFolder& folder, const SiteTerms& terms, const SiteNames& names, const SiteProgress& progress) {
  Site site{ledger, folder, terms, names};
  site.write_log(progress);
  site.write_lists(progress);
  site.write_pages();
  if (ledger.size() != terms.checkpoint.size) throw Conflict{"the book grew while it was published; publish again"};
}

}  // namespace almoner::program

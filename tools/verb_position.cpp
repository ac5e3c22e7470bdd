// SPDX-License-Identifier: Apache-2.0
// almoner position: what the book holds and owes on a day, and the net assets of each class.
// The classes stand side by side: restricted money is not there for what a bank balance suggests.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "balance_table.hpp"
#include "book.hpp"
#include "errors.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

/// What an agency fund holds is nobody's net assets, so it stands apart.
enum class Section : std::uint8_t {
  money,
  other_assets,
  between_funds,
  agency_assets,
  agency_liabilities,
  liabilities,
  net_assets,
};

/// Sections' names in machine formats and in tables, with the line that closes them.
struct SectionText {
  const char* name;
  const char* total;
};
constexpr SectionText section_texts[]{{"money", "Money"},
                                      {"other-assets", "Other assets"},
                                      {"between-funds", "Owed between funds"},
                                      {"agency-assets", "Agency assets"},
                                      {"agency-liabilities", "Agency liabilities"},
                                      {"liabilities", "Liabilities"},
                                      {"net-assets", "Net assets"}};

using ByClass = std::map<FundClass, Units>;

struct Position {
  /// By section, then account (empty: net assets, which are derived). As the reader expects
  /// them: liabilities and net assets are positive where they are credits.
  std::map<Section, std::map<std::string, ByClass>> lines;
  std::set<FundClass> classes;  ///< those that hold anything and have net assets: not agency
};

Section section_of(AccountType type, FundClass fund_class) {
  if (fund_class == FundClass::agency)
    return type == AccountType::liability ? Section::agency_liabilities : Section::agency_assets;
  switch (type) {
    case AccountType::cash:
      return Section::money;
    case AccountType::asset:
      return Section::other_assets;
    case AccountType::interfund:
      return Section::between_funds;
    case AccountType::liability:
      return Section::liabilities;
    default:
      return Section::net_assets;
  }
}

Position position_of(const Ledger& ledger, const Filter& filter, int depth) {
  std::map<std::string, AccountType> types;
  for (const AccountTerms& account : ledger.accounts()) types[account.name] = account.type;
  std::map<std::string, FundClass> classes;
  for (const FundTerms& fund : ledger.fund_terms()) classes[fund.code] = fund.fund_class;
  Position position;
  for (const BalanceRow& row : ledger.balances(filter)) {
    FundClass fund_class = classes[row.fund];
    Section section = section_of(types[row.account], fund_class);
    bool credit = section >= Section::agency_liabilities;
    std::string name = section == Section::net_assets ? "" : to_depth(row.account, depth);
    Units& cell = position.lines[section][name][fund_class];
    cell = plus(cell, credit ? -row.value : row.value);
    if (fund_class != FundClass::agency) position.classes.insert(fund_class);
  }
  return position;
}

ByClass total_of(const std::map<std::string, ByClass>& lines) {
  ByClass total;
  for (const auto& [account, line] : lines)
    for (auto [fund_class, value] : line) total[fund_class] = plus(total[fund_class], value);
  return total;
}

void add(ByClass& total, const ByClass& more) {
  for (auto [fund_class, value] : more) total[fund_class] = plus(total[fund_class], value);
}

std::vector<std::string> people_row(const Position& position, const std::string& label,
                                    const ByClass& line, const Scales& scales) {
  std::vector<std::string> cells{label};
  Units sum = 0;
  for (auto [fund_class, value] : line) sum = plus(sum, value);
  for (FundClass fund_class : position.classes) {
    auto found = line.find(fund_class);
    cells.push_back(found == line.end() ? "" : scales.value(found->second).shown);
  }
  cells.push_back(scales.value(sum).shown);
  return cells;
}

bool is_zero(const ByClass& line) {
  return std::all_of(line.begin(), line.end(), [](const auto& item) { return item.second == 0; });
}

TextTable people_table(const Position& position, const Scales& scales) {
  TextTable table;
  table.columns = {{""}};
  for (FundClass fund_class : position.classes)
    table.columns.push_back({std::string{to_string(fund_class)}, Align::right});
  table.columns.push_back({"total", Align::right});
  ByClass sum;
  auto section = [&](Section which) {
    const SectionText& text = section_texts[static_cast<std::size_t>(which)];
    auto found = position.lines.find(which);
    if (found == position.lines.end()) return;
    for (const auto& [account, line] : found->second)
      if (!account.empty() && !is_zero(line))
        table.rows.push_back(people_row(position, "  " + account, line, scales));
    ByClass total = total_of(found->second);
    table.rows.push_back(people_row(position, text.total, total, scales));
    add(sum, total);
  };
  section(Section::money);
  section(Section::other_assets);
  section(Section::between_funds);
  section(Section::agency_assets);
  table.rows.push_back(people_row(position, "TOTAL ASSETS", sum, scales));
  sum.clear();
  section(Section::agency_liabilities);
  section(Section::liabilities);
  section(Section::net_assets);
  table.rows.push_back(people_row(position, "TOTAL LIABILITIES AND NET ASSETS", sum, scales));
  return table;
}

int show_position(const Globals& globals, const ReportOptions& options) {
  Format format = globals.format_or(Format::table);
  Ledger ledger = open_for_reading(globals);
  Filter filter = filter_of(options, ledger);
  filter.begin.reset();  // a position is of everything up to a day
  Scales scales{ledger};
  Position position = position_of(ledger, filter, options.depth);
  Destination destination{globals.output};
  Report report{
      destination,
      format,
      {"almoner/position/1",
       {{"section", Kind::word}, {"account"}, {"class", Kind::word}, {"value", Kind::amount}}}};
  if (report.for_people()) {
    std::optional<Date> day = filter.end ? *filter.end - std::chrono::days{1} : ledger.stats().last;
    report.show(fmt::format("Position of {}{}, {}", ledger.terms().name,
                            day ? " at the end of " + format_date(*day) : "", scales.base()),
                people_table(position, scales));
  } else {
    for (const auto& [section, lines] : position.lines)
      for (const auto& [account, line] : lines)
        for (auto [fund_class, value] : line)
          report.row({section_texts[static_cast<std::size_t>(section)].name, account,
                      std::string{to_string(fund_class)}, scales.value(value)});
  }
  report.finish();
  destination.finish();
  return exit_fine;
}

}  // namespace

void add_position(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* verb = add_verb(app, "position", "Assets, liabilities and net assets by class of fund",
                            "  almoner -f B position -e 2022           at the end of 2021\n"
                            "  almoner -f B position --depth 2 -O html -o position.html");
  add_period_options(*verb, *options);
  verb->add_option("--fund", options->fund, "of this fund only")->type_name("CODE");
  verb->add_option("--depth", options->depth, "sum accounts below this many segments")
      ->type_name("N")
      ->check(CLI::Range(0, 100));
  verb->callback([&globals, options] {
    globals.action = [&globals, options] { return show_position(globals, *options); };
  });
}

}  // namespace almoner::program

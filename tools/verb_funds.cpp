// SPDX-License-Identifier: Apache-2.0
// almoner funds: the roll-forward of each fund, in the base currency.
#include <fmt/format.h>

#include "book.hpp"
#include "errors.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

constexpr Units FundRow::* figures[]{&FundRow::opening, &FundRow::received, &FundRow::transfers,
                                     &FundRow::spent, &FundRow::closing};

void add(FundRow& total, const FundRow& row) {
  for (Units FundRow::* figure : figures) total.*figure = plus(total.*figure, row.*figure);
}

std::vector<std::string> people_row(const std::string& name, const std::string& fund_class,
                                    const FundRow& row, const Scales& scales) {
  std::vector<std::string> cells{name, fund_class};
  for (Units FundRow::* figure : figures) cells.push_back(scales.value(row.*figure).shown);
  return cells;
}

/// Funds by class, a line for each class that has several, and one for the whole book. An agency
/// fund stands at zero: what it holds it owes, and `position` shows both.
TextTable people_table(const std::vector<FundRow>& rows, const Scales& scales) {
  TextTable table;
  table.columns = {{"Fund"}, {"Class"}};
  for (const char* title : {"Opening", "Received", "Transfers", "Spent", "Closing"})
    table.columns.push_back({title, Align::right});
  FundRow everything;
  for (FundClass fund_class :
       {FundClass::unrestricted, FundClass::restricted, FundClass::endowment, FundClass::agency}) {
    FundRow total;
    int count = 0;
    std::string name{to_string(fund_class)};
    for (const FundRow& row : rows) {
      if (row.fund_class != fund_class) continue;
      table.rows.push_back(people_row(row.fund, name, row, scales));
      add(total, row);
      ++count;
    }
    if (count > 1) table.rows.push_back(people_row("", "all " + name, total, scales));
    add(everything, total);
  }
  if (rows.size() > 1) table.rows.push_back(people_row("Total", "", everything, scales));
  return table;
}

int funds(const Globals& globals, const ReportOptions& options) {
  Format format = globals.format_or(Format::table);
  Ledger ledger = open_for_reading(globals);
  Filter filter = filter_of(options, ledger);
  Scales scales{ledger};
  std::vector<FundRow> rows = ledger.funds(filter);
  Destination destination{globals.output};
  Report report{destination,
                format,
                {"almoner/funds/1",
                 {{"fund"},
                  {"class", Kind::word},
                  {"opening", Kind::amount},
                  {"received", Kind::amount},
                  {"transfers", Kind::amount},
                  {"spent", Kind::amount},
                  {"closing", Kind::amount}}}};
  if (report.for_people()) {
    report.show(fmt::format("Funds in {}", scales.base()), people_table(rows, scales));
  } else {
    for (const FundRow& row : rows) {
      std::vector<Cell> cells{row.fund, std::string{to_string(row.fund_class)}};
      for (Units FundRow::* figure : figures) cells.push_back(scales.value(row.*figure));
      report.row(cells);
    }
  }
  report.finish();
  destination.finish();
  return exit_fine;
}

}  // namespace

void add_funds(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* verb = add_verb(app, "funds", "Roll-forward of each fund: opening to closing",
                            "  almoner -f B funds -p 2021\n"
                            "  almoner -f B funds -p 2021 -O csv"
                            "      fund,class,opening,received,transfers,spent,closing");
  add_period_options(*verb, *options);
  verb->add_option("--fund", options->fund, "this fund only")->type_name("CODE");
  verb->callback([&globals, options] {
    globals.action = [&globals, options] { return funds(globals, *options); };
  });
}

}  // namespace almoner::program

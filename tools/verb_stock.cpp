// SPDX-License-Identifier: Apache-2.0
// almoner stock: what is left of each lot of goods and foreign currency.
#include "book.hpp"
#include "errors.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

std::vector<Cell> cells_of(const StockRow& row, const Scales& scales, bool for_people) {
  Cell quantity = amount_cell(row.quantity, scales.of(row.commodity));
  std::string expires = row.expires ? format_date(*row.expires) : "";
  std::vector<Cell> cells{row.account, row.fund, row.commodity, row.unit,
                          row.lot,     expires,  quantity,      scales.value(row.value)};
  // People find a lot by its day and entry where it has no label.
  if (for_people && row.lot.empty()) cells[4] = row.reference;
  return cells;
}

int stock(const Globals& globals, const ReportOptions& options) {
  Format format = globals.format_or(Format::table);
  Ledger ledger = open_for_reading(globals);
  Filter filter = filter_of(options, ledger);
  Scales scales{ledger};
  Destination destination{globals.output};
  Report report{destination,
                format,
                {"almoner/stock/1",
                 {{"account", Kind::text, "Account"},
                  {"fund", Kind::text, "Fund"},
                  {"commodity", Kind::text, "Goods"},
                  {"unit", Kind::text, "Unit"},
                  {"lot", Kind::text, "Lot or entry"},
                  {"expires", Kind::word, "Expires"},
                  {"quantity", Kind::amount, "Quantity"},
                  {"value", Kind::amount, "Value " + scales.base()}}}};
  for (const StockRow& row : ledger.stock(filter))
    report.row(cells_of(row, scales, report.for_people()));
  report.finish();
  destination.finish();
  return exit_fine;
}

}  // namespace

void add_stock(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* verb = add_verb(app, "stock", "Goods and foreign currency in hand, by lot",
                            "  almoner -f B stock\n"
                            "  almoner -f B stock Assets:Stock --fund MED");
  add_filter_options(*verb, *options, true, false);
  verb->callback([&globals, options] {
    globals.action = [&globals, options] { return stock(globals, *options); };
  });
}

}  // namespace almoner::program

// SPDX-License-Identifier: Apache-2.0
// almoner stats: how large the book is.
#include "book.hpp"
#include "errors.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

std::string day_text(const std::optional<Date>& date) {
  return date ? format_date(*date) : "";
}

int stats(const Globals& globals) {
  Format format = globals.format_or(Format::table);
  Ledger ledger = open_for_reading(globals);
  BookTerms terms = ledger.terms();
  Stats stats = ledger.stats();
  const std::vector<std::pair<Column, Cell>> facts{
      {{"name", Kind::text, "Book"}, terms.name},
      {{"base", Kind::text, "Base currency"}, terms.base_currency},
      {{"zone", Kind::text, "Time zone"}, terms.time_zone},
      {{"events", Kind::count, "Events"}, count_cell(stats.events)},
      {{"entries", Kind::count, "Entries"}, count_cell(stats.entries)},
      {{"postings", Kind::count, "Postings"}, count_cell(stats.postings)},
      {{"lots", Kind::count, "Lots"}, count_cell(stats.lots)},
      {{"draws", Kind::count, "Draws"}, count_cell(stats.draws)},
      {{"first", Kind::word, "First day"}, day_text(stats.first)},
      {{"last", Kind::word, "Last day"}, day_text(stats.last)},
      {{"closed", Kind::word, "Closed through"}, day_text(stats.closed)},
      {{"root", Kind::word, "Root"}, hex(ledger.root())}};
  Shape shape{"almoner/stats/1", {}};
  std::vector<Cell> cells;
  TextTable table;
  table.columns = {{"Book"}, {terms.name}};
  for (const auto& [column, cell] : facts) {
    shape.columns.push_back(column);
    cells.push_back(cell);
    if (column.name != "name" && !cell.shown.empty())
      table.rows.push_back({column.title, cell.shown});
  }
  Destination destination{globals.output};
  Report report{destination, format, std::move(shape)};
  if (report.for_people())
    report.show("", table);
  else
    report.row(cells);
  report.finish();
  destination.finish();
  return exit_fine;
}

}  // namespace

void add_stats(CLI::App& app, Globals& globals) {
  CLI::App* verb = add_verb(app, "stats", "How large the book is, its days and its root",
                            "  almoner -f B stats");
  verb->callback([&globals] { globals.action = [&globals] { return stats(globals); }; });
}

}  // namespace almoner::program

// SPDX-License-Identifier: Apache-2.0
// almoner register: postings with a running total, an account card. Rows stream.
#include <map>
#include <utility>

#include <fmt/format.h>

#include "balance_table.hpp"
#include "book.hpp"
#include "errors.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

/// Running totals: of one account and commodity at a time, the way an account card runs.
using Totals = std::map<std::pair<std::string, std::string>, Units>;

/// With --historical the totals start from what stood before -b.
Totals opening_totals(const Ledger& ledger, const ReportOptions& options, Filter filter) {
  Totals totals;
  if (!options.historical || !filter.begin) return totals;
  filter.end = filter.begin;
  filter.begin.reset();
  const auto add = [&](const auto& row) {
    Units& total = totals[{to_depth(row.account, options.depth), row.commodity}];
    total = plus(total, row.quantity);
    return true;
  };
  // Balances cost the number of accounts, not of postings, but are kept for no party.
  if (filter.party.empty())
    for (const BalanceRow& row : ledger.balances(filter)) add(row);
  else
    ledger.for_each_posting(filter, add);
  return totals;
}

Shape machine_shape() {
  return {"almoner/register/1",
          {{"date", Kind::word},
           {"reference"},
           {"seq", Kind::count},
           {"narration"},
           {"account"},
           {"fund"},
           {"purpose"},
           {"party"},
           {"commodity"},
           {"quantity", Kind::amount},
           {"value", Kind::amount},
           {"total", Kind::amount}}};
}

Shape people_shape() {
  return {"almoner/register/1",
          {{"date", Kind::word, "Date"},
           {"reference", Kind::text, "Reference"},
           {"narration", Kind::text, "Narration"},
           {"account", Kind::text, "Account"},
           {"fund", Kind::text, "Fund"},
           {"quantity", Kind::amount, "Amount"},
           {"total", Kind::amount, "Total"}}};
}

int show_register(const Globals& globals, const ReportOptions& options) {
  Format format = globals.format_or(Format::table);
  bool for_people = format == Format::table || format == Format::html;
  Ledger ledger = open_for_reading(globals);
  Filter filter = filter_of(options, ledger);
  Scales scales{ledger};
  Totals totals = opening_totals(ledger, options, filter);
  Destination destination{globals.output};
  Report report{destination, format, for_people ? people_shape() : machine_shape()};
  ledger.for_each_posting(filter, [&](const RegisterRow& row) {
    std::string account = to_depth(row.account, options.depth);
    Units& total = totals[{account, row.commodity}];
    total = plus(total, row.quantity);
    Cell amount = scales.quantity(row.quantity, row.commodity);
    Cell running = amount_cell(total, scales.of(row.commodity));
    std::string date = format_date(row.date);
    if (for_people)
      report.row({date, row.reference, row.narration, account, row.fund, amount, running});
    else
      report.row({date, row.reference, count_cell(row.seq), row.narration, account, row.fund,
                  row.purpose, row.party, row.commodity, amount, scales.value(row.value), running});
    return true;
  });
  report.finish();
  destination.finish();
  return exit_fine;
}

}  // namespace

void add_register(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* verb = add_verb(app, "register", "Postings by account and date, with running totals",
                            "  almoner -f B register Assets:Bank -p 2021-09\n"
                            "  almoner -f B register --party example-co -O csv");
  add_period_options(*verb, *options);
  add_filter_options(*verb, *options, true, true);
  verb->add_option("--depth", options->depth, "accounts to this many segments")
      ->type_name("N")
      ->check(CLI::Range(0, 100));
  verb->add_flag("-H,--historical", options->historical,
                 "totals start from the balance before -b, not from nothing");
  verb->callback([&globals, options] {
    globals.action = [&globals, options] { return show_register(globals, *options); };
  });
}

}  // namespace almoner::program

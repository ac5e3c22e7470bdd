// SPDX-License-Identifier: Apache-2.0
// almoner balance: sums of quantity and value. Quantities are never summed across commodities;
// values, all in the base currency, are.
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

const std::vector<std::string> dimensions{"account", "fund", "purpose", "commodity"};

/// The keys of a row: those of --by, then the commodity.
std::vector<std::string> keys_of(const ReportOptions& options, bool for_people) {
  std::vector<std::string> keys = options.by;
  // Programs always get the fund, which a person asks for: the restriction is the point of the
  // book, but most looks at a balance are looks at an account.
  if (keys.empty())
    keys = for_people ? std::vector<std::string>{"account"}
                      : std::vector<std::string>{"account", "fund"};
  std::set<std::string> seen;
  for (const std::string& key : keys) {
    if (std::find(dimensions.begin(), dimensions.end(), key) == dimensions.end())
      throw UsageError{fmt::format("--by takes {}, not '{}'", fmt::join(dimensions, ", "), key)};
    if (!seen.insert(key).second) throw UsageError{fmt::format("--by names {} twice", key)};
  }
  if (!seen.contains("commodity")) keys.emplace_back("commodity");
  return keys;
}

std::string BalanceRow::*member(const std::string& key) {
  if (key == "account") return &BalanceRow::account;
  if (key == "fund") return &BalanceRow::fund;
  if (key == "purpose") return &BalanceRow::purpose;
  return &BalanceRow::commodity;
}

/// The balances of the library, or, where a party is named, the sums of that party's postings.
std::vector<BalanceRow> rows_of(const Ledger& ledger, const Filter& filter, bool zero_rows) {
  if (filter.party.empty()) return ledger.balances(filter, zero_rows);
  std::vector<BalanceRow> rows;
  ledger.for_each_posting(filter, [&](const RegisterRow& posting) {
    rows.push_back({posting.account, posting.fund, posting.purpose, posting.commodity,
                    posting.quantity, posting.value});
    return true;
  });
  return rows;
}

Balances sum(const std::vector<BalanceRow>& rows, const std::vector<std::string>& keys,
             const ReportOptions& options) {
  std::vector<std::string BalanceRow::*> members;
  for (const std::string& key : keys) members.push_back(member(key));
  Balances sums;
  auto at = sums.end();
  std::vector<std::string> key(keys.size());
  for (const BalanceRow& row : rows) {
    for (std::size_t i = 0; i < members.size(); ++i)
      key[i] = members[i] == &BalanceRow::account ? to_depth(row.account, options.depth) : row.*members[i];
    // Rows are in the order of their accounts: the next often belongs to the same sum.
    if (at == sums.end() || at->first != key) at = sums.try_emplace(key).first;
    at->second.add(row.quantity, row.value);
  }
  if (!options.zero_rows)
    std::erase_if(sums, [](const auto& item) { return item.second.is_zero(); });
  return sums;
}

/// The days that a report with columns covers: those asked for, else all that the book holds.
DateRange covered(const Ledger& ledger, const Filter& filter) {
  DateRange range{filter.begin, filter.end};
  Stats stats = ledger.stats();
  if (!range.begin) range.begin = stats.first;
  if (!range.end && stats.last) range.end = *stats.last + std::chrono::days{1};
  if (!range.begin || !range.end || *range.end <= *range.begin) return {};
  return range;
}

std::vector<BalanceColumn> gather(const Ledger& ledger, const ReportOptions& options,
                                  const std::vector<std::string>& keys) {
  Filter filter = filter_of(options, ledger);
  Interval interval = options.interval();
  std::vector<Period> periods{{"", {filter.begin, filter.end}}};
  if (interval != Interval::none) {
    DateRange range = covered(ledger, filter);
    periods = range.begin ? periods_of(range, interval) : std::vector<Period>{};
  }
  std::vector<BalanceColumn> columns;
  for (const Period& period : periods) {
    filter.begin = options.historical ? std::nullopt : period.range.begin;
    filter.end = period.range.end;
    columns.push_back(
        {period.label, sum(rows_of(ledger, filter, options.zero_rows), keys, options)});
  }
  return columns;
}

void write_rows(Report& report, const std::vector<BalanceColumn>& columns, const Scales& scales,
                bool with_period) {
  for (const BalanceColumn& column : columns) {
    for (const auto& [key, amount] : column.balances) {
      std::vector<Cell> cells;
      if (with_period) cells.emplace_back(column.label);
      for (const std::string& name : key) cells.emplace_back(name);
      // The commodity stands in the key wherever --by put it.
      cells.push_back(amount_cell(amount.quantity, scales.of(amount.commodity)));
      cells.push_back(scales.value(amount.value));
      report.row(cells);
    }
  }
}

int balance(const Globals& globals, const ReportOptions& options) {
  Format format = globals.format_or(Format::table);
  bool for_people = format == Format::table || format == Format::html;
  std::vector<std::string> keys = keys_of(options, for_people);
  if (options.tree && keys.front() != "account")
    throw UsageError{"--tree is a tree of accounts: name account first in --by"};
  bool with_period = options.interval() != Interval::none;
  Ledger ledger = open_for_reading(globals);
  std::vector<BalanceColumn> columns = gather(ledger, options, keys);
  auto commodity = std::find(keys.begin(), keys.end(), "commodity") - keys.begin();
  for (BalanceColumn& column : columns)
    for (auto& [key, amount] : column.balances)
      amount.commodity = key[static_cast<std::size_t>(commodity)];

  Shape shape{"almoner/balance/1", {}};
  if (with_period) shape.columns.push_back({"period", Kind::word});
  for (const std::string& key : keys) shape.columns.push_back({key, Kind::text});
  shape.columns.push_back({"quantity", Kind::amount});
  shape.columns.push_back({"value", Kind::amount});
  Destination destination{globals.output};
  Report report{destination, format, std::move(shape)};
  Scales scales{ledger};
  if (!for_people) {
    write_rows(report, columns, scales, with_period);
  } else {
    bool show_commodity =
        std::find(options.by.begin(), options.by.end(), "commodity") != options.by.end();
    BalanceLayout layout{keys, show_commodity, options.tree, with_period};
    report.show(with_period ? "Values in " + scales.base() : "",
                balance_table(layout, columns, scales));
  }
  report.finish();
  destination.finish();
  return exit_fine;
}

}  // namespace

void add_balance(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* verb =
      add_verb(app, "balance", "Balances by account, fund, purpose and commodity",
               "  almoner -f B balance -e 2022\n"
               "  almoner -f B balance Assets --by account,fund --tree\n"
               "  almoner -f B balance Expenses -M -p 2021\n"
               "  almoner -f B balance -O csv      account,fund,commodity,quantity,value");
  add_period_options(*verb, *options);
  add_filter_options(*verb, *options, true, true);
  verb->add_option("--by", options->by, "rows by these: account,fund,purpose,commodity")
      ->type_name("KEYS")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb->add_option("--depth", options->depth, "sum accounts below this many segments")
      ->type_name("N")
      ->check(CLI::Range(0, 100));
  auto* tree =
      verb->add_flag("--tree", options->tree, "accounts as a tree, parents with their sums");
  verb->add_flag("--flat", options->flat, "accounts by their full names (the default)")
      ->excludes(tree);
  verb->add_flag("-E,--empty", options->zero_rows, "rows of zero too");
  verb->add_flag("-H,--historical", options->historical, "balances at each end, not movements");
  verb->add_flag("-D,--daily", options->daily, "a column for each day");
  verb->add_flag("-W,--weekly", options->weekly, "a column for each week, from Monday");
  verb->add_flag("-M,--monthly", options->monthly, "a column for each month");
  verb->add_flag("-Q,--quarterly", options->quarterly, "a column for each quarter");
  verb->add_flag("-Y,--yearly", options->yearly, "a column for each year");
  verb->callback([&globals, options] {
    globals.action = [&globals, options] { return balance(globals, *options); };
  });
}

}  // namespace almoner::program

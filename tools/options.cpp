// SPDX-License-Identifier: Apache-2.0
// Shared flags become filters, days and columns; a name the book does not know is never taken
// for an empty answer.
#include "options.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <almoner/date.hpp>

#include "book.hpp"

namespace almoner::program {

namespace {

constexpr std::size_t periods_max = 4000;

Date period_start(Date day, Interval interval) {
  using namespace std::chrono;
  year_month_day civil{day};
  switch (interval) {
    case Interval::week:
      return day - (weekday{day} - Monday);
    case Interval::month:
      return civil.year() / civil.month() / 1;
    case Interval::quarter:
      return civil.year() / month{(unsigned(civil.month()) - 1) / 3 * 3 + 1} / 1;
    case Interval::year:
      return civil.year() / January / 1;
    case Interval::none:
    case Interval::day:
      break;
  }
  return day;
}

Date next_start(Date start, Interval interval) {
  using namespace std::chrono;
  year_month_day civil{start};
  switch (interval) {
    case Interval::week:
      return start + days{7};
    case Interval::month:
      return year_month_day{civil + months{1}};
    case Interval::quarter:
      return year_month_day{civil + months{3}};
    case Interval::year:
      return year_month_day{civil + years{1}};
    case Interval::none:
    case Interval::day:
      break;
  }
  return start + days{1};
}

std::string period_label(Date start, Interval interval) {
  std::string day = format_date(start);
  std::chrono::year_month_day civil{start};
  switch (interval) {
    case Interval::month:
      return day.substr(0, 7);
    case Interval::quarter:
      return fmt::format("{}Q{}", day.substr(0, 4), (unsigned(civil.month()) - 1) / 3 + 1);
    case Interval::year:
      return day.substr(0, 4);
    default:
      return day;
  }
}

std::vector<std::string> fund_codes(const Ledger& ledger) {
  std::vector<std::string> names;
  for (const FundTerms& fund : ledger.fund_terms()) names.push_back(fund.code);
  return names;
}

}  // namespace

Format Globals::format_or(Format otherwise) const {
  return stated_format(format, output).value_or(otherwise);
}

Interval ReportOptions::interval() const {
  const std::pair<bool, Interval> asked[]{{daily, Interval::day},
                                          {weekly, Interval::week},
                                          {monthly, Interval::month},
                                          {quarterly, Interval::quarter},
                                          {yearly, Interval::year}};
  Interval found = Interval::none;
  for (auto [wanted, interval] : asked) {
    if (!wanted) continue;
    if (found != Interval::none) throw UsageError{"give one of -D -W -M -Q -Y, not two"};
    found = interval;
  }
  return found;
}

CLI::App* add_verb(CLI::App& parent, const std::string& name, const std::string& does,
                   const std::string& examples) {
  CLI::App* verb = parent.add_subcommand(name, does);
  verb->footer("Examples:\n" + examples +
               "\nAlso the options of `almoner --help`: -f, -O, -o, --color, --busy-timeout.");
  return verb;
}

void add_period_options(CLI::App& verb, ReportOptions& options) {
  verb.add_option("-b,--begin", options.begin,
                  "from this day (inclusive): 2021-09-05, 2021-09, 2021")
      ->type_name("DATE");
  verb.add_option("-e,--end", options.end, "up to this day (exclusive)")->type_name("DATE");
  verb.add_option("-p,--period", options.period, "2021, 2021Q3, 2021-09 or 2021-09-05")
      ->type_name("PERIOD");
}

void add_filter_options(CLI::App& verb, ReportOptions& options, bool with_account,
                        bool with_party) {
  if (with_account) verb.add_option("ACCOUNT", options.account, "this account and all below it");
  verb.add_option("--fund", options.fund, "this fund")->type_name("CODE");
  verb.add_option("--purpose", options.purpose, "this purpose and all below it")->type_name("PATH");
  if (with_party) verb.add_option("--party", options.party, "this party")->type_name("ID");
}

Date read_day(const std::string& option, const std::string& text) {
  try {
    return parse_date(text);
  } catch (const ParseError& not_a_day) {
    // A month or a year stands for its first day, as hledger's -b and -e take it.
    try {
      return *parse_period(text).begin;
    } catch (const ParseError&) {
      throw UsageError{fmt::format("{}: {}", option, not_a_day.what())};
    }
  }
}

DateRange range_of(const ReportOptions& options) {
  DateRange range;
  if (!options.period.empty()) {
    if (!options.begin.empty() || !options.end.empty())
      throw UsageError{"-p says both days: leave out -b and -e, or leave out -p"};
    try {
      range = parse_period(options.period);
    } catch (const ParseError& error) {
      throw UsageError{fmt::format("-p: {}", error.what())};
    }
    return range;
  }
  if (!options.begin.empty()) range.begin = read_day("-b", options.begin);
  if (!options.end.empty()) range.end = read_day("-e", options.end);
  if (range.begin && range.end && *range.end <= *range.begin)
    throw UsageError{"-e is exclusive and must be later than -b"};
  return range;
}

Filter filter_of(const ReportOptions& options, const Ledger& ledger) {
  Filter filter;
  DateRange range = range_of(options);
  filter.begin = range.begin;
  filter.end = range.end;
  filter.account = options.account;
  filter.fund = options.fund;
  filter.purpose = options.purpose;
  filter.party = options.party;
  if (!filter.account.empty()) {
    std::vector<std::string> names;
    for (const AccountTerms& account : ledger.accounts()) names.push_back(account.name);
    require_known("account", filter.account, with_parents(names, ':'));
  }
  if (!filter.fund.empty()) require_known("fund", filter.fund, fund_codes(ledger));
  if (!filter.purpose.empty()) {
    std::vector<std::string> names;
    for (const PurposeTerms& purpose : ledger.purposes()) names.push_back(purpose.path);
    require_known("purpose", filter.purpose, with_parents(names, '/'));
  }
  if (!filter.party.empty() && !ledger.party(filter.party)) {
    std::vector<std::string> names;
    for (const PartyRow& party : ledger.parties()) names.push_back(party.id);
    require_known("party", filter.party, names);
  }
  return filter;
}

std::vector<Period> periods_of(const DateRange& range, Interval interval) {
  std::vector<Period> periods;
  if (interval == Interval::none) return {{"", range}};
  for (Date start = period_start(*range.begin, interval); start < *range.end;) {
    Date next = next_start(start, interval);
    periods.push_back({period_label(start, interval),
                       {std::max(start, *range.begin), std::min(next, *range.end)}});
    if (periods.size() > periods_max)
      throw UsageError{
          fmt::format("over {} columns: choose a longer interval or give -b and -e", periods_max)};
    start = next;
  }
  return periods;
}

}  // namespace almoner::program

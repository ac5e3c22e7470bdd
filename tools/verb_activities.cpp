// SPDX-License-Identifier: Apache-2.0
// almoner activities: income, releases and expenses of a period by class of fund, as three
// standards present one and the same journal. The change of each class is equal in all three.
#include <map>
#include <set>

#include <fmt/format.h>

#include "book.hpp"
#include "errors.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

using ByClass = std::map<FundClass, Units>;

struct Line {
  std::string kind;     ///< income, released, expense, transfer, opening, change
  std::string account;  ///< empty where the line is none account's
  ByClass values;       ///< as they change net assets: income > 0, expense < 0
};

struct Statement {
  std::string standard;  ///< china, us, uk
  std::string title;
  std::vector<Line> lines;
};

/// Both what the library derives and what only balances know.
struct Facts {
  Activities activities;
  std::map<std::string, FundClass> classes;  ///< by fund
  ByClass transfers;                         ///< between funds
  ByClass opening;                           ///< posted to net assets in the period
};

void add(ByClass& values, FundClass fund_class, Units value) {
  values[fund_class] = plus(values[fund_class], value);
}

Facts gather(const Ledger& ledger, const Filter& filter) {
  Facts facts;
  facts.activities = ledger.activities(filter);
  for (const FundTerms& fund : ledger.fund_terms()) facts.classes[fund.code] = fund.fund_class;
  std::map<std::string, AccountType> types;
  for (const AccountTerms& account : ledger.accounts()) types[account.name] = account.type;
  for (const BalanceRow& row : ledger.balances(filter)) {
    AccountType type = types[row.account];
    FundClass fund_class = facts.classes[row.fund];
    if (type == AccountType::transfer) add(facts.transfers, fund_class, -row.value);
    if (type == AccountType::net_assets) add(facts.opening, fund_class, -row.value);
  }
  return facts;
}

/// Lines of income and expense by account, in each class as posted.
std::map<std::string, ByClass> by_account(const Facts& facts, AccountType type) {
  std::map<std::string, ByClass> lines;
  for (const ActivityRow& row : facts.activities.rows)
    if (row.type == type)
      add(lines[row.account], row.fund_class, type == AccountType::income ? row.value : -row.value);
  return lines;
}

/// Expenses where they are shown once their restriction is released: all unrestricted, what an
/// endowment lost excepted, which nobody released.
std::map<std::string, ByClass> released_expenses(const Facts& facts) {
  std::map<std::string, ByClass> lines;
  for (const auto& [account, values] : by_account(facts, AccountType::expense))
    for (auto [fund_class, value] : values)
      add(lines[account],
          fund_class == FundClass::restricted ? FundClass::unrestricted : fund_class, value);
  return lines;
}

void append(Statement& statement, const char* kind, const std::map<std::string, ByClass>& lines) {
  for (const auto& [account, values] : lines) statement.lines.push_back({kind, account, values});
}

bool is_restricted(const Facts& facts, const ReleaseRow& row) {
  auto found = facts.classes.find(row.fund);
  return found != facts.classes.end() && found->second == FundClass::restricted;
}

Line release_of(Units value) {
  return {"released", "", {{FundClass::unrestricted, value}, {FundClass::restricted, -value}}};
}

/// 民间非营利组织会计制度: what this period's gifts were spent on moves at the income line; only
/// the release of earlier periods' gifts is shown as one.
Statement china(const Facts& facts) {
  Statement statement{"china", "China, 民间非营利组织会计制度 (2004)", {}};
  auto income = by_account(facts, AccountType::income);
  Units earlier = 0;
  for (const ReleaseRow& row : facts.activities.released) {
    if (!is_restricted(facts, row)) continue;
    earlier = plus(earlier, row.earlier);
    if (row.this_period == 0) continue;
    add(income[row.income_account], FundClass::unrestricted, row.this_period);
    add(income[row.income_account], FundClass::restricted, -row.this_period);
  }
  append(statement, "income", income);
  statement.lines.push_back(release_of(earlier));
  append(statement, "expense", released_expenses(facts));
  return statement;
}

Statement us(const Facts& facts) {
  Statement statement{"us", "United States, ASC 958", {}};
  append(statement, "income", by_account(facts, AccountType::income));
  Units released = 0;
  for (const ReleaseRow& row : facts.activities.released)
    if (is_restricted(facts, row)) released = plus(released, plus(row.this_period, row.earlier));
  statement.lines.push_back(release_of(released));
  append(statement, "expense", released_expenses(facts));
  return statement;
}

/// Charities SORP: expenses stand in the column of the fund that bore them; nothing is released.
Statement uk(const Facts& facts) {
  Statement statement{"uk", "United Kingdom, Charities SORP", {}};
  append(statement, "income", by_account(facts, AccountType::income));
  append(statement, "expense", by_account(facts, AccountType::expense));
  return statement;
}

void close_statement(Statement& statement, const Facts& facts) {
  auto is_any = [](const ByClass& values) {
    for (auto [fund_class, value] : values)
      if (value != 0) return true;
    return false;
  };
  if (is_any(facts.transfers)) statement.lines.push_back({"transfer", "", facts.transfers});
  if (is_any(facts.opening)) statement.lines.push_back({"opening", "", facts.opening});
  Line change{"change", "", {}};
  for (const Line& line : statement.lines)
    for (auto [fund_class, value] : line.values) add(change.values, fund_class, value);
  statement.lines.push_back(std::move(change));
}

std::vector<Statement> statements_of(const Facts& facts, const std::string& standard) {
  std::vector<Statement> statements;
  if (standard.empty() || standard == "china") statements.push_back(china(facts));
  if (standard.empty() || standard == "us") statements.push_back(us(facts));
  if (standard.empty() || standard == "uk") statements.push_back(uk(facts));
  for (Statement& statement : statements) close_statement(statement, facts);
  return statements;
}

/// An agency fund's money is never income: it has no column here.
std::set<FundClass> classes_of(const Statement& statement) {
  std::set<FundClass> classes{FundClass::unrestricted, FundClass::restricted};
  for (const Line& line : statement.lines)
    for (auto [fund_class, value] : line.values)
      if (fund_class != FundClass::agency) classes.insert(fund_class);
  return classes;
}

std::string label_of(const Line& line) {
  if (line.kind == "income" || line.kind == "expense") return "  " + line.account;
  if (line.kind == "released") return "Released from restriction";
  if (line.kind == "transfer") return "Transfers between funds";
  if (line.kind == "opening") return "Opening entries";
  return "CHANGE IN NET ASSETS";
}

TextTable people_table(const Statement& statement, const Scales& scales) {
  std::set<FundClass> classes = classes_of(statement);
  TextTable table;
  table.columns = {{""}};
  for (FundClass fund_class : classes)
    table.columns.push_back({std::string{to_string(fund_class)}, Align::right});
  table.columns.push_back({"total", Align::right});
  std::string kind;
  for (const Line& line : statement.lines) {
    if (line.kind != kind && line.kind == "income") table.rows.push_back({"Income"});
    if (line.kind != kind && line.kind == "expense") table.rows.push_back({"Expenses"});
    kind = line.kind;
    std::vector<std::string> cells{label_of(line)};
    Units total = 0;
    for (FundClass fund_class : classes) {
      auto found = line.values.find(fund_class);
      Units value = found == line.values.end() ? 0 : found->second;
      total = plus(total, value);
      cells.push_back(scales.value(value).shown);
    }
    cells.push_back(scales.value(total).shown);
    table.rows.push_back(std::move(cells));
  }
  return table;
}

int show_activities(const Globals& globals, const ReportOptions& options,
                    const std::string& standard) {
  Format format = globals.format_or(Format::table);
  Ledger ledger = open_for_reading(globals);
  Filter filter = filter_of(options, ledger);
  Scales scales{ledger};
  std::vector<Statement> statements = statements_of(gather(ledger, filter), standard);
  Destination destination{globals.output};
  Report report{destination,
                format,
                {"almoner/activities/1",
                 {{"standard", Kind::word},
                  {"line", Kind::word},
                  {"account"},
                  {"class", Kind::word},
                  {"value", Kind::amount}}}};
  for (const Statement& statement : statements) {
    if (report.for_people()) {
      report.show(fmt::format("{}: activities in {}", statement.title, scales.base()),
                  people_table(statement, scales));
      continue;
    }
    for (const Line& line : statement.lines)
      for (FundClass fund_class : classes_of(statement)) {
        auto found = line.values.find(fund_class);
        Units value = found == line.values.end() ? 0 : found->second;
        report.row({statement.standard, line.kind, line.account, std::string{to_string(fund_class)},
                    scales.value(value)});
      }
  }
  report.finish();
  destination.finish();
  return exit_fine;
}

}  // namespace

void add_activities(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<ReportOptions>();
  auto standard = std::make_shared<std::string>();
  CLI::App* verb =
      add_verb(app, "activities", "Income, releases and expenses, as three standards show them",
               "  almoner -f B activities -p 2021\n"
               "  almoner -f B activities -p 2021 --standard us");
  add_period_options(*verb, *options);
  verb->add_option("--standard", *standard, "china, us or uk (all three when left out)")
      ->type_name("NAME")
      ->check(CLI::IsMember({"china", "us", "uk"}));
  verb->callback([&globals, options, standard] {
    globals.action = [&globals, options, standard] {
      return show_activities(globals, *options, *standard);
    };
  });
}

}  // namespace almoner::program

// SPDX-License-Identifier: Apache-2.0
// How long one question takes: a balance now, a balance as of a date, a trace. In the process, with
// a book that is open and whose projections are caught up, as in a service.
#include <functional>
#include <random>
#include <stdexcept>

#include <almoner/ledger.hpp>

#include "commands.hpp"
#include "rows.hpp"
#include "timing.hpp"

namespace almoner::bench {

namespace {

const std::string hot_account = "Assets:Bank:CCB";

/// p50 and p99 of that many answers. The first answers are not counted: caches fill.
Json sample(int count, const std::function<void()>& ask) {
  for (int i = 0; i < 3; ++i) ask();
  std::vector<double> times;
  const Stopwatch whole;
  // A slow question is asked less often, but often enough for a median.
  for (int i = 0; i < count && (i < 15 || whole.seconds() < 20); ++i)
    times.push_back(seconds_of(ask));
  return {
      {"p50", percentile(times, 50)}, {"p99", percentile(times, 99)}, {"samples", times.size()}};
}

Units sum_of(const std::vector<BalanceRow>& rows) {
  Units sum = 0;
  for (const BalanceRow& row : rows) sum += row.quantity;
  return sum;
}

/// The same sums from rows, by an index that holds all that the question needs.
class CoveringIndex {
 public:
  CoveringIndex(Database& database, Names& names)
      : database_{database},
        names_{names},
        sum_{with_index(database),
             "SELECT COALESCE(SUM(quantity), 0) FROM posting WHERE account = ? AND day < ?"} {}

  Units until(Date before) {
    sum_.bind(names_.number(hot_account)).bind(before.time_since_epoch().count());
    if (!sum_.step()) throw std::runtime_error{"a sum without a row"};
    const Units sum = sum_.integer(0);
    sum_.reset();
    return sum;
  }

 private:
  static Database& with_index(Database& database) {
    database.execute("CREATE INDEX IF NOT EXISTS covering ON posting (account, day, quantity)");
    database.execute("DROP INDEX IF EXISTS posting_by_account_and_day");
    return database;
  }

  Database& database_;
  Names& names_;
  Statement sum_;
};

class Asker {
 public:
  Asker(const std::string& path, std::uint64_t seed) : book_{Ledger::open(path)}, random_{seed} {
    book_.for_each_entry({}, [this](const Entry& entry) {
      (entry.reference.front() == 'G'   ? gifts_
       : entry.reference.front() == 'V' ? spent_
                                        : bought_)
          .push_back(entry.reference);
      // By the same names in the same order as when the rows were written.
      names_.raw(entry);
      return true;
    });
    for (const FundTerms& fund : book_.fund_terms()) funds_.push_back(fund.code);
    // The first question that needs the posting projection catches it up.
    book_.for_each_posting({.account = hot_account}, [](const RegisterRow&) { return false; });
  }

  Json balances_now() {
    return {{"whole_book", sample(200, [&] { book_.balances(); })},
            {"account", sample(1000, [&] { book_.balances({.account = hot_account}); })},
            {"account_and_fund",
             sample(1000, [&] { book_.balances({.account = hot_account, .fund = any(funds_)}); })}};
  }

  Json balances_then() {
    return {{"account",
             sample(300, [&] { book_.balances({.account = hot_account, .end = any_date()}); })},
            {"account_and_fund", sample(300, [&] {
               book_.balances({.account = hot_account, .fund = any(funds_), .end = any_date()});
             })}};
  }

  Json sums_then(const std::string& database_path) {
    Database database{database_path};
    CoveringIndex index{database, names_};
    for (int i = 0; i < 20; ++i) {
      const Date date = any_date();
      if (index.until(date) != sum_of(book_.balances({.account = hot_account, .end = date})))
        throw std::runtime_error{"the sum by index and the balance differ as of " +
                                 format_date(date)};
    }
    return sample(100, [&] { index.until(any_date()); });
  }

  Json traces() {
    return {{"gift", sample(5000, [&] { book_.trace(any(gifts_)); })},
            {"disbursement", sample(5000, [&] { book_.trace(any(spent_), Direction::back); })}};
  }

 private:
  const std::string& any(const std::vector<std::string>& all) {
    return all[random_() % all.size()];
  }
  Date any_date() {
    return Date{std::chrono::year{2021} / 1 / 1} +
           std::chrono::days{1 + static_cast<int>(random_() % 1095)};
  }

  Ledger book_;
  std::mt19937_64 random_;
  std::vector<std::string> gifts_, bought_, spent_, funds_;
  Names names_;
};

}  // namespace

Json measure_questions(const std::string& book, const std::string& database, std::uint64_t seed) {
  Asker asker{book, seed};
  return {{"now", asker.balances_now()},
          {"then", asker.balances_then()},
          {"trace", asker.traces()},
          // Last, as it makes the index, which the system then writes out beside whatever is asked.
          {"covering_index", asker.sums_then(database)}};
}

}  // namespace almoner::bench

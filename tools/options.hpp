// SPDX-License-Identifier: Apache-2.0
// Flags that verbs share, and what they mean.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <almoner/ledger.hpp>

#include "output.hpp"

namespace almoner::program {

/// Flags of the program itself, which may stand before or after the verb.
struct Globals {
  std::string book;    ///< -f FILE
  std::string format;  ///< -O
  std::string output;  ///< -o FILE
  std::string color = "auto";
  double busy_timeout_seconds = 10;
  /// What the verb found on the command line does; set while parsing, run after it, so that no
  /// book is opened before the whole command is understood. Returns an exit code.
  std::function<int()> action;

  /// The format asked for. Throws UsageError.
  Format format_or(Format otherwise) const;
};

enum class Interval : std::uint8_t { none, day, week, month, quarter, year };

/// Flags that say which postings a report is about and how it is laid out.
struct ReportOptions {
  std::string begin, end, period;
  std::string account, fund, purpose, party;
  std::vector<std::string> by;
  int depth = 0;  ///< 0: no limit
  bool tree = false, flat = false, zero_rows = false, historical = false;
  bool daily = false, weekly = false, monthly = false, quarterly = false, yearly = false;

  Interval interval() const;  ///< throws UsageError where two are asked for
};

/// -b, -e, -p.
void add_period_options(CLI::App&, ReportOptions&);
/// --fund, --purpose; --party too where `with_party`; ACCOUNT where `with_account`.
void add_filter_options(CLI::App&, ReportOptions&, bool with_account, bool with_party);

/// A verb of `parent` with its examples below its help.
CLI::App* add_verb(CLI::App& parent, const std::string& name, const std::string& does,
                   const std::string& examples);

/// The days that -b, -e and -p name. Throws UsageError where they cannot be read or contradict.
DateRange range_of(const ReportOptions&);
/// Throws UsageError as range_of does; NotFound, with the nearest name, for a name that the book
/// does not know.
Filter filter_of(const ReportOptions&, const Ledger&);

/// A day as people type it: 2021-09-05, 2021/9/5, or the first day of 2021-09, 2021Q3, 2021.
/// Throws UsageError naming the option.
Date read_day(const std::string& option, const std::string& text);

struct Period {
  std::string label;  ///< 2021, 2021Q3, 2021-09, or the first day
  DateRange range;    ///< cut to the range asked for
};
/// The columns of a report over [begin, end), both present. Throws UsageError for over 4000.
std::vector<Period> periods_of(const DateRange&, Interval);

}  // namespace almoner::program

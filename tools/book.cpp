// SPDX-License-Identifier: Apache-2.0
// Opens books and knows their names, scales and calendar.
#include "book.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <almoner/text.hpp>

namespace almoner::program {

namespace {

Ledger open(const Globals& globals, const OpenOptions& options) {
  const std::string& file = book_file(globals);
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored))
    throw NotFound{fmt::format(
        "there is no book at {}; make one with: almoner -f {} init NAME --base CNY", file, file)};
  return Ledger::open(file, options);
}

}  // namespace

const std::string& book_file(const Globals& globals) {
  if (globals.book.empty())
    throw UsageError{"which book? Name its file with -f FILE or in ALMONER_FILE"};
  return globals.book;
}

std::string checkpoint_file(const Globals& globals) {
  return book_file(globals) + ".checkpoint";
}

OpenOptions open_options(const Globals& globals) {
  OpenOptions options;
  options.busy_timeout_ms = static_cast<int>(std::lround(globals.busy_timeout_seconds * 1000));
  return options;
}

Ledger open_for_writing(const Globals& globals) {
  return open(globals, open_options(globals));
}

Ledger open_for_reading(const Globals& globals) {
  OpenOptions options = open_options(globals);
  // Where it may be written, a report keeps what it has caught up with for the next one.
  std::filesystem::path path{book_file(globals)};
  std::string folder = path.has_parent_path() ? path.parent_path().string() : ".";
  options.read_only = access(path.c_str(), W_OK) != 0 || access(folder.c_str(), W_OK) != 0;
  return open(globals, options);
}

std::string hex(const DocumentHash& hash) {
  std::string text;
  for (std::uint8_t byte : hash) text += fmt::format("{:02x}", byte);
  return text;
}

std::string log_line(const Ledger& ledger) {
  return fmt::format("log {} events, root {}", ledger.size(), hex(ledger.root()));
}

bool knows_zone(const std::string& zone) {
  // The C library takes an unknown zone for UTC without a word: look for it first.
  std::error_code ignored;
  return zone == "UTC" || (!zone.empty() && std::filesystem::is_regular_file(
                                                "/usr/share/zoneinfo/" + zone, ignored));
}

Date today(const Ledger& ledger) {
  std::string zone = ledger.terms().time_zone;
  if (!knows_zone(zone))
    throw UsageError{fmt::format(
        "this machine does not know the book's time zone {}: give --date, or install tzdata",
        zone)};
  setenv("TZ", zone.c_str(), 1);
  tzset();
  std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return std::chrono::year{local.tm_year + 1900} /
         std::chrono::month{static_cast<unsigned>(local.tm_mon + 1)} /
         std::chrono::day{static_cast<unsigned>(local.tm_mday)};
}

void require_known(const std::string& kind, const std::string& wanted,
                   const std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), wanted) != names.end()) return;
  std::string near = nearest_name(wanted, names);
  throw NotFound{fmt::format("the book has no {} '{}'{}", kind, wanted,
                             near.empty() ? "" : fmt::format("; did you mean {}?", near))};
}

std::vector<std::string> with_parents(const std::vector<std::string>& names, char separator) {
  std::set<std::string> all;
  for (const std::string& name : names) {
    all.insert(name);
    for (std::size_t at = name.find(separator); at != std::string::npos;
         at = name.find(separator, at + 1))
      all.insert(name.substr(0, at));
  }
  return {all.begin(), all.end()};
}

Scales::Scales(const Ledger& ledger) {
  BookTerms terms = ledger.terms();
  base_ = terms.base_currency;
  base_scale_ = terms.base_scale;
  for (CommodityTerms& commodity : ledger.commodities())
    terms_.emplace(commodity.code, std::move(commodity));
}

int Scales::of(const std::string& commodity) const {
  if (commodity.empty() || commodity == base_) return base_scale_;
  auto found = terms_.find(commodity);
  if (found != terms_.end()) return found->second.scale;
  std::vector<std::string> names;
  for (const auto& [code, terms] : terms_) names.push_back(code);
  require_known("commodity", commodity, names);
  return 0;
}

std::string Scales::unit(const std::string& commodity) const {
  auto found = terms_.find(commodity);
  return found == terms_.end() ? "" : found->second.unit;
}

Cell Scales::value(Units units) const {
  return amount_cell(units, base_scale_);
}

Cell Scales::quantity(Units units, const std::string& commodity) const {
  Cell cell = amount_cell(units, of(commodity));
  cell.shown += ' ' + commodity;
  return cell;
}

Units plus(Units a, Units b) {
  Units sum = 0;
  if (__builtin_add_overflow(a, b, &sum))
    throw Error{"a total of this report is out of range; ask for less of the book at a time"};
  return sum;
}

}  // namespace almoner::program

// SPDX-License-Identifier: Apache-2.0
// almoner init: a new book.
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "book.hpp"
#include "errors.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

int init(const Globals& globals, const BookTerms& terms) {
  const std::string& file = book_file(globals);
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored))
    throw UsageError{fmt::format("{} exists already; a book is never overwritten", file)};
  // A wrong zone would make every date of today wrong, and cannot be amended. A machine without
  // any zones cannot tell.
  if (knows_zone("Asia/Shanghai") && !knows_zone(terms.time_zone))
    throw UsageError{fmt::format(
        "there is no time zone '{}': give an IANA name such as Asia/Shanghai", terms.time_zone)};
  Ledger ledger = Ledger::create(file, terms, open_options(globals));
  std::cout << fmt::format("made the book of {} in {}; {}\n", terms.name, file, log_line(ledger));
  return exit_fine;
}

}  // namespace

void add_init(CLI::App& app, Globals& globals) {
  auto terms = std::make_shared<BookTerms>();
  CLI::App* verb =
      add_verb(app, "init", "Make a new book",
               "  almoner -f county.book init 'County Society' --base CNY\n"
               "  almoner -f tokyo.book init NAME --base JPY --scale 0 --zone Asia/Tokyo");
  verb->add_option("NAME", terms->name, "of the body whose books these are")->required();
  verb->add_option("--base", terms->base_currency, "base currency: CNY")
      ->type_name("CODE")
      ->required();
  verb->add_option("--scale", terms->base_scale, "its decimals (2)")
      ->type_name("N")
      ->check(CLI::Range(0, scale_max));
  verb->add_option("--zone", terms->time_zone, "time zone of the book's days (Asia/Shanghai)")
      ->type_name("ZONE");
  verb->callback(
      [&globals, terms] { globals.action = [&globals, terms] { return init(globals, *terms); }; });
}

}  // namespace almoner::program

// SPDX-License-Identifier: Apache-2.0
// almoner close: nothing is posted up to that day any more.
#include <iostream>

#include <fmt/format.h>

#include "book.hpp"
#include "errors.hpp"
#include "verbs.hpp"

namespace almoner::program {

void add_close(CLI::App& app, Globals& globals) {
  struct Options {
    std::string date;
    std::string by;
  };
  auto options = std::make_shared<Options>();
  CLI::App* verb = add_verb(app, "close", "Close the books through a day; it never moves back",
                            "  almoner -f B close 2021-12-31 --by accountant");
  verb->add_option("DATE", options->date, "the last day that is closed")->required();
  verb->add_option("--by", options->by, "author's role, public for ever")->type_name("ROLE");
  verb->callback([&globals, options] {
    globals.action = [&globals, options]() -> int {
      Date date;
      try {
        date = parse_date(options->date);
      } catch (const ParseError& error) {
        throw UsageError{error.what()};
      }
      Ledger ledger = open_for_writing(globals);
      Posted posted = ledger.close(date, options->by);
      std::cout << fmt::format("closed through {} as event {}; {}\n", format_date(date), posted.seq,
                               log_line(ledger));
      return exit_fine;
    };
  });
}

}  // namespace almoner::program

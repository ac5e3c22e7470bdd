// SPDX-License-Identifier: Apache-2.0
// The program almoner: reads the command line, runs one verb, maps what happened to an exit code.
#include <csignal>
#include <cstdio>
#include <iostream>

#include <fmt/format.h>
#include <almoner/text.hpp>

#include "errors.hpp"
#include "options.hpp"
#include "output.hpp"
#include "verbs.hpp"

#ifndef ALMONER_VERSION
#define ALMONER_VERSION "0"
#endif

namespace almoner::program {

namespace {

constexpr const char* footer_text =
    R"(A first book:
  almoner -f county.book init 'County Society' --base CNY
  almoner -f county.book post year.journal
  almoner -f county.book balance
  almoner -f county.book trace G-0003
  almoner -f county.book audit -v

Exit codes: 0 fine; 1 failed (disk, database, or nothing of that name); 2 usage (the command, or
a file of input, cannot be read); 3 refused by a rule; 4 conflict or busy, a retry may help;
5 integrity failure. With 2 and 3 nothing was written, --keep-going excepted; with 4 nothing was.

Results go to standard output, everything else to standard error. NO_COLOR is honoured.)";

void add_verbs(CLI::App& app, Globals& globals) {
  auto group = [&app](const char* name, std::initializer_list<const char*> verbs) {
    for (const char* verb : verbs) app.get_subcommand(verb)->group(name);
  };
  for (auto add :
       {add_init,    add_declare, add_amend,    add_close,      add_post,    add_import,
        add_gift,    add_spend,   add_transfer, add_reverse,    add_balance, add_register,
        add_print,   add_funds,   add_position, add_activities, add_stock,   add_trace,
        add_parties, add_stats,   add_audit,    add_rebuild,    add_log,     add_snapshot,
        add_party,   add_key,     add_checkpoint, add_receipt, add_verify, add_publish})
    add(app, globals);
  group("Terms", {"init", "declare", "amend", "close"});
  group("Entries", {"post", "import", "gift", "spend", "transfer", "reverse"});
  group("Reports", {"balance", "register", "print", "funds", "position", "activities", "stock",
                    "trace", "parties", "stats"});
  group("The log", {"audit", "rebuild", "log", "snapshot"});
  group("Proof", {"key", "checkpoint", "receipt", "verify", "publish"});
  group("Persons", {"party"});
}

void add_globals(CLI::App& app, Globals& globals) {
  app.set_version_flag("--version", "almoner " ALMONER_VERSION);
  app.set_help_all_flag("--help-all", "Print the help of every verb and exit");
  app.add_option("-f,--file", globals.book, "the book's file")
      ->type_name("FILE")
      ->envname("ALMONER_FILE");
  app.add_option("-O,--output-format", globals.format, "table, json, ndjson, csv, tsv or html")
      ->type_name("FORMAT");
  app.add_option("-o,--output-file", globals.output,
                 "write the result here; its ending implies the format")
      ->type_name("FILE");
  app.add_option("--color", globals.color, "auto, always or never")
      ->type_name("WHEN")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  app.add_option("--busy-timeout", globals.busy_timeout_seconds,
                 "how long to wait for another writer (10)")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.0, 86'400.0));
}

/// Where the command names no verb that we know: says so, with the nearest one.
void complain_of_verb(const CLI::App& app, const std::vector<std::string>& unexpected) {
  std::vector<std::string> known;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    known.push_back(verb->get_name());
    for (const std::string& alias : verb->get_aliases()) known.push_back(alias);
  }
  for (const std::string& word : unexpected) {
    if (word.empty() || word[0] == '-') continue;
    std::string near = nearest_name(word, known);
    complain(fmt::format("there is no verb '{}'{}; `almoner --help` lists them", word,
                         near.empty() ? "" : fmt::format(": did you mean {}?", near)));
    return;
  }
  complain("a verb is missing; `almoner --help` lists them");
}

int report_parse_error(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) {  // --help and --version
    app.exit(error);
    return exit_fine;
  }
  auto verbs = app.get_subcommands();
  if (verbs.empty()) {
    complain_of_verb(app, app.remaining());
  } else {
    std::string verb = verbs.front()->get_name();
    complain(
        fmt::format("{}: {}; `almoner {} --help` shows what it takes", verb, error.what(), verb));
  }
  return exit_usage;
}

int run(int argc, char** argv) {
  CLI::App app{
      "Double-entry books for donated money and goods: a gift keeps its donor's "
      "restriction until it is spent, and every unit can be traced.",
      "almoner"};
  Globals globals;
  app.fallthrough();
  app.require_subcommand(1);
  app.footer(footer_text);
  add_globals(app, globals);
  add_verbs(app, globals);
  int code = exit_fine;
  try {
    try {
      app.parse(argc, argv);
      set_error_color(globals.color);
      code = globals.action();
    } catch (const CLI::ParseError& error) {
      code = report_parse_error(app, error);
    }
    // Whatever a verb printed must have been taken by the operating system.
    flush_standard_output();
  } catch (...) {
    return report_exception(std::current_exception());
  }
  return code;
}

}  // namespace

}  // namespace almoner::program

int main(int argc, char** argv) {
  // `almoner register | head` ends quietly, whatever the parent process made of the signal.
  std::signal(SIGPIPE, SIG_DFL);
  // A file that may not grow (ulimit -f) is an error that we report, not a death half-way.
  std::signal(SIGXFSZ, SIG_IGN);
  almoner::program::StandardOutput standard_output;
  return almoner::program::run(argc, argv);
}

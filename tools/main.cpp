// SPDX-License-Identifier: Apache-2.0
// The program almoner: reads the command line, runs one verb, maps what happened to an exit code.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <span>
#include <string>
#include <string_view>

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

struct Verb {
  const char* group;  ///< under which `--help` lists it
  std::string_view name;
  void (*add)(CLI::App&, Globals&);
  std::string_view alias = {};
};

constexpr Verb verbs[] = {
    {"Terms", "init", add_init},
    {"Terms", "declare", add_declare},
    {"Terms", "amend", add_amend},
    {"Terms", "close", add_close},
    {"Entries", "post", add_post},
    {"Entries", "import", add_import},
    {"Entries", "gift", add_gift},
    {"Entries", "spend", add_spend},
    {"Entries", "transfer", add_transfer},
    {"Entries", "reverse", add_reverse},
    {"Reports", "balance", add_balance, "bal"},
    {"Reports", "register", add_register, "reg"},
    {"Reports", "print", add_print},
    {"Reports", "funds", add_funds},
    {"Reports", "position", add_position},
    {"Reports", "activities", add_activities},
    {"Reports", "stock", add_stock},
    {"Reports", "trace", add_trace},
    {"Reports", "parties", add_parties},
    {"Reports", "stats", add_stats},
    {"The log", "audit", add_audit},
    {"The log", "rebuild", add_rebuild},
    {"The log", "log", add_log},
    {"The log", "snapshot", add_snapshot},
    {"Persons", "party", add_party},
    {"Proof", "key", add_key},
    {"Proof", "checkpoint", add_checkpoint},
    {"Proof", "receipt", add_receipt},
    {"Proof", "verify", add_verify},
    {"Proof", "publish", add_publish},
};

/// Adds the verbs that are among the words of the command line: a verb must be, to be chosen, and to
/// build the flags of all takes as long as many a question. All of them for help, and where there is none.
void add_verbs(CLI::App& app, Globals& globals, std::span<char* const> words) {
  const auto is_said = [&](std::string_view word) {
    return !word.empty() && std::ranges::find(words, word, [](const char* one) { return std::string_view{one}; }) != words.end();
  };
  const auto is_chosen = [&](const Verb& verb) { return is_said(verb.name) || is_said(verb.alias); };
  const bool all = is_said("-h") || is_said("--help") || is_said("--help-all") || std::ranges::none_of(verbs, is_chosen);
  for (const Verb& verb : verbs) {
    if (!all && !is_chosen(verb)) continue;
    verb.add(app, globals);
    CLI::App* added = app.get_subcommand(std::string(verb.name));
    added->group(verb.group);
    if (!verb.alias.empty()) added->alias(std::string(verb.alias));
  }
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
void complain_of_verb(const std::vector<std::string>& unexpected) {
  std::vector<std::string> known;
  for (const Verb& verb : verbs) {
    known.emplace_back(verb.name);
    if (!verb.alias.empty()) known.emplace_back(verb.alias);
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
  auto chosen = app.get_subcommands();
  if (chosen.empty()) {
    complain_of_verb(app.remaining());
  } else {
    std::string verb = chosen.front()->get_name();
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
  add_verbs(app, globals, std::span{argv, static_cast<std::size_t>(argc)}.subspan(1));
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

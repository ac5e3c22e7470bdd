// SPDX-License-Identifier: Apache-2.0
// almoner key: the keys that sign a book's checkpoints. The private key is only ever in its file.
#include <iostream>

#include <fmt/format.h>
#include <almoner/signing.hpp>

#include "book.hpp"
#include "errors.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

int make_new(const Globals& globals, const std::string& name) {
  if (globals.output.empty() || globals.output == "-")
    throw UsageError{"name the key's file: -o ORG.key; a private key is never printed"};
  std::string verifier_file = write_key_files(globals.output, name);
  std::cout << fmt::format(
      "{}: private key, keep it and {}.signed together and to yourself\n"
      "{}: for everybody: {}\n",
      globals.output, globals.output, verifier_file, verifier_key_of(globals.output));
  return exit_fine;
}

int rotate(const Globals& globals, const std::string& old_file, const std::string& new_file,
           const std::string& by) {
  Ledger ledger = open_for_writing(globals);
  std::string note = rotate_key(ledger, old_file, new_file, by);
  Destination destination{checkpoint_file(globals)};
  destination.stream() << note;
  destination.finish();
  std::cout << fmt::format(
      "the book now names the key {}\nthe checkpoint in {} is signed by both; {}\n",
      verifier_key_of(new_file), checkpoint_file(globals), log_line(ledger));
  return exit_fine;
}

}  // namespace

void add_key(CLI::App& app, Globals& globals) {
  struct Options {
    std::string name, old_file, new_file, by;
  };
  auto options = std::make_shared<Options>();
  CLI::App* verb = add_verb(app, "key", "Keys that sign a book's checkpoints: new, rotate, show",
                            "  almoner key new --name example.org/county-2021 -o ORG.key\n"
                            "  almoner -f B key rotate --old ORG.key --new ORG-2.key\n"
                            "  almoner key show ORG.key");
  verb->require_subcommand(1);

  CLI::App* makes = add_verb(*verb, "new", "Make a key; never overwrites one",
                             "  almoner key new --name example.org/county-2021 -o ORG.key");
  makes->add_option("--name", options->name,
                    "of the log, for ever: like a web address, without blanks or +")
      ->type_name("NAME")
      ->required();
  makes->callback([&globals, options] {
    globals.action = [&globals, options] { return make_new(globals, options->name); };
  });

  CLI::App* rotates =
      add_verb(*verb, "rotate", "Log a new key; sign with the old and the new",
               "  almoner key new --name example.org/county-2021 -o ORG-2.key\n"
               "  almoner -f B key rotate --old ORG.key --new ORG-2.key --by director");
  rotates->add_option("--old", options->old_file, "the key until now")
      ->type_name("FILE")
      ->required();
  rotates->add_option("--new", options->new_file, "the key from now on")
      ->type_name("FILE")
      ->required();
  rotates->add_option("--by", options->by, "author's role, public for ever")->type_name("ROLE");
  rotates->callback([&globals, options] {
    globals.action = [&globals, options] {
      return rotate(globals, options->old_file, options->new_file, options->by);
    };
  });

  CLI::App* shows = add_verb(*verb, "show", "The verifier key of a private key's file",
                             "  almoner key show ORG.key");
  shows->add_option("FILE", options->old_file, "a private key's file")->required();
  shows->callback([&globals, options] {
    globals.action = [&globals, options]() -> int {
      Destination destination{globals.output};
      destination.stream() << verifier_key_of(options->old_file) << '\n';
      destination.finish();
      return exit_fine;
    };
  });
}

}  // namespace almoner::program

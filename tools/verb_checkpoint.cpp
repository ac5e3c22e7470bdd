// SPDX-License-Identifier: Apache-2.0
// almoner checkpoint: signs what the log is now, and proves that it extends what it was.
#include <iostream>

#include <fmt/format.h>
#include <almoner/signing.hpp>

#include "book.hpp"
#include "errors.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

constexpr std::size_t checkpoint_size_max = 200'000;

struct CheckpointOptions {
  std::vector<std::string> keys;
  std::string since;
  std::string proof;
};

void write_file(const std::string& file, const std::string& text) {
  Destination destination{file};
  destination.stream() << text;
  destination.finish();
}

int checkpoint(const Globals& globals, const CheckpointOptions& options) {
  if (options.keys.empty() && options.since.empty())
    throw UsageError{"name the key that signs: --key ORG.key (`almoner key new` makes one)"};
  if (options.since.empty() != options.proof.empty())
    throw UsageError{"--since OLD.checkpoint and --proof FILE go together: the proof between the two"};
  std::string older =
      options.since.empty() ? "" : read_small_file(options.since, checkpoint_size_max);
  Ledger ledger = open_for_reading(globals);
  std::string file = globals.output.empty() ? checkpoint_file(globals) : globals.output;
  std::string note;
  if (options.keys.empty()) {
    note = read_small_file(file, checkpoint_size_max);
  } else {
    note = sign_checkpoint(ledger, options.keys);
    write_file(file, note);
    if (file != "-") std::cout << fmt::format("signed in {}; {}\n", file, log_line(ledger));
  }
  if (!options.proof.empty()) {
    write_file(options.proof, extend_checkpoint(ledger, older, note));
    if (options.proof != "-" && file != "-")
      std::cout << fmt::format("{} proves that it extends {}\n", options.proof, options.since);
  }
  return exit_fine;
}

}  // namespace

void add_checkpoint(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<CheckpointOptions>();
  CLI::App* verb = add_verb(
      app, "checkpoint", "Sign the log's size and root; never two histories",
      "  almoner -f B checkpoint --key ORG.key                  signed in B.checkpoint\n"
      "  almoner -f B checkpoint --key ORG.key -o 2021.checkpoint\n"
      "  almoner -f B checkpoint --since 2020.checkpoint --proof 2020-to-now");
  verb->add_option("--key", options->keys, "a private key's file; twice while a key is rotated")
      ->type_name("FILE");
  verb->add_option("--since", options->since, "an older checkpoint, for --proof")
      ->type_name("FILE");
  verb->add_option("--proof", options->proof,
                   "write the checkpoint here with the proof that it extends the older one")
      ->type_name("FILE");
  verb->callback([&globals, options] {
    globals.action = [&globals, options] { return checkpoint(globals, *options); };
  });
}

}  // namespace almoner::program

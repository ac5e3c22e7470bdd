// SPDX-License-Identifier: Apache-2.0
// almoner receipt: what a donor takes home.
#include <fmt/format.h>
#include <almoner/signing.hpp>

#include "book.hpp"
#include "errors.hpp"
#include "input.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

constexpr std::size_t checkpoint_size_max = 200'000;

struct Options {
  std::string reference;
  std::string checkpoint;
  ReceiptOptions receipt;
};

int receipt(const Globals& globals, const Options& options) {
  Ledger ledger = open_for_reading(globals);
  std::string file = options.checkpoint.empty() ? checkpoint_file(globals) : options.checkpoint;
  std::string note;
  try {
    note = read_small_file(file, checkpoint_size_max);
  } catch (const StorageError& error) {
    throw UsageError{fmt::format(
        "{}; a receipt stands under a signed checkpoint: `almoner checkpoint --key ORG.key`",
        error.what())};
  }
  std::string text = ledger.receipt(options.reference, note, options.receipt);
  Destination destination{globals.output};
  destination.stream() << text;
  destination.finish();
  return exit_fine;
}

}  // namespace

void add_receipt(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = add_verb(app, "receipt", "A donor's proof that a gift is in the books",
                            "  almoner -f B checkpoint --key ORG.key\n"
                            "  almoner -f B receipt G-0003 -o gift.receipt\n"
                            "  almoner -f B receipt G-0003 --trace -o gift.receipt");
  verb->add_option("REFERENCE", options->reference, "reference of the entry")->required();
  verb->add_flag("--trace", options->receipt.trace,
                 "with the entries that the gift is attributed to");
  verb->add_option("--donor", options->receipt.donor, "whose name is opened, where several are named")
      ->type_name("PARTY");
  verb->add_option("--checkpoint", options->checkpoint,
                   "the signed checkpoint (the book's file with .checkpoint)")
      ->type_name("FILE");
  verb->callback([&globals, options] {
    globals.action = [&globals, options] { return receipt(globals, *options); };
  });
}

}  // namespace almoner::program

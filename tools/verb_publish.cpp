// SPDX-License-Identifier: Apache-2.0
// almoner publish: the books as pages that anybody can read and check.
#include <iostream>

#include <fmt/format.h>
#include <almoner/signing.hpp>

#include "book.hpp"
#include "errors.hpp"
#include "input.hpp"
#include "progress.hpp"
#include "site.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

constexpr std::size_t note_size_max = 200'000;
constexpr std::size_t key_size_max = 4096;

struct Options {
  std::string folder;
  std::vector<std::string> keys;
  std::string checkpoint;
  std::string verifier_key;
  std::string names;
};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// Signed now, or signed before and still the book's whole log.
SiteTerms terms_of(Ledger& ledger, const Options& options) {
  if (options.keys.empty() == options.checkpoint.empty())
    throw UsageError{"name the key that signs: --key ORG.key; or a checkpoint that it signed: --checkpoint FILE --vkey ORG.vkey"};
  if (!options.checkpoint.empty() && options.verifier_key.empty())
    throw UsageError{"--checkpoint FILE needs the key to verify it: --vkey ORG.vkey"};
  SiteTerms terms;
  terms.verifier_key = options.verifier_key.empty() ? verifier_key_of(options.keys.back())
                                                    : first_line(read_small_file(options.verifier_key, key_size_max));
  terms.checkpoint_note = options.keys.empty() ? read_small_file(options.checkpoint, note_size_max) : sign_checkpoint(ledger, options.keys);
  terms.checkpoint = verify_checkpoint(terms.checkpoint_note, terms.verifier_key);
  if (terms.checkpoint.size != ledger.size())
    throw UsageError{fmt::format("the checkpoint is of {} events and the book has {}; sign a new one: `almoner checkpoint --key ORG.key`",
                                 terms.checkpoint.size, ledger.size())};
  return terms;
}

int publish(const Globals& globals, const Options& options) {
  Ledger ledger = open_for_reading(globals);
  const SiteNames names{options.names};
  const SiteTerms terms = terms_of(ledger, options);
  SiteFolder folder{options.folder, terms.checkpoint.origin};
  Progress progress{"events read"};
  write_site(ledger, folder, terms, names, [&](std::uint64_t done, std::uint64_t whole) {
    if (progress.is_due()) progress.show(done, done, whole);
  });
  folder.finish();
  progress.hide();
  std::cout << fmt::format("published {} in {}; {}\n", escape_terminal(terms.checkpoint.origin), options.folder, log_line(ledger));
  return exit_fine;
}

}  // namespace

void add_publish(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = add_verb(app, "publish", "Write the books as a static site, where anybody can verify a receipt",
                            "  almoner -f B publish site --key ORG.key\n"
                            "  almoner -f B publish site --checkpoint B.checkpoint --vkey ORG.vkey\n"
                            "  almoner -f B publish site --key ORG.key --names readers.tsv");
  verb->add_option("DIR", options->folder, "a new folder, or a site published before; all in it is replaced")->required();
  verb->add_option("--key", options->keys, "a private key's file, which signs now; twice while a key is rotated")->type_name("FILE");
  verb->add_option("--checkpoint", options->checkpoint, "a checkpoint signed before, of the book as it stands")->type_name("FILE");
  verb->add_option("--vkey", options->verifier_key, "the verifier key that the pages show (the last --key's)")->type_name("FILE");
  verb->add_option("--names", options->names, "what readers see in place of codes: CODE, Chinese, English, tabs between")->type_name("FILE");
  verb->callback([&globals, options] {
    globals.action = [&globals, options] { return publish(globals, *options); };
  });
}

}  // namespace almoner::program

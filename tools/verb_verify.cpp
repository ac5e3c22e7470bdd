// SPDX-License-Identifier: Apache-2.0
// almoner verify: judges a receipt or a checkpoint, without the book.
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <almoner/receipt.hpp>

#include "book.hpp"
#include "errors.hpp"
#include "input.hpp"
#include "receipt_text.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

constexpr std::size_t receipt_size_max = (std::size_t{16} << 20U) + 1;
constexpr std::size_t key_size_max = 4096;

struct Options {
  std::string file;
  std::string key;
  std::vector<std::string> extends;
};

/// What says no must say of which file.
template <class Judge>
auto judge(const std::string& file, Judge&& check) {
  try {
    return check();
  } catch (const Corrupt& error) {
    throw Corrupt{fmt::format("{} does NOT verify: {}", file, error.what())};
  }
}

int verify_checkpoints(const Globals& globals, const Options& options, const std::string& key) {
  std::string older = read_small_file(options.extends[0], receipt_size_max);
  std::string newer = read_small_file(options.extends[1], receipt_size_max);
  Extension found = judge(options.extends[1], [&] { return verify_extends(older, newer, key); });
  Destination destination{globals.output};
  destination.stream() << fmt::format(
      "{}: the first {} events stand unchanged among {}, root {}\n",
      escape_terminal(found.newer.origin), found.older.size, found.newer.size,
      hex(found.newer.root));
  destination.finish();
  return exit_fine;
}

int verify_file(const Globals& globals, const Options& options, const std::string& key) {
  Format format = globals.format_or(Format::table);
  if (format != Format::table && format != Format::json)
    throw UsageError{"verify writes a text for people, or json"};
  std::string text = read_small_file(options.file, receipt_size_max);
  VerifiedReceipt receipt = judge(options.file, [&] { return almoner::verify(text, key); });
  Destination destination{globals.output};
  destination.stream() << (format == Format::json ? receipt_json(receipt) : receipt_text(receipt));
  destination.finish();
  return exit_fine;
}

}  // namespace

void add_verify(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<Options>();
  CLI::App* verb =
      add_verb(app, "verify", "Judge a receipt, or that a checkpoint extends another; no book needed",
               "  almoner verify gift.receipt --key ORG.vkey\n"
               "  almoner verify --extends 2020.checkpoint 2020-to-now --key ORG.vkey");
  verb->add_option("RECEIPT", options->file, "a receipt; - is standard input");
  verb->add_option("--key", options->key, "the organisation's verifier key, a .vkey file")
      ->type_name("FILE")
      ->required();
  verb->add_option("--extends", options->extends,
                   "an older checkpoint, and a newer with its proof (checkpoint --since --proof)")
      ->type_name("OLD NEW")
      ->expected(2);
  verb->callback([&globals, options] {
    globals.action = [&globals, options] {
      if (options->file.empty() == options->extends.empty())
        throw UsageError{"name a receipt, or two checkpoints after --extends"};
      std::string key = read_small_file(options->key, key_size_max);
      return options->extends.empty() ? verify_file(globals, *options, key)
                                      : verify_checkpoints(globals, *options, key);
    };
  });
}

}  // namespace almoner::program

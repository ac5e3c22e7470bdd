// SPDX-License-Identifier: Apache-2.0
// almoner party: what a person may ask for, restriction and erasure.
#include <iostream>

#include <fmt/format.h>

#include "book.hpp"
#include "errors.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

constexpr std::size_t shown_max = 20;

std::string list(const std::vector<std::string>& items) {
  std::vector<std::string> shown(items.begin(),
                                 items.begin() + static_cast<std::ptrdiff_t>(std::min(items.size(), shown_max)));
  std::string text = fmt::format("{}", fmt::join(shown, ", "));
  return items.size() > shown_max ? text + fmt::format(" and {} more", items.size() - shown_max)
                                  : text;
}

int erase(const Globals& globals, const std::string& id, const ErasureOptions& options) {
  Ledger ledger = open_for_writing(globals);
  Erasure done = ledger.erase_party(id, options);
  if (done.was_known || done.bodies > 0)
    std::cout << fmt::format("erased {} private bodies; {}\n", done.bodies, log_line(ledger));
  else
    std::cout << "nothing to erase: the book has no such party\n";
  if (!done.narrations_left.empty())
    complain(fmt::format("the name still stands in what is private of {}: look at them, and erase "
                         "them with --narration REFERENCE",
                         list(done.narrations_left)));
  if (!done.events_left.empty()) {
    std::vector<std::string> events;
    for (Seq seq : done.events_left) events.push_back(std::to_string(seq));
    complain(fmt::format("the name stands in the log itself, for ever: events {}", list(events)));
  }
  if (done.was_known)
    complain("copies made before (backups, snapshots, exports) still hold the person: delete them");
  return exit_fine;
}

int restrict_use(const Globals& globals, const std::string& id, bool lift) {
  Ledger ledger = open_for_writing(globals);
  ledger.restrict_party(id, !lift);
  std::cout << (lift ? "lifted: the party's data may be used again\n"
                     : "restricted: the party's data is kept and not used\n");
  return exit_fine;
}

}  // namespace

void add_party(CLI::App& app, Globals& globals) {
  struct Options {
    std::string id;
    bool lift = false;
    ErasureOptions erasure;
  };
  auto options = std::make_shared<Options>();
  CLI::App* verb = add_verb(app, "party", "A person's rights: restrict, erase",
                            "  almoner -f B party restrict donor-7\n"
                            "  almoner -f B party erase donor-7");
  verb->require_subcommand(1);

  CLI::App* restricts =
      add_verb(*verb, "restrict", "Keep a person's data and do not use it",
               "  almoner -f B party restrict donor-7\n"
               "  almoner -f B party restrict donor-7 --lift");
  restricts->add_option("ID", options->id, "a private party")->required();
  restricts->add_flag("--lift", options->lift, "use it again");
  restricts->callback([&globals, options] {
    globals.action = [&globals, options] {
      return restrict_use(globals, options->id, options->lift);
    };
  });

  CLI::App* erases = add_verb(
      *verb, "erase", "Delete all that names a person; the log and its root stay",
      "  almoner -f B party erase donor-7\n"
      "  almoner -f B party erase donor-7 --narration V-0009");
  erases->add_option("ID", options->id, "a private party")->required();
  erases->add_option("--narration", options->erasure.narrations,
                     "also the narration of this entry, which names the person in its text")
      ->type_name("REFERENCE");
  erases->callback([&globals, options] {
    globals.action = [&globals, options] { return erase(globals, options->id, options->erasure); };
  });
}

}  // namespace almoner::program

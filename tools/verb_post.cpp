// SPDX-License-Identifier: Apache-2.0
// almoner post: journals into the book, in one transaction: all of it or nothing, unless told to
// keep going. Posting a journal twice adds nothing.
#include <iostream>
#include <map>

#include <fmt/format.h>
#include <almoner/journal.hpp>

#include "book.hpp"
#include "errors.hpp"
#include "input.hpp"
#include "progress.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

/// After so many refusals the rest of a file that will be refused anyway is left unread.
constexpr std::uint64_t refusals_shown_max = 20;

struct Options {
  std::vector<std::string> files;
  bool dry_run = false;
  bool keep_going = false;
  std::string by;
};

/// Ends the reading of a journal that has been refused often enough.
struct EnoughRefusals {};

class Poster {
 public:
  Poster(Ledger& ledger, const Options& options) : ledger_{ledger}, options_{options} {
    for (const CommodityTerms& terms : ledger.commodities()) known_.emplace(terms.code, terms.scale);
  }

  void read(const std::string& file) {
    Input input{file};
    input_ = &input;
    try {
      read_journal_ahead(input.stream(), base_, known_, [this](JournalItem&& item) { take(item); });
    } catch (const ParseError& error) {
      throw input.error(error);
    }
    known_.merge(learnt_);
  }

  std::uint64_t refused() const { return refused_; }

  std::string summary(std::string_view verb) const {
    std::string text = fmt::format("{} {} {}", verb, posted_, posted_ == 1 ? "entry" : "entries");
    if (declared_ > 0) text += fmt::format(", {} declarations", declared_);
    if (already_there_ > 0) text += fmt::format(", {} already there", already_there_);
    if (refused_ > 0) text += fmt::format(", {} refused", refused_);
    return text;
  }

 private:
  void take(JournalItem& item) {
    // For the files that follow; one whose declaration is refused too: one mistake, one message.
    if (const auto* commodity = std::get_if<CommodityTerms>(&item.what))
      learnt_.emplace(commodity->code, commodity->scale);
    try {
      std::visit([this](auto& what) { write(what); }, item.what);
    } catch (const Refused& error) {
      ++refused_;
      progress_.hide();
      complain_refused(input_->place(item.line, item.excerpt), error.violations());
      if (!options_.keep_going && refused_ >= refusals_shown_max) throw EnoughRefusals{};
    }
    if (progress_.is_due())
      progress_.show(posted_ + already_there_, input_->size_bytes() == 0 ? 0 : item.end, input_->size_bytes());
  }

  void write(Draft& draft) {
    if (draft.by.empty()) draft.by = options_.by;
    if (ledger_.post(draft).already_there)
      ++already_there_;
    else
      ++posted_;
  }
  template <typename Terms>
  void write(const Terms& terms) {
    // Equal terms said again are no news: journals may begin with the same chart.
    if (!ledger_.declare(terms, options_.by).already_there) ++declared_;
  }

  Ledger& ledger_;
  const Options& options_;
  std::string base_ = ledger_.terms().base_currency;
  std::map<std::string, int> known_;   ///< scales of commodities; read by the reading thread
  std::map<std::string, int> learnt_;  ///< from the file being read
  Input* input_ = nullptr;
  Progress progress_{"entries"};
  std::uint64_t posted_ = 0;
  std::uint64_t declared_ = 0;
  std::uint64_t already_there_ = 0;
  std::uint64_t refused_ = 0;
};

int post(const Globals& globals, const Options& options) {
  Ledger ledger = open_for_writing(globals);
  std::string said;
  std::uint64_t refused = 0;
  {
    Ledger::Batch batch = ledger.batch();
    Poster poster{ledger, options};
    bool enough = false;
    try {
      for (const std::string& file : options.files) poster.read(file);
    } catch (const EnoughRefusals&) {
      enough = true;
    }
    refused = poster.refused();
    if (refused > 0 && !options.keep_going) {
      complain(fmt::format("{}{} refused; nothing was written", refused,
                           enough         ? " or more were"
                           : refused == 1 ? " was"
                                          : " were"));
      return exit_refused;
    }
    said = poster.summary(options.dry_run ? "would post" : "posted");
    if (!options.dry_run) batch.commit();
  }
  std::cout << said << "; " << (options.dry_run ? "dry run, nothing was written; " : "")
            << log_line(ledger) << '\n';
  return refused > 0 ? exit_refused : exit_fine;
}

}  // namespace

void add_post(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<Options>();
  CLI::App* verb =
      add_verb(app, "post", "Post journals: all of it, or nothing where a rule says no",
               "  almoner -f B post year.journal\n"
               "  almoner -f B post --dry-run year.journal\n"
               "  cat *.journal | almoner -f B post -");
  verb->add_option("FILE", options->files, "journals; - is standard input")->required();
  verb->add_flag("--dry-run", options->dry_run, "do the real work and write nothing");
  verb->add_flag("--keep-going", options->keep_going, "post the rest where entries are refused");
  verb->add_option("--by", options->by, "author's role where the journal names none: cashier")
      ->type_name("ROLE");
  verb->callback([&globals, options] {
    globals.action = [&globals, options] { return post(globals, *options); };
  });
}

}  // namespace almoner::program

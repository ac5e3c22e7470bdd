// SPDX-License-Identifier: Apache-2.0
// almoner print: entries in journal notation, or posting by posting for programs. Streams.
#include <algorithm>

#include <fmt/format.h>
#include <almoner/journal.hpp>

#include "book.hpp"
#include "errors.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

struct Options {
  ReportOptions report;
  std::vector<std::string> references;
  bool hledger = false;
};

Draft draft_of(const Entry& entry) {
  Draft draft;
  draft.date = entry.date;
  draft.reference = entry.reference;
  draft.narration = entry.narration;
  draft.bank_reference = entry.bank_reference;
  for (const Posting& posting : entry.postings)
    draft.postings.push_back({posting.account, posting.fund, posting.commodity, posting.quantity,
                              posting.value, posting.purpose, posting.party, posting.lot,
                              posting.expires});
  draft.by = entry.by;
  draft.approved_by = entry.approved_by;
  draft.authority = entry.authority;
  draft.document = entry.document;
  draft.gift = entry.gift;
  draft.reverses = entry.reverses;
  draft.returns = entry.returns;
  draft.repays = entry.repays;
  draft.counterpart = entry.counterpart;
  draft.evidence = entry.evidence;
  return draft;
}

Shape machine_shape() {
  return {"almoner/print/1",
          {{"seq", Kind::count},
           {"date", Kind::word},
           {"reference"},
           {"narration"},
           {"account"},
           {"fund"},
           {"purpose"},
           {"party"},
           {"commodity"},
           {"quantity", Kind::amount},
           {"value", Kind::amount},
           {"lot"},
           {"expires", Kind::word},
           {"by"},
           {"approved_by"},
           {"reverses"},
           {"reversed_by"}}};
}

void write_postings(Report& report, const Entry& entry, const Scales& scales) {
  for (const Posting& posting : entry.postings)
    report.row({count_cell(entry.seq), format_date(entry.date), entry.reference, entry.narration,
                posting.account, posting.fund, posting.purpose, posting.party, posting.commodity,
                amount_cell(posting.quantity, scales.of(posting.commodity)),
                scales.value(posting.value), posting.lot,
                posting.expires ? format_date(*posting.expires) : "", entry.by, entry.approved_by,
                entry.reverses, entry.reversed_by});
}

/// The entries asked for, in order of posting, or in the order in which they are named.
void for_each(const Ledger& ledger, const Options& options,
              const std::function<void(const Entry&)>& use) {
  if (options.references.empty()) {
    Filter filter = filter_of(options.report, ledger);
    ledger.for_each_entry(filter, [&](const Entry& entry) {
      // The library's filter knows parties on postings only.
      auto names_party = [&](const Posting& posting) { return posting.party == filter.party; };
      if (filter.party.empty() ||
          std::any_of(entry.postings.begin(), entry.postings.end(), names_party))
        use(entry);
      return true;
    });
    return;
  }
  for (const std::string& reference : options.references) {
    std::optional<Entry> entry = ledger.entry(reference);
    if (!entry) throw NotFound{fmt::format("the book has no entry '{}'", reference)};
    use(*entry);
  }
}

/// The journal is the table of this verb, and journals have endings of their own.
Format format_of(const Globals& globals) {
  bool is_journal = false;
  for (const char* ending : {".journal", ".hledger", ".ledger", ".j"})
    is_journal = is_journal || globals.output.ends_with(ending);
  return globals.format.empty() && is_journal ? Format::table : globals.format_or(Format::table);
}

int print(const Globals& globals, const Options& options) {
  Format format = format_of(globals);
  if (options.hledger && format != Format::table)
    throw UsageError{"--hledger writes a journal: leave out -O"};
  Ledger ledger = open_for_reading(globals);
  Scales scales{ledger};
  Destination destination{globals.output};
  if (options.hledger) {
    write_hledger(destination.stream(), ledger);
  } else if (format == Format::table) {
    std::ostream& out = destination.stream();
    ScaleOf scale_of = [&scales](const std::string& commodity) { return scales.of(commodity); };
    bool first = true;
    for_each(ledger, options, [&](const Entry& entry) {
      if (!first) out << '\n';
      first = false;
      out << to_journal({draft_of(entry), 0, {}}, scales.base(), scale_of);
    });
  } else {
    Report report{destination, format, machine_shape()};
    for_each(ledger, options, [&](const Entry& entry) { write_postings(report, entry, scales); });
    report.finish();
  }
  destination.finish();
  return exit_fine;
}

}  // namespace

void add_print(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<Options>();
  CLI::App* verb =
      add_verb(app, "print", "Entries in journal notation",
               "  almoner -f B print -p 2021-09 --fund MED\n"
               "  almoner -f B print V-0009\n"
               "  almoner -f B print --hledger -o book.journal    all of it, for hledger");
  verb->add_option("REFERENCE", options->references, "only these entries");
  add_period_options(*verb, options->report);
  verb->add_option("--account", options->report.account, "entries that touch it or one below it")
      ->type_name("NAME");
  add_filter_options(*verb, options->report, false, true);
  verb->add_flag("--hledger", options->hledger,
                 "the whole book as a plain hledger journal, declarations as comments");
  verb->callback([&globals, options] {
    globals.action = [&globals, options] { return print(globals, *options); };
  });
}

}  // namespace almoner::program

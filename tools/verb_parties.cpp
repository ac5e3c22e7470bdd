// SPDX-License-Identifier: Apache-2.0
// almoner parties: who gave and who received.
#include "book.hpp"
#include "errors.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

int parties(const Globals& globals) {
  Format format = globals.format_or(Format::table);
  Ledger ledger = open_for_reading(globals);
  Scales scales{ledger};
  Destination destination{globals.output};
  Report report{destination,
                format,
                {"almoner/parties/1",
                 {{"id", Kind::text, "Party"},
                  {"name", Kind::text, "Name"},
                  {"kind", Kind::word, "Kind"},
                  {"public", Kind::flag, "Public"},
                  {"erased", Kind::flag, "Erased"},
                  {"restricted", Kind::flag, "Restricted"},
                  {"postings", Kind::count, "Postings"},
                  {"given", Kind::amount, "Given " + scales.base()},
                  {"received", Kind::amount, "Received " + scales.base()}}}};
  for (const PartyRow& row : ledger.parties())
    report.row({row.id, row.name, std::string{to_string(row.kind)}, flag_cell(row.is_public),
                flag_cell(row.erased), flag_cell(row.restricted), count_cell(row.postings), scales.value(row.given),
                scales.value(row.received)});
  report.finish();
  destination.finish();
  return exit_fine;
}

}  // namespace

void add_parties(CLI::App& app, Globals& globals) {
  CLI::App* verb = add_verb(app, "parties", "Donors, beneficiaries, suppliers, partner bodies",
                            "  almoner -f B parties\n"
                            "  almoner -f B parties -o parties.csv");
  verb->callback([&globals] { globals.action = [&globals] { return parties(globals); }; });
}

}  // namespace almoner::program

// SPDX-License-Identifier: Apache-2.0
// almoner audit and rebuild. Audit is silent when all is well, so that `audit || alarm` works.
#include <iostream>

#include <fmt/format.h>

#include "book.hpp"
#include "errors.hpp"
#include "progress.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

constexpr std::size_t findings_shown_max = 20;

void complain_of_findings(const std::vector<Finding>& findings) {
  std::size_t shown = 0;
  for (const Finding& finding : findings) {
    if (++shown > findings_shown_max) {
      complain(fmt::format("and {} more findings", findings.size() - findings_shown_max));
      return;
    }
    complain(fmt::format("{}: {}", finding.where, finding.what));
  }
}

void write_report(const Globals& globals, const AuditReport& audit) {
  Destination destination{globals.output};
  Report report{destination,
                globals.format_or(Format::table),
                {"almoner/audit/1",
                 {{"size", Kind::count, "Size"},
                  {"root", Kind::word, "Root"},
                  {"private_bodies", Kind::count, "Private bodies"},
                  {"private_bodies_missing", Kind::count, "Missing"},
                  {"findings", Kind::count, "Findings"}}}};
  report.row({count_cell(audit.size), hex(audit.root), count_cell(audit.private_bodies),
              count_cell(audit.private_bodies_missing), count_cell(audit.findings.size())});
  report.finish();
  destination.finish();
}

int audit(const Globals& globals, bool verbose) {
  Ledger ledger = open_for_reading(globals);
  AuditReport report;
  {
    Progress progress{"events"};
    report = ledger.audit([&](std::uint64_t done, std::uint64_t size) {
      if (progress.is_due()) progress.show(done, done, size);
    });
  }
  complain_of_findings(report.findings);
  if (!globals.format.empty() || !globals.output.empty())
    write_report(globals, report);
  else if (verbose)
    std::cout << fmt::format("{}: size {}, root {}\nprivate bodies {}, missing {}\n",
                             report.findings.empty() ? "sound" : "NOT SOUND", report.size,
                             hex(report.root), report.private_bodies,
                             report.private_bodies_missing);
  return report.findings.empty() ? exit_fine : exit_integrity;
}

int rebuild(const Globals& globals) {
  Ledger ledger = open_for_writing(globals);
  ledger.rebuild();
  std::cout << "rebuilt every table from the log; " << log_line(ledger) << '\n';
  return exit_fine;
}

}  // namespace

void add_audit(CLI::App& app, Globals& globals) {
  auto verbose = std::make_shared<bool>(false);
  CLI::App* verb =
      add_verb(app, "audit", "Re-read and recompute everything; silent when fine, else 5",
               "  almoner -f B audit || alarm\n"
               "  almoner -f B audit -v          size and root too");
  verb->add_flag("-v,--verbose", *verbose,
                 "print size, root and what is missing of the private part");
  verb->callback([&globals, verbose] {
    globals.action = [&globals, verbose] { return audit(globals, *verbose); };
  });
}

void add_rebuild(CLI::App& app, Globals& globals) {
  CLI::App* verb = add_verb(app, "rebuild", "Drop every table but the log and replay it",
                            "  almoner -f B rebuild");
  verb->callback([&globals] { globals.action = [&globals] { return rebuild(globals); }; });
}

}  // namespace almoner::program

// SPDX-License-Identifier: Apache-2.0
// almoner import: a published list by a rules file, with a report of every row's fate.
#include <filesystem>
#include <iostream>

#include <fmt/format.h>
#include <almoner/import.hpp>

#include "book.hpp"
#include "errors.hpp"
#include "input.hpp"
#include "progress.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

struct Options {
  std::string list;
  std::string rules;
  std::string expect;
  bool dry_run = false;
  bool keep_going = false;
};

constexpr std::size_t problems_shown_max = 100;

void complain_of_problems(const Input& list, const ImportReport& report) {
  std::size_t shown = 0;
  for (const ImportProblem& problem : report.problems) {
    if (++shown > problems_shown_max) {
      complain(fmt::format("and {} more", report.problems.size() - problems_shown_max));
      return;
    }
    std::string what = problem.reference.empty()
                           ? problem.message
                           : fmt::format("({}) {}", problem.reference, problem.message);
    complain_at(list.place(problem.line), what);
  }
}

std::string summary(const ImportReport& report, const Ledger& ledger, const Options& options) {
  Scales scales{ledger};
  std::string text =
      fmt::format("read {} rows: posted {}, already there {}, refused {}", report.read,
                  report.posted, report.already_there, report.problems.size());
  if (report.skipped > 0) text += fmt::format("; skipped {} rows", report.skipped);
  text += fmt::format("; total {} {}", scales.value(report.total).exact, scales.base());
  if (report.stated_total)
    text += fmt::format(" (stated {})", scales.value(*report.stated_total).exact);
  if (!report.committed)
    text += options.dry_run ? "; dry run, nothing was written" : "; nothing was written";
  return text + "; " + log_line(ledger);
}

void write_report(const Globals& globals, const ImportReport& report, const Ledger& ledger) {
  Scales scales{ledger};
  Destination destination{globals.output};
  Report rows{destination,
              globals.format_or(Format::table),
              {"almoner/import/1",
               {{"read", Kind::count},
                {"posted", Kind::count},
                {"already_there", Kind::count},
                {"refused", Kind::count},
                {"skipped", Kind::count},
                {"total", Kind::amount},
                {"stated_total", Kind::amount},
                {"committed", Kind::flag}}}};
  rows.row({count_cell(report.read), count_cell(report.posted), count_cell(report.already_there),
            count_cell(report.problems.size()), count_cell(report.skipped),
            scales.value(report.total),
            report.stated_total ? scales.value(*report.stated_total) : Cell{""},
            flag_cell(report.committed)});
  rows.finish();
  destination.finish();
}

int import_list(const Globals& globals, const Options& options) {
  // hledger looks for LIST.csv.rules beside the list; so do we.
  std::string rules_file = options.rules.empty() ? options.list + ".rules" : options.rules;
  Ledger ledger = open_for_writing(globals);
  Input list{options.list};
  Input rules{rules_file};
  Progress progress{"rows"};
  ImportOptions how;
  how.dry_run = options.dry_run;
  how.keep_going = options.keep_going;
  if (!options.expect.empty()) how.expect = options.expect;
  how.progress = [&](std::uint64_t rows) {
    if (progress.is_due()) progress.show(rows, list.read_bytes(), list.size_bytes());
  };
  ImportReport report;
  try {
    report = import_csv(ledger, list.stream(), rules.stream(), how);
  } catch (const ParseError& error) {
    // The library says in its words whether it speaks of the rules or of the list.
    bool of_rules = std::string_view{error.what()}.find("rules") != std::string_view::npos;
    throw(of_rules ? rules : list).error(error);
  }
  progress.hide();
  complain_of_problems(list, report);
  if (globals.format.empty() && globals.output.empty())
    std::cout << summary(report, ledger, options) << '\n';
  else
    write_report(globals, report, ledger);
  bool differs = report.stated_total && *report.stated_total != report.total;
  return report.problems.empty() && !differs ? exit_fine : exit_refused;
}

}  // namespace

void add_import(CLI::App& app, Globals& globals) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = add_verb(app, "import", "Post a list (CSV) by a rules file",
                            "  almoner -f B import list.csv --rules list.rules --dry-run\n"
                            "  almoner -f B import list.csv --rules list.rules --expect 263681.17");
  verb->add_option("LIST", options->list, "the list; - is standard input")->required();
  verb->add_option("--rules", options->rules, "its rules (LIST.rules when left out)")
      ->type_name("FILE");
  verb->add_option("--expect", options->expect,
                   "stated total; the list is refused where it differs")
      ->type_name("AMOUNT");
  verb->add_flag("--dry-run", options->dry_run, "do the real work and write nothing");
  verb->add_flag("--keep-going", options->keep_going, "post the rest where rows are refused");
  verb->callback([&globals, options] {
    globals.action = [&globals, options] { return import_list(globals, *options); };
  });
}

}  // namespace almoner::program

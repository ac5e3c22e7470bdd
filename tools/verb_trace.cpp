// SPDX-License-Identifier: Apache-2.0
// almoner trace: where a gift's units are, or the gifts that an entry is attributed to.
#include <fmt/format.h>

#include "book.hpp"
#include "errors.hpp"
#include "verbs.hpp"

namespace almoner::program {

namespace {

std::string quantity_text(const TracePart& part, const Scales& scales) {
  return part.quantity ? format_units(*part.quantity, scales.of(part.commodity)) : "";
}

TextTable people_table(const Trace& trace, const Scales& scales) {
  TextTable table;
  table.columns = {{"Date"},
                   {"Reference"},
                   {"State"},
                   {"Account"},
                   {"Fund"},
                   {"Purpose"},
                   {"Party"},
                   {"Quantity", Align::right},
                   {"Value " + scales.base(), Align::right}};
  for (const TracePart& part : trace.parts) {
    std::string quantity =
        part.quantity ? scales.quantity(*part.quantity, part.commodity).shown : "";
    table.rows.push_back({format_date(part.date), part.reference,
                          std::string{to_string(part.state)}, part.account, part.fund, part.purpose,
                          part.party, quantity, scales.value(part.value).shown});
  }
  table.rows.push_back({"Total", "", "", "", "", "", "", "", scales.value(trace.value).shown});
  return table;
}

/// What a trace claims. It must stand on every trace that a person reads.
std::string convention(const std::string& policy) {
  return fmt::format(
      "Attributed by {}, a convention: units are attributed to gifts in the order {}; it "
      "does not say which coin paid.",
      policy, policy.starts_with("fefo") ? "in which they expire" : "received");
}

Shape shape_of(const Trace& trace, const Scales& scales) {
  Shape shape{"almoner/trace/1",
              {{"reference"},
               {"seq", Kind::count},
               {"date", Kind::word},
               {"account"},
               {"fund"},
               {"purpose"},
               {"commodity"},
               {"quantity", Kind::amount},
               {"value", Kind::amount},
               {"state", Kind::word}}};
  shape.rows_name = "parts";
  shape.facts = {{{"reference"}, trace.reference},
                 {{"direction"}, std::string{to_string(trace.direction)}},
                 {{"policy"}, trace.policy},
                 {{"value"}, scales.value(trace.value)}};
  return shape;
}

int trace(const Globals& globals, const std::string& reference, bool back) {
  Format format = globals.format_or(Format::table);
  Ledger ledger = open_for_reading(globals);
  Scales scales{ledger};
  Trace found = ledger.trace(reference, back ? Direction::back : Direction::forward);
  Destination destination{globals.output};
  Report report{destination, format, shape_of(found, scales)};
  if (report.for_people()) {
    std::string heading = back ? fmt::format("Gifts that {} is attributed to", found.reference)
                               : fmt::format("Where {} went", found.reference);
    report.show(heading, people_table(found, scales), {convention(found.policy)});
  } else {
    for (const TracePart& part : found.parts)
      report.row({part.reference, count_cell(part.seq), format_date(part.date), part.account,
                  part.fund, part.purpose, part.commodity, quantity_text(part, scales),
                  scales.value(part.value), std::string{to_string(part.state)}});
  }
  report.finish();
  destination.finish();
  return exit_fine;
}

}  // namespace

void add_trace(CLI::App& app, Globals& globals) {
  struct Options {
    std::string reference;
    bool back = false;
  };
  auto options = std::make_shared<Options>();
  CLI::App* verb =
      add_verb(app, "trace", "Where a gift went, or what an entry is attributed to",
               "  almoner -f B trace G-0003              where the gift is now\n"
               "  almoner -f B trace V-0009 --back       the gifts it is attributed to\n"
               "  almoner -f B trace G-0003 -O json      almoner/trace/1");
  verb->add_option("REFERENCE", options->reference, "reference of the entry")->required();
  verb->add_flag("--back", options->back, "from a disbursement to gifts");
  verb->callback([&globals, options] {
    globals.action = [&globals, options] {
      return trace(globals, options->reference, options->back);
    };
  });
}

}  // namespace almoner::program

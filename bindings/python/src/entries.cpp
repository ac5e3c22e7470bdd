// SPDX-License-Identifier: Apache-2.0
// Entries as values: what was posted, with the lots and draws that it caused.
#include "book.hpp"
#include "drafts.hpp"
#include "filters.hpp"
#include "values.hpp"

namespace almoner::python {

namespace {

struct ShownInterval {
  UnitsInterval words{};
  Exact start{}, quantity{}, value{};
};

struct ShownEntry {
  Entry words{};  ///< postings, lots and draws are below
  std::vector<Frozen<StatedPosting>> postings{};
  std::vector<ShownInterval> lots{}, draws{};
};

std::vector<ShownInterval> intervals_of(std::vector<UnitsInterval>&& intervals, const Scales& scales) {
  std::vector<ShownInterval> shown;
  for (UnitsInterval& one : intervals) {
    const int scale = scales.of(one.commodity);
    const Exact start{one.start, scale}, quantity{one.quantity, scale}, value{one.value, scales.base()};
    shown.push_back({std::move(one), start, quantity, value});
  }
  return shown;
}

ShownEntry shown(Entry&& entry, const Scales& scales) {
  ShownEntry out;
  for (Posting& one : entry.postings)
    out.postings.emplace_back(StatedPosting{{.account = std::move(one.account),
                             .fund = std::move(one.fund),
                             .commodity = one.commodity,
                             .purpose = std::move(one.purpose),
                             .party = std::move(one.party),
                             .lot = std::move(one.lot),
                             .expires = one.expires},
                            Exact{one.quantity, scales.of(one.commodity)},
                            Exact{one.value, scales.base()},
                            one.party_erased});
  out.lots = intervals_of(std::move(entry.lots), scales);
  out.draws = intervals_of(std::move(entry.draws), scales);
  out.words = std::move(entry);
  return out;
}

std::optional<ShownEntry> entry_of(Handle& self, const Text& reference) {
  return self.use([&](Ledger& ledger) -> std::optional<ShownEntry> {
    auto found = ledger.entry(reference.value);
    if (!found) return std::nullopt;
    return shown(std::move(*found), Scales{ledger});
  });
}

std::vector<ShownEntry> entries(Handle& self, const Filter& filter) {
  return self.use([&](Ledger& ledger) {
    const Scales scales{ledger};
    std::vector<ShownEntry> all;
    ledger.for_each_entry(filter, [&](const Entry& entry) {
      all.push_back(shown(Entry{entry}, scales));
      return true;
    });
    return all;
  });
}

void add_interval(py::module_& module) {
  py::class_<ShownInterval>(module, "UnitsInterval", "Units of a line: received as a lot, or drawn.")
      .def_property_readonly("fund", [](const ShownInterval& one) { return one.words.fund; })
      .def_property_readonly("commodity", [](const ShownInterval& one) { return one.words.commodity; })
      .def_property_readonly("account", [](const ShownInterval& one) { return text_or_none(one.words.account); })
      .def_readonly("start", &ShownInterval::start)
      .def_readonly("quantity", &ShownInterval::quantity)
      .def_readonly("value", &ShownInterval::value)
      .def_property_readonly("lot", [](const ShownInterval& one) { return text_or_none(one.words.lot); })
      .def_property_readonly("expires", [](const ShownInterval& one) { return one.words.expires; })
      .def("__repr__", [](const ShownInterval& one) {
        return py::str("<{} {} of {} at {}>")
            .format(text_of(one.quantity), one.words.commodity, one.words.fund, text_of(one.start));
      });
}

template <auto Member>
void add_text(py::class_<ShownEntry>& entry, const char* name) {
  entry.def_property_readonly(name, [](const ShownEntry& one) { return one.words.*Member; });
}

}  // namespace

void add_entries(BookClass& book, py::module_& module) {
  add_interval(module);
  py::class_<ShownEntry> entry(module, "Entry", "A posted fact: never edited, only reversed.");
  add_text<&Entry::seq>(entry, "seq");
  add_text<&Entry::date>(entry, "date");
  add_text<&Entry::recorded>(entry, "recorded");
  add_text<&Entry::reference>(entry, "reference");
  add_text<&Entry::narration>(entry, "narration");
  add_text<&Entry::bank_reference>(entry, "bank_reference");
  add_text<&Entry::by>(entry, "by");
  add_text<&Entry::approved_by>(entry, "approved_by");
  add_text<&Entry::authority>(entry, "authority");
  add_text<&Entry::document>(entry, "document");
  add_text<&Entry::gift>(entry, "gift");
  add_text<&Entry::reverses>(entry, "reverses");
  add_text<&Entry::returns>(entry, "returns");
  add_text<&Entry::repays>(entry, "repays");
  add_text<&Entry::counterpart>(entry, "counterpart");
  add_text<&Entry::evidence>(entry, "evidence");
  add_text<&Entry::policy>(entry, "policy");
  add_text<&Entry::reversed_by>(entry, "reversed_by");
  entry.def_readonly("postings", &ShownEntry::postings)
      .def_readonly("lots", &ShownEntry::lots)
      .def_readonly("draws", &ShownEntry::draws)
      .def("__repr__", [](const ShownEntry& one) {
        return py::str("<Entry {} {} {!r}>").format(one.words.seq, format_date(one.words.date), one.words.reference);
      });
  book.def("entry", entry_of, py::arg("reference"));
  def_filtered(book, "entries", entries);
}

}  // namespace almoner::python

// SPDX-License-Identifier: Apache-2.0
// Text in and out: journals, published lists, the whole book for hledger.
#include <almoner/import.hpp>
#include <almoner/journal.hpp>

#include <sstream>

#include "book.hpp"
#include "callback.hpp"
#include "values.hpp"

namespace almoner::python {

namespace {

struct JournalReport {
  std::uint64_t posted = 0;
  std::uint64_t declared = 0;
  std::uint64_t already_there = 0;
};

/// Reads a journal into a book, item by item; what it throws says the line.
class JournalPoster {
 public:
  JournalPoster(Ledger& ledger, ScaleOf scale_of) : ledger_{ledger}, scale_of_{std::move(scale_of)} {}

  JournalReport post(std::istream& journal) {
    read_journal(journal, ledger_.terms().base_currency, scale_of_, [this](JournalItem&& item) {
      try {
        std::visit([this](auto& what) { write(what); }, item.what);
      } catch (const Refused& refused) {
        std::vector<Violation> violations = refused.violations();
        for (Violation& one : violations) one.message = "line " + std::to_string(item.line) + ": " + one.message;
        throw Refused{std::move(violations)};
      }
    });
    return report_;
  }

 private:
  void write(const Draft& draft) { ++(ledger_.post(draft).already_there ? report_.already_there : report_.posted); }
  template <typename Terms>
  void write(const Terms& terms) {
    if (!ledger_.declare(terms).already_there) ++report_.declared;
  }

  Ledger& ledger_;
  ScaleOf scale_of_;
  JournalReport report_{};
};

JournalReport post_from(Handle& self, std::istream& journal) {
  JournalReport report;
  self.in_batch([&] {
    report = self.use([&](Ledger& ledger) { return JournalPoster{ledger, self.scale_of()}.post(journal); });
  });
  return report;
}

JournalReport post_text(Handle& self, const Text& journal) {
  std::istringstream stream{journal.value};
  return post_from(self, stream);
}

JournalReport post_journal(Handle& self, const Path& path) {
  InputFile file{path};
  return post_from(self, file.stream());
}

/// With the scale that its totals are in.
struct ShownReport {
  ImportReport report{};
  int scale = 0;
};

ShownReport import_list(Handle& self, const Path& list, const Path& rules, bool dry_run, bool keep_going,
                         std::optional<Text> expect, const py::object& progress) {
  InputFile rows{list}, how{rules};
  ImportOptions options{.dry_run = dry_run, .keep_going = keep_going};
  if (expect) options.expect = std::move(expect->value);
  if (!progress.is_none()) options.progress = [call = Callback{progress}](std::uint64_t done) { call.tell(done); };
  return self.use([&](Ledger& ledger) {
    return ShownReport{import_csv(ledger, rows.stream(), how.stream(), options), self.scale_of()("")};
  });
}

void write_book(Handle& self, const Path& path) {
  OutputFile file{path};
  self.use([&](Ledger& ledger) { write_hledger(file.stream(), ledger); });
  file.finish();
}

void add_import_report(py::module_& module) {
  py::class_<ImportProblem>(module, "ImportProblem", "A row that was not posted, and why.")
      .def_readonly("line", &ImportProblem::line)
      .def_readonly("reference", &ImportProblem::reference)
      .def_readonly("message", &ImportProblem::message)
      .def("__repr__", [](const ImportProblem& one) {
        return py::str("<line {}: {}>").format(one.line, one.message);
      });
  py::class_<ShownReport>(module, "ImportReport", "What became of a published list.")
      .def_property_readonly("read", [](const ShownReport& one) { return one.report.read; })
      .def_property_readonly("posted", [](const ShownReport& one) { return one.report.posted; })
      .def_property_readonly("already_there", [](const ShownReport& one) { return one.report.already_there; })
      .def_property_readonly("skipped", [](const ShownReport& one) { return one.report.skipped; })
      .def_property_readonly("total", [](const ShownReport& one) { return Exact{one.report.total, one.scale}; })
      .def_property_readonly("stated_total",
                             [](const ShownReport& one) -> std::optional<Exact> {
                               if (!one.report.stated_total) return std::nullopt;
                               return Exact{*one.report.stated_total, one.scale};
                             })
      .def_property_readonly("committed", [](const ShownReport& one) { return one.report.committed; })
      .def_property_readonly("problems", [](const ShownReport& one) { return one.report.problems; });
}

}  // namespace

void add_journals(BookClass& book, py::module_& module) {
  py::class_<JournalReport>(module, "JournalReport", "What became of a journal.")
      .def_readonly("posted", &JournalReport::posted)
      .def_readonly("declared", &JournalReport::declared)
      .def_readonly("already_there", &JournalReport::already_there)
      .def("__repr__", [](const JournalReport& one) {
        return py::str("JournalReport(posted={}, declared={}, already_there={})")
            .format(one.posted, one.declared, one.already_there);
      });
  add_import_report(module);
  book.def("post", post_text, py::arg("journal"))
      .def("post_journal", post_journal, py::arg("path"))
      .def("import_csv", import_list, py::arg("list"), py::arg("rules"), py::kw_only(), py::arg("dry_run") = false,
           py::arg("keep_going") = false, py::arg("expect") = std::nullopt, py::arg("progress") = py::none())
      .def("write_hledger", write_book, py::arg("path"));
}

}  // namespace almoner::python

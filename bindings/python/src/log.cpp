// SPDX-License-Identifier: Apache-2.0
// The log of a book and what is done with the whole of it: audit, rebuild, export, copies.
#include "book.hpp"
#include "callback.hpp"
#include "values.hpp"

namespace almoner::python {

namespace {

AuditReport audit(Handle& self, const py::object& progress) {
  std::function<void(std::uint64_t, std::uint64_t)> tell;
  if (!progress.is_none())
    tell = [call = Callback{progress}](std::uint64_t done, std::uint64_t size) { call.tell(done, size); };
  return self.use([&](Ledger& ledger) { return ledger.audit(tell); });
}

void export_log(Handle& self, const Path& path, Seq from) {
  OutputFile file{path};
  self.use([&](Ledger& ledger) { ledger.export_log(file.stream(), from); });
  file.finish();
}

void export_private(Handle& self, const Path& path) {
  OutputFile file{path};
  self.use([&](Ledger& ledger) { ledger.export_private(file.stream()); });
  file.finish();
}

void add_audit_report(py::module_& module) {
  py::class_<Finding>(module, "Finding", "One thing that an audit found wrong.")
      .def_readonly("where", &Finding::where)
      .def_readonly("what", &Finding::what)
      .def_readonly("event", &Finding::event)
      .def("__repr__", [](const Finding& one) { return py::str("<Finding {}: {}>").format(one.where, one.what); });
  py::class_<AuditReport>(module, "AuditReport", "What an audit recomputed. Sound where nothing was found.")
      .def_readonly("size", &AuditReport::size)
      .def_readonly("root", &AuditReport::root)
      .def_readonly("private_bodies", &AuditReport::private_bodies)
      .def_readonly("private_bodies_missing", &AuditReport::private_bodies_missing)
      .def_readonly("findings", &AuditReport::findings)
      .def_property_readonly("sound", [](const AuditReport& report) { return report.findings.empty(); })
      .def("__repr__", [](const AuditReport& report) {
        return py::str("<AuditReport size={}, {}>")
            .format(report.size, report.findings.empty() ? "sound" : std::to_string(report.findings.size()) + " findings");
      });
}

void add_stats(BookClass& book, py::module_& module) {
  py::class_<Stats>(module, "Stats", "How much a book holds.")
      .def_readonly("events", &Stats::events)
      .def_readonly("entries", &Stats::entries)
      .def_readonly("postings", &Stats::postings)
      .def_readonly("lots", &Stats::lots)
      .def_readonly("draws", &Stats::draws)
      .def_readonly("first", &Stats::first)
      .def_readonly("last", &Stats::last)
      .def_readonly("closed", &Stats::closed)
      .def("__repr__", [](const Stats& stats) {
        return py::str("Stats(events={}, entries={}, postings={}, lots={}, draws={})")
            .format(stats.events, stats.entries, stats.postings, stats.lots, stats.draws);
      });
  book.def("stats", [](Handle& self) { return self.use([](Ledger& ledger) { return ledger.stats(); }); });
}

}  // namespace

void add_log(BookClass& book, py::module_& module) {
  add_audit_report(module);
  add_stats(book, module);
  book.def("size", [](Handle& self) { return self.use([](Ledger& ledger) { return ledger.size(); }); })
      .def("root", [](Handle& self) { return self.use([](Ledger& ledger) { return ledger.root(); }); })
      .def("audit", audit, py::kw_only(), py::arg("progress") = py::none())
      .def("rebuild", [](Handle& self) { self.use([](Ledger& ledger) { ledger.rebuild(); }); })
      .def(
          "event_json",
          [](Handle& self, Seq seq) { return self.use([&](Ledger& ledger) { return ledger.event_json(seq); }); },
          py::arg("seq"))
      .def(
          "event_bytes",
          [](Handle& self, Seq seq) {
            return py::bytes(self.use([&](Ledger& ledger) { return ledger.event_bytes(seq); }));
          },
          py::arg("seq"))
      .def("export_log", export_log, py::arg("path"), py::arg("from_") = 0)
      .def("export_private", export_private, py::arg("path"))
      .def(
          "snapshot",
          [](Handle& self, const Path& path) { self.use([&](Ledger& ledger) { ledger.snapshot(path.value); }); },
          py::arg("path"));
}

}  // namespace almoner::python

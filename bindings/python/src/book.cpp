// SPDX-License-Identifier: Apache-2.0
// Books are opened and closed here; `with` closes them.
#include "book.hpp"

#include "callback.hpp"
#include "values.hpp"

namespace almoner::python {

namespace {

OpenOptions options_of(bool read_only, int busy_timeout_ms, const py::object& clock) {
  OpenOptions options{.read_only = read_only, .busy_timeout_ms = busy_timeout_ms, .environment = {}};
  if (!clock.is_none())
    options.environment.clock = [call = Callback{clock}] { return call.ask<Instant>(); };
  return options;
}

std::shared_ptr<Handle> open_book(const Path& path, bool read_only, int busy_timeout_ms, const py::object& clock) {
  OpenOptions options = options_of(read_only, busy_timeout_ms, clock);
  const WithoutGil without;
  return std::make_shared<Handle>(Ledger::open(path.value, std::move(options)));
}

std::shared_ptr<Handle> create_book(const Path& path, const BookTerms& terms, int busy_timeout_ms, const py::object& clock) {
  OpenOptions options = options_of(false, busy_timeout_ms, clock);
  const WithoutGil without;
  return std::make_shared<Handle>(Ledger::create(path.value, terms, std::move(options)));
}

std::shared_ptr<Handle> create_in_memory(const BookTerms& terms, const py::object& clock) {
  Environment environment = options_of(false, 0, clock).environment;
  const WithoutGil without;
  return std::make_shared<Handle>(Ledger::create_in_memory(terms, std::move(environment)));
}

std::shared_ptr<Handle> import_log(const Path& path, const Path& events, const std::optional<Path>& private_bodies) {
  InputFile log{events};
  std::optional<InputFile> bodies;
  if (private_bodies) bodies.emplace(*private_bodies);
  const WithoutGil without;
  return std::make_shared<Handle>(
      Ledger::import_log(path.value, log.stream(), bodies ? &bodies->stream() : nullptr));
}

}  // namespace

void add_book(BookClass& book, py::module_& module) {
  module.def("open", open_book, py::arg("path"), py::kw_only(), py::arg("read_only") = false,
             py::arg("busy_timeout_ms") = 10'000, py::arg("clock") = py::none());
  module.def("create", create_book, py::arg("path"), py::arg("terms"), py::kw_only(),
             py::arg("busy_timeout_ms") = 10'000, py::arg("clock") = py::none());
  module.def("create_in_memory", create_in_memory, py::arg("terms"), py::kw_only(), py::arg("clock") = py::none());
  module.def("import_log", import_log, py::arg("path"), py::arg("events"), py::arg("private_bodies") = std::nullopt);
  book.def("close", &Handle::close)
      .def_property_readonly("closed", &Handle::is_closed)
      .def("__enter__", [](const std::shared_ptr<Handle>& self) { return self; })
      .def("__exit__", [](Handle& self, const py::args&) { self.close(); })
      .def("terms", [](Handle& self) { return self.use([](Ledger& ledger) { return ledger.terms(); }); });
}

}  // namespace almoner::python

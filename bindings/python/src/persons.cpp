// SPDX-License-Identifier: Apache-2.0
// A person's rights over their data: to have it kept and not used, and to have it erased.
#include "book.hpp"
#include "values.hpp"

namespace almoner::python {

namespace {

Erasure erase_party(Handle& self, const Text& id, const std::vector<Text>& narrations) {
  ErasureOptions options;
  for (const Text& reference : narrations) options.narrations.push_back(reference.value);
  return self.use([&](Ledger& ledger) { return ledger.erase_party(id.value, options); });
}

}  // namespace

void add_persons(BookClass& book, py::module_& module) {
  py::class_<Erasure>(module, "Erasure", "What an erasure deleted, and what it could not.")
      .def_readonly("was_known", &Erasure::was_known)
      .def_readonly("bodies", &Erasure::bodies)
      .def_readonly("narrations_left", &Erasure::narrations_left)
      .def_readonly("events_left", &Erasure::events_left)
      .def("__repr__", [](const Erasure& one) {
        return py::str("<Erasure of {} private bodies; {} narrations and {} events still hold the name>")
            .format(one.bodies, one.narrations_left.size(), one.events_left.size());
      });
  book.def("erase_party", erase_party, py::arg("id"), py::kw_only(), py::arg("narrations") = py::tuple())
      .def(
          "restrict_party",
          [](Handle& self, const Text& id, bool restricted) {
            self.use([&](Ledger& ledger) { ledger.restrict_party(id.value, restricted); });
          },
          py::arg("id"), py::arg("restricted") = true);
}

}  // namespace almoner::python

// SPDX-License-Identifier: Apache-2.0
// Amendments: new terms under an old name, or a corrected party or narration of an entry.
#include "drafts.hpp"

#include "values.hpp"

namespace almoner::python {

namespace {

std::optional<std::string> text_of_optional(std::optional<Text>&& text) {
  return text ? std::optional{std::move(text->value)} : std::nullopt;
}

StatedAmendment make_amendment(Date date, std::optional<StatedFundTerms> fund, std::optional<PurposeTerms> purpose,
                               Text purpose_moves_to, std::optional<PartyTerms> party,
                               std::optional<Amendment::OfEntry> entry, std::optional<Authority> authority, Text by,
                               Text approved_by) {
  return {{.fund = std::nullopt,
           .purpose = std::move(purpose),
           .purpose_moves_to = std::move(purpose_moves_to.value),
           .party = std::move(party),
           .entry = std::move(entry),
           .date = date,
           .authority = std::move(authority),
           .by = std::move(by.value),
           .approved_by = std::move(approved_by.value)},
          std::move(fund)};
}

}  // namespace

Amendment amendment_for(const ScaleOf& scale_of, StatedAmendment stated) {
  Amendment amendment = std::move(stated.words);
  if (stated.fund) amendment.fund = fund_terms_for(scale_of, std::move(*stated.fund));
  return amendment;
}

void add_amendments(py::module_& module) {
  py::class_<Amendment::OfEntry>(module, "EntryAmendment", "Corrects who or what an entry names; moves nothing.")
      .def(py::init([](Text reference, std::optional<Text> narration, std::optional<Text> party) {
             return Amendment::OfEntry{std::move(reference.value), text_of_optional(std::move(narration)),
                                       text_of_optional(std::move(party))};
           }),
           py::arg("reference"), py::kw_only(), py::arg("narration") = std::nullopt, py::arg("party") = std::nullopt)
      .def_readonly("reference", &Amendment::OfEntry::reference)
      .def_readonly("narration", &Amendment::OfEntry::narration)
      .def_readonly("party", &Amendment::OfEntry::party);
  py::class_<StatedAmendment>(module, "Amendment", "A change of declared terms; exactly one of the terms is given.")
      .def(py::init(&make_amendment), py::arg("date"), py::kw_only(), py::arg("fund") = std::nullopt,
           py::arg("purpose") = std::nullopt, py::arg("purpose_moves_to") = "", py::arg("party") = std::nullopt,
           py::arg("entry") = std::nullopt, py::arg("authority") = std::nullopt, py::arg("by") = "",
           py::arg("approved_by") = "")
      .def_property_readonly("date", [](const StatedAmendment& one) { return one.words.date; });
}

}  // namespace almoner::python

// SPDX-License-Identifier: Apache-2.0
// Posting and Draft: proposals that may break any rule, but hold only what an entry can say.
#include "drafts.hpp"

#include "values.hpp"
#include "words.hpp"

namespace almoner::python {

namespace {

StatedPosting make_posting(Text account, std::optional<Exact> quantity, Text commodity, Text fund, Text purpose,
                           Text party, std::optional<Exact> value, Text lot, std::optional<Date> expires) {
  return {{.account = std::move(account.value),
           .fund = std::move(fund.value),
           .commodity = std::move(commodity.value),
           .purpose = std::move(purpose.value),
           .party = std::move(party.value),
           .lot = std::move(lot.value),
           .expires = expires},
          quantity,
          value};
}

py::object shown(const StatedPosting& posting) {
  const auto number = [](const std::optional<Exact>& exact) {
    return exact ? py::object(py::str(text_of(*exact))) : py::object(py::none());
  };
  std::string names;
  const std::pair<const char*, const std::string*> words[] = {
      {"commodity", &posting.words.commodity}, {"fund", &posting.words.fund}, {"purpose", &posting.words.purpose},
      {"party", &posting.words.party},         {"lot", &posting.words.lot}};
  for (const auto& [name, word] : words)
    if (!word->empty()) names += std::string{", "} + name + "=" + py::repr(py::str(*word)).cast<std::string>();
  if (posting.value) names += ", value='" + text_of(*posting.value) + "'";
  return py::str("Posting({!r}, {!r}{})").format(posting.words.account, number(posting.quantity), names);
}

template <auto Member, typename Class>
void add_text(Class& bound, const char* name) {
  using Stated = typename Class::type;
  bound.def_property(
      name, [](const Stated& stated) { return stated.words.*Member; },
      [](Stated& stated, Text text) { stated.words.*Member = std::move(text.value); });
}

template <auto Member, typename Class, typename Value>
void add_value(Class& bound, const char* name) {
  using Stated = typename Class::type;
  bound.def_property(
      name, [](const Stated& stated) { return stated.words.*Member; },
      [](Stated& stated, Value value) { stated.words.*Member = std::move(value); });
}

void add_posting(py::module_& module) {
  py::class_<StatedPosting> posting(module, "Posting", "One line of a draft or an entry. Debit > 0, credit < 0.");
  posting.def(py::init(&make_posting), py::arg("account"), py::arg("quantity") = std::nullopt, py::arg("commodity") = "",
              py::arg("fund") = "", py::arg("purpose") = "", py::arg("party") = "", py::kw_only(),
              py::arg("value") = std::nullopt, py::arg("lot") = "", py::arg("expires") = std::nullopt);
  add_text<&DraftPosting::account>(posting, "account");
  add_text<&DraftPosting::fund>(posting, "fund");
  add_text<&DraftPosting::commodity>(posting, "commodity");
  add_text<&DraftPosting::purpose>(posting, "purpose");
  add_text<&DraftPosting::party>(posting, "party");
  add_text<&DraftPosting::lot>(posting, "lot");
  add_value<&DraftPosting::expires, decltype(posting), std::optional<Date>>(posting, "expires");
  posting.def_readwrite("quantity", &StatedPosting::quantity)
      .def_readwrite("value", &StatedPosting::value)
      .def_readonly("party_erased", &StatedPosting::party_erased)
      .def("__repr__", shown);
}

std::vector<StatedPosting> postings_of(const py::iterable& list) {
  std::vector<StatedPosting> postings;
  for (const py::handle one : list) {
    if (!py::isinstance<StatedPosting>(one))
      throw py::type_error(std::string{"postings must be almoner.Posting, not "} + Py_TYPE(one.ptr())->tp_name);
    postings.push_back(one.cast<const StatedPosting&>());
  }
  return postings;
}

StatedDraft make_draft(Date date, Text reference, const py::iterable& postings, Text narration, Text bank_reference,
                       Text by, Text approved_by, std::optional<Authority> authority, Text document, Text gift,
                       Text reverses, Text returns, Text repays, Text counterpart, std::vector<DocumentHash> evidence) {
  return {{.date = date,
           .reference = std::move(reference.value),
           .narration = std::move(narration.value),
           .bank_reference = std::move(bank_reference.value),
           .by = std::move(by.value),
           .approved_by = std::move(approved_by.value),
           .authority = std::move(authority),
           .document = std::move(document.value),
           .gift = std::move(gift.value),
           .reverses = std::move(reverses.value),
           .returns = std::move(returns.value),
           .repays = std::move(repays.value),
           .counterpart = std::move(counterpart.value),
           .evidence = std::move(evidence)},
          postings_of(postings)};
}

void add_draft(py::module_& module) {
  py::class_<StatedDraft> draft(module, "Draft", "A proposed entry: it may break any rule until it is posted.");
  draft.def(py::init(&make_draft), py::arg("date"), py::arg("reference"), py::arg("postings") = py::tuple(),
            py::kw_only(), py::arg("narration") = "", py::arg("bank_reference") = "", py::arg("by") = "",
            py::arg("approved_by") = "", py::arg("authority") = std::nullopt, py::arg("document") = "",
            py::arg("gift") = "", py::arg("reverses") = "", py::arg("returns") = "", py::arg("repays") = "",
            py::arg("counterpart") = "", py::arg("evidence") = std::vector<DocumentHash>{});
  add_value<&Draft::date, decltype(draft), Date>(draft, "date");
  add_text<&Draft::reference>(draft, "reference");
  add_text<&Draft::narration>(draft, "narration");
  add_text<&Draft::bank_reference>(draft, "bank_reference");
  add_text<&Draft::by>(draft, "by");
  add_text<&Draft::approved_by>(draft, "approved_by");
  add_value<&Draft::authority, decltype(draft), std::optional<Authority>>(draft, "authority");
  add_text<&Draft::document>(draft, "document");
  add_text<&Draft::gift>(draft, "gift");
  add_text<&Draft::reverses>(draft, "reverses");
  add_text<&Draft::returns>(draft, "returns");
  add_text<&Draft::repays>(draft, "repays");
  add_text<&Draft::counterpart>(draft, "counterpart");
  add_value<&Draft::evidence, decltype(draft), std::vector<DocumentHash>>(draft, "evidence");
  draft
      .def_property(
          "postings", [](const StatedDraft& stated) { return stated.postings; },
          [](StatedDraft& stated, const py::iterable& list) { stated.postings = postings_of(list); })
      .def("__repr__", [](const StatedDraft& stated) {
        return py::str("Draft({!r}, {!r}, {!r})").format(stated.words.date, stated.words.reference, stated.postings);
      });
}

void add_authority(py::module_& module) {
  py::class_<Authority>(module, "Authority", "What permits an entry that no fund's own terms permit.")
      .def(py::init([](Text kind, Text document, std::optional<DocumentHash> sha256, std::optional<Date> dated) {
             return Authority{enumerator_of(kind.value, parse_authority_kind, "kind"), std::move(document.value), sha256,
                              dated};
           }),
           py::arg("kind"), py::arg("document"), py::arg("sha256") = std::nullopt, py::arg("dated") = std::nullopt)
      .def_property_readonly("kind", [](const Authority& one) { return std::string{to_string(one.kind)}; })
      .def_readonly("document", &Authority::document)
      .def_readonly("sha256", &Authority::sha256)
      .def_readonly("dated", &Authority::dated)
      .def("__eq__", [](const Authority& one, const Authority& other) { return one == other; }, py::is_operator())
      .def("__repr__", [](const Authority& one) {
        return py::str("Authority({!r}, {!r}, dated={!r})").format(std::string{to_string(one.kind)}, one.document, one.dated);
      });
}

/// A commodity that the book lacks is for the rules to refuse: any scale that holds the number.
int scale_or_any(const ScaleOf& scale_of, const std::string& commodity) {
  const int scale = scale_of(commodity);
  return scale < 0 ? scale_max : scale;
}

}  // namespace

Draft draft_for(const ScaleOf& scale_of, StatedDraft stated) {
  Draft draft = std::move(stated.words);
  draft.postings.reserve(stated.postings.size());
  for (StatedPosting& posting : stated.postings) {
    DraftPosting& line = draft.postings.emplace_back(std::move(posting.words));
    try {
      if (posting.quantity)
        line.quantity = units_of(*posting.quantity, scale_or_any(scale_of, line.commodity), "quantity");
      if (posting.value) line.value = units_of(*posting.value, scale_of(""), "value");
    } catch (const InvalidAmount& error) {
      throw InvalidAmount{"posting " + std::to_string(draft.postings.size() - 1) + ", " + line.account + ": " + error.what()};
    }
  }
  return draft;
}

void add_drafts(py::module_& module) {
  add_authority(module);
  add_posting(module);
  add_draft(module);
}

}  // namespace almoner::python

// SPDX-License-Identifier: Apache-2.0
// Terms as Python objects: built from keywords, with the library's words for its enumerators.
#include "terms.hpp"

#include "values.hpp"
#include "words.hpp"

namespace almoner::python {

namespace {

std::vector<std::string> texts(std::vector<Text>&& list) {
  std::vector<std::string> out;
  out.reserve(list.size());
  for (Text& one : list) out.push_back(std::move(one.value));
  return out;
}

template <typename Class>
void add_comparison(Class& bound) {
  using Terms = typename Class::type;
  bound.def("__eq__", [](const Terms& one, const Terms& other) { return one == other; }, py::is_operator());
}

template <auto Member, typename Class>
void add_word(Class& bound, const char* name) {
  using Terms = typename Class::type;
  bound.def_property_readonly(name, [](const Terms& terms) { return std::string{to_string(terms.*Member)}; });
}

void add_book_terms(py::module_& module) {
  py::class_<BookTerms> book(module, "BookTerms", "The book itself: its name, base currency and time zone.");
  book.def(py::init([](Text name, Text base_currency, int base_scale, Text time_zone) {
             return BookTerms{std::move(name.value), std::move(base_currency.value), base_scale,
                              std::move(time_zone.value)};
           }),
           py::arg("name"), py::arg("base_currency") = "CNY", py::arg("base_scale") = 2,
           py::arg("time_zone") = "Asia/Shanghai")
      .def_readonly("name", &BookTerms::name)
      .def_readonly("base_currency", &BookTerms::base_currency)
      .def_readonly("base_scale", &BookTerms::base_scale)
      .def_readonly("time_zone", &BookTerms::time_zone)
      .def("__repr__", [](const BookTerms& terms) {
        return py::str("BookTerms({!r}, {!r}, base_scale={}, time_zone={!r})")
            .format(terms.name, terms.base_currency, terms.base_scale, terms.time_zone);
      });
  add_comparison(book);
}

void add_commodity_terms(py::module_& module) {
  py::class_<CommodityTerms> commodity(module, "CommodityTerms", "A currency or a kind of goods.");
  commodity
      .def(py::init([](Text code, int scale, Text unit, Text policy) {
             return CommodityTerms{std::move(code.value), scale, std::move(unit.value),
                                   enumerator_of(policy.value, parse_draw_policy, "policy")};
           }),
           py::arg("code"), py::arg("scale") = 0, py::arg("unit") = "", py::arg("policy") = "fifo")
      .def_readonly("code", &CommodityTerms::code)
      .def_readonly("scale", &CommodityTerms::scale)
      .def_readonly("unit", &CommodityTerms::unit)
      .def("__repr__", [](const CommodityTerms& terms) {
        return py::str("CommodityTerms({!r}, scale={}, unit={!r}, policy={!r})")
            .format(terms.code, terms.scale, terms.unit, std::string{to_string(terms.policy)});
      });
  add_word<&CommodityTerms::policy>(commodity, "policy");
  add_comparison(commodity);
}

void add_account_terms(py::module_& module) {
  py::class_<AccountTerms> account(module, "AccountTerms", "A leaf of the chart of accounts.");
  account
      .def(py::init([](Text name, Text type, std::optional<bool> traced) {
             return AccountTerms{std::move(name.value), enumerator_of(type.value, parse_account_type, "type"), traced};
           }),
           py::arg("name"), py::arg("type"), py::arg("traced") = std::nullopt)
      .def_readonly("name", &AccountTerms::name)
      .def_readonly("traced", &AccountTerms::traced)
      .def("__repr__", [](const AccountTerms& terms) {
        return py::str("AccountTerms({!r}, {!r})").format(terms.name, std::string{to_string(terms.type)});
      });
  add_word<&AccountTerms::type>(account, "type");
  add_comparison(account);
}

void add_purpose_terms(py::module_& module) {
  py::class_<PurposeTerms> purpose(module, "PurposeTerms", "A node of the purpose tree.");
  purpose
      .def(py::init([](Text path, Text function) {
             return PurposeTerms{std::move(path.value), enumerator_of(function.value, parse_purpose_function, "function")};
           }),
           py::arg("path"), py::arg("function") = "programme")
      .def_readonly("path", &PurposeTerms::path)
      .def("__repr__", [](const PurposeTerms& terms) {
        return py::str("PurposeTerms({!r}, {!r})").format(terms.path, std::string{to_string(terms.function)});
      });
  add_word<&PurposeTerms::function>(purpose, "function");
  add_comparison(purpose);
}

StatedFundTerms make_fund_terms(Text code, Text fund_class, std::vector<Text> purposes, Text set_by,
                                std::optional<Date> from, std::optional<Date> until, std::optional<Exact> cap,
                                Text agreement, Text owed_to) {
  StatedFundTerms stated;
  stated.terms = {std::move(code.value), enumerator_of(fund_class.value, parse_fund_class, "fund_class"),
                  texts(std::move(purposes)), enumerator_of(set_by.value, parse_restriction_source, "set_by"),
                  from, until, std::nullopt, std::move(agreement.value), std::move(owed_to.value)};
  stated.management_cap = cap;
  return stated;
}

void add_fund_terms(py::module_& module) {
  py::class_<StatedFundTerms>(module, "FundTerms", "Money and goods held under one restriction.")
      .def(py::init(&make_fund_terms), py::arg("code"), py::arg("fund_class") = "unrestricted",
           py::arg("purposes") = std::vector<std::string>{}, py::arg("set_by") = "none", py::arg("from_") = std::nullopt,
           py::arg("until") = std::nullopt, py::arg("management_cap") = std::nullopt, py::arg("agreement") = "",
           py::arg("owed_to") = "")
      .def_property_readonly("code", [](const StatedFundTerms& fund) { return fund.terms.code; })
      .def_property_readonly("fund_class", [](const StatedFundTerms& fund) { return std::string{to_string(fund.terms.fund_class)}; })
      .def_property_readonly("purposes", [](const StatedFundTerms& fund) { return fund.terms.purposes; })
      .def_property_readonly("set_by", [](const StatedFundTerms& fund) { return std::string{to_string(fund.terms.set_by)}; })
      .def_property_readonly("from_", [](const StatedFundTerms& fund) { return fund.terms.from; })
      .def_property_readonly("until", [](const StatedFundTerms& fund) { return fund.terms.until; })
      .def_readonly("management_cap", &StatedFundTerms::management_cap)
      .def_property_readonly("agreement", [](const StatedFundTerms& fund) { return fund.terms.agreement; })
      .def_property_readonly("owed_to", [](const StatedFundTerms& fund) { return fund.terms.owed_to; })
      .def("__repr__", [](const StatedFundTerms& fund) {
        return py::str("FundTerms({!r}, {!r}, {!r})")
            .format(fund.terms.code, std::string{to_string(fund.terms.fund_class)}, fund.terms.purposes);
      });
}

void add_party_terms(py::module_& module) {
  py::class_<PartyTerms> party(module, "PartyTerms", "A donor, beneficiary, supplier or partner body.");
  party
      .def(py::init([](Text id, Text name, Text kind, bool is_public, Text contact) {
             return PartyTerms{std::move(id.value), std::move(name.value),
                               enumerator_of(kind.value, parse_party_kind, "kind"), is_public, std::move(contact.value)};
           }),
           py::arg("id"), py::arg("name") = "", py::arg("kind") = "person", py::arg("is_public") = false,
           py::arg("contact") = "")
      .def_readonly("id", &PartyTerms::id)
      .def_readonly("name", &PartyTerms::name)
      .def_readonly("is_public", &PartyTerms::is_public)
      .def_readonly("contact", &PartyTerms::contact)
      // Without the contact: what is printed ends up in logs.
      .def("__repr__", [](const PartyTerms& terms) {
        return py::str("PartyTerms({!r}, {!r}, {!r}, is_public={})")
            .format(terms.id, terms.name, std::string{to_string(terms.kind)}, terms.is_public);
      });
  add_word<&PartyTerms::kind>(party, "kind");
  add_comparison(party);
}

}  // namespace

FundTerms fund_terms_for(const ScaleOf& scale_of, StatedFundTerms stated) {
  FundTerms terms = std::move(stated.terms);
  if (stated.management_cap) terms.management_cap = units_of(*stated.management_cap, scale_of(""), "management_cap");
  return terms;
}

void add_terms(py::module_& module) {
  add_book_terms(module);
  add_commodity_terms(module);
  add_account_terms(module);
  add_purpose_terms(module);
  add_fund_terms(module);
  add_party_terms(module);
}

}  // namespace almoner::python

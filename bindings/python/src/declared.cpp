// SPDX-License-Identifier: Apache-2.0
// What a book has declared, as tables to join with.
#include "book.hpp"
#include "filters.hpp"
#include "table.hpp"
#include "terms.hpp"
#include "values.hpp"

namespace almoner::python {

namespace {

Table commodities(Handle& self) {
  const auto all = self.use([](Ledger& ledger) { return ledger.commodities(); });
  RowsBuilder out{{{"code", ColumnType::text}, {"scale", ColumnType::small}, {"unit", ColumnType::text, true},
                   {"policy", ColumnType::names}}};
  for (const CommodityTerms& terms : all) out << terms.code << terms.scale << terms.unit << to_string(terms.policy);
  return Table{out.finish()};
}

Table accounts(Handle& self) {
  const auto all = self.use([](Ledger& ledger) { return ledger.accounts(); });
  RowsBuilder out{{{"name", ColumnType::text}, {"type", ColumnType::names}, {"traced", ColumnType::truth, true}}};
  for (const AccountTerms& terms : all) out << terms.name << to_string(terms.type) << terms.traced;
  return Table{out.finish()};
}

Table purposes(Handle& self) {
  const auto all = self.use([](Ledger& ledger) { return ledger.purposes(); });
  RowsBuilder out{{{"path", ColumnType::text}, {"function", ColumnType::names}}};
  for (const PurposeTerms& terms : all) out << terms.path << to_string(terms.function);
  return Table{out.finish()};
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

Table fund_terms(Handle& self, bool minor) {
  const auto [all, scales] =
      self.use([](Ledger& ledger) { return std::pair{ledger.fund_terms(), Scales{ledger}}; });
  Schema schema{{"code", ColumnType::text},         {"fund_class", ColumnType::names}, {"purposes", ColumnType::text, true},
                {"set_by", ColumnType::names},      {"from", ColumnType::date, true},  {"until", ColumnType::date, true},
                {"agreement", ColumnType::text, true}, {"owed_to", ColumnType::text, true}};
  Money{scales, minor}.add_value(schema, "management_cap");
  schema.back().nullable = true;
  RowsBuilder out{std::move(schema)};
  for (const FundTerms& terms : all)
    out << terms.code << to_string(terms.fund_class) << joined(terms.purposes) << to_string(terms.set_by) << terms.from
        << terms.until << terms.agreement << terms.owed_to << terms.management_cap;
  return Table{out.finish()};
}

}  // namespace

void add_declared(BookClass& book, py::module_&) {
  book.def("commodities", commodities)
      .def("accounts", accounts)
      .def("purposes", purposes)
      .def("fund_terms", fund_terms, py::kw_only(), py::arg("minor") = false)
      .def(
          "party",
          [](Handle& self, const Text& id) { return self.use([&](Ledger& ledger) { return ledger.party(id.value); }); },
          py::arg("id"));
}

}  // namespace almoner::python

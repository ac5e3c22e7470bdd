// SPDX-License-Identifier: Apache-2.0
// Amounts of several commodities in one column: exact at the largest scale, or each in its own
// smallest units.
#include "filters.hpp"

#include <algorithm>

namespace almoner::python {

Scales::Scales(const std::vector<CommodityTerms>& commodities) {
  base_ = min_ = max_ = commodities.front().scale;
  for (const CommodityTerms& terms : commodities) {
    by_commodity_.emplace(terms.code, terms.scale);
    min_ = std::min(min_, terms.scale);
    max_ = std::max(max_, terms.scale);
  }
}

void Money::add_columns(Schema& schema, bool quantity_nullable) const {
  if (minor_) {
    schema.push_back({"quantity", ColumnType::whole, quantity_nullable});
    schema.push_back({"scale", ColumnType::small});
  } else {
    schema.push_back({"quantity", ColumnType::decimal, quantity_nullable, scales_.max(), 19 + scales_.max() - scales_.min()});
  }
  add_value(schema, "value");
}

void Money::put(RowsBuilder& out, const std::string& commodity, std::optional<Units> quantity, Units value) const {
  const int scale = scales_.of(commodity);
  if (minor_)
    out << quantity << scale;
  else if (quantity)
    out << scaled(*quantity, scales_.max() - scale);
  else
    out.null();
  out << value;
}

void Money::add_value(Schema& schema, const char* name) const {
  if (minor_)
    schema.push_back({name, ColumnType::whole});
  else
    schema.push_back({name, ColumnType::decimal, false, scales_.base()});
}

Filter make_filter(Text account, Text fund, Text purpose, Text party, std::optional<Date> begin, std::optional<Date> end) {
  return {std::move(account.value), std::move(fund.value), std::move(purpose.value), std::move(party.value), begin, end};
}

}  // namespace almoner::python

// SPDX-License-Identifier: Apache-2.0
// From the fields of a row to what the book is asked to post.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <almoner/draft.hpp>
#include <almoner/terms.hpp>

#include "import/row.hpp"

namespace almoner::csv_rules {

struct RowDrafts {
  std::string reference;           ///< the row's: those of its drafts begin with it
  std::vector<Draft> drafts;       ///< in the order in which they are to be posted
  std::vector<PartyTerms> parties;  ///< named by them, to be declared where the book lacks them
  Units counted = 0;               ///< what the row adds to the list's total, in the base currency
};

class DraftMaker {
 public:
  /// `type_of` is absent for an account that is not declared.
  DraftMaker(const RowReader& row, std::string base_currency, int base_scale,
             std::function<std::optional<AccountType>(const std::string& account)> type_of)
      : row_{row},
        base_currency_{std::move(base_currency)},
        base_scale_{base_scale},
        type_of_{std::move(type_of)} {}

  /// Where a row states a unit: its commodity, to be declared where the book lacks it.
  std::optional<CommodityTerms> commodity_terms() const;
  /// Empty: the base currency.
  std::string commodity() const;
  std::string reference(const ListRecord&) const;
  /// `scale` is the commodity's. Throws ParseError for what the row has wrong.
  RowDrafts make(const ListRecord&, int scale);

 private:
  Units read_quantity(int scale) const;
  std::optional<Units> read_value() const;
  Date read_date(Field) const;
  std::string name_party(Field id, Field name, Field kind, std::vector<PartyTerms>&) const;
  Draft blank_draft(const ListRecord&) const;
  void add_receipt(const ListRecord&, Units quantity, std::optional<Units> value, RowDrafts&) const;
  void name_lot(DraftPosting& taking, DraftPosting& giving) const;
  void name_purpose(DraftPosting& taking, DraftPosting& giving) const;
  void add_entry(const ListRecord&, Units quantity, std::optional<Units> value, RowDrafts&) const;

  const RowReader& row_;
  std::string base_currency_;
  int base_scale_;
  std::function<std::optional<AccountType>(const std::string& account)> type_of_;
};

}  // namespace almoner::csv_rules

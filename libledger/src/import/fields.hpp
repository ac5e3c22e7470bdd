// SPDX-License-Identifier: Apache-2.0
// What a rules file can say of a row. Each field has one name, and those that hledger uses for
// the same thing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace almoner::csv_rules {

enum class Field : std::uint8_t {
  list,             ///< name of the list: references and party ids begin with it
  date,             ///< of the entry
  reference,        ///< the row's own id in its list; left out: row- and its line in the file
  narration,        ///< private
  bank_reference,   ///< private
  by,               ///< role, public for ever
  document,         ///< names what supports a loss or return
  account1,         ///< takes the amount
  account2,         ///< gives it
  fund,             ///< of all postings
  purpose,          ///< of the expense, else of what takes the amount
  amount,           ///< money
  amount_in,        ///< money, where the list has a column for each direction
  amount_out,       ///< money, taken as negative
  quantity,         ///< goods, in the commodity
  commodity,        ///< left out: the base currency
  unit,             ///< counting word; declares the row's commodity where the book lacks it
  scale,            ///< decimals of a commodity so declared; left out: 0
  value,            ///< of goods or foreign currency, in the base currency
  lot,              ///< label
  expires,          ///< usable to the end of this day
  party,            ///< id, on both postings; left out: the list's name and the party's
  party_name,       ///< blank: nobody is named
  party_kind,       ///< person or organisation; left out: person
  receipt_account,  ///< the goods are first received into account2 from this account
  giver,            ///< party of that receipt
  giver_name,
  giver_kind,
  total,            ///< the row states the list's total
};
inline constexpr std::size_t field_count = static_cast<std::size_t>(Field::total) + 1;

/// A value for each field.
template <typename Value>
class PerField {
 public:
  Value& operator[](Field field) { return values_[static_cast<std::size_t>(field)]; }
  const Value& operator[](Field field) const { return values_[static_cast<std::size_t>(field)]; }
  auto begin() { return values_.begin(); }
  auto end() { return values_.end(); }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }

 private:
  std::array<Value, field_count> values_{};
};

/// The name in rules files: "party-name".
std::string_view to_string(Field);
/// By our name or hledger's.
std::optional<Field> parse_field(std::string_view name);
/// Why we do not take a field of hledger's; empty for any other name.
std::string unsupported_field(std::string_view name);
/// Every name that parse_field takes, for suggestions.
std::vector<std::string> field_names();

}  // namespace almoner::csv_rules

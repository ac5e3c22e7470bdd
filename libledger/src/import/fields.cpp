// SPDX-License-Identifier: Apache-2.0
// The names of fields: ours, hledger's for the same, and hledger's that we refuse by name.
#include "import/fields.hpp"

#include <utility>

namespace almoner::csv_rules {

namespace {

constexpr std::array<std::string_view, field_count> names{
    "list",       "date",       "reference", "narration",       "bank-ref",   "by",
    "document",   "account1",   "account2",  "fund",            "purpose",    "amount",
    "amount-in",  "amount-out", "quantity",  "commodity",       "unit",       "scale",
    "value",      "lot",        "expires",   "party",           "party-name", "party-kind",
    "receipt-account", "giver", "giver-name", "giver-kind",     "total"};

constexpr std::array<std::pair<std::string_view, Field>, 3> hledger_names{{
    {"code", Field::reference},
    {"description", Field::narration},
    {"currency", Field::commodity},
}};

bool ends_in_number_after(std::string_view name, std::string_view word) {
  if (!name.starts_with(word) || name.size() == word.size()) return false;
  return name.find_first_not_of("0123456789", word.size()) == std::string_view::npos;
}

}  // namespace

std::string_view to_string(Field field) { return names[static_cast<std::size_t>(field)]; }

std::optional<Field> parse_field(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return static_cast<Field>(i);
  for (const auto& [theirs, field] : hledger_names)
    if (theirs == name) return field;
  return std::nullopt;
}

std::string unsupported_field(std::string_view name) {
  if (name == "date2") return "an entry has one date";
  if (name == "status") return "an entry is posted or it is not";
  if (name == "comment" || ends_in_number_after(name, "comment"))
    return "put it into the narration";
  if (name == "account" || ends_in_number_after(name, "account"))
    return "a row makes two postings: account1 and account2";
  std::string_view amount = name.substr(0, name.rfind('-'));
  if (name.starts_with("amount") && ends_in_number_after(amount, "amount"))
    return "amount is posted to account1 and, with the other sign, to account2";
  if (ends_in_number_after(name, "currency")) return "a row has one commodity";
  if (name == "balance" || ends_in_number_after(name, "balance"))
    return "a list is checked by its stated total: assign total in an if block";
  return {};
}

std::vector<std::string> field_names() {
  std::vector<std::string> all{names.begin(), names.end()};
  for (const auto& [theirs, field] : hledger_names) all.emplace_back(theirs);
  return all;
}

}  // namespace almoner::csv_rules

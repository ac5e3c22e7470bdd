// SPDX-License-Identifier: Apache-2.0
// The codes are those of hledger's `type:` tag; the names its manual's, "Account types".

#include "text/account_type.hpp"

#include <algorithm>
#include <array>

namespace almoner {

namespace {

struct TypeNames {
  AccountType type;
  char code;
  std::array<std::string_view, 2> long_names;
};

constexpr std::array<TypeNames, 8> types{{
    {AccountType::asset, 'A', {"asset", "asset"}},
    {AccountType::cash, 'C', {"cash", "cash"}},
    {AccountType::liability, 'L', {"liability", "liability"}},
    {AccountType::net_assets, 'E', {"equity", "net-assets"}},
    {AccountType::income, 'R', {"revenue", "income"}},
    {AccountType::expense, 'X', {"expense", "expense"}},
    {AccountType::transfer, 'T', {"transfer", "transfer"}},
    {AccountType::interfund, 'F', {"interfund", "interfund"}},
}};

constexpr std::array<std::string_view, 9> cash_segments{
    "cash", "bank", "check", "checking", "cheque", "chequeing", "saving", "savings", "current"};

std::string lower_case(std::string_view text) {
  std::string lower{text};
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_') c = '-';
  }
  return lower;
}

template <std::size_t size>
bool one_of(std::string_view text, const std::array<std::string_view, size>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

}  // namespace

std::optional<AccountType> account_type_from_code(std::string_view code) {
  const std::string lower = lower_case(code);
  for (const TypeNames& type : types) {
    const bool letter =
        code.size() == 1 && (code[0] == type.code || code[0] == type.code - 'A' + 'a');
    if (letter || one_of(lower, type.long_names)) return type.type;
  }
  return std::nullopt;
}

char account_type_code(AccountType type) {
  return types.at(static_cast<std::size_t>(type)).code;
}

std::string account_type_codes() {
  return "A asset, C cash, L liability, E net assets (equity), R income (revenue), X expense, "
         "T transfer, F interfund";
}

std::optional<AccountType> account_type_from_name(std::string_view name) {
  const std::string lower = lower_case(name);
  std::string_view rest = lower;
  const std::string_view top = rest.substr(0, rest.find(':'));
  if (one_of(top, std::array<std::string_view, 2>{"asset", "assets"})) {
    while (true) {
      const std::size_t colon = rest.find(':');
      if (colon == rest.npos) return AccountType::asset;
      rest.remove_prefix(colon + 1);
      if (one_of(rest.substr(0, rest.find(':')), cash_segments)) return AccountType::cash;
    }
  }
  if (one_of(top, std::array<std::string_view, 4>{"debt", "debts", "liability", "liabilities"})) {
    return AccountType::liability;
  }
  if (top == "equity") return AccountType::net_assets;
  if (one_of(top, std::array<std::string_view, 4>{"income", "incomes", "revenue", "revenues"})) {
    return AccountType::income;
  }
  if (one_of(top, std::array<std::string_view, 2>{"expense", "expenses"}))
    return AccountType::expense;
  return std::nullopt;
}

}  // namespace almoner

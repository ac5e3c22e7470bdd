// SPDX-License-Identifier: Apache-2.0
// Reads amounts exactly or refuses them. A comma groups thousands, a point begins the decimals;
// a commodity is written, never guessed.

#include "text/journal_amount.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <almoner/error.hpp>
#include <almoner/text.hpp>

#include "value/decimal_text.hpp"
#include "value/utf8.hpp"
#include "value/wide.hpp"

namespace almoner {

namespace {

/// What ends a commodity written without quotes (as in hledger), and digits.
constexpr std::string_view symbol_ends = " \t0123456789-+.,;@*\"{}=()[]<>!?|&^%/#~\\`'";
constexpr std::array<std::string_view, 2> multipliers{"万", "亿"};
constexpr std::array<std::string_view, 11> bounds{"余", "多", "约",   "近",   "逾",  "超",
                                                  "几", "数", "以上", "以下", "左右"};

bool is_bound(std::string_view word) {
  return std::any_of(bounds.begin(), bounds.end(),
                     [&](std::string_view bound) { return word.starts_with(bound); });
}

[[noreturn]] void refuse_amount(const JournalLine& line, std::string_view at,
                                const std::string& what) {
  try {
    refuse(line, at, what);
  } catch (const ParseError& error) {
    throw InvalidAmount{what, error.line(), error.column()};
  }
}

/// Runs a reader of numbers and gives what it throws a line.
template <typename Read>
auto located(const JournalLine& line, std::string_view at, Read&& read) {
  try {
    return read();
  } catch (const ParseError& error) {
    refuse_amount(line, at, error.what());
  } catch (const std::overflow_error&) {
    refuse_amount(line, at, in_quotes(at) + " is out of range: an amount has at most 18 digits");
  }
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
}

/// True where a sign stood at the front, which is cut off. `negative` turns with each minus.
bool take_sign(std::string_view& rest, bool& negative) {
  if (rest.empty() || (rest.front() != '-' && rest.front() != '+')) return false;
  if (rest.front() == '-') negative = !negative;
  rest.remove_prefix(1);
  return true;
}

std::string_view take_number(std::string_view& rest) {
  std::size_t end = 0;
  while (end < rest.size() && (is_digit(rest[end]) || rest[end] == ',' || rest[end] == '.')) ++end;
  if (end == 0) return {};
  for (bool more = end < rest.size() && (rest[end] & 0x80) != 0; more;) {
    more = false;
    for (const std::string_view multiplier : multipliers) {
      if (!rest.substr(end).starts_with(multiplier)) continue;
      end += multiplier.size();
      more = true;
    }
  }
  const std::string_view number = rest.substr(0, end);
  rest.remove_prefix(end);
  return number;
}

/// Most characters are letters, which end none.
bool ends_symbol(char c) noexcept {
  const bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return !is_letter && symbol_ends.find(c) != symbol_ends.npos;
}

/// A commodity in quotes, or a symbol; empty where there is none.
std::string_view take_commodity(const JournalLine& line, std::string_view& rest) {
  if (rest.starts_with('"')) {
    const std::size_t close = rest.find('"', 1);
    if (close == rest.npos || close == 1) {
      refuse(line, rest,
             "the commodity name " + std::string{close == 1 ? "is empty" : "in quotes"} +
                 (close == 1 ? "; write it between the quotes"
                             : " is never closed; write a double quote after it"));
    }
    const std::string_view commodity = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
    return commodity;
  }
  std::size_t end = 0;
  while (end < rest.size() && !ends_symbol(rest[end])) ++end;
  const std::string_view commodity = rest.substr(0, end);
  rest.remove_prefix(end);
  return commodity;
}

[[noreturn]] void refuse_no_amount(const JournalLine& line, std::string_view text) {
  if (text.starts_with('(')) {
    refuse(line, text,
           "amounts that are computed, " + in_quotes(text) +
               ", are not supported; write the result, as in 3.00 CNY");
  }
  if (text.starts_with('=')) {
    refuse(line, text,
           "balance assertions, " + in_quotes(text) +
               ", are not supported; write the amount of the posting, or leave "
               "everything after the account out");
  }
  refuse(line, text,
         in_quotes(text) +
             " is not an amount; write number and commodity, as in -1,000.00 CNY, or "
             "a comment after ;");
}

/// ±quantity · price, in smallest units of the base currency; nothing where that is not whole.
std::optional<Units> price_times(Units quantity, int scale, const Decimal& price, int base_scale) {
  constexpr std::size_t digits_max = 18;
  if (quantity == 0 || price.digits.empty()) return 0;
  if (price.digits.size() > digits_max) throw_out_of_range();
  Wide product = Wide{quantity} * Wide{std::stoll(price.digits)};
  int exponent = price.exponent + base_scale - scale;
  for (; exponent > 0; --exponent) product *= 10;
  for (; exponent < 0; ++exponent) {
    if (product % 10 != 0) return std::nullopt;
    product /= 10;
  }
  return narrow(product);
}

void refuse_after_amount(const JournalLine& line, std::string_view rest) {
  if (rest.empty()) return;
  switch (rest.front()) {
    case '=':
      refuse(line, rest,
             "balance assertions, " + in_quotes(rest) +
                 ", are not supported; remove it, and compare with the balance report");
    case '{':
    case '[':
      refuse(line, rest,
             "lot prices and dates, " + in_quotes(rest) +
                 ", are not supported; give an inflow its total value with @@, and "
                 "name a lot with the tag lot:");
    case '(':
      refuse(line, rest,
             in_quotes(rest) +
                 " is not supported; write a total value as @@ 100.00 CNY and notes "
                 "in a comment after ;");
    default:
      refuse(line, rest,
             "cannot read " + in_quotes(rest) +
                 " after the amount; begin a comment with ; and write an amount as in "
                 "-1,000.00 CNY or 80 LAMP");
  }
}

/// The value that `@@ TOTAL` or `@ PRICE` gives; `rest` begins with @ and is used up to its end.
Units read_value(const JournalLine& line, std::string_view& rest, const AmountText& amount,
                 const PostingAmount& posting, JournalCommodities& commodities) {
  const std::string_view at = rest;
  const bool total = rest.starts_with("@@");
  rest.remove_prefix(total ? 2 : 1);
  skip_blanks(rest);
  if (posting.commodity.empty()) {
    refuse(line, at,
           in_quotes(amount.all) + " is in the base currency and is its own value; remove " +
               in_quotes(at));
  }
  if (rest.empty()) {
    refuse(line, at,
           std::string{"a value is missing after "} + (total ? "@@" : "@") +
               "; write it as in @@ 25000.00 " + commodities.base());
  }
  AmountText price = take_amount(line, rest);
  const int base_scale = commodities.scale(line, commodities.base());
  if (price.commodity != commodities.base()) {
    refuse(line, price.all,
           "a value is in the base currency " + commodities.base() + ", not " +
               (price.commodity.empty() ? "without a commodity" : in_quotes(price.commodity)) +
               "; write it as in @@ 25000.00 " + commodities.base());
  }
  if (price.negative && posting.quantity != 0) {
    refuse(line, price.all,
           "a value has no sign of its own (it takes that of the quantity); write " +
               in_quotes(price.number) + " without the minus");
  }
  if (total) {
    if (posting.quantity < 0) price.negative = true;
    return amount_units(line, price, base_scale);
  }
  const int scale = commodities.scale(line, amount.commodity);
  const auto value = located(line, price.all, [&] {
    return price_times(posting.quantity, scale, parse_decimal(price.number), base_scale);
  });
  if (!value) {
    refuse_amount(line, price.all,
                  in_quotes(amount.all) + " at " + in_quotes(price.all) +
                      " is no whole number of the " + "smallest unit of " + commodities.base() +
                      "; write the total value instead, as in @@ 25000.00 " + commodities.base());
  }
  return *value;
}

}  // namespace

JournalCommodities::JournalCommodities(std::string base_currency, const ScaleOf& scale_of)
    : base_{std::move(base_currency)}, scale_of_{scale_of} {}

void JournalCommodities::declare(const std::string& code, int scale) {
  scales_[code] = scale;
}

int JournalCommodities::find(std::string_view commodity) {
  if (const auto known = scales_.find(commodity); known != scales_.end()) return known->second;
  const std::string code{commodity};
  const int scale = scale_of_ ? scale_of_(code) : -1;
  if (scale >= 0) scales_.emplace(code, scale);
  return scale;
}

int JournalCommodities::scale(const JournalLine& line, std::string_view commodity) {
  const int scale = find(commodity);
  if (scale >= 0) return scale;
  std::vector<std::string> known{base_};
  for (const auto& [code, unused] : scales_) known.push_back(code);
  std::sort(known.begin() + 1, known.end());
  const std::string near = nearest_name(commodity, known);
  const std::string code_shown = quote_for_message(commodity);
  const std::string declare = "declare it before, as in \"commodity 1. " + code_shown + "\"";
  refuse(line, commodity,
         "the commodity " + in_quotes(commodity) + " is not declared; " +
             (near.empty() || near == commodity
                  ? "write " + base_ + " for the base currency, or " + declare
                  : "did you mean " + in_quotes(near) + "? If not, " + declare));
}

AmountText take_amount(const JournalLine& line, std::string_view& rest) {
  const std::string_view begin = rest;
  AmountText amount;
  bool sign = take_sign(rest, amount.negative);
  amount.number = take_number(rest);
  if (!amount.number.empty()) {
    const std::string_view before_blanks = rest;
    skip_blanks(rest);
    amount.commodity = take_commodity(line, rest);
    if (amount.commodity.empty()) rest = before_blanks;
    // "5万余 CNY": the bound belongs to the number, and the reader of numbers says why not.
    if (before_blanks.data() == amount.commodity.data() && is_bound(amount.commodity)) {
      const auto size = static_cast<std::size_t>(rest.data() - amount.number.data());
      amount.number = {amount.number.data(), size};
      located(line, begin, [&] { return parse_decimal(amount.number); });
    }
  } else {
    amount.commodity = take_commodity(line, rest);
    if (amount.commodity.empty()) refuse_no_amount(line, begin);
    skip_blanks(rest);
    sign = take_sign(rest, amount.negative) && sign;
    amount.number = take_number(rest);
    if (is_bound(amount.commodity)) {
      const auto size = static_cast<std::size_t>(rest.data() - amount.commodity.data());
      located(line, begin, [&] { return parse_decimal({amount.commodity.data(), size}); });
    }
    if (amount.number.empty() || sign) refuse_no_amount(line, begin);
  }
  amount.all = begin.substr(0, static_cast<std::size_t>(rest.data() - begin.data()));
  return amount;
}

Units amount_units(const JournalLine& line, const AmountText& amount, int scale) {
  return located(line, amount.all, [&] {
    if (!amount.negative) return parse_units(amount.number, scale);
    if (amount.number.data() != amount.all.data() && *(amount.number.data() - 1) == '-') {
      return parse_units({amount.number.data() - 1, amount.number.size() + 1}, scale);
    }
    return parse_units("-" + std::string{amount.number}, scale);
  });
}

Units base_amount(const JournalLine& line, std::string_view text, JournalCommodities& commodities) {
  std::string_view rest = text;
  const AmountText amount = take_amount(line, rest);
  rest = trimmed(rest);
  if (amount.commodity != commodities.base() || !rest.empty()) {
    refuse(line, text,
           in_quotes(text) + " is not an amount of the base currency; write it as in 10,000.00 " +
               commodities.base());
  }
  return amount_units(line, amount, commodities.scale(line, amount.commodity));
}

PostingAmount read_posting_amount(const JournalLine& line, std::string_view text,
                                  JournalCommodities& commodities) {
  std::string_view rest = text;
  const AmountText amount = take_amount(line, rest);
  if (amount.commodity.empty()) {
    refuse(line, amount.all,
           in_quotes(amount.all) + " has no commodity; write it, as in " + std::string{amount.all} +
               " " + commodities.base());
  }
  PostingAmount posting;
  posting.quantity = amount_units(line, amount, commodities.scale(line, amount.commodity));
  if (amount.commodity != commodities.base()) posting.commodity = amount.commodity;
  skip_blanks(rest);
  if (rest.starts_with('@')) {
    posting.value = read_value(line, rest, amount, posting, commodities);
    skip_blanks(rest);
  }
  refuse_after_amount(line, rest);
  return posting;
}

}  // namespace almoner

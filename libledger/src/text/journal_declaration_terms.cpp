// SPDX-License-Identifier: Apache-2.0
// What each line of a declaration sets, and what a declaration must say before it is whole.

#include "text/journal_declaration.hpp"

#include <algorithm>
#include <optional>

#include <almoner/date.hpp>
#include <almoner/error.hpp>

#include "text/account_type.hpp"

namespace almoner {

namespace {

/// The words of an enumeration, from its first to its last.
template <typename Enum>
std::string words_to(Enum last) {
  std::string text;
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    text += (i > 0 ? ", " : "") + std::string{to_string(static_cast<Enum>(i))};
  }
  return text;
}

/// One of an enumeration's words, or a refusal that names them all.
template <typename Enum>
Enum word(const JournalLine& line, std::string_view key, const std::string& value,
          std::optional<Enum> parsed, Enum last) {
  if (parsed) return *parsed;
  refuse(line, line.text,
         std::string{key} + " cannot be " + in_quotes(value) + "; write one of " + words_to(last));
}

bool yes_or_no(const JournalLine& line, std::string_view key, const std::string& value) {
  if (value == "yes") return true;
  if (value == "no") return false;
  refuse(line, line.text,
         std::string{key} + " cannot be " + in_quotes(value) + "; write yes or no");
}

Date date_value(const JournalLine& line, const std::string& value) {
  try {
    return parse_date(value);
  } catch (const ParseError& error) {
    refuse(line, line.text, error.what());
  }
}

}  // namespace

void JournalDeclaration::set_key(const JournalLine& line, CommodityTerms& terms,
                                 std::string_view key, const std::string& value) {
  if (key == "unit") terms.unit = value;
  if (key == "policy")
    terms.policy = word(line, key, value, parse_draw_policy(value), DrawPolicy::fefo);
}

void JournalDeclaration::set_key(const JournalLine& line, AccountTerms& terms, std::string_view key,
                                 const std::string& value) {
  if (key == "traced") terms.traced = yes_or_no(line, key, value);
  if (key != "type") return;
  const std::optional<AccountType> type = account_type_from_code(value);
  if (!type && (value == "V" || value == "v" || value == "Conversion" || value == "conversion")) {
    refuse(line, line.text,
           "conversion accounts, type " + in_quotes(value) +
               ", are not supported; give what was bought its total value with @@ "
               "instead, and remove the account");
  }
  if (!type) {
    refuse(line, line.text,
           "the account type " + in_quotes(value) + " is not known; write one of " +
               account_type_codes());
  }
  terms.type = *type;
}

void JournalDeclaration::set_key(const JournalLine& line, PurposeTerms& terms, std::string_view key,
                                 const std::string& value) {
  terms.function = word(line, key, value, parse_purpose_function(value), PurposeFunction::other);
}

void JournalDeclaration::set_key(const JournalLine& line, FundTerms& terms, std::string_view key,
                                 const std::string& value) {
  if (key == "class")
    terms.fund_class = word(line, key, value, parse_fund_class(value), FundClass::agency);
  if (key == "purposes") terms.purposes = split_list(value);
  if (key == "set-by")
    terms.set_by =
        word(line, key, value, parse_restriction_source(value), RestrictionSource::board);
  if (key == "from") terms.from = date_value(line, value);
  if (key == "until") terms.until = date_value(line, value);
  if (key == "management-cap") terms.management_cap = base_amount(line, value, commodities_);
  if (key == "owed-to") terms.owed_to = value;
  if (key == "agreement") terms.agreement = value;
}

void JournalDeclaration::set_key(const JournalLine& line, PartyTerms& terms, std::string_view key,
                                 const std::string& value) {
  if (key == "name") terms.name = value;
  if (key == "kind")
    terms.kind = word(line, key, value, parse_party_kind(value), PartyKind::organisation);
  if (key == "public") terms.is_public = yes_or_no(line, key, value);
  if (key == "contact") terms.contact = value;
}

void JournalDeclaration::refuse_incomplete(const std::string& what) const {
  refuse(head_, {}, "the " + keyword_ + " " + in_quotes(name_) + what);
}

void JournalDeclaration::complete(CommodityTerms& terms) {
  if (!given_.contains("format")) {
    refuse_incomplete(
        " has no sample amount to show its decimals; write it as in \"commodity 1,000.00 " +
        terms.code + "\" (2 decimals) or \"commodity 1. " + terms.code + "\" (none)");
  }
  commodities_.declare(terms.code, terms.scale);
}

void JournalDeclaration::complete(AccountTerms& terms) {
  if (!given_.contains("type")) {
    std::optional<AccountType> type;
    for (std::size_t colon = terms.name.rfind(':');
         colon != std::string::npos && !type && colon > 0;
         colon = terms.name.rfind(':', colon - 1)) {
      const auto parent = account_types_.find(std::string_view{terms.name}.substr(0, colon));
      if (parent != account_types_.end()) type = parent->second;
    }
    if (!type) type = account_type_from_name(terms.name);
    if (!type) {
      refuse_incomplete(" has no type; write it in a comment after two blanks, \"account " +
                        terms.name + "  ; type: A\": one of " + account_type_codes());
    }
    terms.type = *type;
  }
  account_types_[terms.name] = terms.type;
}

void JournalDeclaration::complete(PurposeTerms& terms) {
  if (!given_.contains("function")) {
    const std::size_t slash = std::min(terms.path.rfind('/'), terms.path.size());
    const auto parent = purpose_functions_.find(std::string_view{terms.path}.substr(0, slash));
    if (slash == terms.path.size() || parent == purpose_functions_.end()) {
      refuse_incomplete(
          " has no function; write an indented line \"function: programme\": one of " +
          words_to(PurposeFunction::other));
    }
    terms.function = parent->second;
  }
  purpose_functions_[terms.path] = terms.function;
}

void JournalDeclaration::complete(FundTerms&) const {
  if (given_.contains("class")) return;
  refuse_incomplete(" has no class; write an indented line \"class: restricted\": one of " +
                    words_to(FundClass::agency));
}

}  // namespace almoner

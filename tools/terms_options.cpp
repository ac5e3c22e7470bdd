// SPDX-License-Identifier: Apache-2.0
#include "terms_options.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "options.hpp"
#include "short_form.hpp"

namespace almoner::program {

namespace {

/// The enumerator of that word; the words are those of to_string, in order from 0.
template <typename Enum>
Enum read_word(const std::string& option, const std::string& text,
               std::optional<Enum> (*parse)(std::string_view), int count) {
  if (std::optional<Enum> found = parse(text)) return *found;
  std::vector<std::string_view> words;
  for (int i = 0; i < count; ++i) words.push_back(to_string(static_cast<Enum>(i)));
  throw UsageError{fmt::format("{} takes {}, not '{}'", option, fmt::join(words, ", "), text)};
}

void set_day(std::optional<Date>& day, const std::string& option, const std::string& text) {
  if (text.empty()) return;
  if (text == "none")
    day.reset();
  else
    day = read_day(option, text);
}

void set_text(std::string& field, const std::string& text) {
  if (!text.empty()) field = text == "none" ? "" : text;
}

}  // namespace

void add_fund_options(CLI::App& verb, FundOptions& options) {
  verb.add_option("CODE", options.code, "the fund's code, public for ever")->required();
  verb.add_option("--class", options.fund_class, "unrestricted, restricted, endowment, agency")
      ->type_name("CLASS");
  verb.add_option("--purpose", options.purposes, "allowed purpose; give it once for each")
      ->type_name("PATH")
      ->delimiter(',')
      ->allow_extra_args(false);
  verb.add_option("--set-by", options.set_by, "who restricted it: donor, law, board")
      ->type_name("WHO");
  verb.add_option("--from", options.from, "expenses from this day")->type_name("DATE");
  verb.add_option("--until", options.until, "expenses to the end of this day")->type_name("DATE");
  verb.add_option("--management-cap", options.cap,
                  "most that management and fundraising may take in all")
      ->type_name("AMOUNT");
  verb.add_option("--agreement", options.agreement, "document that says so")->type_name("REF");
  verb.add_option("--owed-to", options.owed_to, "agency: the public party that is paid")
      ->type_name("PARTY");
}

void add_party_options(CLI::App& verb, PartyOptions& options) {
  verb.add_option("ID", options.id,
                  "the party's id: never a name, a phone number, an identity number")
      ->required();
  verb.add_option("--name", options.name, "private, unless the party is public")->type_name("TEXT");
  verb.add_option("--kind", options.kind, "person, organisation")->type_name("KIND");
  auto* make_public = verb.add_flag("--public", options.make_public,
                                    "an organisation that agreed to be named in the log");
  verb.add_flag("--private", options.make_private, "not so (the default)")->excludes(make_public);
  verb.add_option("--contact", options.contact, "private")->type_name("TEXT");
}

FundTerms with_options(FundTerms terms, const FundOptions& options, int base_scale) {
  terms.code = options.code;
  if (!options.fund_class.empty())
    terms.fund_class = read_word("--class", options.fund_class, &parse_fund_class, 4);
  if (!options.purposes.empty()) terms.purposes = options.purposes;
  if (!options.set_by.empty())
    terms.set_by = read_word("--set-by", options.set_by, &parse_restriction_source, 4);
  set_day(terms.from, "--from", options.from);
  set_day(terms.until, "--until", options.until);
  if (options.cap == "none")
    terms.management_cap.reset();
  else if (!options.cap.empty())
    terms.management_cap = read_amount("--management-cap", options.cap, base_scale);
  set_text(terms.agreement, options.agreement);
  set_text(terms.owed_to, options.owed_to);
  return terms;
}

PartyTerms with_options(PartyTerms terms, const PartyOptions& options) {
  terms.id = options.id;
  if (!options.name.empty()) terms.name = options.name;
  if (!options.kind.empty()) terms.kind = read_word("--kind", options.kind, &parse_party_kind, 2);
  if (options.make_public || options.make_private) terms.is_public = options.make_public;
  set_text(terms.contact, options.contact);
  return terms;
}

AccountType read_account_type(const std::string& text) {
  static constexpr std::array<std::pair<std::string_view, AccountType>, 8> letters{
      {{"A", AccountType::asset},
       {"C", AccountType::cash},
       {"L", AccountType::liability},
       {"E", AccountType::net_assets},
       {"R", AccountType::income},
       {"X", AccountType::expense},
       {"T", AccountType::transfer},
       {"F", AccountType::interfund}}};
  for (const auto& [letter, type] : letters)
    if (text == letter) return type;
  return read_word("--type", text, &parse_account_type, 8);
}

PurposeFunction read_function(const std::string& text) {
  return read_word("--function", text, &parse_purpose_function, 4);
}

DrawPolicy read_policy(const std::string& text) {
  return read_word("--policy", text, &parse_draw_policy, 2);
}

}  // namespace almoner::program

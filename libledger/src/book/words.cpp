// SPDX-License-Identifier: Apache-2.0
// The public words for kinds, states and rules, and back.
#include <array>
#include <cstddef>

#include <almoner/draft.hpp>
#include <almoner/query.hpp>
#include <almoner/terms.hpp>
#include <almoner/violation.hpp>

namespace almoner {

namespace {

constexpr std::array<std::string_view, 8> account_types{"asset",  "cash",    "liability", "net-assets",
                                                        "income", "expense", "transfer",  "interfund"};
constexpr std::array<std::string_view, 4> fund_classes{"unrestricted", "restricted", "endowment", "agency"};
constexpr std::array<std::string_view, 4> functions{"programme", "management", "fundraising", "other"};
constexpr std::array<std::string_view, 4> sources{"none", "donor", "law", "board"};
constexpr std::array<std::string_view, 2> policies{"fifo", "fefo"};
constexpr std::array<std::string_view, 2> party_kinds{"person", "organisation"};
constexpr std::array<std::string_view, 6> authorities{
    "donor-consent", "donor-release", "plan-refiling", "surplus-to-similar-purpose", "law", "error-correction"};
constexpr std::array<std::string_view, 2> directions{"forward", "back"};
constexpr std::array<std::string_view, 4> states{"spent", "unspent", "held", "returned"};
#define ALMONER_RULE_TEXT(name) #name,
constexpr auto rules = std::to_array<std::string_view>({ALMONER_RULES(ALMONER_RULE_TEXT)});
#undef ALMONER_RULE_TEXT

template <class Enum, std::size_t N>
std::string_view word(const std::array<std::string_view, N>& words, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  return index < N ? words[index] : std::string_view{"unknown"};
}

template <class Enum, std::size_t N>
std::optional<Enum> parse(const std::array<std::string_view, N>& words, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i)
    if (words[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

}  // namespace

std::string_view to_string(AccountType value) { return word(account_types, value); }
std::string_view to_string(FundClass value) { return word(fund_classes, value); }
std::string_view to_string(PurposeFunction value) { return word(functions, value); }
std::string_view to_string(RestrictionSource value) { return word(sources, value); }
std::string_view to_string(DrawPolicy value) { return word(policies, value); }
std::string_view to_string(PartyKind value) { return word(party_kinds, value); }
std::string_view to_string(AuthorityKind value) { return word(authorities, value); }
std::string_view to_string(Direction value) { return word(directions, value); }
std::string_view to_string(PartState value) { return word(states, value); }
std::string_view to_string(Rule value) { return word(rules, value); }

std::optional<AccountType> parse_account_type(std::string_view text) { return parse<AccountType>(account_types, text); }
std::optional<FundClass> parse_fund_class(std::string_view text) { return parse<FundClass>(fund_classes, text); }
std::optional<PurposeFunction> parse_purpose_function(std::string_view text) { return parse<PurposeFunction>(functions, text); }
std::optional<RestrictionSource> parse_restriction_source(std::string_view text) { return parse<RestrictionSource>(sources, text); }
std::optional<DrawPolicy> parse_draw_policy(std::string_view text) { return parse<DrawPolicy>(policies, text); }
std::optional<PartyKind> parse_party_kind(std::string_view text) { return parse<PartyKind>(party_kinds, text); }
std::optional<AuthorityKind> parse_authority_kind(std::string_view text) { return parse<AuthorityKind>(authorities, text); }

namespace {

std::string sentence(const std::vector<Violation>& violations) {
  std::string text = "refused";
  for (const Violation& one : violations) text += "\n  " + std::string(to_string(one.rule)) + ": " + one.message;
  return text;
}

}  // namespace

Refused::Refused(std::vector<Violation> violations) : Error(sentence(violations)), violations_(std::move(violations)) {}

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// Rules of declarations, amendments and closed dates.
#include <algorithm>

#include "book/resolve.hpp"
#include "book/rules.hpp"
#include "book/wording.hpp"
#include "value/utf8.hpp"

namespace almoner {

namespace {

class Findings {
 public:
  void add(Rule rule, std::string message) { violations.push_back({rule, std::move(message), {}, -1}); }
  void incomplete(std::string message) { add(Rule::declaration_must_be_complete, std::move(message)); }
  void text(std::string_view field, std::string_view text) {
    try {
      check_text(text);
    } catch (const ParseError& error) {
      violations.push_back(refuse_text(field, error.what(), -1));
    }
  }
  void used(std::string_view kind, std::string_view name) {
    add(Rule::name_must_be_unused,
        std::string(kind) + " " + quote_for_message(name) + " is declared already, with other terms; amend it, or choose another name");
  }
  std::vector<Violation> violations;
};

bool has_blank_segment(std::string_view name, char separator) {
  std::size_t start = 0;
  for (std::size_t at = 0; at <= name.size(); ++at)
    if (at == name.size() || name[at] == separator) {
      if (at == start || name[start] == ' ' || name[at - 1] == ' ') return true;
      start = at + 1;
    }
  return false;
}

void judge_fund_terms(const FundTerms& terms, const Chart& chart, Findings& found) {
  for (const std::string& path : terms.purposes)
    if (!chart.purpose(path))
      found.violations.push_back(refuse_unknown("purpose", path, chart.nearest_purpose(path), -1));
  const bool bound = terms.fund_class == FundClass::restricted;
  if (bound && terms.purposes.empty())
    found.incomplete("a restricted fund names the purposes it may serve; add `purposes:`");
  if (terms.fund_class == FundClass::unrestricted && !terms.purposes.empty())
    found.incomplete("an unrestricted fund serves all purposes; leave `purposes:` out (what a board sets aside is a designation)");
  if ((bound || terms.fund_class == FundClass::endowment) && terms.set_by == RestrictionSource::board)
    found.incomplete("what a board sets is a designation: its class is unrestricted; a restriction is set by donor or law");
  for (const auto& date : {terms.from, terms.until})
    if (date && !date_in_range(*date)) found.violations.push_back(refuse_date("window", -1));
  if (terms.from && terms.until && *terms.until < *terms.from) found.incomplete("the window ends before it begins");
  if (terms.management_cap && *terms.management_cap < 0) found.incomplete("a management cap is an amount of zero or more");
  if (terms.fund_class == FundClass::agency && terms.owed_to.empty())
    found.incomplete("an agency fund names the party that it is owed to; add `owed-to:`");
  if (terms.fund_class != FundClass::agency && !terms.owed_to.empty())
    found.incomplete("only an agency fund is owed to a party; leave `owed-to:` out");
}

bool narrower(const FundRecord& before, const FundRecord& after, const Chart& chart) {
  if (before.code != after.code || before.owed_to != after.owed_to || before.fund_class != after.fund_class) return false;
  Fund giver{no_id, before}, receiver{no_id, after};
  if (before.fund_class == FundClass::endowment || before.fund_class == FundClass::agency)
    giver.terms.fund_class = receiver.terms.fund_class = FundClass::restricted;
  return Wording(chart).why_not_down(giver, receiver).empty();
}

}  // namespace

std::vector<Violation> judge_text(std::string_view field, const std::string& text) {
  Findings found;
  found.text(field, text);
  return std::move(found.violations);
}

std::string what_is_wrong(const BookTerms& terms) {
  try {
    for (const std::string* text : {&terms.name, &terms.base_currency, &terms.time_zone}) check_text(*text);
  } catch (const ParseError& error) {
    return std::string("the book's terms: ") + error.what();
  }
  if (terms.name.empty()) return "a book has a name: the society that it is the books of";
  if (terms.base_scale < 0 || terms.base_scale > scale_max)
    return "a currency has 0 to " + std::to_string(scale_max) + " decimals";
  if (!judge(CommodityTerms{terms.base_currency, terms.base_scale, {}, {}}, Chart{}).empty())
    return "the base currency is a code such as CNY";
  if (terms.time_zone.empty() || terms.time_zone.size() > 64)
    return "a book has the IANA name of its time zone, such as Asia/Shanghai";
  return {};
}

std::vector<Violation> judge(const CommodityTerms& terms, const Chart& chart) {
  Findings found;
  found.text("commodity", terms.code);
  found.text("unit", terms.unit);
  if (terms.code.empty()) found.incomplete("a commodity has a code");
  if (terms.code.find_first_of("\";@{}()") != std::string::npos) found.incomplete("a commodity's code has none of \" ; @ { } ( )");
  if (terms.scale < 0 || terms.scale > scale_max) found.incomplete("a commodity has 0 to " + std::to_string(scale_max) + " decimals");
  if (chart.commodity(terms.code)) found.used("commodity", terms.code);
  return found.violations;
}

std::vector<Violation> judge(const AccountTerms& terms, const Chart& chart) {
  Findings found;
  found.text("account", terms.name);
  if (has_blank_segment(terms.name, ':')) found.incomplete("an account's name is segments separated by ':', none blank");
  if (terms.name.find("  ") != std::string::npos || terms.name.find(';') != std::string::npos)
    found.incomplete("an account's name has no two blanks together and no ';'");
  const bool may_be_traced =
      terms.type == AccountType::asset || terms.type == AccountType::cash || terms.type == AccountType::liability;
  if (terms.traced.value_or(false) && !may_be_traced)
    found.incomplete("only asset, cash and liability accounts are traced");
  if (chart.account(terms.name)) found.used("account", terms.name);
  return found.violations;
}

namespace {

/// Null where it lies at the top, or the path is refused.
const Purpose* judge_path(const std::string& path, const Chart& chart, Findings& found) {
  found.text("purpose", path);
  if (has_blank_segment(path, '/')) found.incomplete("a purpose is segments separated by '/', none blank");
  if (path.find_first_of(",;") != std::string::npos) found.incomplete("a purpose has no ',' and no ';'");
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return nullptr;
  const std::string above = path.substr(0, slash);
  const Purpose* parent = chart.purpose(above);
  if (!parent) found.violations.push_back(refuse_unknown("purpose", above, chart.nearest_purpose(above), -1));
  return parent;
}

}  // namespace

std::vector<Violation> judge(const PurposeTerms& terms, const Chart& chart) {
  Findings found;
  judge_path(terms.path, chart, found);
  if (chart.purpose(terms.path)) found.used("purpose", terms.path);
  return found.violations;
}

std::vector<Violation> judge(const FundTerms& terms, const Chart& chart) {
  Findings found;
  found.text("fund", terms.code);
  found.text("agreement", terms.agreement);
  if (terms.code.empty() || terms.code.find_first_of(",; ") != std::string::npos)
    found.incomplete("a fund has a code, without blanks, ',' and ';'");
  judge_fund_terms(terms, chart, found);
  if (chart.fund(terms.code)) found.used("fund", terms.code);
  return found.violations;
}

std::vector<Violation> judge(const PartyTerms& terms, const Chart&) {
  Findings found;
  found.text("party", terms.id);
  found.text("name", terms.name);
  found.text("contact", terms.contact);
  if (terms.id.empty() || terms.id.find_first_of(",;") != std::string::npos) found.incomplete("a party has an id, without ',' and ';'");
  if (terms.is_public && terms.kind == PartyKind::person)
    found.incomplete("a person is never public in the log; only an organisation that agreed to be named is");
  if (terms.is_public && !terms.contact.empty())
    found.incomplete("a contact is private; leave it out of a public party");
  return found.violations;
}

std::vector<Violation> judge(const AmendmentRecord& amendment, const std::string& by, const Chart& chart) {
  Findings found;
  bool free = true;
  if (!date_in_range(amendment.date)) found.violations.push_back(refuse_date("date", -1));
  found.text("approved-by", amendment.approved_by);
  if (amendment.authority) found.text("document", amendment.authority->document);
  if (const auto* fund = std::get_if<FundRecord>(&amendment.terms)) {
    const FundRecord& before = chart.fund(amendment.target)->terms;
    free = narrower(before, *fund, chart);
    if (before.fund_class != fund->fund_class && (before.fund_class == FundClass::agency || fund->fund_class == FundClass::agency))
      found.add(Rule::amendment_must_be_authorised, "a fund does not become an agency fund, nor cease to be one; open another");
    judge_fund_terms(to_terms(*fund, chart), chart, found);
    found.text("agreement", fund->agreement);
  } else if (const auto* purpose = std::get_if<PurposeRecord>(&amendment.terms)) {
    const Purpose* parent = judge_path(purpose->path, chart, found);
    if (parent && chart.lies_under(parent->id, amendment.target)) found.incomplete("a purpose does not move below itself");
    free = false;  // another place or function opens the purpose to funds that could not serve it
    if (const Purpose* taken = chart.purpose(purpose->path); taken && taken->id != amendment.target)
      found.used("purpose", purpose->path);
  }
  if (!free && !amendment.authority)
    found.add(Rule::amendment_must_be_authorised,
              "these terms are wider than those declared; narrowing is free, widening names an authority");
  if (amendment.authority) {
    if (amendment.authority->document.empty() || amendment.authority->sha256 == Hash{})
      found.add(Rule::authority_must_be_complete, "an authority names its document and the document's SHA-256");
    if (amendment.authority->dated > amendment.date)
      found.add(Rule::authority_must_not_postdate_entry, "the authority is dated after the amendment");
    if (amendment.approved_by.empty())
      found.add(Rule::approver_must_be_named, "an amendment under an authority names its approver");
    else if (amendment.approved_by == by)
      found.add(Rule::approver_must_not_be_author, "an amendment under an authority is approved by another than its author");
  }
  sort_violations(found.violations);
  return found.violations;
}

std::vector<Violation> judge_close(Date through, const Chart& chart) {
  Findings found;
  if (!date_in_range(through)) found.violations.push_back(refuse_date("date", -1));
  if (chart.closed() && through <= *chart.closed())
    found.add(Rule::close_must_advance, "the books are closed through " + format_date(*chart.closed()) + " already; a closed date never moves back");
  return found.violations;
}

}  // namespace almoner

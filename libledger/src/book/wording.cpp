// SPDX-License-Identifier: Apache-2.0
#include "book/wording.hpp"

#include <algorithm>

namespace almoner {

std::string Wording::commodity(Id id) const {
  const Commodity* found = chart_.commodity(id);
  return found ? found->terms.code : std::string{};
}

std::string Wording::money(Units value) const { return amount(base_commodity, value); }

std::string Wording::amount(Id id, Units quantity) const {
  return format_units(quantity, chart_.scale(id)) + " " + commodity(id);
}

std::string Wording::place(const PostingRecord& posting) const {
  return name(posting.account) + " (fund " + name(posting.fund) + ")";
}

std::string Wording::line(const LineKey& key) const {
  std::string text = "fund " + name(key.fund) + ", " + commodity(key.commodity);
  if (key.account != no_id) text += " in " + name(key.account);
  return text;
}

std::string Wording::purposes(const Fund& fund) const {
  if (fund.terms.fund_class == FundClass::unrestricted) return "any purpose";
  std::string text;
  for (Id id : fund.terms.purposes) text += (text.empty() ? "" : ", ") + name(id);
  return text.empty() ? "no purpose" : text;
}

std::string Wording::window(const Fund& fund) const {
  std::string text;
  if (fund.terms.from) text += "from " + format_date(*fund.terms.from);
  if (fund.terms.until) text += (text.empty() ? "until " : " until ") + format_date(*fund.terms.until);
  return text.empty() ? "at any time" : text;
}

std::string Wording::why_not_down(const Fund& giver, const Fund& receiver) const {
  const FundRecord& from = giver.terms;
  const FundRecord& to = receiver.terms;
  if (from.fund_class == FundClass::endowment) return "nothing leaves an endowment";
  if (to.fund_class < from.fund_class)
    return std::string(to_string(to.fund_class)) + " is less strict than " + std::string(to_string(from.fund_class));
  if (from.fund_class == FundClass::unrestricted) return {};
  const bool subset = std::all_of(to.purposes.begin(), to.purposes.end(), [&](Id purpose) {
    return std::any_of(from.purposes.begin(), from.purposes.end(),
                       [&](Id root) { return chart_.lies_under(purpose, root); });
  });
  if (!subset) return "its purposes (" + purposes(receiver) + ") are not all among " + purposes(giver);
  if ((from.from && (!to.from || *to.from < *from.from)) || (from.until && (!to.until || *to.until > *from.until)))
    return "it may be spent " + window(receiver) + ", beyond " + window(giver);
  if (to.management_cap.value_or(0) > from.management_cap.value_or(0))
    return "its management cap is higher (" + money(to.management_cap.value_or(0)) + " against " +
           money(from.management_cap.value_or(0)) + ")";
  return {};
}

}  // namespace almoner

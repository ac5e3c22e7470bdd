// SPDX-License-Identifier: Apache-2.0
// The rules of the rule model that ask what a fund may do: purposes, windows, caps, and its class.
#include <algorithm>

#include "rule_model.hpp"

namespace almoner::test {

namespace {

bool is_management(const std::string& purpose) { return purpose == "office"; }
bool takes_back(const Step& step) { return step.act == Act::give_back; }

}  // namespace

bool is_other(const std::string& purpose) { return purpose == "losses"; }
bool is_expense(const Step& step) {
  return (step.act == Act::disburse || step.act == Act::sale) && other_side(step) == "Aid";
}
/// Money put into an advance or a fixed asset, or back into an asset that is not cash.
bool is_asset(const Step& step) {
  if (step.act == Act::disburse) return other_side(step) == "Equipment" && step.commodity == ReferenceModel::base;
  if (step.act == Act::advance) return step.to_account == "Advances";
  // What is lent out of a loan; a promise of income needs no purpose.
  if (step.act == Act::gift) return step.account == "Receivables" && other_side(step) == "Owed";
  return takes_back(step) && (step.account == "Advances" || step.account == "Receivables");
}
bool bears_purpose(const Step& step) { return is_expense(step) || is_asset(step); }

/// Value moves freely down: to the same or a stricter class, under terms no wider.
bool RuleModel::lies_down(const FundRules& giver, const FundRules& receiver) const {
  if (giver.fund_class == FundClass::endowment || receiver.fund_class < giver.fund_class) return false;
  return giver.serves_all() || no_wider(giver, receiver);
}

bool RuleModel::no_wider(const FundRules& before, const FundRules& after) const {
  if (before.from && (!after.from || *after.from < *before.from)) return false;
  if (before.until && (!after.until || *after.until > *before.until)) return false;
  if (after.management_cap.value_or(0) > before.management_cap.value_or(0)) return false;
  return std::all_of(after.purposes.begin(), after.purposes.end(), [&](const std::string& purpose) {
    return std::any_of(before.purposes.begin(), before.purposes.end(),
                       [&](const std::string& root) { return lies_under(purpose, root); });
  });
}

std::string RuleModel::only_purpose(const FundRules& fund) const {
  std::set<std::string> leaves;
  for (const std::string& root : fund.purposes)
    for (const auto& [leaf, path] : paths) {
      const bool has_branch = std::any_of(paths.begin(), paths.end(), [&, of = leaf](const auto& other) {
        return other.first != of && lies_under(other.first, of);
      });
      if (!has_branch && lies_under(leaf, root)) leaves.insert(leaf);
    }
  return leaves.size() == 1 ? *leaves.begin() : "";
}

bool RuleModel::lies_under(const std::string& purpose, const std::string& root) const {
  if (purpose.empty()) return false;
  const std::string &path = paths.at(purpose), &of = paths.at(root);
  return path == of || path.rfind(of + "/", 0) == 0;
}

/// Another place opens the purpose to other funds, so it needs an authority.
RuleModel::Rules RuleModel::judge_move(const std::string& purpose, const std::string& to, const Step& said) const {
  Rules broken;
  const auto lies_at = [&](const std::string& path) {
    return std::find_if(paths.begin(), paths.end(), [&](const auto& one) { return one.second == path; });
  };
  if (const auto taken = lies_at(to); taken != paths.end() && taken->first != purpose) broken.insert(Rule::name_must_be_unused);
  if (const auto slash = to.rfind('/'); slash != std::string::npos) {
    const auto parent = lies_at(to.substr(0, slash));
    if (parent == paths.end()) broken.insert(Rule::name_must_be_declared);
    else if (lies_under(parent->first, purpose)) broken.insert(Rule::declaration_must_be_complete);
  }
  if (!said.authority) broken.insert(Rule::amendment_must_be_authorised);
  if (said.authority) {
    Step under = said;
    under.act = Act::transfer;
    approval(under, broken);
  }
  return broken;
}

void RuleModel::move_purpose(const std::string& purpose, const std::string& to) {
  const std::string from = paths.at(purpose);
  for (auto& [name, path] : paths)
    if (path == from || path.rfind(from + "/", 0) == 0) path = to + path.substr(from.size());
}

std::string RuleModel::purpose_of(const Step& step) const {
  return step.purpose.empty() ? only_purpose(funds.at(step.fund)) : step.purpose;
}

bool RuleModel::counts_as_management(const std::string& fund, const std::string& purpose) const {
  const FundRules& rules = funds.at(fund);
  const bool own = std::any_of(rules.purposes.begin(), rules.purposes.end(),
                               [&](const std::string& root) { return lies_under(purpose, root); });
  return is_management(purpose) && (rules.serves_all() || !own);
}

void RuleModel::restriction(const Step& step, Rules& broken) const {
  if (!bears_purpose(step)) return;
  const FundRules& fund = funds.at(step.fund);
  const std::string purpose = purpose_of(step);
  if (purpose.empty()) broken.insert(Rule::purpose_must_be_named);
  if (step.act == Act::sale && change("Aid", step.fund) <= 0) return;  // sold at no loss
  if (!purpose.empty()) {
    const bool within_cap = is_management(purpose) && fund.fund_class == FundClass::restricted;
    const bool allowed = fund.serves_all() || is_other(purpose) || within_cap ||
                         std::any_of(fund.purposes.begin(), fund.purposes.end(),
                                     [&](const std::string& root) { return lies_under(purpose, root); });
    if (!allowed) broken.insert(Rule::purpose_must_be_allowed);
    if (is_other(purpose) && !step.document && !step.authority) broken.insert(Rule::document_must_be_named);
  }
  if (!is_expense(step)) return;
  if (fund.fund_class == FundClass::endowment && !is_other(purpose)) broken.insert(Rule::endowment_must_not_be_spent);
  if (!is_other(purpose) && ((fund.from && step.day < *fund.from) || (fund.until && step.day > *fund.until)))
    broken.insert(Rule::date_must_lie_in_window);
  // Without a cap a restricted fund bears none, and any other as much as its class and purposes allow.
  const bool capped = fund.fund_class == FundClass::restricted || fund.management_cap;
  if (!capped || !counts_as_management(step.fund, purpose)) return;
  const std::int64_t added = change("Aid", step.fund);
  const auto before = management_.find(step.fund);
  if (added > 0 && (before == management_.end() ? 0 : before->second) + added > fund.management_cap.value_or(0))
    broken.insert(Rule::management_cap_must_hold);
}

/// Only a refund names a gift, or a transfer under its donor's consent; nothing past its day is handed out.
void RuleModel::spending(const Step& step, Rules& broken) const {
  const bool serves = is_expense(step) && !is_other(purpose_of(step));
  const bool becomes_asset = step.act == Act::disburse && other_side(step) == "Equipment";
  if ((serves || becomes_asset) && !step.gift.empty() && !step.authority) broken.insert(Rule::purpose_must_be_allowed);
  if (serves && after_.entries().back().took_expired) broken.insert(Rule::expired_goods_must_leave_by_name);
}

void RuleModel::transfers(const Step& step, Rules& broken) const {
  if (step.act != Act::transfer) return;
  const FundRules &giver = funds.at(step.fund), &receiver = funds.at(step.to_fund);
  // An agency fund takes no transfer at all, so none of its own needs an authority.
  if (giver.fund_class == FundClass::agency || receiver.fund_class == FundClass::agency) return;
  if (!lies_down(giver, receiver) && !step.authority) broken.insert(Rule::transfer_must_be_authorised);
}

/// The lender is unrestricted or an authority is named; a repayment names the advance, which stands
/// between the same funds, and is no more than is left of it.
void RuleModel::interfund(const Step& step, Rules& broken) const {
  if (step.act == Act::lend && !funds.at(step.fund).serves_all() && !step.authority)
    broken.insert(Rule::interfund_must_be_authorised);
  if (step.act != Act::repay) return;
  const ReferenceModel::Posted& advance = *units.find(step.of);
  const Operation& lent = advance.operation;
  if (lent.act != Act::lend || advance.reversed || lent.fund != step.to_fund || lent.to_fund != step.fund)
    broken.insert(Rule::repayment_must_name_its_advance);
  else if (step.quantity > lent.quantity - units.repaid(step.of))
    broken.insert(Rule::repayment_must_not_exceed_advance);
}

/// Net assets are posted before all activity of their fund, or under an authority.
void RuleModel::opening(const Step& step, Rules& broken) const {
  if (other_side(step) == "Opening" && !step.authority && begun_.contains(step.fund))
    broken.insert(Rule::net_assets_must_be_opening);
}

/// Value against an equal liability to its party, and nothing else but cash and goods.
void RuleModel::agency(const Step& step, Rules& broken) const {
  const auto is_agency = [&](const std::string& fund) {
    return !fund.empty() && funds.at(fund).fund_class == FundClass::agency;
  };
  const std::string other = other_side(step);
  if (is_agency(step.to_fund)) broken.insert(Rule::agency_must_take_no_income_or_expense);
  if (!is_agency(step.fund)) return;
  const bool income_or_expense = other == "Gifts" || other == "Aid";
  switch (step.act) {
    case Act::transfer:
    case Act::lend:
    case Act::repay:
      broken.insert(Rule::agency_must_take_no_income_or_expense);
      break;
    case Act::gift:
    case Act::refund:
    case Act::disburse:
    case Act::sale:
    case Act::give_back:
      if (income_or_expense || (step.act == Act::gift && step.account == "Receivables"))
        broken.insert(Rule::agency_must_take_no_income_or_expense);
      if (other == "Opening") broken.insert(Rule::agency_must_hold_value_for_its_party);
      break;
    default:
      break;
  }
  if (is_asset(step)) broken.insert(Rule::agency_must_take_no_income_or_expense);
  if (step.account == "Payables" || step.to_account == "Payables")
    broken.insert(Rule::agency_must_hold_value_for_its_party);
  const bool pays = (step.act == Act::disburse || step.act == Act::refund) && other == "Owed";
  if (pays && step.gift.empty() && !step.party.empty() && step.party != hospital)
    broken.insert(Rule::agency_must_pay_its_party);
}

}  // namespace almoner::test

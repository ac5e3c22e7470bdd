// SPDX-License-Identifier: Apache-2.0
#include "rule_model.hpp"

#include <algorithm>

namespace almoner::test {

namespace {

bool is_management(const std::string& purpose) { return purpose == "office"; }
bool is_other(const std::string& purpose) { return purpose == "losses"; }
bool takes_back(const Step& step) { return step.act == Act::give_back; }
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

/// May what is bound by `after` be seen as bound by `before` too?
bool no_wider(const FundRules& before, const FundRules& after) {
  if (before.from && (!after.from || *after.from < *before.from)) return false;
  if (before.until && (!after.until || *after.until > *before.until)) return false;
  if (after.management_cap.value_or(0) > before.management_cap.value_or(0)) return false;
  return std::all_of(after.purposes.begin(), after.purposes.end(), [&](const std::string& purpose) {
    return std::any_of(before.purposes.begin(), before.purposes.end(),
                       [&](const std::string& root) { return lies_under(purpose, root); });
  });
}

/// Value moves freely down: to the same or a stricter class, under terms no wider.
bool lies_down(const FundRules& giver, const FundRules& receiver) {
  if (giver.fund_class == FundClass::endowment || receiver.fund_class < giver.fund_class) return false;
  return giver.serves_all() || no_wider(giver, receiver);
}

bool names_nothing_known(const RuleModel::Rules& broken) {
  constexpr Rule unknown[] = {Rule::name_must_be_declared, Rule::gift_must_be_named, Rule::reversal_must_name_an_entry,
                              Rule::return_must_name_an_entry, Rule::repayment_must_name_its_advance};
  return std::any_of(std::begin(unknown), std::end(unknown), [&](Rule rule) { return broken.contains(rule); });
}

}  // namespace

std::string FundRules::only_purpose() const {
  std::set<std::string> leaves;
  for (const std::string& root : purposes)
    for (const char* leaf : {"aid/goods", "aid/cash", "medical", "office", "losses"})
      if (lies_under(leaf, root)) leaves.insert(leaf);
  return leaves.size() == 1 ? *leaves.begin() : "";
}

bool lies_under(const std::string& purpose, const std::string& root) {
  return purpose == root || purpose.rfind(root + "/", 0) == 0;
}

std::string RuleModel::purpose_of(const Step& step) const {
  return step.purpose.empty() ? funds.at(step.fund).only_purpose() : step.purpose;
}

/// What the draft says at all. Names that are not known end the judgement.
void RuleModel::said(const Step& step, Rules& broken) const {
  if (step.spoil == Spoil::unclean_text) broken.insert(Rule::text_must_be_clean);
  if (step.spoil == Spoil::no_reference) broken.insert(Rule::entry_must_have_reference);
  if (step.spoil == Spoil::unknown_account) broken.insert(Rule::name_must_be_declared);
  if (!step.party.empty() && step.party != hospital) {
    const auto person = persons.find(step.party);
    if (person == persons.end()) broken.insert(Rule::name_must_be_declared);
    else if (person->second.restricted) broken.insert(Rule::party_must_not_be_restricted);
  }
  if (!step.gift.empty() && !units.find(step.gift)) broken.insert(Rule::gift_must_be_named);
  if (step.act == Act::reverse && !units.find(step.of)) broken.insert(Rule::reversal_must_name_an_entry);
  if (step.act == Act::give_back && !units.find(step.of)) broken.insert(Rule::return_must_name_an_entry);
  if (step.act == Act::repay && !units.find(step.of)) broken.insert(Rule::repayment_must_name_its_advance);
}

RuleModel::Rules RuleModel::judge(const Step& step) {
  Rules broken;
  said(step, broken);
  if (names_nothing_known(broken)) return broken;
  after_ = units;
  if (const auto rule = after_.post(step)) {
    broken.insert(*rule);
    return broken;  // what could not be completed is not judged further
  }
  if (step.spoil == Spoil::wrong_value) {
    broken.insert(Rule::value_must_be_carrying_value);
    return broken;
  }
  if (step.spoil == Spoil::unbalanced) broken.insert(Rule::fund_must_balance);
  if (step.act != Act::reverse) {
    restriction(step, broken);
    spending(step, broken);
    if (step.act == Act::sale && other_side(step) == "Gifts" && change("Gifts", step.fund) > 0)
      broken.insert(Rule::income_must_not_be_debited);
    if (step.act == Act::refund && other_side(step) == "Gifts" && step.gift.empty() && !step.authority)
      broken.insert(Rule::income_must_not_be_debited);
    transfers(step, broken);
    interfund(step, broken);
    opening(step, broken);
    agency(step, broken);
    if (step.act == Act::sale && after_.draws_unvalued(after_.entries().back()))
      broken.insert(Rule::unvalued_goods_must_meet_their_like);
  }
  approval(step, broken);
  holding(broken);
  if (closed && step.day <= *closed) broken.insert(Rule::entry_must_postdate_close);
  consent(step, broken);
  return broken;
}

bool RuleModel::counts_as_management(const std::string& fund, const std::string& purpose) const {
  const FundRules& rules = funds.at(fund);
  const bool own = std::any_of(rules.purposes.begin(), rules.purposes.end(),
                               [&](const std::string& root) { return lies_under(purpose, root); });
  return rules.fund_class == FundClass::restricted && is_management(purpose) && !own;
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
  if (!counts_as_management(step.fund, purpose)) return;
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

void RuleModel::approval(const Step& step, Rules& broken) const {
  if (step.authority && !step.authority_hash) broken.insert(Rule::authority_must_be_complete);
  if (step.authority && step.authority_day > step.day) broken.insert(Rule::authority_must_not_postdate_entry);
  const bool loss = step.act != Act::reverse && bears_purpose(step) && is_other(purpose_of(step));
  const bool refund = !step.gift.empty() && !step.authority;
  if (!step.authority && !loss && !refund) return;
  if (step.approved_by.empty()) broken.insert(Rule::approver_must_be_named);
  else if (step.approved_by == step.by) broken.insert(Rule::approver_must_not_be_author);
}

/// Of the account's value, all commodities together.
std::int64_t RuleModel::change(const char* account, const std::string& fund) const {
  const auto value = [&](const ReferenceModel& of) {
    std::int64_t sum = 0;
    for (const auto& [key, balance] : of.balances())
      if (std::get<0>(key) == account && std::get<1>(key) == fund) sum += balance.value;
    return sum;
  };
  return value(after_) - value(units);
}

void RuleModel::holding(Rules& broken) const {
  const auto before = units.balances(), after = after_.balances();
  using Accounts = std::initializer_list<const char*>;
  const auto money = [](const auto& balances, Accounts accounts, const std::string& fund) {
    std::int64_t sum = 0;
    for (const char* account : accounts)
      if (const auto found = balances.find({account, fund, ReferenceModel::base}); found != balances.end())
        sum += found->second.value;
    return sum;
  };
  // An asset stands at zero or more, a debt at zero or less: what would make it worse is refused.
  const auto wrong = [&](Accounts accounts, const std::string& fund, int sign) {
    const std::int64_t now = sign * money(after, accounts, fund);
    return now < 0 && now < sign * money(before, accounts, fund);
  };
  for (const auto& [fund, rules] : funds) {
    if (wrong({"Bank", "Till"}, fund, 1)) broken.insert(Rule::cash_must_not_go_below_zero);
    for (const char* asset : {"Advances", "Receivables"})
      if (wrong({asset}, fund, 1)) broken.insert(Rule::balance_must_keep_its_sign);
    for (const char* debt : {"Payables", "Owed"})
      if (wrong({debt}, fund, -1)) broken.insert(Rule::balance_must_keep_its_sign);
  }
}

void RuleModel::consent(const Step& step, Rules& broken) const {
  const bool donors = step.authority == AuthorityKind::donor_consent || step.authority == AuthorityKind::donor_release;
  if (step.act == Act::transfer && donors && step.gift.empty()) broken.insert(Rule::gift_must_be_named);
  if (step.gift.empty() || step.party.empty()) return;
  const auto donor = donors_.find(step.gift);
  if (donor != donors_.end() && !donor->second.empty() && donor->second != step.party)
    broken.insert(funds.at(step.fund).fund_class == FundClass::agency ? Rule::agency_must_pay_its_party
                                                                      : Rule::consent_must_come_from_the_donor);
}

/// Income, expenses, transfers and advances between funds are the activity of their funds.
void RuleModel::begin(const Step& step) {
  const bool between = step.act == Act::transfer || step.act == Act::lend || step.act == Act::repay;
  const bool one_sided = step.act == Act::gift || step.act == Act::refund || step.act == Act::disburse || step.act == Act::sale;
  const std::string other = other_side(step);
  if (between || (one_sided && (other == "Gifts" || other == "Aid"))) begun_.insert(step.fund);
  if (between) begun_.insert(step.to_fund);
}

void RuleModel::accept(const Step& step) {
  // A correction counts where its original does.
  const Operation* original = &step;
  if (!step.of.empty()) original = &units.find(step.of)->operation;
  if (counts_as_management(original->fund, original->purpose) && original->act == Act::disburse)
    management_[original->fund] += change("Aid", original->fund);
  charged[step.reference] = bears_purpose(step) ? purpose_of(step) : step.purpose;
  begin(step);
  if (step.act == Act::gift) donors_[step.reference] = step.party;
  units = after_;
}

RuleModel::Rules RuleModel::judge_amendment(const std::string& fund, const FundRules& after, const Step& said) const {
  Rules broken;
  if (!no_wider(funds.at(fund), after) && !said.authority) broken.insert(Rule::amendment_must_be_authorised);
  if (said.authority) {
    Step under = said;
    under.act = Act::transfer;
    approval(under, broken);
  }
  return broken;
}

RuleModel::Rules RuleModel::judge_close(int day) const {
  return closed && day <= *closed ? Rules{Rule::close_must_advance} : Rules{};
}

void RuleModel::erase(const std::string& person) {
  persons.erase(person);
  for (auto& [gift, donor] : donors_)
    if (donor == person) donor.clear();
}

}  // namespace almoner::test

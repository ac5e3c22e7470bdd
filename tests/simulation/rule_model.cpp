// SPDX-License-Identifier: Apache-2.0
#include "rule_model.hpp"

#include <algorithm>

namespace almoner::test {

namespace {

bool is_management(const std::string& purpose) { return purpose == "office"; }
bool is_other(const std::string& purpose) { return purpose == "losses"; }
/// Expenses and advances bear a purpose.
bool bears_purpose(const Step& step) { return step.act == Act::disburse || step.act == Act::advance; }

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

}  // namespace

bool lies_under(const std::string& purpose, const std::string& root) {
  return purpose == root || purpose.rfind(root + "/", 0) == 0;
}

std::string RuleModel::purpose_of(const Step& step) const {
  return step.purpose.empty() ? funds.at(step.fund).only_purpose : step.purpose;
}

/// What the draft says at all. Names that are not known end the judgement.
void RuleModel::said(const Step& step, Rules& broken) const {
  if (step.spoil == Spoil::unclean_text) broken.insert(Rule::text_must_be_clean);
  if (step.spoil == Spoil::no_reference) broken.insert(Rule::entry_must_have_reference);
  if (step.spoil == Spoil::unknown_account) broken.insert(Rule::name_must_be_declared);
  if (!step.party.empty()) {
    const auto person = persons.find(step.party);
    if (person == persons.end()) broken.insert(Rule::name_must_be_declared);
    else if (person->second.restricted) broken.insert(Rule::party_must_not_be_restricted);
  }
  if (!step.gift.empty() && !units.find(step.gift)) broken.insert(Rule::gift_must_be_named);
  if (step.act == Act::reverse && !units.find(step.of)) broken.insert(Rule::reversal_must_name_an_entry);
  if (step.act == Act::give_back && !units.find(step.of)) broken.insert(Rule::return_must_name_an_entry);
}

RuleModel::Rules RuleModel::judge(const Step& step) {
  Rules broken;
  said(step, broken);
  for (const Rule unknown : {Rule::name_must_be_declared, Rule::gift_must_be_named, Rule::reversal_must_name_an_entry,
                             Rule::return_must_name_an_entry})
    if (broken.contains(unknown)) return broken;
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
    if (step.act == Act::refund && step.gift.empty() && !step.authority) broken.insert(Rule::income_must_not_be_debited);
    transfers(step, broken);
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
  return rules.restricted && is_management(purpose) && !own;
}

void RuleModel::restriction(const Step& step, Rules& broken) const {
  if (!bears_purpose(step)) return;
  const FundRules& fund = funds.at(step.fund);
  const std::string purpose = purpose_of(step);
  if (purpose.empty()) {
    broken.insert(Rule::purpose_must_be_named);
  } else {
    const bool allowed = !fund.restricted || is_other(purpose) || is_management(purpose) ||
                         std::any_of(fund.purposes.begin(), fund.purposes.end(),
                                     [&](const std::string& root) { return lies_under(purpose, root); });
    if (!allowed) broken.insert(Rule::purpose_must_be_allowed);
    if (is_other(purpose) && !step.document && !step.authority) broken.insert(Rule::document_must_be_named);
  }
  if (step.act != Act::disburse) return;
  if (!is_other(purpose) && ((fund.from && step.day < *fund.from) || (fund.until && step.day > *fund.until)))
    broken.insert(Rule::date_must_lie_in_window);
  if (!counts_as_management(step.fund, purpose)) return;
  const std::int64_t added = change(after_, "Aid", step.fund);
  const auto charged = management_.find(step.fund);
  if (added > 0 && (charged == management_.end() ? 0 : charged->second) + added > fund.management_cap.value_or(0))
    broken.insert(Rule::management_cap_must_hold);
}

void RuleModel::transfers(const Step& step, Rules& broken) const {
  if (step.act != Act::transfer) return;
  const FundRules &giver = funds.at(step.fund), &receiver = funds.at(step.to_fund);
  const bool down = !giver.restricted || (receiver.restricted && no_wider(giver, receiver));
  if (!down && !step.authority) broken.insert(Rule::transfer_must_be_authorised);
}

void RuleModel::approval(const Step& step, Rules& broken) const {
  if (step.authority && !step.authority_hash) broken.insert(Rule::authority_must_be_complete);
  if (step.authority && step.authority_day > step.day) broken.insert(Rule::authority_must_not_postdate_entry);
  const bool loss = bears_purpose(step) && is_other(purpose_of(step));
  const bool refund = !step.gift.empty() && !step.authority;
  if (!step.authority && !loss && !refund) return;
  if (step.approved_by.empty()) broken.insert(Rule::approver_must_be_named);
  else if (step.approved_by == step.by) broken.insert(Rule::approver_must_not_be_author);
}

std::int64_t RuleModel::change(const ReferenceModel& after, const char* account, const std::string& fund) const {
  const auto value = [&](const ReferenceModel& of) {
    std::int64_t sum = 0;
    for (const auto& [key, balance] : of.balances())
      if (std::get<0>(key) == account && std::get<1>(key) == fund) sum += balance.value;
    return sum;
  };
  return value(after) - value(units);
}

void RuleModel::holding(Rules& broken) const {
  const auto balances = after_.balances();
  const auto below_zero = [&](const char* account, const std::string& fund) {
    const auto found = balances.find({account, fund, ReferenceModel::base});
    return found != balances.end() && found->second.value < 0 && change(after_, account, fund) < 0;
  };
  for (const auto& [fund, rules] : funds) {
    if (below_zero("Bank", fund)) broken.insert(Rule::cash_must_not_go_below_zero);
    if (below_zero("Advances", fund)) broken.insert(Rule::balance_must_keep_its_sign);
  }
}

void RuleModel::consent(const Step& step, Rules& broken) const {
  const bool donors = step.authority == AuthorityKind::donor_consent || step.authority == AuthorityKind::donor_release;
  if (step.act == Act::transfer && donors && step.gift.empty()) broken.insert(Rule::gift_must_be_named);
  if (step.gift.empty() || step.party.empty()) return;
  const auto donor = donors_.find(step.gift);
  if (donor != donors_.end() && !donor->second.empty() && donor->second != step.party)
    broken.insert(Rule::consent_must_come_from_the_donor);
}

void RuleModel::accept(const Step& step) {
  // A correction counts where its original does.
  const Operation* charged = &step;
  if (!step.of.empty()) charged = &units.find(step.of)->operation;
  if (counts_as_management(charged->fund, charged->purpose) && charged->act == Act::disburse)
    management_[charged->fund] += change(after_, "Aid", charged->fund);
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

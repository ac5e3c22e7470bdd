// SPDX-License-Identifier: Apache-2.0
#include "rule_model.hpp"

#include <algorithm>

namespace almoner::test {

namespace {

bool names_nothing_known(const RuleModel::Rules& broken) {
  constexpr Rule unknown[] = {Rule::name_must_be_declared, Rule::gift_must_be_named, Rule::reversal_must_name_an_entry,
                              Rule::return_must_name_an_entry, Rule::repayment_must_name_its_advance};
  return std::any_of(std::begin(unknown), std::end(unknown), [&](Rule rule) { return broken.contains(rule); });
}

}  // namespace

std::vector<Step> steps_of(const Step& step) {
  std::vector<Step> steps;
  for (const Operation& part : parts_of(step)) {
    steps.push_back(step);
    static_cast<Operation&>(steps.back()) = part;
    if (steps.size() > 1) steps.back().party.clear();
  }
  return steps;
}

/// What the draft says at all. Names that are not known end the judgement.
void RuleModel::said(const Step& step, Rules& broken) const {
  if (step.spoil == Spoil::unclean_text) broken.insert(Rule::text_must_be_clean);
  if (step.spoil == Spoil::no_reference) broken.insert(Rule::entry_must_have_reference);
  if (step.spoil == Spoil::unknown_account) broken.insert(Rule::name_must_be_declared);
  if (!step.party.empty()) broken.merge(judge_party(step.party));
  if (!step.gift.empty() && !units.find(step.gift)) broken.insert(Rule::gift_must_be_named);
  if (step.act == Act::reverse && !units.find(step.of)) broken.insert(Rule::reversal_must_name_an_entry);
  if (step.act == Act::give_back && !units.find(step.of)) broken.insert(Rule::return_must_name_an_entry);
  if (step.act == Act::repay && !units.find(step.of)) broken.insert(Rule::repayment_must_name_its_advance);
}

RuleModel::Rules RuleModel::judge(const Step& step) {
  Rules broken;
  said(step, broken);
  if (names_nothing_known(broken)) return broken;
  const std::vector<Step> parts = steps_of(step);
  // Goods first, for what they carry can be an amount of money. What could not be completed is not
  // judged further.
  for (const bool money : {false, true}) {
    bool complete = true;
    for (const Step& part : parts) {
      if ((part.commodity == ReferenceModel::base) != money) continue;
      after_ = units;
      const auto rule = after_.post(part);
      if (rule) broken.insert(*rule);
      complete = complete && !rule;
    }
    if (!complete) return broken;
  }
  if (parts.size() > 1) {
    after_ = units;
    after_.post(step);
  }
  if (step.spoil == Spoil::wrong_value) {
    broken.insert(Rule::value_must_be_carrying_value);
    return broken;
  }
  if (step.spoil == Spoil::unbalanced) broken.insert(Rule::fund_must_balance);
  if (step.act != Act::reverse) {
    for (const Step& part : parts) {
      restriction(part, broken);
      spending(part, broken);
      agency(part, broken);
    }
    if (step.act == Act::sale && other_side(step) == "Gifts" && change("Gifts", step.fund) > 0)
      broken.insert(Rule::income_must_not_be_debited);
    if (step.act == Act::refund && other_side(step) == "Gifts" && step.gift.empty() && !step.authority)
      broken.insert(Rule::income_must_not_be_debited);
    transfers(step, broken);
    interfund(step, broken);
    opening(step, broken);
    if (step.act == Act::sale && after_.draws_unvalued(after_.entries().back()))
      broken.insert(Rule::unvalued_goods_must_meet_their_like);
  }
  approval(step, broken);
  holding(broken);
  if (closed && step.day <= *closed) broken.insert(Rule::entry_must_postdate_close);
  consent(step, broken);
  return broken;
}

void RuleModel::approval(const Step& step, Rules& broken) const {
  if (step.authority && !step.authority_hash) broken.insert(Rule::authority_must_be_complete);
  if (step.authority && step.authority_day > step.day) broken.insert(Rule::authority_must_not_postdate_entry);
  const std::vector<Step> parts = steps_of(step);
  const bool loss = step.act != Act::reverse && std::any_of(parts.begin(), parts.end(), [&](const Step& part) {
    return bears_purpose(part) && is_other(purpose_of(part));
  });
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
  for (const Operation& part : parts_of(*original))
    if (counts_as_management(part.fund, part.purpose) && part.act == Act::disburse)
      management_[part.fund] += change("Aid", part.fund);
  for (const Step& part : steps_of(step)) {
    charged[{part.reference, part.fund}] = bears_purpose(part) ? purpose_of(part) : part.purpose;
    begin(part);
  }
  if (step.act == Act::gift) donors_[step.reference] = step.party;
  if (!step.party.empty()) parties_.insert(step.reference);
  units = after_;
}

RuleModel::Rules RuleModel::judge_amendment(const std::string& fund, const FundRules& after, const Step& said) const {
  Rules broken;
  const FundRules& before = funds.at(fund);
  if ((before.fund_class != after.fund_class || !no_wider(before, after)) && !said.authority) broken.insert(Rule::amendment_must_be_authorised);
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

RuleModel::Rules RuleModel::judge_party(const std::string& party) const {
  if (party == hospital) return {};
  const auto person = persons.find(party);
  if (person == persons.end()) return {Rule::name_must_be_declared};
  return person->second.restricted ? Rules{Rule::party_must_not_be_restricted} : Rules{};
}

void RuleModel::correct_party(const std::string& reference, const std::string& party) {
  if (const auto gift = donors_.find(reference); gift != donors_.end()) gift->second = party;
}

void RuleModel::erase(const std::string& person) {
  persons.erase(person);
  for (auto& [gift, donor] : donors_)
    if (donor == person) donor.clear();
}

}  // namespace almoner::test

// SPDX-License-Identifier: Apache-2.0
#include "random_steps.hpp"

#include <algorithm>

#include "random_books.hpp"

namespace almoner::test {

namespace {
const std::string& base = ReferenceModel::base;
}

/// Mostly within what is held, now and then all of it, one more, or far more.
std::int64_t RandomSteps::amount(std::int64_t held) {
  const std::uint64_t how = pick(14);
  if (how == 0) return std::max<std::int64_t>(held, 1);
  if (how == 1) return held + 1 + static_cast<std::int64_t>(pick(3));
  return 1 + static_cast<std::int64_t>(pick(static_cast<std::uint64_t>(std::clamp<std::int64_t>(held, 1, 40))));
}

void RandomSteps::approve(Step& step) {
  step.approved_by = "director";
  if (luck(12)) step.approved_by.clear();
  if (luck(12)) step.approved_by = step.by;
}

void RandomSteps::authorise(Step& step) {
  constexpr AuthorityKind kinds[] = {AuthorityKind::law, AuthorityKind::plan_refiling, AuthorityKind::surplus_to_similar_purpose};
  step.authority = kinds[pick(3)];
  step.authority_day = step.day - static_cast<int>(pick(5)) + (luck(12) ? 6 : 0);
  step.authority_hash = !luck(12);
  approve(step);
}

void RandomSteps::choose_place(Step& step, bool money_too) {
  const bool money = money_too && luck(2);
  step.commodity = money ? base : one_of({"LAMP", "COAT", "BOX", "USD"});
  if (money) step.account = luck(6) ? "Till" : "Bank";
  else step.account = step.commodity == "USD" ? one_of({"Bank", "Till"}) : one_of({"Town", "Hill"});
}

/// Mostly one that holds something.
void RandomSteps::choose_source(Step& step, bool money_too) {
  for (int i = 0; i < 8; ++i) {
    if (step.fund.empty() || luck(2)) step.fund = fund();
    choose_place(step, money_too);
    if (model_.units.free_units(step.fund, step.commodity, step.account) > 0) return;
  }
}

std::string RandomSteps::fund_with_money() {
  std::string code;
  for (int i = 0; i < 4 && (code.empty() || model_.units.free_units(code, base, "") == 0); ++i) code = fund();
  return code;
}

std::string RandomSteps::other_fund(const std::string& than) {
  std::string code;
  do code = fund(); while (code == than);
  return code;
}

/// One that the fund serves.
std::string RandomSteps::purpose_for(const std::string& fund) {
  std::vector<std::string> served;
  for (const char* leaf : {"aid/goods", "aid/cash", "medical"})
    for (const std::string& root : model_.funds.at(fund).purposes)
      if (model_.lies_under(leaf, root)) served.emplace_back(leaf);
  return served.empty() ? one_of({"aid/goods", "aid/cash"}) : one_of(served);
}

std::int64_t RandomSteps::balance(const std::string& account, const std::string& fund) const {
  const auto balances = model_.units.balances();
  const auto found = balances.find({account, fund, base});
  return found == balances.end() ? 0 : found->second.value;
}

std::string RandomSteps::person() {
  if (luck(6) || model_.persons.empty()) return "donor-" + std::to_string(pick(6));
  auto known = model_.persons.begin();
  std::advance(known, static_cast<std::ptrdiff_t>(pick(model_.persons.size())));
  return known->first;
}

void RandomSteps::spoil(Step& step) {
  switch (pick(5)) {
    case 0: step.spoil = step.act == Act::reverse ? Spoil::none : Spoil::unknown_account; break;
    case 1: step.spoil = Spoil::unclean_text; break;
    case 2: step.spoil = Spoil::no_reference; break;
    case 3: step.spoil = step.act == Act::gift && step.commodity == base ? Spoil::unbalanced : Spoil::none; break;
    default: step.spoil = step.act == Act::disburse && step.commodity != base && step.also.empty() ? Spoil::wrong_value : Spoil::none;
  }
}

Step RandomSteps::next() {
  Step step;
  const bool first = model_.units.entries().size() < 4;
  const std::uint64_t kind = luck(first ? 3 : 40) ? 36 : pick(36);
  const int day = today - (luck(4) ? static_cast<int>(pick(25)) : 0) + (luck(20) ? 3 : 0);
  if (kind < 7) step = gift();
  else if (kind < 10) step = purchase();
  else if (kind < 12) step = spend();
  else if (kind < 14) step = spend_of_several();
  else if (kind < 16) step = loss();
  else if (kind < 18) step = move();
  else if (kind < 20) step = transfer();
  else if (kind < 21) step = advance();
  else if (kind < 23) step = refund();
  else if (kind < 25) step = reverse();
  else if (kind < 28) step = give_back();
  else if (kind < 30) step = settle();
  else if (kind < 32) step = lend();
  else if (kind < 34) step = repay();
  else if (kind < 36) step = sale();
  else step = opening();
  step.authority_day += day - step.day;
  step.day = day;
  if (luck(16)) spoil(step);
  return step;
}

Draft draft_of(const Step& step) {
  Draft draft = draft_of(static_cast<const Operation&>(step), step.day);
  draft.by = step.by;
  draft.approved_by = step.approved_by;
  if (step.document) draft.document = "minutes-7";
  draft.authority.reset();
  if (step.authority) {
    draft.authority = Authority{*step.authority, "letter-3", std::nullopt, date_of(step.authority_day)};
    if (step.authority_hash) draft.authority->sha256 = DocumentHash{0xab};
  }
  if (!step.party.empty()) draft.postings.back().party = step.party;
  for (const Operation& part : step.also)
    for (const DraftPosting& one : draft_of(part, step.day).postings) draft.postings.push_back(one);
  if (step.act == Act::disburse && step.spoil == Spoil::wrong_value) draft.postings.back().value = -1'000'000;
  if (step.spoil == Spoil::unbalanced) draft.postings.back().quantity = *draft.postings.back().quantity - 1;
  if (step.spoil == Spoil::unknown_account) draft.postings.back().account = "Nowhere";
  if (step.spoil == Spoil::unclean_text) draft.narration = "one\x1b[2J";
  if (step.spoil == Spoil::no_reference) draft.reference.clear();
  return draft;
}

}  // namespace almoner::test

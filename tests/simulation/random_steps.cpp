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
  step.authority = luck(3) ? AuthorityKind::law : AuthorityKind::plan_refiling;
  step.authority_day = step.day - static_cast<int>(pick(5)) + (luck(12) ? 6 : 0);
  step.authority_hash = !luck(12);
  approve(step);
}

void RandomSteps::choose_place(Step& step, bool money_too) {
  const bool money = money_too && luck(2);
  step.account = money ? "Bank" : one_of({"Town", "Hill"});
  step.commodity = money ? base : one_of({"LAMP", "COAT", "BOX"});
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

std::string RandomSteps::person() {
  if (luck(6) || model_.persons.empty()) return "donor-" + std::to_string(pick(6));
  auto known = model_.persons.begin();
  std::advance(known, static_cast<std::ptrdiff_t>(pick(model_.persons.size())));
  return known->first;
}

Step RandomSteps::gift() {
  Step step;
  step.act = Act::gift;
  step.reference = new_reference("G");
  step.fund = fund();
  choose_place(step, true);
  const bool money = step.commodity == base;
  step.quantity = 1 + static_cast<std::int64_t>(pick(money ? 120 : 15));
  if (step.commodity == "BOX" && !luck(4)) step.expires = today + static_cast<int>(pick(20));
  if (!money && step.commodity != "COAT" && !luck(8)) step.value = 1 + static_cast<std::int64_t>(pick(50));
  if (luck(2) && !model_.persons.empty()) step.party = person();
  return step;
}

Step RandomSteps::purchase() {
  Step step;
  step.act = Act::purchase;
  step.reference = new_reference("P");
  step.fund = fund_with_money();
  step.account = "Bank";
  step.to_account = one_of({"Town", "Hill"});
  step.commodity = one_of({"LAMP", "BOX"});
  step.quantity = 1 + static_cast<std::int64_t>(pick(12));
  step.value = amount(model_.units.free_units(step.fund, base, ""));
  return step;
}

Step RandomSteps::spend() {
  Step step;
  step.act = Act::disburse;
  step.reference = new_reference("V");
  choose_source(step, true);
  if (step.commodity == base && luck(4)) step.account = "Advances";
  step.quantity = amount(model_.units.free_units(step.fund, step.commodity, step.account));
  step.purpose = luck(5) ? one_of({"office", "medical", "aid", ""}) : step.fund == "S" ? "medical" : one_of({"aid/goods", "aid/cash"});
  if (step.commodity != base && luck(20)) step.lot = "G-0";  // which no entry made
  return step;
}

/// Goods that were lost or are past their day, named by the entry that brought them.
Step RandomSteps::loss() {
  std::vector<const ReferenceModel::Posted*> lots;
  for (const auto& entry : model_.units.entries())
    if (!entry.lots.empty() && entry.operation.commodity != base && entry.operation.act != Act::transfer) lots.push_back(&entry);
  Step step = spend();
  if (lots.empty()) return step;
  const Operation& brought = lots[pick(lots.size())]->operation;
  step.fund = brought.fund;
  step.commodity = brought.commodity;
  step.account = brought.act == Act::gift ? brought.account : brought.to_account;
  step.lot = brought.reference;
  step.quantity = amount(std::min<std::int64_t>(brought.quantity, 5));
  if (luck(5)) return step;  // for an ordinary purpose
  step.loss = true;
  step.purpose = "losses";
  step.document = !luck(10);
  approve(step);
  return step;
}

Step RandomSteps::move() {
  Step step;
  step.act = Act::move;
  step.reference = new_reference("M");
  choose_source(step, false);
  step.to_account = step.account == "Town" ? "Hill" : "Town";
  step.quantity = amount(model_.units.free_units(step.fund, step.commodity, step.account));
  return step;
}

Step RandomSteps::transfer() {
  Step step;
  step.act = Act::transfer;
  step.reference = new_reference("T");
  choose_source(step, true);
  do step.to_fund = fund(); while (step.to_fund == step.fund);
  step.quantity = amount(model_.units.free_units(step.fund, step.commodity, step.account));
  if (step.fund == "U" || luck(4)) return step;
  authorise(step);
  if (step.commodity != base || luck(2)) return step;
  step.authority = luck(2) ? AuthorityKind::donor_consent : AuthorityKind::donor_release;
  for (const auto& entry : model_.units.entries())
    if (entry.operation.act == Act::gift && entry.operation.fund == step.fund && entry.operation.commodity == base && luck(3)) {
      step.gift = entry.operation.reference;
      step.quantity = amount(entry.operation.quantity);
    }
  return step;
}

Step RandomSteps::advance() {
  Step step;
  step.act = Act::advance;
  step.reference = new_reference("A");
  step.fund = fund_with_money();
  step.account = "Bank";
  step.commodity = base;
  step.quantity = amount(model_.units.free_units(step.fund, base, ""));
  step.purpose = luck(6) ? one_of({"medical", ""}) : step.fund == "S" ? "medical" : "aid/cash";
  return step;
}

Step RandomSteps::refund() {
  std::vector<const ReferenceModel::Posted*> gifts;
  for (const auto& entry : model_.units.entries())
    if (entry.operation.act == Act::gift) gifts.push_back(&entry);
  if (gifts.empty()) return gift();
  const Operation& given = gifts[pick(gifts.size())]->operation;
  Step step;
  step.act = Act::refund;
  step.reference = new_reference("F");
  step.fund = given.fund;
  step.account = given.account;
  step.commodity = given.commodity;
  step.gift = luck(15) ? "" : luck(20) ? "G-0" : given.reference;
  step.quantity = amount(std::min<std::int64_t>(given.quantity, 20));
  if (luck(2)) step.party = person();
  approve(step);
  return step;
}

Step RandomSteps::reverse() {
  const auto& entries = model_.units.entries();
  Step step;
  step.act = Act::reverse;
  step.reference = new_reference("R");
  if (entries.empty() || luck(30)) {
    step.of = "G-0";
    return step;
  }
  step.of = entries[pick(entries.size())].operation.reference;
  if (!luck(2)) return step;
  step.error_correction = true;
  step.authority = AuthorityKind::error_correction;
  step.authority_day = step.day - 1;
  approve(step);
  return step;
}

Step RandomSteps::give_back() {
  std::vector<const ReferenceModel::Posted*> spent;
  for (const auto& entry : model_.units.entries())
    if (entry.operation.act == Act::disburse) spent.push_back(&entry);
  if (spent.empty()) return gift();
  const auto& chosen = *spent[pick(spent.size())];
  Step step;
  step.act = Act::give_back;
  step.reference = new_reference("B");
  step.of = chosen.operation.reference;
  step.fund = chosen.operation.fund;
  step.account = chosen.operation.account;
  step.commodity = chosen.operation.commodity;
  step.purpose = chosen.operation.purpose.empty() ? model_.funds.at(step.fund).only_purpose : chosen.operation.purpose;
  step.quantity = amount(chosen.live_units());
  return step;
}

void RandomSteps::spoil(Step& step) {
  switch (pick(5)) {
    case 0: step.spoil = step.act == Act::reverse ? Spoil::none : Spoil::unknown_account; break;
    case 1: step.spoil = Spoil::unclean_text; break;
    case 2: step.spoil = Spoil::no_reference; break;
    case 3: step.spoil = step.act == Act::gift && step.commodity == base ? Spoil::unbalanced : Spoil::none; break;
    default: step.spoil = step.act == Act::disburse && step.commodity != base ? Spoil::wrong_value : Spoil::none;
  }
}

Step RandomSteps::next() {
  Step step;
  const std::uint64_t kind = pick(28);
  const int day = today - (luck(4) ? static_cast<int>(pick(25)) : 0) + (luck(20) ? 3 : 0);
  if (kind < 7) step = gift();
  else if (kind < 10) step = purchase();
  else if (kind < 14) step = spend();
  else if (kind < 16) step = loss();
  else if (kind < 18) step = move();
  else if (kind < 20) step = transfer();
  else if (kind < 21) step = advance();
  else if (kind < 23) step = refund();
  else if (kind < 25) step = reverse();  // the rest: returns
  else step = give_back();
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
  if (step.act == Act::disburse && step.spoil == Spoil::wrong_value) draft.postings.back().value = -1'000'000;
  if (step.spoil == Spoil::unbalanced) draft.postings.back().quantity = *draft.postings.back().quantity - 1;
  if (step.spoil == Spoil::unknown_account) draft.postings.back().account = "Nowhere";
  if (step.spoil == Spoil::unclean_text) draft.narration = "one\x1b[2J";
  if (step.spoil == Spoil::no_reference) draft.reference.clear();
  return draft;
}

}  // namespace almoner::test

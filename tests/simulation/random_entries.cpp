// SPDX-License-Identifier: Apache-2.0
// One function for each kind of entry that is chosen at random.
#include <algorithm>

#include "random_books.hpp"
#include "random_steps.hpp"

namespace almoner::test {

namespace {
const std::string& base = ReferenceModel::base;
}

Step RandomSteps::gift() {
  Step step;
  step.act = Act::gift;
  step.reference = new_reference("G");
  step.purpose.clear();
  step.fund = fund();
  choose_place(step, true);
  const bool money = step.commodity == base;
  step.quantity = 1 + static_cast<std::int64_t>(pick(money ? 120 : 15));
  if (step.commodity == "BOX" && !luck(4)) step.expires = today + static_cast<int>(pick(20));
  if (step.commodity == "USD" || (!money && step.commodity != "COAT" && !luck(8))) step.value = 1 + static_cast<std::int64_t>(pick(50));
  if (luck(2) && !model_.persons.empty()) step.party = person();
  if (!money && step.commodity != "USD") step.label = one_of({"A", "B", "", ""});
  if (money && luck(8)) step.account = "Receivables";  // promised
  if (step.fund == "A" ? !luck(8) : money && luck(16)) step.against = "Owed";  // held for another; a loan
  return step;
}

/// Mostly before all else, as it should be.
Step RandomSteps::opening() {
  Step step = gift();
  step.reference = new_reference("O");
  step.against = "Opening";
  step.party.clear();
  if (!model_.units.entries().empty() && luck(2)) authorise(step);
  return step;
}

Step RandomSteps::purchase() {
  Step step;
  step.act = Act::purchase;
  step.reference = new_reference("P");
  step.fund = fund_with_money();
  step.account = luck(5) ? "Payables" : "Bank";
  step.to_account = one_of({"Town", "Hill"});
  step.commodity = one_of({"LAMP", "BOX"});
  step.quantity = 1 + static_cast<std::int64_t>(pick(12));
  step.label = one_of({"A", "B", "", ""});
  if (luck(5)) {
    step.commodity = "USD";
    step.to_account = one_of({"Bank", "Till"});
    step.label.clear();
  }
  step.value = amount(model_.units.free_units(step.fund, base, ""));
  return step;
}

Step RandomSteps::spend() {
  Step step;
  step.act = Act::disburse;
  step.reference = new_reference("V");
  choose_source(step, true);
  if (step.commodity == base && luck(3)) step.account = one_of({"Advances", "Payables"});
  step.quantity = amount(model_.units.free_units(step.fund, step.commodity, step.account));
  step.purpose = luck(5) ? one_of({"office", "medical", "aid", ""}) : purpose_for(step.fund);
  if (step.commodity == base && luck(8)) step.against = "Equipment";
  if (step.fund == "A" ? !luck(6) : luck(20)) pay_debt(step);
  if (step.commodity != base && luck(6)) step.lot = luck(4) ? "G-0" : one_of({"A", "B"});  // no entry made G-0
  if (luck(16)) name_gift(step);
  return step;
}

/// What one entry charges to several funds, each for its own: a payroll, a delivery out of several stores.
Step RandomSteps::spend_of_several() {
  Step step = spend();
  for (std::uint64_t more = 1 + pick(2); more > 0; --more) {
    Step part = luck(6) ? lose(spend()) : spend();
    for (Step* one : {&step, &part}) {
      one->gift.clear();
      one->lot.clear();
    }
    const auto parts = parts_of(step);
    if (std::any_of(parts.begin(), parts.end(), [&](const Operation& other) { return other.fund == part.fund; })) continue;
    if (part.loss) {
      step.document = part.document;
      step.approved_by = part.approved_by;
    }
    step.also.push_back(part);
  }
  return step;
}

/// As only a refund may.
void RandomSteps::name_gift(Step& step) {
  for (const auto& entry : model_.units.entries())
    if (entry.operation.act == Act::gift && (step.gift.empty() || luck(3))) {
      step.gift = entry.operation.reference;
      step.fund = entry.operation.fund;
      step.account = entry.operation.account;
      step.commodity = entry.operation.commodity;
      step.quantity = amount(std::min<std::int64_t>(entry.operation.quantity, 5));
    }
  step.lot.clear();
  approve(step);
}

/// What is owed outside the lines: to an agency fund's party, or to a lender.
void RandomSteps::pay_debt(Step& step) {
  step.against = "Owed";
  step.purpose.clear();
  if (step.fund == "A" && !luck(3)) step.party = luck(4) ? person() : hospital;
}

/// Goods that were lost or are past their day, named by the entry that brought them.
Step RandomSteps::loss() {
  std::vector<const ReferenceModel::Posted*> lots;
  for (const auto& entry : model_.units.entries())
    if (!entry.lots.empty() && entry.operation.commodity != base && entry.operation.act != Act::transfer) lots.push_back(&entry);
  Step step = spend();
  if (lots.empty() || luck(4)) {
    step.account = "Receivables";  // that will not come in
    step.commodity = base;
    step.quantity = amount(std::min<std::int64_t>(balance("Receivables", step.fund), 5));
    return lose(step);
  }
  const Operation& brought = lots[pick(lots.size())]->operation;
  step.fund = brought.fund;
  step.commodity = brought.commodity;
  step.account = brought.act == Act::gift ? brought.account : brought.to_account;
  step.lot = brought.reference;
  step.quantity = amount(std::min<std::int64_t>(brought.quantity, 5));
  return lose(step);
}

Step RandomSteps::lose(Step step) {
  step.gift.clear();
  if (step.commodity == base) step.lot.clear();
  if (luck(5)) return step;  // for an ordinary purpose
  if (const auto* brought = model_.units.find(step.lot); brought && brought->operation.act == Act::gift && luck(3))
    std::swap(step.lot, step.gift);  // back to the giver
  step.against.clear();
  step.party.clear();
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
  static const std::map<std::string, std::string> beside{{"Town", "Hill"}, {"Hill", "Town"}, {"Bank", "Till"}, {"Till", "Bank"}};
  step.to_account = beside.at(step.account);
  step.quantity = amount(model_.units.free_units(step.fund, step.commodity, step.account));
  return step;
}

/// A little above or below what the goods may carry.
Step RandomSteps::sale() {
  Step step;
  step.act = Act::sale;
  step.reference = new_reference("S");
  choose_source(step, false);
  step.to_account = "Bank";
  step.quantity = amount(model_.units.free_units(step.fund, step.commodity, step.account));
  step.value = 1 + static_cast<std::int64_t>(pick(60));
  step.against = one_of({"Gifts", "Aid"});
  step.purpose = step.against == "Gifts" || luck(12) ? "" : purpose_for(step.fund);
  return step;
}

Step RandomSteps::transfer() {
  Step step;
  step.act = Act::transfer;
  step.reference = new_reference("T");
  choose_source(step, true);
  step.to_fund = other_fund(step.fund);
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
  step.to_account = "Advances";
  step.commodity = base;
  step.quantity = amount(model_.units.free_units(step.fund, base, ""));
  step.purpose = luck(6) ? one_of({"medical", ""}) : purpose_for(step.fund);
  return step;
}

/// Of what stands open: a debt is paid, a promise or an advance comes in, the till goes to the bank.
Step RandomSteps::settle() {
  Step step = advance();
  const std::string open = one_of({"Payables", "Receivables", "Advances", "Till"});
  for (int i = 0; i < 6 && balance(open, step.fund) == 0; ++i) step.fund = fund();
  step.account = open == "Payables" ? "Bank" : open;
  step.to_account = open == "Payables" ? open : "Bank";
  if (open == "Till" && luck(2)) std::swap(step.account, step.to_account);
  step.purpose.clear();
  step.quantity = amount(std::abs(balance(step.account == "Bank" ? step.to_account : step.account, step.fund)));
  return step;
}

Step RandomSteps::lend() {
  Step step;
  step.act = Act::lend;
  step.reference = new_reference("L");
  step.fund = luck(3) ? fund_with_money() : "U";
  step.to_fund = other_fund(step.fund);
  step.account = "Bank";
  step.commodity = base;
  step.quantity = amount(model_.units.free_units(step.fund, base, ""));
  if (step.fund == "U" || luck(3)) return step;
  authorise(step);
  return step;
}

/// Mostly of an advance that stands, in its direction, within what is left.
Step RandomSteps::repay() {
  std::vector<const ReferenceModel::Posted*> lent;
  for (const auto& entry : model_.units.entries())
    if (entry.operation.act == Act::lend) lent.push_back(&entry);
  Step step = lend();
  step.act = Act::repay;
  step.of = "L-0";  // which no entry is
  if (lent.empty()) return step;
  const Operation& advance = lent[pick(lent.size())]->operation;
  if (!luck(20)) step.of = advance.reference;
  if (luck(12)) return step;
  step.fund = advance.to_fund;
  step.to_fund = advance.fund;
  step.quantity = amount(advance.quantity - model_.units.repaid(advance.reference));
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
  step.against = given.against;
  if (luck(12)) step.fund = other_fund(step.fund);  // whose units are not the giver's
  step.gift = luck(15) ? "" : luck(20) ? "G-0" : given.reference;
  step.quantity = amount(std::min<std::int64_t>(given.quantity, 20));
  if (!luck(4)) step.party = person();
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
  std::uint64_t which = pick(entries.size());
  // Of several funds they are rare.
  for (int i = 0; i < 8 && luck(2) && entries[which].operation.also.empty(); ++i) which = pick(entries.size());
  step.of = entries[which].operation.reference;
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
  const auto parts = parts_of(chosen.operation);
  const Operation& part = parts[pick(parts.size())];
  step.fund = part.fund;
  step.account = part.account;
  step.commodity = part.commodity;
  step.against = part.against;
  step.purpose = model_.charged.at({step.of, step.fund});
  step.quantity = amount(model_.units.live_units(chosen, part));
  return step;
}

}  // namespace almoner::test

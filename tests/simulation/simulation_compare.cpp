// SPDX-License-Identifier: Apache-2.0
// What the book answers, beside what the model says.
#include <gtest/gtest.h>

#include <algorithm>

#include "random_books.hpp"
#include "simulation.hpp"

namespace almoner::test {

namespace {

/// How a trace tells of what the entry used: what is charged under a gift's name went back; an agency fund's payments are spent, a loan's are held
/// where no units stand, as are a fixed asset and what was lent.
PartState used_as(const Operation& what) {
  if (what.act == Act::sale) return PartState::spent;
  if (what.act != Act::disburse) return PartState::held;
  if (!what.gift.empty()) return PartState::returned;
  const std::string other = other_side(what);
  return other == "Aid" || (other == "Owed" && what.fund == "A") ? PartState::spent : PartState::held;
}

bool used_by(const Operation& what, PartState state) {
  const auto parts = parts_of(what);
  return std::any_of(parts.begin(), parts.end(), [&](const Operation& part) { return used_as(part) == state; });
}

}  // namespace

void Simulation::compare() {
  const DocumentHash root = writers_.front().root();
  for (const Ledger& one : writers_) EXPECT_EQ(one.root(), root) << "two connections see two books";
  Ledger& one = writer();
  EXPECT_EQ(balances_of(one), model_.units.balances());
  EXPECT_EQ(stock_of(writer()), model_.units.stock());
  compare_funds(writer());
  compare_traces(writer());
  compare_persons(writer());
}

void Simulation::compare_persons(const Ledger& ledger) {
  for (const auto& [id, person] : model_.persons) {
    const auto found = ledger.party(id);
    EXPECT_EQ(found ? found->name : "nobody", person.name) << id;
  }
}

/// The roll-forward of each fund is what its accounts say.
void Simulation::compare_funds(const Ledger& ledger) {
  std::map<std::string, std::map<std::string, std::int64_t>> credit;  // by fund and account
  for (const auto& [key, balance] : model_.units.balances()) credit[std::get<1>(key)][std::get<0>(key)] -= balance.value;
  for (const FundRow& row : ledger.funds()) {
    auto& of = credit[row.fund];
    EXPECT_EQ(row.opening, of["Opening"]) << row.fund;
    EXPECT_EQ(row.received, of["Gifts"]) << row.fund;
    EXPECT_EQ(row.transfers, of["Transfers"]) << row.fund;
    EXPECT_EQ(row.spent, -of["Aid"]) << row.fund;
    EXPECT_EQ(row.closing, row.opening + row.received + row.transfers - row.spent) << row.fund;
  }
}

void Simulation::compare_traces(const Ledger& ledger) {
  const auto unspent = model_.units.unspent();
  for (const auto& entry : model_.units.entries()) {
    const std::string& reference = entry.operation.reference;
    if (entry.reversed) continue;
    const bool sold = entry.operation.act == Act::sale;
    if (sold || entry.operation.act == Act::disburse || entry.operation.act == Act::lend || entry.operation.act == Act::repay) {
      std::map<std::string, std::int64_t> found;
      for (const TracePart& part : ledger.trace(reference, Direction::back).parts)
        if (used_by(entry.operation, part.state)) found[part.reference] += part.value;
      std::erase_if(found, [](const auto& part) { return part.second == 0; });
      EXPECT_EQ(found, sold ? model_.units.lost(reference) : model_.units.attribution(reference)) << reference;
    } else if (entry.operation.act == Act::gift) {
      const Trace trace = ledger.trace(reference);
      std::int64_t left = 0, all = 0;
      for (const TracePart& part : trace.parts) {
        all += part.value;
        if (part.state == PartState::unspent) left += part.value;
      }
      const auto expected = unspent.find(reference);
      EXPECT_EQ(left, expected == unspent.end() ? 0 : expected->second) << reference;
      EXPECT_EQ(all, entry.operation.value) << "the parts of " << reference;
    }
  }
}

}  // namespace almoner::test

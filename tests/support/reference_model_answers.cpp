// SPDX-License-Identifier: Apache-2.0
// What the reference model answers: balances, stock, and traces followed unit by unit.
#include "reference_model.hpp"

namespace almoner::test {

const ReferenceModel::Posted* ReferenceModel::find(const std::string& reference) const {
  const auto found = by_reference_.find(reference);
  return found == by_reference_.end() ? nullptr : &entries_[static_cast<std::size_t>(found->second)];
}

std::int64_t ReferenceModel::repaid(const std::string& advance) const {
  std::int64_t sum = 0;
  for (const Posted& entry : entries_)
    if (entry.operation.act == Act::repay && entry.operation.of == advance && !entry.reversed) sum += entry.operation.quantity;
  return sum;
}

/// Which entry gave the fen that stands `fen` within a lot's value.
int ReferenceModel::gift_of(int line, int lot_index, std::int64_t fen) const {
  const Lot& lot = lines_[static_cast<std::size_t>(line)].lots[static_cast<std::size_t>(lot_index)];
  if (lot.first_slot < 0) return lot.entry;
  const Posted& by = entries_[static_cast<std::size_t>(lot.entry)];
  for (int i = lot.first_slot; i < lot.first_slot + lot.slots; ++i) {
    const Slot& slot = by.draws[static_cast<std::size_t>(i)];
    const std::int64_t value = value_at(slot.line, slot.at);
    if (fen < value) {
      const Line& on = lines_[static_cast<std::size_t>(slot.line)];
      const int source = on.units[static_cast<std::size_t>(slot.at)].lot;
      const Lot& from = on.lots[static_cast<std::size_t>(source)];
      return gift_of(slot.line, source, before(from, slot.at - from.start) + fen);
    }
    fen -= value;
  }
  return -1;
}

void ReferenceModel::count_fens(int line, std::int64_t at, std::map<std::string, std::int64_t>& into) const {
  const Line& on = lines_[static_cast<std::size_t>(line)];
  const int index = on.units[static_cast<std::size_t>(at)].lot;
  const Lot& lot = on.lots[static_cast<std::size_t>(index)];
  for (std::int64_t fen = before(lot, at - lot.start); fen < before(lot, at - lot.start + 1); ++fen)
    ++into[entries_[static_cast<std::size_t>(gift_of(line, index, fen))].operation.reference];
}

std::map<std::string, std::int64_t> ReferenceModel::attribution(const std::string& disbursement) const {
  std::map<std::string, std::int64_t> parts;
  for (const Slot& slot : find(disbursement)->draws)
    if (slot.live) count_fens(slot.line, slot.at, parts);
  return parts;
}

std::map<std::string, std::int64_t> ReferenceModel::attribution_by_quantity(const std::string& disbursement) const {
  std::map<std::string, std::int64_t> parts;
  for (Slot slot : find(disbursement)->draws) {
    if (!slot.live) continue;
    for (;;) {
      const Line& on = lines_[static_cast<std::size_t>(slot.line)];
      const Lot& lot = on.lots[static_cast<std::size_t>(on.units[static_cast<std::size_t>(slot.at)].lot)];
      const Posted& by = entries_[static_cast<std::size_t>(lot.entry)];
      if (lot.first_slot < 0 || by.operation.act == Act::purchase) {
        ++parts[by.operation.reference];
        break;
      }
      slot = by.draws[static_cast<std::size_t>(lot.first_slot + (slot.at - lot.start))];
    }
  }
  return parts;
}

std::map<std::string, std::int64_t> ReferenceModel::unspent() const {
  std::map<std::string, std::int64_t> parts;
  for (std::size_t line = 0; line < lines_.size(); ++line)
    for (std::size_t at = 0; at < lines_[line].units.size(); ++at)
      if (lines_[line].units[at].used_by < 0) count_fens(static_cast<int>(line), static_cast<std::int64_t>(at), parts);
  return parts;
}

std::map<ReferenceModel::BalanceKey, Balance> ReferenceModel::balances() const {
  auto found = balances_;
  std::erase_if(found, [](const auto& row) { return row.second == Balance{}; });
  return found;
}

std::map<ReferenceModel::StockKey, Balance> ReferenceModel::stock() const {
  std::map<StockKey, Balance> rows;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const Line& line = lines_[i];
    if (line.commodity == base) continue;
    for (std::size_t at = 0; at < line.units.size(); ++at) {
      if (line.units[at].used_by >= 0) continue;
      const Lot& lot = line.lots[static_cast<std::size_t>(line.units[at].lot)];
      Balance& row = rows[{line.account, line.fund, line.commodity,
                           entries_[static_cast<std::size_t>(lot.entry)].operation.reference}];
      ++row.quantity;
      row.value += value_at(static_cast<int>(i), static_cast<std::int64_t>(at));
    }
  }
  return rows;
}

}  // namespace almoner::test

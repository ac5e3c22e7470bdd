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
  if (fen < lot.own) return lot.entry;
  fen -= lot.own;
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
    count_fen(line, index, fen, into);
}

void ReferenceModel::count_fen(int line, int lot, std::int64_t fen, std::map<std::string, std::int64_t>& into) const {
  ++into[entries_[static_cast<std::size_t>(gift_of(line, lot, fen))].operation.reference];
}

/// The money took the first fens of what the goods carried.
std::map<std::string, std::int64_t> ReferenceModel::lost(const std::string& sale) const {
  std::map<std::string, std::int64_t> parts;
  const Posted& sold = *find(sale);
  std::int64_t fens = 0;
  for (const Slot& slot : sold.draws) {
    const Line& on = lines_[static_cast<std::size_t>(slot.line)];
    const int index = on.units[static_cast<std::size_t>(slot.at)].lot;
    const Lot& lot = on.lots[static_cast<std::size_t>(index)];
    for (std::int64_t fen = before(lot, slot.at - lot.start); fen < before(lot, slot.at - lot.start + 1); ++fen)
      if (fens++ >= sold.operation.value) count_fen(slot.line, index, fen, parts);
  }
  return parts;
}

bool ReferenceModel::draws_unvalued(const Posted& entry) const {
  const auto lot_of = [&](const Slot& slot) -> const Lot& {
    const Line& on = lines_[static_cast<std::size_t>(slot.line)];
    return on.lots[static_cast<std::size_t>(on.units[static_cast<std::size_t>(slot.at)].lot)];
  };
  for (std::size_t from = 0, to = 0; from < entry.draws.size(); from = to) {
    std::int64_t value = 0;
    do {
      value += value_at(entry.draws[to].line, entry.draws[to].at);
      ++to;
    } while (to < entry.draws.size() && entry.draws[to].at == entry.draws[to - 1].at + 1 &&
             (lot_of(entry.draws[to]).value == 0) == (lot_of(entry.draws[to - 1]).value == 0));
    if (value == 0) return true;
  }
  return false;
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

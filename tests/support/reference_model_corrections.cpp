// SPDX-License-Identifier: Apache-2.0
// How the reference model undoes entries, whole or in part.
#include <algorithm>
#include <set>

#include "reference_model.hpp"

namespace almoner::test {

/// Free units of another entry, which cannot rest on whoever is given them: made before it, or of
/// nothing that was drawn.
bool ReferenceModel::may_replace(const Line& on, const Unit& unit, int reversed, int user) const {
  const int maker = on.lots[static_cast<std::size_t>(unit.lot)].entry;
  if (unit.used_by >= 0 || maker == reversed) return false;
  return maker < user || entries_[static_cast<std::size_t>(maker)].draws.empty();
}

std::optional<Rule> ReferenceModel::reverse(const Operation& what) {
  const int original = by_reference_.at(what.of);
  const Posted& undone = entries_[static_cast<std::size_t>(original)];
  if (undone.reversed) return Rule::entry_must_be_reversed_once;
  const Act act = undone.operation.act;
  if (act == Act::reverse || act == Act::give_back || undone.returned) return Rule::reversal_must_name_an_entry;
  if (repaid(what.of) > 0) return Rule::reversal_must_name_an_entry;
  Posted posted;
  posted.operation = what;
  const auto lots = entries_[static_cast<std::size_t>(original)].lots;
  // Whatever was received must be there, or be replaced by the line's next free units that fit.
  std::map<std::pair<int, std::int64_t>, std::size_t> exchange;
  std::set<std::pair<int, std::size_t>> given;
  for (const auto& [on, index] : lots) {
    const Line& line = lines_[static_cast<std::size_t>(on)];
    const Lot& lot = line.lots[static_cast<std::size_t>(index)];
    for (std::int64_t at = lot.start; at < lot.start + lot.quantity; ++at) {
      const int user = line.units[static_cast<std::size_t>(at)].used_by;
      if (user < 0) continue;
      if (!what.error_correction || line.commodity != base) return Rule::reversal_must_find_units_unspent;
      std::size_t other = 0;
      while (other < line.units.size() &&
             (given.contains({on, other}) || !may_replace(line, line.units[other], original, user)))
        ++other;
      if (other == line.units.size()) return Rule::line_must_not_go_below_zero;
      exchange[{on, at}] = other;
      given.emplace(on, other);
    }
  }
  for (const auto& [on, index] : lots) {
    Line& line = lines_[static_cast<std::size_t>(on)];
    const Lot lot = line.lots[static_cast<std::size_t>(index)];
    for (std::int64_t at = lot.start; at < lot.start + lot.quantity; ++at) {
      Unit& unit = line.units[static_cast<std::size_t>(at)];
      if (unit.used_by >= 0) {
        const std::size_t other = exchange.at({on, at});
        line.units[other].used_by = unit.used_by;
        line.units[other].slot = unit.slot;
        entries_[static_cast<std::size_t>(unit.used_by)].draws[static_cast<std::size_t>(unit.slot)].at =
            static_cast<std::int64_t>(other);
      }
      take(on, at, posted);
    }
  }
  Posted& taken_back = entries_[static_cast<std::size_t>(original)];
  for (Slot& slot : taken_back.draws) {
    if (!slot.live) continue;
    lines_[static_cast<std::size_t>(slot.line)].units[static_cast<std::size_t>(slot.at)].used_by = -1;
    slot.live = false;
  }
  taken_back.reversed = true;
  for (const Operation& part : parts_of(taken_back.operation)) mirror(part, part.quantity, part.value, -1);
  by_reference_[what.reference] = next();
  entries_.push_back(std::move(posted));
  return std::nullopt;
}

bool ReferenceModel::is_of(const Slot& slot, const Operation& part) const {
  return slot.live && lines_[static_cast<std::size_t>(slot.line)].fund == part.fund;
}

std::int64_t ReferenceModel::live_units(const Posted& entry, const Operation& part) const {
  return std::count_if(entry.draws.begin(), entry.draws.end(), [&](const Slot& slot) { return is_of(slot, part); });
}

std::optional<Rule> ReferenceModel::give_back(const Operation& what) {
  Posted& original = entries_[static_cast<std::size_t>(by_reference_.at(what.of))];
  if (original.reversed || live_units(original, what) < what.quantity) return Rule::return_must_not_exceed_what_is_left;
  std::int64_t left = what.quantity, value = 0;
  for (auto slot = original.draws.rbegin(); slot != original.draws.rend() && left > 0; ++slot) {
    if (!is_of(*slot, what)) continue;
    slot->live = false;
    lines_[static_cast<std::size_t>(slot->line)].units[static_cast<std::size_t>(slot->at)].used_by = -1;
    value += value_at(slot->line, slot->at);
    --left;
  }
  original.returned = true;
  for (const Operation& part : parts_of(original.operation))
    if (part.fund == what.fund) mirror(part, what.quantity, value, -1);
  by_reference_[what.reference] = next();
  entries_.push_back({what, {}, {}, false, false, false});
  return std::nullopt;
}

}  // namespace almoner::test

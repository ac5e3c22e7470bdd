// SPDX-License-Identifier: Apache-2.0
#include "reference_model.hpp"

#include <algorithm>

namespace almoner::test {

namespace {
std::string place(const std::string& commodity, const std::string& account) {
  return commodity == ReferenceModel::base ? std::string{} : account;
}
}  // namespace

std::string other_side(const Operation& what) {
  if (!what.against.empty()) return what.against;
  return what.act == Act::disburse || what.act == Act::give_back ? "Aid" : "Gifts";
}

std::vector<Operation> parts_of(const Operation& what) {
  std::vector<Operation> parts{what};
  parts.front().also.clear();
  for (Operation part : what.also) {
    part.reference = what.reference;
    part.day = what.day;
    parts.push_back(std::move(part));
  }
  return parts;
}

std::int64_t ReferenceModel::Posted::live_units() const {
  return std::count_if(draws.begin(), draws.end(), [](const Slot& slot) { return slot.live; });
}

int ReferenceModel::line(const std::string& fund, const std::string& commodity, const std::string& account) {
  const std::string where = place(commodity, account);
  for (std::size_t i = 0; i < lines_.size(); ++i)
    if (lines_[i].fund == fund && lines_[i].commodity == commodity && lines_[i].account == where)
      return static_cast<int>(i);
  lines_.push_back({fund, commodity, where, {}, {}});
  return static_cast<int>(lines_.size()) - 1;
}

const ReferenceModel::Line* ReferenceModel::known(const std::string& fund, const std::string& commodity,
                                                  const std::string& account) const {
  const std::string where = place(commodity, account);
  for (const Line& one : lines_)
    if (one.fund == fund && one.commodity == commodity && one.account == where) return &one;
  return nullptr;
}

std::int64_t ReferenceModel::free_units(const std::string& fund, const std::string& commodity,
                                        const std::string& account) const {
  const Line* found = known(fund, commodity, account);
  if (!found) return 0;
  return std::count_if(found->units.begin(), found->units.end(), [](const Unit& unit) { return unit.used_by < 0; });
}

std::int64_t ReferenceModel::usable_units(const std::string& fund, const std::string& commodity,
                                          const std::string& account, int day) const {
  const Line* found = known(fund, commodity, account);
  if (!found) return 0;
  return std::count_if(found->units.begin(), found->units.end(), [&](const Unit& unit) {
    const int expires = found->lots[static_cast<std::size_t>(unit.lot)].expires;
    return unit.used_by < 0 && (expires == 0 || expires >= day);
  });
}

std::int64_t ReferenceModel::value_at(int line, std::int64_t at) const {
  const Line& on = lines_[static_cast<std::size_t>(line)];
  const Lot& lot = on.lots[static_cast<std::size_t>(on.units[static_cast<std::size_t>(at)].lot)];
  return before(lot, at - lot.start + 1) - before(lot, at - lot.start);
}

void ReferenceModel::take(int line, std::int64_t at, Posted& by) {
  Unit& unit = lines_[static_cast<std::size_t>(line)].units[static_cast<std::size_t>(at)];
  unit.used_by = next();
  unit.slot = static_cast<int>(by.draws.size());
  by.draws.push_back({line, at, true});
}

/// Whether a free unit is one that the operation asks for: of the lot or gift that it names, else
/// any that is not past its day.
bool ReferenceModel::may_draw(const Line& on, const Unit& unit, const Operation& what) const {
  if (unit.used_by >= 0) return false;
  const Lot& lot = on.lots[static_cast<std::size_t>(unit.lot)];
  const std::string& maker = entries_[static_cast<std::size_t>(lot.entry)].operation.reference;
  if (!what.gift.empty()) return maker == what.gift;
  if (!what.lot.empty()) return maker == what.lot || lot.label == what.lot;
  return lot.expires == 0 || lot.expires >= what.day;
}

/// Why the operation cannot draw that many units, if it cannot.
std::optional<Rule> ReferenceModel::shortage(const Operation& what, std::int64_t quantity) const {
  const Line* on = known(what.fund, what.act == Act::purchase ? base : what.commodity, what.account);
  std::int64_t found = 0, expired = 0;
  if (on)
    for (const Unit& unit : on->units) {
      const int expires = on->lots[static_cast<std::size_t>(unit.lot)].expires;
      const bool past = expires != 0 && expires < what.day;
      if (may_draw(*on, unit, what)) ++found;
      if (unit.used_by < 0 && past) ++expired;
    }
  if (found >= quantity) return std::nullopt;
  if (!what.gift.empty()) return Rule::gift_must_have_unspent_units;
  if (!what.lot.empty()) return found == 0 ? Rule::lot_must_exist : Rule::line_must_not_go_below_zero;
  return expired > 0 ? Rule::expired_goods_must_leave_by_name : Rule::line_must_not_go_below_zero;
}

/// The lowest free addresses, or the earliest to expire and of those the lowest; of what is past its
/// day only what is named. Whatever the choice, drawn in address order. Returns their value.
std::int64_t ReferenceModel::draw(int line, std::int64_t quantity, Posted& by) {
  std::int64_t value = 0;
  const Line& on = lines_[static_cast<std::size_t>(line)];
  std::vector<std::pair<int, std::int64_t>> choice;
  for (std::size_t at = 0; at < on.units.size(); ++at) {
    if (!may_draw(on, on.units[at], by.operation)) continue;
    const int expires = on.lots[static_cast<std::size_t>(on.units[at].lot)].expires;
    choice.emplace_back(on.commodity != fefo ? 0 : expires ? expires : 1'000'000, static_cast<std::int64_t>(at));
  }
  std::sort(choice.begin(), choice.end());
  std::vector<std::int64_t> chosen;
  for (std::int64_t i = 0; i < quantity; ++i) chosen.push_back(choice[static_cast<std::size_t>(i)].second);
  std::sort(chosen.begin(), chosen.end());
  for (const std::int64_t at : chosen) {
    value += value_at(line, at);
    take(line, at, by);
  }
  return value;
}

bool ReferenceModel::is_expired(const Slot& slot, int day) const {
  const Line& on = lines_[static_cast<std::size_t>(slot.line)];
  const int expires = on.lots[static_cast<std::size_t>(on.units[static_cast<std::size_t>(slot.at)].lot)].expires;
  return expires != 0 && expires < day;
}

void ReferenceModel::add_lot(int line, Lot lot, Posted& by) {
  Line& on = lines_[static_cast<std::size_t>(line)];
  lot.entry = next();
  lot.start = static_cast<std::int64_t>(on.units.size());
  on.units.resize(on.units.size() + static_cast<std::size_t>(lot.quantity), {static_cast<int>(on.lots.size()), -1, 0});
  by.lots.emplace_back(line, static_cast<int>(on.lots.size()));
  on.lots.push_back(lot);
}

/// One lot for each part drawn: neighbours of one lot.
void ReferenceModel::carry(int line, int first_slot, Posted& by) {
  const int end = static_cast<int>(by.draws.size());
  const auto unit_at = [&](int slot) {
    const Slot& drawn = by.draws[static_cast<std::size_t>(slot)];
    return lines_[static_cast<std::size_t>(drawn.line)].units[static_cast<std::size_t>(drawn.at)];
  };
  for (int from = first_slot; from < end;) {
    int to = from;
    std::int64_t value = 0;
    for (; to < end; ++to) {
      const Slot& drawn = by.draws[static_cast<std::size_t>(to)];
      if (to > from && (unit_at(to).lot != unit_at(from).lot || drawn.at != by.draws[static_cast<std::size_t>(to) - 1].at + 1))
        break;
      value += value_at(drawn.line, drawn.at);
    }
    const Slot& first = by.draws[static_cast<std::size_t>(from)];
    const Lot lot = lines_[static_cast<std::size_t>(first.line)].lots[static_cast<std::size_t>(unit_at(from).lot)];
    add_lot(line, {0, 0, to - from, value, from, to - from, lot.expires, lot.label, 0}, by);
    from = to;
  }
}

void ReferenceModel::book(const std::string& account, const std::string& fund, const std::string& commodity,
                          std::int64_t quantity, std::int64_t value) {
  Balance& balance = balances_[{account, fund, commodity}];
  balance.quantity += quantity;
  balance.value += value;
}

/// The postings of an operation, or their mirror.
void ReferenceModel::mirror(const Operation& what, std::int64_t quantity, std::int64_t value, int sign) {
  quantity *= sign;
  value *= sign;
  switch (what.act) {
    case Act::gift:
      book(what.account, what.fund, what.commodity, quantity, value);
      book(other_side(what), what.fund, what.commodity, -quantity, -value);
      break;
    case Act::purchase:
      book(what.to_account, what.fund, what.commodity, quantity, value);
      book(what.account, what.fund, base, -value, -value);
      break;
    case Act::disburse:
      book(other_side(what), what.fund, what.commodity, quantity, value);
      book(what.account, what.fund, what.commodity, -quantity, -value);
      break;
    case Act::move:
      book(what.to_account, what.fund, what.commodity, quantity, value);
      book(what.account, what.fund, what.commodity, -quantity, -value);
      break;
    case Act::transfer:
      book("Transfers", what.fund, what.commodity, quantity, value);
      book(what.account, what.fund, what.commodity, -quantity, -value);
      book(what.account, what.to_fund, what.commodity, quantity, value);
      book("Transfers", what.to_fund, what.commodity, -quantity, -value);
      break;
    case Act::advance:
      book(what.to_account, what.fund, what.commodity, quantity, value);
      book(what.account, what.fund, what.commodity, -quantity, -value);
      break;
    case Act::refund:
      book(other_side(what), what.fund, what.commodity, quantity, value);
      book(what.account, what.fund, what.commodity, -quantity, -value);
      break;
    case Act::sale:
      book(what.to_account, what.fund, base, value, value);
      book(what.account, what.fund, what.commodity, -quantity, -sign * what.carried);
      book(other_side(what), what.fund, base, sign * what.carried - value, sign * what.carried - value);
      break;
    case Act::lend:
    case Act::repay:
      book("Interfund", what.fund, base, quantity, value);
      book("Bank", what.fund, base, -quantity, -value);
      book("Bank", what.to_fund, base, quantity, value);
      book("Interfund", what.to_fund, base, -quantity, -value);
      break;
    case Act::reverse:
    case Act::give_back:
      break;
  }
}

/// As each would be alone, for no two are of one line; but it is one entry, and all or nothing.
std::optional<Rule> ReferenceModel::disburse_several(const Operation& what) {
  const std::vector<Operation> parts = parts_of(what);
  for (const Operation& part : parts)
    if (const auto rule = shortage(part, part.quantity)) return rule;
  Posted posted;
  posted.operation = what;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Operation& part = parts[i];
    const std::int64_t value = draw(line(part.fund, part.commodity, part.account), part.quantity, posted);
    (i == 0 ? posted.operation : posted.operation.also[i - 1]).value = value;
    mirror(part, part.quantity, value, 1);
  }
  by_reference_[what.reference] = next();
  entries_.push_back(std::move(posted));
  return std::nullopt;
}

std::optional<Rule> ReferenceModel::post(const Operation& what) {
  if (!what.also.empty()) return disburse_several(what);
  if (what.act == Act::reverse) return reverse(what);
  if (what.act == Act::give_back) return give_back(what);
  Posted posted;
  posted.operation = what;
  std::int64_t value = what.value;
  const bool money = what.commodity == base;
  if (what.act == Act::gift) {
    if (money) value = what.quantity;
    add_lot(line(what.fund, what.commodity, what.account), {0, 0, what.quantity, value, -1, 0, what.expires, what.label, 0}, posted);
  } else if (what.act == Act::purchase) {
    if (const auto rule = shortage(what, what.value)) return rule;
    draw(line(what.fund, base, ""), what.value, posted);
    add_lot(line(what.fund, what.commodity, what.to_account),
            {0, 0, what.quantity, value, 0, static_cast<int>(posted.draws.size()), 0, what.label, 0}, posted);
  } else if (what.act == Act::advance) {
    value = what.quantity;  // from one traced account to another: no unit changes its place on the line
  } else {
    if (const auto rule = shortage(what, what.quantity)) return rule;
    value = draw(line(what.fund, what.commodity, what.account), what.quantity, posted);
    posted.took_expired = std::any_of(posted.draws.begin(), posted.draws.end(),
                                      [&](const Slot& slot) { return is_expired(slot, what.day); });
    // Named goods past their day leave only as a loss, or back to their giver.
    if (posted.took_expired && !what.loss && what.gift.empty()) {
      for (const Slot& taken : posted.draws)
        lines_[static_cast<std::size_t>(taken.line)].units[static_cast<std::size_t>(taken.at)].used_by = -1;
      return Rule::expired_goods_must_leave_by_name;
    }
    if (what.act == Act::sale) {
      posted.operation.carried = value;
      value = what.value;
      // Like meets like first: the gain is the first of the money, then comes what the goods carried.
      const std::int64_t gain = std::max<std::int64_t>(0, value - posted.operation.carried);
      add_lot(line(what.fund, base, ""), {0, 0, value, value, 0, static_cast<int>(posted.draws.size()), 0, "", gain}, posted);
    }
    if (what.act == Act::move) carry(line(what.fund, what.commodity, what.to_account), 0, posted);
    if (what.act == Act::transfer) carry(line(what.to_fund, what.commodity, what.account), 0, posted);
    // What is borrowed is owed, and no gift to the fund that borrows: its trace begins here.
    if (what.act == Act::lend || what.act == Act::repay)
      add_lot(line(what.to_fund, base, ""), {0, 0, what.quantity, what.quantity, -1, 0, 0, "", 0}, posted);
  }
  mirror(posted.operation, what.quantity, value, 1);
  posted.operation.value = value;
  by_reference_[what.reference] = next();
  entries_.push_back(std::move(posted));
  return std::nullopt;
}

}  // namespace almoner::test

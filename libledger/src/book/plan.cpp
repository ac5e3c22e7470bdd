// SPDX-License-Identifier: Apache-2.0
// Order of work (model §3): goods and foreign currency first, for their carrying values; then the
// one amount left out in each fund; then money, whose draws depend on it; then the lots.
#include "book/plan.hpp"

#include <algorithm>
#include <map>

#include <boost/container/flat_map.hpp>
#include <boost/container/small_vector.hpp>

#include "book/carry.hpp"
#include "book/choose.hpp"
#include "book/groups.hpp"
#include "book/rules.hpp"
#include "value/wide.hpp"

namespace almoner {

namespace {

/// What became of one group: its draws or give-backs, or what its lots consist of.
struct GroupPlan {
  std::vector<Interval> draws;
  std::vector<GiveBackRecord> give_backs;
  std::vector<CarriedPart> parts;  ///< one lot each, where its units keep their origins
};

/// An entry touches few lines.
template <class Value>
using ByLine = boost::container::small_flat_map<LineKey, Value, 4>;

class Planner {
 public:
  Planner(Proposal& proposal, const Books& books, const Named& named, std::vector<Violation>& violations)
      : proposal_(proposal), entry_(proposal.entry), books_(books), chart_(*books.chart), named_(named),
        violations_(violations), groups_(group_postings(entry_.postings, chart_)) {}

  void run();

 private:
  PostingRecord& posting(int i) { return entry_.postings[static_cast<std::size_t>(i)]; }
  bool stated_value(int i) const { return proposal_.stated[static_cast<std::size_t>(i)].value; }
  bool is_base(const Group& group) const { return group.line.commodity == base_commodity; }
  const Line* line(const LineKey& key) const { return books_.fund(key.fund).line(key); }

  void take_base_values();
  void move_units(bool base);
  void draw(const Group&, GroupPlan&);
  void give_back(const Group&, GroupPlan&);
  std::optional<std::vector<Interval>> gifts_own(const LineKey&) const;
  void fill_from_units(const Group&, const GroupPlan&);
  Units value_of_units(const Group&, const GroupPlan&, Units from, Units to) const;
  void carry();
  std::vector<CarriedPart> parts_of(const Group&, const GroupPlan&) const;
  void take_carried(const CarriedItem&, int sign);
  void fill_left_out();
  void name_only_purposes();
  void lay_down();
  void lay_lots(const Group&, GroupPlan&, ByLine<std::pair<Units, Units>>& tails);
  void know(int i, Units value);

  Proposal& proposal_;
  EntryRecord& entry_;
  const Books& books_;
  const Chart& chart_;
  const Named& named_;
  std::vector<Violation>& violations_;
  boost::container::small_vector<bool, 8> known_;  ///< by posting: its value
  Groups groups_;
  boost::container::small_vector<GroupPlan, 3> plans_;
  ByLine<std::vector<Interval>> taken_;
};

void Planner::know(int i, Units value) {
  posting(i).value = value;
  known_[static_cast<std::size_t>(i)] = true;
}

void Planner::run() {
  known_.resize(entry_.postings.size(), false);
  take_base_values();
  plans_.resize(groups_.size());
  move_units(false);
  if (!violations_.empty()) return;
  carry();
  fill_left_out();
  if (!violations_.empty()) return;
  name_only_purposes();
  for (Group& group : groups_)
    if (is_base(group)) {
      group.delta = 0;  // the amount left out is known now
      for (int i : group.postings) group.delta = checked_add(group.delta, posting(i).quantity);
    }
  move_units(true);
  if (violations_.empty()) lay_down();
}

void Planner::take_base_values() {
  for (std::size_t i = 0; i < entry_.postings.size(); ++i) {
    PostingRecord& one = entry_.postings[i];
    const Proposal::Stated stated = proposal_.stated[i];
    const int index = static_cast<int>(i);
    if (one.commodity == base_commodity) {
      if (stated.quantity && stated.value && one.quantity != one.value)
        violations_.push_back(refuse_value_not_quantity(chart_, one, index));
      if (!stated.quantity && stated.value) one.quantity = one.value;
      if (stated.quantity || stated.value) know(index, one.quantity);
    } else if (!stated.quantity) {
      violations_.push_back(refuse_no_quantity(chart_, one, index));
    } else if (stated.value) {
      know(index, one.value);
    }
  }
}

void Planner::move_units(bool base) {
  // Labelled draws come first, so that a named lot is not used up by unnamed ones.
  for (const bool labelled : {true, false})
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      const Group& group = groups_[g];
      if (is_base(group) != base || group.label.empty() == labelled) continue;
      if (group.delta < 0)
        draw(group, plans_[g]);
      else if (group.delta > 0 && named_.returned)
        give_back(group, plans_[g]);
      if (!base && violations_.empty()) fill_from_units(group, plans_[g]);
    }
}

std::optional<std::vector<Interval>> Planner::gifts_own(const LineKey& key) const {
  if (!named_.gift) return std::nullopt;
  const auto& gift = named_.gift->entry;
  const bool of_fund = std::any_of(gift.postings.begin(), gift.postings.end(),
                                   [&](const PostingRecord& one) { return one.fund == key.fund; });
  // Another fund may bear the refund's fee from what it has; it gives nothing back for a gift not its own.
  const bool gives = std::any_of(entry_.postings.begin(), entry_.postings.end(), [&](const PostingRecord& one) {
    const AccountType type = chart_.account(one.account)->type;
    return one.fund == key.fund && one.quantity > 0 &&
           (type == AccountType::transfer || type == AccountType::income || type == AccountType::liability ||
            type == AccountType::net_assets);
  });
  if (!of_fund && !gives) return std::nullopt;
  std::vector<Interval> own;
  for (const LotRecord& lot : gift.lots)
    if (lot.line == key) own.push_back({lot.start, lot.start + lot.quantity});
  return own;
}

void Planner::draw(const Group& group, GroupPlan& plan) {
  Wanted wanted;
  wanted.quantity = checked_negate(group.delta);
  wanted.label = group.label;
  if (const auto found = named_.lot_entries.find(group.label); found != named_.lot_entries.end())
    wanted.label_entry = found->second;
  wanted.only = gifts_own(group.line);
  wanted.policy = chart_.commodity(group.line.commodity)->terms.policy;
  wanted.date = entry_.date;
  const Line* from = line(group.line);
  Choice choice = choose_draws(from, wanted, taken_[group.line]);
  if (choice.found < wanted.quantity)
    violations_.push_back(refuse_short(chart_, group, wanted, choice, from ? from->held() : 0));
  else if (choice.took_expired && !may_take_expired(entry_, chart_, group.line.fund))
    violations_.push_back(refuse_expired(chart_, group));
  auto& taken = taken_[group.line];
  taken.insert(taken.end(), choice.draws.begin(), choice.draws.end());
  plan.draws = std::move(choice.draws);
}

void Planner::give_back(const Group& group, GroupPlan& plan) {
  plan.give_backs = units_to_give_back(*named_.returned, entry_, books_, group.line, group.delta);
  Units found = 0;
  for (const GiveBackRecord& back : plan.give_backs) found += back.quantity;
  if (found < group.delta) violations_.push_back(refuse_return_too_large(chart_, group, *named_.returned, found));
}

/// Value of units [from, to) of what a group draws or gets back, in its order.
Units Planner::value_of_units(const Group& group, const GroupPlan& plan, Units from, Units to) const {
  const Line* of = line(group.line);
  Units at = 0;
  Units value = 0;
  const auto add = [&](const Interval& units) {
    const Units begin = std::max(from, at), end = std::min(to, at + units.quantity());
    if (begin < end)
      value = checked_add(value, of->value_of({units.start + (begin - at), units.start + (end - at)}));
    at += units.quantity();
  };
  for (const Interval& units : plan.draws) add(units);
  for (const GiveBackRecord& back : plan.give_backs) add({back.start, back.start + back.quantity});
  return value;
}

/// Gives the group's postings their carrying values, or refuses stated ones that differ.
void Planner::fill_from_units(const Group& group, const GroupPlan& plan) {
  const bool moves_units = !plan.draws.empty() || !plan.give_backs.empty();
  if (!moves_units && group.delta != 0) return;  // an inflow: its value is stated or carried
  const Units quantity = group.delta < 0 ? checked_negate(group.delta) : group.delta;
  const Units carrying = moves_units ? value_of_units(group, plan, 0, quantity) : 0;
  const Units total = group.delta < 0 ? checked_negate(carrying) : carrying;
  std::vector<int> open;
  bool one_way = true;
  Units stated = 0;
  for (int i : group.postings) {
    one_way = one_way && (posting(i).quantity < 0) == (group.delta < 0);
    if (stated_value(i))
      stated = checked_add(stated, posting(i).value);
    else
      open.push_back(i);
  }
  if (open.empty()) {
    if (stated != total) violations_.push_back(refuse_not_carrying(chart_, group, total, stated));
  } else if (open.size() == 1) {
    know(open.front(), checked_sub(total, stated));
  } else if (one_way && open.size() == group.postings.size()) {
    Units at = 0;
    for (int i : open) {
      const Units units = std::abs(posting(i).quantity);
      const Units value = value_of_units(group, plan, at, at + units);
      know(i, group.delta < 0 ? checked_negate(value) : value);
      at += units;
    }
  } else {
    violations_.push_back(refuse_value_unknown(chart_, entry_, open));
  }
}

std::vector<CarriedPart> Planner::parts_of(const Group& group, const GroupPlan& plan) const {
  std::vector<CarriedPart> parts;
  const Line* from = line(group.line);
  for (const Interval& units : plan.draws)
    for (Units at = units.start; at < units.end;) {
      const Lot* lot = from->lot_at(at);
      const Units end = std::min(lot->end(), units.end);
      parts.push_back({end - at, at - lot->start, lot->quantity, lot->value, lot->label, lot->expires});
      at = end;
    }
  return parts;
}

void Planner::carry() {
  if (std::all_of(entry_.postings.begin(), entry_.postings.end(),
                  [](const PostingRecord& one) { return one.commodity == base_commodity; }))
    return;
  std::vector<CarriedItem> sources, sinks;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const Group& group = groups_[g];
    if (is_base(group) || group.delta == 0) continue;
    CarriedItem item{group.postings.front(), static_cast<int>(g), false, group.line.fund, group.line.commodity,
                     group.delta < 0 ? checked_negate(group.delta) : group.delta, {}, {}, 0, false};
    Units value = 0;
    const bool all_known = std::all_of(group.postings.begin(), group.postings.end(), [&](int i) {
      value = checked_add(value, posting(i).value);
      return known_[static_cast<std::size_t>(i)];
    });
    if (all_known) item.value = std::abs(value);
    if (group.delta < 0) {
      item.parts = parts_of(group, plans_[g]);
      item.parts_whole = true;
    }
    (group.delta < 0 ? sources : sinks).push_back(std::move(item));
  }
  for (std::size_t i = 0; i < entry_.postings.size(); ++i) {
    const PostingRecord& one = entry_.postings[i];
    const Account& account = *chart_.account(one.account);
    if (one.commodity == base_commodity || one.quantity == 0 || chart_.traced(account, one.commodity)) continue;
    CarriedItem item{static_cast<int>(i), -1, account.type == AccountType::transfer, one.fund, one.commodity,
                     std::abs(one.quantity), {}, {}, 0, false};
    if (known_[i]) item.value = std::abs(one.value);
    (one.quantity < 0 ? sources : sinks).push_back(std::move(item));
  }
  const auto by_place = [](const CarriedItem& a, const CarriedItem& b) { return a.posting < b.posting; };
  std::stable_sort(sources.begin(), sources.end(), by_place);
  std::stable_sort(sinks.begin(), sinks.end(), by_place);
  carry_values(sources, sinks);
  for (const CarriedItem& item : sources) take_carried(item, -1);
  for (const CarriedItem& item : sinks) take_carried(item, 1);
}

void Planner::take_carried(const CarriedItem& item, int sign) {
  if (item.group < 0) {
    if (item.value && !known_[static_cast<std::size_t>(item.posting)]) know(item.posting, sign * *item.value);
    return;
  }
  const Group& group = groups_[static_cast<std::size_t>(item.group)];
  if (sign < 0) return;  // drawn: its values are the carrying values already
  if (item.value) {
    std::vector<int> open;
    Units rest = *item.value;
    for (int i : group.postings)
      if (known_[static_cast<std::size_t>(i)])
        rest = checked_sub(rest, posting(i).value);
      else
        open.push_back(i);
    Units quantity = 0;
    for (int i : open) quantity = checked_add(quantity, posting(i).quantity);
    const bool split = open.size() > 1 && rest >= 0 && std::all_of(open.begin(), open.end(), [&](int i) {
      return posting(i).quantity > 0;
    });
    Units at = 0;
    for (int i : open) {
      if (!split && open.size() > 1) break;  // left unknown, and refused as such
      const Units next = split ? at + posting(i).quantity : quantity;
      know(i, split ? floor_share(rest, next, quantity) - floor_share(rest, at, quantity) : rest);
      at = next;
    }
  }
  Units carried = 0;
  for (const CarriedPart& part : item.parts) carried = checked_add(carried, part.value());
  const bool relabelled = !group.label.empty() || std::any_of(group.postings.begin(), group.postings.end(), [&](int i) {
    return posting(i).expires.has_value();
  });
  if (item.parts_whole && !relabelled && item.value == carried)
    plans_[static_cast<std::size_t>(item.group)].parts = item.parts;
}

void Planner::fill_left_out() {
  std::map<Id, std::vector<int>> open;
  for (std::size_t i = 0; i < known_.size(); ++i)
    if (!known_[i]) open[entry_.postings[i].fund].push_back(static_cast<int>(i));
  for (const auto& [fund, postings] : open) {
    if (postings.size() > 1) {
      violations_.push_back(refuse_value_unknown(chart_, entry_, postings));
      continue;
    }
    Wide sum = 0;
    for (const PostingRecord& one : entry_.postings)
      if (one.fund == fund && &one != &posting(postings.front())) sum += one.value;
    const Units rest = narrow(-sum);
    know(postings.front(), rest);
    if (posting(postings.front()).commodity == base_commodity) posting(postings.front()).quantity = rest;
  }
}

void Planner::name_only_purposes() {
  for (PostingRecord& one : entry_.postings)
    if (one.purpose == no_id && may_bear_purpose(*chart_.account(one.account), one))
      one.purpose = chart_.only_leaf(*chart_.fund(one.fund));
}

void Planner::lay_down() {
  ByLine<std::pair<Units, Units>> tails;  // tail and cumulative value, as the entry goes on
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    const Group& group = groups_[g];
    GroupPlan& plan = plans_[g];
    const Line* of = line(group.line);
    for (const Interval& units : plan.draws)
      entry_.draws.push_back({group.line, units.start, units.quantity(), of->value_of(units)});
    std::move(plan.give_backs.begin(), plan.give_backs.end(), std::back_inserter(entry_.give_backs));
    if (group.delta > 0 && !named_.returned) {
      tails.try_emplace(group.line, of ? std::pair{of->tail(), of->value()} : std::pair{Units{0}, Units{0}});
      lay_lots(group, plan, tails);
    }
  }
}

void Planner::lay_lots(const Group& group, GroupPlan& plan, ByLine<std::pair<Units, Units>>& tails) {
  auto& [tail, value_before] = tails[group.line];
  const auto lay = [&](Units quantity, Units value, std::string label, std::optional<Date> expires) {
    entry_.lots.push_back({group.line, tail, quantity, value, std::move(label), expires});
    tail = checked_add(tail, quantity);
    value_before = checked_add(value_before, value);
  };
  if (!plan.parts.empty()) {
    for (CarriedPart& part : plan.parts) lay(part.quantity, part.value(), std::move(part.label), part.expires);
    return;
  }
  Units value = 0;
  std::optional<Date> expires;
  for (int i : group.postings) {
    value = checked_add(value, posting(i).value);
    if (posting(i).expires && (!expires || *posting(i).expires < *expires)) expires = posting(i).expires;
  }
  if (value < 0) {
    violations_.push_back(refuse_negative_lot(chart_, group, value));
    return;
  }
  lay(group.delta, value, group.label, expires);
}

}  // namespace

std::vector<Violation> plan(Proposal& proposal, const Books& books, const Named& named) {
  std::vector<Violation> violations;
  try {
    if (named.reversed)
      plan_reversal(proposal, books, *named.reversed, violations);
    else
      Planner(proposal, books, named, violations).run();
  } catch (const std::overflow_error&) {
    violations.push_back(refuse_out_of_range());
  }
  return violations;
}

}  // namespace almoner

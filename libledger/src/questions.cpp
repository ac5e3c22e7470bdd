// SPDX-License-Identifier: Apache-2.0
// Balances, register, entries, declarations: what is asked of the tables. Reports built on them
// stand in reports.cpp.
#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

#include "book/resolve.hpp"
#include "postings_reader.hpp"
#include "state.hpp"
#include "value/wide.hpp"
#include "views.hpp"

namespace almoner {

namespace {

using Sums = std::unordered_map<BalanceKey, Total, BalanceKeyHash>;

/// What a filter takes, as the store can narrow it and as only the chart can.
struct Scope {
  Scope(const Filter& filter, const Chart& chart, bool zero_rows) : takes(filter, chart), with_zero_rows(zero_rows) {
    if (const Fund* fund = chart.fund(filter.fund); fund && !filter.fund.empty()) stored.fund = fund->id;
    for (const auto& [id, account] : chart.accounts())
      if (account.leaf && takes.takes_account(id)) accounts.push_back(id);
    if (accounts.size() == 1) stored.account = accounts.front();
  }
  PostingFilter takes;
  BalanceScope stored;
  std::vector<Id> accounts;  ///< leaves
  bool with_zero_rows;       ///< balances of zero are asked for: those that were moved by then, and no others
};

void add(Sums& sums, const Scope& scope, const BalanceKey& key, Units quantity, Units value) {
  if (!scope.takes.takes(key.account, key.fund, key.purpose)) return;
  Total& total = sums[key];
  total.quantity = checked_add(total.quantity, quantity);
  total.value = checked_add(total.value, value);
}

/// Adds sign × the balances at the start of `before`: whole months, and from there at most half a
/// month of postings, on to the day or back to it.
void add_until(Sums& sums, const Scope& scope, Date before, int sign, Ledger::State& state, const PostingsReader& postings) {
  const std::int32_t of_before = month_number(before);
  const Date next = month_start(of_before + 1);
  const bool back = !scope.with_zero_rows && next - before < before - month_start(of_before);
  const std::int32_t month = back ? of_before + 1 : of_before;
  const Date from = month_start(month);
  state.store->months(scope.stored, month, [&](const MonthRow& row) {
    add(sums, scope, row.key, sign * row.quantity, sign * row.value);
    return true;
  });
  const auto take = [&](int times) {
    return [&sums, &scope, times](const PostingRow& row) {
      if (scope.stored.fund == no_id || row.fund == scope.stored.fund)
        add(sums, scope, {row.fund, row.account, row.purpose, row.commodity}, times * row.quantity, times * row.value);
      return true;
    };
  };
  postings.scan_tail(from, take(sign));
  for (const Id account : scope.accounts) {
    if (from == before) break;
    if (back)
      postings.scan(account, before, from, take(-sign));
    else
      postings.scan(account, from, before, take(sign));
  }
}

Sums sums_of(const Filter& filter, const Scope& scope, Ledger::State& state, const PostingsReader& postings) {
  Sums sums;
  if (filter.begin && filter.end && *filter.end <= *filter.begin) return sums;  // no day
  if (filter.end)
    add_until(sums, scope, *filter.end, 1, state, postings);
  else
    state.store->balances(scope.stored, [&](const BalanceTotal& total) {
      add(sums, scope, total.key, total.quantity, total.value);
      return true;
    });
  if (filter.begin) add_until(sums, scope, *filter.begin, -1, state, postings);
  return sums;
}

using Placed = std::pair<std::array<std::size_t, 4>, const Sums::value_type*>;

/// In the order of their names: account, fund, purpose, commodity. Each name is looked at once for its
/// place; balances, of which there may be thousands, are then sorted by places.
std::vector<Placed> in_order(const Sums& sums, const Chart& chart) {
  std::vector<std::pair<std::string_view, Id>> names;
  for (const auto& [id, one] : chart.accounts()) names.emplace_back(one.name, id);
  for (const auto& [id, one] : chart.funds()) names.emplace_back(one.terms.code, id);
  for (const auto& [id, one] : chart.purposes()) names.emplace_back(one.path, id);
  for (const auto& [id, one] : chart.commodities()) names.emplace_back(one.terms.code, id);
  std::sort(names.begin(), names.end());
  std::unordered_map<Id, std::size_t> places;  // from 1: no purpose comes first
  for (const auto& [name, id] : names) places.emplace(id, places.size() + 1);
  const auto place = [&](Id id) {
    const auto found = places.find(id);
    return found == places.end() ? 0 : found->second;
  };
  std::vector<Placed> placed;
  placed.reserve(sums.size());
  for (const auto& sum : sums) {
    const BalanceKey& key = sum.first;
    placed.push_back({{place(key.account), place(key.fund), place(key.purpose), place(key.commodity)}, &sum});
  }
  std::sort(placed.begin(), placed.end());
  return placed;
}

}  // namespace

std::vector<BalanceRow> Ledger::balances(const Filter& filter, bool zero_rows) const {
  const bool by_date = filter.begin || filter.end;
  if (by_date) PostingsReader::catch_up(*state_);
  return state_->read([&] {
    const Chart& chart = state_->keeper.chart();
    const Scope scope(filter, chart, zero_rows);
    PostingsReader postings(*state_);
    if (by_date) postings.prepare();
    const Sums sums = sums_of(filter, scope, *state_, postings);
    std::vector<BalanceRow> rows;
    rows.reserve(sums.size());
    for (const auto& [place, sum] : in_order(sums, chart)) {
      const auto& [key, total] = *sum;
      if (!zero_rows && total.quantity == 0 && total.value == 0) continue;
      if (!chart.account(key.account) || !chart.fund(key.fund) || !chart.commodity(key.commodity))
        throw Corrupt("table balance speaks of what the book never declared");
      rows.push_back({chart.name_of(key.account), chart.name_of(key.fund), chart.name_of(key.purpose),
                      chart.commodity(key.commodity)->terms.code, total.quantity, total.value});
    }
    return rows;
  });
}

void Ledger::for_each_posting(const Filter& filter, const std::function<bool(const RegisterRow&)>& visit) const {
  PostingsReader::catch_up(*state_);
  state_->read([&] {
    const Chart& chart = state_->keeper.chart();
    const PostingFilter takes(filter, chart);
    PostingsReader postings(*state_);
    postings.prepare();
    std::set<std::pair<Id, std::uint32_t>> of_party;
    if (!filter.party.empty()) {
      const auto party = state_->keeper.find_party(filter.party);
      if (!party) throw NotFound("the book has no party " + filter.party);
      for (const PartyPostingRow& row : postings.of_party(*party)) of_party.insert({row.seq, row.line});
    }
    // The entries of a page repeat: one is kept.
    Entry entry;
    bool have = false, go_on = true;
    std::vector<Id> accounts;
    for (const auto& [id, account] : chart.accounts())
      if (takes.takes_account(id)) accounts.push_back(id);
    std::sort(accounts.begin(), accounts.end(), [&](Id a, Id b) { return chart.account(a)->name < chart.account(b)->name; });
    for (Id account : accounts) {
      if (!go_on) break;
      postings.scan(account, filter.begin, filter.end, [&](const PostingRow& row) {
        if (!takes.takes(row.account, row.fund, row.purpose)) return true;
        if (!filter.party.empty() && !of_party.contains({row.seq, row.line})) return true;
        if (!have || entry.seq != row.seq) entry = view_entry(state_->keeper.event(row.seq), state_->keeper, *state_->store);
        have = true;
        if (row.line >= entry.postings.size()) throw Corrupt("table posting names a line that event " + std::to_string(row.seq) + " has not", row.seq);
        const Posting& one = entry.postings[row.line];
        go_on = visit({row.seq, static_cast<int>(row.line), row.date, entry.reference, one.account, one.fund, one.purpose,
                       one.party, one.commodity, row.quantity, row.value, entry.narration});
        return go_on;
      });
    }
    return 0;
  });
}

BookTerms Ledger::terms() const {
  return state_->read([&] { return state_->keeper.chart().book(); });
}

std::vector<CommodityTerms> Ledger::commodities() const {
  return state_->read([&] {
    std::vector<CommodityTerms> all;
    for (const auto& [id, one] : state_->keeper.chart().commodities()) all.push_back(one.terms);
    return all;
  });
}

std::vector<AccountTerms> Ledger::accounts() const {
  return state_->read([&] {
    std::vector<AccountTerms> all;
    for (const auto& [id, one] : state_->keeper.chart().accounts()) all.push_back(to_terms(one));
    return all;
  });
}

std::vector<PurposeTerms> Ledger::purposes() const {
  return state_->read([&] {
    std::vector<PurposeTerms> all;
    for (const auto& [id, one] : state_->keeper.chart().purposes()) all.push_back({one.path, one.function});
    return all;
  });
}

std::vector<FundTerms> Ledger::fund_terms() const {
  return state_->read([&] {
    std::vector<FundTerms> all;
    for (const auto& [id, one] : state_->keeper.chart().funds()) all.push_back(to_terms(one.terms, state_->keeper.chart()));
    return all;
  });
}

std::optional<PartyTerms> Ledger::party(const std::string& id) const {
  return state_->read([&]() -> std::optional<PartyTerms> {
    const auto row = state_->keeper.find_party(id);
    if (!row) return std::nullopt;
    return state_->keeper.party_terms(*row);
  });
}

int Ledger::scale(const std::string& commodity) const {
  return state_->read([&] {
    const Chart& chart = state_->keeper.chart();
    const Commodity* found = commodity.empty() ? chart.commodity(base_commodity) : chart.commodity(commodity);
    if (!found) throw NotFound("the book has no commodity " + commodity);
    return found->terms.scale;
  });
}

std::optional<Entry> Ledger::entry(const std::string& reference) const {
  return state_->read([&]() -> std::optional<Entry> {
    const auto seq = state_->keeper.find_reference(reference);
    if (!seq) return std::nullopt;
    return view_entry(state_->keeper.event(*seq), state_->keeper, *state_->store);
  });
}

void Ledger::for_each_entry(const Filter& filter, const std::function<bool(const Entry&)>& visit) const {
  state_->read([&] {
    Bookkeeper& keeper = state_->keeper;
    const Chart& chart = keeper.chart();
    const PostingFilter takes(filter, chart);
    bool go_on = true;
    for (Id seq = 0; go_on && seq < keeper.head().size; ++seq) {
      const Event event = keeper.event(seq);
      const auto* record = std::get_if<EntryRecord>(&event.what);
      if (!record || (filter.begin && record->date < *filter.begin) || (filter.end && record->date >= *filter.end)) continue;
      if (std::none_of(record->postings.begin(), record->postings.end(), [&](const PostingRecord& one) {
            return takes.takes(one.account, one.fund, one.purpose);
          }))
        continue;
      const Entry entry = view_entry(event, keeper, *state_->store);
      if (!filter.party.empty() && std::none_of(entry.postings.begin(), entry.postings.end(),
                                                [&](const Posting& one) { return one.party == filter.party; }))
        continue;
      go_on = visit(entry);
    }
    return 0;
  });
}

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// What derives from balances, lots and traces, and is never typed in (model §5).
#include <algorithm>

#include "book/rules.hpp"
#include "log/event_codec.hpp"
#include "postings_reader.hpp"
#include "state.hpp"
#include "value/wide.hpp"
#include "views.hpp"

namespace almoner {

std::vector<FundRow> Ledger::funds(const Filter& filter) const {
  return within_range([&] {
    Filter before = filter, within = filter;
    before.begin.reset();
    before.end = filter.begin;
    std::map<std::string, FundRow> rows;
    for (const FundTerms& terms : fund_terms())
      if (filter.fund.empty() || filter.fund == terms.code) rows[terms.code] = {terms.code, terms.fund_class, 0, 0, 0, 0, 0};
    std::map<std::string, AccountType> types;
    for (const AccountTerms& terms : accounts()) types[terms.name] = terms.type;
    // A fund's opening is what its income, expense, transfers and net assets came to before.
    const auto each = [&](const Filter& period, auto&& take) {
      for (const BalanceRow& row : balances(period))
        if (const auto found = rows.find(row.fund); found != rows.end()) take(found->second, types[row.account], row.value);
    };
    const auto bears = [](AccountType type) {
      return type == AccountType::income || type == AccountType::expense || type == AccountType::transfer ||
             type == AccountType::net_assets;
    };
    if (filter.begin)
      each(before, [&](FundRow& row, AccountType type, Units value) {
        if (bears(type)) row.opening = checked_sub(row.opening, value);
      });
    each(within, [&](FundRow& row, AccountType type, Units value) {
      if (type == AccountType::net_assets) row.opening = checked_sub(row.opening, value);
      if (type == AccountType::income) row.received = checked_sub(row.received, value);
      if (type == AccountType::transfer) row.transfers = checked_sub(row.transfers, value);
      if (type == AccountType::expense) row.spent = checked_add(row.spent, value);
    });
    std::vector<FundRow> all;
    for (auto& [code, row] : rows) {
      row.closing = checked_sub(checked_add(checked_add(row.opening, row.received), row.transfers), row.spent);
      all.push_back(row);
    }
    return all;
  });
}

std::vector<StockRow> Ledger::stock(const Filter& filter) const {
  return state_->read([&] {
    Bookkeeper& keeper = state_->keeper;
    const Chart& chart = keeper.chart();
    const PostingFilter takes(filter, chart);
    std::vector<StockRow> rows;
    for (const auto& [fund_id, fund] : chart.funds()) {
      keeper.load_fund(fund_id);
      for (const auto& [key, line] : keeper.books().fund(fund_id).lines) {
        if (line.is_base()) continue;
        if (!chart.account(line.key().account) || !chart.commodity(line.key().commodity))
          throw Corrupt("table line speaks of what the book never declared");
        if (!takes.takes(line.key().account, fund_id, no_id)) continue;
        const Commodity& commodity = *chart.commodity(line.key().commodity);
        for (const Lot& lot : line.lots()) {
          Units quantity = 0, value = 0;
          for (const Interval& part : line.free_within({lot.start, lot.end()})) {
            quantity = checked_add(quantity, part.quantity());
            value = checked_add(value, line.value_of(part));
          }
          if (quantity == 0) continue;
          const EntryRecord maker = keeper.entry(lot.seq);
          rows.push_back({chart.name_of(line.key().account), fund.terms.code, commodity.terms.code, commodity.terms.unit,
                          lot.label, maker.date, lot.expires, maker.reference, quantity, value});
        }
      }
    }
    std::stable_sort(rows.begin(), rows.end(), [](const StockRow& a, const StockRow& b) {
      return std::tie(a.account, a.fund, a.commodity) < std::tie(b.account, b.fund, b.commodity);
    });
    return rows;
  });
}

namespace {

/// Releases of one entry: what its restricted funds bore, by the gifts it is attributed to.
void add_releases(const Ledger& ledger, const Entry& entry, const std::map<std::string, FundClass>& classes,
                  const std::map<std::string, AccountType>& types, const std::optional<Date>& begin,
                  std::map<std::pair<std::string, std::string>, ReleaseRow>& releases) {
  std::string fund;
  for (const Posting& one : entry.postings)
    if (types.at(one.account) == AccountType::expense && classes.at(one.fund) == FundClass::restricted) fund = one.fund;
  if (fund.empty()) return;
  for (const TracePart& part : ledger.trace(entry.reference, Direction::back).parts) {
    if (part.state != PartState::spent && part.state != PartState::returned) continue;
    ReleaseRow& row = releases[{fund, part.account}];
    row.fund = fund;
    row.income_account = part.account;
    const bool earlier = types.at(part.account) == AccountType::net_assets || (begin && part.date < *begin);
    Units& sum = earlier ? row.earlier : row.this_period;
    sum = checked_add(sum, part.value);
  }
}

}  // namespace

Activities Ledger::activities(const Filter& filter) const {
  return within_range([&] {
    std::map<std::string, FundClass> classes;
    for (const FundTerms& terms : fund_terms()) classes[terms.code] = terms.fund_class;
    std::map<std::string, AccountType> types;
    for (const AccountTerms& terms : accounts()) types[terms.name] = terms.type;

    Activities result;
    std::map<std::tuple<std::string, FundClass>, Units> sums;
    for (const BalanceRow& row : balances(filter)) {
      const AccountType type = types.at(row.account);
      if (type != AccountType::income && type != AccountType::expense) continue;
      Units& sum = sums[{row.account, classes.at(row.fund)}];
      sum = type == AccountType::income ? checked_sub(sum, row.value) : checked_add(sum, row.value);
    }
    for (const auto& [key, value] : sums)
      if (value != 0) result.rows.push_back({std::get<0>(key), types.at(std::get<0>(key)), std::get<1>(key), value});

    std::map<std::pair<std::string, std::string>, ReleaseRow> releases;
    for_each_entry(filter, [&](const Entry& entry) {
      if (entry.reversed_by.empty() && entry.reverses.empty()) add_releases(*this, entry, classes, types, filter.begin, releases);
      return true;
    });
    for (const auto& [key, row] : releases) result.released.push_back(row);
    return result;
  });
}

std::vector<PartyRow> Ledger::parties() const {
  PostingsReader::catch_up(*state_);
  return state_->read([&] {
    Bookkeeper& keeper = state_->keeper;
    PostingsReader postings(*state_);
    postings.prepare();
    std::vector<PartyIndexRow> known;
    state_->store->parties([&](const PartyIndexRow& row) {
      known.push_back(row);
      return true;
    });
    std::vector<PartyRow> rows;
    for (const PartyIndexRow& party : known) {
      const PartyTerms terms = keeper.party_terms(party);
      PartyRow row{party.id, terms.name, terms.kind, party.is_public, !party.is_public && terms.name.empty(), keeper.is_restricted(party.id), 0, 0, 0};
      if (row.restricted) row.name.clear();
      for (const PartyPostingRow& at : postings.of_party(party)) {
        const EntryRecord entry = keeper.entry(at.seq);
        if (at.line >= entry.postings.size()) throw Corrupt("table party_posting names a line that event " + std::to_string(at.seq) + " has not", at.seq);
        const PostingRecord& one = entry.postings[at.line];
        const AccountType type = keeper.chart().account(one.account)->type;
        ++row.postings;
        if (type == AccountType::income) row.given = checked_sub(row.given, one.value);
        if (type == AccountType::expense) row.received = checked_add(row.received, one.value);
      }
      rows.push_back(std::move(row));
    }
    return rows;
  });
}

Stats Ledger::stats() const {
  return state_->read([&] {
    Bookkeeper& keeper = state_->keeper;
    Stats stats;
    stats.events = keeper.head().size;
    stats.closed = keeper.head().closed;
    for_each_event(*state_->store, 0, stats.events, [&](const LogRow& row) {
      const Event event = decode_event(row.event.bytes);
      const auto* entry = std::get_if<EntryRecord>(&event.what);
      if (!entry) return;
      ++stats.entries;
      stats.postings += entry->postings.size();
      stats.lots += entry->lots.size();
      stats.draws += entry->draws.size();
      if (!stats.first || entry->date < *stats.first) stats.first = entry->date;
      if (!stats.last || entry->date > *stats.last) stats.last = entry->date;
    });
    return stats;
  });
}

}  // namespace almoner

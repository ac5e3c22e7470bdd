// SPDX-License-Identifier: Apache-2.0
// Postings in columns. A scan keeps no read open between its runs: it remembers the last row it
// gave and the head it began at, and the postings of events before that head never change.
#include <almoner/columns.hpp>

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

#include <almoner/error.hpp>
#include <almoner/ledger.hpp>

#include "postings_reader.hpp"
#include "state.hpp"
#include "views.hpp"

namespace almoner {

namespace {

/// Where in a list of names each declaration stands.
class Places {
 public:
  void add(Id id) { places_.emplace(id, static_cast<std::int32_t>(places_.size())); }
  std::int32_t of(Id id) {
    if (id == last_) return place_;
    const auto found = places_.find(id);
    if (found == places_.end()) throw Corrupt("table posting speaks of what the book never declared");
    last_ = id;
    return place_ = found->second;
  }

 private:
  std::unordered_map<Id, std::int32_t> places_;
  Id last_ = ~Id{0};
  std::int32_t place_ = -1;
};

}  // namespace

class PostingScan::State {
 public:
  State(Ledger::State& ledger, Filter filter) : ledger_(ledger), filter_(std::move(filter)), postings_(ledger) {
    PostingsReader::catch_up(ledger_);
    ledger_.read([&] {
      postings_.prepare();
      learn_names(ledger_.keeper.chart());
      learn_party();
      return 0;
    });
  }

  bool next(PostingColumns& run, std::size_t rows) {
    run = {};
    if (account_ == accounts_to_read_.size()) return false;
    reserve(run, rows);
    ledger_.read([&] {
      const PostingFilter takes(filter_, ledger_.keeper.chart());
      while (account_ < accounts_to_read_.size() && take_account(takes, run, rows)) {
        ++account_;
        last_.reset();
      }
      return 0;
    });
    return run.size() > 0;
  }

  std::vector<std::string> accounts, funds, purposes, commodities;
  std::vector<int> scales;

 private:
  using Place = std::tuple<Date, Id, std::uint32_t>;

  void learn_names(const Chart& chart) {
    for (const auto& [id, one] : chart.accounts()) account_places_.add(id), accounts.push_back(one.name);
    for (const auto& [id, one] : chart.funds()) fund_places_.add(id), funds.push_back(one.terms.code);
    for (const auto& [id, one] : chart.purposes()) purpose_places_.add(id), purposes.push_back(one.path);
    for (const auto& [id, one] : chart.commodities()) {
      commodity_places_.add(id);
      commodities.push_back(one.terms.code);
      scales.push_back(one.terms.scale);
    }
    const PostingFilter takes(filter_, chart);
    for (const auto& [id, one] : chart.accounts())
      if (takes.takes_account(id)) accounts_to_read_.push_back(id);
    std::sort(accounts_to_read_.begin(), accounts_to_read_.end(),
              [&](Id a, Id b) { return chart.account(a)->name < chart.account(b)->name; });
  }

  void learn_party() {
    if (filter_.party.empty()) return;
    const auto party = ledger_.keeper.find_party(filter_.party);
    if (!party) throw NotFound("the book has no party " + filter_.party);
    for (const PartyPostingRow& row : postings_.of_party(*party)) of_party_.insert({row.seq, row.line});
  }

  static void reserve(PostingColumns& run, std::size_t rows) {
    run.date.reserve(rows);
    run.seq.reserve(rows);
    for (auto* column : {&run.line, &run.account, &run.fund, &run.purpose, &run.commodity}) column->reserve(rows);
    run.quantity.reserve(rows);
    run.value.reserve(rows);
  }

  /// False where the run is full and the account may have more.
  bool take_account(const PostingFilter& takes, PostingColumns& run, std::size_t rows) {
    const Id account = accounts_to_read_[account_];
    const std::int32_t place = account_places_.of(account);
    std::optional<Date> begin = filter_.begin;
    if (last_) begin = std::get<Date>(*last_);
    postings_.scan(account, begin, filter_.end, [&](const PostingRow& row) {
      if (last_ && Place{row.date, row.seq, row.line} <= *last_) return true;
      if (run.size() >= rows) return false;
      last_ = {row.date, row.seq, row.line};
      if (!takes.takes(row.account, row.fund, row.purpose)) return true;
      if (!filter_.party.empty() && !of_party_.contains({row.seq, row.line})) return true;
      run.date.push_back(static_cast<std::int32_t>(row.date.time_since_epoch().count()));
      run.seq.push_back(row.seq);
      run.line.push_back(static_cast<std::int32_t>(row.line));
      run.account.push_back(place);
      run.fund.push_back(fund_places_.of(row.fund));
      run.purpose.push_back(row.purpose == no_id ? -1 : purpose_places_.of(row.purpose));
      run.commodity.push_back(commodity_places_.of(row.commodity));
      run.quantity.push_back(row.quantity);
      run.value.push_back(row.value);
      return true;
    });
    return run.size() < rows;
  }

  Ledger::State& ledger_;
  Filter filter_;
  PostingsReader postings_;
  Places account_places_, fund_places_, purpose_places_, commodity_places_;
  std::vector<Id> accounts_to_read_;  ///< by name
  std::size_t account_ = 0;
  std::optional<Place> last_;  ///< row of that account given last
  std::set<std::pair<Id, std::uint32_t>> of_party_;
};

PostingScan::PostingScan(std::unique_ptr<State> state) : state_(std::move(state)) {}
PostingScan::PostingScan(PostingScan&&) noexcept = default;
PostingScan& PostingScan::operator=(PostingScan&&) noexcept = default;
PostingScan::~PostingScan() = default;

const std::vector<std::string>& PostingScan::accounts() const { return state_->accounts; }
const std::vector<std::string>& PostingScan::funds() const { return state_->funds; }
const std::vector<std::string>& PostingScan::purposes() const { return state_->purposes; }
const std::vector<std::string>& PostingScan::commodities() const { return state_->commodities; }
const std::vector<int>& PostingScan::scales() const { return state_->scales; }

bool PostingScan::next(PostingColumns& run, std::size_t rows) {
  if (rows == 0) throw UsageError("a run of postings has at least one row");
  return state_->next(run, rows);
}

PostingScan Ledger::scan_postings(const Filter& filter) const {
  return PostingScan(std::make_unique<PostingScan::State>(*state_, filter));
}

}  // namespace almoner

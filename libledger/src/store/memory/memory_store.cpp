// SPDX-License-Identifier: Apache-2.0
// The model of a store. Every table is its rows in the order of their keys; every question walks
// them.
#include "store/memory/memory_store.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <almoner/error.hpp>

#include "store/key_order.hpp"
#include "store/memory/sorted_rows.hpp"
#include "value/assert.hpp"

namespace almoner {

namespace {

/// The party register by its other key.
struct PartyById {
  PartyIndexRow row;
};
using almoner::key_of;
const std::string& key_of(const PartyById& party) {
  return party.row.id;
}

template <class Row>
void replace(SortedRows<Row>& table, std::vector<Row>& rows) {
  for (Row& row : rows) table.insert_or_replace(std::move(row));
}

template <class Row>
void remove(SortedRows<Row>& table, const std::vector<Row>& rows) {
  for (const Row& row : rows)
    if (!table.erase(key_of(row)))
      throw Corrupt{"an interval that is to be removed is not there; `rebuild` mends the tables"};
}

Units sum(Units a, Units b) {
  Units result = 0;
  if (__builtin_add_overflow(a, b, &result))
    throw StorageError{"a month's movement of a balance is beyond 64 bits"};
  return result;
}

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(MemoryOptions options) : options_{options} {
    if (options_.can_roll_back) return;
    events_.forget_changes();
    privates_.forget_changes();
    for_each_projection([](auto& table) { table.forget_changes(); });
  }

  Head begin() override {
    if (writing_ || holds_ > 0 || visits_ > 0)
      throw UsageError{"cannot begin to write while this ledger is reading or writing: end that"};
    writing_ = true;
    failed_ = false;
    before_ = head_;
    restricted_before_ = restricted_;
    return head_;
  }

  RowBatch append(RowBatch&& batch) override {
    start_change();
    if (options_.keep_events) {
      insert(events_, owned(batch.events));
      insert(privates_, owned(batch.privates));
      for (const PrivateView& row : batch.privates)
        if (!events_.find(row.seq)) throw Corrupt{"a private body comes without its event"};
    }
    insert(declarations_, std::move(batch.declarations));
    replace(tiles_, batch.tiles);
    insert(lots_, std::move(batch.lots));
    remove(draws_, batch.draws_removed);
    insert(draws_, std::move(batch.draws));
    insert(returned_draws_, std::move(batch.returned_draws));
    insert(references_, std::move(batch.references));
    insert(marks_, std::move(batch.marks));
    insert(substitutions_, std::move(batch.substitutions));
    std::vector<PartyById> by_id;
    for (const PartyIndexRow& row : batch.parties) by_id.push_back({row});
    insert(party_ids_, std::move(by_id));
    insert(parties_, std::move(batch.parties));
    insert(postings_, std::move(batch.postings));
    insert(party_postings_, std::move(batch.party_postings));
    replace(lines_, batch.lines);
    remove(free_, batch.free_removed);
    insert(free_, std::move(batch.free));
    replace(balances_, batch.balances);
    for (MonthRow& row : batch.months) {
      if (const MonthRow* old = months_.find(key_of(row))) {
        row.quantity = sum(row.quantity, old->quantity);
        row.value = sum(row.value, old->value);
      }
      months_.insert_or_replace(row);
    }
    failed_ = false;
    return {};
  }

  void clear_projections() override {
    start_change();
    for_each_projection([](auto& table) { table.clear(); });
    failed_ = false;
  }

  void erase_private(Id seq, std::uint32_t number) override {
    start_change();
    privates_.erase({seq, number});
    failed_ = false;
  }

  void erase_party(const std::string& id) override {
    start_change();
    if (const PartyById* party = party_ids_.find(id)) {
      std::vector<PartyPostingRow> named;
      visit_all(party_postings_, [&](const PartyPostingRow& row) {
        if (row.party == party->row.seq) named.push_back(row);
        return true;
      });
      for (const PartyPostingRow& row : named) party_postings_.erase(key_of(row));
      parties_.erase(party->row.seq);
      party_ids_.erase(id);
    }
    restricted_.erase(id);
    failed_ = false;
  }

  void set_restricted(const std::string& id, bool restricted) override {
    start_change();
    if (restricted)
      restricted_.insert(id);
    else
      restricted_.erase(id);
    failed_ = false;
  }
  bool any_reference() override { return references_.begin() != references_.end(); }
  bool any_restricted() override { return !restricted_.empty(); }
  bool is_restricted(const std::string& id) override { return restricted_.contains(id); }
  void scrub() override {}

  void commit(const Head& head) override {
    start_change();
    head_ = head;
    events_.commit();
    privates_.commit();
    for_each_projection([](auto& table) { table.commit(); });
    writing_ = false;
  }

  void rollback() noexcept override {
    if (!writing_) return;
    head_ = options_.can_roll_back ? before_ : Head{};
    restricted_ = restricted_before_;
    events_.rollback();
    privates_.rollback();
    for_each_projection([](auto& table) { table.rollback(); });
    writing_ = false;
  }

  void hold() override { ++holds_; }
  void release() noexcept override {
    ALMONER_ASSERT(holds_ > 0);
    --holds_;
  }
  bool read_only() const override { return false; }
  Head head() override { return head_; }

  std::optional<EventRow> event(Id seq) override { return found(events_.find(seq)); }
  void events(Id from, Id to, const RowVisitor<LogRow>& visitor) override {
    auto body = privates_.lower_bound({from, 0});
    std::vector<PrivateView> bodies;
    visit(
        events_.lower_bound(from), events_, [to](const EventRow& row) { return row.seq < to; },
        [&](const EventRow& row) {
          bodies.clear();
          for (; body != privates_.end() && body->seq == row.seq; ++body) bodies.push_back(view_of(*body));
          return visitor(LogRow{view_of(row), bodies});
        });
  }
  std::vector<Id> declarations(Id from) override {
    return collect(declarations_, from, [](Id) { return true; });
  }
  std::vector<PrivateRow> privates(Id seq) override {
    return collect(privates_, {seq, 0}, [&](const PrivateRow& row) { return row.seq == seq; });
  }
  std::optional<TileRow> tile(std::uint32_t level, std::uint64_t number) override {
    return found(tiles_.find({level, number}));
  }
  std::vector<Id> references(std::uint64_t hash) override {
    std::vector<Id> seqs;
    for (auto row = references_.lower_bound({hash, 0});
         row != references_.end() && row->hash == hash; ++row)
      seqs.push_back(row->seq);
    return seqs;
  }
  FundRows fund(Id fund) override {
    const auto of_line = [fund](const auto& row) { return row.line.fund == fund; };
    return {collect(balances_, {fund, 0, 0, 0},
                    [fund](const BalanceTotal& row) { return row.key.fund == fund; }),
            collect(lines_, {fund, 0, 0}, of_line),
            collect(free_, {{fund, 0, 0}, std::numeric_limits<Units>::min()}, of_line)};
  }
  void lots(const LineKey& line, Units from, Units to, const RowVisitor<LotRow>& visitor) override {
    visit_overlapping(lots_, line, from, to, visitor);
  }
  void draws(const LineKey& line, Units from, Units to,
             const RowVisitor<DrawRow>& visitor) override {
    visit_overlapping(draws_, line, from, to, visitor);
  }
  std::vector<MarkRow> marks(Id seq) override {
    return collect(marks_, {seq, 0, MarkKind{}},
                   [seq](const MarkRow& row) { return row.seq == seq; });
  }
  std::vector<SubstitutionRow> substitutions(Id seq) override {
    return collect(substitutions_, {seq, 0, {}},
                   [seq](const SubstitutionRow& row) { return row.seq == seq; });
  }
  std::optional<PartyIndexRow> party(const std::string& id) override {
    const PartyById* party = party_ids_.find(id);
    return party == nullptr ? std::nullopt : std::optional{party->row};
  }

  void parties(const RowVisitor<PartyIndexRow>& visitor) override { visit_all(parties_, visitor); }
  void balances(const BalanceScope& scope, const RowVisitor<BalanceTotal>& visitor) override {
    visit_all(balances_, [&](const BalanceTotal& row) { return !scope.takes(row.key) || visitor(row); });
  }
  void months(const BalanceScope& scope, std::optional<std::int32_t> before,
              const RowVisitor<MonthRow>& visitor) override {
    visit_all(months_, [&](const MonthRow& row) {
      return !scope.takes(row.key) || (before && row.month >= *before) || visitor(row);
    });
  }
  void lines(const RowVisitor<LineRow>& visitor) override { visit_all(lines_, visitor); }
  void postings(Id account, std::optional<Date> begin, std::optional<Date> end,
                const RowVisitor<PostingRow>& visitor) override {
    const auto in_window = [&](const PostingRow& row) {
      return (!begin || row.date >= *begin) && (!end || row.date < *end);
    };
    const auto shown = [&](const PostingRow& row) { return !in_window(row) || visitor(row); };
    if (account == no_id) return visit_all(postings_, shown);
    visit(
        postings_.lower_bound({account, begin.value_or(Date::min()), 0, 0}), postings_,
        [&](const PostingRow& row) { return row.account == account && (!end || row.date < *end); },
        shown);
  }
  void party_postings(Id party, const RowVisitor<PartyPostingRow>& visitor) override {
    visit(
        party_postings_.lower_bound({party, {}}), party_postings_,
        [party](const PartyPostingRow& row) { return row.party == party; }, visitor);
  }

  void all_tiles(const RowVisitor<TileRow>& visitor) override { visit_whole(tiles_, visitor); }
  void all_lots(const RowVisitor<LotRow>& visitor) override { visit_whole(lots_, visitor); }
  void all_draws(const RowVisitor<DrawRow>& visitor) override { visit_whole(draws_, visitor); }
  void all_returned_draws(const RowVisitor<ReturnedDrawRow>& visitor) override {
    visit_whole(returned_draws_, visitor);
  }
  void all_free(const RowVisitor<FreeRow>& visitor) override { visit_whole(free_, visitor); }
  void all_references(const RowVisitor<ReferenceRow>& visitor) override {
    visit_whole(references_, visitor);
  }
  void all_marks(const RowVisitor<MarkRow>& visitor) override { visit_whole(marks_, visitor); }
  void all_substitutions(const RowVisitor<SubstitutionRow>& visitor) override {
    visit_whole(substitutions_, visitor);
  }
  void all_party_postings(const RowVisitor<PartyPostingRow>& visitor) override {
    visit_whole(party_postings_, visitor);
  }

  void snapshot(const std::string&) override {
    throw UsageError{"a book in memory has no file to copy: export its log"};
  }

 private:
  /// Throws where an earlier change failed, and marks this one as failed until it is through.
  void start_change() {
    ALMONER_ASSERT(writing_);
    if (failed_)
      throw StorageError{
          "an earlier write failed, so nothing of this transaction is kept: "
          "begin again"};
    failed_ = true;
  }

  template <class Row>
  void insert(SortedRows<Row>& table, std::vector<Row>&& rows) {
    if (options_.can_roll_back)
      table.insert_unordered(std::move(rows));
    else
      table.put_aside(std::move(rows));
  }

  template <class Do>
  void for_each_projection(const Do& act) {
    std::apply([&](auto&... table) { (act(table), ...); },
               std::tie(declarations_, tiles_, lots_, draws_, returned_draws_, references_, marks_,
                        substitutions_, parties_, party_ids_, lines_, free_, balances_, months_,
                        postings_, party_postings_));
  }

  template <class Row, class While, class Visitor>
  void visit(typename SortedRows<Row>::Iterator row, const SortedRows<Row>& table,
             const While& belongs, const Visitor& visitor) {
    struct Visit {
      int& depth;
      explicit Visit(int& depth_) : depth{depth_} { ++depth; }
      ~Visit() { --depth; }
    } const counted{visits_};
    for (; row != table.end() && belongs(*row); ++row)
      if (!visitor(*row)) return;
  }
  template <class Row, class Visitor>
  void visit_all(SortedRows<Row>& table, const Visitor& visitor) {
    visit(table.begin(), table, [](const Row&) { return true; }, visitor);
  }
  template <class Row>
  void visit_whole(SortedRows<Row>& table, const RowVisitor<Row>& visitor) {
    if (options_.can_roll_back) return visit_all(table, visitor);
    table.visit_unordered(visitor);
  }
  /// Intervals of a line do not overlap each other, so of those that begin before `from` only the
  /// last can reach beyond it.
  template <class Row>
  void visit_overlapping(SortedRows<Row>& table, const LineKey& line, Units from, Units to,
                         const RowVisitor<Row>& visitor) {
    if (from >= to) return;
    auto row = table.lower_bound({line, from});
    if (row != table.begin()) {
      auto previous = row;
      --previous;
      if (previous->line == line && previous->quantity > from - previous->start) row = previous;
    }
    visit(row, table, [&](const Row& r) { return r.line == line && r.start < to; }, visitor);
  }
  template <class Row, class While>
  std::vector<Row> collect(SortedRows<Row>& table, const typename SortedRows<Row>::Key& from,
                           const While& belongs) {
    std::vector<Row> rows;
    for (auto row = table.lower_bound(from); row != table.end() && belongs(*row); ++row)
      rows.push_back(*row);
    return rows;
  }
  template <class Row>
  static std::optional<Row> found(const Row* row) {
    return row == nullptr ? std::nullopt : std::optional{*row};
  }

  MemoryOptions options_;
  bool writing_ = false;
  bool failed_ = false;
  int holds_ = 0;
  int visits_ = 0;
  Head head_, before_;
  std::set<std::string> restricted_, restricted_before_;
  SortedRows<EventRow> events_;
  SortedRows<PrivateRow> privates_;
  SortedRows<Id> declarations_;
  SortedRows<TileRow> tiles_;
  SortedRows<LotRow> lots_;
  SortedRows<DrawRow> draws_;
  SortedRows<ReturnedDrawRow> returned_draws_;
  SortedRows<ReferenceRow> references_;
  SortedRows<MarkRow> marks_;
  SortedRows<SubstitutionRow> substitutions_;
  SortedRows<PartyIndexRow> parties_;
  SortedRows<PartyById> party_ids_;
  SortedRows<LineRow> lines_;
  SortedRows<FreeRow> free_;
  SortedRows<BalanceTotal> balances_;
  SortedRows<MonthRow> months_;
  SortedRows<PostingRow> postings_;
  SortedRows<PartyPostingRow> party_postings_;
};

}  // namespace

std::unique_ptr<Store> make_memory_store(MemoryOptions options) {
  return std::make_unique<MemoryStore>(options);
}

}  // namespace almoner

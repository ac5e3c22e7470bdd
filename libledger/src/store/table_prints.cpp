// SPDX-License-Identifier: Apache-2.0
#include "store/table_prints.hpp"

#include <optional>
#include <utility>

namespace almoner {

namespace {

class Printer {
 public:
  Printer(Store& store, std::uint64_t seed) : store_(store), seed_(seed) {}

  template <class Row, class Scan>
  void add(const char* table, Scan&& scan) {
    Fingerprint rows(seed_);
    scan(store_, [&](const Row& row) {
      rows.add(row);
      return true;
    });
    prints.push_back({table, rows});
  }

  std::vector<TablePrint> prints;

 private:
  Store& store_;
  std::uint64_t seed_;
};

}  // namespace

std::vector<TablePrint> prints_of_state(Store& store, std::uint64_t seed) {
  Printer of(store, seed);
  of.add<TileRow>("tile", [](Store& from, const RowVisitor<TileRow>& visit) { from.all_tiles(visit); });
  of.add<LotRow>("lot", [](Store& from, const RowVisitor<LotRow>& visit) { from.all_lots(visit); });
  of.add<DrawRow>("draw", [](Store& from, const RowVisitor<DrawRow>& visit) { from.all_draws(visit); });
  of.add<ReturnedDrawRow>("returned_draw", [](Store& from, const RowVisitor<ReturnedDrawRow>& visit) { from.all_returned_draws(visit); });
  of.add<LineRow>("line", [](Store& from, const RowVisitor<LineRow>& visit) { from.lines(visit); });
  of.add<FreeRow>("free_interval", [](Store& from, const RowVisitor<FreeRow>& visit) { from.all_free(visit); });
  of.add<BalanceTotal>("balance", [](Store& from, const RowVisitor<BalanceTotal>& visit) { from.balances({}, visit); });
  of.add<ReferenceRow>("reference", [](Store& from, const RowVisitor<ReferenceRow>& visit) { from.all_references(visit); });
  of.add<MarkRow>("mark", [](Store& from, const RowVisitor<MarkRow>& visit) { from.all_marks(visit); });
  of.add<SubstitutionRow>("substitution", [](Store& from, const RowVisitor<SubstitutionRow>& visit) { from.all_substitutions(visit); });
  of.add<PartyIndexRow>("party", [](Store& from, const RowVisitor<PartyIndexRow>& visit) { from.parties(visit); });
  return std::move(of.prints);
}

TablePrints prints_of(Store& store, std::uint64_t seed) {
  Printer of(store, seed);
  std::vector<TablePrint> state = prints_of_state(store, seed);
  of.add<MonthRow>("balance_month", [](Store& from, const RowVisitor<MonthRow>& visit) { from.months({}, std::nullopt, visit); });
  of.add<PostingRow>("posting", [](Store& from, const RowVisitor<PostingRow>& visit) { from.postings(no_id, std::nullopt, std::nullopt, visit); });
  of.add<PartyPostingRow>("party_posting", [](Store& from, const RowVisitor<PartyPostingRow>& visit) { from.all_party_postings(visit); });
  return {std::move(state), std::move(of.prints)};
}

}  // namespace almoner

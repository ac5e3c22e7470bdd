// SPDX-License-Identifier: Apache-2.0
// Rows out. Each question is one statement, answered from one table in the order of its key.
#include <algorithm>
#include <limits>
#include <utility>

#include <almoner/error.hpp>

#include "store/row_key.hpp"
#include "store/sqlite/lot_page.hpp"
#include "store/sqlite/month_page.hpp"
#include "store/sqlite/party_page.hpp"
#include "store/sqlite/posting_page.hpp"
#include "store/sqlite/private_bodies.hpp"
#include "store/sqlite/reference_page.hpp"
#include "store/sqlite/sqlite_engine.hpp"

namespace almoner::sqlite {

namespace {

template <class Row>
std::string select(std::string_view where_and_order) {
  return std::string{Table<Row>::select}.append(where_and_order);
}

/// The end of a range of numbers, which are kept as signed ones.
std::int64_t end_of(std::uint64_t to) {
  return static_cast<std::int64_t>(
      std::min<std::uint64_t>(to, std::numeric_limits<std::int64_t>::max()));
}
/// Its beginning. From 0 is the whole table, and shows a number below it, which is damage.
std::int64_t begin_of(std::uint64_t from) {
  return from == 0 ? std::numeric_limits<std::int64_t>::min() : end_of(from);
}

/// Intervals of a line that overlap [?4, ?5), and perhaps one that ends at or before ?4: none
/// overlap each other, so besides those that start within only the last one before can.
template <class Row>
std::string select_overlapping() {
  const std::string of_line = "WHERE fund = ?1 AND commodity = ?2 AND account = ?3 ";
  return select<Row>(of_line) + "AND start < ?5 AND start >= coalesce((SELECT max(start) FROM " +
         std::string{Table<Row>::name} + " " + of_line + "AND start <= ?4), ?4) ORDER BY start";
}

}  // namespace

template <class Row, class Visitor>
void SqliteStore::visit(Query query, const Visitor& visitor) {
  struct Visit {
    int& depth;
    explicit Visit(int& depth_) : depth{depth_} { ++depth; }
    ~Visit() { --depth; }
  } visit{visits_};
  Row row{};
  while (query.step()) {
    Table<Row>::read(query, row);
    if (!visitor(row)) return;
  }
}

template <class Row>
std::vector<Row> SqliteStore::collect(Query query) {
  std::vector<Row> rows;
  while (query.step()) Table<Row>::read(query, rows.emplace_back());
  return rows;
}

template <class Row>
std::optional<Row> SqliteStore::first(Query query) {
  if (!query.step()) return std::nullopt;
  std::optional<Row> row{Row{}};
  Table<Row>::read(query, *row);
  return row;
}

template <class Row>
void SqliteStore::visit_overlapping(Query query, const LineKey& line, Units from, Units to,
                                    const RowVisitor<Row>& visitor) {
  if (from >= to) return;
  bind_line(query, 1, line);
  query.bind(4, from);
  query.bind(5, to);
  visit<Row>(std::move(query), [&](const Row& row) {
    if (row.line != line || row.start >= to) connection().damaged("rows of a line are not in their order");
    return (row.start < from && from - row.start >= row.quantity) || visitor(row);
  });
}

Head SqliteStore::head() {
  auto head = first<Head>(connection().prepare(Table<Head>::select));
  if (!head) connection().damaged("it has no head");
  return *std::move(head);
}

std::optional<EventRow> SqliteStore::event(Id seq) {
  Query query = event_row(connection(), seq);
  if (!query.step()) return std::nullopt;
  EventTableRow row;
  Table<EventTableRow>::read(query, row);
  return owned(row.event);
}

void SqliteStore::events(Id from, Id to, const RowVisitor<LogRow>& visitor) {
  static const std::string sql = select<EventTableRow>("WHERE seq >= ?1 AND seq < ?2 ORDER BY seq");
  Query query = connection().prepare(sql);
  query.bind(1, begin_of(from));
  query.bind(2, end_of(to));
  std::vector<PrivateView> bodies;
  visit<EventTableRow>(std::move(query), [&](const EventTableRow& kept) {
    read_bodies(*connection_, kept.event.seq, kept.bodies, bodies);
    return visitor({kept.event, bodies});
  });
}

std::vector<Id> SqliteStore::declarations(Id from) {
  static const std::string sql = select<Id>("WHERE seq >= ?1 ORDER BY seq");
  Query query = connection().prepare(sql);
  query.bind(1, begin_of(from));
  return collect<Id>(std::move(query));
}

std::vector<PrivateRow> SqliteStore::privates(Id seq) {
  Query query = event_row(connection(), seq);
  if (!query.step()) return {};
  EventTableRow row;
  Table<EventTableRow>::read(query, row);
  std::vector<PrivateView> bodies;
  read_bodies(*connection_, seq, row.bodies, bodies);
  return owned(bodies);
}

std::optional<TileRow> SqliteStore::tile(std::uint32_t level, std::uint64_t number) {
  static const std::string sql = select<TileRow>("WHERE level = ?1 AND number = ?2");
  Query query = connection().prepare(sql);
  query.bind(1, level);
  query.bind(2, number);
  return first<TileRow>(std::move(query));
}

std::vector<Id> SqliteStore::references(std::uint64_t hash) {
  static const std::string sql = select<ReferencePageRow>("WHERE low <= ?1 ORDER BY low DESC LIMIT 1");
  std::vector<Id> found;
  Query settled = connection().prepare(sql);
  settled.bind(1, hash_key(hash));
  visit_references(std::move(settled), [&](const ReferenceRow& row) {
    if (row.hash == hash) found.push_back(row.seq);
    return row.hash <= hash;
  });
  Query recent = connection().prepare("SELECT seq FROM reference WHERE hash = ?1 ORDER BY seq");
  recent.bind(1, hash);
  while (recent.step()) Table<Id>::read(recent, found.emplace_back());
  return found;
}

void SqliteStore::visit_references(Query query, const RowVisitor<ReferenceRow>& visitor) {
  visit<ReferencePageRow>(std::move(query), [&](const ReferencePageRow& kept) {
    ReferencePage page{kept.low, kept.page};
    ReferenceRow row;
    while (page.next(row))
      if (!visitor(row)) return false;
    if (page.damaged()) connection().damaged("a page of references holds what is none");
    return true;
  });
}

FundRows SqliteStore::fund(Id fund) {
  static const std::string balances =
      select<BalanceTotal>("WHERE fund = ?1 ORDER BY account, purpose, commodity");
  static const std::string lines = select<LineRow>("WHERE fund = ?1 ORDER BY commodity, account");
  static const std::string free =
      select<FreeRow>("WHERE fund = ?1 ORDER BY commodity, account, start");
  const auto of_fund = [&](const std::string& sql) {
    Query query = connection().prepare(sql);
    query.bind(1, fund);
    return query;
  };
  return {collect<BalanceTotal>(of_fund(balances)), collect<LineRow>(of_fund(lines)),
          collect<FreeRow>(of_fund(free))};
}

void SqliteStore::lots(const LineKey& line, Units from, Units to,
                       const RowVisitor<LotRow>& visitor) {
  static const std::string sql = select_overlapping<LotPageRow>();
  if (from >= to) return;
  Query query = connection().prepare(sql);
  bind_line(query, 1, line);
  query.bind(4, from);
  query.bind(5, to);
  visit_lots(std::move(query), [&](const LotRow& row) {
    if (row.line != line) connection().damaged("rows of a line are not in their order");
    if (row.start >= to) return false;
    return (row.start < from && from - row.start >= row.quantity) || visitor(row);
  });
}

void SqliteStore::visit_lots(Query query, const RowVisitor<LotRow>& visitor) {
  visit<LotPageRow>(std::move(query), [&](const LotPageRow& kept) {
    LotPage page{kept.line, kept.start, kept.page};
    LotRow row;
    while (page.next(row))
      if (!visitor(row)) return false;
    if (page.damaged()) connection().damaged("a page of lots holds what is no lot");
    return true;
  });
}

void SqliteStore::draws(const LineKey& line, Units from, Units to,
                        const RowVisitor<DrawRow>& visitor) {
  static const std::string sql = select_overlapping<DrawRow>();
  visit_overlapping<DrawRow>(connection().prepare(sql), line, from, to, visitor);
}

std::vector<MarkRow> SqliteStore::marks(Id seq) {
  static const std::string sql = select<MarkRow>("WHERE seq = ?1 ORDER BY by_seq, kind");
  Query query = connection().prepare(sql);
  query.bind(1, seq);
  return collect<MarkRow>(std::move(query));
}

std::vector<SubstitutionRow> SqliteStore::substitutions(Id seq) {
  static const std::string sql =
      select<SubstitutionRow>("WHERE seq = ?1 ORDER BY by_seq, fund, commodity, account, start");
  Query query = connection().prepare(sql);
  query.bind(1, seq);
  return collect<SubstitutionRow>(std::move(query));
}

bool SqliteStore::any_reference() {
  return connection().prepare("SELECT 1 FROM reference_page UNION ALL SELECT 1 FROM reference LIMIT 1").step();
}

bool SqliteStore::any_restricted() {
  return connection().prepare("SELECT 1 FROM restricted LIMIT 1").step();
}

bool SqliteStore::is_restricted(const std::string& id) {
  Query query = connection().prepare("SELECT 1 FROM restricted WHERE id = ?1");
  query.bind_text(1, id);
  return query.step();
}

std::optional<PartyIndexRow> SqliteStore::party(const std::string& id) {
  static const std::string sql = select<PartyIndexRow>("WHERE id = ?1");
  Query query = connection().prepare(sql);
  query.bind_text(1, id);
  return first<PartyIndexRow>(std::move(query));
}

void SqliteStore::parties(const RowVisitor<PartyIndexRow>& visitor) {
  static const std::string sql = select<PartyIndexRow>("ORDER BY seq");
  visit<PartyIndexRow>(connection().prepare(sql), visitor);
}

void SqliteStore::balances(const BalanceScope& scope, const RowVisitor<BalanceTotal>& visitor) {
  static const std::string order = "ORDER BY fund, account, purpose, commodity";
  static const std::string of_all = select<BalanceTotal>(order);
  static const std::string of_fund = select<BalanceTotal>("WHERE fund = ?1 ") + order;
  // Of one account all are looked through, but by SQLite: those of others are not handed over.
  static const std::string of_account = select<BalanceTotal>("WHERE account = ?2 ") + order;
  static const std::string of_both = select<BalanceTotal>("WHERE fund = ?1 AND account = ?2 ") + order;
  const bool fund = scope.fund != no_id;
  const bool account = scope.account != no_id;
  Query query = connection().prepare(fund && account ? of_both : fund ? of_fund : account ? of_account : of_all);
  if (fund) query.bind(1, scope.fund);
  if (account) query.bind(2, scope.account);
  visit<BalanceTotal>(std::move(query), visitor);
}

void SqliteStore::months(const BalanceScope& scope, std::optional<std::int32_t> before,
                         const RowVisitor<MonthRow>& visitor) {
  static const std::string order = "ORDER BY account, fund, purpose, commodity";
  static const std::string of_all = select<MonthPageRow>(order);
  static const std::string of_account = select<MonthPageRow>("WHERE account = ?2 ") + order;
  static const std::string of_both = select<MonthPageRow>("WHERE account = ?2 AND fund = ?1 ") + order;
  // A fund's months lie scattered; its balances stand together and name them.
  static const std::string of_fund =
      "SELECT fund, account, purpose, commodity, balance_month.page FROM balance CROSS JOIN balance_month "
      "USING (fund, account, purpose, commodity) WHERE balance.fund = ?1 ORDER BY account, fund, purpose, commodity";
  const bool fund = scope.fund != no_id;
  const bool account = scope.account != no_id;
  Query query = connection().prepare(fund && account ? of_both : fund ? of_fund : account ? of_account : of_all);
  if (fund) query.bind(1, scope.fund);
  if (account) query.bind(2, scope.account);
  std::vector<MonthRow> months;
  visit<MonthPageRow>(std::move(query), [&](const MonthPageRow& kept) {
    if (!scope.takes(kept.key)) return true;
    months.clear();
    if (!read_month_page(kept.key, kept.page, months)) connection().damaged("a balance's months are none");
    for (const MonthRow& row : months) {
      if (before && row.month >= *before) break;
      if (!visitor(row)) return false;
    }
    return true;
  });
}

void SqliteStore::lines(const RowVisitor<LineRow>& visitor) {
  static const std::string sql = select<LineRow>("ORDER BY fund, commodity, account");
  visit<LineRow>(connection().prepare(sql), visitor);
}

void SqliteStore::postings(Id account, std::optional<Date> begin, std::optional<Date> end,
                           const RowVisitor<PostingRow>& visitor) {
  static const std::string window = "day >= ?1 AND day < ?2 ORDER BY account, day, seq, line";
  static const std::string of_all = select<PostingPageRow>("WHERE ") + window;
  static const std::string of_one = select<PostingPageRow>("WHERE account = ?3 AND ") + window;
  Query query = connection().prepare(account == no_id ? of_all : of_one);
  query.bind(1, begin ? days(*begin) : std::numeric_limits<std::int64_t>::min());
  query.bind(2, end ? days(*end) : std::numeric_limits<std::int64_t>::max());
  if (account != no_id) query.bind(3, account);
  visit<PostingPageRow>(std::move(query), [&](const PostingPageRow& kept) {
    PostingPage page{kept.account, kept.date, kept.seq, kept.line, kept.page};
    PostingRow row;
    while (page.next(row))
      if (!visitor(row)) return false;
    if (page.damaged()) connection().damaged("a page of postings holds what is no posting");
    return true;
  });
}

void SqliteStore::party_postings(Id party, const RowVisitor<PartyPostingRow>& visitor) {
  static const std::string sql = select<PartyPageRow>("WHERE party = ?1 ORDER BY seq, line");
  Query query = connection().prepare(sql);
  query.bind(1, party);
  visit_party_postings(std::move(query), visitor);
}

void SqliteStore::visit_party_postings(Query query, const RowVisitor<PartyPostingRow>& visitor) {
  visit<PartyPageRow>(std::move(query), [&](const PartyPageRow& kept) {
    PartyPage page{kept.party, kept.seq, kept.line, kept.page};
    PartyPostingRow row;
    while (page.next(row))
      if (!visitor(row)) return false;
    if (page.damaged()) connection().damaged("a page of a party's postings holds what is none");
    return true;
  });
}

void SqliteStore::all_tiles(const RowVisitor<TileRow>& visitor) {
  static const std::string sql = select<TileRow>("ORDER BY level, number");
  visit<TileRow>(connection().prepare(sql), visitor);
}

void SqliteStore::all_lots(const RowVisitor<LotRow>& visitor) {
  static const std::string sql = select<LotPageRow>("ORDER BY fund, commodity, account, start");
  visit_lots(connection().prepare(sql), visitor);
}

void SqliteStore::all_draws(const RowVisitor<DrawRow>& visitor) {
  static const std::string sql = select<DrawRow>("ORDER BY fund, commodity, account, start");
  visit<DrawRow>(connection().prepare(sql), visitor);
}

void SqliteStore::all_returned_draws(const RowVisitor<ReturnedDrawRow>& visitor) {
  static const std::string sql =
      select<ReturnedDrawRow>("ORDER BY fund, commodity, account, start, by_seq");
  visit<ReturnedDrawRow>(connection().prepare(sql), visitor);
}

void SqliteStore::all_free(const RowVisitor<FreeRow>& visitor) {
  static const std::string sql = select<FreeRow>("ORDER BY fund, commodity, account, start");
  visit<FreeRow>(connection().prepare(sql), visitor);
}

void SqliteStore::all_references(const RowVisitor<ReferenceRow>& visitor) {
  static const std::string settled = select<ReferencePageRow>("ORDER BY low");
  // Kept as a signed number: those with the first bit set come first in the table and last here.
  static const std::string recent = select<ReferenceRow>("ORDER BY hash < 0, hash, seq");
  const std::vector<ReferenceRow> rest = collect<ReferenceRow>(connection().prepare(recent));
  auto next = rest.begin();
  bool more = true;
  visit_references(connection().prepare(settled), [&](const ReferenceRow& row) {
    while (more && next != rest.end() && key_of(*next) < key_of(row)) more = visitor(*next++);
    return more = more && visitor(row);
  });
  while (more && next != rest.end()) more = visitor(*next++);
}

void SqliteStore::all_marks(const RowVisitor<MarkRow>& visitor) {
  static const std::string sql = select<MarkRow>("ORDER BY seq, by_seq, kind");
  visit<MarkRow>(connection().prepare(sql), visitor);
}

void SqliteStore::all_substitutions(const RowVisitor<SubstitutionRow>& visitor) {
  static const std::string sql =
      select<SubstitutionRow>("ORDER BY seq, by_seq, fund, commodity, account, start");
  visit<SubstitutionRow>(connection().prepare(sql), visitor);
}

void SqliteStore::all_party_postings(const RowVisitor<PartyPostingRow>& visitor) {
  static const std::string sql = select<PartyPageRow>("ORDER BY party, seq, line");
  visit_party_postings(connection().prepare(sql), visitor);
}

std::string SqliteStore::structure_damage() {
  // Types of values are checked as rows are read. What SQLite 3.40 says of them here may be wrong:
  // it takes the columns of a table without rowid in another order than they are stored in.
  Query query = connection().prepare("PRAGMA integrity_check(2147483647)");
  while (query.step()) {
    const std::string_view found = query.text(0);
    if (found != "ok" && found.find(" value in ") == std::string_view::npos) return std::string{found};
  }
  return {};
}

std::unique_ptr<Store> SqliteStore::another_reader() const {
  auto connection = connection_->another_reader();
  set_up(*connection, options_);
  connection->execute("PRAGMA cache_size = -1024");  // KiB: it goes through each table once
  return std::make_unique<SqliteStore>(std::move(connection), SqliteOptions{true, options_.busy_timeout_ms});
}

}  // namespace almoner::sqlite

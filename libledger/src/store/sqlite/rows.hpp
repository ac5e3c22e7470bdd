// SPDX-License-Identifier: Apache-2.0
// How each row of the port stands in its table: the one place that knows the order of columns.
#pragma once

#include <string>
#include <string_view>

#include "store/port.hpp"
#include "store/sqlite/sqlite.hpp"

namespace almoner::sqlite {

/// An event as its table keeps it, with its private bodies (private_bodies.hpp); empty: none.
struct EventTableRow {
  EventView event;
  std::string_view bodies;
};

/// Postings as their table keeps them (posting_page.hpp), by the first of the page.
struct PostingPageRow {
  Id account = no_id;
  Date date{};
  Id seq = 0;
  std::uint32_t line = 0;
  std::string page;
};

/// Lots as their table keeps them (lot_page.hpp), by the first of the page.
struct LotPageRow {
  LineKey line;
  Units start = 0;
  std::string page;
};

/// A balance's months as their table keeps them (month_page.hpp).
struct MonthPageRow {
  BalanceKey key;
  std::string page;
};

/// Postings of parties as their table keeps them (party_page.hpp), by the first of the page.
struct PartyPageRow {
  Id party = no_id;
  Id seq = 0;
  std::uint32_t line = 0;
  std::string page;
};

/// References as their table keeps them (reference_page.hpp), from a hash on.
struct ReferencePageRow {
  std::uint64_t low = 0;
  std::string page;
};

/// For each Row: its table and columns, `select` (all columns, without WHERE or ORDER BY), and what
/// an insertion does where the key is there. `bind` sets the parameters of one row, from `first`
/// on. `read` reuses the row's memory and throws Corrupt for what no book can hold.
template <class Row>
struct Table;

#define ALMONER_TABLE(Row, table_name, column_count, column_list, conflict)                   \
  template <>                                                                                 \
  struct Table<Row> {                                                                         \
    static constexpr std::string_view name = table_name;                                      \
    static constexpr int columns = column_count;                                              \
    static constexpr std::string_view select = "SELECT " column_list " FROM " table_name " "; \
    static constexpr std::string_view on_conflict = conflict;                                 \
    static void bind(Query&, int first, const Row&);                                          \
    static void read(const Query&, Row&);                                                     \
  }

ALMONER_TABLE(EventTableRow, "event", 4, "seq, bytes, leaf, private", "");
ALMONER_TABLE(Head, "head", 5, "one, size, frontier, closed, postings_through",
              "ON CONFLICT DO UPDATE SET size = excluded.size, frontier = excluded.frontier, "
              "closed = excluded.closed, postings_through = excluded.postings_through");
ALMONER_TABLE(TileRow, "tile", 3, "level, number, hashes",
              "ON CONFLICT DO UPDATE SET hashes = excluded.hashes");
// Declarations are their numbers.
ALMONER_TABLE(Id, "declaration", 1, "seq", "");
ALMONER_TABLE(LotPageRow, "lot", 5, "fund, commodity, account, start, page",
              "ON CONFLICT DO UPDATE SET page = excluded.page");
ALMONER_TABLE(DrawRow, "draw", 7, "fund, commodity, account, start, quantity, seq, origin", "");
ALMONER_TABLE(ReturnedDrawRow, "returned_draw", 8,
              "fund, commodity, account, start, quantity, seq, origin, by_seq", "");
ALMONER_TABLE(LineRow, "line", 5, "fund, commodity, account, tail, value",
              "ON CONFLICT DO UPDATE SET tail = excluded.tail, value = excluded.value");
ALMONER_TABLE(FreeRow, "free_interval", 5, "fund, commodity, account, start, quantity", "");
ALMONER_TABLE(BalanceTotal, "balance", 6, "fund, account, purpose, commodity, quantity, value",
              "ON CONFLICT DO UPDATE SET quantity = excluded.quantity, value = excluded.value");
ALMONER_TABLE(MonthPageRow, "balance_month", 5, "fund, account, purpose, commodity, page",
              "ON CONFLICT DO UPDATE SET page = excluded.page");
ALMONER_TABLE(ReferenceRow, "reference", 2, "hash, seq", "");
ALMONER_TABLE(ReferencePageRow, "reference_page", 2, "low, page",
              "ON CONFLICT DO UPDATE SET page = excluded.page");
ALMONER_TABLE(MarkRow, "mark", 4, "seq, by_seq, kind, value", "");
ALMONER_TABLE(SubstitutionRow, "substitution", 7,
              "seq, by_seq, fund, commodity, account, start, quantity", "");
ALMONER_TABLE(PartyIndexRow, "party", 3, "seq, id, is_public", "");
ALMONER_TABLE(PostingPageRow, "posting", 5, "account, day, seq, line, page",
              "ON CONFLICT DO UPDATE SET page = excluded.page");
ALMONER_TABLE(PartyPageRow, "party_posting", 4, "party, seq, line, page",
              "ON CONFLICT DO UPDATE SET page = excluded.page");

#undef ALMONER_TABLE

/// Takes `rows` rows at a time. OR FAIL, as the default would have SQLite keep a copy of each page that
/// the statement changes, to undo it alone; after an error the store only rolls back (start_change).
template <class Row>
std::string insertion(int rows) {
  std::string row = "(?";
  for (int i = 1; i < Table<Row>::columns; ++i) row += ", ?";
  row += ") ";
  std::string sql = "INSERT OR FAIL INTO ";
  sql.append(Table<Row>::name).append(" VALUES ").append(row);
  for (int i = 1; i < rows; ++i) sql.append(", ").append(row);
  return sql.append(Table<Row>::on_conflict);
}

/// Asks for the row of one event.
Query event_row(Connection&, Id seq);

/// Binds fund, commodity and account at `first` and the two that follow.
void bind_line(Query&, int first, const LineKey&);

std::int64_t days(Date);

/// A hash as a signed number in the same order.
std::int64_t hash_key(std::uint64_t hash);

}  // namespace almoner::sqlite

// SPDX-License-Identifier: Apache-2.0
// Rows in. Each table's rows go in by key: a B-tree takes neighbours many times faster than
// strangers. A large batch goes in on a second thread while the next one is being decided;
// whatever is asked of the store then waits for it (SqliteStore::connection).
#include <algorithm>
#include <array>
#include <future>

#include <almoner/error.hpp>

#include "store/row_key.hpp"
#include "store/sqlite/columns.hpp"
#include "store/sqlite/lot_page.hpp"
#include "store/sqlite/month_page.hpp"
#include "store/sqlite/posting_page.hpp"
#include "store/sqlite/private_page.hpp"
#include "store/sqlite/sqlite_engine.hpp"

namespace almoner::sqlite {

namespace {

/// Rows that one statement inserts: measured, a quarter more entries a second than one by one.
constexpr int rows_of_a_run = 16;

/// A batch of so many is worth a thread: writing it takes some ten milliseconds.
constexpr std::size_t events_to_write_behind = 4'096;

/// Stable, so that of two rows that replace each other the later one stays.
template <class Row>
void sort(std::vector<Row>& rows) {
  const auto before = [](const Row& a, const Row& b) { return key_of(a) < key_of(b); };
  if (!std::is_sorted(rows.begin(), rows.end(), before))
    std::stable_sort(rows.begin(), rows.end(), before);
}

template <class Row>
std::optional<Row> first_of(Query& query) {
  if (!query.step()) return std::nullopt;
  std::optional<Row> row{Row{}};
  Table<Row>::read(query, *row);
  return row;
}

// What pages of postings and of lots do alike.
bool belongs(const PostingPageRow& page, const PostingRow& row) {
  return page.account == row.account && page.date == row.date;
}
bool belongs(const LotPageRow& page, const LotRow& row) { return page.line == row.line; }
PostingPage reader_of(const PostingPageRow& row) { return {row.account, row.date, row.seq, row.line, row.page}; }
LotPage reader_of(const LotPageRow& row) { return {row.line, row.start, row.page}; }
PostingPageRow new_page(const PostingRow& row) { return {row.account, row.date, row.seq, row.line, {}}; }
LotPageRow new_page(const LotRow& row) { return {row.line, row.start, {}}; }

/// Puts rows into their tables.
class RowWriter {
 public:
  explicit RowWriter(Connection& connection) : connection_{connection} {}

  void append(RowBatch&&);

 private:
  template <class Row>
  void insert(std::vector<Row>&);
  template <class Row>
  void insert_as_they_stand(const std::vector<Row>&);
  template <class Row>
  void remove_places(std::vector<Row>&, std::string_view sql);
  std::optional<PostingPageRow> last_page(const PostingRow&);
  std::optional<LotPageRow> last_page(const LotRow&);
  template <class PageRow, class Row>
  std::vector<PageRow> pages_with(std::vector<Row>& rows);
  std::vector<MonthPageRow> pages_with(std::vector<MonthRow>& rows);
  static std::vector<PrivatePageRow> pages_of(std::vector<PrivateRow>& rows);

  Connection& connection_;
};

template <class Row>
void RowWriter::insert(std::vector<Row>& rows) {
  sort(rows);
  insert_as_they_stand(rows);
}

template <class Row>
void RowWriter::insert_as_they_stand(const std::vector<Row>& rows) {
  auto row = rows.begin();
  for (const int count : {rows_of_a_run, 1}) {
    if (rows.end() - row < count) continue;
    static const std::array sql = {insertion<Row>(rows_of_a_run), insertion<Row>(1)};
    Query query = connection_.prepare(sql[count == 1]);
    while (rows.end() - row >= count) {
      for (int i = 0; i < count; ++i) Table<Row>::bind(query, 1 + i * Table<Row>::columns, *row++);
      query.run();
    }
  }
}

template <class Row>
void RowWriter::remove_places(std::vector<Row>& rows, std::string_view sql) {
  if (rows.empty()) return;
  sort(rows);
  Query query = connection_.prepare(sql);
  for (const Row& row : rows) {
    bind_line(query, 1, row.line);
    query.bind(4, row.start);
    query.run();
    if (query.changes() != 1)
      query.damaged("an interval that is to be removed is not there; `rebuild` mends the tables");
  }
}

void RowWriter::append(RowBatch&& batch) {
  insert(batch.events);
  insert(batch.declarations);
  insert_as_they_stand(pages_of(batch.privates));
  insert(batch.tiles);
  insert_as_they_stand(pages_with<LotPageRow>(batch.lots));
  remove_places(batch.draws_removed,
                "DELETE FROM draw "
                "WHERE fund = ?1 AND commodity = ?2 AND account = ?3 AND start = ?4");
  insert(batch.draws);
  insert(batch.returned_draws);
  insert(batch.references);
  insert(batch.marks);
  insert(batch.substitutions);
  // By id, which is where the strangers are: the rows themselves lie by declaration, at the end.
  std::sort(batch.parties.begin(), batch.parties.end(),
            [](const PartyIndexRow& a, const PartyIndexRow& b) { return a.id < b.id; });
  insert_as_they_stand(batch.parties);
  insert_as_they_stand(pages_with<PostingPageRow>(batch.postings));
  insert(batch.party_postings);
  insert(batch.lines);
  remove_places(batch.free_removed,
                "DELETE FROM free_interval "
                "WHERE fund = ?1 AND commodity = ?2 AND account = ?3 AND start = ?4");
  insert(batch.free);
  insert(batch.balances);
  insert_as_they_stand(pages_with(batch.months));
}

/// The page after which those that hold `row` and its neighbours come, or which takes them.
std::optional<PostingPageRow> RowWriter::last_page(const PostingRow& row) {
  static const std::string sql = std::string{Table<PostingPageRow>::select} +
                                 "WHERE account = ?1 AND day = ?2 ORDER BY seq DESC, line DESC LIMIT 1";
  Query query = connection_.prepare(sql);
  query.bind(1, row.account);
  query.bind(2, days(row.date));
  return first_of<PostingPageRow>(query);
}

std::optional<LotPageRow> RowWriter::last_page(const LotRow& row) {
  static const std::string sql =
      std::string{Table<LotPageRow>::select} +
      "WHERE fund = ?1 AND commodity = ?2 AND account = ?3 ORDER BY start DESC LIMIT 1";
  Query query = connection_.prepare(sql);
  bind_line(query, 1, row.line);
  return first_of<LotPageRow>(query);
}

/// The pages that hold the rows, with what they held before. Of an account and day, or a line, what
/// comes now comes after all that stands: postings in the order of events, lots at the tail.
template <class PageRow, class Row>
std::vector<PageRow> RowWriter::pages_with(std::vector<Row>& rows) {
  sort(rows);
  std::vector<PageRow> pages;
  const Row* before = nullptr;  // in the page that is being filled
  Row stood;
  for (const Row& row : rows) {
    if (pages.empty() || !belongs(pages.back(), row)) {
      before = nullptr;
      if (auto last = last_page(row)) {
        auto page = reader_of(*last);
        while (page.next(stood)) before = &stood;
        if (page.damaged() || !before) connection_.damaged("a page of rows holds what is no row");
        pages.push_back(*std::move(last));
      }
    }
    if (before && !(key_of(*before) < key_of(row))) connection_.damaged("a row is there twice or out of its order");
    if (!before || pages.back().page.size() >= page_bytes_max) {
      pages.push_back(new_page(row));
      before = nullptr;
    }
    append_to_page(pages.back().page, row, before);
    before = &row;
  }
  return pages;
}

/// The months of each balance that the rows move, with what they moved before.
std::vector<MonthPageRow> RowWriter::pages_with(std::vector<MonthRow>& rows) {
  static const std::string sql = std::string{Table<MonthPageRow>::select} +
                                 "WHERE fund = ?1 AND account = ?2 AND purpose = ?3 AND commodity = ?4";
  sort(rows);
  std::vector<MonthPageRow> pages;
  std::vector<MonthRow> months;
  for (auto row = rows.begin(); row != rows.end();) {
    const BalanceKey key = row->key;
    months.clear();
    Query query = connection_.prepare(sql);
    Writer{query, 1}.balance(key);
    if (const auto kept = first_of<MonthPageRow>(query); kept && !read_month_page(key, kept->page, months))
      connection_.damaged("a balance's months are none");
    for (; row != rows.end() && row->key == key; ++row) {
      auto at = std::lower_bound(months.begin(), months.end(), row->month,
                                 [](const MonthRow& one, std::int32_t month) { return one.month < month; });
      if (at == months.end() || at->month != row->month) at = months.insert(at, {key, row->month, 0, 0});
      if (__builtin_add_overflow(at->quantity, row->quantity, &at->quantity) ||
          __builtin_add_overflow(at->value, row->value, &at->value))
        throw StorageError{connection_.path() + ": a balance's movement in one month is beyond 64 bits"};
    }
    pages.push_back({key, month_page(months)});
  }
  return pages;
}

/// One page for each event: its bodies arrive with it, and none later.
std::vector<PrivatePageRow> RowWriter::pages_of(std::vector<PrivateRow>& rows) {
  sort(rows);
  std::vector<PrivatePageRow> pages;
  for (auto first = rows.begin(); first != rows.end();) {
    const auto end = std::find_if(first, rows.end(), [&](const PrivateRow& row) { return row.seq != first->seq; });
    pages.push_back({first->seq, private_page({first, end})});
    first = end;
  }
  return pages;
}

}  // namespace

void SqliteStore::append(RowBatch&& batch) {
  Connection& connection = this->connection();
  start_change();
  if (batch.events.size() < events_to_write_behind) {
    RowWriter{connection}.append(std::move(batch));
    end_change();
    return;
  }
  behind_ = std::async(std::launch::async, [&connection, rows = std::move(batch)]() mutable {
    RowWriter{connection}.append(std::move(rows));
  });
}

Connection& SqliteStore::connection() {
  if (behind_.valid()) {
    behind_.get();
    end_change();
  }
  return *connection_;
}

void SqliteStore::clear_projections() {
  Connection& connection = this->connection();
  start_change();
  for (const char* sql :
       {"DELETE FROM declaration", "DELETE FROM tile", "DELETE FROM lot", "DELETE FROM draw",
        "DELETE FROM returned_draw", "DELETE FROM reference", "DELETE FROM mark",
        "DELETE FROM substitution", "DELETE FROM party", "DELETE FROM line",
        "DELETE FROM free_interval", "DELETE FROM balance", "DELETE FROM balance_month",
        "DELETE FROM posting", "DELETE FROM party_posting"})
    connection.execute(sql);
  end_change();
}

void SqliteStore::erase_private(Id seq, std::uint32_t number) {
  Connection& connection = this->connection();
  start_change();
  std::vector<PrivateRow> bodies = privates(seq);
  std::erase_if(bodies, [&](const PrivateRow& row) { return row.number == number; });
  Query query = connection.prepare(bodies.empty() ? "DELETE FROM private WHERE seq = ?1"
                                                  : "UPDATE private SET page = ?2 WHERE seq = ?1");
  query.bind(1, seq);
  const std::string page = private_page(bodies);
  if (!bodies.empty()) query.bind_blob(2, page.data(), page.size());
  query.run();
  erased_ = true;
  end_change();
}

void SqliteStore::erase_party(const std::string& id) {
  Connection& connection = this->connection();
  start_change();
  for (const char* sql : {"DELETE FROM party_posting WHERE party IN (SELECT seq FROM party WHERE id = ?1)",
                          "DELETE FROM party WHERE id = ?1", "DELETE FROM restricted WHERE id = ?1"}) {
    Query query = connection.prepare(sql);
    query.bind_text(1, id);
    query.run();
  }
  erased_ = true;
  end_change();
}

void SqliteStore::set_restricted(const std::string& id, bool restricted) {
  Connection& connection = this->connection();
  start_change();
  Query query = connection.prepare(restricted ? "INSERT OR IGNORE INTO restricted VALUES (?1)"
                                                : "DELETE FROM restricted WHERE id = ?1");
  query.bind_text(1, id);
  query.run();
  end_change();
}

}  // namespace almoner::sqlite

// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/row_writer.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <utility>

#include "store/key_order.hpp"
#include "store/sqlite/columns.hpp"
#include "store/sqlite/lot_page.hpp"
#include "store/sqlite/month_page.hpp"
#include "store/sqlite/party_page.hpp"
#include "store/sqlite/posting_page.hpp"
#include "store/sqlite/private_bodies.hpp"
#include "store/sqlite/reference_page.hpp"

#include <almoner/error.hpp>

namespace almoner::sqlite {

namespace {

/// Rows that one statement inserts: measured, a quarter more entries a second than one by one.
constexpr int rows_of_a_run = 16;

/// Some 11 bytes each (packed.hpp: page_bytes_max).
constexpr std::size_t references_of_a_page = 80;

/// Pages that are kept in memory before they are written.
constexpr std::size_t reference_pages_at_once = 256;

/// So many in one batch go into their pages at once; fewer when the book's events pass a multiple.
constexpr std::size_t references_to_settle = 4'096;
constexpr Id events_to_settle = 32'768;

template <class Row>
std::optional<Row> first_of(Query& query) {
  if (!query.step()) return std::nullopt;
  std::optional<Row> row{Row{}};
  Table<Row>::read(query, *row);
  return row;
}

// What pages that grow at their end do alike.
bool belongs(const PostingPageRow& page, const PostingRow& row) {
  return page.account == row.account && page.date == row.date;
}
bool belongs(const LotPageRow& page, const LotRow& row) { return page.line == row.line; }
bool belongs(const PartyPageRow& page, const PartyPostingRow& row) { return page.party == row.party; }
PostingPage reader_of(const PostingPageRow& row) { return {row.account, row.date, row.seq, row.line, row.page}; }
LotPage reader_of(const LotPageRow& row) { return {row.line, row.start, row.page}; }
PartyPage reader_of(const PartyPageRow& row) { return {row.party, row.seq, row.line, row.page}; }
PostingPageRow new_page(const PostingRow& row) { return {row.account, row.date, row.seq, row.line, {}}; }
LotPageRow new_page(const LotRow& row) { return {row.line, row.start, {}}; }
PartyPageRow new_page(const PartyPostingRow& row) { return {row.party, row.seq, row.line, {}}; }

}  // namespace

template <class Row>
void RowWriter::insert(std::vector<Row>& rows) {
  sort_by_key(rows);
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
  sort_by_key(rows);
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
  insert_events(batch);
  insert(batch.declarations);
  insert(batch.tiles);
  insert_as_they_stand(pages_with<LotPageRow>(batch.lots));
  remove_places(batch.draws_removed,
                "DELETE FROM draw "
                "WHERE fund = ?1 AND commodity = ?2 AND account = ?3 AND start = ?4");
  insert(batch.draws);
  insert(batch.returned_draws);
  insert_references(batch);
  insert(batch.marks);
  insert(batch.substitutions);
  // By id, which is where the strangers are: the rows themselves lie by declaration, at the end.
  std::sort(batch.parties.begin(), batch.parties.end(),
            [](const PartyIndexRow& a, const PartyIndexRow& b) { return a.id < b.id; });
  insert_as_they_stand(batch.parties);
  insert_as_they_stand(pages_with<PostingPageRow>(batch.postings));
  insert_as_they_stand(pages_with<PartyPageRow>(batch.party_postings));
  insert(batch.lines);
  remove_places(batch.free_removed,
                "DELETE FROM free_interval "
                "WHERE fund = ?1 AND commodity = ?2 AND account = ?3 AND start = ?4");
  insert(batch.free);
  insert(batch.balances);
  insert_as_they_stand(pages_with(batch.months));
}

/// Each with its private bodies in its row: who asks for the one mostly asks for the other.
void RowWriter::insert_events(RowBatch& batch) {
  sort_by_key(batch.events);
  sort_by_key(batch.privates);
  Texts texts;
  std::string bodies;
  std::vector<EventTableRow> rows;
  rows.reserve(batch.events.size());
  auto body = batch.privates.begin();
  for (const EventView& event : batch.events) {
    bodies.clear();
    for (const PrivateView* before = nullptr; body != batch.privates.end() && body->seq == event.seq; before = &*body++) {
      if (before && before->number == body->number) connection_.damaged("a private body is there twice");
      append_body(bodies, *body);
    }
    rows.push_back({event, texts.keep(bodies)});
  }
  if (body != batch.privates.end()) connection_.damaged("a private body comes without its event");
  insert_as_they_stand(rows);
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

std::optional<PartyPageRow> RowWriter::last_page(const PartyPostingRow& row) {
  static const std::string sql =
      std::string{Table<PartyPageRow>::select} + "WHERE party = ?1 ORDER BY seq DESC, line DESC LIMIT 1";
  Query query = connection_.prepare(sql);
  query.bind(1, row.party);
  return first_of<PartyPageRow>(query);
}

/// The pages that hold the rows, with what they held before. Of an account and day, or a line, what
/// comes now comes after all that stands: postings in the order of events, lots at the tail.
template <class PageRow, class Row>
std::vector<PageRow> RowWriter::pages_with(std::vector<Row>& rows) {
  std::vector<PageRow> pages;
  const Row* before = nullptr;  // in the page that is being filled
  Row stood;
  for (const RankedRow<Row>& ranked : in_key_order(rows)) {
    const Row& row = *ranked.row;
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
  std::vector<MonthPageRow> pages;
  std::vector<MonthRow> months;
  const auto ranked = in_key_order(rows);
  for (auto next = ranked.begin(); next != ranked.end();) {
    const BalanceKey key = next->row->key;
    months.clear();
    Query query = connection_.prepare(sql);
    Writer{query, 1}.balance(key);
    if (const auto kept = first_of<MonthPageRow>(query); kept && !read_month_page(key, kept->page, months))
      connection_.damaged("a balance's months are none");
    for (; next != ranked.end() && next->row->key == key; ++next) {
      const MonthRow* row = next->row;
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

void RowWriter::erase_private(Id seq, std::uint32_t number) {
  Query query = event_row(connection_, seq);
  if (!query.step()) return;
  EventTableRow event;
  Table<EventTableRow>::read(query, event);
  std::vector<PrivateView> bodies;
  read_bodies(connection_, seq, event.bodies, bodies);
  std::string left;
  for (const PrivateView& body : bodies)
    if (body.number != number) append_body(left, body);
  if (left.size() == event.bodies.size()) return;
  Query update = connection_.prepare("UPDATE event SET private = ?2 WHERE seq = ?1");
  Writer{update, 1}.number(seq).blob_or_none(left);
  update.run();
}

/// New references go into a table of few rows, and from there into their pages many at a time: each
/// of them alone would change a page of its own.
void RowWriter::insert_references(RowBatch& batch) {
  const bool many = batch.references.size() >= references_to_settle;
  const bool enough = !batch.events.empty() &&
                      batch.events.front().seq / events_to_settle != (batch.events.back().seq + 1) / events_to_settle;
  if (!many && !enough) {
    insert(batch.references);
    return;
  }
  Query query = connection_.prepare(Table<ReferenceRow>::select);
  while (query.step()) Table<ReferenceRow>::read(query, batch.references.emplace_back());
  connection_.execute("DELETE FROM reference");
  settle(batch.references);
}

/// Puts references, by hash, into the pages that they fall into.
void RowWriter::settle(std::vector<ReferenceRow>& rows) {
  std::vector<ReferencePageRow> pages;
  const auto ranked = in_key_order(rows);
  for (auto next = ranked.begin(); next != ranked.end();) {
    auto [low, held, end] = reference_page_of(next->row->hash);
    const auto new_from = static_cast<std::ptrdiff_t>(held.size());
    for (; next != ranked.end() && (!end || next->row->hash < *end); ++next) held.push_back(*next->row);
    const auto before = [](const ReferenceRow& a, const ReferenceRow& b) { return key_of(a) < key_of(b); };
    std::inplace_merge(held.begin(), held.begin() + new_from, held.end(), before);
    if (std::adjacent_find(held.begin(), held.end(), std::not_fn(before)) != held.end())
      connection_.damaged("a row is there twice or out of its order");
    cut_into_pages(low, held, pages);
    if (pages.size() >= reference_pages_at_once) insert_as_they_stand(std::exchange(pages, {}));
  }
  insert_as_they_stand(pages);
}

/// The page that a hash falls into, or an empty first one.
RowWriter::HeldPage RowWriter::reference_page_of(std::uint64_t hash) {
  static const std::string up_to =
      std::string{Table<ReferencePageRow>::select} + "WHERE low <= ?1 ORDER BY low DESC LIMIT 1";
  static const std::string beyond =
      std::string{Table<ReferencePageRow>::select} + "WHERE low > ?1 ORDER BY low LIMIT 1";
  HeldPage found;
  Query query = connection_.prepare(up_to);
  query.bind(1, hash_key(hash));
  const auto kept = first_of<ReferencePageRow>(query);
  if (kept) {
    found.low = kept->low;
    ReferencePage page{kept->low, kept->page};
    for (ReferenceRow row; page.next(row);) found.held.push_back(row);
    if (page.damaged()) connection_.damaged("a page of references holds what is none");
  }
  Query next = connection_.prepare(beyond);
  next.bind(1, hash_key(found.low));
  if (const auto following = first_of<ReferencePageRow>(next)) found.end = following->low;
  if (!kept && found.end) connection_.damaged("the first page of references is missing; `rebuild` mends the tables");
  return found;
}

/// Too many are cut into even parts, but never between two of one hash.
void RowWriter::cut_into_pages(std::uint64_t low, std::span<const ReferenceRow> rows, std::vector<ReferencePageRow>& pages) {
  const std::size_t parts = (rows.size() + references_of_a_page - 1) / references_of_a_page;
  const std::size_t of_a_part = (rows.size() + parts - 1) / parts;
  for (std::size_t from = 0; from < rows.size();) {
    std::size_t to = std::min(from + of_a_part, rows.size());
    while (to < rows.size() && rows[to].hash == rows[to - 1].hash) ++to;
    if (from > 0) low = rows[from].hash;
    pages.push_back({low, reference_page(low, rows.subspan(from, to - from))});
    from = to;
  }
}

}  // namespace almoner::sqlite

// SPDX-License-Identifier: Apache-2.0
// Rows in. Each table's rows go in by key: a B-tree takes neighbours many times faster than
// strangers.
#include <algorithm>
#include <array>

#include <almoner/error.hpp>

#include "store/row_key.hpp"
#include "store/sqlite/sqlite_engine.hpp"

namespace almoner::sqlite {

namespace {

/// Rows that one statement inserts: measured, a quarter more entries a second than one by one.
constexpr int rows_of_a_run = 16;

/// Stable, so that of two rows that replace each other the later one stays.
template <class Row>
void sort(std::vector<Row>& rows) {
  const auto before = [](const Row& a, const Row& b) { return key_of(a) < key_of(b); };
  if (!std::is_sorted(rows.begin(), rows.end(), before))
    std::stable_sort(rows.begin(), rows.end(), before);
}

}  // namespace

template <class Row>
void SqliteStore::insert(std::vector<Row>& rows) {
  sort(rows);
  insert_as_they_stand(rows);
}

template <class Row>
void SqliteStore::insert_as_they_stand(const std::vector<Row>& rows) {
  auto row = rows.begin();
  for (const int count : {rows_of_a_run, 1}) {
    if (rows.end() - row < count) continue;
    static const std::array sql = {insertion<Row>(rows_of_a_run), insertion<Row>(1)};
    Query query = connection_->prepare(sql[count == 1]);
    while (rows.end() - row >= count) {
      for (int i = 0; i < count; ++i) Table<Row>::bind(query, 1 + i * Table<Row>::columns, *row++);
      query.run();
    }
  }
}

template <class Row>
void SqliteStore::remove_places(std::vector<Row>& rows, std::string_view sql) {
  if (rows.empty()) return;
  sort(rows);
  Query query = connection_->prepare(sql);
  for (const Row& row : rows) {
    bind_line(query, 1, row.line);
    query.bind(4, row.start);
    query.run();
    if (query.changes() != 1)
      query.damaged("an interval that is to be removed is not there; `rebuild` mends the tables");
  }
}

void SqliteStore::append(RowBatch&& batch) {
  start_change();
  insert(batch.events);
  insert(batch.declarations);
  insert(batch.privates);
  insert(batch.tiles);
  insert(batch.lots);
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
  insert(batch.lines);
  remove_places(batch.free_removed,
                "DELETE FROM free_interval "
                "WHERE fund = ?1 AND commodity = ?2 AND account = ?3 AND start = ?4");
  insert(batch.free);
  insert(batch.balances);
  insert(batch.months);
  end_change();
}

void SqliteStore::append_postings(std::vector<PostingRow>&& postings,
                                  std::vector<PartyPostingRow>&& party_postings) {
  start_change();
  insert(postings);
  insert(party_postings);
  end_change();
}

void SqliteStore::clear_projections() {
  start_change();
  for (const char* sql :
       {"DELETE FROM declaration", "DELETE FROM tile", "DELETE FROM lot", "DELETE FROM draw",
        "DELETE FROM returned_draw", "DELETE FROM reference", "DELETE FROM mark",
        "DELETE FROM substitution", "DELETE FROM party", "DELETE FROM line",
        "DELETE FROM free_interval", "DELETE FROM balance", "DELETE FROM balance_month",
        "DELETE FROM posting", "DELETE FROM party_posting"})
    connection_->execute(sql);
  end_change();
}

void SqliteStore::erase_private(Id seq, std::uint32_t number) {
  start_change();
  Query query = connection_->prepare("DELETE FROM private WHERE seq = ?1 AND number = ?2");
  query.bind(1, seq);
  query.bind(2, number);
  query.run();
  erased_ = true;
  end_change();
}

void SqliteStore::erase_party(const std::string& id) {
  start_change();
  for (const char* sql : {"DELETE FROM party_posting WHERE party IN (SELECT seq FROM party WHERE id = ?1)",
                          "DELETE FROM party WHERE id = ?1", "DELETE FROM restricted WHERE id = ?1"}) {
    Query query = connection_->prepare(sql);
    query.bind_text(1, id);
    query.run();
  }
  erased_ = true;
  end_change();
}

void SqliteStore::set_restricted(const std::string& id, bool restricted) {
  start_change();
  Query query = connection_->prepare(restricted ? "INSERT OR IGNORE INTO restricted VALUES (?1)"
                                                : "DELETE FROM restricted WHERE id = ?1");
  query.bind_text(1, id);
  query.run();
  end_change();
}

}  // namespace almoner::sqlite

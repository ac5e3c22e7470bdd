// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema_1.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/sqlite/private_page.hpp"

namespace almoner::sqlite {

namespace {

/// One row an event: body+, with body = number salt text as in private_page.hpp.
std::vector<PrivateView> bodies_of_an_event(Id seq, std::string_view bytes, const Query& query) {
  std::vector<PrivateView> rows;
  PackedReader in{bytes};
  while (!in.at_end() && !in.damaged()) {
    PrivateView row;
    row.seq = seq;
    row.number = static_cast<std::uint32_t>(in.number(std::numeric_limits<std::uint32_t>::max()));
    const std::string_view salt = in.bytes(row.salt.size());
    row.body = in.text();
    std::copy(salt.begin(), salt.end(), row.salt.begin());
    rows.push_back(std::move(row));
  }
  if (in.damaged()) query.damaged("the private bodies of event " + std::to_string(seq) + " are none");
  return rows;
}

void put_private_bodies_into_pages(Connection& connection) {
  Query insert = connection.prepare("INSERT INTO private VALUES (?1, ?2)");
  Id first = 0;
  std::string page;
  std::optional<PrivateView> before;  // but for its body
  const auto finish = [&] {
    if (page.empty()) return;
    insert.bind(1, first);
    insert.bind_blob(2, page.data(), page.size());
    insert.run();
    page.clear();
    before.reset();
  };
  Query query = connection.prepare("SELECT seq, page FROM private_of_1 ORDER BY seq");
  while (query.step()) {
    const Id seq = static_cast<Id>(query.integer(0));
    const auto bytes = query.blob(1);
    if (page.size() >= page_bytes_max) finish();
    if (page.empty()) first = seq;
    for (const PrivateView& row : bodies_of_an_event(seq, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}, query)) {
      append_to_page(page, row, before ? &*before : nullptr);
      before = {row.seq, row.number, row.salt, {}};
    }
  }
  finish();
}

}  // namespace

void bring_up_from_1(Connection& connection) {
  connection.execute("ALTER TABLE private RENAME TO private_of_1");
  connection.execute("CREATE TABLE private (seq INTEGER PRIMARY KEY, page BLOB NOT NULL) STRICT");
  put_private_bodies_into_pages(connection);
  connection.execute("DROP TABLE private_of_1");
  // What reports read follows from the log, and the next report makes it anew.
  connection.execute("DROP TABLE party_posting");
  connection.execute(
      "CREATE TABLE party_posting (party INTEGER NOT NULL, seq INTEGER NOT NULL, line INTEGER NOT NULL, "
      "page BLOB NOT NULL, PRIMARY KEY (party, seq, line)) STRICT, WITHOUT ROWID");
  connection.execute("DELETE FROM posting");
  connection.execute("DELETE FROM balance_month");
  connection.execute("UPDATE head SET postings_through = 0");
  // References stand where new ones do, and go into pages with the next that do.
  connection.execute("CREATE TABLE reference_page (low INTEGER PRIMARY KEY, page BLOB NOT NULL) STRICT");
}

}  // namespace almoner::sqlite

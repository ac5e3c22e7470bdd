// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema_1.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>

#include "store/sqlite/columns.hpp"
#include "store/sqlite/packed.hpp"
#include "store/sqlite/schema.hpp"

namespace almoner::sqlite {

namespace {

/// One row an event: body+, with body = number salt text. Gives a page as version 2 has them
/// (schema_2.cpp): each body by its event's number less that of the body before, which is 0.
std::string page_of_an_event(Id seq, std::string_view bytes, const Query& query) {
  std::string page;
  PackedWriter out{page};
  for (PackedReader in{bytes}; !in.at_end();) {
    const std::uint64_t number = in.number(std::numeric_limits<std::uint32_t>::max());
    const std::string_view salt = in.bytes(std::tuple_size_v<decltype(PrivateView::salt)>);
    const std::string_view body = in.text();
    if (in.damaged()) query.damaged("the private bodies of event " + std::to_string(seq) + " are none");
    out.number(0);
    out.number(number);
    page.append(salt);
    out.text(body);
  }
  return page;
}

void put_private_bodies_into_pages(Connection& connection) {
  Query insert = connection.prepare("INSERT INTO private VALUES (?1, ?2)");
  Query query = connection.prepare("SELECT seq, page FROM private_of_1 ORDER BY seq");
  while (query.step()) {
    Reader row{query};
    const Id seq = row.count();
    std::string_view bytes;
    row.bytes(bytes);
    const std::string page = page_of_an_event(seq, bytes, query);
    Writer{insert, 1}.number(seq).blob(page.data(), page.size());
    insert.run();
  }
}

}  // namespace

void bring_up_from_1(Connection& connection) {
  connection.execute("ALTER TABLE private RENAME TO private_of_1");
  connection.execute("CREATE TABLE private (seq INTEGER PRIMARY KEY, page BLOB NOT NULL) STRICT");
  put_private_bodies_into_pages(connection);
  drop_table(connection, "private_of_1");
  // What reports read follows from the log, and the next report makes it anew.
  drop_table(connection, "party_posting");
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

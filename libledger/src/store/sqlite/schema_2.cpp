// SPDX-License-Identifier: Apache-2.0
#include "store/sqlite/schema_2.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "store/sqlite/columns.hpp"
#include "store/sqlite/packed.hpp"
#include "store/sqlite/private_bodies.hpp"
#include "store/sqlite/schema.hpp"

namespace almoner::sqlite {

namespace {

/// Reads the private bodies of all events, which stood in pages of their own:
///
///   page = body+                    keyed by the first body's event, all of an event in one page
///   body = step number salt text    step = event's number less that of the body before (the first: 0)
class BodiesInPages {
 public:
  explicit BodiesInPages(Connection& connection)
      : connection_{connection}, query_{connection.prepare("SELECT seq, page FROM private ORDER BY seq")} {
    next();
  }

  /// As the event's row keeps them. Events are asked for in their order.
  std::string of(Id seq) {
    std::string bodies;
    for (; body_ && body_->seq == seq; next()) append_body(bodies, *body_);
    read_bodies(connection_, seq, bodies, read_);  // throws where whoever asks for them later would
    return bodies;
  }
  void must_be_done() const {
    if (body_) connection_.damaged("the private bodies of event " + std::to_string(body_->seq) + " are of no event");
  }

 private:
  void next() {
    const bool begins_page = page_.at_end();
    while (page_.at_end()) {
      if (!query_.step()) return body_.reset();
      Reader row{query_};
      seq_ = row.count();
      std::string_view bytes;
      row.bytes(bytes);
      page_ = PackedReader{bytes};
      if (bytes.empty()) are_none();
    }
    const std::uint64_t step = page_.number(packed_id_max - seq_);
    if (begins_page && step != 0) are_none();
    seq_ += step;
    PrivateView body;
    body.seq = seq_;
    body.number = static_cast<std::uint32_t>(page_.number(std::numeric_limits<std::uint32_t>::max()));
    const std::string_view salt = page_.bytes(body.salt.size());
    body.body = page_.text();
    if (page_.damaged()) are_none();
    std::copy(salt.begin(), salt.end(), body.salt.begin());
    body_ = body;
  }

  [[noreturn]] void are_none() const {
    connection_.damaged("the private bodies of event " + std::to_string(seq_) + ", or of one soon after it, are none");
  }

  Connection& connection_;
  Query query_;
  PackedReader page_{{}};
  Id seq_ = 0;
  std::optional<PrivateView> body_;  ///< the first that was not asked for yet
  std::vector<PrivateView> read_;
};

/// What so many leave takes the next ones in, so that the file does not hold the log twice.
constexpr Id events_at_once = 64;

void put_bodies_beside_their_events(Connection& connection) {
  BodiesInPages bodies{connection};
  Query events = connection.prepare("SELECT seq, bytes, leaf FROM event_of_2 ORDER BY seq");
  Query insert = connection.prepare("INSERT INTO event VALUES (?1, ?2, ?3, ?4)");
  Query moved = connection.prepare("DELETE FROM event_of_2 WHERE seq <= ?1");
  while (events.step()) {
    Reader row{events};
    const Id seq = row.count();
    std::string_view bytes, leaf;
    row.bytes(bytes);
    row.bytes(leaf);
    const std::string its = bodies.of(seq);
    Writer{insert, 1}.number(seq).blob(bytes.data(), bytes.size()).blob(leaf.data(), leaf.size()).blob_or_none(its);
    insert.run();
    if (seq % events_at_once != 0) continue;
    moved.bind(1, seq);
    moved.run();
  }
  bodies.must_be_done();
}

}  // namespace

void bring_up_from_2(Connection& connection) {
  connection.execute("DROP TRIGGER event_is_not_updated");
  connection.execute("DROP TRIGGER event_is_not_deleted");
  connection.execute("ALTER TABLE event RENAME TO event_of_2");
  connection.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, bytes BLOB NOT NULL, leaf BLOB NOT NULL, private BLOB) STRICT");
  put_bodies_beside_their_events(connection);
  drop_table(connection, "event_of_2");
  drop_table(connection, "private");
  connection.execute("CREATE TRIGGER event_is_not_updated BEFORE UPDATE OF seq, bytes, leaf ON event "
                     "BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END");
  connection.execute("CREATE TRIGGER event_is_not_deleted BEFORE DELETE ON event "
                     "BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END");
}

}  // namespace almoner::sqlite

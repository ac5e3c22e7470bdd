// SPDX-License-Identifier: Apache-2.0
// The extra of a receipt as deterministic CBOR. One value has one encoding.

#include "log/receipt_extra.hpp"

#include "log/cbor.hpp"
#include "log/checkpoint.hpp"
#include "log/event_fields.hpp"
#include "value/assert.hpp"

#include <almoner/error.hpp>

#include <algorithm>
#include <utility>

namespace almoner {

namespace {

constexpr std::uint64_t version = 1;

namespace key {
constexpr EventKey version{0, "version"};
constexpr EventKey event{1, "event"};
constexpr EventKey declarations{2, "declarations"};
constexpr EventKey opened{3, "opened"};
constexpr EventKey trace{4, "trace"};
}  // namespace key

std::string path_bytes(const std::vector<Hash>& path) {
  std::string bytes;
  bytes.reserve(path.size() * Hash{}.size());
  for (const Hash& hash : path) bytes.append(hash.begin(), hash.end());
  return bytes;
}

void write_carried(CborWriter& writer, const std::vector<CarriedEvent>& events) {
  writer.array(events.size());
  for (const CarriedEvent& event : events) {
    writer.array(3);
    writer.uint(event.index);
    writer.bytes(event.bytes);
    writer.bytes(path_bytes(event.path));
  }
}

std::string read_event(FieldReader& reader) {
  const std::string_view bytes = reader.cbor().bytes();
  if (bytes.empty() || bytes.size() > event_size_max) reader.fail("an event has 1 to 65535 bytes");
  return std::string{bytes};
}

std::vector<Hash> read_path(FieldReader& reader) {
  const std::string_view bytes = reader.cbor().bytes();
  constexpr std::size_t size = Hash{}.size();
  if (bytes.size() % size != 0 || bytes.size() > path_length_max * size)
    reader.fail("a path is at most 63 hashes of 32 bytes");
  std::vector<Hash> path(bytes.size() / size);
  for (std::size_t i = 0; i < path.size(); ++i) std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(i * size), size, path[i].begin());
  return path;
}

Id read_index(FieldReader& reader) {
  const std::uint64_t index = reader.cbor().uint();
  if (index > id_max) reader.fail("an index past any log's end");
  return index;
}

void read_carried(FieldReader& reader, std::size_t count, std::vector<CarriedEvent>& events) {
  for (std::size_t row = 0; row < count; ++row) {
    reader.set_row(row + 1);
    if (reader.cbor().array() != 3) reader.fail("an event stands as index, bytes and path");
    CarriedEvent event;
    event.index = read_index(reader);
    event.bytes = read_event(reader);
    event.path = read_path(reader);
    if (!events.empty() && event.index <= events.back().index) reader.fail("events ascend by index, each once");
    events.push_back(std::move(event));
  }
  reader.set_row(0);
}

void read_opened(FieldReader& reader, std::vector<PrivateItem>& items) {
  const std::size_t count = reader.list();
  for (std::size_t row = 0; row < count; ++row) {
    reader.set_row(row + 1);
    if (reader.cbor().array() != 4) reader.fail("a private body stands as index, number, salt and body");
    PrivateItem item;
    item.seq = read_index(reader);
    const std::uint64_t number = reader.cbor().uint();
    if (number > event_size_max) reader.fail("no event has so many commitments");
    item.number = static_cast<std::uint32_t>(number);
    reader.bytes_to(item.salt);
    item.body = std::string{reader.cbor().bytes()};
    if (item.body.size() > private_body_size_max) reader.fail("a private body has at most 65535 bytes");
    const auto place = [](const PrivateItem& one) { return std::pair{one.seq, one.number}; };
    if (!items.empty() && place(item) <= place(items.back())) reader.fail("private bodies ascend by event and number");
    items.push_back(std::move(item));
  }
  reader.set_row(0);
}

}  // namespace

std::string encode_receipt_extra(const ReceiptExtra& extra) {
  std::string out;
  CborWriter writer{out};
  CborMapWriter map{writer};
  map.key(key::version).uint(version);
  map.key(key::event).bytes(extra.event);
  write_carried(map.key(key::declarations), extra.declarations);
  if (!extra.opened.empty()) {
    CborWriter& list = map.key(key::opened);
    list.array(extra.opened.size());
    for (const PrivateItem& item : extra.opened) write_private_item(out, item.seq, item.number, item.salt, item.body);
  }
  if (extra.trace) write_carried(map.key(key::trace), *extra.trace);
  map.end();
  return out;
}

ReceiptExtra decode_receipt_extra(std::string_view bytes) {
  FieldReader reader{bytes};
  ReceiptExtra extra;
  try {
    MapReader map{reader};
    map.require(key::version);
    if (reader.cbor().uint() != version) reader.fail("a version that this program does not know");
    map.require(key::event);
    extra.event = read_event(reader);
    map.require(key::declarations);
    read_carried(reader, reader.list(), extra.declarations);
    if (map.take(key::opened)) read_opened(reader, extra.opened);
    if (map.take(key::trace)) read_carried(reader, reader.cbor().array(), extra.trace.emplace());
    map.end();
    reader.end();
  } catch (const Corrupt& corrupt) {
    const std::string place = reader.place();
    throw Corrupt{"not a receipt: its extra line" + (place.empty() ? "" : ", " + place) + ", " + corrupt.what()};
  }
  return extra;
}

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// Rows to parameters and columns to rows. What is read is checked for range and size here, so that
// a damaged file ends in Corrupt and never in a number that nothing else expects.
#include "store/sqlite/rows.hpp"

#include <algorithm>
#include <limits>

#include "store/sqlite/columns.hpp"

namespace almoner::sqlite {

void bind_line(Query& query, int first, const LineKey& key) {
  query.bind(first, key.fund);
  query.bind(first + 1, key.commodity);
  query.bind(first + 2, key.account);
}

Query event_row(Connection& connection, Id seq) {
  static const std::string sql = std::string{Table<EventTableRow>::select} + "WHERE seq = ?1";
  Query query = connection.prepare(sql);
  query.bind(1, seq);
  return query;
}

namespace {

constexpr std::uint64_t first_bit = std::uint64_t{1} << 63U;

std::uint64_t hash_of(std::int64_t key) {
  return static_cast<std::uint64_t>(key) ^ first_bit;
}

}  // namespace

std::int64_t hash_key(std::uint64_t hash) {
  return static_cast<std::int64_t>(hash ^ first_bit);
}

std::int64_t days(Date date) {
  return date.time_since_epoch().count();
}

void Table<EventTableRow>::bind(Query& query, int first, const EventTableRow& row) {
  Writer{query, first}
      .number(row.event.seq)
      .blob(row.event.bytes.data(), row.event.bytes.size())
      .blob(row.event.leaf.data(), row.event.leaf.size())
      .blob_or_none(row.bodies);
}
void Table<EventTableRow>::read(const Query& query, EventTableRow& row) {
  Reader in{query};
  row.event.seq = in.count();
  in.bytes(row.event.bytes);
  in.bytes(row.event.leaf);
  in.bytes_or_none(row.bodies);
}

void Table<TileRow>::bind(Query& query, int first, const TileRow& row) {
  Writer{query, first}
      .number(row.level)
      .number(row.number)
      .blob(row.hashes.data(), row.hashes.size());
}
void Table<TileRow>::read(const Query& query, TileRow& row) {
  Reader in{query};
  row.level = in.small();
  row.number = in.count();
  const auto hashes = in.hashes(256);
  row.hashes.assign(reinterpret_cast<const char*>(hashes.data()), hashes.size());
}

void Table<LotPageRow>::bind(Query& query, int first, const LotPageRow& row) {
  Writer{query, first}.line(row.line).number(row.start).blob(row.page.data(), row.page.size());
}
void Table<LotPageRow>::read(const Query& query, LotPageRow& row) {
  Reader in{query};
  row.line = in.line();
  row.start = in.number(0, std::numeric_limits<Units>::max());
  in.bytes(row.page);
}

void Table<DrawRow>::bind(Query& query, int first, const DrawRow& row) {
  Writer{query, first}
      .line(row.line)
      .number(row.start)
      .number(row.quantity)
      .number(row.seq)
      .number_unless(row.origin, row.origin == row.start);
}
void Table<DrawRow>::read(const Query& query, DrawRow& row) {
  Reader in{query};
  row.line = in.line();
  in.interval(row.start, row.quantity);
  row.seq = in.count();
  row.origin = in.number_or(row.start);
}

void Table<ReturnedDrawRow>::bind(Query& query, int first, const ReturnedDrawRow& row) {
  Writer{query, first}
      .line(row.line)
      .number(row.start)
      .number(row.quantity)
      .number(row.seq)
      .number_unless(row.origin, row.origin == row.start)
      .number(row.by);
}
void Table<ReturnedDrawRow>::read(const Query& query, ReturnedDrawRow& row) {
  Reader in{query};
  row.line = in.line();
  in.interval(row.start, row.quantity);
  row.seq = in.count();
  row.origin = in.number_or(row.start);
  row.by = in.count();
}

void Table<LineRow>::bind(Query& query, int first, const LineRow& row) {
  Writer{query, first}.line(row.line).number(row.tail).number(row.value);
}
void Table<LineRow>::read(const Query& query, LineRow& row) {
  Reader in{query};
  row.line = in.line();
  row.tail = in.number(0, std::numeric_limits<Units>::max());
  row.value = in.number();
}

void Table<FreeRow>::bind(Query& query, int first, const FreeRow& row) {
  Writer{query, first}.line(row.line).number(row.start).number(row.quantity);
}
void Table<FreeRow>::read(const Query& query, FreeRow& row) {
  Reader in{query};
  row.line = in.line();
  in.interval(row.start, row.quantity);
}

void Table<BalanceTotal>::bind(Query& query, int first, const BalanceTotal& row) {
  Writer{query, first}.balance(row.key).number(row.quantity).number(row.value);
}
void Table<BalanceTotal>::read(const Query& query, BalanceTotal& row) {
  Reader in{query};
  row.key = in.balance();
  row.quantity = in.number();
  row.value = in.number();
}

void Table<MonthPageRow>::bind(Query& query, int first, const MonthPageRow& row) {
  Writer{query, first}.balance(row.key).blob(row.page.data(), row.page.size());
}
void Table<MonthPageRow>::read(const Query& query, MonthPageRow& row) {
  Reader in{query};
  row.key = in.balance();
  in.bytes(row.page);
}

void Table<ReferenceRow>::bind(Query& query, int first, const ReferenceRow& row) {
  Writer{query, first}.number(row.hash).number(row.seq);
}
void Table<ReferenceRow>::read(const Query& query, ReferenceRow& row) {
  Reader in{query};
  row.hash = static_cast<std::uint64_t>(in.number());
  row.seq = in.count();
}

void Table<ReferencePageRow>::bind(Query& query, int first, const ReferencePageRow& row) {
  Writer{query, first}.number(hash_key(row.low)).blob(row.page.data(), row.page.size());
}
void Table<ReferencePageRow>::read(const Query& query, ReferencePageRow& row) {
  Reader in{query};
  row.low = hash_of(in.number());
  in.bytes(row.page);
}

void Table<MarkRow>::bind(Query& query, int first, const MarkRow& row) {
  Writer{query, first}
      .number(row.seq)
      .number(row.by)
      .number(static_cast<std::int64_t>(row.kind))
      .number(row.value);
}
void Table<MarkRow>::read(const Query& query, MarkRow& row) {
  Reader in{query};
  row.seq = in.count();
  row.by = in.count();
  row.kind = static_cast<MarkKind>(in.number(0, static_cast<std::int64_t>(MarkKind::amended)));
  row.value = in.number();
}

void Table<SubstitutionRow>::bind(Query& query, int first, const SubstitutionRow& row) {
  Writer{query, first}.number(row.seq).number(row.by).line(row.line).number(row.start).number(
      row.quantity);
}
void Table<SubstitutionRow>::read(const Query& query, SubstitutionRow& row) {
  Reader in{query};
  row.seq = in.count();
  row.by = in.count();
  row.line = in.line();
  in.interval(row.start, row.quantity);
}

void Table<PartyIndexRow>::bind(Query& query, int first, const PartyIndexRow& row) {
  Writer{query, first}.number(row.seq).text(row.id).number(std::int64_t{row.is_public});
}
void Table<PartyIndexRow>::read(const Query& query, PartyIndexRow& row) {
  Reader in{query};
  row.seq = in.count();
  in.text(row.id);
  row.is_public = in.number(0, 1) == 1;
}

void Table<PostingPageRow>::bind(Query& query, int first, const PostingPageRow& row) {
  Writer{query, first}
      .number(row.account)
      .number(days(row.date))
      .number(row.seq)
      .number(row.line)
      .blob(row.page.data(), row.page.size());
}
void Table<PostingPageRow>::read(const Query& query, PostingPageRow& row) {
  Reader in{query};
  row.account = in.count();
  row.date = in.date();
  row.seq = in.count();
  row.line = in.small();
  in.bytes(row.page);
}

void Table<PartyPageRow>::bind(Query& query, int first, const PartyPageRow& row) {
  Writer{query, first}
      .number(row.party)
      .number(row.seq)
      .number(row.line)
      .blob(row.page.data(), row.page.size());
}
void Table<PartyPageRow>::read(const Query& query, PartyPageRow& row) {
  Reader in{query};
  row.party = in.count();
  row.seq = in.count();
  row.line = in.small();
  in.bytes(row.page);
}

void Table<Head>::bind(Query& query, int first, const Head& head) {
  static_assert(sizeof(Hash) == 32);  // so that a vector of them is one run of bytes
  Writer{query, first}
      .number(std::int64_t{1})
      .number(head.size)
      .blob(head.frontier.data(), head.frontier.size() * sizeof(Hash))
      .date(head.closed)
      .number(head.postings_through);
}
void Table<Head>::read(const Query& query, Head& head) {
  Reader in{query};
  static_cast<void>(in.number(1, 1));
  head.size = in.count();
  const auto hashes = in.hashes(64);
  head.frontier.resize(hashes.size() / sizeof(Hash));
  for (std::size_t i = 0; i < head.frontier.size(); ++i)
    std::copy_n(hashes.begin() + static_cast<std::ptrdiff_t>(i * sizeof(Hash)), sizeof(Hash),
                head.frontier[i].begin());
  head.closed = in.date_or_none();
  head.postings_through = in.count();
}

void Table<Id>::bind(Query& query, int first, const Id& seq) {
  query.bind(first, seq);
}
void Table<Id>::read(const Query& query, Id& seq) {
  seq = Reader{query}.count();
}

}  // namespace almoner::sqlite

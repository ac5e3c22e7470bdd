// SPDX-License-Identifier: Apache-2.0
// The store port: rows in, rows out. A store decides nothing and computes nothing; it keeps what
// it is given, atomically, and gives it back by key. tests/store runs one conformance suite over
// every engine, with memory_store as the model.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "book/record.hpp"
#include "value/texts.hpp"

namespace almoner {

struct Head {
  std::uint64_t size = 0;             ///< number of events
  std::vector<Hash> frontier;         ///< of the tree over them
  std::optional<Date> closed;         ///< nothing may be posted up to this day
  std::uint64_t postings_through = 0; ///< events whose postings are in the posting projection

  bool operator==(const Head&) const = default;
};

struct EventRow {
  Id seq = 0;
  std::string bytes;  ///< canonical CBOR, exactly as hashed
  Hash leaf{};
  bool operator==(const EventRow&) const = default;
};
/// One whose bytes somebody else keeps.
struct EventView {
  Id seq = 0;
  std::string_view bytes;
  Hash leaf{};
};
struct PrivateRow {
  Id seq = 0;
  std::uint32_t number = 0;  ///< of its commitment in the event's list
  std::array<std::uint8_t, 16> salt{};
  std::string body;
  bool operator==(const PrivateRow&) const = default;
};
/// One whose body somebody else keeps.
struct PrivateView {
  Id seq = 0;
  std::uint32_t number = 0;
  std::array<std::uint8_t, 16> salt{};
  std::string_view body;
};
/// An event as the log is read, with the private bodies that are left of it, by number.
struct LogRow {
  EventView event;
  std::span<const PrivateView> bodies;
};
inline EventView view_of(const EventRow& row) { return {row.seq, row.bytes, row.leaf}; }
inline PrivateView view_of(const PrivateRow& row) { return {row.seq, row.number, row.salt, row.body}; }
inline EventRow owned(const EventView& row) { return {row.seq, std::string(row.bytes), row.leaf}; }
inline PrivateRow owned(const PrivateView& row) { return {row.seq, row.number, row.salt, std::string(row.body)}; }
template <class View>
auto owned(const std::vector<View>& views) {
  std::vector<decltype(owned(views.front()))> rows;
  rows.reserve(views.size());
  for (const View& view : views) rows.push_back(owned(view));
  return rows;
}
/// Hashes of complete subtrees of 256^level leaves, level >= 1: up to 256 of them, growing until full.
struct TileRow {
  std::uint32_t level = 0;
  std::uint64_t number = 0;
  std::string hashes;
  bool operator==(const TileRow&) const = default;
};
struct LotRow {
  LineKey line;
  Units start = 0;
  Units quantity = 0;
  Units value = 0;         ///< base line: equal to quantity
  Units value_before = 0;  ///< cumulative value of the line's lots before it; base line: equal to start
  Id seq = 0;              ///< entry that made it
  std::string label;
  std::optional<Date> expires;
  bool operator==(const LotRow&) const = default;
};
/// A live draw. Live draws of a line never overlap.
struct DrawRow {
  LineKey line;
  Units start = 0;
  Units quantity = 0;
  Id seq = 0;        ///< entry that used it
  Units origin = 0;  ///< address of `start` in that entry's own event; differs from it after a substitution
  bool operator==(const DrawRow&) const = default;
};
/// A draw, or part of one, that was given back or substituted: kept, marked with the event that did it.
struct ReturnedDrawRow {
  LineKey line;
  Units start = 0;
  Units quantity = 0;
  Id seq = 0;
  Units origin = 0;
  Id by = 0;
  bool operator==(const ReturnedDrawRow&) const = default;
};
struct LineRow {
  LineKey line;
  Units tail = 0;   ///< units ever received
  Units value = 0;  ///< cumulative value of all lots
  bool operator==(const LineRow&) const = default;
};
struct FreeRow {
  LineKey line;
  Units start = 0;
  Units quantity = 0;
  bool operator==(const FreeRow&) const = default;
};
struct BalanceKey {
  Id fund = no_id;
  Id account = no_id;
  Id purpose = no_id;
  Id commodity = base_commodity;
  auto operator<=>(const BalanceKey&) const = default;
};
/// Declarations are few and near each other: what spreads them is enough.
struct BalanceKeyHash {
  std::size_t operator()(const BalanceKey& key) const noexcept {
    std::uint64_t hash = 0;
    for (const Id id : {key.fund, key.account, key.purpose, key.commodity}) hash = (hash ^ id) * 0x9e3779b97f4a7c15U;
    return hash ^ hash >> 32U;
  }
};
struct BalanceTotal {
  BalanceKey key;
  Units quantity = 0;
  Units value = 0;
  bool operator==(const BalanceTotal&) const = default;
};
/// One month's movement of one balance.
struct MonthRow {
  BalanceKey key;
  std::int32_t month = 0;  ///< since 1970-01
  Units quantity = 0;
  Units value = 0;
  bool operator==(const MonthRow&) const = default;
};
struct ReferenceRow {
  std::uint64_t hash = 0;  ///< first 64 bits of the reference's SHA-256
  Id seq = 0;
  bool operator==(const ReferenceRow&) const = default;
};
enum class MarkKind : std::uint8_t { reversed, returned, repaid, amended };
/// What a later event did to an entry or declaration.
struct MarkRow {
  Id seq = 0;  ///< to which
  Id by = 0;   ///< by which
  MarkKind kind{};
  Units value = 0;  ///< base currency; 0 for reversed and amended
  bool operator==(const MarkRow&) const = default;
};
/// Where an entry's units went when they were substituted; found by the entry.
struct SubstitutionRow {
  Id seq = 0;  ///< whose draw
  LineKey line;
  Units start = 0;  ///< address drawn from then on; what became of it later stands in the draws
  Units quantity = 0;
  Id by = 0;
  bool operator==(const SubstitutionRow&) const = default;
};
/// The party register: id to declaration. What names persons besides private bodies.
struct PartyIndexRow {
  std::string id;
  Id seq = 0;
  bool is_public = false;
  bool operator==(const PartyIndexRow&) const = default;
};
/// Projection: may trail the head, never pass it.
struct PostingRow {
  Id account = no_id;
  Date date{};
  Id seq = 0;
  std::uint32_t line = 0;
  Id fund = no_id;
  Id purpose = no_id;
  Id commodity = base_commodity;
  Units quantity = 0;
  Units value = 0;
  bool operator==(const PostingRow&) const = default;
};
/// Projection: postings that name a party, by the party's declaration.
struct PartyPostingRow {
  Id party = no_id;
  Id seq = 0;
  std::uint32_t line = 0;
  bool operator==(const PartyPostingRow&) const = default;
};

/// Which balances a question is about. Absent: all.
struct BalanceScope {
  Id fund = no_id;
  Id account = no_id;

  bool takes(const BalanceKey& key) const {
    return (fund == no_id || key.fund == fund) && (account == no_id || key.account == account);
  }
};

/// Rows to keep, in any order within a table. Inserts unless said otherwise.
struct RowBatch {
  std::vector<EventView> events;           ///< ascending seq; add() keeps their bytes
  std::vector<Id> declarations;            ///< seqs of the events that a chart is read from
  std::vector<PrivateView> privates;       ///< of these events; add() keeps their bodies
  std::vector<TileRow> tiles;              ///< insert or replace
  std::vector<LotRow> lots;
  std::vector<DrawRow> draws_removed;      ///< by (line, start); removed before any draw is added
  std::vector<DrawRow> draws;
  std::vector<ReturnedDrawRow> returned_draws;
  std::vector<ReferenceRow> references;
  std::vector<MarkRow> marks;
  std::vector<SubstitutionRow> substitutions;
  std::vector<PartyIndexRow> parties;
  // The projection that reports read; the head given to commit says how far it goes.
  std::vector<PostingRow> postings;
  std::vector<PartyPostingRow> party_postings;
  std::vector<MonthRow> months;            ///< added to what stands
  // Once per commit:
  std::vector<LineRow> lines;              ///< insert or replace
  std::vector<FreeRow> free_removed;       ///< by (line, start); removed before any is added
  std::vector<FreeRow> free;
  std::vector<BalanceTotal> balances;      ///< insert or replace

  Texts texts;  ///< of events and private bodies

  // Built where they stay: a copy would be read back before what it is made of was written.
  void add(const EventView& row) {
    const std::string_view bytes = texts.keep(row.bytes);
    EventView& added = events.emplace_back();
    added.seq = row.seq;
    added.bytes = bytes;
    added.leaf = row.leaf;
  }
  void add(const PrivateView& row) {
    const std::string_view body = texts.keep(row.body);
    PrivateView& added = privates.emplace_back();
    added.seq = row.seq;
    added.number = row.number;
    added.salt = row.salt;
    added.body = body;
  }
};

/// State of one fund that rules read.
struct FundRows {
  std::vector<BalanceTotal> balances;
  std::vector<LineRow> lines;
  std::vector<FreeRow> free;  ///< by line, ascending
};

template <class Row>
using RowVisitor = std::function<bool(const Row&)>;  ///< false: stop. A row is good while it is shown

class Store {
 public:
  virtual ~Store() = default;

  // --- Writing: begin, any number of appends, then commit or rollback. ---

  /// Takes the book's one write lock, then reads the head. Throws Conflict if the lock is not had
  /// in time, StorageError for a read-only store.
  virtual Head begin() = 0;
  /// Within begin/commit: whether anybody else may have written to the book since this store's last
  /// transaction. Whoever remembers what it read then forgets it.
  virtual bool others_wrote() { return false; }
  /// Whether another writer is at work just now, so that begin() would wait for it.
  virtual bool would_wait() { return false; }
  /// Gives an empty batch for the next rows, which may have the memory of an earlier one.
  virtual RowBatch append(RowBatch&&) = 0;
  /// Durable once it returns. On StorageError nothing of the transaction was kept, or all of it.
  virtual void commit(const Head&) = 0;
  virtual void rollback() noexcept = 0;
  /// Within begin/commit: removes the rows of every table but events and private bodies.
  virtual void clear_projections() = 0;
  /// Within begin/commit: for the erasure of a party. No row: no effect.
  virtual void erase_private(Id seq, std::uint32_t number) = 0;
  virtual void erase_party(const std::string& id) = 0;  ///< its rows of party_postings and its mark too
  /// Within begin/commit: the mark of a party whose data is kept and not used. Outside the log, so
  /// clear_projections leaves it.
  virtual void set_restricted(const std::string& id, bool restricted) = 0;

  // --- Reading. Within begin/commit the transaction's own rows are seen. Outside, hold() pins
  // one state of the book for all reads until release(); calls nest. ---

  virtual void hold() = 0;
  virtual void release() noexcept = 0;
  virtual bool read_only() const = 0;
  virtual Head head() = 0;

  virtual std::optional<EventRow> event(Id seq) = 0;
  virtual void events(Id from, Id to, const RowVisitor<LogRow>&) = 0;    ///< [from, to), ascending
  virtual std::vector<Id> declarations(Id from) = 0;                     ///< ascending, >= from
  virtual std::vector<PrivateRow> privates(Id seq) = 0;                  ///< by number
  virtual std::optional<TileRow> tile(std::uint32_t level, std::uint64_t number) = 0;
  virtual std::vector<Id> references(std::uint64_t hash) = 0;
  virtual bool any_reference() = 0;
  virtual FundRows fund(Id fund) = 0;
  /// Lots that overlap [from, to) of a line, ascending; lots of a line tile it without gaps.
  virtual void lots(const LineKey&, Units from, Units to, const RowVisitor<LotRow>&) = 0;
  /// Live draws that overlap [from, to), ascending.
  virtual void draws(const LineKey&, Units from, Units to, const RowVisitor<DrawRow>&) = 0;
  virtual std::vector<MarkRow> marks(Id seq) = 0;                       ///< by `by`
  virtual std::vector<SubstitutionRow> substitutions(Id seq) = 0;       ///< by `by`, line, start
  virtual std::optional<PartyIndexRow> party(const std::string& id) = 0;
  virtual bool any_restricted() = 0;
  virtual bool is_restricted(const std::string& id) = 0;

  virtual void parties(const RowVisitor<PartyIndexRow>&) = 0;           ///< by declaration
  virtual void balances(const BalanceScope&, const RowVisitor<BalanceTotal>&) = 0;  ///< by key
  /// Movements of months < before (all if absent), by account, then by key and month.
  virtual void months(const BalanceScope&, std::optional<std::int32_t> before, const RowVisitor<MonthRow>&) = 0;
  virtual void lines(const RowVisitor<LineRow>&) = 0;                   ///< by line
  /// Postings of one account (all accounts if no_id) with begin <= date < end, by account, date,
  /// seq, line.
  virtual void postings(Id account, std::optional<Date> begin, std::optional<Date> end,
                        const RowVisitor<PostingRow>&) = 0;
  virtual void party_postings(Id party, const RowVisitor<PartyPostingRow>&) = 0;  ///< by seq, line

  // Whole tables, for audits; in key order, but for a store that says otherwise.
  virtual void all_tiles(const RowVisitor<TileRow>&) = 0;
  virtual void all_lots(const RowVisitor<LotRow>&) = 0;
  virtual void all_draws(const RowVisitor<DrawRow>&) = 0;
  virtual void all_returned_draws(const RowVisitor<ReturnedDrawRow>&) = 0;
  virtual void all_free(const RowVisitor<FreeRow>&) = 0;
  virtual void all_references(const RowVisitor<ReferenceRow>&) = 0;
  virtual void all_marks(const RowVisitor<MarkRow>&) = 0;
  virtual void all_substitutions(const RowVisitor<SubstitutionRow>&) = 0;
  virtual void all_party_postings(const RowVisitor<PartyPostingRow>&) = 0;

  /// What is wrong with the store's own structure, in its words; empty where nothing is, or where it
  /// has none. Rows may all be there and yet not be found where they are looked for.
  virtual std::string structure_damage() { return {}; }

  /// Another reader of the same book, for a second thread: it sees what is committed. None where the
  /// engine has no other.
  virtual std::unique_ptr<Store> another_reader() const { return nullptr; }

  /// Outside begin/commit, after an erasure: writes the file anew, so that no byte of what was
  /// erased is left in it or beside it. Throws Conflict where others read or write just now.
  virtual void scrub() = 0;
  /// A consistent copy in a new file, complete or absent. Throws UsageError if it exists.
  virtual void snapshot(const std::string& path) = 0;
};

}  // namespace almoner

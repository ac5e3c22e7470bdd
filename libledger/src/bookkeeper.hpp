// SPDX-License-Identifier: Apache-2.0
// Keeps one book's state between a store and the pure rules: gathers what a decision reads, and
// turns accepted events into rows. Posting, rebuilding, importing and auditing all write through it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "book/books.hpp"
#include "book/proposal.hpp"
#include "book/resolve.hpp"
#include "known_parties.hpp"
#include "log/merkle.hpp"
#include "recent_references.hpp"
#include "store/port.hpp"
#include "value/assert.hpp"

namespace almoner {

/// Rows staged in memory before they go to the store in sorted runs.
inline constexpr std::size_t staged_events_max = 8'192;

/// Rows whose keys lie anywhere in their tables wait for so many of them, as each run touches most pages
/// of a large book: references and parties' postings;
inline constexpr std::size_t scattered_rows_max = 1U << 16U;
/// and lots and months, whose pages are as many as a book has lines and balances.
inline constexpr std::size_t rows_of_lines_max = 1U << 14U;

/// So many references are read in the time that the store takes to look for one.
inline constexpr std::uint64_t references_read_for_one_asked = 64;

/// The private bodies of one event, and the parties that they name, by number (empty: none, or erased).
/// Most events have one or two.
using Bodies = boost::container::small_vector<PrivateRow, 2>;
using PartyNames = boost::container::small_vector<std::string, 2>;

/// Who asks for the parties alone need not have bodies read that name none.
enum class Open : std::uint8_t { parties, all };

/// What the private bodies of an entry tell, as far as they were not erased.
struct OpenedEntry {
  std::vector<std::string> party_ids;  ///< by posting; public ones too. Empty: none, or erased
  std::vector<bool> party_erased;      ///< by posting: named, but its body is gone
  std::string narration, bank_reference;
};

class Bookkeeper {
 public:
  /// `log` holds the events and private bodies; `tables` everything else. One store for a book at
  /// work; two where an audit replays one store's log into another's tables.
  Bookkeeper(Store& log, Store& tables) : log_(log), tables_(tables) {}

  /// While set, events and private bodies are in the log already and are not written again.
  void set_replaying(bool replaying) { replaying_ = replaying; }

  const Chart& chart() const { return chart_; }
  const Head& head() const { return head_; }
  const Frontier& frontier() const { return frontier_; }
  const std::array<std::uint8_t, 8>& origin() const { return origin_; }
  const Books& books() const { return books_; }

  // --- Reading ---

  /// Brings the cached state to this head (under the lock, or a held read).
  void refresh(const Head&);
  void load_fund(Id);
  Event event(Id seq) const;            ///< throws NotFound; Corrupt for one that does not parse
  std::string event_bytes(Id seq) const;
  EntryRecord entry(Id seq) const;      ///< throws NotFound if the event is no entry
  /// The entry that an event is, known to speak of nothing undeclared. Throws as `entry` does.
  const EntryRecord& entry_of(const Event&) const;
  std::optional<Id> find_reference(const std::string&) const;  ///< of an entry
  std::optional<PartyIndexRow> find_party(const std::string& id) const;
  bool is_restricted(const std::string& party) const;
  std::vector<PrivateRow> privates(Id seq) const;
  /// A declared party's terms, as amended; empty but for the id where its bodies were erased.
  PartyTerms party_terms(const PartyIndexRow&) const;
  /// An entry opened as amended, or as it was posted itself, which is what a repeated draft is compared with.
  OpenedEntry opened(Id seq, const EntryRecord&, Open = Open::all) const;
  OpenedEntry opened_as_posted(Id seq, const EntryRecord&, Open = Open::all) const;
  /// What became of an entry. `with_uses`: also who has units of its lots (for a reversal).
  Precedent precedent(Id seq, bool with_uses);
  /// The draws that an entry still has, where they are now; by line and origin.
  std::vector<LiveDraw> live_draws(Id seq, const EntryRecord&) const;
  /// Loads the funds and lots that planning the proposal reads.
  void gather(const Proposal&, const Named&);
  Named gather_named(const Proposal&);

  // --- Writing, between begin and commit or rollback ---

  void begin();
  bool writing() const { return writing_; }
  /// Takes up an event that the rules accepted. Bytes and bodies are not read while replaying.
  void apply(const Event&, std::string_view bytes, const Hash& leaf, const Bodies&, const PartyNames& parties);
  /// Everything staged goes to the store, so that its reads see it.
  void flush();
  void commit();
  void rollback() noexcept;
  /// Starts from event 0 again, for a replay into empty tables.
  void forget();
  /// Events that are in the log's store; those beyond, up to the head, are staged.
  std::uint64_t events_stored() const { return head_.size - rows_.events.size(); }
  void set_postings_through(std::uint64_t through) { head_.postings_through = through; }
  /// From here to the end of the transaction postings are projected as they are posted, and those that
  /// are staged now, if the projection has not fallen behind what is stored: worth it for many entries,
  /// not for one.
  void project_as_posted();
  /// Reads the register of parties, if it is small enough to be kept: worth it for many entries,
  /// which then need not ask the store for each donor while it is writing.
  void know_parties();
  /// Asks the store for parties anew: some were erased or restricted.
  void forget_parties();
  /// Adds the rows of the projection for one event: its postings, by account and of parties, and
  /// its movements of months. None unless it is an entry.
  void project(const Event&, const PartyNames& parties, RowBatch&) const;
  /// Those of parties alone.
  void project_parties(const Event&, const PartyNames& parties, RowBatch&) const;

 private:
  void open_bodies(Id seq, const std::vector<PartyRef>&, Open, OpenedEntry&) const;
  void find_derived(Precedent&) const;
  void apply_entry(Id seq, const EntryRecord&);
  void apply_balances(const EntryRecord&);
  void apply_units(Id seq, const EntryRecord&);
  void apply_marks(Id seq, const EntryRecord&);
  void mark_repaid(Id advance, Id by, const EntryRecord&, int sign);
  Line& changing(const LineKey&);
  void stage_balances();
  void stage_tiles(unsigned level, std::uint64_t index, const Hash&);
  void flush_events(bool all);
  void remember_references() noexcept;
  void know_references() const;
  void forget_what_was_read();
  std::uint64_t hash_of_asked(const std::string& reference) const;
  bool has_reference(Id seq, const std::string& reference) const;
  void know_party(const PartyIndexRow&) const;
  void learn_lots(const LineKey&, const Interval&);
  void append_live_draws(const LineKey&, const Interval&, Id seq, bool at_origin, std::vector<LiveDraw>&) const;

  Store& log_;
  Store& tables_;
  bool writing_ = false;
  bool replaying_ = false;
  bool projecting_ = false;
  Chart chart_;
  Books books_;
  Head head_;
  Frontier frontier_;
  std::array<std::uint8_t, 8> origin_{};
  std::uint64_t chart_through_ = 0;  ///< events whose declarations are in the chart
  bool fresh_ = false;               ///< the cached funds are those of head_

  RowBatch rows_;
  std::uint64_t staged_events_ = 0;
  bool unflushed_ = false;  ///< something was taken up since the last flush
  bool entries_stored_ = false;         ///< before this transaction
  RecentReferences recent_references_;  ///< of this transaction
  // What was read of the store, or written to it, until somebody else writes.
  mutable std::optional<RecentReferences> stored_references_;  ///< of all before it; absent: the store is asked
  mutable std::uint64_t references_asked_ = 0;                 ///< of the store
  /// Parties declared or asked for, so that a list of gifts asks the store once for each donor.
  mutable KnownParties known_parties_;
  mutable std::optional<bool> any_restricted_;
  mutable std::optional<bool> parties_stored_;  ///< others than those known; absent: not asked yet
  // Of books_, by this transaction since the last flush.
  std::vector<Line*> changing_lines_;
  std::vector<BalanceKey> changing_balances_;
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::string> changed_tiles_;
  mutable std::string asked_reference_;  ///< the last one, and its hash: what is posted was asked for
  mutable std::uint64_t asked_hash_ = 0;
};

/// Adds the rows of the projection by account for one event: they follow from it alone.
void project_postings(const Event&, RowBatch&);
/// And its movements of months.
void project_months(const Event&, RowBatch&);

/// The party that a private reference names, of those that an event's bodies name by number; empty
/// where its body was erased or there is none.
inline const std::string& party_named(const PartyNames& parties, PartyRef party) {
  static const std::string nobody;
  const auto number = static_cast<std::uint64_t>(-1 - party);
  return number < parties.size() ? parties[number] : nobody;
}

/// Hash first, parse second: bytes that the disk changed are not shown as the book's. Throws Corrupt.
void check_leaf(const EventView&);

/// A lot as its line knows it. Throws Corrupt for a row that can be no lot's.
Lot to_lot(LotRow&&);

/// First 64 bits of the reference's SHA-256, its key in the store.
std::uint64_t reference_hash(const std::string&);

}  // namespace almoner

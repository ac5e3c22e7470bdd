// SPDX-License-Identifier: Apache-2.0
// The facade: one book, opened, written and asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <almoner/columns.hpp>
#include <almoner/draft.hpp>
#include <almoner/entry.hpp>
#include <almoner/error.hpp>
#include <almoner/export.hpp>
#include <almoner/query.hpp>
#include <almoner/terms.hpp>
#include <almoner/violation.hpp>

namespace almoner {

/// What a book takes from the outside world; tests replace it. Empty members: the system's.
struct Environment {
  std::function<Instant()> clock;
  std::function<void(std::span<std::byte>)> random;  ///< fills the span with unpredictable bytes
};

struct OpenOptions {
  bool read_only = false;
  int busy_timeout_ms = 10'000;  ///< how long a write waits for another writer before Conflict
  Environment environment;
};

/// What a receipt holds beside the entry itself.
struct ReceiptOptions {
  std::string donor{};  ///< id of the party whose name is opened; empty: the only one that the entry names
  bool trace = false;   ///< also the entries that the gift is attributed to
};

/// More to erase than what names the party itself.
struct ErasureOptions {
  std::vector<std::string> narrations{};  ///< references of other entries whose narration names it
};

/// What an erasure deleted, and what it could not.
struct Erasure {
  bool was_known = false;     ///< the register had the party
  std::uint64_t bodies = 0;   ///< private bodies deleted
  std::vector<std::string> narrations_left{};  ///< references of other entries that still hold its name or contact
  std::vector<Seq> events_left{};              ///< events that hold them for ever
};

/// What became of a posted draft.
struct Posted {
  Seq seq = 0;
  bool already_there = false;  ///< an equal entry had the reference; nothing was written
};

/// One book. Move-only. One thread at a time may use a Ledger; any number of Ledgers, in any
/// number of processes, may be open on one file: writers take turns, readers never wait.
/// Every member may throw StorageError or Corrupt. Refused and Conflict promise that nothing was
/// written.
class ALMONER_EXPORT Ledger {
 public:
  class State;  ///< of the library
  /// Makes a new file. Throws UsageError if it exists or the terms are not usable.
  static Ledger create(const std::string& path, const BookTerms&, OpenOptions = {});
  static Ledger create_in_memory(const BookTerms&, Environment = {});
  /// Throws NotFound if there is no such file; StorageError for one that is no book, or newer.
  static Ledger open(const std::string& path, OpenOptions = {});

  Ledger(Ledger&&) noexcept;
  Ledger& operator=(Ledger&&) noexcept;
  ~Ledger();

  // --- Writing. Outside a batch each call is one durable transaction. ---

  /// Throw Refused: name taken, parent missing, terms incomplete. An equal declaration made
  /// before is returned with already_there. `by` is a role, public for ever.
  Posted declare(const CommodityTerms&, const std::string& by = {});
  Posted declare(const AccountTerms&, const std::string& by = {});
  Posted declare(const PurposeTerms&, const std::string& by = {});
  Posted declare(const FundTerms&, const std::string& by = {});
  Posted declare(const PartyTerms&, const std::string& by = {});
  Posted amend(const Amendment&);

  /// Deletes every private body that names the party, the narrations of the entries that name it,
  /// and its row of the register; then writes the file anew, so that nothing of it is left there or
  /// beside it. The log, its root and receipts handed out stay as they are. An id that no party has
  /// is no error. Throws UsageError for a public party, whose name stands in the log for ever, and
  /// for a reference that no entry has; Conflict, after the deletion, where somebody reads the book:
  /// erase again. Copies made before are not reached.
  Erasure erase_party(const std::string& id, const ErasureOptions& = {});
  /// Marks a private party's data as kept and not used: drafts that name it are refused, parties()
  /// and export_private leave it out. `restricted` false lifts it. Throws NotFound, and UsageError
  /// for a public party.
  void restrict_party(const std::string& id, bool restricted = true);
  /// Nothing is posted on or before this day from now on. Never moves back.
  Posted close(Date, const std::string& by = {});

  /// All rules that the draft would break, in the order of Rule; empty exactly when post succeeds.
  std::vector<Violation> check(const Draft&);
  /// Throws Refused with the list that check returns.
  Posted post(const Draft&);

  /// All or nothing: what is posted while a Batch lives is durable once commit returns, and gone
  /// if the Batch ends without it. A refused draft leaves the batch usable. One at a time. Questions of
  /// others see the book as it was before; while thousands of entries are the first of their book, who opens it
  /// waits for the commit, as long as its busy_timeout_ms, and a question still running then makes it throw Conflict.
  class ALMONER_EXPORT Batch {
   public:
    Batch(Batch&&) noexcept;
    Batch& operator=(Batch&&) = delete;
    ~Batch();
    void commit();

   private:
    friend class Ledger;
    explicit Batch(Ledger*);
    Ledger* ledger_;
  };
  Batch batch();

  // --- The log ---

  std::uint64_t size() const;  ///< number of events
  DocumentHash root() const;   ///< RFC 6962 root over all events
  /// The root when the log had that many events. These three throw UsageError past its end.
  DocumentHash root_at(std::uint64_t size) const;
  /// RFC 6962 paths: from an event to the root of the first `size` events, and from the root of
  /// old_size events to that of new_size (empty where old_size is 0 or new_size).
  std::vector<DocumentHash> inclusion_proof(Seq, std::uint64_t size) const;
  std::vector<DocumentHash> consistency_proof(std::uint64_t old_size, std::uint64_t new_size) const;
  /// Logs a key with which checkpoints are signed from now on; see rotate_key in signing.hpp.
  /// An equal key logged before is returned with already_there. Throws ParseError.
  Posted log_key(const std::string& verifier_key, const std::string& by = {});
  std::vector<std::string> logged_keys() const;  ///< verifier keys, in the order logged
  /// A receipt of one entry under that checkpoint (a note, of this book): see receipt.hpp.
  std::string receipt(const std::string& reference, std::string_view checkpoint, const ReceiptOptions&) const;
  /// Re-reads and recomputes everything; writes nothing. Throws UsageError while a batch is open.
  AuditReport audit(const std::function<void(std::uint64_t done, std::uint64_t size)>& progress = {});
  /// Drops every table but the log and the private bodies, and replays.
  void rebuild();
  /// The event in the readable view: one line of JSON. Throws NotFound.
  std::string event_json(Seq) const;
  std::string event_bytes(Seq) const;
  /// CBOR sequence (RFC 8742) of events [from, size).
  void export_log(std::ostream&, Seq from = 0) const;
  /// Without what names restricted parties. Returns how many bodies it left out.
  std::uint64_t export_private(std::ostream&) const;
  /// A new book at path holding exactly the exported log; every rule is checked again.
  /// Throws Corrupt or Refused naming the event; then no file is left.
  static Ledger import_log(const std::string& path, std::istream& events, std::istream* private_bodies,
                           OpenOptions = {});
  /// A consistent copy of the whole book in a new file.
  void snapshot(const std::string& path);

  // --- Questions ---

  BookTerms terms() const;
  std::vector<CommodityTerms> commodities() const;  ///< base currency first
  std::vector<AccountTerms> accounts() const;
  std::vector<PurposeTerms> purposes() const;
  std::vector<FundTerms> fund_terms() const;
  std::optional<PartyTerms> party(const std::string& id) const;
  /// Smallest units of a commodity from decimal text; throws NotFound, InvalidAmount.
  int scale(const std::string& commodity) const;

  std::optional<Entry> entry(const std::string& reference) const;
  /// Entries in order of posting; the callback returns false to stop.
  void for_each_entry(const Filter&, const std::function<bool(const Entry&)>&) const;

  /// Sums per account, fund, purpose, commodity; zero rows left out unless asked for.
  std::vector<BalanceRow> balances(const Filter& = {}, bool zero_rows = false) const;
  /// Postings by account, then date, then order of posting. Streams; return false to stop.
  void for_each_posting(const Filter&, const std::function<bool(const RegisterRow&)>&) const;
  /// The same rows in columns, to be taken a run at a time; the Ledger must outlive the scan.
  PostingScan scan_postings(const Filter& = {}) const;
  std::vector<FundRow> funds(const Filter& = {}) const;
  std::vector<StockRow> stock(const Filter& = {}) const;
  /// Throws NotFound for an unknown reference.
  Trace trace(const std::string& reference, Direction = Direction::forward) const;
  /// Income, expense and releases of [begin, end).
  Activities activities(const Filter& = {}) const;
  std::vector<PartyRow> parties() const;
  Stats stats() const;

  explicit Ledger(std::unique_ptr<State>);  ///< of the library

 private:
  std::unique_ptr<State> state_;
};

}  // namespace almoner

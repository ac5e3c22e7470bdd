// SPDX-License-Identifier: Apache-2.0
// The store over one SQLite file. What it does when: sqlite_store.cpp (transactions),
// sqlite_write.cpp, row_writer.cpp and sqlite_read.cpp (rows), sqlite_open.cpp (files), snapshot.cpp (copies).
#pragma once

#include <deque>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/second_thread.hpp"
#include "store/sqlite/file_lock.hpp"
#include "store/sqlite/rows.hpp"
#include "store/sqlite/sqlite.hpp"
#include "store/sqlite/sqlite_store.hpp"

namespace almoner::sqlite {

class SqliteStore final : public Store {
 public:
  /// `connection` is set up and known to be a book's; its path is absolute.
  SqliteStore(std::unique_ptr<Connection> connection, const SqliteOptions&);
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;
  ~SqliteStore() override;

  Head begin() override;
  bool others_wrote() override { return others_wrote_; }
  bool would_wait() override;
  RowBatch append(RowBatch&&) override;
  void commit(const Head&) override;
  void rollback() noexcept override;
  void clear_projections() override;
  void erase_private(Id seq, std::uint32_t number) override;
  void erase_party(const std::string& id) override;
  void set_restricted(const std::string& id, bool restricted) override;

  void hold() override;
  void release() noexcept override;
  bool read_only() const override { return options_.read_only; }
  Head head() override;

  std::optional<EventRow> event(Id seq) override;
  void events(Id from, Id to, const RowVisitor<LogRow>&) override;
  std::vector<Id> declarations(Id from) override;
  std::vector<PrivateRow> privates(Id seq) override;
  std::optional<TileRow> tile(std::uint32_t level, std::uint64_t number) override;
  std::vector<Id> references(std::uint64_t hash) override;
  FundRows fund(Id fund) override;
  void lots(const LineKey&, Units from, Units to, const RowVisitor<LotRow>&) override;
  void draws(const LineKey&, Units from, Units to, const RowVisitor<DrawRow>&) override;
  std::vector<MarkRow> marks(Id seq) override;
  std::vector<SubstitutionRow> substitutions(Id seq) override;
  std::optional<PartyIndexRow> party(const std::string& id) override;
  bool any_reference() override;
  bool any_restricted() override;
  bool is_restricted(const std::string& id) override;
  void parties(const RowVisitor<PartyIndexRow>&) override;
  void balances(const BalanceScope&, const RowVisitor<BalanceTotal>&) override;
  void months(const BalanceScope&, std::optional<std::int32_t> before,
              const RowVisitor<MonthRow>&) override;
  void lines(const RowVisitor<LineRow>&) override;
  void postings(Id account, std::optional<Date> begin, std::optional<Date> end,
                const RowVisitor<PostingRow>&) override;
  void party_postings(Id party, const RowVisitor<PartyPostingRow>&) override;
  void all_tiles(const RowVisitor<TileRow>&) override;
  void all_lots(const RowVisitor<LotRow>&) override;
  void all_draws(const RowVisitor<DrawRow>&) override;
  void all_returned_draws(const RowVisitor<ReturnedDrawRow>&) override;
  void all_free(const RowVisitor<FreeRow>&) override;
  void all_references(const RowVisitor<ReferenceRow>&) override;
  void all_marks(const RowVisitor<MarkRow>&) override;
  void all_substitutions(const RowVisitor<SubstitutionRow>&) override;
  void all_party_postings(const RowVisitor<PartyPostingRow>&) override;

  std::string structure_damage() override;
  std::unique_ptr<Store> another_reader() const override;
  void scrub() override;
  void snapshot(const std::string& path) override;

 private:
  /// Around each change within begin/commit. One that throws in between leaves the transaction fit
  /// only for rollback: what it had written of its rows must not be committed.
  void start_change();
  void end_change() noexcept { failed_ = false; }
  void check_may_begin(const char* what) const;
  void write_in_place();
  void write_to_log() noexcept;
  void know_own_switch() noexcept;
  int checkpoint(int mode) noexcept;  ///< SQLite's result code

  template <class Row, class Visitor>
  void visit(Query, const Visitor&);
  void visit_references(Query, const RowVisitor<ReferenceRow>&);
  void visit_lots(Query, const RowVisitor<LotRow>&);
  void visit_party_postings(Query, const RowVisitor<PartyPostingRow>&);
  template <class Row>
  std::vector<Row> collect(Query);
  template <class Row>
  std::optional<Row> first(Query);
  template <class Row>
  void visit_overlapping(Query, const LineKey&, Units from, Units to, const RowVisitor<Row>&);

  /// The connection, once what is being written behind stands in it; throws what went wrong there.
  Connection& connection();
  /// Until so many batches at most are on their way; throws what went wrong with one.
  void wait_for_behind(std::size_t batches);

  std::unique_ptr<Connection> connection_;
  std::optional<SecondThread> second_;  ///< of a transaction that is large
  std::deque<std::future<RowBatch>> behind_;  ///< batches on their way in; they have the connection to themselves
  RowBatch spare_;  ///< memory of a batch that went in, for the next one of the transaction
  SqliteOptions options_;
  FileLock lock_;
  std::int64_t data_version_ = -1;  ///< what SQLite counts of the commits of others, when we last began
  bool others_wrote_ = true;
  bool writing_ = false;
  bool failed_ = false;  ///< a statement of this transaction did
  bool changed_ = false;  ///< this transaction has changed something
  bool in_place_ = false;  ///< the file has no write-ahead log for now
  bool erased_ = false;  ///< erased bytes may still stand in the write-ahead log
  int holds_ = 0;
  int visits_ = 0;
  int wal_pages_ = 0;  ///< in the write-ahead log after our last commit
};

/// How long a question waits. Whoever opens a book first reads its log in, which takes moments: that is
/// waited for even by who waits for no writer.
int patience_ms(const SqliteOptions&);

/// Under the flock. What was committed is safe in the log, so a checkpoint that fails or finds readers in its
/// way is no error: the next one goes on from there. Gives SQLite's result code.
int checkpoint(Connection&, int mode, const SqliteOptions&) noexcept;

/// Sets what must hold on each connection to a book: durability, defence, memory.
void set_up(Connection&, const SqliteOptions&);
std::string lock_path(const std::string& book);

}  // namespace almoner::sqlite

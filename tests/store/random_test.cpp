// SPDX-License-Identifier: Apache-2.0
// Random transactions on the model and on SQLite, which must give equal answers. Run again with
// ALMONER_SEED=n what a failure printed.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <set>

#include <almoner/error.hpp>

#include "engines.hpp"

namespace almoner {
namespace {

std::uint64_t seed_of_this_run() {
  const char* given = std::getenv("ALMONER_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

/// Makes batches that a book could write, and some that it could not.
class Author {
 public:
  /// Some begin where references soon go from where the new ones stand to where the others are.
  explicit Author(std::uint64_t seed) : random_{seed}, next_seq_{one_in(2) ? Id{0} : Id{32'768 - 150}} {}

  Units below(Units end) { return static_cast<Units>(random_() % static_cast<std::uint64_t>(end)); }
  bool one_in(Units n) { return below(n) == 0; }
  /// One of the last, or the next.
  Id some_seq() {
    const Id back = static_cast<Id>(below(600));
    return next_seq_ + 1 - std::min(back, next_seq_ + 1);
  }
  LineKey some_line() {
    const Id fund = 1 + static_cast<Id>(below(3));
    return one_in(2) ? LineKey{fund, 0, 0}
                     : LineKey{fund, 1 + static_cast<Id>(below(2)), static_cast<Id>(below(2))};
  }
  BalanceKey some_balance() {
    return {1 + static_cast<Id>(below(3)), 1 + static_cast<Id>(below(4)), static_cast<Id>(below(2)),
            static_cast<Id>(below(2))};
  }
  std::string some_text() {
    std::string text;
    for (Units left = below(12); left > 0; --left) text += static_cast<char>('a' + below(26));
    return text;
  }

  RowBatch batch() {
    RowBatch rows;
    for (Units events = below(60); events > 0; --events) entry(rows);
    for (const auto& [line, tail] : tails_) rows.lines.push_back({line, tail, tail});
    std::shuffle(rows.lots.begin(), rows.lots.end(), random_);
    std::shuffle(rows.references.begin(), rows.references.end(), random_);
    if (one_in(10) && !rows.references.empty()) rows.references.push_back(rows.references.front());
    if (one_in(10)) rows.draws_removed.push_back({some_line(), below(50), 1, 1, 0});
    return rows;
  }
  std::vector<PostingRow> postings() {
    std::vector<PostingRow> rows;
    for (Units left = below(40); left > 0; --left) {
      const Units quantity = below(1000) - 500;
      rows.push_back({1 + static_cast<Id>(below(4)), day(static_cast<int>(below(60)) - 20),
                      next_posting_++, static_cast<std::uint32_t>(below(3)), 1, 0,
                      static_cast<Id>(below(2)), quantity, one_in(4) ? below(9) : quantity});
    }
    return rows;
  }
  std::vector<PartyPostingRow> of_parties(const std::vector<PostingRow>& postings) {
    std::vector<PartyPostingRow> rows;
    for (const PostingRow& row : postings)
      if (one_in(2)) rows.push_back({static_cast<Id>(below(3)), row.seq, row.line});
    return rows;
  }
  /// What the batches since then said is forgotten, as the stores did.
  struct Memory {
    std::map<LineKey, Units> tails;
    std::map<std::pair<LineKey, Units>, DrawRow> draws;
    Id next_seq, next_posting;
  };
  Memory memory() const { return {tails_, draws_, next_seq_, next_posting_}; }
  void remember(const Memory& memory) {
    tails_ = memory.tails;
    draws_ = memory.draws;
    next_seq_ = memory.next_seq;
    next_posting_ = memory.next_posting;
  }
  void forget_projections() {
    tails_.clear();
    draws_.clear();
  }
  Id next_seq() const { return next_seq_; }

 private:
  void entry(RowBatch& rows) {
    const Id seq = next_seq_++;
    add(rows, event_row(seq));
    rows.references.push_back({one_in(3) ? random_() % 4 : random_(), seq});
    const LineKey line = some_line();
    Units& tail = tails_[line];
    const Units quantity = 1 + below(100);
    const bool base = line.commodity == base_commodity;
    if (one_in(3)) {
      if (tail > 0) draw(rows, line, below(tail), seq);
    } else {
      LotRow lot{line, tail, quantity, quantity, tail, seq, "", {}};
      if (!base) lot.value = below(5000), lot.value_before = below(5000), lot.label = some_text();
      if (!base && one_in(2)) lot.expires = day(static_cast<int>(below(20'000)));
      rows.lots.push_back(lot);
      tail += quantity;
    }
    const BalanceKey key = some_balance();
    rows.balances.push_back({key, below(1000), below(1000)});
    rows.months.push_back(
        {key, static_cast<std::int32_t>(below(5)), below(100) - 50, below(100) - 50});
    for (auto number = static_cast<std::uint32_t>(below(3)); number > 0; --number)
      add(rows, PrivateRow{seq, number, {}, some_text()});
    if (one_in(5))
      rows.parties.push_back({"p" + some_text() + std::to_string(seq), seq, one_in(2)});
    if (one_in(5)) rows.declarations.push_back(seq);
    if (one_in(5))
      rows.marks.push_back({some_seq(), seq, static_cast<MarkKind>(below(4)), below(9)});
    if (one_in(5)) rows.substitutions.push_back({some_seq(), line, below(99), 1, seq});
    if (one_in(5))
      rows.tiles.push_back({1, static_cast<std::uint64_t>(below(4)), std::string(32, 'a')});
  }
  /// One unit; where it is drawn already, that draw is returned first, and sometimes drawn again.
  void draw(RowBatch& rows, const LineKey& line, Units start, Id seq) {
    const auto found = draws_.find({line, start});
    if (found != draws_.end()) {
      const DrawRow old = found->second;
      // Only what an earlier batch drew: removals come first in each.
      if (std::find(rows.draws.begin(), rows.draws.end(), old) != rows.draws.end()) return;
      rows.draws_removed.push_back(old);
      rows.returned_draws.push_back({line, start, 1, old.seq, old.origin, seq});
      draws_.erase(found);
      if (one_in(2)) return;
    } else if (std::any_of(rows.draws_removed.begin(), rows.draws_removed.end(),
                           [&](const DrawRow& r) { return r.line == line && r.start == start; })) {
      return;
    }
    const DrawRow row{line, start, 1, seq, one_in(2) ? start : below(1000)};
    rows.draws.push_back(row);
    draws_[{line, start}] = row;
  }

  std::mt19937_64 random_;
  std::map<LineKey, Units> tails_;
  std::map<std::pair<LineKey, Units>, DrawRow> draws_;
  Id next_seq_;
  Id next_posting_ = 0;
};

/// What the call threw, as the part of it that both engines owe alike.
template <class Call>
std::string outcome(const Call& call) {
  try {
    call();
    return "fine";
  } catch (const Corrupt&) {
    return "Corrupt";
  } catch (const StorageError&) {
    return "StorageError";
  }
}

void expect_equal_answers(Author& author, Store& a, Store& b) {
  for (int i = 0; i < 20; ++i) {
    const LineKey line = author.some_line();
    const Units from = author.below(2000) - 10;
    const Units to = from + author.below(300) - 5;
    std::vector<LotRow> lots_a, lots_b;
    a.lots(line, from, to, into(lots_a));
    b.lots(line, from, to, into(lots_b));
    EXPECT_TRUE(lots_a == lots_b) << from << " to " << to;
    std::vector<DrawRow> draws_a, draws_b;
    a.draws(line, from, to, into(draws_a));
    b.draws(line, from, to, into(draws_b));
    EXPECT_TRUE(draws_a == draws_b) << from << " to " << to;
    std::vector<PostingRow> postings_a, postings_b;
    const auto account = static_cast<Id>(author.below(5));
    const std::optional<Date> begin =
        author.one_in(3) ? std::nullopt : std::optional{day(static_cast<int>(author.below(30)))};
    const std::optional<Date> end =
        author.one_in(3) ? std::nullopt : std::optional{day(static_cast<int>(author.below(30)))};
    a.postings(account, begin, end, into(postings_a));
    b.postings(account, begin, end, into(postings_b));
    EXPECT_TRUE(postings_a == postings_b) << account;
    const Id seq = author.some_seq();
    EXPECT_TRUE(a.event(seq) == b.event(seq)) << seq;
    EXPECT_TRUE(a.marks(seq) == b.marks(seq)) << seq;
    EXPECT_TRUE(a.substitutions(seq) == b.substitutions(seq)) << seq;
    EXPECT_TRUE(a.privates(seq) == b.privates(seq)) << seq;
    const auto hash = static_cast<std::uint64_t>(author.below(5));
    EXPECT_EQ(a.references(hash), b.references(hash));
    const FundRows fund_a = a.fund(line.fund), fund_b = b.fund(line.fund);
    EXPECT_TRUE(fund_a.balances == fund_b.balances);
    EXPECT_TRUE(fund_a.lines == fund_b.lines);
    EXPECT_TRUE(fund_a.free == fund_b.free);
  }
}

void run(std::uint64_t seed) {
  const TemporaryFolder folder;
  Author author{seed};
  const auto model = make_memory_store();
  const std::string path = folder / "book";
  auto sqlite = create_sqlite_store(path);
  for (int transaction = 0; transaction < 25; ++transaction) {
    SCOPED_TRACE("transaction " + std::to_string(transaction));
    const Author::Memory before = author.memory();
    EXPECT_TRUE(model->begin() == sqlite->begin());
    bool failed = false;
    const auto both = [&](const auto& call) {
      const std::string expected = outcome([&] { call(*model); });
      EXPECT_EQ(outcome([&] { call(*sqlite); }), expected);
      failed = failed || expected != "fine";
    };
    for (Units steps = author.below(5); steps > 0; --steps) {
      if (author.one_in(15)) {
        both([](Store& store) { store.clear_projections(); });
        author.forget_projections();
      }
      const RowBatch rows = author.batch();
      both([&](Store& store) { store.append(copy_of(rows)); });
      const std::vector<PostingRow> postings = author.postings();
      const std::vector<PartyPostingRow> of_parties = author.of_parties(postings);
      both([&](Store& store) { append_postings(store, std::vector{postings}, std::vector{of_parties}); });
      const Id erased = author.some_seq();
      both([&](Store& store) { store.erase_private(erased, 1); });
      if (!failed) expect_equal_answers(author, *model, *sqlite);
    }
    const bool give_up = author.one_in(5);
    if (!give_up) both([&](Store& store) { store.commit({author.next_seq(), {}, {}, 0}); });
    if (give_up || failed) {
      model->rollback();
      sqlite->rollback();
      author.remember(before);
    }
    expect_equal(contents(*model), contents(*sqlite));
    if (author.one_in(6)) {
      sqlite.reset();
      sqlite = open_sqlite_store(path);
    }
    if (testing::Test::HasFailure()) return;
  }
}

TEST(StoreProperty, SqliteGivesTheAnswersOfTheModel) {
  const std::uint64_t seed = seed_of_this_run();
  for (std::uint64_t i = 0; i < 12 && !HasFailure(); ++i) {
    SCOPED_TRACE("ALMONER_SEED=" + std::to_string(seed + i));
    run(seed + i);
  }
  if (HasFailure()) std::cerr << "seed " << seed << '\n';
}

}  // namespace
}  // namespace almoner

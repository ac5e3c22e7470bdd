// SPDX-License-Identifier: Apache-2.0
// Entries that are on disk when the call returns: one by one, and in groups of a thousand. Ours
// and the rival's take turns, so that both meet the same disk.
#include <stdexcept>
#include <utility>

#include <almoner/ledger.hpp>

#include "commands.hpp"
#include "drafts.hpp"
#include "rows.hpp"
#include "timing.hpp"

namespace almoner::bench {

namespace {

constexpr int group_size = 1000;
constexpr int group_count = 15;

/// So many that either log was copied into its file once, at eight pages an entry and up to 4,000
/// pages, and is written over from then on, as in a program that stays open. While a log grows
/// the file system keeps the size too at every commit, which both would wait for.
constexpr int warm_up_count = 600;

/// Gifts of the journal once more, under references of their own.
class MoreGifts {
 public:
  explicit MoreGifts(std::vector<Draft> drafts) {
    for (Draft& draft : drafts)
      if (draft.reference.front() == 'G') gifts_.push_back(std::move(draft));
    if (gifts_.empty()) throw std::runtime_error{"the journal has no gifts"};
  }
  Draft next() {
    Draft draft = gifts_[made_ % gifts_.size()];
    draft.reference = "X-" + std::to_string(++made_);
    return draft;
  }

 private:
  std::vector<Draft> gifts_;
  std::size_t made_ = 0;
};

struct Sides {
  Ledger& book;
  Database& database;
  RowTables& tables;
  Names& names;
  MoreGifts& gifts;

  /// Seconds of each side for one durable group of so many.
  std::pair<double, double> post(int count) {
    std::vector<Draft> drafts;
    for (int i = 0; i < count; ++i) drafts.push_back(gifts.next());
    const double ours = post_ours(drafts);
    return {ours, insert(raw(drafts))};
  }

 private:
  double post_ours(const std::vector<Draft>& drafts) {
    return seconds_of([&] {
      if (drafts.size() == 1) {
        book.post(drafts.front());
        return;
      }
      Ledger::Batch batch = book.batch();
      for (const Draft& draft : drafts) book.post(draft);
      batch.commit();
    });
  }
  std::vector<RawEntry> raw(const std::vector<Draft>& drafts) {
    std::vector<RawEntry> entries;
    for (const Draft& draft : drafts) entries.push_back(names.raw(*book.entry(draft.reference)));
    return entries;
  }
  double insert(const std::vector<RawEntry>& entries) {
    return seconds_of([&] {
      database.execute("BEGIN IMMEDIATE");
      for (const RawEntry& entry : entries) tables.add(entry);
      database.execute("COMMIT");
    });
  }
};

}  // namespace

Json measure_durable(const std::string& journal, const std::string& book_path,
                     const std::string& database_path, int count) {
  MoreGifts gifts{read_whole(journal).drafts};
  Ledger book = Ledger::open(book_path);
  Names names;
  raw_entries(book, names);
  Database database{database_path};
  RowTables tables{database};
  Sides sides{book, database, tables, names, gifts};
  std::vector<double> our_first, row_first, ours, rows, our_groups, row_groups;
  const auto singles = [&sides](int times, std::vector<double>& of_ours, std::vector<double>& of_rows) {
    for (int i = 0; i < times; ++i) {
      const auto [our_time, row_time] = sides.post(1);
      of_ours.push_back(our_time);
      of_rows.push_back(row_time);
    }
  };
  singles(warm_up_count, our_first, row_first);
  singles(count, ours, rows);
  for (int i = 0; i < group_count; ++i) {
    const auto [our_time, row_time] = sides.post(group_size);
    our_groups.push_back(our_time / group_size);
    row_groups.push_back(row_time / group_size);
  }
  const auto told = [](const std::vector<double>& times) {
    return Json{
        {"p50", percentile(times, 50)}, {"p99", percentile(times, 99)}, {"samples", times.size()}};
  };
  return {{"single_of_the_first", {{"ours", told(our_first)}, {"rows", told(row_first)}}},
          {"single", {{"ours", told(ours)}, {"rows", told(rows)}}},
          {"group_of_1000_per_entry", {{"ours", told(our_groups)}, {"rows", told(row_groups)}}}};
}

}  // namespace almoner::bench

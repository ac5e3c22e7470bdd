// SPDX-License-Identifier: Apache-2.0
// Readers beside a writer in one process, each with a Ledger of its own on one file. Run under
// ThreadSanitizer by `make tsan`; without it, what the readers see must still be whole books.
#include <atomic>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <almoner/journal.hpp>
#include <almoner/ledger.hpp>

#include "all_answers.hpp"
#include "journal_book.hpp"
#include "sound_book.hpp"
#include "temporary_folder.hpp"

namespace almoner::test {
namespace {

/// One after the other they begin; all have ended when it goes.
class Threads {
 public:
  void start(std::function<void()> work) {
    threads_.emplace_back([work = std::move(work)] {
      try {
        work();
      } catch (const std::exception& error) {
        ADD_FAILURE() << error.what();
      }
    });
  }
  void join() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }
  Threads() = default;
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  ~Threads() { join(); }

 private:
  std::vector<std::thread> threads_;
};

std::string gifts(const std::string& name, int count) {
  std::string journal;
  for (int i = 0; i < count; ++i)
    journal += "2021-12-06 * (" + name + "-" + std::to_string(i) + ")  ; fund: U\n    资产:1002-银行存款:基本户  1.00 CNY\n    收入:4101-捐赠收入\n\n";
  return journal;
}

Draft gift(const std::string& reference) {
  Draft draft;
  draft.date = parse_date("2021-12-06");
  draft.reference = reference;
  draft.postings = {{.account = "资产:1002-银行存款:基本户", .fund = "U", .commodity = {}, .quantity = 100, .value = {}, .purpose = {}, .party = {}, .lot = {}, .expires = {}},
                    {.account = "收入:4101-捐赠收入", .fund = "U", .commodity = {}, .quantity = -100, .value = {}, .purpose = {}, .party = {}, .lot = {}, .expires = {}}};
  return draft;
}

/// A book seen at any moment balances in each fund, and its figures belong to one state.
void must_be_whole(Ledger& book, std::uint64_t& size_before) {
  const std::uint64_t size = book.size();
  EXPECT_GE(size, size_before);
  size_before = size;
  std::map<std::string, Units> sums;
  for (const BalanceRow& row : book.balances()) sums[row.fund] += row.value;
  for (const auto& [fund, sum] : sums) EXPECT_EQ(sum, 0) << fund;
  Units postings = 0;
  book.for_each_posting({.account = {}, .fund = "U", .purpose = {}, .party = {}, .begin = {}, .end = {}}, [&](const RegisterRow& row) {
    postings += row.value;
    return true;
  });
  EXPECT_EQ(postings, 0);
  EXPECT_FALSE(book.trace("G-0016").parts.empty());
  EXPECT_FALSE(book.stock().empty());
}

class OneFile : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::string path = folder / "county.book";
  std::atomic<bool> done = false;
  std::atomic<int> looks = 0;

  void SetUp() override { make_sound_book(path, 20); }

  void read_until_done(bool read_only) {
    Ledger book = Ledger::open(path, {.read_only = read_only, .busy_timeout_ms = 0, .environment = {}});
    std::uint64_t size = 0;
    do {
      must_be_whole(book, size);
      ++looks;
    } while (!done);
  }
};

TEST_F(OneFile, IsReadByOthersWhileOneWriterPostsOneByOne) {
  Threads threads;
  for (const bool read_only : {true, true, false}) threads.start([this, read_only] { read_until_done(read_only); });
  {
    Ledger book = Ledger::open(path, {.read_only = false, .busy_timeout_ms = 30'000, .environment = {}});
    for (int i = 0; i < 60; ++i) book.post(gift("S-" + std::to_string(i)));
  }
  done = true;
  threads.join();
  Ledger book = Ledger::open(path);
  EXPECT_TRUE(book.audit().findings.empty());
  std::cout << looks << " looks at the book while 60 entries were posted" << std::endl;
}

TEST_F(OneFile, IsReadByOthersWhileABatchIsWrittenBehind) {
  Threads threads;
  for (const bool read_only : {true, false}) threads.start([this, read_only] { read_until_done(read_only); });
  {
    Ledger book = Ledger::open(path, {.read_only = false, .busy_timeout_ms = 30'000, .environment = {}});
    // Beyond what goes in on a second thread (decision 0025), read by a third.
    for (const std::string name : {"A", "B"}) {
      std::istringstream journal{gifts(name, 6'000)};
      std::map<std::string, int> scales;
      for (const CommodityTerms& terms : book.commodities()) scales[terms.code] = terms.scale;
      auto batch = book.batch();
      read_journal_ahead(journal, "CNY", scales, [&](JournalItem&& item) { book.post(std::get<Draft>(item.what)); });
      EXPECT_FALSE(book.balances().empty());  // asks the store while it may still be written to
      batch.commit();
    }
  }
  done = true;
  threads.join();
  Ledger book = Ledger::open(path);
  EXPECT_EQ(book.audit().findings.size(), 0U);
  EXPECT_TRUE(book.entry("B-5999").has_value());
  std::cout << looks << " looks at the book while 12,000 entries were posted" << std::endl;
}

TEST_F(OneFile, IsReadWithoutWaitingWhileAnotherHoldsABatchOpen) {
  Ledger writer = Ledger::open(path);
  writer.post(gift("S-1"));  // which the projection of postings lacks
  auto batch = writer.batch();
  writer.post(gift("S-2"));
  // For an hour it would wait.
  Ledger reader = Ledger::open(path, {.read_only = false, .busy_timeout_ms = 3'600'000, .environment = {}});
  int found = 0;
  reader.for_each_posting({}, [&](const RegisterRow& row) {
    found += row.reference == "S-1" ? 1 : 0;
    EXPECT_NE(row.reference, "S-2");
    return true;
  });
  EXPECT_EQ(found, 2);
  EXPECT_FALSE(reader.parties().empty());
  Filter part;
  part.end = parse_date("2021-12-07");
  EXPECT_FALSE(reader.balances(part).empty());
  batch.commit();
  EXPECT_TRUE(reader.entry("S-2").has_value());
}

TEST_F(OneFile, TakesEntriesFromManyWritersAndAnAuditBeside) {
  Threads threads;
  for (const std::string name : {"A", "B", "C", "D"})
    threads.start([this, name] {
      Ledger book = Ledger::open(path, {.read_only = false, .busy_timeout_ms = 60'000, .environment = {}});
      for (int i = 0; i < 25; ++i) book.post(gift(name + "-" + std::to_string(i)));
    });
  threads.start([this] {
    Ledger book = Ledger::open(path, {.read_only = true, .busy_timeout_ms = 30'000, .environment = {}});
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(book.audit().findings.empty());
  });
  threads.join();
  Ledger book = Ledger::open(path);
  EXPECT_TRUE(book.audit().findings.empty());
  for (const char* name : {"A", "B", "C", "D"})
    for (int i = 0; i < 25; ++i) EXPECT_TRUE(book.entry(name + ("-" + std::to_string(i))).has_value());
}

TEST(Books, InMemoryOfEachThreadShareNothing) {
  Threads threads;
  std::vector<std::string> answers(4);
  for (std::string& mine : answers)
    threads.start([&mine] {
      JournalBook book;
      book.post_file(source_file("tools/demo/county.journal"));
      EXPECT_TRUE(book.ledger.audit().findings.empty());
      mine = all_answers(book.ledger);
    });
  threads.join();
  for (const std::string& one : answers) EXPECT_EQ(one, answers.front());
}

}  // namespace
}  // namespace almoner::test

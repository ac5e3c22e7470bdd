// SPDX-License-Identifier: Apache-2.0
// Memory runs out at any allocation of an operation: it throws bad_alloc or one of the library's own,
// the ledger goes on, and of what was written there is all or nothing.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <new>
#include <random>

#include <almoner/receipt.hpp>
#include <almoner/signing.hpp>

#include "fault_book.hpp"
#include "failing_memory.hpp"
#include "temporary_folder.hpp"

namespace almoner::test {

namespace {

constexpr std::uint64_t numbers_tried_in_short = 150;

/// All numbers, or so many: the first, where most is prepared, and any of the others.
std::vector<std::uint64_t> numbers_to_try(std::uint64_t count, std::uint64_t most) {
  std::vector<std::uint64_t> numbers;
  std::mt19937_64 random{seed()};
  const bool all = is_soak() || count <= most;
  for (std::uint64_t i = 1; i <= (all ? count : most); ++i) numbers.push_back(all || i <= most / 3 ? i : 1 + random() % count);
  return numbers;
}

/// Runs the work with that allocation failing. True if it ended well all the same.
template <class Work>
bool ended_well(std::uint64_t number, bool for_good, Work&& work) {
  bool well = false;
  fail_allocation(number, for_good);
  try {
    work();
    well = true;
  } catch (const std::bad_alloc&) {
  } catch (const Error&) {
  }
  stop_failing();
  return well;
}

class OutOfMemory : public testing::TestWithParam<Operation> {};

TEST_P(OutOfMemory, IsReportedAndTheLedgerGoesOn) {
  const FaultBook base;
  const TemporaryFolder folder;
  const std::string book = folder / "book";
  write_image(folder.path(), base.files);
  std::uint64_t count = 0, later_size = 0;
  {
    Ledger ledger = Ledger::open(book);
    fail_allocation(0);
    GetParam().run(ledger);
    count = stop_failing();
    later_size = ledger.size();
  }
  std::uint64_t tried = 0, reported = 0;
  for (const std::uint64_t number : numbers_to_try(count, numbers_tried_in_short))
    for (const bool for_good : {false, true}) {
      if (testing::Test::HasFailure()) break;
      SCOPED_TRACE(GetParam().name + ", allocation " + std::to_string(number) + (for_good ? " and all after it" : ""));
      write_image(folder.path(), base.files);
      {
        Ledger ledger = Ledger::open(book);
        const bool well = ended_well(number, for_good, [&] { GetParam().run(ledger); });
        ++tried;
        if (!well) ++reported;
        const std::uint64_t size = ledger.size();
        EXPECT_TRUE(size == later_size || (!well && size == base.size)) << size;
        EXPECT_EQ(unsound(book, base.size, base.root, size), "");
        GetParam().run(ledger);
        EXPECT_EQ(ledger.size(), later_size);
      }
      EXPECT_EQ(unsound(book, base.size, base.root, later_size), "");
    }
  std::cout << GetParam().name << ": " << count << " allocations, " << tried << " failed, " << reported << " reported; seed "
            << seed() << "\n";
  EXPECT_GT(reported, 0U);
}

std::vector<Operation> operations_and_questions() {
  std::vector<Operation> all = operations();
  std::erase_if(all, [](const Operation& one) { return one.name == "ask"; });
  all.push_back({"balances", [](Ledger& ledger) { static_cast<void>(ledger.balances()); }});
  all.push_back({"trace", [](Ledger& ledger) { static_cast<void>(ledger.trace("G-2")); }});
  all.push_back({"trace back", [](Ledger& ledger) { static_cast<void>(ledger.trace("V-1", Direction::back)); }});
  all.push_back({"parties", [](Ledger& ledger) { static_cast<void>(ledger.parties()); }});
  all.push_back({"audit", [](Ledger& ledger) {
                   const AuditReport report = ledger.audit();
                   if (!report.findings.empty()) throw Corrupt(report.findings.front().what);
                 }});
  return all;
}

INSTANTIATE_TEST_SUITE_P(Of, OutOfMemory, testing::ValuesIn(operations_and_questions()), [](const auto& operation) {
  std::string name = operation.param.name;
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
});

/// A batch lives on after the failure, or says that it does not; what it then keeps is whole.
TEST(OutOfMemoryInABatch, NeverKeepsHalfOfAnEntry) {
  const FaultBook base;
  const TemporaryFolder folder;
  const std::string book = folder / "book";
  const auto work = [](Ledger& ledger) {
    post_gifts(ledger, "X", 3);
    static_cast<void>(ledger.balances());
    post_gifts(ledger, "Y", 3);
  };
  write_image(folder.path(), base.files);
  std::uint64_t count = 0;
  {
    Ledger ledger = Ledger::open(book);
    Ledger::Batch batch = ledger.batch();
    fail_allocation(0);
    work(ledger);
    batch.commit();
    count = stop_failing();
  }
  std::uint64_t tried = 0, kept = 0;
  for (const std::uint64_t number : numbers_to_try(count, 3 * numbers_tried_in_short)) {
    if (testing::Test::HasFailure()) break;
    SCOPED_TRACE("allocation " + std::to_string(number));
    write_image(folder.path(), base.files);
    Ledger ledger = Ledger::open(book);
    {
      Ledger::Batch batch = ledger.batch();
      // The caller goes on as if nothing had happened.
      const bool well = ended_well(number, false, [&] {
        work(ledger);
        batch.commit();
      });
      if (!well) {
        try {
          batch.commit();
        } catch (const Error&) {
        }
      }
    }
    ++tried;
    const std::uint64_t size = ledger.size();
    if (size > base.size) ++kept;
    EXPECT_EQ(unsound(book, base.size, base.root, size), "");
    post_gifts(ledger, "X", 3);
    post_gifts(ledger, "Y", 3);
    EXPECT_EQ(ledger.size(), base.size + 6);
    EXPECT_EQ(unsound(book, base.size, base.root, base.size + 6), "");
  }
  std::cout << count << " allocations, " << tried << " failed, " << kept << " times something was kept; seed " << seed() << "\n";
}

TEST(OutOfMemoryAlone, OpensNoBook) {
  const FaultBook base;
  const TemporaryFolder folder;
  const std::string book = folder / "book";
  write_image(folder.path(), base.files);
  fail_allocation(0);
  static_cast<void>(Ledger::open(book));
  const std::uint64_t count = stop_failing();
  std::uint64_t reported = 0;
  for (std::uint64_t number = 1; number <= count; ++number)
    for (const bool for_good : {false, true})
      if (!ended_well(number, for_good, [&] { static_cast<void>(Ledger::open(book)); })) ++reported;
  EXPECT_EQ(unsound(book, base.size, base.root, base.size), "");
  std::cout << count << " allocations, " << reported << " reported\n";
  EXPECT_GT(reported, 0U);
}

TEST(OutOfMemoryAlone, VerifiesNoReceipt) {
  const FaultBook base;
  const TemporaryFolder folder;
  write_image(folder.path(), base.files);
  Ledger ledger = Ledger::open(folder / "book");
  const std::string key_file = folder / "ORG.key";
  write_key_files(key_file, "example.org/fault");
  const std::string vkey = verifier_key_of(key_file);
  const std::string checkpoint = sign_checkpoint(ledger, {key_file});
  const std::string receipt = ledger.receipt("G-2", checkpoint, {.donor = {}, .trace = true});
  const VerifiedReceipt whole = verify(receipt, vkey);
  fail_allocation(0);
  static_cast<void>(verify(receipt, vkey));
  const std::uint64_t count = stop_failing();
  std::uint64_t reported = 0;
  for (std::uint64_t number = 1; number <= count; ++number)
    for (const bool for_good : {false, true}) {
      VerifiedReceipt verified;
      if (ended_well(number, for_good, [&] { verified = verify(receipt, vkey); }))
        EXPECT_EQ(verified.entry, whole.entry);
      else
        ++reported;
    }
  std::cout << count << " allocations, " << reported << " reported\n";
  EXPECT_GT(reported, 0U);
}

}  // namespace

}  // namespace almoner::test

int main(int argc, char** argv) {
  almoner::test::put_in_charge_of_memory();
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}

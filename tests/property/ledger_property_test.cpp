// SPDX-License-Identifier: Apache-2.0
// What holds of every book, tried on random ones: gifts, purchases, disbursements, moves,
// transfers, reversals, error corrections and partial returns, against a model that keeps each
// unit by itself. SEED=n ... begins at another book.
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <sstream>

#include "random_books.hpp"

namespace almoner::test {
namespace {

using Parts = std::map<std::string, std::int64_t>;

Parts parts_of(const Trace& trace, PartState state) {
  Parts parts;
  for (const TracePart& part : trace.parts)
    if (part.state == state) parts[part.reference] += part.value;
  std::erase_if(parts, [](const auto& part) { return part.second == 0; });
  return parts;
}

Units sum(const Trace& trace) {
  Units total = 0;
  for (const TracePart& part : trace.parts) total += part.value;
  return total;
}

Units gift_value(const RandomBook& book, const std::string& reference) {
  return book.model.find(reference)->operation.value;
}

/// What the disbursement still is: its postings less what came back of it.
Units live_value(const RandomBook& book, const std::string& reference) {
  Units value = 0;
  book.ledger.for_each_entry({}, [&](const Entry& entry) {
    if (entry.reference == reference || entry.returns == reference)
      for (const Posting& posting : entry.postings)
        if (posting.account == "Aid") value += posting.value;
    return true;
  });
  return value;
}

/// Everything about free units that the public interface shows.
std::vector<StockRow> stock_rows(const Ledger& ledger) { return ledger.stock(); }

class Untouched {
 public:
  explicit Untouched(const Ledger& ledger) : ledger_(ledger), size_(ledger.size()), root_(ledger.root()) {}
  bool holds() const { return ledger_.size() == size_ && ledger_.root() == root_; }

 private:
  const Ledger& ledger_;
  std::uint64_t size_;
  DocumentHash root_;
};

TEST(LedgerProperty, TheModelAgreesOnWhatIsAcceptedAndOnEveryBalance) {
  int accepted = 0, refused = 0;
  std::map<Act, int> acts;
  for_random_books(200, [&](RandomBook& book) {
    EXPECT_EQ(balances_of(book.ledger), book.model.balances());
    accepted += static_cast<int>(book.accepted.size());
    refused += book.refusals;
    for (const Operation& one : book.accepted) ++acts[one.act];
  });
  std::cout << accepted << " operations accepted, " << refused << " refused\n";
  for (const Act act : {Act::gift, Act::purchase, Act::disburse, Act::move, Act::transfer, Act::reverse, Act::give_back})
    EXPECT_GT(acts[act], 100) << "the books are no longer varied";
}

TEST(LedgerProperty, TheModelAgreesOnTheUnitsFreeInEveryLot) {
  for_random_books(200, [](RandomBook& book) { EXPECT_EQ(stock_of(book.ledger), book.model.stock()); });
}

TEST(LedgerProperty, TheModelAgreesOnTheAttributionOfEveryDisbursement) {
  for_random_books(200, [](RandomBook& book) {
    for (const std::string& reference : book.live(Act::disburse)) {
      const Trace trace = book.ledger.trace(reference, Direction::back);
      Parts expected = book.model.attribution(reference);
      std::erase_if(expected, [](const auto& part) { return part.second == 0; });
      EXPECT_EQ(parts_of(trace, PartState::spent), expected) << reference;
    }
  });
}

TEST(LedgerProperty, TheModelAgreesOnTheQuantitiesOfGoodsWithoutValue) {
  for_random_books(200, [](RandomBook& book) {
    for (const std::string& reference : book.live(Act::disburse)) {
      if (book.model.find(reference)->operation.commodity != "COAT") continue;
      Parts found;
      for (const TracePart& part : book.ledger.trace(reference, Direction::back).parts)
        found[part.reference] += part.quantity.value_or(0);
      EXPECT_EQ(found, book.model.attribution_by_quantity(reference)) << reference;
    }
  });
}

TEST(LedgerProperty, TheModelAgreesOnWhatIsUnspentOfEveryGift) {
  for_random_books(200, [](RandomBook& book) {
    const Parts expected = book.model.unspent();
    for (const std::string& reference : book.live(Act::gift)) {
      Units unspent = 0;
      for (const auto& [where, value] : parts_of(book.ledger.trace(reference), PartState::unspent)) unspent += value;
      const auto found = expected.find(reference);
      EXPECT_EQ(unspent, found == expected.end() ? 0 : found->second) << reference;
    }
  });
}

TEST(LedgerProperty, ThePartsOfAForwardTraceSumToTheGift) {
  for_random_books(200, [](RandomBook& book) {
    for (const auto& entry : book.model.entries()) {
      if (entry.operation.act != Act::gift) continue;
      const Trace trace = book.ledger.trace(entry.operation.reference);
      EXPECT_EQ(sum(trace), gift_value(book, entry.operation.reference)) << entry.operation.reference;
      EXPECT_EQ(trace.value, sum(trace)) << entry.operation.reference;
    }
  });
}

TEST(LedgerProperty, ThePartsOfABackTraceSumToTheLiveDisbursement) {
  for_random_books(200, [](RandomBook& book) {
    for (const std::string& reference : book.live(Act::disburse)) {
      const Trace trace = book.ledger.trace(reference, Direction::back);
      EXPECT_EQ(sum(trace), live_value(book, reference)) << reference;
      EXPECT_EQ(trace.value, sum(trace)) << reference;
    }
  });
}

TEST(LedgerProperty, ForwardTracesOfAllGiftsSumToEachDisbursement) {
  for_random_books(200, [](RandomBook& book) {
    Parts into;
    std::map<std::pair<std::string, std::string>, std::int64_t> forward, back;
    for (const std::string& gift : book.live(Act::gift))
      for (const auto& [disbursement, value] : parts_of(book.ledger.trace(gift), PartState::spent)) {
        into[disbursement] += value;
        forward[{gift, disbursement}] = value;
      }
    for (const std::string& reference : book.live(Act::disburse)) {
      EXPECT_EQ(into[reference], live_value(book, reference)) << reference;
      for (const auto& [gift, value] : parts_of(book.ledger.trace(reference, Direction::back), PartState::spent))
        back[{gift, reference}] = value;
    }
    EXPECT_EQ(forward, back) << "forward and back name the same parts";
  });
}

TEST(LedgerProperty, CheckIsEmptyExactlyWhenPostSucceedsAndARefusalLeavesTheBookAsItWas) {
  for_random_books(100, [](RandomBook& book) {
    for (int i = 0; i < 30; ++i) {
      const Operation what = book.next();
      Draft draft = book.draft(what);
      if (i % 3 == 0 && !draft.postings.empty()) {  // spoil one posting
        DraftPosting& posting = draft.postings[book.pick(draft.postings.size())];
        switch (book.pick(4)) {
          case 0: posting.quantity = *posting.quantity + 1; break;
          case 1: posting.account = "Nowhere"; break;
          case 2: posting.fund = posting.fund == "U" ? "R" : "U"; break;
          default: posting.value = 3; break;
        }
      }
      const Untouched untouched(book.ledger);
      const auto balances = book.ledger.balances();
      const std::vector<Violation> found = book.ledger.check(draft);
      EXPECT_TRUE(untouched.holds()) << "check wrote: " << show(what);
      try {
        book.ledger.post(draft);
        EXPECT_TRUE(found.empty()) << show(what);
      } catch (const Refused& refusal) {
        EXPECT_EQ(found, refusal.violations()) << show(what);
        EXPECT_FALSE(found.empty());
        EXPECT_TRUE(untouched.holds()) << show(what);
        EXPECT_EQ(book.ledger.balances(), balances) << show(what);
      }
    }
    EXPECT_TRUE(book.ledger.audit().findings.empty());
  });
}

TEST(LedgerProperty, PostThenReverseRestoresEveryBalanceAndAllFreeUnits) {
  for_random_books(200, [](RandomBook& book) {
    for (int i = 0; i < 10; ++i) {
      const Operation what = book.next();
      if (what.act == Act::reverse || what.act == Act::give_back) continue;
      const auto balances = balances_of(book.ledger);
      const auto stock = stock_rows(book.ledger);
      const Parts unspent = book.model.unspent();
      if (!book.post(what)) continue;
      Operation back;
      back.act = Act::reverse;
      back.reference = book.new_reference("R");
      back.of = what.reference;
      ASSERT_TRUE(book.post(back)) << show(what);
      EXPECT_EQ(balances_of(book.ledger), balances) << show(what);
      EXPECT_EQ(stock_rows(book.ledger), stock) << show(what);
      EXPECT_EQ(book.model.unspent(), unspent) << show(what);
    }
  });
}

TEST(LedgerProperty, OneUnitMoreThanIsHeldIsRefusedAndAllOfItOrOneLessIsAccepted) {
  int tried = 0;
  for_random_books(200, [&](RandomBook& book) {
    for (const std::string fund : {"U", "R"})
      for (const std::string account : {"Bank", "Town", "Hill"})
        for (const std::string commodity : {"CNY", "LAMP", "COAT", "BOX"}) {
          if ((account == "Bank") != (commodity == "CNY")) continue;
          const std::int64_t held = book.model.free_units(fund, commodity, account);
          if (held == 0) continue;
          Operation what;
          what.act = Act::disburse;
          what.reference = book.new_reference("V");
          what.fund = fund;
          what.account = account;
          what.commodity = commodity;
          what.quantity = held + 1;
          const auto found = book.ledger.check(book.draft(what));
          const std::int64_t usable =
              book.model.usable_units(fund, commodity, account, static_cast<int>(book.accepted.size()));
          const Rule expected = usable < held ? Rule::expired_goods_must_leave_by_name : Rule::line_must_not_go_below_zero;
          EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const Violation& one) {
            return one.rule == expected;
          })) << show(what);
          // What is past its day is held, but does not leave unnamed.
          what.quantity = usable;
          if (what.quantity > 0) {
            EXPECT_TRUE(book.ledger.check(book.draft(what)).empty()) << show(what);
          }
          what.quantity -= 1;
          if (what.quantity > 0) {
            EXPECT_TRUE(book.ledger.check(book.draft(what)).empty()) << show(what);
          }
          ++tried;
        }
  });
  std::cout << tried << " lines tried at their edge\n";
  EXPECT_GT(tried, 500);
}

TEST(LedgerProperty, PostingTheSameDraftAgainReturnsTheEntryAndWritesNothing) {
  for_random_books(100, [](RandomBook& book) {
    for (int i = 0; i < 20; ++i) {
      const Operation what = book.next();
      const Draft draft = book.draft(what);
      if (!book.post(what)) continue;
      const Untouched untouched(book.ledger);
      const Posted again = book.ledger.post(draft);
      EXPECT_TRUE(again.already_there) << show(what);
      EXPECT_EQ(again.seq, book.ledger.entry(what.reference)->seq);
      EXPECT_TRUE(untouched.holds()) << show(what);
      Draft other = draft;
      other.date += std::chrono::days{1};
      EXPECT_THROW(book.ledger.post(other), Refused) << "another date under a used reference: " << show(what);
      EXPECT_TRUE(untouched.holds()) << show(what);
    }
  });
}

TEST(LedgerProperty, AnExportedLogImportsToTheSameRootBalancesAndTraces) {
  const auto folder = std::filesystem::temp_directory_path() / ("almoner-property-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  int number = 0;
  for_random_books(40, [&](RandomBook& book) {
    std::stringstream events, bodies;
    book.ledger.export_log(events);
    book.ledger.export_private(bodies);
    const Ledger other = Ledger::import_log((folder / std::to_string(++number)).string(), events, &bodies);
    EXPECT_EQ(other.size(), book.ledger.size());
    EXPECT_EQ(other.root(), book.ledger.root());
    EXPECT_EQ(other.balances(), book.ledger.balances());
    EXPECT_EQ(other.stock(), book.ledger.stock());
    for (const auto& entry : book.model.entries())
      for (const Direction direction : {Direction::forward, Direction::back})
        EXPECT_EQ(other.trace(entry.operation.reference, direction).parts,
                  book.ledger.trace(entry.operation.reference, direction).parts)
            << entry.operation.reference;
  });
  std::filesystem::remove_all(folder);
}

TEST(LedgerProperty, RebuildChangesNothingThatCanBeAsked) {
  for_random_books(40, [](RandomBook& book) {
    const auto balances = book.ledger.balances();
    const auto stock = book.ledger.stock();
    const Untouched untouched(book.ledger);
    book.ledger.rebuild();
    EXPECT_TRUE(untouched.holds());
    EXPECT_EQ(book.ledger.balances(), balances);
    EXPECT_EQ(book.ledger.stock(), stock);
  });
}

TEST(LedgerProperty, AnAuditOfAnyBookHasNoFindings) {
  for_random_books(200, [](RandomBook& book) {
    const AuditReport report = book.ledger.audit();
    for (const Finding& finding : report.findings) ADD_FAILURE() << finding.where << ": " << finding.what;
    EXPECT_EQ(report.size, book.ledger.size());
    EXPECT_EQ(report.root, book.ledger.root());
  });
}

TEST(LedgerProperty, EachFundsValuesSumToZeroInEveryEntryAndInTheBook) {
  for_random_books(200, [](RandomBook& book) {
    std::map<std::string, Units> total;
    book.ledger.for_each_entry({}, [&](const Entry& entry) {
      std::map<std::string, Units> sums;
      for (const Posting& posting : entry.postings) sums[posting.fund] += posting.value;
      for (const auto& [fund, value] : sums) EXPECT_EQ(value, 0) << entry.reference << " in " << fund;
      return true;
    });
    for (const BalanceRow& row : book.ledger.balances()) total[row.fund] += row.value;
    for (const auto& [fund, value] : total) EXPECT_EQ(value, 0) << fund;
  });
}

}  // namespace
}  // namespace almoner::test

// SPDX-License-Identifier: Apache-2.0
// The power goes at any moment: whatever part of the unsynced sectors survives, the book opens,
// audits, holds all that was acknowledged, and of the operation under way all or nothing.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <random>

#include "fault_book.hpp"
#include "faulty_vfs.hpp"
#include "temporary_folder.hpp"

namespace almoner::test {

namespace {

constexpr int operations_of_a_life = 12;

struct Standing {
  std::uint64_t size = 0;
  DocumentHash root{};
};

/// One book's life of random operations, and what could have been left of it on the way.
class Life {
 public:
  Life(const FaultBook& base, std::uint64_t life_seed, int states_a_moment);

  bool lying = false;  ///< the disk says "synced" and is not
  /// Lives; adds to `states` how many it looked at. Returns what was wrong with them, once each.
  std::vector<std::string> live(std::uint64_t& states, std::uint64_t states_max);

 private:
  void watch();
  void step();
  std::vector<std::string> check(std::uint64_t& states, std::uint64_t states_max);
  std::string book() const { return folder_ / "book"; }

  std::mt19937_64 random_;
  const int states_a_moment_;
  const TemporaryFolder folder_, after_;
  FaultyVfs vfs_;
  Standing standing_;
  std::vector<Image> left_;
  int count_ = 0;
  std::optional<Ledger> ledger_;  ///< closes before all that its closing is recorded in
};

Life::Life(const FaultBook& base, std::uint64_t life_seed, int states_a_moment)
    : random_{life_seed}, states_a_moment_{states_a_moment}, vfs_{folder_.path()}, standing_{base.size, base.root} {
  write_image(folder_.path(), base.files);
}

void Life::step() {
  const std::string reference = "S-" + std::to_string(++count_);
  if (!ledger_) ledger_.emplace(Ledger::open(book()));
  switch (random_() % 8) {
    case 0:
      ledger_.reset();  // writes the log back into the file
      return;
    case 1: {
      Ledger::Batch batch = ledger_->batch();
      post_gifts(*ledger_, reference, 1 + static_cast<int>(random_() % 60));
      return batch.commit();
    }
    case 2: {
      const Ledger::Batch given_up = ledger_->batch();
      return post_gifts(*ledger_, reference, 3);
    }
    case 3:
      return ledger_->rebuild();
    case 4:
      static_cast<void>(ledger_->declare(PartyTerms{reference, "某", PartyKind::person, false, {}}));
      static_cast<void>(ledger_->erase_party(reference));
      return;
    default:
      return post_gifts(*ledger_, reference, 1);
  }
}

std::vector<std::string> Life::check(std::uint64_t& states, std::uint64_t states_max) {
  const Standing before = standing_;
  std::vector<std::string> wrong;
  {
    vfs_.at_each_moment({});
    const Ledger now = Ledger::open(book());
    standing_ = {now.size(), now.root()};
    left_.push_back(vfs_.disk().durable());  // acknowledged: it must be there whatever did not survive
  }
  watch();
  for (std::size_t i = 0; i < left_.size() && states < states_max; ++i) {
    write_image(after_.path(), left_[i]);
    ++states;
    const bool acknowledged = i + 1 == left_.size();
    const Standing& least = acknowledged ? standing_ : before;
    std::string what = unsound(after_ / "book", least.size, least.root, standing_.size);
    if (!what.empty()) wrong.push_back(std::move(what));
  }
  left_.clear();
  return wrong;
}

void Life::watch() {
  vfs_.at_each_moment([this](const Disk& disk) {
    for (int i = 0; i < states_a_moment_; ++i) left_.push_back(disk.after_power_loss(random_));
  });
}

std::vector<std::string> Life::live(std::uint64_t& states, std::uint64_t states_max) {
  vfs_.record();
  vfs_.lie_about_syncs(lying);
  watch();
  std::vector<std::string> wrong;
  for (int i = 0; i < operations_of_a_life && states < states_max && wrong.empty(); ++i) {
    step();
    wrong = check(states, states_max);
  }
  return wrong;
}

std::uint64_t states_wanted() {
  if (const char* wanted = std::getenv("ALMONER_POWER_LOSS_STATES")) return std::strtoull(wanted, nullptr, 10);
  return is_soak() ? 50'000 : 500;
}

TEST(PowerLoss, LosesNothingThatWasAcknowledged) {
  const FaultBook base;
  std::uint64_t states = 0, lives = 0;
  while (states < states_wanted() && !testing::Test::HasFailure()) {
    const std::uint64_t life_seed = seed() + lives++;
    for (const std::string& what : Life{base, life_seed, 1}.live(states, states_wanted()))
      ADD_FAILURE() << "ALMONER_SEED=" << life_seed << ": " << what;
  }
  std::cout << states << " states of " << lives << " books, from seed " << seed() << "\n";
}

/// Written into the file itself, and with less memory than it needs, so that pages go out on the way.
TEST(PowerLoss, LeavesAllOrNothingOfAFirstFilling) {
  const sqlite3_int64 heap_before = sqlite3_soft_heap_limit64(400'000);
  const FaultBook base{FaultBook::Filled::no};
  const TemporaryFolder folder, after;
  FaultyVfs vfs{folder.path()};
  write_image(folder.path(), base.files);
  std::mt19937_64 random{seed()};
  std::vector<Image> left;
  std::uint64_t moments = 0, later_size = 0;
  DocumentHash later_root{};
  vfs.record();
  vfs.at_each_moment([&](const Disk& disk) {
    ++moments;
    for (int i = 0; i < (is_soak() ? 100 : 4); ++i) left.push_back(disk.after_power_loss(random));
  });
  {
    Ledger ledger = Ledger::open(folder / "book");
    large_batch(2'100).run(ledger);
    later_size = ledger.size();
    later_root = ledger.root();
    vfs.at_each_moment({});
    left.push_back(vfs.disk().durable());
  }
  sqlite3_soft_heap_limit64(heap_before);
  int whole = 0, with_journal = 0;
  for (const Image& image : left) {
    if (image.contains("book-journal")) ++with_journal;
    write_image(after.path(), image);
    EXPECT_EQ(unsound(after / "book", base.size, base.root, later_size), "");
    if (Ledger::open(after / "book").size() == later_size) ++whole;
  }
  EXPECT_EQ(unsound(after / "book", later_size, later_root, later_size), "") << "what was acknowledged";
  EXPECT_GT(left.size(), static_cast<std::size_t>(whole));
  EXPECT_GT(with_journal, 0) << "it went to the log";
  std::cout << left.size() << " states of " << moments << " moments, " << whole << " of them whole, from seed " << seed() << "\n";
}

TEST(PowerLoss, IsFoundToLoseWhatADiskThatLiesHadNotSynced) {
  const FaultBook base;
  int found = 0;
  constexpr int lives = 5;
  for (int i = 0; i < lives; ++i) {
    Life life{base, seed() + static_cast<std::uint64_t>(i), 1};
    life.lying = true;
    std::uint64_t states = 0;
    if (!life.live(states, UINT64_MAX).empty()) ++found;
  }
  EXPECT_EQ(found, lives) << "these tests do not see a lost entry";
}

}  // namespace

}  // namespace almoner::test

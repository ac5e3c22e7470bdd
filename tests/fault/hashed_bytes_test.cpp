// SPDX-License-Identifier: Apache-2.0
// Every byte that is hashed is watched: one bit of it changed, and the event is named.
//   ALMONER_SEED=n chooses other bits
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "all_answers.hpp"
#include "log/event_codec.hpp"
#include "sound_book.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "temporary_folder.hpp"

namespace almoner::test {
namespace {

class HashedBytes : public testing::Test {
 protected:
  TemporaryFolder folder;
  std::string path = folder / "county.book";
  std::string sound, answers;
  std::mt19937_64 random;

  void SetUp() override {
    const char* given = std::getenv("ALMONER_SEED");
    const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::cout << "ALMONER_SEED=" << seed << std::endl;
    random.seed(seed);
    make_sound_book(path);
    sound = file_bytes(path);
    Ledger book = Ledger::open(path, {.read_only = true, .environment = {}});
    answers = all_answers(book);
  }

  /// Flips one bit of `secret` wherever the file holds it: a page that was split keeps old copies.
  /// False where no page holds it in one piece.
  bool flip_one_bit(const std::string& secret) {
    std::string bytes = sound;
    const std::size_t at = random() % secret.size();
    const auto bit = static_cast<char>(1U << random() % 8);
    bool any = false;
    for (std::size_t found = bytes.find(secret); found != std::string::npos; found = bytes.find(secret, found + 1)) {
      bytes[found + at] ^= bit;
      any = true;
    }
    write_book_file(path, bytes);
    return any;
  }

  void must_name(Id seq) {
    const Judgement judgement = judge(path, answers);
    EXPECT_TRUE(judgement.verdict == Verdict::refused || judgement.verdict == Verdict::found) << "event " << seq;
    EXPECT_NE(judgement.said.find("event " + std::to_string(seq) + ":"), std::string::npos) << seq << ": " << judgement.said;
  }
};

std::string text_of(const Hash& hash) { return {hash.begin(), hash.end()}; }

TEST_F(HashedBytes, OfEventsAndLeavesAndBodiesNameTheEvent) {
  std::vector<EventRow> events;
  std::vector<PrivateRow> bodies;
  {
    const auto store = open_sqlite_store(path, {.read_only = true});
    store->events(0, store->head().size, [&](const LogRow& row) {
      events.push_back(owned(row.event));
      for (const PrivateView& body : row.bodies) bodies.push_back(owned(body));
      return true;
    });
  }
  int flipped = 0, elsewhere = 0;
  const auto flip = [&](Id seq, const std::string& secret) {
    if (!flip_one_bit(secret)) {
      ++elsewhere;
      return;
    }
    ++flipped;
    must_name(seq);
  };
  for (const EventRow& row : events) {
    flip(row.seq, row.bytes);
    flip(row.seq, text_of(row.leaf));
  }
  for (const PrivateRow& row : bodies) {
    flip(row.seq, {row.salt.begin(), row.salt.end()});
    // Two events may have the same body under other salts; it is flipped in both, and the first is named.
    const auto first = std::find_if(bodies.begin(), bodies.end(), [&](const PrivateRow& one) { return one.body.find(row.body) != std::string::npos; });
    flip(first->seq, row.body);
  }
  std::cout << flipped << " bits flipped, each named with its event; " << elsewhere << " values in more than one piece" << std::endl;
  EXPECT_GT(flipped, 600);
  EXPECT_EQ(elsewhere, 0);
}

}  // namespace
}  // namespace almoner::test

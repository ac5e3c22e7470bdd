// SPDX-License-Identifier: Apache-2.0
// Keys as files, checkpoints that never fork, rotation, and proofs from one checkpoint to the next.
#include <almoner/signing.hpp>

#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "log/merkle.hpp"
#include "receipt_book.hpp"

namespace almoner::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* name = "example.org/county-2021";

std::string read(const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

class Signing : public testing::Test {
 protected:
  void SetUp() override {
    folder = fs::temp_directory_path() / ("almoner-signing-" + std::to_string(::getpid()));
    fs::remove_all(folder);
    fs::create_directory(folder);
    vkey_file = write_key_files(file("ORG.key"), name);
    vkey = read(vkey_file);
    ledger.emplace(Ledger::create(file("county.book"), {"county society", "CNY", 2, "Asia/Shanghai"}));
  }
  void TearDown() override {
    ledger.reset();
    fs::remove_all(folder);
  }
  std::string file(const std::string& of) const { return (folder / of).string(); }
  void grow(const std::string& account) { ledger->declare(AccountTerms{"Assets:" + account, AccountType::asset, {}}); }
  std::string sign() { return sign_checkpoint(*ledger, {file("ORG.key")}); }
  std::string refusal() {
    try {
      sign();
    } catch (const Corrupt& error) {
      return error.what();
    }
    return "signed";
  }

  fs::path folder;
  std::string vkey_file, vkey;
  std::optional<Ledger> ledger;
};

TEST_F(Signing, KeysAreFilesThatOnlyTheirOwnerReads) {
  struct stat status {};
  ASSERT_EQ(::stat(file("ORG.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(vkey_file, file("ORG.vkey"));
  EXPECT_EQ(verifier_key_of(file("ORG.key")) + "\n", vkey);
  EXPECT_TRUE(read(file("ORG.key")).starts_with("PRIVATE+KEY+example.org/county-2021+"));
  ::chmod(file("ORG.key").c_str(), 0640);
  EXPECT_THROW(sign(), UsageError);
}

TEST_F(Signing, KeysAreNeverOverwritten) {
  const std::string before = read(file("ORG.key"));
  EXPECT_THROW(write_key_files(file("ORG.key"), name), UsageError);
  EXPECT_EQ(read(file("ORG.key")), before);
  std::ofstream{file("B.vkey")} << "something";
  EXPECT_THROW(write_key_files(file("B.key"), name), UsageError);
  EXPECT_FALSE(fs::exists(file("B.key"))) << "nothing is half made";
  EXPECT_FALSE(fs::exists(file("B.key.signed")));
  EXPECT_EQ(read(file("B.vkey")), "something");
}

TEST_F(Signing, NamesHaveNoBlanksAndNoPlus) {
  for (const char* bad : {"", "a b", "a+b", "a\u3000b", "a\nb", "\u202Eab", "\xff"})
    EXPECT_THROW(write_key_files(file("C.key"), bad), UsageError) << bad;
  EXPECT_FALSE(fs::exists(file("C.key")));
}

TEST_F(Signing, ACheckpointSaysTheBooksSizeAndRoot) {
  grow("Bank");
  EXPECT_EQ(verify_checkpoint(sign(), vkey), (Checkpoint{name, ledger->size(), ledger->root()}));
  EXPECT_EQ(read(file("ORG.key.signed")), sign());
}

TEST_F(Signing, AGrownBookIsSignedAgain) {
  const std::string first = sign();
  grow("Bank");
  const std::string second = sign();
  EXPECT_EQ(verify_extends(first, extend_checkpoint(*ledger, first, second), vkey).newer.size, 2U);
  EXPECT_EQ(sign(), second) << "signing twice says the same";
}

TEST_F(Signing, AnOldCopyPutBackIsRefused) {
  ledger->snapshot(file("old.book"));
  grow("Bank");
  sign();
  ledger.emplace(Ledger::open(file("old.book")));
  const std::string why = refusal();
  EXPECT_NE(why.find("an older copy of the book was put back"), std::string::npos) << why;
}

TEST_F(Signing, AnOldCopyPutBackAndContinuedIsRefused) {
  ledger->snapshot(file("old.book"));
  grow("Bank");
  const std::string before = sign();
  ledger.emplace(Ledger::open(file("old.book")));
  grow("Till");
  grow("Stock");
  const std::string why = refusal();
  EXPECT_NE(why.find("put back and continued"), std::string::npos) << why;
  EXPECT_EQ(read(file("ORG.key.signed")), before);
}

TEST_F(Signing, AKeyWithoutItsMemoryDoesNotSign) {
  sign();
  fs::remove(file("ORG.key.signed"));
  EXPECT_NE(refusal().find("is missing"), std::string::npos);
  std::ofstream{file("ORG.key.signed")} << sign_now(*ledger, test_key(name, 3));
  EXPECT_NE(refusal(), "signed") << "another key's memory";
}

TEST_F(Signing, TwoProcessesDoNotSignAtOnce) {
  const int other = ::open(file("ORG.key").c_str(), O_RDONLY);
  ASSERT_EQ(::flock(other, LOCK_EX), 0);
  EXPECT_THROW(sign(), Conflict);
  ::close(other);
  sign();
}

TEST_F(Signing, RotationLogsTheNewKeyAndSignsWithBoth) {
  sign();
  const std::string fresh = read(write_key_files(file("ORG-2.key"), name));
  const std::string note = rotate_key(*ledger, file("ORG.key"), file("ORG-2.key"), "director");
  EXPECT_EQ(verify_checkpoint(note, vkey), verify_checkpoint(note, fresh));
  EXPECT_EQ(ledger->logged_keys().size(), 1U);
  EXPECT_EQ(ledger->logged_keys()[0] + "\n", fresh);
  EXPECT_THROW(sign(), UsageError) << "the old key alone would hide the new one";
  EXPECT_EQ(rotate_key(*ledger, file("ORG.key"), file("ORG-2.key")), note) << "again is no harm";
  grow("Bank");
  const std::string alone = sign_checkpoint(*ledger, {file("ORG-2.key")});
  EXPECT_THROW(verify_checkpoint(alone, vkey), Corrupt);
  EXPECT_EQ(verify_checkpoint(alone, fresh).size, ledger->size());
  EXPECT_TRUE(ledger->audit().findings.empty());
}

TEST_F(Signing, RotationOfAnOldCopyLogsNothing) {
  ledger->snapshot(file("old.book"));
  grow("Bank");
  sign();
  write_key_files(file("ORG-2.key"), name);
  ledger.emplace(Ledger::open(file("old.book")));
  EXPECT_THROW(rotate_key(*ledger, file("ORG.key"), file("ORG-2.key")), Corrupt);
  EXPECT_TRUE(ledger->logged_keys().empty());
}

TEST_F(Signing, KeysOfOneLogHaveOneName) {
  write_key_files(file("other.key"), "example.org/other");
  EXPECT_THROW(sign_checkpoint(*ledger, {file("ORG.key"), file("other.key")}), UsageError);
  EXPECT_THROW(rotate_key(*ledger, file("ORG.key"), file("other.key")), UsageError);
  EXPECT_THROW(sign_checkpoint(*ledger, {file("ORG.key"), file("ORG.key")}), Error);
  EXPECT_TRUE(ledger->logged_keys().empty());
}

TEST(Extension, OfEverySizeToSixtyFourVerifiesAndOfAnotherHistoryDoesNot) {
  JournalBook book, other;
  const SignerKey key = test_key();
  std::vector<std::string> notes{sign({key.verifier.name, 0, empty_root()}, key)}, others = notes;
  const auto declare = [](JournalBook& to, const std::string& account) { to.ledger.declare(AccountTerms{account, AccountType::asset, {}}); };
  for (int i = 0; i < 64; ++i) {
    notes.push_back(sign_now(book.ledger, key));
    others.push_back(sign_now(other.ledger, key));
    declare(book, "Assets:A" + std::to_string(i));
    declare(other, i == 2 ? "Assets:B" : "Assets:A" + std::to_string(i));
  }
  const std::string vkey = to_text(key.verifier);
  for (std::size_t from = 0; from < notes.size(); ++from)
    for (std::size_t to = from; to < notes.size(); ++to) {
      const std::string proof = extend_checkpoint(book.ledger, notes[from], notes[to]);
      const Extension found = verify_extends(notes[from], proof, vkey);
      EXPECT_EQ(found.older.size, from);
      EXPECT_EQ(found.newer.size, to);
      if (from > 3) {
        EXPECT_THROW(verify_extends(others[from], proof, vkey), Corrupt);
        EXPECT_THROW(extend_checkpoint(book.ledger, others[from], notes[to]), Corrupt);
      }
      if (from != to && from != 0) {
        EXPECT_THROW(verify_extends(notes[from], notes[to], vkey), Corrupt) << "without a proof";
        EXPECT_THROW(verify_extends(notes[to], notes[from], vkey), Corrupt) << "backwards";
      }
    }
}

}  // namespace
}  // namespace almoner::test

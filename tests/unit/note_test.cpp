// SPDX-License-Identifier: Apache-2.0
// Keys, signed notes, checkpoints and extensions as texts: C2SP's own examples, and what is refused.
#include "log/checkpoint.hpp"
#include "log/merkle.hpp"
#include "log/note.hpp"
#include "log/proof.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "receipt_book.hpp"

namespace almoner::test {
namespace {

/// An example of C2SP; nothing where the shared data is absent, which is said loudly.
std::optional<std::string> example(const std::string& name) {
  const char* folder = std::getenv("ALMONER_SHARED");
  if (folder == nullptr) folder = ALMONER_TEST_SHARED_DIR;
  const std::filesystem::path path = std::filesystem::path{folder} / "data/tlog-c2sp-examples" / name;
  if (*folder == '\0' || !std::filesystem::exists(path)) {
    std::cerr << "\n*** SKIPPED, NOT PASSED: C2SP's examples; set ALMONER_SHARED to the folder of shared data ***\n\n";
    return std::nullopt;
  }
  std::ifstream stream{path, std::ios::binary};
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

#define NEEDS_EXAMPLE(name, text)       \
  const auto text##_ = example(name);   \
  if (!text##_) GTEST_SKIP();           \
  const std::string& text = *text##_

TEST(C2spExamples, TheSignedNoteVerifies) {
  NEEDS_EXAMPLE("signed-note.txt", note);
  NEEDS_EXAMPLE("signed-note.vkey", vkey);
  const VerifierKey key = parse_verifier_key(vkey);
  EXPECT_EQ(key.name, "example.com/foo");
  verify_note(parse_note(note), key);
  EXPECT_EQ(to_text(key) + (vkey.ends_with('\n') ? "\n" : ""), vkey);
}

TEST(C2spExamples, TheCheckpointIsRead) {
  NEEDS_EXAMPLE("checkpoint.txt", note);
  const Checkpoint checkpoint = parse_checkpoint_text(parse_note(note).text);
  EXPECT_EQ(checkpoint.origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint.size, 20852163U);
  EXPECT_TRUE(note.starts_with(checkpoint_text(checkpoint)));
}

TEST(C2spExamples, TheCosignedCheckpointHasTwoSignatures) {
  NEEDS_EXAMPLE("cosigned-checkpoint.txt", note);
  const Note parsed = parse_note(note);
  ASSERT_EQ(parsed.signatures.size(), 2U);
  EXPECT_EQ(parsed.signatures[1].name, "witness.example.com/w1");
  EXPECT_EQ(parsed.signatures[1].bytes.size(), 72U) << "a timestamp and a signature: not ours to judge";
}

TEST(C2spExamples, TheIllustrationOfAProofIsReadUpToItsAbridgedSignatures) {
  NEEDS_EXAMPLE("tlog-proof-illustration.txt", text);
  const LogProof proof = parse_proof(text);
  EXPECT_EQ(proof.index, 73894U);
  EXPECT_EQ(proof.path.size(), 5U);
  EXPECT_TRUE(proof.extra->starts_with("age-v1.2.1-darwin-arm64.tar.gz"));
  EXPECT_TRUE(proof.checkpoint.starts_with("example.com/fancylog\n109482\n"));
  EXPECT_EQ(proof_text(proof), text);
  EXPECT_THROW(parse_note(proof.checkpoint), Corrupt);
}

TEST(Key, TextsAreReadAgain) {
  const SignerKey key = test_key();
  EXPECT_EQ(parse_signer_key(to_text(key)), key);
  EXPECT_EQ(parse_signer_key(to_text(key) + "\n"), key);
  EXPECT_EQ(parse_verifier_key(to_text(key.verifier)), key.verifier);
}

TEST(Key, ThatChangedInOneBitIsRefused) {
  const SignerKey key = test_key();
  for (const std::string& text : {to_text(key), to_text(key.verifier)})
    for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
      std::string changed = text;
      changed[bit / 8] ^= static_cast<char>(1U << bit % 8);
      if (text.starts_with("PRIVATE"))
        EXPECT_THROW(parse_signer_key(changed), ParseError) << changed;
      else
        EXPECT_THROW(parse_verifier_key(changed), ParseError) << changed;
    }
}

TEST(Key, ThatIsPrivateIsNotTakenForAVerifiersAndIsNeverRepeated) {
  const std::string text = to_text(test_key());
  try {
    parse_verifier_key(text);
    FAIL();
  } catch (const ParseError& error) {
    EXPECT_EQ(std::string{error.what()}.find(text.substr(text.rfind('+'))), std::string::npos);
  }
}

TEST(SignedNote, OfSeveralKeysVerifiesForEach) {
  const std::vector<SignerKey> keys{test_key("a.example"), test_key("a.example", 8), test_key("b.example")};
  const Note note = parse_note(sign_note("text\n\nwith an empty line\n", keys));
  EXPECT_EQ(note.text, "text\n\nwith an empty line\n");
  for (const SignerKey& key : keys) verify_note(note, key.verifier);
  EXPECT_THROW(verify_note(note, test_key("c.example").verifier), Corrupt);
}

TEST(SignedNote, OfSixteenLargeSignaturesIsRead) {
  const SignerKey key = test_key();
  std::string note = sign_note("text\n", {&key, 1});
  for (int i = 0; i < 15; ++i) note += "\u2014 witness.example/w" + std::to_string(i) + " " + std::string(6'800, 'A') + "\n";
  verify_note(parse_note(note), key.verifier);
  EXPECT_THROW(parse_note(note + "\u2014 w " + std::string(40'000, 'A') + "\n"), Corrupt);
}

TEST(SignedNote, ThatIsNotOneIsRefused) {
  const SignerKey key = test_key();
  const std::string good = sign_note("text\n", {&key, 1});
  parse_note(good);
  const std::string line = good.substr(good.find("\n\n") + 2);
  for (const std::string& bad :
       std::vector<std::string>{"", "\n", "text\n", "text\n\n", good.substr(0, good.size() - 1), good + "\n", good + "x\n",
        "te\txt\n\n" + line, "te\rxt\n\n" + line, std::string{"te\0xt\n\n", 7} + line, "\xff\n\n" + line, "text\n\n\u2013" + line.substr(3),
        "text\n\n\u2014 a+b" + line.substr(line.rfind(' ')), "text\n\n\u2014 \u3000" + line.substr(line.rfind(' ')), "text\n\n\u2014 name AAAA\n",
        "text\n\n\u2014 name\n", "text\n\n\u2014  " + line.substr(line.rfind(' ') + 1)})
    EXPECT_THROW(parse_note(bad), Corrupt) << bad;
}

TEST(Checkpoint, ThatIsNotOneIsRefused) {
  const std::string root = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
  EXPECT_EQ(parse_checkpoint_text("a\n0\n" + root), (Checkpoint{"a", 0, empty_root()}));
  EXPECT_EQ(parse_checkpoint_text("a\n9223372036854775808\n" + root + "more\n").size, tree_size_max);
  for (const std::string& bad :
       std::vector<std::string>{"", "a\n", "a\n1\n", "\n1\n" + root, "a\n01\n" + root, "a\n-1\n" + root, "a\n+1\n" + root, "a\n\n" + root,
        "a\n1 \n" + root, "a\n0x1\n" + root, "a\n9223372036854775809\n" + root, "a\n18446744073709551617\n" + root, "a\n99999999999999999999999\n" + root,
        "a\n1\n" + root.substr(1), "a\n1\n" + root.substr(0, 43) + "\n", "a\n1\nAA" + root, "a\n1\n" + root + "\n", "a\n1\n" + root + "b\n\nc\n",
        ("a\n0\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n")})
    EXPECT_THROW(parse_checkpoint_text(bad), Corrupt) << bad;
}

TEST(Checkpoint, ThatChangedInOneBitIsRefused) {
  ReceiptBook book;
  const std::string text = book.checkpoint();
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string changed = text;
    changed[bit / 8] ^= static_cast<char>(1U << bit % 8);
    EXPECT_THROW(verify_checkpoint(changed, book.vkey()), Corrupt) << changed;
  }
}

TEST(Extension, ThatChangedInOneBitIsRefused) {
  ReceiptBook book;
  const std::string before = book.checkpoint();
  book.post("2021-12-01 * (G-0099) another  ; fund: DIS\n    Assets:Bank  1.00 CNY\n    Income:Gifts  -1.00 CNY\n");
  const std::string text = extend_checkpoint(book.ledger, before, book.checkpoint());
  verify_extends(before, text, book.vkey());
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string changed = text;
    changed[bit / 8] ^= static_cast<char>(1U << bit % 8);
    EXPECT_THROW(verify_extends(before, changed, book.vkey()), Corrupt) << changed;
  }
}

}  // namespace
}  // namespace almoner::test

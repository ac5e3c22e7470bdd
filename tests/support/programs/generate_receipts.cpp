// SPDX-License-Identifier: Apache-2.0
// Writes receipts that verify and receipts that do not, for verifiers in other languages, the same
// on every machine: NAME.receipt, org.vkey and index.tsv (file, good or bad, what was done to it).
// Fails where this library judges one otherwise.
//   generate_receipts FOLDER [GOOD [BAD]]       1,000 of each when not said
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>

#include <fmt/format.h>
#include <almoner/receipt.hpp>
#include <gtest/gtest.h>

#include "corrupt_receipts.hpp"
#include "log/checkpoint.hpp"
#include "log/proof.hpp"
#include "receipt_book.hpp"

namespace almoner::test {
namespace {

constexpr const char* chart = R"(
commodity 1,000.00 CNY
commodity 1. COAT
account Assets:Bank  ; type: C
account Assets:Stock  ; type: A
account Income:Gifts  ; type: R
account Expenses:Aid  ; type: X
purpose education
  function: programme
purpose health
  function: programme
fund EDU
  class: restricted
  purposes: education
  set-by: donor
fund MED
  class: restricted
  purposes: health
  set-by: donor
fund GENERAL
  class: unrestricted
party company
  name: 某<i>企业</i> & "Söhne"
  kind: organisation
  public: yes
)";

constexpr const char* names[] = {"王某", "李某某", "𠮷野家", "<script>alert(1)</script>", "O'Brien & \"Co\"", "عمر", "Zoë"};

class Society : public JournalBook {
 public:
  Society() {
    post(chart);
    for (int i = 0; i < 20; ++i)
      post(fmt::format("party p-{}\n  name: {} {}\n  kind: person\n", i, names[i % std::size(names)], i));
  }

  /// One gift, and after some of them a use of what there is. Returns the gift's reference.
  std::string give(std::mt19937_64& random) {
    const char* funds[] = {"EDU", "MED", "GENERAL"};
    const std::string fund = funds[random() % 3];
    const std::string party = random() % 8 == 0 ? "company" : fmt::format("p-{}", random() % 20);
    const std::string reference = fmt::format("G-{:05}", ++gifts_);
    const std::uint64_t yuan = 1 + random() % 5000;
    if (random() % 6 == 0)
      post(fmt::format("2021-03-01 * ({}) coats  ; fund: {}, party: {}\n    Assets:Stock  {} COAT @@ {}.{:02} CNY\n    Income:Gifts  -{} COAT\n",
                       reference, fund, party, yuan % 90 + 2, yuan, random() % 100, yuan % 90 + 2));
    else
      post(fmt::format("2021-03-01 * ({}) gift  ; fund: {}, party: {}\n    Assets:Bank  {}.{:02} CNY\n    Income:Gifts\n", reference,
                       fund, party, yuan, random() % 100));
    if (random() % 3 == 0) spend(fund, random);
    return reference;
  }

 private:
  void spend(const std::string& fund, std::mt19937_64& random) {
    const std::string purpose = fund == "MED" ? "health" : "education";
    const std::string cash = balance("Assets:Bank", fund), coats = balance("Assets:Stock", fund, "COAT");
    const Units held = parse_units(cash, 2), stock = parse_units(coats, 0);
    const std::string head = fmt::format("2021-06-01 * (V-{:05}) aid  ; fund: {}, purpose: {}, party: p-{}\n", ++uses_, fund, purpose, random() % 20);
    if (stock > 1 && random() % 2 == 0)
      post(head + fmt::format("    Expenses:Aid  {0} COAT\n    Assets:Stock  -{0} COAT\n", stock / 2));
    else if (held > 100)
      post(head + fmt::format("    Expenses:Aid  {0} CNY\n    Assets:Bank  -{0} CNY\n", format_units(held / 3, 2)));
  }

  int gifts_ = 0;
  int uses_ = 0;
};

/// What a good receipt may carry beside our own signature: nobody may refuse it for that.
std::string vary(std::string receipt, const SignerKey& key, std::size_t number) {
  LogProof proof = parse_proof(receipt);
  const Note note = parse_note(proof.checkpoint);
  const SignerKey witness = test_key("witness.example/w1", 5), rotated = test_key(key.verifier.name, 6);
  if (number % 10 == 1) proof.checkpoint = sign_note(note.text, std::vector<SignerKey>{key, witness});
  if (number % 10 == 2) proof.checkpoint = sign_note(note.text, std::vector<SignerKey>{rotated, key});
  if (number % 10 == 3) proof.checkpoint = sign_note(note.text + "an extension line\n", {&key, 1});
  return proof_text(proof);
}

void write(const std::filesystem::path& file, const std::string& text) {
  std::ofstream stream{file, std::ios::binary};
  stream << text;
  if (!stream.flush()) throw std::runtime_error{"cannot write " + file.string()};
}

void generate(const std::filesystem::path& folder, std::size_t good, std::size_t bad) {
  std::filesystem::create_directories(folder);
  const SignerKey key = test_key();
  std::mt19937_64 random{20210901};
  Society society;
  std::vector<std::string> receipts, gifts;
  std::string index;
  for (std::size_t i = 0; i < good; ++i) {
    gifts.push_back(society.give(random));
    const std::string checkpoint = sign_now(society.ledger, key);
    const std::string& gift = gifts[random() % gifts.size()];
    receipts.push_back(vary(society.ledger.receipt(gift, checkpoint, {{}, i % 2 == 0}), key, i));
    const std::string name = fmt::format("good-{:04}.receipt", i + 1);
    write(folder / name, receipts.back());
    EXPECT_EQ(verify(receipts.back(), to_text(key.verifier)).entry.reference, gift) << name;
    index += fmt::format("{}\tgood\t{}\n", name, gift);
  }
  const std::vector<Corruption> ways = corruptions(key);
  for (std::size_t made = 0, turn = 0; made < bad; ++turn) {
    const Corruption& way = ways[turn % ways.size()];
    const std::size_t number = random() % receipts.size();
    if (number % 10 == 1 || number % 10 == 2) continue;  // a spoilt signature of another key is passed over
    const std::string spoilt = way.spoil(receipts[number], random);
    if (spoilt == receipts[number]) continue;
    const std::string name = fmt::format("bad-{:04}.receipt", ++made);
    write(folder / name, spoilt);
    EXPECT_THROW(verify(spoilt, to_text(key.verifier)), Corrupt) << name << ": " << way.name;
    index += fmt::format("{}\tbad\t{}\n", name, way.name);
  }
  write(folder / "org.vkey", to_text(key.verifier) + "\n");
  write(folder / "index.tsv", index);
}

}  // namespace
}  // namespace almoner::test

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: generate_receipts FOLDER [GOOD [BAD]]\n";
    return 2;
  }
  const auto count = [&](int at) { return argc > at ? std::strtoul(argv[at], nullptr, 10) : 1000UL; };
  almoner::test::generate(argv[1], count(2), count(3));
  return testing::UnitTest::GetInstance()->Failed() ? 1 : 0;  // an entry was refused, or a receipt judged wrong
}

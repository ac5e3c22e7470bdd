// SPDX-License-Identifier: Apache-2.0
// A log that somebody wrote by hand: well-formed events that no book of ours would have taken. Import
// refuses it with the event's number, and makes no file.
#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include <almoner/error.hpp>
#include <almoner/ledger.hpp>

#include "log/event_codec.hpp"
#include "log/merkle.hpp"
#include "log/private_part.hpp"
#include "log/sequence.hpp"
#include "temporary_folder.hpp"

namespace almoner {
namespace {

using What = decltype(Event::what);

BookRecord sound_book() {
  BookRecord book;
  book.terms = {"county society", "CNY", 2, "Asia/Shanghai"};
  return book;
}

/// Events numbered from 0, each of the book that the first one begins.
std::string log_of(const std::vector<What>& all, const std::string& by = "") {
  std::string log;
  Event event;
  event.by = by;
  for (const What& what : all) {
    event.what = what;
    const std::string bytes = encode_event(event);
    if (event.seq == 0) {
      const Hash leaf = leaf_hash({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
      std::copy_n(leaf.begin(), event.origin.size(), event.origin.begin());
    }
    log += bytes;
    ++event.seq;
  }
  return log;
}

/// What the import says; empty where it takes the log.
std::string refusal(const std::string& log, const std::string& private_bodies = "") {
  const TemporaryFolder folder;
  const std::string book = folder / "new";
  std::istringstream events{log}, bodies{private_bodies};
  try {
    static_cast<void>(Ledger::import_log(book, events, &bodies));
    return {};
  } catch (const Corrupt& error) {
    EXPECT_FALSE(std::filesystem::exists(book)) << "a refused log leaves no book";
    return error.what();
  }
}

std::string refusal_of_book(const BookTerms& terms) {
  BookRecord book = sound_book();
  book.terms = terms;
  return refusal(log_of({book}));
}

std::string refusal_of_key(const std::string& name) { return refusal(log_of({sound_book(), KeyRecord{name, {}}})); }

void expect_says(const std::string& refusal, const std::string& part) {
  EXPECT_NE(refusal.find(part), std::string::npos) << "in: " << refusal;
}

TEST(ForgedLog, IsTakenWhereItIsLawful) {
  EXPECT_EQ(refusal(log_of({sound_book(), AccountRecord{"Assets:Bank", AccountType::cash, true}, KeyRecord{"example.org/county", {}}})), "");
}

TEST(ForgedLog, BeginsWithTermsThatABookMayHave) {
  expect_says(refusal_of_book({"", "CNY", 2, "Asia/Shanghai"}), "event 0: not lawful as recorded: a book has a name");
  expect_says(refusal_of_book({"county", "C;Y", 2, "Asia/Shanghai"}), "the base currency is a code such as CNY");
  expect_says(refusal_of_book({"county", "CNY", 2, std::string(65, 'z')}), "time zone");
  expect_says(refusal_of_book({"county \x1b[2J", "CNY", 2, "Asia/Shanghai"}), "event 0");
  expect_says(refusal_of_book({"county \u202e", "CNY", 2, "Asia/Shanghai"}), "event 0");
  expect_says(refusal_of_book({"county", "CNY", 2, "Asia\n/Shanghai"}), "event 0");
}

TEST(ForgedLog, NamesItsKeysAsASignatureCanNameThem) {
  for (const char* name : {"two words", "a+b", "line\nend", "\x1b[31m", "\u202e"}) expect_says(refusal_of_key(name), "event 1");
  expect_says(refusal_of_key("two words"), "a key with a name that no key may have");
  expect_says(refusal_of_key(std::string(256, 'k')), "event 1");
}

TEST(ForgedLog, HoldsNoTextThatATerminalWouldObey) {
  const std::string escape = "\x1b[2J";
  const AccountRecord bank{"Assets:Bank", AccountType::cash, true};
  const PartyRecord hospital{"hospital", "County Hospital", PartyKind::organisation, std::nullopt};
  expect_says(refusal(log_of({sound_book(), bank}, escape)), "event 0");
  expect_says(refusal(log_of({sound_book(), AccountRecord{"Assets:" + escape, AccountType::cash, true}})), "event 1");
  AmendmentRecord amendment;
  amendment.target = 1;
  amendment.terms = hospital;
  amendment.approved_by = "board";
  EXPECT_EQ(refusal(log_of({sound_book(), hospital, amendment})), "");
  amendment.approved_by = escape;
  expect_says(refusal(log_of({sound_book(), hospital, amendment})), "event 2");
  amendment.approved_by = "board";
  amendment.authority = AuthorityRecord{AuthorityKind::plan_refiling, escape, Hash{1}, amendment.date};
  expect_says(refusal(log_of({sound_book(), hospital, amendment})), "event 2");
  amendment.authority.reset();
  std::get<PartyRecord>(amendment.terms).name = escape;
  expect_says(refusal(log_of({sound_book(), hospital, amendment})), "event 2");
}

TEST(ForgedLog, HoldsNoPrivateTextThatATerminalWouldObey) {
  const auto refusal_of_person = [](const std::string& name) {
    PrivatePart part;
    part.party = "donor-1";
    part.name = name;
    part.kind = PartyKind::person;
    const std::array<std::uint8_t, 16> salt{};
    const std::string body = encode_private(part);
    PartyRecord party;
    party.commitment = commitment(salt, body);
    std::string bodies;
    write_private_item(bodies, 1, 0, salt, body);
    return refusal(log_of({sound_book(), party}), bodies);
  };
  EXPECT_EQ(refusal_of_person("某"), "");
  expect_says(refusal_of_person("某\x1b[2J"), "event 1: private body 0: ");
}

TEST(ForgedLog, HoldsNoEventOfAnotherBook) {
  BookRecord other = sound_book();
  other.nonce[0] = 1;
  const std::string sound = log_of({sound_book(), AccountRecord{"Assets:Bank", AccountType::cash, true}});
  const std::string first = log_of({other});
  expect_says(refusal(first + sound.substr(log_of({sound_book()}).size())), "event 1: it belongs to another book");
}

}  // namespace
}  // namespace almoner

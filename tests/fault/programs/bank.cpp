// SPDX-License-Identifier: Apache-2.0
// A teller, an auditor at the counter, and a reckoning, for tests of many processes on one book.
//   bank make BOOK                        a new book with its chart
//   bank write BOOK DIARY NAME SECONDS    posts until the time is over, and goes on where it was killed
//   bank read BOOK SECONDS                asks until the time is over; 1 where an answer cannot be
//   bank check BOOK DIARY...              1 unless all that was acknowledged is there, and once
#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>

#include <almoner/ledger.hpp>

#include "fault_book.hpp"

namespace almoner::test {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view chart = R"(
commodity 1,000.00 CNY
commodity 1. LAMP
account Bank       ; type: C
account Stock      ; type: A
account Gifts      ; type: R
account Aid        ; type: X
account Transfers  ; type: T
purpose aid
  function: programme
fund U
  class: unrestricted
fund R
  class: restricted
  purposes: aid
  set-by: donor
)";

struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

void require(bool holds, const std::string& what) {
  if (!holds) throw Failure(what);
}

DraftPosting posting(const std::string& account, const std::string& fund, Units quantity, const std::string& commodity = {}) {
  DraftPosting one;
  one.account = account;
  one.fund = fund;
  one.quantity = quantity;
  one.commodity = commodity;
  if (account == "Aid") one.purpose = "aid";
  return one;
}

/// What a teller does as their n-th act: the same whenever it is asked for, so that an act that was
/// cut can be repeated. More than one draft is a batch.
std::vector<Draft> act(const std::string& teller, std::uint64_t number) {
  std::mt19937_64 random{std::hash<std::string>{}(teller) ^ (seed() + number * 0x9e3779b97f4a7c15U)};
  const std::string fund = random() % 2 == 0 ? "U" : "R";
  const auto some = [&](std::uint64_t most) { return 1 + static_cast<Units>(random() % most); };
  Draft draft;
  draft.reference = teller + "-" + std::to_string(number);
  draft.date = parse_date("2021-03-01") + std::chrono::days{static_cast<int>(random() % 200)};
  draft.narration = "by " + teller;
  const Units money = some(5'000), pieces = some(40);
  switch (random() % 8) {
    case 0:  // often more than there is
      draft.postings = {posting("Aid", fund, 4 * money), posting("Bank", fund, -4 * money)};
      break;
    case 1:
      draft.postings = {posting("Aid", fund, pieces, "LAMP"), posting("Stock", fund, -pieces, "LAMP")};
      break;
    case 2:
      draft.postings = {posting("Stock", fund, pieces, "LAMP"), posting("Bank", fund, -money)};
      draft.postings[0].value = money;
      break;
    case 3:
      draft.postings = {posting("Transfers", "U", money), posting("Bank", "U", -money), posting("Bank", "R", money),
                        posting("Transfers", "R", -money)};
      break;
    case 4: {
      draft.postings = {posting("Bank", fund, money), posting("Gifts", fund, -money)};
      std::vector<Draft> batch(5, draft);
      for (std::size_t i = 0; i < batch.size(); ++i) batch[i].reference += "-" + std::to_string(i);
      return batch;
    }
    default:
      draft.postings = {posting("Bank", fund, money), posting("Gifts", fund, -money)};
  }
  return {draft};
}

/// Lines "try N", then "done N" once it is acknowledged, or "no N", or "busy N". Each line is one write.
class Diary {
 public:
  explicit Diary(const std::string& file) : descriptor_{::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644)} {
    std::ifstream in{file};
    std::string word;
    while (in >> word >> next) {
      if (word != "try") ++next;
    }
  }
  Diary(const Diary&) = delete;
  Diary& operator=(const Diary&) = delete;
  ~Diary() { ::close(descriptor_); }
  void note(const char* word, std::uint64_t number) const {
    const std::string line = std::string{word} + " " + std::to_string(number) + "\n";
    require(::write(descriptor_, line.data(), line.size()) == static_cast<ssize_t>(line.size()), "the diary cannot be written");
  }
  std::uint64_t next = 0;  ///< the act to go on with

 private:
  int descriptor_;
};

void perform(Ledger& ledger, const std::vector<Draft>& drafts) {
  if (drafts.size() == 1) {
    ledger.post(drafts.front());
    return;
  }
  Ledger::Batch batch = ledger.batch();
  for (const Draft& draft : drafts) ledger.post(draft);
  batch.commit();
}

void write(const std::string& book, const std::string& diary_file, const std::string& teller, Clock::time_point end) {
  Diary diary{diary_file};
  Ledger ledger = Ledger::open(book);
  for (; Clock::now() < end; ++diary.next) {
    diary.note("try", diary.next);
    try {
      perform(ledger, act(teller, diary.next));
      diary.note("done", diary.next);
    } catch (const Refused&) {
      diary.note("no", diary.next);
    } catch (const Conflict&) {
      diary.note("busy", diary.next);  // promises that nothing was written: another time
    }
  }
}

void check_balances(const Ledger& ledger) {
  std::map<std::string, Units> values, cash;
  for (const BalanceRow& row : ledger.balances()) {
    values[row.fund] += row.value;
    if (row.account == "Bank" || row.account == "Stock")
      require(row.quantity >= 0 && row.value >= 0, row.account + " of " + row.fund + " is below zero");
  }
  for (const auto& [fund, value] : values) require(value == 0, "fund " + fund + " does not balance: " + std::to_string(value));
}

/// Dense numbers and unique references; the number of entries by reference.
std::map<std::string, Seq> check_entries(const Ledger& ledger) {
  std::map<std::string, Seq> there;
  Seq last = 0;
  ledger.for_each_entry({}, [&](const Entry& entry) {
    require(last == 0 || entry.seq == last + 1, "event " + std::to_string(last + 1) + " is no entry");
    require(there.emplace(entry.reference, entry.seq).second, entry.reference + " is there twice");
    last = entry.seq;
    return true;
  });
  return there;
}

void read(const std::string& book, Clock::time_point end) {
  const Ledger ledger = Ledger::open(book);
  std::uint64_t asked = 0, size = 0;
  DocumentHash root{};
  for (; Clock::now() < end; ++asked) {
    check_balances(ledger);
    const std::uint64_t now = ledger.size();
    require(now >= size, "the log became shorter");
    if (size > 0) require(ledger.root_at(size) == root, "what was in the log was changed");
    size = now;
    root = ledger.root_at(size);
    if (asked % 16 == 0) check_entries(ledger);
  }
  std::cout << asked << " rounds of questions\n";
}

void check(const std::string& book, const std::vector<std::string>& diaries) {
  Ledger ledger = Ledger::open(book);
  check_balances(ledger);
  const std::map<std::string, Seq> there = check_entries(ledger);
  std::uint64_t done = 0, refused = 0, busy = 0, cut = 0, expected_least = 0;
  for (const std::string& file : diaries) {
    const std::string teller = file.substr(file.rfind('/') + 1);
    std::ifstream in{file};
    std::string word;
    std::string before;
    std::uint64_t number = 0;
    for (; in >> word >> number; before = word) {
      if (word == "no") ++refused;
      if (word == "busy") ++busy;
      if (word == "try" && before == "try") ++cut;
      if (word != "done") continue;
      ++done;
      for (const Draft& draft : act(teller, number)) {
        ++expected_least;
        require(there.contains(draft.reference), draft.reference + " was acknowledged and is lost");
      }
    }
  }
  // Of each teller the act under way may have been kept without having been acknowledged.
  require(there.size() >= expected_least && there.size() <= expected_least + 5 * diaries.size(),
          std::to_string(there.size()) + " entries, " + std::to_string(expected_least) + " acknowledged");
  const AuditReport report = ledger.audit();
  require(report.findings.empty(), report.findings.empty() ? "" : report.findings.front().where + ": " + report.findings.front().what);
  std::cout << there.size() << " entries, " << done << " acts acknowledged, " << refused << " refused, " << cut
            << " cut and repeated, " << busy << " given up as busy\n";
}

int run(const std::vector<std::string>& words) {
  const auto end = [&](std::size_t at) { return Clock::now() + std::chrono::milliseconds{static_cast<int>(1000 * std::stod(words.at(at)))}; };
  const std::string& what = words.at(0);
  if (what == "make") {
    Ledger ledger = Ledger::create(words.at(1), {"bank", "CNY", 2, "Asia/Shanghai"});
    post_journal(ledger, chart);
  } else if (what == "write") {
    write(words.at(1), words.at(2), words.at(3), end(4));
  } else if (what == "read") {
    read(words.at(1), end(2));
  } else if (what == "check") {
    check(words.at(1), {words.begin() + 2, words.end()});
  } else {
    return 2;
  }
  return 0;
}

}  // namespace

}  // namespace almoner::test

int main(int argc, char** argv) {
  try {
    return almoner::test::run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "bank: " << error.what() << "\n";
    return 1;
  }
}

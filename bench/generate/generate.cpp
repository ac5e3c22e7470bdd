// SPDX-License-Identifier: Apache-2.0
// generate GIFTS SEED FOLDER: writes the workload in every notation, and what must come out of it.
// Same gifts and seed, same bytes.
#include <charconv>
#include <cstdio>
#include <exception>
#include <map>
#include <stdexcept>
#include <string>
#include <tuple>

#include "writers.hpp"

using namespace almoner::bench;

namespace {

std::uint64_t number_of(const std::string& text, const char* what) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size())
    throw std::runtime_error{std::string{what} + " is not a whole number: " + text};
  return number;
}

/// Counts and sums as they must stand in every side's books.
struct Expected {
  struct Balance {
    std::int64_t quantity = 0, value = 0;
  };
  std::map<std::tuple<std::string, std::string, std::string>, Balance> balances;
  std::int64_t postings = 0, given = 0, listed = 0;

  void add(const Entry& entry) {
    for (const Posting& posting : entry.postings) {
      const std::string code{
          posting.kind == money ? "CNY" : kinds[static_cast<std::size_t>(posting.kind)].code};
      Balance& balance =
          balances[{std::string{accounts[static_cast<std::size_t>(posting.account)].name},
                    fund_code(posting.fund), code}];
      balance.quantity += posting.quantity;
      balance.value += posting.kind == money  ? posting.quantity
                       : posting.quantity > 0 ? posting.value
                                              : -posting.value;
    }
    postings += static_cast<std::int64_t>(entry.postings.size());
    given += entry.money_given();
    if (entry.money_given() != 0) ++listed;
  }

  void write(File& file) const {
    file.text() += "account,fund,commodity,quantity,value\n";
    for (const auto& [key, sum] : balances) {
      const auto& [account, fund, code] = key;
      const std::string quantity =
          code == "CNY" ? money_text(sum.quantity) : std::to_string(sum.quantity);
      file.text() +=
          account + "," + fund + "," + code + "," + quantity + "," + money_text(sum.value) + "\n";
    }
    file.close();
  }
};

void generate(std::int64_t gift_count, std::uint64_t seed, const std::string& folder) {
  Workload workload{gift_count, seed};
  File chart{folder + "/chart.journal"}, ours{folder + "/almoner.journal"},
      ledger{folder + "/plain.journal"};
  File beancount{folder + "/plain.beancount"}, list{folder + "/gifts.csv"},
      rules{folder + "/gifts.rules"};
  begin_almoner(chart.text());
  begin_almoner(ours.text());
  add_donors(ours.text(), workload.donor_count());
  begin_ledger(ledger.text());
  begin_beancount(beancount.text());
  begin_list(list.text());
  Expected expected;
  Entry entry;
  while (workload.next(entry)) {
    expected.add(entry);
    add_almoner(ours.text(), entry);
    add_ledger(ledger.text(), entry);
    add_beancount(beancount.text(), entry);
    add_list(list.text(), entry);
    for (File* file : {&ours, &ledger, &beancount, &list}) file->flush_when_large();
  }
  end_list(list.text(), expected.given);
  rules.text() = list_rules();
  for (File* file : {&chart, &ours, &ledger, &beancount, &list, &rules}) file->close();
  File balances{folder + "/balances.csv"};
  expected.write(balances);
  File summary{folder + "/summary.json"};
  summary.text() = "{\"gifts\": " + std::to_string(gift_count) +
                   ", \"seed\": " + std::to_string(seed) +
                   ", \"entries\": " + std::to_string(workload.entry_count()) +
                   ", \"postings\": " + std::to_string(expected.postings) +
                   ", \"donors\": " + std::to_string(workload.donor_count()) +
                   ", \"listed\": " + std::to_string(expected.listed) + ", \"listed_total\": \"" +
                   money_text(expected.given) + "\"}\n";
  summary.close();
}

}  // namespace

int main(int count, char** words) {
  try {
    if (count != 4) throw std::runtime_error{"usage: almoner_bench_generate GIFTS SEED FOLDER"};
    generate(static_cast<std::int64_t>(number_of(words[1], "GIFTS")), number_of(words[2], "SEED"),
             words[3]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "generate: %s\n", error.what());
    return 1;
  }
}

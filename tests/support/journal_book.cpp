// SPDX-License-Identifier: Apache-2.0
#include "journal_book.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace almoner::test {

namespace {

Environment numbered() {
  Environment environment;
  environment.clock = [] { return Instant{std::chrono::seconds{1'630'000'000}}; };
  environment.random = [next = std::uint64_t{1}](std::span<std::byte> bytes) mutable {
    for (std::byte& byte : bytes) {
      next = next * 6364136223846793005ULL + 1442695040888963407ULL;
      byte = static_cast<std::byte>(next >> 56U);
    }
  };
  return environment;
}

std::vector<JournalItem> items_of(std::string_view journal, const Ledger& ledger) {
  std::vector<JournalItem> items;
  std::istringstream in{std::string(journal)};
  const ScaleOf scale = [&](const std::string& commodity) {
    try {
      return ledger.scale(commodity);
    } catch (const NotFound&) {
      return -1;
    }
  };
  read_journal(in, ledger.terms().base_currency, scale, [&](JournalItem&& item) { items.push_back(std::move(item)); });
  return items;
}

void take(Ledger& ledger, const JournalItem& item) {
  std::visit(
      [&](const auto& what) {
        if constexpr (std::is_same_v<std::decay_t<decltype(what)>, Draft>)
          ledger.post(what);
        else
          ledger.declare(what);
      },
      item.what);
}

}  // namespace

JournalBook::JournalBook() : JournalBook(Ledger::create_in_memory({"county society", "CNY", 2, "Asia/Shanghai"}, numbered())) {}
JournalBook::JournalBook(Ledger given) : ledger(std::move(given)) {}

void JournalBook::post(std::string_view journal) {
  for (const JournalItem& item : items_of(journal, ledger)) {
    try {
      take(ledger, item);
    } catch (const Refused& refusal) {
      ADD_FAILURE() << "line " << item.line << ": " << item.excerpt << "\n" << refusal.what();
    }
  }
}

void JournalBook::post_file(const std::string& path) {
  std::ifstream in(path);
  ASSERT_TRUE(in) << path;
  std::ostringstream text;
  text << in.rdbuf();
  post(text.str());
}

std::vector<std::string> JournalBook::refused(std::string_view journal) {
  std::vector<JournalItem> items = items_of(journal, ledger);
  const JournalItem last = items.back();
  items.pop_back();
  for (const JournalItem& item : items) take(ledger, item);
  const auto size = ledger.size();
  const auto root = ledger.root();
  const auto balances = ledger.balances();
  last_violations.clear();
  try {
    take(ledger, last);
    ADD_FAILURE() << "was not refused: " << last.excerpt;
  } catch (const Refused& refusal) {
    last_violations = refusal.violations();
  }
  EXPECT_EQ(ledger.size(), size);
  EXPECT_EQ(ledger.root(), root);
  EXPECT_EQ(ledger.balances(), balances);
  if (const auto* draft = std::get_if<Draft>(&last.what)) {
    EXPECT_EQ(ledger.check(*draft), last_violations);
  }
  std::vector<std::string> rules;
  for (const Violation& one : last_violations) {
    if (rules.empty() || rules.back() != to_string(one.rule)) rules.emplace_back(to_string(one.rule));
    EXPECT_FALSE(one.message.empty());
  }
  return rules;
}

std::string JournalBook::balance(const std::string& account, const std::string& fund, const std::string& commodity) {
  Units sum = 0;
  for (const BalanceRow& row : ledger.balances({account, fund, {}, {}, {}, {}}))
    if (row.commodity == commodity) sum += row.quantity;
  return format_units(sum, ledger.scale(commodity));
}

std::string JournalBook::value(const std::string& account, const std::string& fund, const std::string& commodity) {
  Units sum = 0;
  for (const BalanceRow& row : ledger.balances({account, fund, {}, {}, {}, {}}))
    if (row.commodity == commodity) sum += row.value;
  return format_units(sum, 2);
}

std::string JournalBook::trace(const std::string& reference, Direction direction) {
  const Trace found = ledger.trace(reference, direction);
  Units sum = 0;
  std::string text;
  for (const TracePart& part : found.parts) {
    sum += part.value;
    text += (text.empty() ? "" : "; ") + part.reference + " " + format_units(part.value, 2) + " " + std::string(to_string(part.state));
    if (part.commodity != "CNY" && part.quantity)
      text += " (" + format_units(*part.quantity, ledger.scale(part.commodity)) + " " + part.commodity + ")";
  }
  EXPECT_EQ(sum, found.value) << "the parts of a trace sum to its value";
  return text;
}

std::string JournalBook::audit() {
  const AuditReport report = ledger.audit();
  return report.findings.empty() ? "sound" : report.findings.front().where + ": " + report.findings.front().what;
}

std::string source_file(const std::string& relative) { return std::string(ALMONER_TEST_SOURCE_DIR) + "/" + relative; }

}  // namespace almoner::test

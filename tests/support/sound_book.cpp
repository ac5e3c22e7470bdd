// SPDX-License-Identifier: Apache-2.0
#include "sound_book.hpp"

#include <cstddef>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include <almoner/journal.hpp>

#include "all_answers.hpp"

namespace almoner::test {

namespace {

// What the worked year has none of.
constexpr std::string_view corrections = R"(
2021-12-01 * (T-1) aid  ; fund: VIL
    费用:5101-业务活动成本  500.00 CNY  ; purpose: village/works
    资产:1002-银行存款:基本户
2021-12-02 * (T-2) some comes back  ; fund: VIL, returns: T-1
    资产:1002-银行存款:基本户  100.00 CNY
    费用:5101-业务活动成本  -100.00 CNY  ; purpose: village/works
2021-12-03 * (T-3) more  ; fund: VIL
    资产:1002-银行存款:基本户  400000.00 CNY
    收入:4101-捐赠收入
2021-12-04 * (T-4) bounced  ; reverses: G-0015, authority: error-correction, document: b-1, dated: 2021-12-04, sha256: ab00000000000000000000000000000000000000000000000000000000000000, by: clerk, approved-by: director
)";

void post(Ledger& book, const std::string& journal) {
  std::istringstream in{journal};
  const ScaleOf scale = [&](const std::string& commodity) {
    try {
      return book.scale(commodity);
    } catch (const NotFound&) {
      return -1;
    }
  };
  read_journal(in, book.terms().base_currency, scale, [&](JournalItem&& item) {
    if (const auto* draft = std::get_if<Draft>(&item.what)) {
      book.post(*draft);
      return;
    }
    std::visit(
        [&](const auto& terms) {
          if constexpr (!std::is_same_v<std::decay_t<decltype(terms)>, Draft>) book.declare(terms);
        },
        item.what);
  });
}

std::string many_gifts(int count) {
  std::string journal;
  for (int i = 0; i < count; ++i)
    journal += "2021-12-05 * (N-" + std::to_string(i) + ")  ; fund: U\n    资产:1002-银行存款:基本户  1.00 CNY\n    收入:4101-捐赠收入\n\n";
  return journal;
}

std::string first_difference(const std::string& expected, const std::string& got) {
  std::istringstream first{expected}, second{got};
  std::string a, b;
  while (true) {
    const bool more_a = static_cast<bool>(std::getline(first, a)), more_b = static_cast<bool>(std::getline(second, b));
    if (!more_a && !more_b) return "no line differs";
    if (more_a != more_b || a != b) return "expected " + (more_a ? a : "no more") + "\ngot      " + (more_b ? b : "no more");
  }
}

}  // namespace

Environment fixed_environment() {
  Environment environment;
  environment.clock = [] { return Instant{std::chrono::seconds{1'640'000'000}}; };
  environment.random = [next = std::uint64_t{1}](std::span<std::byte> bytes) mutable {
    for (std::byte& byte : bytes) {
      next = next * 6364136223846793005ULL + 1442695040888963407ULL;
      byte = static_cast<std::byte>(next >> 56U);
    }
  };
  return environment;
}

void make_sound_book(const std::string& path, int small_gifts) {
  Ledger book = Ledger::create(path, {"county society", "CNY", 2, "Asia/Shanghai"}, {.read_only = false, .environment = fixed_environment()});
  auto batch = book.batch();
  post(book, file_bytes(std::string{ALMONER_TEST_SOURCE_DIR} + "/tools/demo/county.journal"));
  post(book, std::string{corrections});
  book.declare(PartyTerms{"wang", "王某", PartyKind::person, false, "139 0000 0000"});
  Amendment renamed;
  renamed.party = PartyTerms{"wang", "王某某", PartyKind::person, false, "139 0000 0001"};
  renamed.date = parse_date("2021-12-05");
  renamed.by = "clerk";
  book.amend(renamed);
  post(book, many_gifts(small_gifts));
  book.close(parse_date("2021-03-31"));
  batch.commit();
  book.for_each_posting({}, [](const RegisterRow&) { return false; });  // the projection catches up
}

std::string file_bytes(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) std::abort();
  return {std::istreambuf_iterator<char>{file}, {}};
}

void write_book_file(const std::string& path, std::string_view bytes) {
  for (const char* suffix : {"-wal", "-shm", "-journal"}) std::filesystem::remove(path + suffix);
  std::ofstream{path, std::ios::binary | std::ios::trunc}.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

Judgement judge(const std::string& path, const std::string& answers_of_sound_book) try {
  std::optional<Ledger> book;
  try {
    book.emplace(Ledger::open(path, {.read_only = true, .busy_timeout_ms = 0, .environment = {}}));
  } catch (const Error& refusal) {
    return {Verdict::refused, refusal.what()};
  }
  std::string found;
  try {
    const AuditReport report = book->audit();
    if (!report.findings.empty()) found = report.findings.front().where + ": " + report.findings.front().what;
    else if (report.private_bodies_missing > 0) found = "private bodies are missing";
  } catch (const Error& error) {
    found = error.what();
  }
  std::string answers;
  try {
    answers = all_answers(*book);
  } catch (const Error& error) {
    if (found.empty()) return {Verdict::wrong, std::string{"audit was content, then: "} + error.what()};
  }
  if (!found.empty()) return {Verdict::found, found};
  if (answers == answers_of_sound_book) return {Verdict::unharmed, {}};
  return {Verdict::wrong, first_difference(answers_of_sound_book, answers)};
} catch (const std::exception& error) {
  return {Verdict::wrong, std::string{"thrown, and no error of ours: "} + error.what()};
}

}  // namespace almoner::test

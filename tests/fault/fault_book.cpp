// SPDX-License-Identifier: Apache-2.0
#include "fault_book.hpp"

#include <almoner/import.hpp>
#include <almoner/journal.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "temporary_folder.hpp"

namespace almoner::test {

namespace {

constexpr std::string_view declared = R"(
commodity 1,000.00 CNY
commodity 1. LAMP
  unit: 台
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
party wang
  name: 王某
party li
  name: 李某
)";

constexpr std::string_view year = R"(
2021-03-01 * (G-1) a gift  ; fund: U, party: wang
    Bank   9000.00 CNY
    Gifts
2021-03-02 * (G-2) a gift  ; fund: R, party: li
    Bank   8000.00 CNY
    Gifts
2021-03-03 * (P-1) lamps  ; fund: R
    Stock   100 LAMP @@ 3000.01 CNY
    Bank  -3000.01 CNY
2021-03-04 * (V-1) lamps handed out  ; fund: R
    Aid     30 LAMP
    Stock  -30 LAMP
2021-03-05 * (V-2) cash aid  ; fund: R
    Aid    500.00 CNY
    Bank
)";

constexpr std::string_view week = R"(
2021-04-01 * (B-1) a gift  ; fund: R, party: wang
    Bank   100.00 CNY
    Gifts
2021-04-02 * (B-2) lamps handed out  ; fund: R
    Aid     40 LAMP
    Stock  -40 LAMP
2021-04-03 * (B-3) some came back  ; fund: R, returns: V-2
    Bank   120.00 CNY
    Aid  -120.00 CNY
2021-04-04 * (B-4) moved  ; fund: U
    Transfers  700.00 CNY
    Bank  -700.00 CNY
    Bank  700.00 CNY  ; fund: R
    Transfers  -700.00 CNY  ; fund: R
2021-04-05 * (B-5) posted in error  ; reverses: V-1
)";

constexpr const char* gift_rules = R"(
list gifts
header ^id
fields id, day, donor, sum
reference  %id
date       %day
party-name %donor
amount     %sum
account1   Bank
account2   Gifts
fund       U
by         cashier
)";

std::string gift_list(int rows) {
  std::string list = "id,day,donor,sum\n";
  for (int i = 1; i <= rows; ++i)
    list += "L-" + std::to_string(i) + ",2021-05-01,donor " + std::to_string(i % 7) + "," + std::to_string(i) + ".25\n";
  return list;
}

void import_gifts(Ledger& ledger) {
  std::istringstream list{gift_list(25)}, rules{gift_rules};
  const ImportReport report = import_csv(ledger, list, rules);
  if (!report.committed) throw StorageError("the list was refused");
}

void post_week(Ledger& ledger) {
  Ledger::Batch batch = ledger.batch();
  post_journal(ledger, week);
  // A question within a batch has what is staged written first.
  static_cast<void>(ledger.balances());
  post_gifts(ledger, "C", 20);
  batch.commit();
}

}  // namespace

void post_journal(Ledger& ledger, std::string_view journal) {
  std::istringstream in{std::string{journal}};
  const ScaleOf scale = [](const std::string& commodity) { return commodity == "LAMP" ? 0 : 2; };
  read_journal(in, "CNY", scale, [&](JournalItem&& item) {
    std::visit(
        [&](const auto& what) {
          if constexpr (std::is_same_v<std::decay_t<decltype(what)>, Draft>)
            ledger.post(what);
          else
            ledger.declare(what);
        },
        item.what);
  });
}

void post_gifts(Ledger& ledger, const std::string& prefix, int count) {
  Draft draft;
  draft.date = parse_date("2021-06-01");
  draft.narration = "gift";
  draft.postings.resize(2);
  draft.postings[0].account = "Bank";
  draft.postings[1].account = "Gifts";
  for (DraftPosting& posting : draft.postings) posting.fund = "U";
  draft.postings[1].party = "wang";
  for (int i = 0; i < count; ++i) {
    draft.reference = prefix + "-" + std::to_string(i);
    draft.date = parse_date("2021-06-01") + std::chrono::days{i % 28};
    draft.postings[0].quantity = 100 + i;
    draft.postings[1].quantity = -100 - i;
    ledger.post(draft);
  }
}

void write_image(const std::string& folder, const Image& image) {
  for (const auto& entry : std::filesystem::directory_iterator{folder}) std::filesystem::remove(entry.path());
  for (const auto& [name, content] : image)
    std::ofstream{folder + "/" + name, std::ios::binary}.write(content.data(), static_cast<std::streamsize>(content.size()));
}

Image read_image(const std::string& folder) {
  Image image;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    std::ifstream in{entry.path(), std::ios::binary};
    std::ostringstream content;
    content << in.rdbuf();
    image[entry.path().filename().string()] = std::move(content).str();
  }
  return image;
}

FaultBook::FaultBook(Filled filled) {
  const TemporaryFolder folder;
  {
    Ledger ledger = Ledger::create(folder / "book", {"county society", "CNY", 2, "Asia/Shanghai"});
    post_journal(ledger, declared);
    if (filled == Filled::yes) {
      post_journal(ledger, year);
      post_gifts(ledger, "A", 10);
    }
    static_cast<void>(ledger.parties());  // the projections catch up
    size = ledger.size();
    root = ledger.root();
  }
  files = read_image(folder.path());
  std::erase_if(files, [](const auto& file) { return file.first != "book"; });
}

void ask_everything(Ledger& ledger) {
  static_cast<void>(ledger.balances());
  static_cast<void>(ledger.funds());
  static_cast<void>(ledger.stock());
  static_cast<void>(ledger.trace("G-2"));
  static_cast<void>(ledger.trace("V-1", Direction::back));
  static_cast<void>(ledger.activities());
  static_cast<void>(ledger.parties());
  ledger.for_each_posting({}, [](const RegisterRow&) { return true; });
  const AuditReport report = ledger.audit();
  if (!report.findings.empty()) throw Corrupt(report.findings.front().what);
}

std::vector<Operation> operations() {
  return {
      {"post one", [](Ledger& ledger) { post_gifts(ledger, "N", 1); }},
      {"batch", post_week},
      {"import a list", import_gifts},
      {"rebuild", [](Ledger& ledger) { ledger.rebuild(); }},
      {"erase a person", [](Ledger& ledger) { ledger.erase_party("li"); }},
      {"restrict a person", [](Ledger& ledger) { ledger.restrict_party("wang"); }},
      {"ask", ask_everything},
  };
}

Operation large_batch(int gifts) {
  return {"batch of " + std::to_string(gifts), [gifts](Ledger& ledger) {
            Ledger::Batch batch = ledger.batch();
            post_gifts(ledger, "M", gifts);
            batch.commit();
          }};
}

std::string unsound(const std::string& book, std::uint64_t size, const DocumentHash& root, std::uint64_t later_size) {
  try {
    Ledger ledger = Ledger::open(book);
    const std::uint64_t now = ledger.size();
    if (now != size && now != later_size)
      return "it has " + std::to_string(now) + " events, neither " + std::to_string(size) + " nor " + std::to_string(later_size);
    if (ledger.root_at(size) != root) return "its first " + std::to_string(size) + " events are not what they were";
    const AuditReport report = ledger.audit();
    return report.findings.empty() ? "" : report.findings.front().where + ": " + report.findings.front().what;
  } catch (const Error& error) {
    return error.what();
  }
}

std::uint64_t seed() {
  const char* wanted = std::getenv("ALMONER_SEED");
  return wanted ? std::strtoull(wanted, nullptr, 10) : 20211205;
}

bool is_soak() {
  const char* wanted = std::getenv("ALMONER_SOAK");
  return wanted && *wanted != '\0' && std::string_view{wanted} != "0";
}

}  // namespace almoner::test

// SPDX-License-Identifier: Apache-2.0
// Bulk posting from memory: rules, lots, hashes, balances, durable at the end.
#include <fstream>
#include <map>
#include <stdexcept>
#include <utility>

#include <almoner/error.hpp>

#include "commands.hpp"
#include "drafts.hpp"
#include "timing.hpp"

namespace almoner::bench {

JournalInMemory read_whole(const std::string& path) {
  std::ifstream stream{path, std::ios::binary};
  if (!stream) throw std::runtime_error{"cannot read " + path};
  JournalInMemory read;
  std::map<std::string, int> scales{{"CNY", 2}};
  const auto scale_of = [&](const std::string& code) {
    const auto found = scales.find(code);
    return found == scales.end() ? -1 : found->second;
  };
  read_journal(stream, "CNY", scale_of, [&](JournalItem&& item) {
    if (const auto* commodity = std::get_if<CommodityTerms>(&item.what))
      scales[commodity->code] = commodity->scale;
    if (auto* draft = std::get_if<Draft>(&item.what))
      read.drafts.push_back(std::move(*draft));
    else
      read.declarations.push_back(std::move(item));
  });
  return read;
}

Ledger open_to_read(const std::string& path) {
  OpenOptions options;
  options.read_only = true;
  return Ledger::open(path, std::move(options));
}

namespace {

struct Declare {
  Ledger& book;
  void operator()(const Draft&) const {}
  template <class Terms>
  void operator()(const Terms& terms) const {
    book.declare(terms);
  }
};

}  // namespace

void declare_all(Ledger& book, const std::vector<JournalItem>& items) {
  Ledger::Batch batch = book.batch();
  for (const JournalItem& item : items) std::visit(Declare{book}, item.what);
  batch.commit();
}

Json measure_post(const std::string& journal, const std::string& book_path) {
  const JournalInMemory read = read_whole(journal);
  Ledger book = Ledger::create(book_path, {"bench", "CNY"});
  declare_all(book, read.declarations);
  const double seconds = seconds_of([&] {
    Ledger::Batch batch = book.batch();
    for (const Draft& draft : read.drafts) book.post(draft);
    batch.commit();
  });
  return {{"entries", read.drafts.size()}, {"seconds", seconds}};
}

}  // namespace almoner::bench

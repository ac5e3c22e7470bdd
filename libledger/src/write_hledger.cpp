// SPDX-License-Identifier: Apache-2.0
// A whole book as a journal of hledger: an independent check of every sum. Each posting of goods
// or foreign currency states its total value, so that each entry balances in the base currency
// alone. Our declarations stand in comments; private names and contacts of parties are left out.

#include <almoner/journal.hpp>

#include <ostream>
#include <unordered_map>
#include <utility>

#include <almoner/error.hpp>
#include <almoner/ledger.hpp>

#include "text/journal_writer.hpp"

namespace almoner {

namespace {

constexpr std::size_t flush_bytes = std::size_t{1} << 16U;

/// Each line a comment.
void append_comment(std::string& text, const std::string& lines) {
  std::size_t begin = 0;
  for (std::size_t end = lines.find('\n'); end != lines.npos; end = lines.find('\n', begin)) {
    text.append("; ").append(lines, begin, end + 1 - begin);
    begin = end + 1;
  }
}

Draft draft_of(const Entry& entry) {
  Draft draft;
  draft.date = entry.date;
  draft.reference = entry.reference;
  draft.narration = entry.narration;
  draft.bank_reference = entry.bank_reference;
  draft.by = entry.by;
  draft.approved_by = entry.approved_by;
  draft.authority = entry.authority;
  draft.document = entry.document;
  draft.gift = entry.gift;
  draft.reverses = entry.reverses;
  draft.returns = entry.returns;
  draft.repays = entry.repays;
  draft.counterpart = entry.counterpart;
  draft.evidence = entry.evidence;
  for (const Posting& posting : entry.postings) {
    draft.postings.push_back({posting.account, posting.fund, posting.commodity, posting.quantity,
                              posting.value, posting.purpose, posting.party, posting.lot,
                              posting.expires});
  }
  return draft;
}

void append_declarations(std::string& text, const JournalWriter& writer, const Ledger& ledger) {
  const BookTerms terms = ledger.terms();
  append_comment(text, terms.name + ": the whole book, written by almoner for hledger.\n" +
                           "Value is carried in " + terms.base_currency + "; a fund is a tag.\n");
  text += '\n';
  for (const CommodityTerms& commodity : ledger.commodities()) writer.append(text, commodity);
  text += '\n';
  for (const AccountTerms& account : ledger.accounts()) writer.append(text, account);
  text += '\n';
  for (const PurposeTerms& purpose : ledger.purposes()) {
    std::string lines;
    writer.append(lines, purpose);
    append_comment(text, lines);
  }
  for (const FundTerms& fund : ledger.fund_terms()) {
    std::string lines;
    writer.append(lines, fund);
    append_comment(text, lines);
  }
  for (const PartyRow& row : ledger.parties()) {
    std::string lines;
    PartyTerms party{row.id, row.is_public ? row.name : std::string{}, row.kind, row.is_public, {}};
    writer.append(lines, party);
    append_comment(text, lines);
  }
}

}  // namespace

void write_hledger(std::ostream& out, const Ledger& ledger) {
  std::unordered_map<std::string, int> scales;
  for (const CommodityTerms& commodity : ledger.commodities())
    scales[commodity.code] = commodity.scale;
  const ScaleOf scale_of = [&scales](const std::string& commodity) {
    const auto known = scales.find(commodity);
    return known == scales.end() ? -1 : known->second;
  };
  const JournalWriter writer{ledger.terms().base_currency, scale_of, JournalDialect::hledger};

  std::string text;
  const auto flush = [&] {
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    if (!out) throw StorageError{"the journal could not be written: writing failed"};
    text.clear();
  };
  append_declarations(text, writer, ledger);
  ledger.for_each_entry({}, [&](const Entry& entry) {
    text += '\n';
    writer.append(text, draft_of(entry));
    if (text.size() >= flush_bytes) flush();
    return true;
  });
  flush();
}

}  // namespace almoner

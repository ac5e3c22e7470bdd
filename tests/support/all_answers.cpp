// SPDX-License-Identifier: Apache-2.0
#include "all_answers.hpp"

#include <sstream>
#include <vector>

namespace almoner::test {

namespace {

/// Fields of one line, with bars between.
class Lines {
 public:
  template <class... Fields>
  void line(const Fields&... fields) {
    (put(fields), ...);
    text_ << '\n';
  }
  std::string text() const { return text_.str(); }

 private:
  void put(const std::string& field) { text_ << field << '|'; }
  void put(const char* field) { text_ << field << '|'; }
  void put(std::string_view field) { text_ << field << '|'; }
  void put(const Date& date) { put(format_date(date)); }
  void put(const DocumentHash& hash) {
    for (const std::uint8_t byte : hash) text_ << static_cast<int>(byte) << '.';
    text_ << '|';
  }
  template <class Number>
    requires std::is_arithmetic_v<Number>
  void put(Number number) { text_ << +number << '|'; }
  template <class Kind>
    requires std::is_enum_v<Kind>
  void put(Kind kind) { put(to_string(kind)); }
  template <class Field>
  void put(const std::optional<Field>& field) {
    if (field) put(*field);
    else put("-");
  }
  template <class Field>
  void put(const std::vector<Field>& fields) {
    for (const Field& field : fields) put(field);
  }

  std::ostringstream text_;
};

void the_log(Lines& out, const Ledger& book) {
  const std::uint64_t size = book.size();
  out.line("log", size, book.root(), book.logged_keys());
  for (Seq seq = 0; seq < size; ++seq) out.line("event", seq, book.event_json(seq));
  for (Seq seq = 0; seq < size; seq += 1 + size / 8)
    out.line("proof", seq, book.root_at(seq + 1), book.inclusion_proof(seq, size), book.consistency_proof(seq, size));
  std::ostringstream bodies;
  out.line("private", book.export_private(bodies), bodies.str());
}

void declarations(Lines& out, const Ledger& book) {
  const BookTerms terms = book.terms();
  out.line("book", terms.name, terms.base_currency, terms.base_scale, terms.time_zone);
  for (const CommodityTerms& one : book.commodities()) out.line("commodity", one.code, one.scale, one.unit, one.policy);
  for (const AccountTerms& one : book.accounts()) out.line("account", one.name, one.type, one.traced);
  for (const PurposeTerms& one : book.purposes()) out.line("purpose", one.path, one.function);
  for (const FundTerms& one : book.fund_terms())
    out.line("fund", one.code, one.fund_class, one.purposes, one.set_by, one.from, one.until, one.management_cap, one.agreement, one.owed_to);
  for (const PartyRow& one : book.parties()) {
    out.line("party", one.id, one.name, one.kind, one.is_public, one.erased, one.restricted, one.postings, one.given, one.received);
    if (const auto asked = book.party(one.id)) out.line("asked", asked->id, asked->name, asked->kind, asked->is_public, asked->contact);
  }
}

void show_entry(Lines& out, const Entry& entry) {
  out.line("entry", entry.seq, entry.date, entry.reference, entry.narration, entry.bank_reference, entry.by, entry.document,
           entry.gift, entry.reverses, entry.returns, entry.repays, entry.counterpart, entry.policy, entry.reversed_by);
  for (const Posting& one : entry.postings)
    out.line("", one.account, one.fund, one.commodity, one.quantity, one.value, one.purpose, one.party, one.party_erased, one.lot, one.expires);
  for (const auto* intervals : {&entry.lots, &entry.draws})
    for (const UnitsInterval& one : *intervals)
      out.line("", one.fund, one.commodity, one.account, one.start, one.quantity, one.value, one.lot, one.expires);
}

/// Those that a caller could ask for by reference.
std::vector<std::string> entries(Lines& out, const Ledger& book) {
  std::vector<std::string> references;
  book.for_each_entry({}, [&](const Entry& entry) {
    references.push_back(entry.reference);
    show_entry(out, entry);
    return true;
  });
  for (const std::string& reference : references) {
    const auto asked = book.entry(reference);
    out.line("asked", reference, asked ? asked->seq : 0);
  }
  return references;
}

void balances(Lines& out, const Ledger& book, const Filter& filter) {
  for (const BalanceRow& one : book.balances(filter, true))
    out.line("balance", one.account, one.fund, one.purpose, one.commodity, one.quantity, one.value);
  for (const FundRow& one : book.funds(filter))
    out.line("roll", one.fund, one.fund_class, one.opening, one.received, one.transfers, one.spent, one.closing);
  const Activities activities = book.activities(filter);
  for (const ActivityRow& one : activities.rows) out.line("activity", one.account, one.type, one.fund_class, one.value);
  for (const ReleaseRow& one : activities.released) out.line("release", one.fund, one.income_account, one.this_period, one.earlier);
}

void postings(Lines& out, const Ledger& book, const Filter& filter) {
  book.for_each_posting(filter, [&](const RegisterRow& row) {
    out.line("posting", row.seq, row.line, row.date, row.reference, row.account, row.fund, row.purpose, row.party, row.commodity,
             row.quantity, row.value, row.narration);
    return true;
  });
}

void traces(Lines& out, const Ledger& book, const std::vector<std::string>& references) {
  for (const std::string& reference : references)
    for (const Direction direction : {Direction::forward, Direction::back}) {
      const Trace trace = book.trace(reference, direction);
      out.line("trace", trace.reference, trace.direction, trace.policy, trace.value);
      for (const TracePart& one : trace.parts)
        out.line("", one.reference, one.seq, one.date, one.account, one.fund, one.purpose, one.party, one.commodity, one.quantity, one.value, one.state);
    }
}

}  // namespace

std::string all_answers(Ledger& book) {
  Lines out;
  the_log(out, book);
  declarations(out, book);
  const std::vector<std::string> references = entries(out, book);
  balances(out, book, {});
  // Within a month, so that postings are read and not only months.
  Filter part;
  part.begin = Date{std::chrono::year{2021} / 6 / 10};
  part.end = Date{std::chrono::year{2021} / 11 / 20};
  balances(out, book, part);
  postings(out, book, {});
  for (const PartyRow& one : book.parties())
    if (!one.erased) postings(out, book, {.party = one.id});
  for (const StockRow& one : book.stock())
    out.line("stock", one.account, one.fund, one.commodity, one.unit, one.lot, one.received, one.expires, one.reference, one.quantity, one.value);
  traces(out, book, references);
  const Stats stats = book.stats();
  out.line("stats", stats.events, stats.entries, stats.postings, stats.lots, stats.draws, stats.first, stats.last, stats.closed);
  return out.text();
}

}  // namespace almoner::test

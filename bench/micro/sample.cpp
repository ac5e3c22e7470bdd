// SPDX-License-Identifier: Apache-2.0
#include "sample.hpp"

#include <string>
#include <utility>

#include "log/event_codec.hpp"

namespace almoner::bench {

namespace {

Ledger new_book() {
  Ledger book = Ledger::create_in_memory({"bench", "CNY"});
  book.declare(AccountTerms{"Bank", AccountType::cash});
  book.declare(AccountTerms{"Stock", AccountType::asset});
  book.declare(AccountTerms{"Gifts", AccountType::income});
  book.declare(AccountTerms{"Aid", AccountType::expense});
  book.declare(CommodityTerms{"LAMP", 0, "盏"});
  book.declare(PurposeTerms{"aid"});
  book.declare(FundTerms{"AID", FundClass::restricted, {"aid"}, RestrictionSource::donor});
  return book;
}

Draft draft(const char* date, std::string reference, std::vector<DraftPosting> postings) {
  Draft draft;
  draft.date = parse_date(date);
  draft.reference = std::move(reference);
  draft.narration = "一笔";
  draft.postings = std::move(postings);
  return draft;
}

DraftPosting line(const char* account, std::optional<Units> quantity, const char* commodity = "",
                  std::optional<Units> value = {}) {
  DraftPosting posting;
  posting.account = account;
  posting.fund = "AID";
  posting.commodity = commodity;
  posting.quantity = quantity;
  posting.value = value;
  return posting;
}

/// The fund's lines as the recorded lots and draws leave them, and its balances.
void take_up(const EntryRecord& entry, Id seq, Books& books) {
  for (const PostingRecord& posting : entry.postings) {
    Total& total =
        books.funds[posting.fund].balances[{posting.account, posting.purpose, posting.commodity}];
    total.quantity += posting.quantity;
    total.value += posting.value;
  }
  for (const LotRecord& one : entry.lots) {
    Line& units = books.funds[one.line.fund].line_for(one.line);
    Lot lot;
    lot.start = one.start;
    lot.quantity = one.quantity;
    lot.value = one.value;
    lot.value_before = units.value();
    lot.seq = seq;
    units.append(std::move(lot));
  }
  for (const DrawRecord& one : entry.draws)
    books.funds[one.line.fund].line_for(one.line).take({one.start, one.start + one.quantity});
}

Sample make_sample() {
  Ledger book = new_book();
  const Seq gift =
      book.post(draft("2021-06-01", "G-1", {line("Bank", 500'000), line("Gifts", -500'000)})).seq;
  const Seq purchase =
      book.post(draft("2021-06-02", "P-1",
                      {line("Stock", 10, "LAMP", 268'000), line("Bank", -268'000)}))
          .seq;
  book.post(draft("2021-06-03", "V-1", {line("Aid", 4, "LAMP"), line("Stock", -4, "LAMP")}));
  book.post(draft("2021-06-04", "V-2", {line("Aid", 100'000), line("Bank", -100'000)}));
  Sample made;
  for (Seq seq = 0; seq < book.size(); ++seq) {
    made.events.push_back(decode_event(book.event_bytes(seq)));
    made.chart.apply(made.events.back());
    if (const auto* entry = std::get_if<EntryRecord>(&made.events.back().what))
      take_up(*entry, seq, made.books);
  }
  made.gift = made.events[gift];
  made.purchase = made.events[purchase];
  made.aid = draft("2021-06-05", "V-3", {line("Aid", 10'000), line("Bank", -10'000)});
  return made;
}

}  // namespace

Ledger book_of_gifts(std::int64_t gifts) {
  Ledger book = new_book();
  Ledger::Batch batch = book.batch();
  for (std::int64_t i = 0; i < gifts; ++i) {
    book.post(draft("2021-06-01", "G-" + std::to_string(i),
                    {line("Bank", 10'000), line("Gifts", -10'000)}));
    if (i % 4 == 3)
      book.post(draft("2021-06-02", "V-" + std::to_string(i),
                      {line("Aid", 25'000), line("Bank", -25'000)}));
  }
  batch.commit();
  return book;
}

const Sample& sample() {
  static Sample made = make_sample();
  made.books.chart = &made.chart;
  return made;
}

}  // namespace almoner::bench

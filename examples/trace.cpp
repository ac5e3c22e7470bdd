// SPDX-License-Identifier: Apache-2.0
// Where a gift went, and which gifts a delivery is attributed to.
#include <cstdio>

#include <almoner/ledger.hpp>

using namespace almoner;

namespace {

Units show(const Trace& trace) {
  Units sum = 0;
  std::printf("%s, %s, attributed by %s\n", trace.reference.c_str(), std::string(to_string(trace.direction)).c_str(), trace.policy.c_str());
  for (const TracePart& part : trace.parts) {
    std::printf("  %s %s %s\n", part.reference.c_str(), format_units(part.value, 2).c_str(), std::string(to_string(part.state)).c_str());
    sum += part.value;
  }
  return sum;
}

}  // namespace

int main() {
  Ledger book = Ledger::create_in_memory({"county society", "CNY"});
  book.declare(CommodityTerms{"LAMP", 0, "台"});
  book.declare(AccountTerms{"Assets:Bank", AccountType::cash});
  book.declare(AccountTerms{"Assets:Stock", AccountType::asset});
  book.declare(AccountTerms{"Income:Gifts", AccountType::income});
  book.declare(AccountTerms{"Expenses:Programme", AccountType::expense});
  book.declare(PurposeTerms{"solar-lamps"});
  book.declare(FundTerms{"LAMPS", FundClass::restricted, {"solar-lamps"}, RestrictionSource::donor});
  const auto post = [&](const char* date, const char* reference, std::vector<DraftPosting> postings) {
    Draft draft{.date = parse_date(date), .reference = reference};
    draft.postings = std::move(postings);
    for (DraftPosting& posting : draft.postings) posting.fund = "LAMPS";
    book.post(draft);
  };
  post("2021-06-01", "G-1", {{.account = "Assets:Bank", .quantity = 30000}, {.account = "Income:Gifts"}});
  post("2021-06-02", "G-2", {{.account = "Assets:Bank", .quantity = 70000}, {.account = "Income:Gifts"}});
  post("2021-06-10", "P-1", {{.account = "Assets:Stock", .commodity = "LAMP", .quantity = 4, .value = 100000}, {.account = "Assets:Bank"}});
  post("2021-08-20", "V-1", {{.account = "Expenses:Programme", .commodity = "LAMP", .quantity = 3},
                             {.account = "Assets:Stock", .commodity = "LAMP", .quantity = -3}});
  const Units forward = show(book.trace("G-2"));
  const Units back = show(book.trace("V-1", Direction::back));
  return forward == 70000 && back == 75000 ? 0 : 1;
}

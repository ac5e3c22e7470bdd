// SPDX-License-Identifier: Apache-2.0
// Micro-benches of the whole path in memory: posting, a balance now, a trace.
#include <benchmark/benchmark.h>

#include <almoner/ledger.hpp>

using namespace almoner;

namespace {

Ledger book_of(std::int64_t gifts) {
  Ledger book = Ledger::create_in_memory({"bench", "CNY"});
  book.declare(AccountTerms{"Bank", AccountType::cash});
  book.declare(AccountTerms{"Gifts", AccountType::income});
  book.declare(AccountTerms{"Aid", AccountType::expense});
  book.declare(PurposeTerms{"aid"});
  book.declare(FundTerms{"AID", FundClass::restricted, {"aid"}, RestrictionSource::donor});
  auto batch = book.batch();
  for (std::int64_t i = 0; i < gifts; ++i) {
    Draft gift{.date = parse_date("2021-06-01"), .reference = "G-" + std::to_string(i)};
    gift.postings = {{.account = "Bank", .fund = "AID", .quantity = 10'000}, {.account = "Gifts", .fund = "AID"}};
    book.post(gift);
    if (i % 4 != 3) continue;
    Draft spent{.date = parse_date("2021-06-02"), .reference = "V-" + std::to_string(i)};
    spent.postings = {{.account = "Aid", .fund = "AID", .quantity = 25'000}, {.account = "Bank", .fund = "AID"}};
    book.post(spent);
  }
  batch.commit();
  return book;
}

void post_a_gift_book(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(book_of(state.range(0)).size());
  state.SetItemsProcessed(state.iterations() * (state.range(0) + state.range(0) / 4));
}
BENCHMARK(post_a_gift_book)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

void balance_now(benchmark::State& state) {
  const Ledger book = book_of(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(book.balances());
}
BENCHMARK(balance_now)->Arg(1'000)->Arg(10'000);

void trace_a_gift(benchmark::State& state) {
  const Ledger book = book_of(state.range(0));
  const std::string reference = "G-" + std::to_string(state.range(0) / 2);
  for (auto _ : state) benchmark::DoNotOptimize(book.trace(reference));
}
BENCHMARK(trace_a_gift)->Arg(1'000)->Arg(10'000);

}  // namespace

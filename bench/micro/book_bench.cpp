// SPDX-License-Identifier: Apache-2.0
// Whole paths of the facade over the store in memory: no disk, no SQL.
#include <benchmark/benchmark.h>

#include <string>

#include "sample.hpp"

namespace almoner::bench {

namespace {

void post_a_book(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(book_of_gifts(state.range(0)).size());
  state.SetItemsProcessed(state.iterations() * (state.range(0) + state.range(0) / 4));
}
BENCHMARK(post_a_book)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

void check_a_draft(benchmark::State& state) {
  Ledger book = book_of_gifts(state.range(0));
  Draft aid = sample().aid;
  aid.reference = "V-new";
  for (auto _ : state) benchmark::DoNotOptimize(book.check(aid));
}
BENCHMARK(check_a_draft)->Arg(1'000)->Arg(10'000);

void balance_now(benchmark::State& state) {
  const Ledger book = book_of_gifts(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(book.balances());
}
BENCHMARK(balance_now)->Arg(1'000)->Arg(10'000);

void balance_as_of_a_date(benchmark::State& state) {
  const Ledger book = book_of_gifts(state.range(0));
  Filter filter;
  filter.end = parse_date("2021-06-02");
  for (auto _ : state) benchmark::DoNotOptimize(book.balances(filter));
}
BENCHMARK(balance_as_of_a_date)->Arg(1'000)->Arg(10'000);

void register_of_an_account(benchmark::State& state) {
  const Ledger book = book_of_gifts(state.range(0));
  Filter filter;
  filter.account = "Bank";
  std::int64_t rows = 0;
  for (auto _ : state) {
    book.for_each_posting(filter, [&rows](const RegisterRow& row) {
      benchmark::DoNotOptimize(row.quantity);
      ++rows;
      return true;
    });
  }
  state.SetItemsProcessed(rows);
}
BENCHMARK(register_of_an_account)->Arg(1'000)->Arg(10'000)->Unit(benchmark::kMillisecond);

void trace_a_gift(benchmark::State& state) {
  const Ledger book = book_of_gifts(state.range(0));
  const std::string reference = "G-" + std::to_string(state.range(0) / 2);
  for (auto _ : state) benchmark::DoNotOptimize(book.trace(reference));
}
BENCHMARK(trace_a_gift)->Arg(1'000)->Arg(10'000);

void trace_a_disbursement(benchmark::State& state) {
  const Ledger book = book_of_gifts(state.range(0));
  const std::string reference = "V-" + std::to_string(state.range(0) / 2 - 1);
  for (auto _ : state) benchmark::DoNotOptimize(book.trace(reference, Direction::back));
}
BENCHMARK(trace_a_disbursement)->Arg(1'000)->Arg(10'000);

}  // namespace

}  // namespace almoner::bench

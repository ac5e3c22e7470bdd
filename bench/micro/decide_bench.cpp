// SPDX-License-Identifier: Apache-2.0
// The pure decisions: names resolved, a draft planned, judged by every rule, its flow found.
#include <benchmark/benchmark.h>

#include <stdexcept>
#include <vector>

#include "book/flow.hpp"
#include "book/plan.hpp"
#include "book/resolve.hpp"
#include "book/rules.hpp"
#include "sample.hpp"

namespace almoner::bench {

namespace {

Proposal resolved(const Draft& draft) {
  std::vector<Violation> violations;
  const FindParty nobody = [](const std::string&) { return std::nullopt; };
  Proposal proposal = resolve(draft, sample().chart, nobody, violations);
  if (!violations.empty()) throw std::logic_error{"the sample's names do not resolve"};
  return proposal;
}

void resolve_a_draft(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(resolved(sample().aid));
}
BENCHMARK(resolve_a_draft);

void plan_a_payment(benchmark::State& state) {
  const Proposal proposal = resolved(sample().aid);
  for (auto _ : state) {
    Proposal planned = proposal;
    if (!plan(planned, sample().books, {}).empty()) state.SkipWithError("refused");
  }
}
BENCHMARK(plan_a_payment);

void judge_a_payment(benchmark::State& state) {
  Proposal planned = resolved(sample().aid);
  if (!plan(planned, sample().books, {}).empty()) state.SkipWithError("refused");
  for (auto _ : state) {
    if (!judge(planned, sample().books, {}).empty()) state.SkipWithError("refused");
  }
}
BENCHMARK(judge_a_payment);

void flow_of_a_purchase(benchmark::State& state) {
  const auto& entry = std::get<EntryRecord>(sample().purchase.what);
  const Books& books = sample().books;
  const ValueOf value_of = [&books](const LineKey& key, const Interval& units) {
    return books.fund(key.fund).line(key)->value_of(units);
  };
  for (auto _ : state) {
    const Flow flow = flow_of(entry, sample().chart, value_of);
    if (flow.pieces.empty()) state.SkipWithError("a purchase without a flow");
  }
}
BENCHMARK(flow_of_a_purchase);

}  // namespace

}  // namespace almoner::bench

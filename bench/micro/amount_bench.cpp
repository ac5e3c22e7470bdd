// SPDX-License-Identifier: Apache-2.0
// Amounts as text and back.
#include <benchmark/benchmark.h>

#include <almoner/amount.hpp>
#include <almoner/date.hpp>

#include "value/decimal_text.hpp"
#include "value/wide.hpp"

namespace almoner::bench {

namespace {

void parse_an_amount(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_units("-101,000.05", 2));
}
BENCHMARK(parse_an_amount);

void parse_an_amount_in_chinese(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_units("￥１４.０７万元", 2));
}
BENCHMARK(parse_an_amount_in_chinese);

void parse_decimal_text(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_decimal("101000.05"));
}
BENCHMARK(parse_decimal_text);

void format_an_amount(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(format_units(-10'100'005, 2));
}
BENCHMARK(format_an_amount);

void add_amounts(benchmark::State& state) {
  Units sum = 0;
  for (auto _ : state) benchmark::DoNotOptimize(sum = checked_add(sum, 1));
}
BENCHMARK(add_amounts);

void parse_a_date(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(parse_date("2021-09-05"));
}
BENCHMARK(parse_a_date);

}  // namespace

}  // namespace almoner::bench

// SPDX-License-Identifier: Apache-2.0
// An event as bytes, its hash, its place in the tree, and the commitment to what is private of it.
#include <benchmark/benchmark.h>

#include <array>
#include <span>
#include <string>

#include "log/event_codec.hpp"
#include "log/merkle.hpp"
#include "log/private_part.hpp"
#include "sample.hpp"

namespace almoner::bench {

namespace {

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

void write_an_event(benchmark::State& state) {
  std::string bytes;
  for (auto _ : state) {
    encode_event(sample().purchase, bytes);
    benchmark::DoNotOptimize(bytes.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(write_an_event);

void read_an_event(benchmark::State& state) {
  const std::string bytes = encode_event(sample().purchase);
  for (auto _ : state) benchmark::DoNotOptimize(decode_event(bytes));
}
BENCHMARK(read_an_event);

void hash_a_leaf(benchmark::State& state) {
  const std::string bytes = encode_event(sample().purchase);
  for (auto _ : state) benchmark::DoNotOptimize(leaf_hash(bytes_of(bytes)));
}
BENCHMARK(hash_a_leaf);

void append_to_the_tree(benchmark::State& state) {
  const Hash leaf = leaf_hash(bytes_of(encode_event(sample().gift)));
  Frontier frontier;
  for (auto _ : state) frontier.append(leaf);
  benchmark::DoNotOptimize(frontier.root());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(append_to_the_tree);

void root_of_the_tree(benchmark::State& state) {
  const Hash leaf = leaf_hash(bytes_of(encode_event(sample().gift)));
  Frontier frontier;
  for (int i = 0; i < 0xFFFF; ++i) frontier.append(leaf);
  for (auto _ : state) benchmark::DoNotOptimize(frontier.root());
}
BENCHMARK(root_of_the_tree);

void commit_to_a_private_part(benchmark::State& state) {
  PrivatePart part;
  part.narration = "爱心捐款 432462";
  const std::array<std::uint8_t, 16> salt{};
  for (auto _ : state) benchmark::DoNotOptimize(commitment(salt, encode_private(part)));
}
BENCHMARK(commit_to_a_private_part);

}  // namespace

}  // namespace almoner::bench

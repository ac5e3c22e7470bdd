// SPDX-License-Identifier: Apache-2.0
// almoner_bench_measure: what bench/run times within a process, as one JSON object on stdout.
#include <cstdio>
#include <exception>
#include <functional>
#include <iostream>
#include <map>

#include "commands.hpp"

using namespace almoner::bench;

namespace {

struct Command {
  std::size_t words;
  std::function<Json(const std::vector<std::string>&)> run;
};

const std::map<std::string, Command>& commands() {
  using Words = std::vector<std::string>;
  static const std::map<std::string, Command> all{
      {"post", {2, [](const Words& w) { return measure_post(w[0], w[1]); }}},
      {"rows", {3, [](const Words& w) { return measure_rows(w[0], w[1], w[2]); }}},
      {"packed", {2, [](const Words& w) { return measure_packed(w[0], w[1]); }}},
      {"hashes", {1, [](const Words& w) { return measure_hashes(w[0]); }}},
      {"questions",
       {3, [](const Words& w) { return measure_questions(w[0], w[1], std::stoull(w[2])); }}},
      {"durable",
       {4, [](const Words& w) { return measure_durable(w[0], w[1], w[2], std::stoi(w[3])); }}}};
  return all;
}

}  // namespace

int main(int count, char** words) {
  try {
    const std::vector<std::string> rest(words + 1, words + count);
    const auto found = rest.empty() ? commands().end() : commands().find(rest.front());
    if (found == commands().end() || rest.size() != found->second.words + 1) {
      std::fprintf(stderr, "usage: see bench/measure/commands.hpp\n");
      return 2;
    }
    std::cout << found->second.run({rest.begin() + 1, rest.end()}).dump() << '\n';
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "measure: %s\n", error.what());
    return 1;
  }
}

// SPDX-License-Identifier: Apache-2.0
// C2SP tlog-proof v1, line by line.

#include "log/proof.hpp"

#include "log/base64.hpp"
#include "log/checkpoint.hpp"
#include "value/assert.hpp"

#include <almoner/error.hpp>

namespace almoner {

namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_word = "extra ";
constexpr std::string_view index_word = "index ";

[[noreturn]] void fail(const std::string& why) { throw Corrupt{"not a receipt: " + why}; }

std::string_view require_line(std::string_view& text) {
  const auto line = take_line(text);
  if (!line) fail("it ends too early");
  return *line;
}

std::string parse_extra(std::string_view base64) {
  try {
    const std::vector<std::uint8_t> bytes = from_base64(base64);
    if (bytes.empty()) fail("its extra line is empty");
    return {bytes.begin(), bytes.end()};
  } catch (const ParseError& error) {
    fail(std::string{"its extra line: "} + error.what());
  }
}

}  // namespace

std::string proof_text(const LogProof& proof) {
  std::string text = std::string{first_line} + "\n";
  if (proof.extra) {
    ALMONER_ASSERT(!proof.extra->empty());
    text += std::string{extra_word} +
            to_base64({reinterpret_cast<const std::uint8_t*>(proof.extra->data()), proof.extra->size()}) + "\n";
  }
  text += std::string{index_word} + std::to_string(proof.index) + "\n";
  for (const Hash& hash : proof.path) text += to_base64(hash) + "\n";
  return text + "\n" + proof.checkpoint;
}

LogProof parse_proof(std::string_view text) {
  if (text.size() > proof_size_max) fail("it is larger than " + std::to_string(proof_size_max) + " bytes");
  if (require_line(text) != first_line) fail("its first line is not " + std::string{first_line});
  LogProof proof;
  std::string_view line = require_line(text);
  if (line.starts_with(extra_word)) {
    proof.extra = parse_extra(line.substr(extra_word.size()));
    line = require_line(text);
  }
  if (!line.starts_with(index_word)) fail("it does not say the event's index");
  const auto index = parse_size(line.substr(index_word.size()));
  if (!index) fail("its index is no number");
  proof.index = *index;
  while (!(line = require_line(text)).empty()) {
    const auto hash = parse_hash(line);
    if (!hash) fail("a line of its proof is no hash");
    if (proof.path.size() == path_length_max) fail("its proof is longer than any");
    proof.path.push_back(*hash);
  }
  proof.checkpoint = text;
  return proof;
}

}  // namespace almoner

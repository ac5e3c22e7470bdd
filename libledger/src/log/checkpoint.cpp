// SPDX-License-Identifier: Apache-2.0
// Texts of checkpoints and of proofs between them. What is read is written again as it was.

#include "log/checkpoint.hpp"

#include "log/base64.hpp"
#include "log/merkle.hpp"

#include <almoner/error.hpp>

#include <algorithm>

namespace almoner {

namespace {

constexpr std::string_view old_word = "old ";

[[noreturn]] void fail(const std::string& why) { throw Corrupt{"not a checkpoint: " + why}; }
[[noreturn]] void fail_extension(const std::string& why) {
  throw Corrupt{"not a checkpoint with its proof: " + why};
}

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view digits) {
  if (digits.empty() || digits.size() > 19 || (digits.size() > 1 && digits[0] == '0')) return std::nullopt;
  std::uint64_t size = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    size = size * 10 + static_cast<std::uint64_t>(c - '0');  // 19 digits fit in 64 bits
  }
  return size <= tree_size_max ? std::optional{size} : std::nullopt;
}

std::optional<Hash> parse_hash(std::string_view base64) {
  if (base64.size() != 44) return std::nullopt;
  try {
    const std::vector<std::uint8_t> bytes = from_base64(base64);
    Hash hash{};
    if (bytes.size() != hash.size()) return std::nullopt;
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
  } catch (const ParseError&) {
    return std::nullopt;
  }
}

std::optional<std::string_view> take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

std::string checkpoint_text(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" + to_base64(checkpoint.root) + "\n";
}

Checkpoint parse_checkpoint_text(std::string_view text) {
  const auto origin = take_line(text);
  const auto size_line = take_line(text);
  const auto root_line = take_line(text);
  if (!origin || !size_line || !root_line) fail("it has fewer than three lines");
  if (origin->empty()) fail("its first line, the origin, is empty");
  const auto size = parse_size(*size_line);
  if (!size) fail("its second line is no size");
  const auto root = parse_hash(*root_line);
  if (!root) fail("its third line is no hash");
  while (const auto line = take_line(text))
    if (line->empty()) fail("it holds an empty line");
  if (*size == 0 && *root != empty_root()) fail("a log without events has another root");
  return {std::string{*origin}, *size, *root};
}

Checkpoint open_checkpoint(std::string_view note_text, const VerifierKey& key) {
  const Note note = parse_note(note_text);
  verify_note(note, key);
  Checkpoint checkpoint = parse_checkpoint_text(note.text);
  if (checkpoint.origin != key.name)
    throw Corrupt{"the checkpoint is of the log " + checkpoint.origin + ", and the key of " + key.name};
  return checkpoint;
}

bool is_extension(std::string_view text) { return text.starts_with(old_word); }

std::string extension_text(const CheckpointExtension& extension) {
  std::string text = std::string{old_word} + std::to_string(extension.old_size) + "\n";
  for (const Hash& hash : extension.path) text += to_base64(hash) + "\n";
  return text + "\n" + extension.checkpoint;
}

CheckpointExtension parse_extension(std::string_view text) {
  if (text.size() > note_size_max + 64 * path_length_max) fail_extension("it is too large");
  const auto first = take_line(text);
  if (!first || !first->starts_with(old_word)) fail_extension("it does not begin with old and a size");
  const auto size = parse_size(first->substr(old_word.size()));
  if (!size) fail_extension("its old size is no size");
  CheckpointExtension extension;
  extension.old_size = *size;
  for (;;) {
    const auto line = take_line(text);
    if (!line) fail_extension("no empty line follows its hashes");
    if (line->empty()) break;
    const auto hash = parse_hash(*line);
    if (!hash) fail_extension("a line of its proof is no hash");
    if (extension.path.size() == path_length_max) fail_extension("its proof is longer than any");
    extension.path.push_back(*hash);
  }
  extension.checkpoint = text;
  return extension;
}

}  // namespace almoner

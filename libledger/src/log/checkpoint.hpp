// SPDX-License-Identifier: Apache-2.0
// Checkpoints (C2SP tlog-checkpoint v1) and the proof from one to the next (the body of C2SP
// tlog-witness's add-checkpoint), as texts.
//
//   checkpoint = signed note of: origin "\n" size "\n" base64(root) "\n" *(extension "\n")
//   extension  = "old " size "\n" *63(base64(hash) "\n") "\n" checkpoint
#pragma once

#include "log/note.hpp"
#include "value/hash.hpp"

#include <almoner/checkpoint.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace almoner {

/// Longest path of any proof: a tree has at most 2^63 leaves.
inline constexpr std::size_t path_length_max = 63;

/// The note's text.
std::string checkpoint_text(const Checkpoint& checkpoint);

/// Strict, of a note's text. Lines after the root are passed over. Throws Corrupt.
Checkpoint parse_checkpoint_text(std::string_view text);

/// Parses, verifies and reads a checkpoint. Its origin must be the key's name. Throws Corrupt.
Checkpoint open_checkpoint(std::string_view note, const VerifierKey& key);

struct CheckpointExtension {
  std::uint64_t old_size = 0;
  std::vector<Hash> path;
  std::string checkpoint;  ///< the newer one, a note

  bool operator==(const CheckpointExtension&) const = default;
};

bool is_extension(std::string_view text);
std::string extension_text(const CheckpointExtension& extension);
/// Strict; the checkpoint is not looked into. Throws Corrupt.
CheckpointExtension parse_extension(std::string_view text);

// --- What these texts and proofs share ---

/// A line of ASCII digits without leading zeros, at most 2^63. Nothing where it is not that.
std::optional<std::uint64_t> parse_size(std::string_view digits);
/// The base64 of 32 bytes. Nothing where it is not that.
std::optional<Hash> parse_hash(std::string_view base64);
/// Takes the first line off the text; nothing where it has no line end.
std::optional<std::string_view> take_line(std::string_view& text);

}  // namespace almoner

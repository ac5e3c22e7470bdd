// SPDX-License-Identifier: Apache-2.0
// Checkpoints of a log and proofs that a later one extends an earlier, verified without the book.
// Formats: C2SP signed-note, tlog-checkpoint and tlog-witness; see docs/formats.md.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <almoner/draft.hpp>
#include <almoner/export.hpp>

namespace almoner {

/// What a checkpoint says: this log had this root when it had this many events.
struct Checkpoint {
  std::string origin{};      ///< the log's name, and its key's: example.org/county-2021
  std::uint64_t size = 0;    ///< events
  DocumentHash root{};       ///< RFC 6962 root over them

  bool operator==(const Checkpoint&) const = default;
};

/// Reads a checkpoint and verifies its signature. Throws Corrupt where it does not verify,
/// ParseError where `verifier_key` is no key.
ALMONER_EXPORT Checkpoint verify_checkpoint(std::string_view checkpoint, std::string_view verifier_key);

/// What two checkpoints and the proof between them say.
struct Extension {
  Checkpoint older{};
  Checkpoint newer{};
};

/// Verifies that nothing that `older` committed to was changed. `newer` is what extend_checkpoint
/// gave; a plain checkpoint will do where both sizes are equal or the older is empty. Both must be
/// signed by the key. Throws Corrupt, ParseError as verify_checkpoint does.
ALMONER_EXPORT Extension verify_extends(std::string_view older, std::string_view newer, std::string_view verifier_key);

}  // namespace almoner

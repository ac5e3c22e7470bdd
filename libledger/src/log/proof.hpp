// SPDX-License-Identifier: Apache-2.0
// Proofs that a leaf is in a log, with its checkpoint, as text (C2SP tlog-proof v1).
//
//   proof = "c2sp.org/tlog-proof@v1\n" ["extra " base64 "\n"] "index " number "\n"
//           *63(base64(hash) "\n") "\n" checkpoint
#pragma once

#include "value/hash.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace almoner {

/// Most that a proof takes, its extra data included: looked at before anything else.
inline constexpr std::size_t proof_size_max = std::size_t{16} << 20U;

struct LogProof {
  std::optional<std::string> extra;  ///< bytes; never empty
  std::uint64_t index = 0;
  std::vector<Hash> path;
  std::string checkpoint;  ///< a note

  bool operator==(const LogProof&) const = default;
};

std::string proof_text(const LogProof& proof);

/// Strict; the checkpoint is not looked into. Throws Corrupt.
LogProof parse_proof(std::string_view text);

}  // namespace almoner

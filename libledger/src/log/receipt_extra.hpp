// SPDX-License-Identifier: Apache-2.0
// What a receipt carries in its extra line beside the proof of its own event: docs/receipt.cddl.
// Bytes only: nothing here is proven yet.
#pragma once

#include "book/record.hpp"
#include "log/sequence.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace almoner {

/// Another event under the same checkpoint.
struct CarriedEvent {
  Id index = 0;
  std::string bytes;
  std::vector<Hash> path;

  bool operator==(const CarriedEvent&) const = default;
};

struct ReceiptExtra {
  std::string event;                       ///< the bytes of the receipt's own event
  std::vector<CarriedEvent> declarations;  ///< and amendments; ascending by index, event 0 first
  std::vector<PrivateItem> opened;         ///< private bodies; ascending by event and number
  std::optional<std::vector<CarriedEvent>> trace;  ///< entries; ascending by index; may be empty

  bool operator==(const ReceiptExtra&) const = default;
};

std::string encode_receipt_extra(const ReceiptExtra& extra);

/// Strict. Throws Corrupt.
ReceiptExtra decode_receipt_extra(std::string_view bytes);

}  // namespace almoner

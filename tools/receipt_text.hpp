// SPDX-License-Identifier: Apache-2.0
// A verified receipt as people and programs read it.
#pragma once

#include <string>

#include <almoner/receipt.hpp>

namespace almoner::program {

/// Lines for a terminal; ends with what the receipt does not prove.
std::string receipt_text(const VerifiedReceipt&);

/// One document, schema almoner/receipt/1: docs/formats.md.
std::string receipt_json(const VerifiedReceipt&);

}  // namespace almoner::program

// SPDX-License-Identifier: Apache-2.0
// Ways to spoil a receipt, each of which must be refused.
#pragma once

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "log/note.hpp"

namespace almoner::test {

struct Corruption {
  const char* name;
  /// The receipt spoilt; the same text where this one cannot be spoilt so.
  std::function<std::string(const std::string& receipt, std::mt19937_64&)> spoil;
};

/// `key` signed the receipts that are to be spoilt.
std::vector<Corruption> corruptions(const SignerKey& key);

}  // namespace almoner::test

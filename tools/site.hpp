// SPDX-License-Identifier: Apache-2.0
// The whole site of a book: pages in two languages, the log as tiles, the page that verifies.
#pragma once

#include <functional>
#include <string>

#include <almoner/checkpoint.hpp>
#include <almoner/ledger.hpp>

#include "site_folder.hpp"
#include "site_words.hpp"

namespace almoner::program {

struct SiteTerms {
  Checkpoint checkpoint{};
  std::string checkpoint_note{};  ///< signed
  std::string verifier_key{};
};

/// Called now and then: events done, of 2 × their number (each is read for its bytes and for what it says).
using SiteProgress = std::function<void(std::uint64_t done, std::uint64_t whole)>;

/// Writes everything but the checkpoint's own guarantees: throws Corrupt where the book's log is
/// not what the checkpoint signs, Conflict where it grew meanwhile.
void write_site(const Ledger&, SiteFolder&, const SiteTerms&, const SiteNames&, const SiteProgress&);

}  // namespace almoner::program

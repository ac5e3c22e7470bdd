// SPDX-License-Identifier: Apache-2.0
// An exported log, into any empty store.
#pragma once

#include <iosfwd>
#include <memory>

#include <almoner/ledger.hpp>

#include "store/port.hpp"

namespace almoner {

/// The book that the log is. Throws as Ledger::import_log does; what the store then holds is no book.
Ledger import_into(std::unique_ptr<Store>, Environment, std::istream& events, std::istream* private_bodies);

}  // namespace almoner

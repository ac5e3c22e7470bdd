// SPDX-License-Identifier: Apache-2.0
// Books of schema version 1: what they held otherwise, and how they are brought up.
#pragma once

#include "store/sqlite/sqlite.hpp"

namespace almoner::sqlite {

/// To version 2: private bodies and postings of parties in pages, and pages for references. The log
/// stays as it is. Throws Corrupt for private bodies that are none.
void bring_up_from_1(Connection&);

}  // namespace almoner::sqlite

// SPDX-License-Identifier: Apache-2.0
// Books of schema version 2: what they held otherwise, and how they are brought up.
#pragma once

#include "store/sqlite/sqlite.hpp"

namespace almoner::sqlite {

/// To version 3: private bodies in the rows of their events. The log stays as it is, byte for byte, in a
/// table made anew. Throws Corrupt for private bodies that are none, or of no event.
void bring_up_from_2(Connection&);

}  // namespace almoner::sqlite

// SPDX-License-Identifier: Apache-2.0
// Events of every type at random, with everything the format lets them say and nothing it does
// not; what the rules of a book would say to them is no matter here.
#pragma once

#include "book/record.hpp"

#include <rapidcheck.h>

namespace almoner {

rc::Gen<Event> any_event();
rc::Gen<PrivatePart> any_private_part();

} // namespace almoner

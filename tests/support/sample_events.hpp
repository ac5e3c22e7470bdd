// SPDX-License-Identifier: Apache-2.0
// Events written out by hand, at least one of each type, whose bytes are frozen in
// tests/golden/events/NAME.hex. The story is that of docs/event.cddl, not of a sound book.
#pragma once

#include "book/record.hpp"

#include <string>
#include <vector>

namespace almoner {

struct SampleEvent {
    std::string name;
    Event event;
};

std::vector<SampleEvent> sample_events();

/// The sample of that name.
Event sample_event(const std::string& name);

/// Every optional thing that an entry can say, once.
EntryRecord full_entry();

/// The frozen bytes.
std::string golden_bytes(const std::string& name);

} // namespace almoner

// SPDX-License-Identifier: Apache-2.0
#include "log/event_codec.hpp"
#include "log/private_part.hpp"
#include "log/sequence.hpp"

#include "event_generator.hpp"

#include <almoner/error.hpp>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

namespace almoner {

/// What a failure prints: the bytes, which decode to the event.
void showValue(const Event& event, std::ostream& out) // NOLINT: the name is rapidcheck's
{
    const std::string bytes = encode_event(event);
    out << to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

void showValue(const PrivatePart& part, std::ostream& out) // NOLINT: the name is rapidcheck's
{
    const std::string bytes = encode_private(part);
    out << to_hex({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

namespace {

RC_GTEST_PROP(EventProperty, DecodingGivesBackWhatWasEncoded, ())
{
    const Event event = *any_event();
    const std::string bytes = encode_event(event);
    RC_ASSERT(decode_event(bytes) == event);
}

RC_GTEST_PROP(EventProperty, DecodingInPlaceOfAnotherLeavesNothingOfIt, ())
{
    Event used = *any_event();
    const Event event = *any_event();
    const std::string bytes = encode_event(event);
    if (*rc::gen::arbitrary<bool>()) {
        const std::string cut = bytes.substr(0, *rc::gen::inRange<std::size_t>(0, bytes.size()));
        RC_ASSERT_THROWS_AS(decode_event(cut, used), Corrupt);
    }
    decode_event(bytes, used);
    RC_ASSERT(used == event);
}

RC_GTEST_PROP(EventProperty, BytesChangedAnywhereAreRefusedOrAnotherEvent, ())
{
    const Event event = *any_event();
    const std::string bytes = encode_event(event);
    std::string changed = bytes;
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    const char byte = static_cast<char>(*rc::gen::arbitrary<std::uint8_t>());
    switch (*rc::gen::inRange(0, 3)) {
    case 0: changed[at] = byte; break;
    case 1: changed.erase(at, 1); break;
    default: changed.insert(at, 1, byte);
    }
    try {
        const Event other = decode_event(changed);
        RC_ASSERT(encode_event(other) == changed);
        RC_ASSERT((other == event) == (changed == bytes));
    } catch (const Corrupt&) {
        RC_ASSERT(changed != bytes);
    }
}

RC_GTEST_PROP(EventProperty, BytesAtRandomAreRefused, ())
{
    const auto bytes = *rc::gen::arbitrary<std::vector<std::uint8_t>>();
    RC_ASSERT_THROWS_AS(decode_event({reinterpret_cast<const char*>(bytes.data()), bytes.size()}), Corrupt);
}

RC_GTEST_PROP(EventProperty, SequencesAreCutWhereTheyWereJoined, ())
{
    const auto events = *rc::gen::resize(5, rc::gen::container<std::vector<Event>>(any_event()));
    std::string sequence;
    for (const Event& event : events)
        sequence += encode_event(event);
    std::istringstream in{sequence};
    CborSequenceReader reader{in};
    for (const Event& event : events) {
        const std::optional<std::string> item = reader.next_item();
        RC_ASSERT(item.has_value());
        RC_ASSERT(decode_event(*item) == event);
    }
    RC_ASSERT(!reader.next_item().has_value());
}

RC_GTEST_PROP(PrivatePartProperty, DecodingGivesBackWhatWasEncoded, ())
{
    const PrivatePart part = *any_private_part();
    RC_ASSERT(decode_private(encode_private(part)) == part);
}

} // namespace
} // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// Every number that stands for a name in the bytes: types of events and keys of their maps. These
// lists and docs/event.cddl say the same; tests/golden/test_events_cbor2.py compares them as text.
// What has been given a number keeps it for ever. Keys stay below 24: one byte each, and the
// order of numbers is the order of their encodings.
#pragma once

#include <cstdint>

// A new version of a type takes a new number.
#define ALMONER_EVENT_TYPES(X)    \
    X(1, book, 1)                 \
    X(2, commodity, 1)            \
    X(3, account, 1)              \
    X(4, purpose, 1)              \
    X(5, fund, 1)                 \
    X(6, party, 1)                \
    X(7, entry, 1)                \
    X(8, close, 1)                \
    X(9, key, 1)                  \
    X(10, fund_amendment, 1)      \
    X(11, purpose_amendment, 1)   \
    X(12, party_amendment, 1)     \
    X(13, entry_amendment, 1)

// Keys that every event has; then, from 5, those of entries and amendments; then each one's own.
#define ALMONER_HEADER_KEYS(X) X(0, type) X(1, origin) X(2, index) X(3, recorded) X(4, by)
#define ALMONER_DECISION_KEYS(X) X(5, date) X(6, approved_by) X(7, authority)
#define ALMONER_ENTRY_KEYS(X)     \
    X(8, reference)               \
    X(9, postings)                \
    X(10, lots)                   \
    X(11, draws)                  \
    X(12, give_backs)             \
    X(13, substitutions)          \
    X(14, document)               \
    X(15, evidence)               \
    X(16, gift)                   \
    X(17, reverses)               \
    X(18, returns)                \
    X(19, repays)                 \
    X(20, counterpart)            \
    X(21, commitments)
#define ALMONER_AMENDMENT_KEYS(X) X(8, target)
#define ALMONER_ENTRY_AMENDMENT_KEYS(X) X(9, parties) X(21, commitments)

#define ALMONER_BOOK_KEYS(X) X(9, nonce) X(10, name) X(11, base_currency) X(12, base_scale) X(13, time_zone)
#define ALMONER_COMMODITY_KEYS(X) X(9, code) X(10, scale) X(11, unit) X(12, policy)
#define ALMONER_ACCOUNT_KEYS(X) X(9, name) X(10, type) X(11, traced)
#define ALMONER_PURPOSE_KEYS(X) X(9, path) X(10, function)
#define ALMONER_FUND_KEYS(X)      \
    X(9, code)                    \
    X(10, fund_class)             \
    X(11, purposes)               \
    X(12, set_by)                 \
    X(13, from)                   \
    X(14, until)                  \
    X(15, management_cap)         \
    X(16, agreement)              \
    X(17, owed_to)
#define ALMONER_PARTY_KEYS(X) X(9, id) X(10, name) X(11, kind) X(12, commitment)
#define ALMONER_CLOSE_KEYS(X) X(9, through)
#define ALMONER_KEY_KEYS(X) X(9, name) X(10, ed25519)

// Maps at the end of a row, for what only some rows have.
#define ALMONER_POSTING_EXTRA_KEYS(X) X(0, purpose) X(1, party) X(2, lot) X(3, expires)
#define ALMONER_LOT_EXTRA_KEYS(X) X(0, label) X(1, expires)

// A private body.
#define ALMONER_PRIVATE_PART_KEYS(X) X(0, party) X(1, name) X(2, kind) X(3, contact) X(4, narration) X(5, bank_reference)

namespace almoner {

#define ALMONER_EVENT_TYPE(number, name, version) name##_##version = number,
enum class EventType : std::uint8_t { ALMONER_EVENT_TYPES(ALMONER_EVENT_TYPE) };
#undef ALMONER_EVENT_TYPE

/// The number of a key, and the name that messages give it.
struct EventKey {
    unsigned number;
    const char* name;
    constexpr operator unsigned() const { return number; }
};

// For each list a namespace: keys::fund::set_by is 12.
#define ALMONER_KEY(number, name) inline constexpr EventKey name{number, #name};
// clang-format off
namespace keys::header { ALMONER_HEADER_KEYS(ALMONER_KEY) }
namespace keys::decision { ALMONER_DECISION_KEYS(ALMONER_KEY) }
namespace keys::entry { ALMONER_ENTRY_KEYS(ALMONER_KEY) }
namespace keys::amendment { ALMONER_AMENDMENT_KEYS(ALMONER_KEY) }
namespace keys::entry_amendment { ALMONER_ENTRY_AMENDMENT_KEYS(ALMONER_KEY) }
namespace keys::book { ALMONER_BOOK_KEYS(ALMONER_KEY) }
namespace keys::commodity { ALMONER_COMMODITY_KEYS(ALMONER_KEY) }
namespace keys::account { ALMONER_ACCOUNT_KEYS(ALMONER_KEY) }
namespace keys::purpose { ALMONER_PURPOSE_KEYS(ALMONER_KEY) }
namespace keys::fund { ALMONER_FUND_KEYS(ALMONER_KEY) }
namespace keys::party { ALMONER_PARTY_KEYS(ALMONER_KEY) }
namespace keys::close { ALMONER_CLOSE_KEYS(ALMONER_KEY) }
namespace keys::key { ALMONER_KEY_KEYS(ALMONER_KEY) }
namespace keys::posting_extra { ALMONER_POSTING_EXTRA_KEYS(ALMONER_KEY) }
namespace keys::lot_extra { ALMONER_LOT_EXTRA_KEYS(ALMONER_KEY) }
namespace keys::private_part { ALMONER_PRIVATE_PART_KEYS(ALMONER_KEY) }
// clang-format on
#undef ALMONER_KEY

} // namespace almoner

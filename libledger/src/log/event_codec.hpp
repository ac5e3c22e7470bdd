// SPDX-License-Identifier: Apache-2.0
// Events as the bytes that are hashed, and back. The grammar is docs/event.cddl; the numbers of
// types and keys are in log/event_keys.hpp.
#pragma once

#include "book/record.hpp"
#include "log/event_keys.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace almoner {

/// What a tlog-tiles bundle can hold of one leaf. Nothing here checks it on writing: a larger
/// entry is a refusal (entry_too_large), which is the caller's to give.
inline constexpr std::size_t event_size_max = 65'535;

/// Days that an event can say, as parse_date reads them: 1900 to 2999.
inline constexpr Date event_date_min{std::chrono::year{1900} / 1 / 1};
inline constexpr Date event_date_max{std::chrono::year{2999} / 12 / 31};
inline constexpr bool event_date_in_range(Date date)
{
    return date >= event_date_min && date <= event_date_max;
}

/// Greatest id: the store keeps them in 64 signed bits.
inline constexpr Id id_max = 0x7fff'ffff'ffff'ffff;

EventType event_type(const Event& event);

/// "entry/1", "fund-amendment/1".
std::string_view to_string(EventType type);

/// Replaces what `out` held. Nothing is left to the reader's guess, so these must hold (else it
/// is a bug of ours and the program stops): event 0 and no other is a book; what an event cannot
/// be without is there (account and fund of a posting, at least one posting, reference, codes,
/// names of accounts, paths of purposes, id of a public party, all of an authority); value equals
/// quantity on base lines; a line is (fund) or (fund, commodity, account); lots, draws,
/// give-backs and substitutions have quantity > 0, addresses and values >= 0 and an end within
/// 64 bits; substitutions are on base lines; a fund's purposes ascend, commitments strictly;
/// a private PartyRef names one of the event's commitments; scales are 0 to scale_max; texts are
/// UTF-8; dates are in range.
void encode_event(const Event& event, std::string& out);
std::string encode_event(const Event& event);

/// The event that those bytes are. Strict: throws Corrupt, naming the key and the place, on
/// anything that encode_event would not have written for it.
Event decode_event(std::string_view bytes);
/// The same, in place of `event`: of an entry the memory of its rows is used again. Where it throws,
/// `event` is good for nothing but this.
void decode_event(std::string_view bytes, Event& event);

} // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// The whole event: its header, and after it what its type says. A type is one number, so what an
// amendment amends stands in the type and not in a key.

#include "log/event_codec.hpp"

#include "log/event_fields.hpp"

#include <almoner/error.hpp>

#include <utility>

namespace almoner {

namespace {

/// Recorded instants: to the last second of the last day.
constexpr Instant instant_min = event_date_min;
constexpr Instant instant_max = Instant{event_date_max} + std::chrono::days{1} - std::chrono::seconds{1};

// --- Writing ---

struct TypeOf {
    EventType operator()(const BookRecord&) const { return EventType::book_1; }
    EventType operator()(const CommodityRecord&) const { return EventType::commodity_1; }
    EventType operator()(const AccountRecord&) const { return EventType::account_1; }
    EventType operator()(const PurposeRecord&) const { return EventType::purpose_1; }
    EventType operator()(const FundRecord&) const { return EventType::fund_1; }
    EventType operator()(const PartyRecord&) const { return EventType::party_1; }
    EventType operator()(const EntryRecord&) const { return EventType::entry_1; }
    EventType operator()(const CloseRecord&) const { return EventType::close_1; }
    EventType operator()(const KeyRecord&) const { return EventType::key_1; }
    EventType operator()(const AmendmentRecord& amendment) const
    {
        constexpr EventType of[] = {EventType::fund_amendment_1, EventType::purpose_amendment_1,
                                    EventType::party_amendment_1, EventType::entry_amendment_1};
        return of[amendment.terms.index()];
    }
};

void write_header(CborMapWriter& map, const Event& event)
{
    namespace key = keys::header;
    const EventType type = event_type(event);
    ALMONER_ASSERT((event.seq == 0) == (type == EventType::book_1) && event.seq <= id_max);
    ALMONER_ASSERT(event.recorded >= instant_min && event.recorded <= instant_max);
    write_enumerator(map.key(key::type), type);
    if (event.seq != 0)
        map.key(key::origin).bytes(event.origin);
    map.key(key::index).uint(event.seq);
    map.key(key::recorded).integer(event.recorded.time_since_epoch().count());
    write_optional_text(map, key::by, event.by);
}

void write_parties(CborMapWriter& map, const AmendmentRecord& amendment)
{
    namespace key = keys::entry_amendment;
    if (!amendment.parties.empty()) {
        CborWriter& writer = map.key(key::parties);
        writer.array(amendment.parties.size());
        for (const PartyRef party : amendment.parties) {
            ALMONER_ASSERT(party >= 0 || names_commitment(party, amendment.commitments.size()));
            writer.integer(party);
        }
    }
    write_commitments(map, key::commitments, amendment.commitments);
}

struct WriteBody {
    CborMapWriter& map;

    void operator()(const EntryRecord& entry) const { write_entry(map, entry); }
    void operator()(const AmendmentRecord& amendment) const
    {
        write_decision(map, amendment.date, amendment.approved_by, amendment.authority);
        write_id(map.key(keys::amendment::target), amendment.target);
        const bool of_entry = std::holds_alternative<std::monostate>(amendment.terms);
        ALMONER_ASSERT(of_entry || (amendment.parties.empty() && amendment.commitments.empty()));
        if (of_entry)
            write_parties(map, amendment);
        else
            std::visit(*this, amendment.terms);
    }
    void operator()(const std::monostate&) const {}
    template <class Terms>
    void operator()(const Terms& terms) const
    {
        write_terms(map, terms);
    }
};

// --- Reading ---

EventType read_header(FieldReader& reader, MapReader& map, Event& event)
{
    namespace key = keys::header;
    map.require(key::type);
    const auto type = reader.enumerator(EventType::entry_amendment_1, EventType::book_1);
    const bool has_origin = map.take(key::origin);
    if (has_origin)
        reader.bytes_to(event.origin);
    map.require(key::index);
    event.seq = reader.cbor().uint();
    if (event.seq > id_max)
        reader.fail("an index must not be above 2^63 - 1");
    if ((event.seq == 0) != (type == EventType::book_1))
        reader.fail("event 0, and no other, is the book");
    if ((event.seq == 0) == has_origin)
        reader.fail("event 0, and no other, has no origin");
    map.require(key::recorded);
    const std::int64_t seconds = reader.cbor().integer();
    if (seconds < instant_min.time_since_epoch().count() || seconds > instant_max.time_since_epoch().count())
        reader.fail("an instant must lie in the years 1900 to 2999");
    event.recorded = Instant{std::chrono::seconds{seconds}};
    event.by = map.optional_text(key::by);
    return type;
}

void read_parties(FieldReader& reader, MapReader& map, AmendmentRecord& amendment)
{
    namespace key = keys::entry_amendment;
    if (map.take(key::parties))
        read_rows(reader, amendment.parties,
                  [](FieldReader& from, PartyRef& party) { party = from.cbor().integer(); });
    if (map.take(key::commitments))
        read_commitments(reader, amendment.commitments);
    for (const PartyRef party : amendment.parties)
        if (party < 0 && !names_commitment(party, amendment.commitments.size()))
            reader.fail("a posting's party is not one of the event's commitments");
}

AmendmentRecord read_amendment(FieldReader& reader, MapReader& map, EventType type)
{
    AmendmentRecord amendment;
    read_decision(reader, map, amendment.date, amendment.approved_by, amendment.authority);
    map.require(keys::amendment::target);
    amendment.target = reader.id();
    switch (type) {
    case EventType::fund_amendment_1: amendment.terms = read_fund(reader, map); break;
    case EventType::purpose_amendment_1: amendment.terms = read_purpose(reader, map); break;
    case EventType::party_amendment_1: amendment.terms = read_party(reader, map); break;
    default:
        ALMONER_ASSERT(type == EventType::entry_amendment_1);
        amendment.terms = std::monostate{};
        read_parties(reader, map, amendment);
    }
    return amendment;
}

/// An entry without content, where there was one with the memory of its rows.
EntryRecord& empty_entry(Event& event)
{
    auto* used = std::get_if<EntryRecord>(&event.what);
    if (used == nullptr)
        return event.what.emplace<EntryRecord>();
    EntryRecord entry;
    constexpr std::size_t rows_kept_max = 64; // so that one long entry in each place does not add up
    const auto keep_memory = [](auto& rows, auto& of) {
        if (of.capacity() > rows_kept_max)
            return;
        rows.swap(of);
        rows.clear();
    };
    keep_memory(entry.postings, used->postings);
    keep_memory(entry.evidence, used->evidence);
    keep_memory(entry.lots, used->lots);
    keep_memory(entry.draws, used->draws);
    keep_memory(entry.commitments, used->commitments);
    *used = std::move(entry);
    return *used;
}

void read_body(FieldReader& reader, MapReader& map, EventType type, Event& event)
{
    switch (type) {
    case EventType::book_1: event.what = read_book(reader, map); break;
    case EventType::commodity_1: event.what = read_commodity(reader, map); break;
    case EventType::account_1: event.what = read_account(reader, map); break;
    case EventType::purpose_1: event.what = read_purpose(reader, map); break;
    case EventType::fund_1: event.what = read_fund(reader, map); break;
    case EventType::party_1: event.what = read_party(reader, map); break;
    case EventType::entry_1: read_entry(reader, map, empty_entry(event)); break;
    case EventType::close_1: event.what = read_close(reader, map); break;
    case EventType::key_1: event.what = read_key(reader, map); break;
    case EventType::fund_amendment_1:
    case EventType::purpose_amendment_1:
    case EventType::party_amendment_1:
    case EventType::entry_amendment_1: event.what = read_amendment(reader, map, type); break;
    }
}

} // namespace

EventType event_type(const Event& event)
{
    return std::visit(TypeOf{}, event.what);
}

std::string_view to_string(EventType type)
{
    switch (type) {
    case EventType::book_1: return "book/1";
    case EventType::commodity_1: return "commodity/1";
    case EventType::account_1: return "account/1";
    case EventType::purpose_1: return "purpose/1";
    case EventType::fund_1: return "fund/1";
    case EventType::party_1: return "party/1";
    case EventType::entry_1: return "entry/1";
    case EventType::close_1: return "close/1";
    case EventType::key_1: return "key/1";
    case EventType::fund_amendment_1: return "fund-amendment/1";
    case EventType::purpose_amendment_1: return "purpose-amendment/1";
    case EventType::party_amendment_1: return "party-amendment/1";
    case EventType::entry_amendment_1: return "entry-amendment/1";
    }
    ALMONER_ASSERT(false && "an event has a type");
}

void encode_event(const Event& event, std::string& out)
{
    out.clear();
    CborWriter writer{out};
    CborMapWriter map{writer};
    write_header(map, event);
    std::visit(WriteBody{map}, event.what);
    map.end();
}

std::string encode_event(const Event& event)
{
    std::string out;
    encode_event(event, out);
    return out;
}

Event decode_event(std::string_view bytes)
{
    Event event;
    decode_event(bytes, event);
    return event;
}

void decode_event(std::string_view bytes, Event& event)
{
    if (bytes.size() > event_size_max)
        throw Corrupt{"an event has at most " + std::to_string(event_size_max) + " bytes, and this has " +
                      std::to_string(bytes.size())};
    FieldReader reader{bytes};
    event.seq = 0;
    event.origin = {};
    try {
        MapReader map{reader};
        const EventType type = read_header(reader, map, event);
        read_body(reader, map, type, event);
        map.end();
        reader.end();
    } catch (const Corrupt& corrupt) {
        const bool known = event.seq != 0;
        const std::string place = reader.place();
        throw Corrupt{"event" + (known ? " " + std::to_string(event.seq) : std::string{}) +
                          (place.empty() ? "" : ", " + place) + ", " + corrupt.what(),
                      known ? std::optional{event.seq} : std::nullopt};
    }
}

} // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// One person's part of an event, or the part that names nobody: a map of texts. An erased one is
// gone with its salt; what is left of it is a hash that tells nothing.

#include "log/private_part.hpp"

#include "log/event_fields.hpp"
#include "log/sha256.hpp"

#include <almoner/error.hpp>

namespace almoner {

std::string encode_private(const PrivatePart& part)
{
    namespace key = keys::private_part;
    std::string out;
    out.reserve(24 + part.party.size() + part.name.size() + part.contact.size() + part.narration.size() +
                part.bank_reference.size());
    CborWriter writer{out};
    CborMapWriter map{writer};
    write_optional_text(map, key::party, part.party);
    write_optional_text(map, key::name, part.name);
    if (part.kind)
        write_enumerator(map.key(key::kind), *part.kind);
    write_optional_text(map, key::contact, part.contact);
    write_optional_text(map, key::narration, part.narration);
    write_optional_text(map, key::bank_reference, part.bank_reference);
    map.end();
    return out;
}

PrivatePart decode_private(std::string_view body)
{
    namespace key = keys::private_part;
    FieldReader reader{body};
    PrivatePart part;
    try {
        MapReader map{reader};
        part.party = map.optional_text(key::party);
        part.name = map.optional_text(key::name);
        if (map.take(key::kind))
            part.kind = reader.enumerator(PartyKind::organisation);
        part.contact = map.optional_text(key::contact);
        part.narration = map.optional_text(key::narration);
        part.bank_reference = map.optional_text(key::bank_reference);
        map.end();
        reader.end();
    } catch (const Corrupt& corrupt) {
        const std::string place = reader.place();
        throw Corrupt{"private body" + (place.empty() ? "" : ", " + place) + ", " + corrupt.what()};
    }
    return part;
}

Hash commitment(std::span<const std::uint8_t, 16> salt, std::string_view body)
{
    constexpr std::string_view domain = "almoner/private/1\n";
    const auto bytes = [](std::string_view text) {
        return std::span{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    };
    return sha256({bytes(domain), salt, bytes(body)});
}

} // namespace almoner

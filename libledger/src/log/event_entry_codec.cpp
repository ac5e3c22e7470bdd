// SPDX-License-Identifier: Apache-2.0
// Entries as bytes. What repeats (postings, lots, draws) is a row: an array whose length says
// whether it is on a base line or not, and a map at its end where it says what most do not.
//
//   posting        [account, fund, quantity, ?extra]
//                  [account, fund, commodity, quantity, value, ?extra]
//   line           fund                       of the base currency
//                  fund, commodity, account   of anything else
//   lot            [line, start, quantity, ?value, ?extra]    value: not on a base line
//   draw           [line, start, quantity, ?value]
//   give-back      [line, start, quantity, entry]
//   substitution   [fund, entry, from, to, quantity]

#include "log/event_fields.hpp"

#include <algorithm>
#include <functional>
#include <limits>

namespace almoner {

namespace {

constexpr std::size_t base_line_size = 1;
constexpr std::size_t goods_line_size = 3;

bool is_base(const LineKey& line)
{
    return line.commodity == base_commodity;
}

bool end_fits(Units start, Units quantity)
{
    return start <= std::numeric_limits<Units>::max() - quantity;
}

// --- Writing ---

void write_line(CborWriter& writer, const LineKey& line)
{
    write_id(writer, line.fund);
    if (is_base(line)) {
        ALMONER_ASSERT(line.account == no_id);
        return;
    }
    write_id(writer, line.commodity);
    write_id(writer, line.account);
}

/// The head of a row and all of it that lots and draws share.
template <class Row>
void write_interval(CborWriter& writer, const Row& row, std::size_t extra)
{
    const bool base = is_base(row.line);
    writer.array((base ? base_line_size + 2 : goods_line_size + 3) + extra);
    write_line(writer, row.line);
    write_address(writer, row.start);
    write_count(writer, row.quantity);
    ALMONER_ASSERT(end_fits(row.start, row.quantity));
    if (base)
        ALMONER_ASSERT(row.value == row.quantity);
    else
        write_address(writer, row.value);
}

void write_party(CborWriter& writer, PartyRef party, std::size_t commitments)
{
    ALMONER_ASSERT(party >= 0 || names_commitment(party, commitments));
    writer.integer(party);
}

void write_posting(CborWriter& writer, const PostingRecord& posting, std::size_t commitments)
{
    const bool base = posting.commodity == base_commodity;
    const bool extra =
        posting.purpose != no_id || posting.party != 0 || !posting.lot.empty() || posting.expires.has_value();
    writer.array((base ? 3U : 5U) + (extra ? 1U : 0U));
    write_id(writer, posting.account);
    write_id(writer, posting.fund);
    if (!base)
        write_id(writer, posting.commodity);
    writer.integer(posting.quantity);
    if (base)
        ALMONER_ASSERT(posting.value == posting.quantity);
    else
        writer.integer(posting.value);
    if (!extra)
        return;
    CborMapWriter map{writer};
    write_optional_id(map, keys::posting_extra::purpose, posting.purpose);
    if (posting.party != 0)
        write_party(map.key(keys::posting_extra::party), posting.party, commitments);
    write_optional_text(map, keys::posting_extra::lot, posting.lot);
    write_optional_date(map, keys::posting_extra::expires, posting.expires);
    map.end();
}

void write_lot(CborWriter& writer, const LotRecord& lot)
{
    const bool extra = !lot.label.empty() || lot.expires.has_value();
    write_interval(writer, lot, extra ? 1 : 0);
    if (!extra)
        return;
    CborMapWriter map{writer};
    write_optional_text(map, keys::lot_extra::label, lot.label);
    write_optional_date(map, keys::lot_extra::expires, lot.expires);
    map.end();
}

void write_give_back(CborWriter& writer, const GiveBackRecord& give_back)
{
    writer.array((is_base(give_back.line) ? base_line_size : goods_line_size) + 3);
    write_line(writer, give_back.line);
    write_address(writer, give_back.start);
    write_count(writer, give_back.quantity);
    write_id(writer, give_back.entry);
    ALMONER_ASSERT(end_fits(give_back.start, give_back.quantity));
}

void write_substitution(CborWriter& writer, const SubstitutionRecord& substitution)
{
    ALMONER_ASSERT(is_base(substitution.line));
    writer.array(5);
    write_line(writer, substitution.line);
    write_id(writer, substitution.entry);
    write_address(writer, substitution.from);
    write_address(writer, substitution.to);
    write_count(writer, substitution.quantity);
    ALMONER_ASSERT(end_fits(substitution.from, substitution.quantity) &&
                   end_fits(substitution.to, substitution.quantity));
}

template <class Row, class Each>
void write_rows(CborMapWriter& map, const EventKey& key, const std::vector<Row>& rows, Each&& each)
{
    if (rows.empty())
        return;
    CborWriter& writer = map.key(key);
    writer.array(rows.size());
    for (const Row& row : rows)
        each(writer, row);
}

// --- Reading ---

struct RowShape {
    bool base;  ///< of the base currency
    bool extra; ///< ends in a map
};

/// A row has base_size items on a base line, goods_size on any other, and one more where it ends
/// in a map.
RowShape read_shape(FieldReader& reader, std::size_t base_size, std::size_t goods_size, bool may_have_extra)
{
    const std::size_t size = reader.cbor().array();
    const std::size_t extra = may_have_extra ? 1 : 0;
    if (size != base_size && size != goods_size && size != base_size + extra && size != goods_size + extra)
        reader.fail("a row of " + std::to_string(size) + " items is not of a known shape");
    return {size <= base_size + extra, size != base_size && size != goods_size};
}

LineKey read_line(FieldReader& reader, bool base)
{
    LineKey line;
    line.fund = reader.id();
    if (!base) {
        line.commodity = reader.id();
        line.account = reader.id();
    }
    return line;
}

void check_end(FieldReader& reader, Units start, Units quantity)
{
    if (!end_fits(start, quantity))
        reader.fail("an interval ends past the 64-bit range");
}

template <class Row>
void read_interval(FieldReader& reader, Row& row, bool base)
{
    row.line = read_line(reader, base);
    row.start = reader.address();
    row.quantity = reader.count();
    check_end(reader, row.start, row.quantity);
    row.value = base ? row.quantity : reader.address();
}

void read_posting(FieldReader& reader, PostingRecord& posting)
{
    const RowShape shape = read_shape(reader, 3, 5, true);
    posting.account = reader.id();
    posting.fund = reader.id();
    if (!shape.base)
        posting.commodity = reader.id();
    posting.quantity = reader.units();
    posting.value = shape.base ? posting.quantity : reader.units();
    if (!shape.extra)
        return;
    MapReader map{reader, MapReader::not_empty};
    posting.purpose = map.optional_id(keys::posting_extra::purpose);
    if (map.take(keys::posting_extra::party)) {
        posting.party = reader.cbor().integer();
        if (posting.party == 0)
            reader.fail("a party of 0 must be left out");
    }
    posting.lot = map.optional_text(keys::posting_extra::lot);
    posting.expires = map.optional_date(keys::posting_extra::expires);
    map.end();
}

void read_lot(FieldReader& reader, LotRecord& lot)
{
    const RowShape shape = read_shape(reader, base_line_size + 2, goods_line_size + 3, true);
    read_interval(reader, lot, shape.base);
    if (!shape.extra)
        return;
    MapReader map{reader, MapReader::not_empty};
    lot.label = map.optional_text(keys::lot_extra::label);
    lot.expires = map.optional_date(keys::lot_extra::expires);
    map.end();
}

void read_draw(FieldReader& reader, DrawRecord& draw)
{
    const RowShape shape = read_shape(reader, base_line_size + 2, goods_line_size + 3, false);
    read_interval(reader, draw, shape.base);
}

void read_give_back(FieldReader& reader, GiveBackRecord& give_back)
{
    const RowShape shape = read_shape(reader, base_line_size + 3, goods_line_size + 3, false);
    give_back.line = read_line(reader, shape.base);
    give_back.start = reader.address();
    give_back.quantity = reader.count();
    check_end(reader, give_back.start, give_back.quantity);
    give_back.entry = reader.id();
}

void read_substitution(FieldReader& reader, SubstitutionRecord& substitution)
{
    read_shape(reader, 5, 5, false);
    substitution.line = read_line(reader, true);
    substitution.entry = reader.id();
    substitution.from = reader.address();
    substitution.to = reader.address();
    substitution.quantity = reader.count();
    check_end(reader, substitution.from, substitution.quantity);
    check_end(reader, substitution.to, substitution.quantity);
}

void write_authority(CborWriter& writer, const AuthorityRecord& authority)
{
    writer.array(4);
    write_enumerator(writer, authority.kind);
    write_text(writer, authority.document);
    writer.bytes(authority.sha256);
    write_date(writer, authority.dated);
}

AuthorityRecord read_authority(FieldReader& reader)
{
    read_shape(reader, 4, 4, false);
    AuthorityRecord authority;
    authority.kind = reader.enumerator(AuthorityKind::error_correction);
    authority.document = reader.text();
    authority.sha256 = reader.hash();
    authority.dated = reader.date();
    return authority;
}

} // namespace

// --- What entries and amendments share ---

bool names_commitment(PartyRef party, std::size_t commitments) noexcept
{
    return static_cast<std::uint64_t>(-1 - party) < commitments;  // a public party gives more than any number of them
}

void write_decision(CborMapWriter& map, Date date, std::string_view approved_by,
                    const std::optional<AuthorityRecord>& authority)
{
    write_date(map.key(keys::decision::date), date);
    write_optional_text(map, keys::decision::approved_by, approved_by);
    if (authority)
        write_authority(map.key(keys::decision::authority), *authority);
}

void read_decision(FieldReader& reader, MapReader& map, Date& date, std::string& approved_by,
                   std::optional<AuthorityRecord>& authority)
{
    map.require(keys::decision::date);
    date = reader.date();
    approved_by = map.optional_text(keys::decision::approved_by);
    if (map.take(keys::decision::authority))
        authority = read_authority(reader);
}

void write_commitments(CborMapWriter& map, const EventKey& key, const std::vector<Hash>& commitments)
{
    ALMONER_ASSERT(std::adjacent_find(commitments.begin(), commitments.end(), std::greater_equal<>{}) ==
                   commitments.end());
    write_rows(map, key, commitments, [](CborWriter& writer, const Hash& hash) { writer.bytes(hash); });
}

void read_commitments(FieldReader& reader, std::vector<Hash>& commitments)
{
    const Hash* before = nullptr;
    read_rows(reader, commitments, [&before](FieldReader& from, Hash& hash) {
        hash = from.hash();
        if (before != nullptr && *before >= hash)
            from.fail("commitments must ascend, each once");
        before = &hash;
    });
}

// --- The entry ---

void write_entry(CborMapWriter& map, const EntryRecord& entry)
{
    namespace key = keys::entry;
    ALMONER_ASSERT(!entry.postings.empty());
    write_decision(map, entry.date, entry.approved_by, entry.authority);
    write_text(map.key(key::reference), entry.reference);
    write_rows(map, key::postings, entry.postings, [&entry](CborWriter& writer, const PostingRecord& posting) {
        write_posting(writer, posting, entry.commitments.size());
    });
    write_rows(map, key::lots, entry.lots, write_lot);
    write_rows(map, key::draws, entry.draws,
               [](CborWriter& writer, const DrawRecord& draw) { write_interval(writer, draw, 0); });
    write_rows(map, key::give_backs, entry.give_backs, write_give_back);
    write_rows(map, key::substitutions, entry.substitutions, write_substitution);
    write_optional_text(map, key::document, entry.document);
    write_rows(map, key::evidence, entry.evidence,
               [](CborWriter& writer, const Hash& hash) { writer.bytes(hash); });
    write_optional_id(map, key::gift, entry.gift);
    write_optional_id(map, key::reverses, entry.reverses);
    write_optional_id(map, key::returns, entry.returns);
    write_optional_id(map, key::repays, entry.repays);
    write_optional_text(map, key::counterpart, entry.counterpart);
    write_commitments(map, key::commitments, entry.commitments);
}

void read_entry(FieldReader& reader, MapReader& map, EntryRecord& entry)
{
    namespace key = keys::entry;
    read_decision(reader, map, entry.date, entry.approved_by, entry.authority);
    map.require(key::reference);
    entry.reference = reader.text();
    map.require(key::postings);
    read_rows(reader, entry.postings, read_posting);
    if (map.take(key::lots))
        read_rows(reader, entry.lots, read_lot);
    if (map.take(key::draws))
        read_rows(reader, entry.draws, read_draw);
    if (map.take(key::give_backs))
        read_rows(reader, entry.give_backs, read_give_back);
    if (map.take(key::substitutions))
        read_rows(reader, entry.substitutions, read_substitution);
    entry.document = map.optional_text(key::document);
    if (map.take(key::evidence))
        read_rows(reader, entry.evidence, [](FieldReader& from, Hash& hash) { hash = from.hash(); });
    entry.gift = map.optional_id(key::gift);
    entry.reverses = map.optional_id(key::reverses);
    entry.returns = map.optional_id(key::returns);
    entry.repays = map.optional_id(key::repays);
    entry.counterpart = map.optional_text(key::counterpart);
    if (map.take(key::commitments))
        read_commitments(reader, entry.commitments);
    for (const PostingRecord& posting : entry.postings)
        if (posting.party < 0 && !names_commitment(posting.party, entry.commitments.size()))
            reader.fail("a posting's party is not one of the event's commitments");
}

} // namespace almoner

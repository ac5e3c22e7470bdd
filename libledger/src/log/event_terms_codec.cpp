// SPDX-License-Identifier: Apache-2.0
// Declarations as bytes: what a commodity, account, purpose, fund or party is. An amendment holds
// the same keys, with the new terms whole.

#include "log/event_fields.hpp"

#include <almoner/amount.hpp>

#include <algorithm>

namespace almoner {

// Enumerators are written as the numbers they have in C++, which are frozen by what follows.
// A new one goes at the end.
static_assert(static_cast<int>(AccountType::asset) == 0 && static_cast<int>(AccountType::cash) == 1 &&
              static_cast<int>(AccountType::liability) == 2 && static_cast<int>(AccountType::net_assets) == 3 &&
              static_cast<int>(AccountType::income) == 4 && static_cast<int>(AccountType::expense) == 5 &&
              static_cast<int>(AccountType::transfer) == 6 && static_cast<int>(AccountType::interfund) == 7);
static_assert(static_cast<int>(FundClass::unrestricted) == 0 && static_cast<int>(FundClass::restricted) == 1 &&
              static_cast<int>(FundClass::endowment) == 2 && static_cast<int>(FundClass::agency) == 3);
static_assert(static_cast<int>(PurposeFunction::programme) == 0 &&
              static_cast<int>(PurposeFunction::management) == 1 &&
              static_cast<int>(PurposeFunction::fundraising) == 2 && static_cast<int>(PurposeFunction::other) == 3);
static_assert(static_cast<int>(RestrictionSource::none) == 0 && static_cast<int>(RestrictionSource::donor) == 1 &&
              static_cast<int>(RestrictionSource::law) == 2 && static_cast<int>(RestrictionSource::board) == 3);
static_assert(static_cast<int>(DrawPolicy::fifo) == 0 && static_cast<int>(DrawPolicy::fefo) == 1);
static_assert(static_cast<int>(PartyKind::person) == 0 && static_cast<int>(PartyKind::organisation) == 1);
static_assert(static_cast<int>(AuthorityKind::donor_consent) == 0 &&
              static_cast<int>(AuthorityKind::donor_release) == 1 &&
              static_cast<int>(AuthorityKind::plan_refiling) == 2 &&
              static_cast<int>(AuthorityKind::surplus_to_similar_purpose) == 3 &&
              static_cast<int>(AuthorityKind::law) == 4 && static_cast<int>(AuthorityKind::error_correction) == 5);

namespace {

void write_scale(CborWriter& writer, int scale)
{
    ALMONER_ASSERT(scale >= 0 && scale <= scale_max);
    writer.integer(scale);
}

int read_scale(FieldReader& reader)
{
    const std::uint64_t scale = reader.cbor().uint();
    if (scale > static_cast<std::uint64_t>(scale_max))
        reader.fail("a scale must be from 0 to " + std::to_string(scale_max));
    return static_cast<int>(scale);
}

std::string required_text(FieldReader& reader, MapReader& map, const EventKey& key)
{
    map.require(key);
    return reader.text();
}

template <class Enum>
Enum required_enumerator(FieldReader& reader, MapReader& map, const EventKey& key, Enum last)
{
    map.require(key);
    return reader.enumerator(last);
}

} // namespace

// --- The book, commodities, accounts, purposes ---

void write_terms(CborMapWriter& map, const BookRecord& book)
{
    namespace key = keys::book;
    map.key(key::nonce).bytes(book.nonce);
    write_optional_text(map, key::name, book.terms.name);
    write_text(map.key(key::base_currency), book.terms.base_currency);
    write_scale(map.key(key::base_scale), book.terms.base_scale);
    write_text(map.key(key::time_zone), book.terms.time_zone);
}

BookRecord read_book(FieldReader& reader, MapReader& map)
{
    namespace key = keys::book;
    BookRecord book;
    map.require(key::nonce);
    reader.bytes_to(book.nonce);
    book.terms.name = map.optional_text(key::name);
    book.terms.base_currency = required_text(reader, map, key::base_currency);
    map.require(key::base_scale);
    book.terms.base_scale = read_scale(reader);
    book.terms.time_zone = required_text(reader, map, key::time_zone);
    return book;
}

void write_terms(CborMapWriter& map, const CommodityRecord& commodity)
{
    namespace key = keys::commodity;
    write_text(map.key(key::code), commodity.terms.code);
    write_scale(map.key(key::scale), commodity.terms.scale);
    write_optional_text(map, key::unit, commodity.terms.unit);
    write_enumerator(map.key(key::policy), commodity.terms.policy);
}

CommodityRecord read_commodity(FieldReader& reader, MapReader& map)
{
    namespace key = keys::commodity;
    CommodityRecord commodity;
    commodity.terms.code = required_text(reader, map, key::code);
    map.require(key::scale);
    commodity.terms.scale = read_scale(reader);
    commodity.terms.unit = map.optional_text(key::unit);
    commodity.terms.policy = required_enumerator(reader, map, key::policy, DrawPolicy::fefo);
    return commodity;
}

void write_terms(CborMapWriter& map, const AccountRecord& account)
{
    namespace key = keys::account;
    write_text(map.key(key::name), account.name);
    write_enumerator(map.key(key::type), account.type);
    map.key(key::traced).boolean(account.traced);
}

AccountRecord read_account(FieldReader& reader, MapReader& map)
{
    namespace key = keys::account;
    AccountRecord account;
    account.name = required_text(reader, map, key::name);
    account.type = required_enumerator(reader, map, key::type, AccountType::interfund);
    map.require(key::traced);
    account.traced = reader.cbor().boolean();
    return account;
}

void write_terms(CborMapWriter& map, const PurposeRecord& purpose)
{
    namespace key = keys::purpose;
    write_text(map.key(key::path), purpose.path);
    write_enumerator(map.key(key::function), purpose.function);
}

PurposeRecord read_purpose(FieldReader& reader, MapReader& map)
{
    namespace key = keys::purpose;
    PurposeRecord purpose;
    purpose.path = required_text(reader, map, key::path);
    purpose.function = required_enumerator(reader, map, key::function, PurposeFunction::other);
    return purpose;
}

// --- Funds and parties ---

void write_terms(CborMapWriter& map, const FundRecord& fund)
{
    namespace key = keys::fund;
    ALMONER_ASSERT(std::is_sorted(fund.purposes.begin(), fund.purposes.end()));
    write_text(map.key(key::code), fund.code);
    write_enumerator(map.key(key::fund_class), fund.fund_class);
    if (!fund.purposes.empty()) {
        CborWriter& writer = map.key(key::purposes);
        writer.array(fund.purposes.size());
        for (const Id purpose : fund.purposes)
            write_id(writer, purpose);
    }
    if (fund.set_by != RestrictionSource::none)
        write_enumerator(map.key(key::set_by), fund.set_by);
    write_optional_date(map, key::from, fund.from);
    write_optional_date(map, key::until, fund.until);
    if (fund.management_cap)
        map.key(key::management_cap).integer(*fund.management_cap);
    write_optional_text(map, key::agreement, fund.agreement);
    write_optional_id(map, key::owed_to, fund.owed_to);
}

FundRecord read_fund(FieldReader& reader, MapReader& map)
{
    namespace key = keys::fund;
    FundRecord fund;
    fund.code = required_text(reader, map, key::code);
    fund.fund_class = required_enumerator(reader, map, key::fund_class, FundClass::agency);
    if (map.take(key::purposes)) {
        Id before = no_id;
        read_rows(reader, fund.purposes, [&before](FieldReader& from, Id& purpose) {
            purpose = from.id();
            if (purpose < before)
                from.fail("the purposes of a fund must ascend");
            before = purpose;
        });
    }
    if (map.take(key::set_by))
        fund.set_by = reader.enumerator(RestrictionSource::board, RestrictionSource::donor);
    fund.from = map.optional_date(key::from);
    fund.until = map.optional_date(key::until);
    if (map.take(key::management_cap))
        fund.management_cap = reader.units();
    fund.agreement = map.optional_text(key::agreement);
    fund.owed_to = map.optional_id(key::owed_to);
    return fund;
}

void write_terms(CborMapWriter& map, const PartyRecord& party)
{
    namespace key = keys::party;
    if (party.commitment) {
        ALMONER_ASSERT(party.id.empty() && party.name.empty());
        map.key(key::commitment).bytes(*party.commitment);
        return;
    }
    write_text(map.key(key::id), party.id);
    write_optional_text(map, key::name, party.name);
    write_enumerator(map.key(key::kind), party.kind);
}

PartyRecord read_party(FieldReader& reader, MapReader& map)
{
    namespace key = keys::party;
    PartyRecord party;
    if (map.take(key::id)) {
        party.id = reader.text();
        party.name = map.optional_text(key::name);
        party.kind = required_enumerator(reader, map, key::kind, PartyKind::organisation);
    } else {
        map.require(key::commitment);
        party.commitment = reader.hash();
    }
    return party;
}

// --- Closed dates and keys ---

void write_terms(CborMapWriter& map, const CloseRecord& close)
{
    write_date(map.key(keys::close::through), close.through);
}

CloseRecord read_close(FieldReader& reader, MapReader& map)
{
    map.require(keys::close::through);
    return {reader.date()};
}

void write_terms(CborMapWriter& map, const KeyRecord& key)
{
    write_text(map.key(keys::key::name), key.name);
    map.key(keys::key::ed25519).bytes(key.ed25519);
}

KeyRecord read_key(FieldReader& reader, MapReader& map)
{
    KeyRecord key;
    key.name = required_text(reader, map, keys::key::name);
    map.require(keys::key::ed25519);
    reader.bytes_to(key.ed25519);
    return key;
}

} // namespace almoner

// SPDX-License-Identifier: Apache-2.0
#include "event_generator.hpp"

#include "log/event_codec.hpp"

#include <almoner/amount.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace almoner {

namespace {

constexpr Units units_max = std::numeric_limits<Units>::max();

/// From `first` to `last`, every magnitude as likely as any other, and both ends often. (That
/// rapidcheck's own ranges grow only with its size would leave the longer heads untried.)
rc::Gen<std::uint64_t> number(std::uint64_t first, std::uint64_t last)
{
    const auto any = rc::gen::map(rc::gen::container<std::vector<std::uint8_t>>(9, rc::gen::arbitrary<std::uint8_t>()),
                                  [first, last](const std::vector<std::uint8_t>& bytes) {
                                      std::uint64_t bits = 0;
                                      for (std::size_t i = 1; i < bytes.size(); ++i)
                                          bits = bits << 8U | bytes[i];
                                      bits >>= bytes[0] % 64U;
                                      const std::uint64_t width = last - first;
                                      return width == UINT64_MAX ? bits : first + bits % (width + 1);
                                  });
    return rc::gen::weightedOneOf<std::uint64_t>({{8, any}, {1, rc::gen::just(first)}, {1, rc::gen::just(last)}});
}

std::uint64_t pick(std::uint64_t first, std::uint64_t last)
{
    return *number(first, last);
}

bool chance(unsigned of_eight)
{
    return *rc::gen::inRange(0U, 8U) < of_eight;
}

Id pick_id()
{
    return pick(1, id_max);
}

Id maybe_id()
{
    return chance(4) ? pick_id() : no_id;
}

Units pick_units()
{
    return static_cast<Units>(pick(0, UINT64_MAX));
}

Units pick_address(Units quantity = 0)
{
    return static_cast<Units>(pick(0, static_cast<std::uint64_t>(units_max - quantity)));
}

Units pick_count()
{
    return static_cast<Units>(pick(1, static_cast<std::uint64_t>(units_max)));
}

Date pick_date()
{
    const auto days = static_cast<std::uint64_t>((event_date_max - event_date_min).count());
    return event_date_min + std::chrono::days{pick(0, days)};
}

std::optional<Date> maybe_date()
{
    return chance(4) ? std::optional{pick_date()} : std::nullopt;
}

/// Any text, characters of every length in UTF-8.
std::string pick_text()
{
    static const std::vector<std::string> characters = {"a", "Z", "0", "-", " ", "/", "é", "ß", "水",
                                                        "台", "！", "𐅑", "🏮", "e\u0301"};
    std::string text;
    const std::uint64_t size = chance(1) ? pick(20, 300) : pick(1, 8);
    for (std::uint64_t i = 0; i < size; ++i)
        text += characters[pick(0, characters.size() - 1)];
    return text;
}

std::string maybe_text()
{
    return chance(4) ? pick_text() : std::string{};
}

template <std::size_t Size>
void fill(std::array<std::uint8_t, Size>& bytes)
{
    for (std::uint8_t& byte : bytes)
        byte = *rc::gen::arbitrary<std::uint8_t>();
}

Hash pick_hash()
{
    Hash hash{};
    fill(hash);
    return hash;
}

template <class Enum>
Enum pick_enumerator(Enum last)
{
    return static_cast<Enum>(pick(0, static_cast<std::uint64_t>(last)));
}

template <class Make>
auto pick_rows(std::uint64_t least, Make make)
{
    std::vector<decltype(make())> rows;
    const std::uint64_t size = least + (chance(4) ? pick(0, 3) : chance(1) ? pick(20, 30) : 0);
    for (std::uint64_t i = 0; i < size; ++i)
        rows.push_back(make());
    return rows;
}

std::vector<Hash> pick_commitments()
{
    std::vector<Hash> hashes = pick_rows(0, pick_hash);
    std::sort(hashes.begin(), hashes.end());
    hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
    return hashes;
}

PartyRef pick_party(std::size_t commitments)
{
    if (commitments > 0 && chance(4))
        return -1 - static_cast<PartyRef>(pick(0, commitments - 1));
    return chance(4) ? static_cast<PartyRef>(pick_id()) : 0;
}

LineKey pick_line()
{
    LineKey line;
    line.fund = pick_id();
    if (chance(4)) {
        line.commodity = pick_id();
        line.account = pick_id();
    }
    return line;
}

PostingRecord pick_posting(std::size_t commitments)
{
    PostingRecord posting;
    posting.account = pick_id();
    posting.fund = pick_id();
    posting.commodity = maybe_id();
    posting.quantity = pick_units();
    posting.value = posting.commodity == base_commodity ? posting.quantity : pick_units();
    posting.purpose = maybe_id();
    posting.party = pick_party(commitments);
    posting.lot = maybe_text();
    posting.expires = maybe_date();
    return posting;
}

template <class Row>
Row pick_interval()
{
    Row row;
    row.line = pick_line();
    row.quantity = pick_count();
    row.start = pick_address(row.quantity);
    row.value = row.line.commodity == base_commodity ? row.quantity : pick_address();
    return row;
}

LotRecord pick_lot()
{
    auto lot = pick_interval<LotRecord>();
    lot.label = maybe_text();
    lot.expires = maybe_date();
    return lot;
}

GiveBackRecord pick_give_back()
{
    GiveBackRecord give_back;
    give_back.line = pick_line();
    give_back.quantity = pick_count();
    give_back.start = pick_address(give_back.quantity);
    give_back.entry = pick_id();
    return give_back;
}

SubstitutionRecord pick_substitution()
{
    SubstitutionRecord substitution;
    substitution.line.fund = pick_id();
    substitution.entry = pick_id();
    substitution.quantity = pick_count();
    substitution.from = pick_address(substitution.quantity);
    substitution.to = pick_address(substitution.quantity);
    return substitution;
}

std::optional<AuthorityRecord> maybe_authority()
{
    if (!chance(3))
        return std::nullopt;
    return AuthorityRecord{pick_enumerator(AuthorityKind::error_correction), pick_text(), pick_hash(), pick_date()};
}

EntryRecord pick_entry()
{
    EntryRecord entry;
    entry.date = pick_date();
    entry.reference = pick_text();
    entry.approved_by = maybe_text();
    entry.commitments = pick_commitments();
    entry.postings = pick_rows(1, [&entry] { return pick_posting(entry.commitments.size()); });
    entry.authority = maybe_authority();
    entry.document = maybe_text();
    entry.gift = maybe_id();
    entry.reverses = maybe_id();
    entry.returns = maybe_id();
    entry.repays = maybe_id();
    entry.counterpart = maybe_text();
    entry.evidence = pick_rows(0, pick_hash);
    entry.lots = pick_rows(0, pick_lot);
    entry.draws = pick_rows(0, pick_interval<DrawRecord>);
    entry.give_backs = pick_rows(0, pick_give_back);
    entry.substitutions = pick_rows(0, pick_substitution);
    return entry;
}

BookRecord pick_book()
{
    BookRecord book;
    fill(book.nonce);
    book.terms.name = maybe_text();
    book.terms.base_currency = pick_text();
    book.terms.base_scale = static_cast<int>(pick(0, scale_max));
    book.terms.time_zone = pick_text();
    return book;
}

CommodityRecord pick_commodity()
{
    CommodityRecord commodity;
    commodity.terms.code = pick_text();
    commodity.terms.scale = static_cast<int>(pick(0, scale_max));
    commodity.terms.unit = maybe_text();
    commodity.terms.policy = pick_enumerator(DrawPolicy::fefo);
    return commodity;
}

PurposeRecord pick_purpose()
{
    return {pick_text(), pick_enumerator(PurposeFunction::other)};
}

FundRecord pick_fund()
{
    FundRecord fund;
    fund.code = pick_text();
    fund.fund_class = pick_enumerator(FundClass::agency);
    fund.purposes = pick_rows(0, pick_id);
    std::sort(fund.purposes.begin(), fund.purposes.end());
    fund.set_by = pick_enumerator(RestrictionSource::board);
    fund.from = maybe_date();
    fund.until = maybe_date();
    if (chance(4))
        fund.management_cap = pick_units();
    fund.agreement = maybe_text();
    fund.owed_to = maybe_id();
    return fund;
}

PartyRecord pick_party_record()
{
    PartyRecord party;
    if (chance(4))
        party.commitment = pick_hash();
    else
        party = {pick_text(), maybe_text(), pick_enumerator(PartyKind::organisation), std::nullopt};
    return party;
}

AmendmentRecord pick_amendment()
{
    AmendmentRecord amendment;
    amendment.target = pick_id();
    amendment.date = pick_date();
    amendment.authority = maybe_authority();
    amendment.approved_by = maybe_text();
    switch (pick(0, 3)) {
    case 0: amendment.terms = pick_fund(); break;
    case 1: amendment.terms = pick_purpose(); break;
    case 2: amendment.terms = pick_party_record(); break;
    default:
        amendment.terms = std::monostate{};
        amendment.commitments = pick_commitments();
        amendment.parties = pick_rows(0, [&amendment] { return pick_party(amendment.commitments.size()); });
    }
    return amendment;
}

Event pick_event()
{
    Event event;
    switch (pick(0, 12)) {
    case 0: event.what = pick_book(); break;
    case 1: event.what = pick_commodity(); break;
    case 2:
        event.what = AccountRecord{pick_text(), pick_enumerator(AccountType::interfund), chance(4)};
        break;
    case 3: event.what = pick_purpose(); break;
    case 4: event.what = pick_fund(); break;
    case 5: event.what = pick_party_record(); break;
    case 6: event.what = CloseRecord{pick_date()}; break;
    case 7: {
        KeyRecord key;
        key.name = pick_text();
        fill(key.ed25519);
        event.what = key;
        break;
    }
    case 8:
    case 9: event.what = pick_amendment(); break;
    default: event.what = pick_entry();
    }
    if (!std::holds_alternative<BookRecord>(event.what)) {
        event.seq = pick_id();
        fill(event.origin);
    }
    event.recorded = pick_date() + std::chrono::seconds{pick(0, 86'399)};
    event.by = maybe_text();
    return event;
}

} // namespace

rc::Gen<Event> any_event()
{
    return rc::gen::exec(pick_event);
}

rc::Gen<PrivatePart> any_private_part()
{
    return rc::gen::exec([] {
        PrivatePart part;
        part.party = maybe_text();
        part.name = maybe_text();
        if (chance(4))
            part.kind = pick_enumerator(PartyKind::organisation);
        part.contact = maybe_text();
        part.narration = maybe_text();
        part.bank_reference = maybe_text();
        return part;
    });
}

} // namespace almoner

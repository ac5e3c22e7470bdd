// SPDX-License-Identifier: Apache-2.0
// Values of events and private bodies: what the grammar allows, asserted on writing and refused
// on reading.

#include "log/event_fields.hpp"

#include <algorithm>

namespace almoner {

void write_id(CborWriter& writer, Id id)
{
    ALMONER_ASSERT(id != no_id && id <= id_max);
    writer.uint(id);
}

void write_address(CborWriter& writer, Units address)
{
    ALMONER_ASSERT(address >= 0);
    writer.integer(address);
}

void write_count(CborWriter& writer, Units quantity)
{
    ALMONER_ASSERT(quantity > 0);
    writer.integer(quantity);
}

void write_date(CborWriter& writer, Date date)
{
    ALMONER_ASSERT(event_date_in_range(date));
    writer.integer(date.time_since_epoch().count());
}

void write_text(CborWriter& writer, std::string_view text)
{
    ALMONER_ASSERT(!text.empty());
    writer.text(text);
}

Id FieldReader::id()
{
    const Id id = cbor_.uint();
    if (id == no_id || id > id_max)
        fail("an index must be from 1 to 2^63 - 1");
    return id;
}

Units FieldReader::units()
{
    return cbor_.integer();
}

Units FieldReader::address()
{
    const Units address = cbor_.integer();
    if (address < 0)
        fail("an address or carrying value must not be below 0");
    return address;
}

Units FieldReader::count()
{
    const Units quantity = cbor_.integer();
    if (quantity <= 0)
        fail("a quantity must be above 0");
    return quantity;
}

Date FieldReader::date()
{
    const std::int64_t days = cbor_.integer();
    if (days < event_date_min.time_since_epoch().count() || days > event_date_max.time_since_epoch().count())
        fail("a date must lie in the years 1900 to 2999");
    return Date{std::chrono::days{days}};
}

std::string FieldReader::text()
{
    const std::string_view text = cbor_.text();
    if (text.empty())
        fail("an empty text must be left out");
    return std::string{text};
}

void FieldReader::bytes_to(std::span<std::uint8_t> bytes)
{
    const std::string_view value = cbor_.bytes();
    if (value.size() != bytes.size())
        fail("it must have " + std::to_string(bytes.size()) + " bytes, not " + std::to_string(value.size()));
    std::copy(value.begin(), value.end(), bytes.begin());
}

Hash FieldReader::hash()
{
    Hash hash;
    bytes_to(hash);
    return hash;
}

std::size_t FieldReader::list()
{
    const std::size_t size = cbor_.array();
    if (size == 0)
        fail("an empty list must be left out");
    return size;
}

std::string FieldReader::place() const
{
    std::string place;
    for (std::size_t i = 0; i < depth_; ++i) {
        const Step& step = steps_[i];
        if (step.key == nullptr)
            break;
        if (!place.empty())
            place += ", ";
        place += "key " + std::to_string(step.key->number) + " (" + step.key->name + ")";
        if (step.row != 0)
            place += ", row " + std::to_string(step.row);
    }
    return place;
}

void MapReader::fail_unknown() const
{
    reader_->fail("there is a key " + std::to_string(next_) + ", which is unknown here");
}

void MapReader::fail_missing(const EventKey& key) const
{
    reader_->fail("key " + std::to_string(key.number) + " (" + key.name + ") is missing");
}

void MapReader::fail_left_over()
{
    if (!pending_)
        next_ = reader_->cbor_.uint();
    fail_unknown();
}

} // namespace almoner

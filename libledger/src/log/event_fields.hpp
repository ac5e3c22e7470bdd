// SPDX-License-Identifier: Apache-2.0
// What the codecs of events and private bodies share: values as the grammar constrains them, and
// maps by key. Internal to log/.
#pragma once

#include "book/record.hpp"
#include "log/cbor.hpp"
#include "log/event_codec.hpp"
#include "log/event_keys.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace almoner {

// --- Writing. Each asserts what FieldReader refuses. ---

void write_id(CborWriter& writer, Id id);              ///< not 0
void write_address(CborWriter& writer, Units address); ///< ≥ 0
void write_count(CborWriter& writer, Units quantity);  ///< > 0
void write_date(CborWriter& writer, Date date);
void write_text(CborWriter& writer, std::string_view text); ///< not empty

template <class Enum>
void write_enumerator(CborWriter& writer, Enum value)
{
    static_assert(std::is_enum_v<Enum>);
    writer.uint(static_cast<std::uint64_t>(value));
}

/// Leaves the key out where there is nothing to say.
inline void write_optional_text(CborMapWriter& map, const EventKey& key, std::string_view text)
{
    if (!text.empty())
        write_text(map.key(key), text);
}
inline void write_optional_id(CborMapWriter& map, const EventKey& key, Id id)
{
    if (id != no_id)
        write_id(map.key(key), id);
}
inline void write_optional_date(CborMapWriter& map, const EventKey& key, const std::optional<Date>& date)
{
    if (date)
        write_date(map.key(key), *date);
}

// --- Reading ---

/// Values by the grammar's own kinds. Knows which key of which row is being read, so that what
/// goes wrong says where.
class FieldReader {
public:
    explicit FieldReader(std::string_view bytes) : cbor_{bytes} {}

    CborReader& cbor() noexcept { return cbor_; }

    Id id();          ///< 1 to id_max
    Units units();    ///< any amount
    Units address();  ///< ≥ 0
    Units count();    ///< > 0
    Date date();
    std::string text(); ///< not empty
    Hash hash();
    /// Items of a list that would not be there if it had none.
    std::size_t list();
    void bytes_to(std::span<std::uint8_t> bytes);

    /// An enumerator from `first` to `last`.
    template <class Enum>
    Enum enumerator(Enum last, Enum first = Enum{})
    {
        const std::uint64_t number = cbor_.uint();
        if (number < static_cast<std::uint64_t>(first) || number > static_cast<std::uint64_t>(last))
            fail("no meaning is known for the number " + std::to_string(number));
        return static_cast<Enum>(number);
    }

    /// The bytes end here.
    void end() { cbor_.end(); }

    /// Throws Corrupt, as everything here does, without the place.
    [[noreturn]] void fail(const std::string& what) const { cbor_.fail(what); }

    /// Row of the list that is being read, from 1; 0: in none.
    void set_row(std::size_t row) noexcept { steps_[depth_ - 1].row = row; }

    /// "key 9 (postings), row 2, key 1 (party)": what was being read; empty before the first key.
    std::string place() const;

private:
    friend class MapReader;

    struct Step {
        const EventKey* key = nullptr;
        std::size_t row = 0;
    };
    CborReader cbor_;
    std::array<Step, cbor_depth_max> steps_{};
    std::size_t depth_ = 0;
};

/// One map, its keys asked for in ascending order; what is there and was not asked for is
/// refused. Values between two questions are read whole.
class MapReader {
public:
    enum Presence { maybe_empty, not_empty };

    /// Begins at the map's head. `not_empty`: it would not be there if it had no keys.
    explicit MapReader(FieldReader& reader, Presence presence = maybe_empty)
        : reader_{&reader}, left_{reader.cbor_.map()}
    {
        if (presence == not_empty && left_ == 0)
            reader.fail("an empty map must be left out");
        ALMONER_ASSERT(reader.depth_ < reader.steps_.size());
        reader.steps_[reader.depth_++] = {};
    }

    /// Is the key there? Then its value is the next to be read.
    bool take(const EventKey& key)
    {
        if (!pending_) {
            if (left_ == 0)
                return false;
            next_ = reader_->cbor_.uint();
            --left_;
            pending_ = true;
        }
        if (next_ > key.number)
            return false;
        if (next_ < key.number)
            fail_unknown();
        pending_ = false;
        reader_->steps_[reader_->depth_ - 1] = {&key, 0};
        return true;
    }
    void require(const EventKey& key)
    {
        if (!take(key))
            fail_missing(key);
    }
    /// Nothing of the map is left.
    void end()
    {
        if (pending_ || left_ > 0)
            fail_left_over();
        --reader_->depth_;
    }

    std::string optional_text(const EventKey& key) { return take(key) ? reader_->text() : std::string{}; }
    Id optional_id(const EventKey& key) { return take(key) ? reader_->id() : no_id; }
    std::optional<Date> optional_date(const EventKey& key)
    {
        return take(key) ? std::optional{reader_->date()} : std::nullopt;
    }

private:
    [[noreturn]] void fail_unknown() const;
    [[noreturn]] void fail_missing(const EventKey& key) const;
    [[noreturn]] void fail_left_over();

    FieldReader* reader_;
    std::size_t left_;
    std::uint64_t next_ = 0;
    bool pending_ = false;
};

/// The list that is the value of the key just taken; `each` fills one row.
template <class Row, class Each>
void read_rows(FieldReader& reader, std::vector<Row>& rows, Each&& each)
{
    rows.resize(reader.list());
    std::size_t number = 0;
    for (Row& row : rows) {
        reader.set_row(++number);
        each(reader, row);
    }
    reader.set_row(0);
}

// --- Bodies of events, after the header. event_entry_codec.cpp ---

void write_decision(CborMapWriter& map, Date date, std::string_view approved_by,
                    const std::optional<AuthorityRecord>& authority);
void read_decision(FieldReader& reader, MapReader& map, Date& date, std::string& approved_by,
                   std::optional<AuthorityRecord>& authority);
void write_commitments(CborMapWriter& map, const EventKey& key, const std::vector<Hash>& commitments);
void read_commitments(FieldReader& reader, std::vector<Hash>& commitments);

/// Whether a private party's number is one of the event's commitments.
bool names_commitment(PartyRef party, std::size_t commitments) noexcept;

void write_entry(CborMapWriter& map, const EntryRecord& entry);
/// Fills an entry that was just made. (The others return theirs: they are small and rare.)
void read_entry(FieldReader& reader, MapReader& map, EntryRecord& entry);

// --- event_terms_codec.cpp ---

void write_terms(CborMapWriter& map, const BookRecord& book);
void write_terms(CborMapWriter& map, const CommodityRecord& commodity);
void write_terms(CborMapWriter& map, const AccountRecord& account);
void write_terms(CborMapWriter& map, const PurposeRecord& purpose);
void write_terms(CborMapWriter& map, const FundRecord& fund);
void write_terms(CborMapWriter& map, const PartyRecord& party);
void write_terms(CborMapWriter& map, const CloseRecord& close);
void write_terms(CborMapWriter& map, const KeyRecord& key);

BookRecord read_book(FieldReader& reader, MapReader& map);
CommodityRecord read_commodity(FieldReader& reader, MapReader& map);
AccountRecord read_account(FieldReader& reader, MapReader& map);
PurposeRecord read_purpose(FieldReader& reader, MapReader& map);
FundRecord read_fund(FieldReader& reader, MapReader& map);
PartyRecord read_party(FieldReader& reader, MapReader& map);
CloseRecord read_close(FieldReader& reader, MapReader& map);
KeyRecord read_key(FieldReader& reader, MapReader& map);

} // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// Deterministic CBOR (RFC 8949 §4.2.1), of which events and private bodies are made, without a
// document in between. The subset: integers, byte strings, text, arrays, maps, true and false.
//
//   item = head content          head: major type (3 bits), argument in its shortest form
//   argument < 24                in the head's own byte
//   24, 25, 26, 27               in the 1, 2, 4 or 8 bytes after it, big-endian
//   map                          keys strictly ascending by the bytes of their encodings
//
// One item has one encoding, so what was read and is written again gives the same bytes.
#pragma once

#include "value/assert.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace almoner {

/// Arrays and maps within each other: an item that holds none has depth 0.
inline constexpr std::size_t cbor_depth_max = 8;

/// The first three bits of a head: what kind of item it is.
enum CborMajor : unsigned {
    uint_major,
    negative_major,
    bytes_major,
    text_major,
    array_major,
    map_major,
    tag_major,
    simple_major,
};

/// Appends items to a string that the caller owns and that outlives it.
class CborWriter {
public:
    explicit CborWriter(std::string& out) noexcept : out_{&out} {}

    void uint(std::uint64_t value) { head(uint_major, value); }
    void integer(std::int64_t value)
    {
        // −1 − value, which is how CBOR counts below zero, is the complement.
        const auto bits = static_cast<std::uint64_t>(value);
        value < 0 ? head(negative_major, ~bits) : head(uint_major, bits);
    }
    void bytes(std::span<const std::uint8_t> value);
    void bytes(std::string_view value);
    /// Valid UTF-8: anything else is our own mistake.
    void text(std::string_view value);
    void boolean(bool value) { out_->push_back(value ? '\xf5' : '\xf4'); }
    /// Followed by that many items.
    void array(std::size_t size) { head(array_major, size); }
    /// Followed by that many keys with their values, in order.
    void map(std::size_t size) { head(map_major, size); }

private:
    friend class CborMapWriter;

    void head(unsigned major, std::uint64_t argument)
    {
        if (argument < 24) [[likely]]
            out_->push_back(static_cast<char>(major << 5U | argument));
        else
            long_head(major, argument);
    }
    void long_head(unsigned major, std::uint64_t argument);

    std::string* out_;
};

/// A map whose keys are 0 to 23, so that its size fits in its first byte and is filled in last.
/// Each key greater than the one before, or it is our own mistake.
class CborMapWriter {
public:
    explicit CborMapWriter(CborWriter& writer) : writer_{&writer}, at_{writer.out_->size()}
    {
        writer.out_->push_back('\xa0');
    }

    /// Writes the key; its value is the next item written.
    CborWriter& key(unsigned number)
    {
        ALMONER_ASSERT(number < 24 && number >= next_);
        next_ = number + 1;
        ++size_;
        writer_->out_->push_back(static_cast<char>(number));
        return *writer_;
    }

    void end() { (*writer_->out_)[at_] = static_cast<char>(0xa0U | size_); }

private:
    CborWriter* writer_;
    std::size_t at_;
    unsigned size_ = 0;
    unsigned next_ = 0;
};

/// Reads one item that must take all of the bytes, from its start to its end. Views that it
/// returns last as long as those bytes. Everything throws Corrupt, with the place in bytes, on
/// what is not the deterministic encoding or not of the kind asked for; after that the reader
/// is of no use.
class CborReader {
public:
    explicit CborReader(std::string_view bytes) noexcept : bytes_{bytes} {}

    std::uint64_t uint()
    {
        const Head head = this->head();
        expect(head.major == uint_major, "a whole number from 0");
        finish();
        return head.argument;
    }
    /// Throws Corrupt outside the 64-bit range.
    std::int64_t integer()
    {
        const Head head = this->head();
        expect(head.major <= negative_major, "a whole number");
        if (head.argument > integer_max) [[unlikely]]
            fail("a number out of the 64-bit range");
        finish();
        const auto value = static_cast<std::int64_t>(head.argument);
        return head.major == uint_major ? value : -1 - value;
    }
    std::string_view bytes();
    std::string_view text();
    bool boolean();
    /// Number of items that follow. The array ends with the last of them.
    std::size_t array();
    /// Number of keys, each followed by its value.
    std::size_t map();

    /// Reads over one item, checking it as strictly as the others do.
    void skip();

    /// No item is left unfinished and no byte is left over.
    void end();

    /// Bytes read until now.
    std::size_t offset() const noexcept { return at_; }

    [[noreturn, gnu::cold]] void fail(std::string_view what) const;

private:
    static constexpr std::uint64_t integer_max = std::numeric_limits<std::int64_t>::max();

    struct Head {
        unsigned major;
        std::uint64_t argument;
    };
    struct Level {
        std::uint64_t left = 0; ///< items of the array; keys and values of the map
        bool is_map = false;
        std::string_view key; ///< the last one's encoding
    };

    Head head()
    {
        item_ = at_;
        if (done_ || at_ == bytes_.size()) [[unlikely]]
            fail_head();
        const unsigned first = static_cast<unsigned char>(bytes_[at_++]);
        const unsigned major = first >> 5U;
        const unsigned info = first & 31U;
        // Of major type 7 only false (20) and true (21).
        if (major >= tag_major && (major == tag_major || (info & 30U) != 20)) [[unlikely]]
            fail_head();
        return {major, info < 24 ? info : long_argument(info)};
    }
    [[noreturn, gnu::cold]] void fail_head() const;
    std::uint64_t long_argument(unsigned info);
    std::string_view content(std::uint64_t size);
    std::size_t open(const Head& head);
    void expect(bool is_it, const char* wanted) const
    {
        if (!is_it) [[unlikely]]
            fail_kind(wanted);
    }
    [[noreturn, gnu::cold]] void fail_kind(const char* wanted) const;

    /// A number, string or truth value ends here.
    void finish()
    {
        if (depth_ == 0) {
            done_ = true;
            return;
        }
        Level& level = levels_[depth_ - 1];
        if (level.is_map && level.left % 2 == 0)
            finish_key(level);
        --level.left;
        close();
    }
    void finish_key(Level& level);
    void close()
    {
        while (depth_ > 0 && levels_[depth_ - 1].left == 0)
            --depth_;
        done_ = depth_ == 0;
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
    std::size_t item_ = 0; ///< where the item being read begins
    std::size_t depth_ = 0;
    bool done_ = false;
    std::array<Level, cbor_depth_max> levels_{};
};

} // namespace almoner

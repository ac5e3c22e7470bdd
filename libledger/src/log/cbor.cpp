// SPDX-License-Identifier: Apache-2.0
// Writes the one encoding of each item and refuses every other.

#include "log/cbor.hpp"

#include "value/utf8.hpp"

#include <almoner/error.hpp>

#include <cstring>

namespace almoner {

namespace {

/// Most texts of a book are ASCII or short; eight bytes at a time tells.
bool is_ascii(std::string_view text) noexcept
{
    constexpr std::uint64_t high_bits = 0x8080'8080'8080'8080U;
    std::uint64_t seen = 0;
    std::size_t i = 0;
    for (std::uint64_t word = 0; i + sizeof word <= text.size(); i += sizeof word) {
        std::memcpy(&word, text.data() + i, sizeof word);
        seen |= word;
    }
    for (; i < text.size(); ++i)
        seen |= static_cast<unsigned char>(text[i]);
    return (seen & high_bits) == 0;
}

bool is_utf8(std::string_view text) noexcept
{
    return is_ascii(text) || valid_utf8(text);
}

} // namespace

// --- Writing ---

void CborWriter::long_head(unsigned major, std::uint64_t argument)
{
    const unsigned power = argument <= 0xff ? 0U : argument <= 0xffff ? 1U : argument <= 0xffff'ffff ? 2U : 3U;
    const unsigned size = 1U << power;
    // The argument's bytes, the highest first, and behind them what is not taken.
    const std::uint64_t big_endian = __builtin_bswap64(argument << (64U - 8U * size));
    std::array<char, 1 + sizeof big_endian> bytes{static_cast<char>(major << 5U | (24U + power))};
    std::memcpy(&bytes[1], &big_endian, sizeof big_endian);
    out_->append(bytes.data(), size + 1);
}

void CborWriter::bytes(std::span<const std::uint8_t> value)
{
    bytes(std::string_view{reinterpret_cast<const char*>(value.data()), value.size()});
}

void CborWriter::bytes(std::string_view value)
{
    head(bytes_major, value.size());
    out_->append(value);
}

void CborWriter::text(std::string_view value)
{
    ALMONER_ASSERT(is_utf8(value));
    head(text_major, value.size());
    out_->append(value);
}

// --- Reading ---

void CborReader::fail(std::string_view what) const
{
    throw Corrupt{"at byte " + std::to_string(item_) + ": " + std::string{what}};
}

void CborReader::fail_kind(const char* wanted) const
{
    fail(std::string{wanted} + " must stand here and something else does");
}

void CborReader::fail_head() const
{
    if (done_)
        fail("the item has ended and more of it is asked for");
    if (item_ == bytes_.size())
        fail("the bytes end before the item does");
    if (static_cast<unsigned char>(bytes_[item_]) >> 5U == tag_major)
        fail("a tag, which is not used here");
    fail("a value that is not a number, string, array, map, true or false");
}

std::uint64_t CborReader::long_argument(unsigned info)
{
    if (info > 27)
        fail("an item of indefinite length or a reserved head");
    const std::size_t size = std::size_t{1} << (info - 24U);
    if (bytes_.size() - at_ < size)
        fail("the bytes end before the item does");
    std::uint64_t argument = 0;
    for (const std::size_t end = at_ + size; at_ < end; ++at_)
        argument = argument << 8U | static_cast<unsigned char>(bytes_[at_]);
    // What half as many bytes would have held, or the head's own.
    const std::uint64_t needs = size == 1 ? 24U : std::uint64_t{1} << (4U * size);
    if (argument < needs)
        fail("a number that is not in its shortest form");
    return argument;
}

std::string_view CborReader::content(std::uint64_t size)
{
    if (size > bytes_.size() - at_)
        fail("a string that is longer than the bytes left");
    const std::string_view content = bytes_.substr(at_, size);
    at_ += size;
    return content;
}

void CborReader::finish_key(Level& level)
{
    const std::string_view key = bytes_.substr(item_, at_ - item_);
    // Nearly every key is one byte.
    const bool ascends = key.size() == 1 && level.key.size() == 1
                             ? static_cast<unsigned char>(key[0]) > static_cast<unsigned char>(level.key[0])
                             : level.key.empty() || level.key < key;
    if (!ascends) [[unlikely]]
        fail("a map's keys are not in ascending order, each once");
    level.key = key;
}

std::size_t CborReader::open(const Head& head)
{
    const bool is_map = head.major == map_major;
    const std::size_t left = bytes_.size() - at_;
    if (head.argument > (is_map ? left / 2 : left))
        fail("a list or map with more items than the bytes left");
    if (depth_ > 0) {
        Level& level = levels_[depth_ - 1];
        if (level.is_map && level.left % 2 == 0)
            fail("a map's key that is itself a list or map");
        --level.left;
    }
    if (depth_ == cbor_depth_max)
        fail("lists and maps nested deeper than " + std::to_string(cbor_depth_max));
    levels_[depth_++] = {is_map ? head.argument * 2 : head.argument, is_map, {}};
    close();
    return head.argument;
}

std::string_view CborReader::bytes()
{
    const Head head = this->head();
    expect(head.major == bytes_major, "a string of bytes");
    const std::string_view value = content(head.argument);
    finish();
    return value;
}

std::string_view CborReader::text()
{
    const Head head = this->head();
    expect(head.major == text_major, "a text");
    const std::string_view value = content(head.argument);
    if (!is_utf8(value))
        fail("a text that is not UTF-8");
    finish();
    return value;
}

bool CborReader::boolean()
{
    const Head head = this->head();
    expect(head.major == simple_major, "true or false");
    finish();
    return head.argument == 21;
}

std::size_t CborReader::array()
{
    const Head head = this->head();
    expect(head.major == array_major, "a list");
    return open(head);
}

std::size_t CborReader::map()
{
    const Head head = this->head();
    expect(head.major == map_major, "a map");
    return open(head);
}

void CborReader::skip()
{
    const std::size_t depth = depth_;
    // An item that opens nothing, or closes what it opened, brings the depth back or below.
    do {
        const Head head = this->head();
        if (head.major == array_major || head.major == map_major) {
            open(head);
            continue;
        }
        if (head.major == bytes_major || head.major == text_major) {
            const std::string_view value = content(head.argument);
            if (head.major == text_major && !is_utf8(value))
                fail("a text that is not UTF-8");
        }
        if (head.major == negative_major && head.argument > integer_max)
            fail("a number out of the 64-bit range");
        finish();
    } while (depth_ > depth);
}

void CborReader::end()
{
    item_ = at_;
    if (!done_)
        fail("the bytes end before the item does");
    if (at_ != bytes_.size())
        fail("bytes after the end of the item");
}

} // namespace almoner

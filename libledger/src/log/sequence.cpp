// SPDX-License-Identifier: Apache-2.0
// CBOR sequences by their heads alone, so that a log of any size passes through in the memory
// of its largest item, and a hostile length is refused before it is believed.

#include "log/sequence.hpp"

#include "log/cbor.hpp"

#include <almoner/error.hpp>

#include <algorithm>
#include <istream>
#include <limits>
#include <streambuf>

namespace almoner {

void write_private_item(std::string& out, Id seq, std::uint32_t number,
                        std::span<const std::uint8_t, 16> salt, std::string_view body)
{
    CborWriter writer{out};
    writer.array(4);
    writer.uint(seq);
    writer.uint(number);
    writer.bytes(salt);
    writer.bytes(body);
}

PrivateItem decode_private_item(std::string_view item)
{
    CborReader reader{item};
    if (reader.array() != 4)
        reader.fail("a private body comes as [index, number, salt, body]");
    PrivateItem result;
    result.seq = reader.uint();
    if (result.seq > id_max)
        reader.fail("an index must not be above 2^63 - 1");
    const std::uint64_t number = reader.uint();
    if (number > std::numeric_limits<std::uint32_t>::max())
        reader.fail("no event has so many commitments");
    result.number = static_cast<std::uint32_t>(number);
    const std::string_view salt = reader.bytes();
    if (salt.size() != result.salt.size())
        reader.fail("a salt has 16 bytes");
    std::copy(salt.begin(), salt.end(), result.salt.begin());
    result.body = reader.bytes();
    reader.end();
    return result;
}

void CborSequenceReader::fail(const std::string& what) const
{
    throw Corrupt{"at byte " + std::to_string(offset_) + " of the sequence: " + what};
}

void CborSequenceReader::append(std::uint64_t size)
{
    // Before the first head is read there is nothing of the item, so this also bounds its size.
    if (size > item_size_max_ - item_.size())
        fail("an item of more than " + std::to_string(item_size_max_) + " bytes");
    const std::size_t before = item_.size();
    item_.resize(before + size);
    const auto wanted = static_cast<std::streamsize>(size);
    if (in_->rdbuf()->sgetn(item_.data() + before, wanted) != wanted)
        fail("the last item is cut off");
}

CborSequenceReader::Head CborSequenceReader::append_head()
{
    append(1);
    const unsigned first = static_cast<unsigned char>(item_.back());
    Head head{first >> 5U, first & 31U};
    if (head.major == tag_major || (head.major == simple_major && head.argument != 20 && head.argument != 21) ||
        head.argument > 27)
        fail("an item with something that is not a number, string, array, map, true or false of known length");
    if (head.argument < 24)
        return head;
    const std::size_t size = std::size_t{1} << (head.argument - 24);
    append(size);
    head.argument = 0;
    for (std::size_t i = item_.size() - size; i < item_.size(); ++i)
        head.argument = head.argument << 8U | static_cast<unsigned char>(item_[i]);
    return head;
}

void CborSequenceReader::append_item()
{
    std::array<std::uint64_t, cbor_depth_max> left{}; // items not yet read, by depth
    std::size_t depth = 0;
    do {
        if (depth > 0)
            --left[depth - 1];
        const Head head = append_head();
        if (head.major == bytes_major || head.major == text_major) {
            append(head.argument);
        } else if (head.major == array_major || head.major == map_major) {
            // Each item takes a byte, so more than fit can be refused at once; nor does twice as
            // many overflow.
            if (head.argument > item_size_max_)
                fail("an item of more than " + std::to_string(item_size_max_) + " bytes");
            if (depth == cbor_depth_max)
                fail("an item nested deeper than " + std::to_string(cbor_depth_max));
            left[depth++] = head.major == map_major ? head.argument * 2 : head.argument;
        }
        while (depth > 0 && left[depth - 1] == 0)
            --depth;
    } while (depth > 0);
}

std::optional<std::string> CborSequenceReader::next_item()
{
    if (in_->fail())
        throw StorageError{"the sequence cannot be read"};
    item_.clear();
    try {
        // The buffer itself: a stream's own functions cost more than an item.
        if (in_->rdbuf()->sgetc() == std::char_traits<char>::eof())
            return std::nullopt;
        append_item();
    } catch (const std::ios_base::failure& failure) {
        throw StorageError{std::string{"the sequence cannot be read: "} + failure.what()};
    }
    offset_ += item_.size();
    return item_;
}

} // namespace almoner

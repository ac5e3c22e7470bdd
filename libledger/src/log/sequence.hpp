// SPDX-License-Identifier: Apache-2.0
// CBOR sequences (RFC 8742): items one after another, nothing between. An exported log is the
// events in order; exported private bodies are arrays [index, number, salt, body].
#pragma once

#include "book/record.hpp"
#include "log/event_codec.hpp"
#include "log/private_part.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace almoner {

/// A private body as it travels: number `number` of the commitments of event `seq`.
struct PrivateItem {
    Id seq = 0;
    std::uint32_t number = 0;
    std::array<std::uint8_t, 16> salt{};
    std::string body;

    bool operator==(const PrivateItem&) const = default;
};

/// Most that a PrivateItem takes: its heads and the salt beside the body.
inline constexpr std::size_t private_item_size_max = private_body_size_max + 64;

/// Appends one item.
void write_private_item(std::string& out, Id seq, std::uint32_t number,
                        std::span<const std::uint8_t, 16> salt, std::string_view body);

/// Strict. Throws Corrupt. The body is not looked into.
PrivateItem decode_private_item(std::string_view item);

/// Cuts a stream into its items and holds one at a time. What an item says, and whether its
/// keys are in order, is left to its decoder.
class CborSequenceReader {
public:
    /// The stream outlives the reader, which never seeks in it.
    explicit CborSequenceReader(std::istream& in, std::size_t item_size_max = event_size_max)
        : in_{&in}, item_size_max_{item_size_max}
    {
    }

    /// The bytes of the next item; nothing at the end of the stream. Throws Corrupt, with the
    /// place in the stream, on an item that is cut off, too large, nested too deep or not made of
    /// the kinds that we write; StorageError where the stream itself fails.
    std::optional<std::string> next_item();

    /// Where the next item begins: bytes from the start of the stream.
    std::uint64_t offset() const noexcept { return offset_; }

private:
    struct Head {
        unsigned major;
        std::uint64_t argument;
    };
    void append(std::uint64_t size);
    Head append_head();
    void append_item();
    [[noreturn]] void fail(const std::string& what) const;

    std::istream* in_;
    std::size_t item_size_max_;
    std::uint64_t offset_ = 0;
    std::string item_;
};

} // namespace almoner

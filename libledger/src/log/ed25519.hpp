// SPDX-License-Identifier: Apache-2.0
// Ed25519 (RFC 8032): pure, over the whole message, without context.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace almoner {

/// RFC 8032's private key: 32 random bytes.
using Ed25519Seed = std::array<std::uint8_t, 32>;
using Ed25519PublicKey = std::array<std::uint8_t, 32>;
using Ed25519Signature = std::array<std::uint8_t, 64>;

// Each throws std::runtime_error where libsodium cannot be set up.

Ed25519PublicKey ed25519_public_key(const Ed25519Seed& seed);
Ed25519Signature ed25519_sign(const Ed25519Seed& seed, std::string_view message);

/// False for a wrong signature, one that is not 64 bytes or not in the one form that RFC 8032 allows,
/// and a key that is no point of the curve or one of small order, under which anybody can sign.
bool ed25519_verify(const Ed25519PublicKey& key, std::string_view message,
                    std::span<const std::uint8_t> signature);

}  // namespace almoner

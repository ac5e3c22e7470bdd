// SPDX-License-Identifier: Apache-2.0
// The only place that calls libsodium. docs/decisions/0033.

#include "log/ed25519.hpp"

#include <sodium/core.h>
#include <sodium/crypto_sign_ed25519.h>
#include <sodium/utils.h>

#include <stdexcept>

namespace almoner {

namespace {

static_assert(Ed25519Seed{}.size() == crypto_sign_ed25519_SEEDBYTES);
static_assert(Ed25519PublicKey{}.size() == crypto_sign_ed25519_PUBLICKEYBYTES);
static_assert(Ed25519Signature{}.size() == crypto_sign_ed25519_BYTES);

/// Once in a process, before any other call.
void set_up() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error{"libsodium could not be set up"};
}

/// Both halves of a key; what is secret of it is wiped.
struct KeyPair {
  explicit KeyPair(const Ed25519Seed& seed) {
    set_up();
    crypto_sign_ed25519_seed_keypair(public_key.data(), secret.data(), seed.data());
  }
  KeyPair(const KeyPair&) = delete;
  KeyPair& operator=(const KeyPair&) = delete;
  ~KeyPair() { sodium_memzero(secret.data(), secret.size()); }

  Ed25519PublicKey public_key{};
  std::array<std::uint8_t, crypto_sign_ed25519_SECRETKEYBYTES> secret{};
};

const unsigned char* data_of(std::string_view message) {
  return reinterpret_cast<const unsigned char*>(message.data());
}

}  // namespace

Ed25519PublicKey ed25519_public_key(const Ed25519Seed& seed) {
  return KeyPair{seed}.public_key;
}

Ed25519Signature ed25519_sign(const Ed25519Seed& seed, std::string_view message) {
  const KeyPair key{seed};
  Ed25519Signature signature{};
  crypto_sign_ed25519_detached(signature.data(), nullptr, data_of(message), message.size(), key.secret.data());
  return signature;
}

bool ed25519_verify(const Ed25519PublicKey& key, std::string_view message,
                    std::span<const std::uint8_t> signature) {
  set_up();
  return signature.size() == Ed25519Signature{}.size() &&
         crypto_sign_ed25519_verify_detached(signature.data(), data_of(message), message.size(), key.data()) == 0;
}

}  // namespace almoner

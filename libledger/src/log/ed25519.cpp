// SPDX-License-Identifier: Apache-2.0
// The only place that calls OpenSSL for signatures.

#include "log/ed25519.hpp"

#include <openssl/evp.h>

#include <cstddef>
#include <memory>
#include <stdexcept>

namespace almoner {

namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const noexcept { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Context = std::unique_ptr<EVP_MD_CTX, FreeContext>;

Key private_key(const Ed25519Seed& seed) {
  Key key{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size())};
  if (!key) throw std::runtime_error{"OpenSSL could not take up an Ed25519 key"};
  return key;
}

Context context() {
  Context made{EVP_MD_CTX_new()};
  if (!made) throw std::runtime_error{"OpenSSL could not set up a signature: no memory"};
  return made;
}

const unsigned char* data_of(std::string_view message) {
  return reinterpret_cast<const unsigned char*>(message.data());
}

}  // namespace

Ed25519PublicKey ed25519_public_key(const Ed25519Seed& seed) {
  const Key key = private_key(seed);
  Ed25519PublicKey bytes{};
  std::size_t size = bytes.size();
  if (EVP_PKEY_get_raw_public_key(key.get(), bytes.data(), &size) != 1 || size != bytes.size())
    throw std::runtime_error{"OpenSSL could not compute an Ed25519 public key"};
  return bytes;
}

Ed25519Signature ed25519_sign(const Ed25519Seed& seed, std::string_view message) {
  const Key key = private_key(seed);
  const Context running = context();
  Ed25519Signature signature{};
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(running.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(running.get(), signature.data(), &size, data_of(message), message.size()) != 1 ||
      size != signature.size())
    throw std::runtime_error{"OpenSSL could not sign"};
  return signature;
}

bool ed25519_verify(const Ed25519PublicKey& key_bytes, std::string_view message,
                    std::span<const std::uint8_t> signature) {
  if (signature.size() != Ed25519Signature{}.size()) return false;
  const Key key{EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key_bytes.data(), key_bytes.size())};
  if (!key) return false;
  const Context running = context();
  return EVP_DigestVerifyInit(running.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(running.get(), signature.data(), signature.size(), data_of(message), message.size()) == 1;
}

}  // namespace almoner

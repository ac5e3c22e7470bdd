// SPDX-License-Identifier: Apache-2.0
// The only place that calls OpenSSL for a hash. Looking the algorithm up costs more than hashing
// an event, so it is done once; setting a context up anew costs half of one, so it is reused.

#include "log/sha256.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace almoner {

namespace {

/// Never freed: OpenSSL may be shut down before the last thread that hashes.
const EVP_MD* algorithm() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  if (fetched == nullptr)
    throw std::runtime_error{"OpenSSL has no SHA-256; check its configuration"};
  return fetched;
}

}  // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const noexcept {
  EVP_MD_CTX_free(context);
}

Sha256::Sha256() : context_{EVP_MD_CTX_new()} {
  if (context_ == nullptr) throw std::runtime_error{"OpenSSL could not set up a hash: no memory"};
}

void Sha256::begin() {
  if (EVP_DigestInit_ex2(context_.get(), algorithm(), nullptr) != 1)
    throw std::runtime_error{"OpenSSL could not begin a SHA-256"};
  begun_ = true;
}

void Sha256::update(std::span<const std::uint8_t> bytes) {
  if (!begun_) begin();
  if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) != 1) {
    begun_ = false;
    throw std::runtime_error{"OpenSSL could not continue a SHA-256"};
  }
}

Hash Sha256::finish() {
  if (!begun_) begin();
  begun_ = false;
  Hash hash{};
  unsigned size_bytes = 0;
  if (EVP_DigestFinal_ex(context_.get(), hash.data(), &size_bytes) != 1 ||
      size_bytes != hash.size())
    throw std::runtime_error{"OpenSSL could not finish a SHA-256"};
  return hash;
}

Hash sha256(std::initializer_list<std::span<const std::uint8_t>> parts) {
  thread_local Sha256 running;
  for (const std::span<const std::uint8_t> part : parts) running.update(part);
  return running.finish();
}

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// SHA-256 by OpenSSL: the algorithm looked up once in the process, one context reused.
#pragma once

#include "value/hash.hpp"

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>

struct evp_md_ctx_st;

namespace almoner {

/// A running hash. One thread at a time. Every call throws std::runtime_error where OpenSSL
/// fails (no memory, a provider without SHA-256); after that the object begins anew.
class Sha256 {
 public:
  Sha256();

  void update(std::span<const std::uint8_t> bytes);

  /// The hash of all bytes since the last finish, after which it begins anew.
  Hash finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const noexcept;
  };
  void begin();

  std::unique_ptr<evp_md_ctx_st, Free> context_;
  bool begun_ = false;
};

/// The hash of the parts one after another, in a context kept by each thread.
Hash sha256(std::initializer_list<std::span<const std::uint8_t>> parts);

}  // namespace almoner

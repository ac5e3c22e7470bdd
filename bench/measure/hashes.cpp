// SPDX-License-Identifier: Apache-2.0
// The hash bound: a leaf for each event and each node of the tree over them, by OpenSSL with the
// algorithm fetched once and one context, from memory.
#include <array>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string_view>

#include <openssl/evp.h>

#include <almoner/ledger.hpp>

#include "commands.hpp"
#include "drafts.hpp"
#include "timing.hpp"

namespace almoner::bench {

namespace {

using Hash = std::array<std::uint8_t, 32>;

class Hasher {
 public:
  Hash leaf(std::string_view bytes) {
    const unsigned char prefix = 0;
    begin(prefix);
    update(bytes.data(), bytes.size());
    return finish();
  }
  Hash node(const Hash& left, const Hash& right) {
    const unsigned char prefix = 1;
    begin(prefix);
    update(left.data(), left.size());
    update(right.data(), right.size());
    return finish();
  }

 private:
  void begin(unsigned char prefix) {
    if (EVP_DigestInit_ex(context_.get(), algorithm_.get(), nullptr) != 1) fail();
    update(&prefix, 1);
  }
  void update(const void* bytes, std::size_t size) {
    if (EVP_DigestUpdate(context_.get(), bytes, size) != 1) fail();
  }
  Hash finish() {
    Hash hash{};
    if (EVP_DigestFinal_ex(context_.get(), hash.data(), nullptr) != 1) fail();
    return hash;
  }
  [[noreturn]] static void fail() { throw std::runtime_error{"OpenSSL cannot hash"}; }

  std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm_{
      EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free};
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_{EVP_MD_CTX_new(),
                                                                   EVP_MD_CTX_free};
};

/// RFC 6962 §2.1 by a stack of complete subtrees.
Hash root_of(const std::vector<std::string>& events, Hasher& hasher) {
  std::vector<Hash> stack;
  std::uint64_t size = 0;
  for (const std::string& event : events) {
    Hash hash = hasher.leaf(event);
    for (std::uint64_t index = size++; (index & 1U) != 0; index >>= 1U) {
      hash = hasher.node(stack.back(), hash);
      stack.pop_back();
    }
    stack.push_back(hash);
  }
  Hash root = stack.back();
  for (auto left = stack.rbegin() + 1; left != stack.rend(); ++left)
    root = hasher.node(*left, root);
  return root;
}

}  // namespace

Json measure_hashes(const std::string& path) {
  const Ledger book = open_to_read(path);
  std::vector<std::string> events;
  std::uint64_t bytes = 0;
  for (Seq seq = 0; seq < book.size(); ++seq) {
    events.push_back(book.event_bytes(seq));
    bytes += events.back().size();
  }
  Hasher hasher;
  Hash root{};
  const double seconds = seconds_of([&] { root = root_of(events, hasher); });
  if (root != book.root()) throw std::runtime_error{"the root computed here is not the book's"};
  return {{"events", events.size()}, {"bytes", bytes}, {"seconds", seconds}};
}

}  // namespace almoner::bench

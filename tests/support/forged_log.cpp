// SPDX-License-Identifier: Apache-2.0
#include "forged_log.hpp"

#include "log/checkpoint.hpp"
#include "log/proof.hpp"
#include "receipt_book.hpp"

namespace almoner::test {

namespace {

Hash subtree(const std::vector<std::string>& events, unsigned level, std::uint64_t index) {
  if (level == 0) {
    const std::string& bytes = events[index];
    return leaf_hash({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  }
  return node_hash(subtree(events, level - 1, 2 * index), subtree(events, level - 1, 2 * index + 1));
}

}  // namespace

Hash ForgedLog::root() const {
  return root_at(events.size(), [this](unsigned level, std::uint64_t index) { return subtree(events, level, index); });
}

std::vector<Hash> ForgedLog::path(std::uint64_t index) const {
  return inclusion_proof(events.size(), index,
                         [this](unsigned level, std::uint64_t at) { return subtree(events, level, at); });
}

std::string ForgedLog::receipt(Id own, const std::vector<Id>& declarations, const std::vector<Id>& trace,
                               const SignerKey& key) const {
  ReceiptExtra extra;
  extra.event = events[own];
  for (Id index : declarations) extra.declarations.push_back(carry(index));
  extra.trace.emplace();
  for (Id index : trace) extra.trace->push_back(carry(index));
  const std::string checkpoint = sign({key.verifier.name, events.size(), root()}, key);
  return proof_text({encode_receipt_extra(extra), own, path(own), checkpoint});
}

}  // namespace almoner::test

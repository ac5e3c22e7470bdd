// SPDX-License-Identifier: Apache-2.0
#include "entry_points.hpp"

#include <string>

#include <almoner/error.hpp>
#include <almoner/receipt.hpp>

#include "log/checkpoint.hpp"
#include "log/event_codec.hpp"
#include "log/merkle.hpp"
#include "log/note.hpp"
#include "log/proof.hpp"
#include "log/receipt_extra.hpp"
#include "require.hpp"

namespace almoner::fuzz {

namespace {

std::string_view without_line_end(std::string_view text) { return text.substr(0, text.size() - (text.ends_with('\n') ? 1 : 0)); }

const SignerKey& test_key() {
  static const SignerKey key = [] {
    Ed25519Seed seed{};
    seed.fill(7);
    return make_signer_key("example.org/county-2021", seed);
  }();
  return key;
}

/// A log of these events alone, and a receipt of the last of them under the test key.
void verify_signed(const ReceiptExtra& given) {
  ReceiptExtra extra = given;
  std::vector<CarriedEvent*> events;
  for (CarriedEvent& one : extra.declarations) events.push_back(&one);
  if (extra.trace)
    for (CarriedEvent& one : *extra.trace) events.push_back(&one);
  // An event's place is what it says itself, so the tree must have it there: of at most 64 leaves.
  std::vector<Hash> leaves(64);
  const auto put = [&](std::string_view bytes) -> std::optional<Id> {
    try {
      const Id seq = decode_event(bytes).seq;
      if (seq >= leaves.size()) return std::nullopt;
      leaves[seq] = leaf_hash({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
      return seq;
    } catch (const Corrupt&) {
      return std::nullopt;
    }
  };
  const auto own = put(extra.event);
  if (!own) return;
  for (CarriedEvent* one : events) {
    const auto seq = put(one->bytes);
    if (!seq) return;
    one->index = *seq;
  }
  const SubtreeReader reader = [&](unsigned level, std::uint64_t index) {
    const auto subtree = [&](auto& self, unsigned at, std::uint64_t number) -> Hash {
      return at == 0 ? leaves[number] : node_hash(self(self, at - 1, 2 * number), self(self, at - 1, 2 * number + 1));
    };
    return subtree(subtree, level, index);
  };
  for (CarriedEvent* one : events) one->path = inclusion_proof(leaves.size(), one->index, reader);
  const std::string checkpoint = checkpoint_text({test_key().verifier.name, leaves.size(), root_at(leaves.size(), reader)});
  const std::string text = proof_text({encode_receipt_extra(extra), *own, inclusion_proof(leaves.size(), *own, reader), sign_note(checkpoint, {&test_key(), 1})});
  try {
    verify(text, to_text(test_key().verifier));
  } catch (const Corrupt&) {
  }
}

}  // namespace

void key(std::string_view bytes) {
  try {
    require(to_text(parse_verifier_key(bytes)) == without_line_end(bytes));
  } catch (const ParseError&) {
  }
  try {
    require(to_text(parse_signer_key(bytes)) == without_line_end(bytes));
  } catch (const ParseError&) {
  }
}

void note(std::string_view bytes) {
  try {
    const Note parsed = parse_note(bytes);
    require(bytes.starts_with(parsed.text) && !parsed.signatures.empty());
    const Checkpoint checkpoint = parse_checkpoint_text(parsed.text);
    require(parsed.text.starts_with(checkpoint_text(checkpoint)));
    verify_note(parsed, test_key().verifier);
  } catch (const Corrupt&) {
  }
  try {
    require(extension_text(parse_extension(bytes)) == bytes);
  } catch (const Corrupt&) {
  }
}

void receipt(std::string_view bytes) {
  try {
    const LogProof proof = parse_proof(bytes);
    require(proof_text(proof) == bytes);
    if (!proof.extra) return;
    const ReceiptExtra extra = decode_receipt_extra(*proof.extra);
    require(encode_receipt_extra(extra) == *proof.extra);
    verify_signed(extra);
  } catch (const Corrupt&) {
  }
  try {
    verify(bytes, to_text(test_key().verifier));
  } catch (const Corrupt&) {
  }
}

}  // namespace almoner::fuzz

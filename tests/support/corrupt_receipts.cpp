// SPDX-License-Identifier: Apache-2.0
#include "corrupt_receipts.hpp"

#include "log/base64.hpp"
#include "log/checkpoint.hpp"
#include "log/proof.hpp"
#include "log/receipt_extra.hpp"
#include "receipt_book.hpp"

namespace almoner::test {

namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t limit) { return static_cast<std::size_t>(random() % limit); }

void flip(std::string& bytes, Random& random) {
  if (!bytes.empty()) bytes[below(random, bytes.size())] ^= static_cast<char>(1U << below(random, 8));
}
void flip(Hash& hash, Random& random) { hash[below(random, hash.size())] ^= static_cast<std::uint8_t>(1U << below(random, 8)); }

/// Changes the parts of a receipt and writes it again, well formed.
Corruption of_proof(const char* name, std::function<void(LogProof&, Random&)> change) {
  return {name, [change = std::move(change)](const std::string& receipt, Random& random) {
            LogProof proof = parse_proof(receipt);
            change(proof, random);
            return proof_text(proof);
          }};
}
Corruption of_extra(const char* name, std::function<void(ReceiptExtra&, Random&)> change) {
  return of_proof(name, [change = std::move(change)](LogProof& proof, Random& random) {
    ReceiptExtra extra = decode_receipt_extra(*proof.extra);
    change(extra, random);
    proof.extra = encode_receipt_extra(extra);
  });
}
Corruption of_extra_bytes(const char* name, std::function<void(std::string&)> change) {
  return of_proof(name, [change = std::move(change)](LogProof& proof, Random&) { change(*proof.extra); });
}
Corruption of_checkpoint(const char* name, std::function<std::string(Checkpoint, Random&)> again) {
  return of_proof(name, [again = std::move(again)](LogProof& proof, Random& random) {
    proof.checkpoint = again(parse_checkpoint_text(parse_note(proof.checkpoint).text), random);
  });
}
Corruption of_text(const char* name, std::function<void(std::string&, Random&)> change) {
  return {name, [change = std::move(change)](const std::string& receipt, Random& random) {
            std::string text = receipt;
            change(text, random);
            return text;
          }};
}

CarriedEvent& any(std::vector<CarriedEvent>& events, Random& random) { return events[below(random, events.size())]; }

void add_text_corruptions(std::vector<Corruption>& all) {
  all.push_back(of_text("one bit", [](std::string& text, Random& random) { flip(text, random); }));
  all.push_back(of_text("cut short", [](std::string& text, Random& random) { text.resize(below(random, text.size())); }));
  all.push_back(of_text("a byte left out", [](std::string& text, Random& random) { text.erase(below(random, text.size()), 1); }));
  all.push_back(of_text("a byte too many", [](std::string& text, Random& random) {
    text.insert(below(random, text.size()), 1, static_cast<char>(random() & 0xFFU));
  }));
  all.push_back(of_text("a line end after it", [](std::string& text, Random&) { text += '\n'; }));
  all.push_back(of_text("line ends of another system", [](std::string& text, Random&) {
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) text.insert(at, 1, '\r');
  }));
  all.push_back(of_text("another version", [](std::string& text, Random&) { text.replace(text.find("@v1"), 3, "@v2"); }));
  all.push_back(of_text("an index with a zero before it", [](std::string& text, Random&) { text.insert(text.find("\nindex ") + 7, "0"); }));
  all.push_back(of_text("a blank in its base64", [](std::string& text, Random&) { text.insert(text.find("\nextra ") + 15, " "); }));
  all.push_back(of_text("lines that stand twice", [](std::string& text, Random&) {
    const std::size_t from = text.find("\nindex "), to = text.find('\n', from + 1);
    text.insert(to, text.substr(from, to - from));
  }));
}

void add_proof_corruptions(std::vector<Corruption>& all) {
  all.push_back(of_proof("another index", [](LogProof& proof, Random& random) { proof.index += 1 + below(random, 5); }));
  all.push_back(of_proof("a bit of its proof", [](LogProof& proof, Random& random) { flip(proof.path[below(random, proof.path.size())], random); }));
  all.push_back(of_proof("a hash left out", [](LogProof& proof, Random&) { proof.path.pop_back(); }));
  all.push_back(of_proof("a hash too many", [](LogProof& proof, Random&) { proof.path.push_back(proof.path.front()); }));
  all.push_back(of_proof("no event", [](LogProof& proof, Random&) { proof.extra.reset(); }));
  all.push_back(of_extra("a bit of its event", [](ReceiptExtra& extra, Random& random) { flip(extra.event, random); }));
  all.push_back(of_extra("a bit of a declaration", [](ReceiptExtra& extra, Random& random) { flip(any(extra.declarations, random).bytes, random); }));
  all.push_back(of_extra("a bit of a declaration's proof", [](ReceiptExtra& extra, Random& random) {
    std::vector<Hash>& path = any(extra.declarations, random).path;
    flip(path[below(random, path.size())], random);
  }));
  all.push_back(of_extra("a declaration left out", [](ReceiptExtra& extra, Random&) { extra.declarations.erase(extra.declarations.begin() + 1); }));
  all.push_back(of_extra("without the book", [](ReceiptExtra& extra, Random&) { extra.declarations.erase(extra.declarations.begin()); }));
  all.push_back(of_extra("its event among the declarations", [](ReceiptExtra& extra, Random&) {
    extra.declarations.push_back(extra.declarations.back());
    extra.declarations.back().bytes = extra.event;
    extra.declarations.back().index += 1000;
  }));
  all.push_back(of_extra("another's name", [](ReceiptExtra& extra, Random& random) {
    if (!extra.opened.empty()) flip(extra.opened[below(random, extra.opened.size())].body, random);
  }));
  all.push_back(of_extra("another salt", [](ReceiptExtra& extra, Random& random) {
    if (!extra.opened.empty()) extra.opened.front().salt[below(random, 16)] ^= 1U;
  }));
  all.push_back(of_extra("a body of another commitment", [](ReceiptExtra& extra, Random&) {
    if (!extra.opened.empty()) extra.opened.back().number += 1;
  }));
  all.push_back(of_extra("a trace that holds its own event", [](ReceiptExtra& extra, Random&) {
    if (!extra.trace || extra.trace->empty()) return;
    extra.trace->front().bytes = extra.event;
  }));
  all.push_back(of_extra("a trace without one of its entries' proofs", [](ReceiptExtra& extra, Random& random) {
    if (extra.trace && !extra.trace->empty()) any(*extra.trace, random).path.clear();
  }));
}

void add_encoding_corruptions(std::vector<Corruption>& all) {
  all.push_back(of_extra_bytes("a byte after its extra", [](std::string& bytes) { bytes += '\0'; }));
  all.push_back(of_extra_bytes("an unknown key", [](std::string& bytes) {
    bytes[0] = static_cast<char>(bytes[0] + 1);
    bytes += std::string("\x17\x00", 2);
  }));
  all.push_back(of_extra_bytes("version 2 of its extra", [](std::string& bytes) { bytes[2] = 2; }));
  all.push_back(of_extra_bytes("a version in more bytes than it needs", [](std::string& bytes) { bytes.replace(2, 1, "\x18\x01"); }));
  all.push_back(of_extra_bytes("a map of unknown length", [](std::string& bytes) {
    bytes[0] = '\xbf';
    bytes += '\xff';
  }));
  all.push_back(of_extra_bytes("lists nested ten thousand deep", [](std::string& bytes) { bytes.assign(10'000, '\x81'); }));
  all.push_back(of_extra_bytes("a list that claims four thousand million events", [](std::string& bytes) {
    bytes = std::string("\xa3\x00\x01\x01\x41\x00\x02\x9a\xff\xff\xff\xff", 12);
  }));
}

void add_checkpoint_corruptions(std::vector<Corruption>& all, const SignerKey& key) {
  const SignerKey other = test_key(key.verifier.name, 99);
  all.push_back(of_checkpoint("signed by another key of the same name", [other](const Checkpoint& checkpoint, Random&) { return sign(checkpoint, other); }));
  all.push_back(of_checkpoint("another's key under this key's id", [key, other](const Checkpoint& checkpoint, Random&) {
    SignerKey forged = other;
    forged.verifier = key.verifier;
    return sign(checkpoint, forged);
  }));
  all.push_back(of_checkpoint("a true signature and a false one", [key, other](const Checkpoint& checkpoint, Random&) {
    SignerKey forged = other;
    forged.verifier = key.verifier;
    return sign_note(checkpoint_text(checkpoint), std::vector<SignerKey>{key, forged});
  }));
  all.push_back(of_checkpoint("a checkpoint of another size", [key](Checkpoint checkpoint, Random& random) {
    checkpoint.size = checkpoint.size * 2 + below(random, 9);
    return sign(checkpoint, key);
  }));
  all.push_back(of_checkpoint("a checkpoint of another root", [key](Checkpoint checkpoint, Random& random) {
    flip(checkpoint.root, random);
    return sign(checkpoint, key);
  }));
  all.push_back(of_checkpoint("a checkpoint of another log", [key](Checkpoint checkpoint, Random&) {
    checkpoint.origin += "-2";
    return sign(checkpoint, key);
  }));
  all.push_back(of_checkpoint("a checkpoint without a signature", [](const Checkpoint& checkpoint, Random&) { return checkpoint_text(checkpoint) + "\n"; }));
  all.push_back(of_checkpoint("a size with a zero before it", [key](const Checkpoint& checkpoint, Random&) {
    std::string text = checkpoint_text(checkpoint);
    text.insert(text.find('\n') + 1, "0");
    return sign_note(text, {&key, 1});
  }));
}

}  // namespace

std::vector<Corruption> corruptions(const SignerKey& key) {
  std::vector<Corruption> all;
  add_text_corruptions(all);
  add_proof_corruptions(all);
  add_encoding_corruptions(all);
  add_checkpoint_corruptions(all, key);
  return all;
}

}  // namespace almoner::test

// SPDX-License-Identifier: Apache-2.0
// Signs a book's checkpoints. Invariant: a key never signs two checkpoints of which neither extends
// the other, whatever became of the book in between.
#include <almoner/signing.hpp>

#include <algorithm>

#include "key_files.hpp"
#include "log/checkpoint.hpp"
#include "log/merkle.hpp"
#include "state.hpp"

namespace almoner {

namespace {

std::string events(std::uint64_t count) { return std::to_string(count) + (count == 1 ? " event" : " events"); }

/// The sentence that an old copy of a book put back and continued deserves.
void require_extends(const Ledger& ledger, const HeldKey& held, const Checkpoint& now) {
  const Checkpoint last = open_checkpoint(held.signed_note(), held.key().verifier);
  const std::string signed_before = "the key " + held.file() + " has signed " + events(last.size) + " with the root " + to_hex(last.root);
  if (last.size > now.size)
    throw Corrupt("this book has " + events(now.size) + ", but " + signed_before +
                  ": an older copy of the book was put back. Find the newer one; nothing was signed");
  if (ledger.root_at(last.size) != last.root)
    throw Corrupt("this book is not the one signed before: " + signed_before + ", and its first " + events(last.size) +
                  " have another. An older copy was put back and continued, or it is another book, or it was "
                  "altered; nothing was signed");
}

void require_newest_key(const Ledger& ledger, const std::vector<HeldKey>& keys) {
  const std::string& name = keys.front().key().verifier.name;
  std::string newest;
  for (const std::string& logged : ledger.logged_keys())
    if (parse_verifier_key(logged).name == name) newest = logged;
  const bool given = std::any_of(keys.begin(), keys.end(), [&](const HeldKey& held) { return to_text(held.key().verifier) == newest; });
  if (!newest.empty() && !given)
    throw UsageError("the book has rotated to the key " + newest + ": sign with it too, or with it alone once everybody has it");
}

std::vector<HeldKey> hold_keys(const std::vector<std::string>& files) {
  if (files.empty()) throw UsageError("name the key that signs");
  std::vector<HeldKey> keys;
  for (const std::string& file : files) {
    keys.emplace_back(file);
    const VerifierKey& key = keys.back().key().verifier;
    if (key.name != keys.front().key().verifier.name)
      throw UsageError("keys of one log have one name: " + key.name + " is not " + keys.front().key().verifier.name);
    for (std::size_t i = 0; i + 1 < keys.size(); ++i)
      if (keys[i].key().verifier == key) throw UsageError(file + " is the same key as " + keys[i].file());
  }
  return keys;
}

}  // namespace

std::string sign_checkpoint(Ledger& ledger, const std::vector<std::string>& key_files) {
  const std::vector<HeldKey> keys = hold_keys(key_files);
  require_newest_key(ledger, keys);
  Checkpoint now{keys.front().key().verifier.name, ledger.size(), {}};
  now.root = ledger.root_at(now.size);
  for (const HeldKey& held : keys) require_extends(ledger, held, now);
  std::vector<SignerKey> signers;
  for (const HeldKey& held : keys) signers.push_back(held.key());
  const std::string note = sign_note(checkpoint_text(now), signers);
  for (const HeldKey& held : keys) held.replace_signed_note(note);
  return note;
}

std::string rotate_key(Ledger& ledger, const std::string& old_key_file, const std::string& new_key_file, const std::string& by) {
  const std::string fresh = verifier_key_of(new_key_file);
  const std::vector<std::string> logged = ledger.logged_keys();
  if (std::find(logged.begin(), logged.end(), fresh) == logged.end()) {
    // A book that the old key would not sign must not log a new one.
    hold_keys({old_key_file, new_key_file});
    sign_checkpoint(ledger, {old_key_file});
    ledger.log_key(fresh, by);
  }
  return sign_checkpoint(ledger, {old_key_file, new_key_file});
}

std::string extend_checkpoint(const Ledger& ledger, std::string_view older, std::string_view newer) {
  const Checkpoint before = parse_checkpoint_text(parse_note(older).text);
  const Checkpoint after = parse_checkpoint_text(parse_note(newer).text);
  if (before.origin != after.origin)
    throw Corrupt("the checkpoints are of two logs, " + before.origin + " and " + after.origin);
  for (const Checkpoint& one : {before, after})
    if (one.size > ledger.size() || ledger.root_at(one.size) != one.root)
      throw Corrupt("this book never had the root " + to_hex(one.root) + " with " + events(one.size) +
                    ": the checkpoint is of another book, or the book was altered since");
  if (before.size > after.size)
    throw UsageError("the older checkpoint has " + events(before.size) + " and the newer " + events(after.size) + ": they are swapped");
  return extension_text({before.size, ledger.consistency_proof(before.size, after.size), std::string(newer)});
}

Posted Ledger::log_key(const std::string& verifier_key, const std::string& by) {
  const VerifierKey key = parse_verifier_key(verifier_key);
  return state_->write([&] {
    for (const auto& [seq, record] : state_->keeper.chart().keys())
      if (record.name == key.name && record.ed25519 == key.ed25519) return Posted{seq, true};
    return state_->append(by, KeyRecord{key.name, key.ed25519});
  });
}

std::vector<std::string> Ledger::logged_keys() const {
  return state_->read([&] {
    std::vector<std::string> keys;
    for (const auto& [seq, record] : state_->keeper.chart().keys())
      keys.push_back(to_text(make_verifier_key(record.name, record.ed25519)));
    return keys;
  });
}

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// Keys of a log and the checkpoints that they sign.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <almoner/checkpoint.hpp>
#include <almoner/export.hpp>
#include <almoner/ledger.hpp>

namespace almoner {

/// A new key pair, as texts of one line without its end.
struct KeyPair {
  std::string private_key{};   ///< PRIVATE+KEY+NAME+ID+BASE64: whoever has it can sign
  std::string verifier_key{};  ///< NAME+ID+BASE64: for everybody
};

/// `name` becomes the origin of all checkpoints that it signs, for ever. Throws UsageError for a
/// name with blanks or "+".
ALMONER_EXPORT KeyPair make_key(const std::string& name, const Environment& = {});

/// Writes PATH (mode 0600), PATH.signed and the verifier key beside them, ending .vkey in place of
/// .key. Returns the verifier key's file. Throws UsageError where one of them exists; then, and on
/// StorageError, none of them is left.
ALMONER_EXPORT std::string write_key_files(const std::string& path, const std::string& name, const Environment& = {});

/// The verifier key of the private key in that file. Throws StorageError, ParseError, UsageError
/// where others than its owner may read it.
ALMONER_EXPORT std::string verifier_key_of(const std::string& key_file);

/// A checkpoint of the book as it stands, signed by each key. What each key signed last stands in
/// KEYFILE.signed and is replaced, durably, before the signature is returned. Throws Corrupt where
/// the book does not extend what a key signed before (an old copy of the book was put back and
/// continued, or it is another book), or where KEYFILE.signed is missing or not its own; UsageError
/// where the keys are of different names, or the book has logged a newer key than those given;
/// Conflict where another process signs with one of them just now.
ALMONER_EXPORT std::string sign_checkpoint(Ledger&, const std::vector<std::string>& key_files);

/// Logs the new key in the book and returns a checkpoint signed by both; checkpoints after it need
/// the new key, and should have both until everybody has the new verifier key. Of a rotation that
/// was cut short it does what is left. Throws as sign_checkpoint does, before anything is logged.
ALMONER_EXPORT std::string rotate_key(Ledger&, const std::string& old_key_file, const std::string& new_key_file,
                                      const std::string& by = {});

/// The checkpoint `newer` (a note) with the proof that it extends `older` (a note): the body of a
/// C2SP tlog-witness add-checkpoint request. Throws Corrupt where the book does not have them.
ALMONER_EXPORT std::string extend_checkpoint(const Ledger&, std::string_view older, std::string_view newer);

}  // namespace almoner

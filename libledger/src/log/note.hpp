// SPDX-License-Identifier: Apache-2.0
// Signed notes (C2SP signed-note v1) and their keys, as texts.
//
//   note      = text "\n" 1*signature          text ends with a line end; the last empty line parts them
//   signature = "— " name " " base64(key id (4 bytes) ‖ signature) "\n"
//   vkey      = name "+" key id in 8 hex digits "+" base64(0x01 ‖ public key)
//   key       = "PRIVATE+KEY+" name "+" key id in 8 hex digits "+" base64(0x01 ‖ seed)
//   key id    = SHA-256(name ‖ "\n" ‖ 0x01 ‖ public key)[0:4]
#pragma once

#include "log/ed25519.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace almoner {

/// Most that a note takes, with room for 16 post-quantum signatures.
inline constexpr std::size_t note_size_max = 131'072;
/// Most that a key's name takes.
inline constexpr std::size_t key_name_size_max = 255;

struct NoteSignature {
  std::string name;
  std::uint32_t key_id = 0;
  std::vector<std::uint8_t> bytes;  ///< after the key id

  bool operator==(const NoteSignature&) const = default;
};

struct Note {
  std::string text;  ///< with its last line end
  std::vector<NoteSignature> signatures;

  bool operator==(const Note&) const = default;
};

struct VerifierKey {
  std::string name;
  std::uint32_t id = 0;
  Ed25519PublicKey ed25519{};

  bool operator==(const VerifierKey&) const = default;
};

struct SignerKey {
  VerifierKey verifier;
  Ed25519Seed seed{};

  bool operator==(const SignerKey&) const = default;
};

/// None is empty, has a blank or "+", is not UTF-8, holds what no book takes (control characters, bidi
/// overrides) or is over key_name_size_max bytes.
bool is_key_name(std::string_view name);

/// Throws UsageError for what is no key's name.
SignerKey make_signer_key(const std::string& name, const Ed25519Seed& seed);
VerifierKey make_verifier_key(const std::string& name, const Ed25519PublicKey& ed25519);

/// One line each, without its end.
std::string to_text(const VerifierKey& key);
std::string to_text(const SignerKey& key);

/// Strict; a line end after the key is allowed. Throw ParseError, which never repeats the text.
VerifierKey parse_verifier_key(std::string_view text);
SignerKey parse_signer_key(std::string_view text);

/// The text signed by each key, in that order. The text must end with "\n".
std::string sign_note(std::string_view text, std::span<const SignerKey> keys);

/// Strict. Throws Corrupt on anything that is no signed note, or over note_size_max.
Note parse_note(std::string_view note);

/// Throws Corrupt unless the key signed the note and every signature under its name and id holds;
/// signatures of others are passed over.
void verify_note(const Note& note, const VerifierKey& key);

}  // namespace almoner

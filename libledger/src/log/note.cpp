// SPDX-License-Identifier: Apache-2.0
// C2SP signed-note v1, Ed25519 only. Each text has one reading and each value one text.

#include "log/note.hpp"

#include "log/base64.hpp"
#include "log/sha256.hpp"
#include "value/assert.hpp"
#include "value/hash.hpp"
#include "value/utf8.hpp"

#include <almoner/error.hpp>

#include <algorithm>
#include <utility>

namespace almoner {

namespace {

constexpr std::uint8_t ed25519_type = 0x01;
constexpr std::string_view private_prefix = "PRIVATE+KEY+";
constexpr std::string_view dash = "\u2014 ";  // the em dash and a blank
constexpr std::size_t key_id_size = 4;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Unicode's White_Space.
bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

std::uint32_t key_id(std::string_view name, const Ed25519PublicKey& key) {
  constexpr std::uint8_t between[] = {'\n', ed25519_type};
  const Hash hash = sha256({bytes_of(name), between, key});
  return std::uint32_t{hash[0]} << 24U | std::uint32_t{hash[1]} << 16U | std::uint32_t{hash[2]} << 8U | hash[3];
}

std::array<std::uint8_t, key_id_size> id_bytes(std::uint32_t id) {
  return {static_cast<std::uint8_t>(id >> 24U), static_cast<std::uint8_t>(id >> 16U & 0xFFU),
          static_cast<std::uint8_t>(id >> 8U & 0xFFU), static_cast<std::uint8_t>(id & 0xFFU)};
}

std::string key_text(const std::string& name, std::uint32_t id, const std::array<std::uint8_t, 32>& key) {
  std::vector<std::uint8_t> typed{ed25519_type};
  typed.insert(typed.end(), key.begin(), key.end());
  return name + "+" + to_hex(id_bytes(id)) + "+" + to_base64(typed);
}

struct KeyParts {
  std::string name;
  std::string id;
  std::array<std::uint8_t, 32> key{};
};

KeyParts split_key(std::string_view text, const char* what) {
  const auto refuse = [&](const char* why) -> ParseError { return ParseError{std::string{what} + " " + why}; };
  if (text.ends_with('\n')) text.remove_suffix(1);
  // Neither a name nor hexadecimal holds "+"; base64 may.
  const std::size_t first = text.find('+');
  const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) throw refuse("has three parts with + between them: name, key id, key");
  KeyParts parts;
  parts.name = text.substr(0, first);
  parts.id = text.substr(first + 1, second - first - 1);
  if (!is_key_name(parts.name)) throw refuse("has a name that no key may have");
  std::vector<std::uint8_t> typed;
  try {
    typed = from_base64(text.substr(second + 1));
  } catch (const ParseError&) {
    throw refuse("does not end in base64");
  }
  if (typed.size() != 33 || typed[0] != ed25519_type) throw refuse("is not an Ed25519 key");
  std::copy(typed.begin() + 1, typed.end(), parts.key.begin());
  return parts;
}

[[noreturn]] void fail(const std::string& why) { throw Corrupt{"not a signed note: " + why}; }

/// No control character but line ends.
void check_note_text(std::string_view note) {
  if (!valid_utf8(note)) fail("it is not UTF-8");
  if (std::any_of(note.begin(), note.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; }))
    fail("it holds a control character");
}

NoteSignature parse_signature(std::string_view line) {
  if (!line.starts_with(dash)) fail("a signature line does not begin with an em dash and a blank");
  line.remove_prefix(dash.size());
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos) fail("a signature line has no signature after the name");
  NoteSignature signature;
  signature.name = line.substr(0, blank);
  if (!is_key_name(signature.name)) fail("a signature has a name that no key may have");
  std::vector<std::uint8_t> bytes;
  try {
    bytes = from_base64(line.substr(blank + 1));
  } catch (const ParseError&) {
    fail("a signature is not base64");
  }
  if (bytes.size() <= key_id_size) fail("a signature is too short");
  for (std::size_t i = 0; i < key_id_size; ++i) signature.key_id = signature.key_id << 8U | bytes[i];
  signature.bytes.assign(bytes.begin() + key_id_size, bytes.end());
  return signature;
}

}  // namespace

bool is_key_name(std::string_view name) {
  if (name.empty() || name.size() > key_name_size_max || name.find('+') != std::string_view::npos) return false;
  for (std::size_t at = 0; at < name.size();) {
    const CodePoint point = code_point_at(name, at);
    if (!point.valid || is_space(point.value) || is_control(point.value) || is_bidi_override(point.value)) return false;
    at += point.size_bytes;
  }
  return true;
}

VerifierKey make_verifier_key(const std::string& name, const Ed25519PublicKey& ed25519) {
  if (!is_key_name(name))
    throw UsageError{"a key's name is like example.org/county-2021: no blanks, no +, at most " +
                     std::to_string(key_name_size_max) + " bytes"};
  return {name, key_id(name, ed25519), ed25519};
}

SignerKey make_signer_key(const std::string& name, const Ed25519Seed& seed) {
  return {make_verifier_key(name, ed25519_public_key(seed)), seed};
}

std::string to_text(const VerifierKey& key) { return key_text(key.name, key.id, key.ed25519); }

std::string to_text(const SignerKey& key) {
  return std::string{private_prefix} + key_text(key.verifier.name, key.verifier.id, key.seed);
}

VerifierKey parse_verifier_key(std::string_view text) {
  if (text.starts_with(private_prefix))
    throw ParseError{"this is a private key, which stays with who signs; the .vkey file beside it is for checking"};
  const KeyParts parts = split_key(text, "a verifier key");
  VerifierKey key{parts.name, key_id(parts.name, parts.key), parts.key};
  if (to_hex(id_bytes(key.id)) != parts.id) throw ParseError{"a verifier key's id does not belong to its name and key"};
  return key;
}

SignerKey parse_signer_key(std::string_view text) {
  if (!text.starts_with(private_prefix)) throw ParseError{"a private key begins with PRIVATE+KEY+"};
  const KeyParts parts = split_key(text.substr(private_prefix.size()), "a private key");
  SignerKey key = make_signer_key(parts.name, parts.key);
  if (to_hex(id_bytes(key.verifier.id)) != parts.id)
    throw ParseError{"a private key's id does not belong to its name and key"};
  return key;
}

std::string sign_note(std::string_view text, std::span<const SignerKey> keys) {
  ALMONER_ASSERT(text.ends_with('\n') && !keys.empty());
  check_note_text(text);
  std::string note = std::string{text} + "\n";
  for (const SignerKey& key : keys) {
    const auto id = id_bytes(key.verifier.id);
    const Ed25519Signature signature = ed25519_sign(key.seed, text);
    std::vector<std::uint8_t> bytes{id.begin(), id.end()};
    bytes.insert(bytes.end(), signature.begin(), signature.end());
    note += std::string{dash} + key.verifier.name + " " + to_base64(bytes) + "\n";
  }
  return note;
}

Note parse_note(std::string_view note) {
  if (note.size() > note_size_max) fail("it is larger than " + std::to_string(note_size_max) + " bytes");
  check_note_text(note);
  const std::size_t split = note.rfind("\n\n");
  if (split == std::string_view::npos) fail("no empty line parts the text from its signatures");
  Note parsed;
  parsed.text = note.substr(0, split + 1);
  std::string_view rest = note.substr(split + 2);
  if (rest.empty() || !rest.ends_with('\n')) fail("it does not end in a signature line");
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    parsed.signatures.push_back(parse_signature(rest.substr(0, end)));
    rest.remove_prefix(end + 1);
  }
  return parsed;
}

void verify_note(const Note& note, const VerifierKey& key) {
  bool signed_by_key = false;
  for (const NoteSignature& signature : note.signatures) {
    if (signature.name != key.name || signature.key_id != key.id) continue;
    if (!ed25519_verify(key.ed25519, note.text, signature.bytes))
      throw Corrupt{"the signature of " + key.name + " does not hold: the text or the signature was changed"};
    signed_by_key = true;
  }
  if (!signed_by_key) throw Corrupt{"it is not signed by the key " + to_text(key)};
}

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
// The files of a signing key: KEY (mode 0600) and KEY.signed, the last checkpoint it signed.
#pragma once

#include <string>

#include "log/note.hpp"

namespace almoner {

/// A key taken up for signing: no other process has it until this ends.
class HeldKey {
 public:
  /// Throws StorageError, ParseError; UsageError where others than the owner may read the file;
  /// Conflict where another process holds it.
  explicit HeldKey(std::string file);
  HeldKey(HeldKey&&) noexcept;
  HeldKey& operator=(HeldKey&&) = delete;
  ~HeldKey();

  const std::string& file() const { return file_; }
  const SignerKey& key() const { return key_; }
  /// What KEY.signed says. Throws Corrupt where it is missing.
  std::string signed_note() const;
  /// Durable once it returns.
  void replace_signed_note(const std::string& note) const;

 private:
  std::string file_;
  int descriptor_ = -1;
  SignerKey key_;
};

/// The file where a key's last checkpoint stands.
std::string signed_file_of(const std::string& key_file);

}  // namespace almoner

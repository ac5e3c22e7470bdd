// SPDX-License-Identifier: Apache-2.0
// The folder of a published site. A new site is written beside the old one and takes its place at
// once: nobody ever reads half of it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace almoner::program {

class SiteFolder {
 public:
  /// `folder` may be missing, empty, or a site of that origin. Throws UsageError for any other, and
  /// for one that holds what publish did not write; Conflict where another publish is at work on it.
  SiteFolder(const std::string& folder, const std::string& origin);
  SiteFolder(const SiteFolder&) = delete;
  SiteFolder& operator=(const SiteFolder&) = delete;
  ~SiteFolder();  ///< without finish() the old site stands and the new one is gone

  /// Writes a file of the new site; folders are made. Throws StorageError.
  void write(const std::string& path, std::string_view text);
  /// The same at the end of a file.
  void append(const std::string& path, std::string_view text);
  /// Puts the new site in the old one's place. Throws StorageError; then the old one stands.
  void finish();

 private:
  void put(const std::string& path, std::string_view text, int flags);

  std::filesystem::path folder_;
  std::filesystem::path fresh_;
  std::string last_parent_;  ///< known to exist
  int lock_ = -1;
};

}  // namespace almoner::program

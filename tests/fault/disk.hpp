// SPDX-License-Identifier: Apache-2.0
// A disk that loses its power: what each file holds for certain, and what was changed since its
// last sync, any part of which may or may not have arrived.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace almoner::test {

/// Whole files by name.
using Image = std::map<std::string, std::string>;

class Disk {
 public:
  /// The file is there and durable, with what it holds.
  void holds(const std::string& file, std::string content);
  void write(const std::string& file, std::uint64_t offset, std::string_view bytes);
  void truncate(const std::string& file, std::uint64_t size);
  void remove(const std::string& file);
  /// All that was changed in the file so far is durable from now on, its name too.
  void sync(const std::string& file);

  /// One thing that the power's loss may leave: of the changes since each file's last sync none,
  /// all, the first few, or any, cut into sectors; truncations and removals likewise.
  Image after_power_loss(std::mt19937_64&) const;
  /// What is there for certain: nothing that was not synced survived.
  Image durable() const;

 private:
  struct Change {
    enum class Kind : std::uint8_t { write, truncate, remove } kind{};
    std::uint64_t offset = 0;  ///< or size
    std::string bytes{};
  };
  struct File {
    std::optional<std::string> durable{};  ///< absent: no such name
    std::vector<Change> since{};
  };
  /// Which files there are: those made are there, those removed are gone.
  void sync_names();
  static void apply(const Change&, std::optional<std::string>& content);

  std::map<std::string, File> files_;
};

}  // namespace almoner::test

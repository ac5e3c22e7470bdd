// SPDX-License-Identifier: Apache-2.0
// A SQLite VFS between SQLite and the system's own. At a call of the caller's choice it fails, tears,
// drops or lies; it limits how large files grow; and it records on a Disk what a power loss could
// leave. Nothing of the library knows of it: it is the default VFS while it lives.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "disk.hpp"

namespace almoner::test {

enum class Call : std::uint8_t { open, remove, access, read, write, truncate, sync, size, lock, shm_map, shm_lock };
inline constexpr int call_kinds = 11;
const char* to_string(Call);

enum class Fault : std::uint8_t {
  fail,    ///< an I/O error; nothing is done
  full,    ///< no room (of a call that needs none: an I/O error)
  tear,    ///< a write or read of a part, then an I/O error
  drop,    ///< says ok and does nothing (of a read: gives zeros)
};
const char* to_string(Fault);

class FaultyVfs {
 public:
  /// Files elsewhere than in `folder` pass through untouched.
  explicit FaultyVfs(std::string folder);
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;
  ~FaultyVfs();

  // --- Faults ---

  /// Counts calls from 0 again, without a fault.
  void count();
  /// The same with a fault at the call of that number, counted from 1; `for_good`: at all after it too.
  void fail_at(std::uint64_t call, Fault, bool for_good = false);
  std::uint64_t calls() const;
  /// What the fault met; absent while it has met none.
  std::optional<Call> met() const;
  /// No file grows beyond so many bytes; absent: without limit.
  void limit_file_size(std::optional<std::uint64_t>);

  // --- Power ---

  /// From here on the files of the folder are recorded; what they hold is durable.
  void record();
  /// Called before each sync and between writes, with what could be lost there.
  void at_each_moment(std::function<void(const Disk&)>);
  /// A disk that says "synced" and is not: what tests of the tests are made with.
  void lie_about_syncs(bool);
  const Disk& disk() const { return disk_; }

  // --- For the VFS's own functions ---

  struct File;
  /// Counts a call. The fault that it shall meet, if any.
  std::optional<Fault> meets(Call, const std::string& file);
  bool is_ours(const char* path) const;
  bool may_grow_to(std::uint64_t size) const;
  void write(const std::string& file, std::uint64_t offset, std::string_view bytes);
  void truncate(const std::string& file, std::uint64_t size);
  void remove(const std::string& file, bool durably);
  void sync(const std::string& file);
  sqlite3_vfs& real() const { return *real_; }

 private:
  bool records(const std::string& file) const;
  void moment();

  std::string folder_;
  sqlite3_vfs* real_;
  sqlite3_vfs vfs_;
  mutable std::mutex mutex_;
  std::uint64_t calls_ = 0;
  std::uint64_t fault_at_ = 0;  ///< 0: none
  Fault fault_ = Fault::fail;
  bool for_good_ = false;
  std::optional<Call> met_;
  std::optional<std::uint64_t> size_max_;
  bool recording_ = false;
  bool lying_ = false;
  std::uint64_t writes_ = 0;
  Disk disk_;
  std::function<void(const Disk&)> watch_;
};

}  // namespace almoner::test

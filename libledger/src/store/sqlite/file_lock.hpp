// SPDX-License-Identifier: Apache-2.0
// An exclusive lock between processes, and between stores of one process, on a file kept for it.
#pragma once

#include <chrono>
#include <string>

namespace almoner {

/// flock(2), because it belongs to the open file: the POSIX locks that SQLite takes belong to the
/// process, so where a program has two copies of SQLite (ours and Python's, say) each undoes the
/// other's, and two writers meet. The kernel gives the lock up when the process ends, however it
/// ends. Not recursive; one thread at a time.
class FileLock {
 public:
  /// Opens nothing yet. The file is made at the first lock, with the rights of `like`, and never
  /// removed: a lock on a file that has lost its name would exclude nobody.
  FileLock(std::string path, std::string like);
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

  /// Throws Conflict if it is not had by the deadline, StorageError if the file cannot be opened.
  void lock(std::chrono::steady_clock::time_point deadline);
  /// False if somebody else has it, or the file cannot be opened.
  bool try_lock() noexcept;
  void unlock() noexcept;
  bool locked() const noexcept { return locked_; }

 private:
  bool open() noexcept;

  std::string path_;
  std::string like_;
  int descriptor_ = -1;
  bool locked_ = false;
};

}  // namespace almoner

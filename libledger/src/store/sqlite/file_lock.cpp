// SPDX-License-Identifier: Apache-2.0
// The book's one write lock. Held from before the head is read until the rows are durable.
#include "store/sqlite/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

#include <almoner/error.hpp>

namespace almoner {

FileLock::FileLock(std::string path, std::string like)
    : path_{std::move(path)}, like_{std::move(like)} {}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);  // gives the lock up
}

bool FileLock::open() noexcept {
  if (descriptor_ >= 0) return true;
  struct stat book{};
  const mode_t mode = ::stat(like_.c_str(), &book) == 0 ? book.st_mode & 0666U : 0600U;
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor_ >= 0) {
    // Whoever may write the book must be able to lock it, whatever this process's umask.
    // A failure shows when the other one opens it.
    static_cast<void>(::fchmod(descriptor_, mode));
    return true;
  }
  if (errno != EEXIST) return false;
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor_ < 0 && errno == EACCES) descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  return descriptor_ >= 0;
}

bool FileLock::try_lock() noexcept {
  if (!open()) return false;
  int result = 0;
  do {
    result = ::flock(descriptor_, LOCK_EX | LOCK_NB);
  } while (result != 0 && errno == EINTR);
  locked_ = result == 0;
  return locked_;
}

void FileLock::lock(std::chrono::steady_clock::time_point deadline) {
  using namespace std::chrono_literals;
  auto pause = 1ms;
  while (!try_lock()) {
    if (const int error = errno; descriptor_ < 0 || error != EWOULDBLOCK)
      throw StorageError{"cannot lock " + path_ + ": " + std::generic_category().message(error)};
    const auto now = std::chrono::steady_clock::now();
    if (now >= deadline)
      throw Conflict{"somebody else is writing to the book (" + path_ + " is locked): try again"};
    std::this_thread::sleep_for(
        std::min<std::chrono::steady_clock::duration>(pause, deadline - now));
    pause = std::min(pause * 2, 2ms);
  }
}

void FileLock::unlock() noexcept {
  if (locked_) ::flock(descriptor_, LOCK_UN);
  locked_ = false;
}

}  // namespace almoner

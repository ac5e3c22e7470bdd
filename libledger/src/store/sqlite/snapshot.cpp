// SPDX-License-Identifier: Apache-2.0
// A copy of the whole book in a new file, which has its name only once it is complete and durable.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <almoner/error.hpp>

#include "store/sqlite/sqlite_engine.hpp"

namespace almoner::sqlite {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& path, int error) {
  throw StorageError{path + ": " + std::generic_category().message(error)};
}

/// A new, empty file beside its target, with the rights of the book; removed unless renamed.
class TemporaryFile {
 public:
  TemporaryFile(const std::string& target, const std::string& like) : path_{target + ".XXXXXX"} {
    const int descriptor = ::mkstemp(path_.data());
    if (descriptor < 0) fail(target, errno);
    struct stat book{};
    if (::stat(like.c_str(), &book) == 0)
      static_cast<void>(::fchmod(descriptor, book.st_mode & 0777U));
    ::close(descriptor);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"})
      static_cast<void>(::unlink((path_ + suffix).c_str()));
  }
  const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

void make_durable(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail(path, errno);
  const int error = ::fsync(descriptor) == 0 ? 0 : errno;
  ::close(descriptor);
  if (error != 0) fail(path, error);
}

void refuse_existing(const std::string& path) {
  struct stat ignored{};
  if (::lstat(path.c_str(), &ignored) == 0)
    throw UsageError{path + " exists already; it is left as it is"};
}

void rename_to_new(const std::string& from, const std::string& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return;
  if (errno == EEXIST) refuse_existing(to);
  if (errno != EINVAL && errno != ENOSYS) fail(to, errno);
  refuse_existing(to);  // a file system that cannot do both in one step: a stick, say
  if (::rename(from.c_str(), to.c_str()) != 0) fail(to, errno);
}

}  // namespace

void SqliteStore::snapshot(const std::string& path) {
  check_may_begin("copy the book");
  refuse_existing(path);
  std::error_code error;
  const std::string target = fs::absolute(path, error).string();
  if (error) throw StorageError{path + ": " + error.message()};
  if (!options_.read_only)
    lock_.lock(std::chrono::steady_clock::now() +
               std::chrono::milliseconds{options_.busy_timeout_ms});
  struct Unlock {
    FileLock& lock;
    ~Unlock() { lock.unlock(); }
  } const unlock{lock_};

  const TemporaryFile copy{target, connection().path()};
  {
    Query query = connection().prepare("VACUUM INTO ?1");
    query.bind_text(1, copy.path());
    query.run();
  }
  // The copy begins life with a rollback journal.
  Connection{copy.path(), copy.path(), SQLITE_OPEN_READWRITE}.text("PRAGMA journal_mode = WAL");
  make_durable(copy.path());
  rename_to_new(copy.path(), target);
  make_durable(fs::path{target}.parent_path().string());
}

}  // namespace almoner::sqlite

// SPDX-License-Identifier: Apache-2.0
// Writes a site beside the folder and exchanges the two by name.
#include "site_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <set>

#include <fmt/format.h>
#include <almoner/error.hpp>
#include <almoner/text.hpp>


namespace almoner::program {

namespace fs = std::filesystem;

namespace {

constexpr const char* marker_name = "almoner-site";
constexpr const char* marker_head = "a site that almoner publish wrote; it replaces all that is here\n";

[[noreturn]] void fail(const std::string& what, const fs::path& path, int error) {
  throw StorageError{fmt::format("{} {}: {}", what, path.string(), std::strerror(error))};
}

std::string read_marker(const fs::path& folder) {
  std::ifstream in{folder / marker_name, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

bool is_ours(const std::string& name) {
  static const std::set<std::string> known = {marker_name, "index.html", "verify.html", "style.css", "verify", "en",
                                              "tile",      "checkpoint", "key.vkey",    "number"};
  return known.contains(name) || (name.starts_with("fund-") && name.ends_with(".html"));
}

/// Throws UsageError unless the site may take this folder's place.
void check_replaceable(const fs::path& folder, const std::string& marker) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (!fs::exists(status)) return;
  if (!fs::is_directory(status)) throw UsageError{fmt::format("{} is no folder", folder.string())};
  if (fs::is_empty(folder)) return;
  const std::string found = read_marker(folder);
  if (!found.starts_with(marker_head))
    throw UsageError{fmt::format("{} is not empty and no site that publish wrote; name a new folder", folder.string())};
  if (found != marker)
    throw UsageError{fmt::format("{} is the site of {}, and this is another; name a new folder", folder.string(),
                                 escape_terminal(found.substr(std::strlen(marker_head))))};
  for (const fs::directory_entry& entry : fs::directory_iterator{folder})
    if (const std::string name = entry.path().filename().string(); !is_ours(name))
      throw UsageError{fmt::format("{} holds {}, which publish did not write and would lose; keep it elsewhere",
                                   folder.string(), escape_terminal(name))};
}

}  // namespace

SiteFolder::SiteFolder(const std::string& folder, const std::string& origin) {
  std::error_code error;
  folder_ = fs::weakly_canonical(folder, error);
  if (error || folder.empty()) throw UsageError{fmt::format("cannot find a place for the folder {}", folder)};
  if (folder_.filename().empty()) folder_ = folder_.parent_path();
  const std::string marker = fmt::format("{}{}\n", marker_head, origin);
  check_replaceable(folder_, marker);
  fresh_ = folder_;
  fresh_ += ".publishing";
  // The lock stands beside the folders, as they are exchanged and deleted.
  const std::string lock = fresh_.string() + ".lock";
  fs::create_directories(fresh_.parent_path(), error);
  lock_ = ::open(lock.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
  if (lock_ < 0) fail("cannot write beside the site:", lock, errno);
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock_);
    throw Conflict{fmt::format("another publish is at work on {}", folder_.string())};
  }
  try {
    if (fs::exists(fresh_) && !fs::is_empty(fresh_) && !read_marker(fresh_).starts_with(marker_head))
      throw UsageError{fmt::format("{} is in the way: move it", fresh_.string())};
    fs::remove_all(fresh_);
    write(marker_name, marker);
  } catch (...) {
    ::close(lock_);
    throw;
  }
}

SiteFolder::~SiteFolder() {
  std::error_code ignored;
  fs::remove_all(fresh_, ignored);
  fs::remove(fresh_.string() + ".lock", ignored);
  ::close(lock_);
}

void SiteFolder::put(const std::string& path, std::string_view text, int flags) {
  const fs::path file = fresh_ / path;
  if (const std::string parent = file.parent_path().string(); parent != last_parent_) {
    std::error_code error;
    fs::create_directories(parent, error);
    if (error) fail("cannot make", parent, error.value());
    last_parent_ = parent;
  }
  const int out = ::open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC | flags, 0644);
  if (out < 0) fail("cannot write", file, errno);
  while (!text.empty()) {
    const ssize_t wrote = ::write(out, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) {
      const int error = errno;
      ::close(out);
      fail("cannot write", file, error);
    }
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  if (::close(out) != 0) fail("cannot write", file, errno);
}

void SiteFolder::write(const std::string& path, std::string_view text) { put(path, text, O_TRUNC); }
void SiteFolder::append(const std::string& path, std::string_view text) { put(path, text, O_APPEND); }

void SiteFolder::finish() {
  // Only the file system as a whole can be made durable without opening each file again.
  const int root = ::open(fresh_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) fail("cannot read", fresh_, errno);
  ::syncfs(root);
  ::close(root);
  if (!fs::exists(folder_)) {
    if (::rename(fresh_.c_str(), folder_.c_str()) != 0) fail("cannot make", folder_, errno);
    return;
  }
  if (::renameat2(AT_FDCWD, fresh_.c_str(), AT_FDCWD, folder_.c_str(), RENAME_EXCHANGE) == 0) return;
  if (errno != EINVAL && errno != ENOSYS) fail("cannot replace", folder_, errno);
  // A file system that cannot exchange names: for a moment there is no site.
  fs::path old = fresh_;
  old += "-old";
  if (::rename(folder_.c_str(), old.c_str()) != 0) fail("cannot replace", folder_, errno);
  if (::rename(fresh_.c_str(), folder_.c_str()) != 0) {
    const int error = errno;
    ::rename(old.c_str(), folder_.c_str());
    fail("cannot replace", folder_, error);
  }
  fs::remove_all(old);
}

}  // namespace almoner::program

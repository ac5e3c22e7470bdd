// SPDX-License-Identifier: Apache-2.0
// Key files: made once and never overwritten; what was signed is on the disk before anyone sees it.
#include "key_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include <almoner/signing.hpp>

#include "log/checkpoint.hpp"
#include "log/merkle.hpp"
#include "open.hpp"

namespace almoner {

Environment complete(Environment);

namespace {

constexpr std::size_t key_file_size_max = 4096;

StorageError failure(const std::string& what, const std::string& file) {
  return StorageError(what + " " + file + ": " + std::strerror(errno));
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

std::string read_all(int descriptor, const std::string& file, std::size_t size_max) {
  std::string text(size_max + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = pread(descriptor, text.data() + size, text.size() - size, static_cast<off_t>(size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw failure("cannot read", file);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  if (size > size_max) throw ParseError(file + " is too large to be what it should be");
  text.resize(size);
  return text;
}

void write_all(int descriptor, const std::string& file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = write(descriptor, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) throw failure("cannot write", file);
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  if (fsync(descriptor) != 0) throw failure("cannot write", file);
}

void sync_folder_of(const std::string& file) {
  std::filesystem::path folder = std::filesystem::path(file).parent_path();
  if (folder.empty()) folder = ".";
  const Descriptor open_folder(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (open_folder.number() < 0 || fsync(open_folder.number()) != 0) throw failure("cannot write the folder of", file);
}

/// Files made by this object go with it unless they are kept.
class NewFiles {
 public:
  NewFiles() = default;
  NewFiles(const NewFiles&) = delete;
  NewFiles& operator=(const NewFiles&) = delete;
  ~NewFiles() {
    for (const std::string& file : files_) unlink(file.c_str());
  }
  void add(const std::string& file, mode_t mode, std::string_view text) {
    const Descriptor made(open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
    if (made.number() < 0 && errno == EEXIST)
      throw UsageError(file + " exists already, and a key is never overwritten; name another file");
    if (made.number() < 0) throw failure("cannot make", file);
    files_.push_back(file);
    write_all(made.number(), file, text);
  }
  void keep() { files_.clear(); }

 private:
  std::vector<std::string> files_;
};

std::string verifier_file_of(const std::string& key_file) {
  return key_file.ends_with(".key") ? key_file.substr(0, key_file.size() - 4) + ".vkey" : key_file + ".vkey";
}

SignerKey new_key(const std::string& name, const Environment& environment) {
  Ed25519Seed seed{};
  complete(environment).random(std::as_writable_bytes(std::span(seed)));
  return make_signer_key(name, seed);
}

}  // namespace

std::string signed_file_of(const std::string& key_file) { return key_file + ".signed"; }

HeldKey::HeldKey(std::string file) : file_(std::move(file)) {
  descriptor_ = open(file_.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) throw failure("cannot read the key", file_);
  try {
    struct stat status {};
    if (fstat(descriptor_, &status) != 0) throw failure("cannot read the key", file_);
    if ((status.st_mode & 077U) != 0)
      throw UsageError("others may read the private key " + file_ + ": `chmod 600 " + file_ +
                       "` if nobody has, else rotate it");
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK) throw Conflict("another process signs with " + file_ + " just now; try again");
      throw failure("cannot lock the key", file_);
    }
    key_ = parse_signer_key(read_all(descriptor_, file_, key_file_size_max));
  } catch (...) {
    close(descriptor_);
    throw;
  }
}

HeldKey::HeldKey(HeldKey&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)), key_(std::move(other.key_)) {}

HeldKey::~HeldKey() {
  if (descriptor_ >= 0) close(descriptor_);
}

std::string HeldKey::signed_note() const {
  const std::string file = signed_file_of(file_);
  const Descriptor there(open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (there.number() < 0 && errno == ENOENT)
    throw Corrupt(file + " is missing: it says what this key signed last, and without it the key could sign two "
                         "histories; put it back, or make a new key and rotate to it");
  if (there.number() < 0) throw failure("cannot read", file);
  return read_all(there.number(), file, note_size_max);
}

void HeldKey::replace_signed_note(const std::string& note) const {
  const std::string file = signed_file_of(file_);
  const std::string fresh = file + ".new";
  const Descriptor made(open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (made.number() < 0) throw failure("cannot write", fresh);
  write_all(made.number(), fresh, note);
  if (rename(fresh.c_str(), file.c_str()) != 0) throw failure("cannot replace", file);
  sync_folder_of(file);
}

KeyPair make_key(const std::string& name, const Environment& environment) {
  const SignerKey key = new_key(name, environment);
  return {to_text(key), to_text(key.verifier)};
}

std::string write_key_files(const std::string& path, const std::string& name, const Environment& environment) {
  const SignerKey key = new_key(name, environment);
  const std::string verifier_file = verifier_file_of(path);
  NewFiles files;
  files.add(path, 0600, to_text(key) + "\n");
  // A log without events: whatever is signed next extends it.
  files.add(signed_file_of(path), 0600, sign_note(checkpoint_text({name, 0, empty_root()}), {&key, 1}));
  files.add(verifier_file, 0644, to_text(key.verifier) + "\n");
  sync_folder_of(path);
  files.keep();
  return verifier_file;
}

std::string verifier_key_of(const std::string& key_file) { return to_text(HeldKey(key_file).key().verifier); }

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
#include "faulty_vfs.hpp"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <new>
#include <sstream>

namespace almoner::test {

/// What SQLite holds of an open file. The system's own follows it in the same memory.
struct FaultyVfs::File {
  sqlite3_file base;
  FaultyVfs* vfs;
  std::string* name;  ///< without its folder
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

namespace {

using File = FaultyVfs::File;

File& file_of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
sqlite3_file* real(sqlite3_file* file) { return file_of(file).real(); }
FaultyVfs& vfs_of(sqlite3_vfs* vfs) { return *static_cast<FaultyVfs*>(vfs->pAppData); }
std::string name_of(const char* path) { return std::filesystem::path{path}.filename().string(); }

std::optional<Fault> meets(Call call, sqlite3_file* file) {
  return file_of(file).vfs->meets(call, *file_of(file).name);
}

int close_file(sqlite3_file* file) {
  const int code = real(file)->pMethods->xClose(real(file));
  delete file_of(file).name;
  return code;
}

int read(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
  const std::optional<Fault> fault = meets(Call::read, file);
  if (!fault) return real(file)->pMethods->xRead(real(file), bytes, size, offset);
  if (*fault == Fault::drop) {
    std::memset(bytes, 0, static_cast<std::size_t>(size));
    return SQLITE_OK;
  }
  if (*fault == Fault::tear) real(file)->pMethods->xRead(real(file), bytes, size / 2, offset);
  return SQLITE_IOERR_READ;
}

int write_through(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const int code = real(file)->pMethods->xWrite(real(file), bytes, size, offset);
  if (code == SQLITE_OK)
    file_of(file).vfs->write(*file_of(file).name, static_cast<std::uint64_t>(offset),
                             {static_cast<const char*>(bytes), static_cast<std::size_t>(size)});
  return code;
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const std::optional<Fault> fault = meets(Call::write, file);
  if (!file_of(file).vfs->may_grow_to(static_cast<std::uint64_t>(offset + size))) return SQLITE_FULL;
  if (!fault) return write_through(file, bytes, size, offset);
  if (*fault == Fault::drop) return SQLITE_OK;
  if (*fault == Fault::full) return SQLITE_FULL;
  if (*fault == Fault::tear) write_through(file, bytes, size / 2, offset);
  return SQLITE_IOERR_WRITE;
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (const auto fault = meets(Call::truncate, file)) return *fault == Fault::drop ? SQLITE_OK : SQLITE_IOERR_TRUNCATE;
  const int code = real(file)->pMethods->xTruncate(real(file), size);
  if (code == SQLITE_OK) file_of(file).vfs->truncate(*file_of(file).name, static_cast<std::uint64_t>(size));
  return code;
}

/// Never really: a test's process ends, its machine does not.
int sync(sqlite3_file* file, int) {
  if (const auto fault = meets(Call::sync, file)) return *fault == Fault::drop ? SQLITE_OK : SQLITE_IOERR_FSYNC;
  file_of(file).vfs->sync(*file_of(file).name);
  return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  if (const auto fault = meets(Call::size, file); fault && *fault != Fault::drop) return SQLITE_IOERR_FSTAT;
  return real(file)->pMethods->xFileSize(real(file), size);
}

int lock(sqlite3_file* file, int level) {
  if (const auto fault = meets(Call::lock, file); fault && *fault != Fault::drop) return SQLITE_IOERR_LOCK;
  return real(file)->pMethods->xLock(real(file), level);
}

int unlock(sqlite3_file* file, int level) { return real(file)->pMethods->xUnlock(real(file), level); }

int check_reserved_lock(sqlite3_file* file, int* locked) {
  return real(file)->pMethods->xCheckReservedLock(real(file), locked);
}

int file_control(sqlite3_file* file, int operation, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}

int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }

int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
  if (const auto fault = meets(Call::shm_map, file); fault && *fault != Fault::drop) {
    *memory = nullptr;
    return *fault == Fault::full ? SQLITE_IOERR_SHMSIZE : SQLITE_IOERR_SHMMAP;
  }
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}

/// Giving a lock up never fails in a way that keeps it, so only taking one is counted.
int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
  if ((flags & SQLITE_SHM_LOCK) != 0)
    if (const auto fault = meets(Call::shm_lock, file); fault && *fault != Fault::drop) return SQLITE_IOERR_SHMLOCK;
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}

void shm_barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int shm_unmap(sqlite3_file* file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }

// Version 2: no memory-mapped reads, which nothing could count.
const sqlite3_io_methods methods = {
    2,         close_file,          read,         write,       truncate,        sync,    file_size, lock,
    unlock,    check_reserved_lock, file_control, sector_size, characteristics, shm_map, shm_lock,  shm_barrier,
    shm_unmap, nullptr,             nullptr};

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out) {
  FaultyVfs& faulty = vfs_of(vfs);
  if (!faulty.is_ours(path)) return faulty.real().xOpen(&faulty.real(), path, file, flags, flags_out);
  file->pMethods = nullptr;
  const std::string name = name_of(path);
  if (faulty.meets(Call::open, name)) return SQLITE_CANTOPEN;
  File& opened = file_of(file);
  const int code = faulty.real().xOpen(&faulty.real(), path, opened.real(), flags, flags_out);
  if (code != SQLITE_OK) return code;
  opened.vfs = &faulty;
  opened.name = new std::string{name};
  file->pMethods = &methods;
  return SQLITE_OK;
}

int remove_file(sqlite3_vfs* vfs, const char* path, int sync_folder) {
  FaultyVfs& faulty = vfs_of(vfs);
  if (!faulty.is_ours(path)) return faulty.real().xDelete(&faulty.real(), path, 0);
  if (const auto fault = faulty.meets(Call::remove, name_of(path)))
    return *fault == Fault::drop ? SQLITE_OK : SQLITE_IOERR_DELETE;
  const int code = faulty.real().xDelete(&faulty.real(), path, 0);
  if (code == SQLITE_OK) faulty.remove(name_of(path), sync_folder != 0);
  return code;
}

int access_file(sqlite3_vfs* vfs, const char* path, int flags, int* result) {
  FaultyVfs& faulty = vfs_of(vfs);
  if (faulty.is_ours(path))
    if (const auto fault = faulty.meets(Call::access, name_of(path)); fault && *fault != Fault::drop)
      return SQLITE_IOERR_ACCESS;
  return faulty.real().xAccess(&faulty.real(), path, flags, result);
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  std::ostringstream content;
  content << in.rdbuf();
  return std::move(content).str();
}

}  // namespace

const char* to_string(Call call) {
  static constexpr const char* words[call_kinds] = {"open", "remove",    "access", "read",    "write",   "truncate",
                                                    "sync", "file size", "lock",   "shm map", "shm lock"};
  return words[static_cast<int>(call)];
}

const char* to_string(Fault fault) {
  static constexpr const char* words[] = {"fail", "full", "tear", "drop"};
  return words[static_cast<int>(fault)];
}

FaultyVfs::FaultyVfs(std::string folder) : folder_{std::move(folder)}, real_{sqlite3_vfs_find(nullptr)}, vfs_{*real_} {
  vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
  vfs_.zName = "faulty";
  vfs_.pAppData = this;
  vfs_.pNext = nullptr;
  vfs_.xOpen = open_file;
  vfs_.xDelete = remove_file;
  vfs_.xAccess = access_file;
  sqlite3_vfs_register(&vfs_, 1);
}

FaultyVfs::~FaultyVfs() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(real_, 1);
}

void FaultyVfs::count() { fail_at(0, Fault::fail); }

void FaultyVfs::fail_at(std::uint64_t call, Fault fault, bool for_good) {
  const std::scoped_lock guard{mutex_};
  calls_ = 0;
  fault_at_ = call;
  fault_ = fault;
  for_good_ = for_good;
  met_.reset();
}

std::uint64_t FaultyVfs::calls() const {
  const std::scoped_lock guard{mutex_};
  return calls_;
}

std::optional<Call> FaultyVfs::met() const {
  const std::scoped_lock guard{mutex_};
  return met_;
}

void FaultyVfs::limit_file_size(std::optional<std::uint64_t> size_max) { size_max_ = size_max; }

std::optional<Fault> FaultyVfs::meets(Call call, const std::string&) {
  const std::scoped_lock guard{mutex_};
  ++calls_;
  if (fault_at_ == 0 || calls_ < fault_at_ || (calls_ > fault_at_ && !for_good_)) return std::nullopt;
  if (!met_) met_ = call;
  return fault_;
}

bool FaultyVfs::is_ours(const char* path) const {
  return path != nullptr && std::string_view{path}.starts_with(folder_ + "/");
}

bool FaultyVfs::may_grow_to(std::uint64_t size) const { return !size_max_ || size <= *size_max_; }

void FaultyVfs::record() {
  disk_ = {};
  recording_ = true;
  for (const auto& entry : std::filesystem::directory_iterator{folder_})
    if (const std::string name = entry.path().filename().string(); records(name)) disk_.holds(name, content_of(entry.path()));
}

void FaultyVfs::at_each_moment(std::function<void(const Disk&)> watch) { watch_ = std::move(watch); }
void FaultyVfs::lie_about_syncs(bool lying) { lying_ = lying; }

/// The shared memory is rebuilt from the log, and the lock file is empty.
bool FaultyVfs::records(const std::string& file) const {
  return recording_ && !file.ends_with("-shm") && !file.ends_with(".lock");
}

void FaultyVfs::moment() {
  if (watch_) watch_(disk_);
}

void FaultyVfs::write(const std::string& file, std::uint64_t offset, std::string_view bytes) {
  if (!records(file)) return;
  disk_.write(file, offset, bytes);
  if (++writes_ % 8 == 0) moment();
}

void FaultyVfs::truncate(const std::string& file, std::uint64_t size) {
  if (records(file)) disk_.truncate(file, size);
}

void FaultyVfs::remove(const std::string& file, bool durably) {
  if (!records(file)) return;
  disk_.remove(file);
  if (durably) sync(file);
}

void FaultyVfs::sync(const std::string& file) {
  if (!records(file)) return;
  moment();
  if (!lying_) disk_.sync(file);
}

}  // namespace almoner::test

// SPDX-License-Identifier: Apache-2.0
// In place of the C library's, also for SQLite: these tests play the loss of power on a disk of their
// own (disk.hpp) and make thousands of books, each synced many times.
extern "C" {
__attribute__((visibility("default"))) int fsync(int);
__attribute__((visibility("default"))) int fdatasync(int);

int fsync(int) { return 0; }
int fdatasync(int) { return 0; }
}

// SPDX-License-Identifier: Apache-2.0
// The Arrow C data interface and C stream interface, as their specifications give them:
// https://arrow.apache.org/docs/format/CDataInterface.html
// https://arrow.apache.org/docs/format/CStreamInterface.html
// The structs are defined there to be copied; the guards are theirs.
#pragma once

#include <cstdint>
#include <memory>

#include "columns.hpp"

extern "C" {

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema** children;
  struct ArrowSchema* dictionary;
  void (*release)(struct ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void** buffers;
  struct ArrowArray** children;
  struct ArrowArray* dictionary;
  void (*release)(struct ArrowArray*);
  void* private_data;
};

#endif  // ARROW_C_DATA_INTERFACE

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
  int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
  const char* (*get_last_error)(struct ArrowArrayStream*);
  void (*release)(struct ArrowArrayStream*);
  void* private_data;
};

#endif  // ARROW_C_STREAM_INTERFACE

}  // extern "C"

namespace almoner::python {

/// Fills `out` with a struct schema of the columns; whoever holds it releases it.
void export_schema(const Schema&, ArrowSchema& out);
/// Fills `out` with the batch as a struct array. Copies nothing: the buffers live as long as it.
void export_batch(std::shared_ptr<const Batch>, ArrowArray& out);
/// Fills `out` with a stream that reads `batches` to the end. An exception while reading ends it
/// with an error; none crosses.
void export_stream(std::unique_ptr<Batches> batches, ArrowArrayStream& out);

}  // namespace almoner::python

// SPDX-License-Identifier: Apache-2.0
// Export by the Arrow C interfaces. A consumer may move a child out and release its parent, so
// every node owns what it points to and says by its own `release` when it is done.
#include "arrow.hpp"

#include <array>
#include <cerrno>
#include <exception>
#include <new>

namespace almoner::python {

namespace {

template <typename Node>
void release_node(Node* node) {
  if (node != nullptr && node->release != nullptr) node->release(node);
}

// --- Schemas ---

struct SchemaNode {
  std::string format{};
  std::string name{};
  std::vector<ArrowSchema> children{};
  std::vector<ArrowSchema*> pointers{};
  ArrowSchema dictionary{};
};

void release_schema(ArrowSchema* schema) {
  auto* node = static_cast<SchemaNode*>(schema->private_data);
  for (ArrowSchema& child : node->children) release_node(&child);
  release_node(&node->dictionary);
  schema->release = nullptr;
  delete node;
}

std::string format_of(const Column& column) {
  switch (column.type) {
    case ColumnType::names:
    case ColumnType::small: return "i";
    case ColumnType::text: return "u";
    case ColumnType::whole: return "l";
    case ColumnType::date: return "tdD";
    case ColumnType::decimal: return "d:" + std::to_string(column.precision) + "," + std::to_string(column.scale);
    case ColumnType::truth: return "b";
  }
  return "n";
}

/// A node without children or dictionary yet.
SchemaNode* fill(ArrowSchema& out, std::string format, std::string name, bool nullable) {
  auto* node = new SchemaNode{std::move(format), std::move(name)};
  out = {};
  out.format = node->format.c_str();
  out.name = node->name.c_str();
  out.flags = nullable ? ARROW_FLAG_NULLABLE : 0;
  out.release = release_schema;
  out.private_data = node;
  return node;
}

void export_column(const Column& column, ArrowSchema& out) {
  SchemaNode* node = fill(out, format_of(column), column.name, column.nullable);
  if (column.type != ColumnType::names) return;
  fill(node->dictionary, "u", "", false);
  out.dictionary = &node->dictionary;
}

// --- Arrays ---

struct ArrayNode {
  std::array<Buffer, 3> owned{};
  std::array<const void*, 3> buffers{};
  std::vector<ArrowArray> children{};
  std::vector<ArrowArray*> pointers{};
  ArrowArray dictionary{};
};

void release_array(ArrowArray* array) {
  auto* node = static_cast<ArrayNode*>(array->private_data);
  for (ArrowArray& child : node->children) release_node(&child);
  release_node(&node->dictionary);
  array->release = nullptr;
  delete node;
}

void export_array(const Array& array, ArrowArray& out) {
  auto* node = new ArrayNode;
  const bool is_text = array.offsets.data != nullptr;
  node->owned = {array.validity, is_text ? array.offsets : array.data, is_text ? array.data : Buffer{}};
  for (std::size_t i = 0; i < node->owned.size(); ++i) node->buffers[i] = node->owned[i].data;
  out = {};
  out.length = array.length;
  out.null_count = array.nulls;
  out.n_buffers = is_text ? 3 : 2;
  out.buffers = node->buffers.data();
  out.release = release_array;
  out.private_data = node;
  if (array.dictionary) {
    export_array(*array.dictionary, node->dictionary);
    out.dictionary = &node->dictionary;
  }
}

// --- Streams ---

struct Stream {
  std::unique_ptr<Batches> batches{};
  std::string error{};
};

/// Runs one callback of a stream; what is thrown becomes its errno and last error.
template <typename Work>
int guarded(ArrowArrayStream* stream, Work&& work) {
  auto* state = static_cast<Stream*>(stream->private_data);
  try {
    work(*state->batches);
    return 0;
  } catch (const std::bad_alloc&) {
    return ENOMEM;
  } catch (const std::exception& error) {
    state->error = error.what();
    return EIO;
  }
}

int stream_schema(ArrowArrayStream* stream, ArrowSchema* out) {
  return guarded(stream, [&](Batches& batches) { export_schema(batches.schema(), *out); });
}

int stream_next(ArrowArrayStream* stream, ArrowArray* out) {
  return guarded(stream, [&](Batches& batches) {
    if (auto batch = batches.next())
      export_batch(std::move(batch), *out);
    else
      *out = {};  // released already: the end
  });
}

const char* stream_error(ArrowArrayStream* stream) {
  const auto* state = static_cast<const Stream*>(stream->private_data);
  return state->error.empty() ? nullptr : state->error.c_str();
}

void release_stream(ArrowArrayStream* stream) {
  delete static_cast<Stream*>(stream->private_data);
  stream->release = nullptr;
}

}  // namespace

void export_schema(const Schema& schema, ArrowSchema& out) {
  SchemaNode* node = fill(out, "+s", "", false);
  node->children.resize(schema.size());
  for (std::size_t i = 0; i < schema.size(); ++i) {
    export_column(schema[i], node->children[i]);
    node->pointers.push_back(&node->children[i]);
  }
  out.n_children = static_cast<std::int64_t>(schema.size());
  out.children = node->pointers.data();
}

void export_batch(std::shared_ptr<const Batch> batch, ArrowArray& out) {
  auto* node = new ArrayNode;
  node->children.resize(batch->columns.size());
  for (std::size_t i = 0; i < batch->columns.size(); ++i) {
    export_array(batch->columns[i], node->children[i]);
    node->pointers.push_back(&node->children[i]);
  }
  out = {};
  out.length = batch->rows;
  out.n_buffers = 1;  // a validity that is not there: no row is null
  out.buffers = node->buffers.data();
  out.n_children = static_cast<std::int64_t>(node->children.size());
  out.children = node->pointers.data();
  out.release = release_array;
  out.private_data = node;
}

void export_stream(std::unique_ptr<Batches> batches, ArrowArrayStream& out) {
  out = {};
  out.private_data = new Stream{std::move(batches)};
  out.get_schema = stream_schema;
  out.get_next = stream_next;
  out.get_last_error = stream_error;
  out.release = release_stream;
}

}  // namespace almoner::python

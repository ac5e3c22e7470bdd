// SPDX-License-Identifier: Apache-2.0
// Cells into columns, a batch at a time; every batch of a table shares its dictionaries.
#include "columns.hpp"

#include <almoner/error.hpp>

namespace almoner::python {

namespace {

constexpr std::int64_t batch_rows_max = 65'536;

}  // namespace

std::shared_ptr<const Array> text_array(const std::vector<std::string>& texts) {
  std::vector<std::int32_t> offsets{0};
  std::vector<char> bytes;
  offsets.reserve(texts.size() + 1);
  for (const std::string& text : texts) {
    bytes.insert(bytes.end(), text.begin(), text.end());
    if (bytes.size() > INT32_MAX) throw UsageError{"the names of a table take over 2 GiB"};
    offsets.push_back(static_cast<std::int32_t>(bytes.size()));
  }
  if (bytes.empty()) bytes.push_back('\0');  // some readers want an address even of nothing
  auto array = std::make_shared<Array>();
  array->length = static_cast<std::int64_t>(texts.size());
  array->data = buffer_of(std::move(bytes));
  array->offsets = buffer_of(std::move(offsets));
  return array;
}

RowsBuilder::RowsBuilder(Schema schema) : rows_{std::make_shared<Rows>()}, growing_(schema.size()) {
  rows_->schema = std::move(schema);
}

RowsBuilder& RowsBuilder::operator<<(std::string_view text) {
  put_text(text, !(text.empty() && rows_->schema[column_].nullable));
  return *this;
}

RowsBuilder& RowsBuilder::operator<<(std::int64_t number) {
  put(number, true);
  return *this;
}

RowsBuilder& RowsBuilder::operator<<(Int128 number) {
  put(number, true);
  return *this;
}

RowsBuilder& RowsBuilder::null() {
  const ColumnType type = rows_->schema[column_].type;
  if (type == ColumnType::names || type == ColumnType::text)
    put_text({}, false);
  else
    put(0, false);
  return *this;
}

void RowsBuilder::put(Int128 number, bool valid) {
  Growing& column = growing_[column_];
  column.valid.push_back(valid);
  switch (rows_->schema[column_].type) {
    case ColumnType::small:
    case ColumnType::date: column.small.push_back(static_cast<std::int32_t>(number)); break;
    case ColumnType::decimal: column.decimal.push_back(number); break;
    default: column.whole.push_back(static_cast<std::int64_t>(number));
  }
  step();
}

void RowsBuilder::put_text(std::string_view text, bool valid) {
  Growing& column = growing_[column_];
  column.valid.push_back(valid);
  if (rows_->schema[column_].type == ColumnType::text) {
    column.text.insert(column.text.end(), text.begin(), text.end());
    // Within a batch of 65,536 rows: a text would have to pass 32 KiB on average.
    if (column.text.size() > INT32_MAX) throw UsageError{"the texts of a table are too long"};
    column.small.push_back(static_cast<std::int32_t>(column.text.size()));
  } else if (!valid) {
    column.small.push_back(0);
  } else {
    const auto [found, is_new] = column.codes.try_emplace(std::string{text}, static_cast<std::int32_t>(column.names.size()));
    if (is_new) column.names.emplace_back(text);
    column.small.push_back(found->second);
  }
  step();
}

void RowsBuilder::step() {
  if (++column_ < growing_.size()) return;
  column_ = 0;
  if (++row_ == batch_rows_max) end_batch();
}

Array RowsBuilder::array_of(const Column& column, Growing& growing) const {
  Array array;
  array.length = row_;
  const auto is_valid = [&](std::int64_t row) { return growing.valid[static_cast<std::size_t>(row)]; };
  for (std::int64_t row = 0; row < row_; ++row) array.nulls += is_valid(row) ? 0 : 1;
  if (array.nulls > 0) array.validity = buffer_of(bits_of(row_, is_valid));
  switch (column.type) {
    case ColumnType::text:
      growing.small.insert(growing.small.begin(), 0);
      array.offsets = buffer_of(std::move(growing.small));
      growing.text.push_back('\0');  // an address even where all texts are empty
      array.data = buffer_of(std::move(growing.text));
      break;
    case ColumnType::names:
    case ColumnType::small:
    case ColumnType::date: array.data = buffer_of(std::move(growing.small)); break;
    case ColumnType::decimal: array.data = buffer_of(std::move(growing.decimal)); break;
    case ColumnType::truth:
      array.data = buffer_of(bits_of(row_, [&](std::int64_t row) { return growing.whole[static_cast<std::size_t>(row)] != 0; }));
      break;
    case ColumnType::whole: array.data = buffer_of(std::move(growing.whole)); break;
  }
  growing.valid.clear();
  growing.small.clear();
  growing.whole.clear();
  growing.decimal.clear();
  growing.text.clear();
  return array;
}

void RowsBuilder::end_batch() {
  auto batch = std::make_shared<Batch>();
  batch->rows = row_;
  for (std::size_t i = 0; i < growing_.size(); ++i) batch->columns.push_back(array_of(rows_->schema[i], growing_[i]));
  batches_.push_back(std::move(batch));
  row_ = 0;
}

std::shared_ptr<const Rows> RowsBuilder::finish() {
  if (row_ > 0) end_batch();
  for (std::size_t i = 0; i < growing_.size(); ++i) {
    if (rows_->schema[i].type != ColumnType::names) continue;
    const auto dictionary = text_array(growing_[i].names);
    for (const auto& batch : batches_) batch->columns[i].dictionary = dictionary;
  }
  rows_->batches.assign(batches_.begin(), batches_.end());
  return rows_;
}

}  // namespace almoner::python

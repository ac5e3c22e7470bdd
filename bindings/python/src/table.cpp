// SPDX-License-Identifier: Apache-2.0
// The class Table: the Arrow PyCapsule protocol, plain Python values, and how it looks.
// https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html
#include "table.hpp"

#include <almoner/text.hpp>

#include "arrow.hpp"
#include "values.hpp"

namespace almoner::python {

namespace {

constexpr std::int64_t shown_rows_max = 40;

class HeldBatches : public Batches {
 public:
  explicit HeldBatches(std::shared_ptr<const Rows> rows) : rows_{std::move(rows)} {}
  const Schema& schema() const override { return rows_->schema; }
  std::shared_ptr<const Batch> next() override {
    return next_ < rows_->batches.size() ? rows_->batches[next_++] : nullptr;
  }

 private:
  std::shared_ptr<const Rows> rows_;
  std::size_t next_ = 0;
};

class HeldRows : public Source {
 public:
  explicit HeldRows(std::shared_ptr<const Rows> rows) : rows_{std::move(rows)} {}
  Schema schema() const override { return rows_->schema; }
  std::unique_ptr<Batches> read() const override { return std::make_unique<HeldBatches>(rows_); }
  std::optional<std::int64_t> rows_known() const override {
    std::int64_t rows = 0;
    for (const auto& batch : rows_->batches) rows += batch->rows;
    return rows;
  }

 private:
  std::shared_ptr<const Rows> rows_;
};

template <typename Struct>
void end_capsule(PyObject* capsule) {
  // A consumer that took the struct has set its release to null.
  auto* held = static_cast<Struct*>(PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule)));
  if (held->release != nullptr) held->release(held);
  delete held;
}

template <typename Struct, typename Fill>
py::object capsule_of(const char* name, const Fill& fill) {
  auto held = std::make_unique<Struct>();
  fill(*held);
  PyObject* const capsule = PyCapsule_New(held.get(), name, end_capsule<Struct>);
  if (capsule == nullptr) {
    held->release(held.get());
    throw py::error_already_set();
  }
  held.release();
  return py::reinterpret_steal<py::object>(capsule);
}

/// A requested schema is a wish that a producer may leave unanswered; ours has one form.
py::object arrow_stream(const Table& table, const py::object&) {
  return capsule_of<ArrowArrayStream>("arrow_array_stream", [&](ArrowArrayStream& stream) {
    export_stream(table.source().read(), stream);
  });
}

py::object arrow_schema(const Table& table) {
  return capsule_of<ArrowSchema>("arrow_schema",
                                 [&](ArrowSchema& schema) { export_schema(table.source().schema(), schema); });
}

std::int64_t count(const Table& table) {
  if (const auto known = table.source().rows_known()) return *known;
  const auto batches = table.source().read();
  std::int64_t rows = 0;
  while (const auto batch = batches->next()) rows += batch->rows;
  return rows;
}

std::vector<std::string> column_names(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.source().schema()) names.push_back(column.name);
  return names;
}

bool is_figure(const Column& column) {
  return column.type == ColumnType::whole || column.type == ColumnType::small || column.type == ColumnType::decimal;
}

/// The first rows as text, and what to say of the rest.
struct Shown {
  Schema schema{};
  std::vector<std::vector<std::string>> rows{};
  std::string rest{};
};

Shown first_rows(const Table& table) {
  const auto batches = table.source().read();
  Shown shown{batches->schema(), {}, {}};
  bool more = false;
  while (const auto batch = batches->next()) {
    for (std::int64_t row = 0; row < batch->rows && !more; ++row) {
      more = static_cast<std::int64_t>(shown.rows.size()) == shown_rows_max;
      if (more) break;
      auto& cells = shown.rows.emplace_back();
      for (std::size_t i = 0; i < shown.schema.size(); ++i)
        cells.push_back(cell_text(shown.schema[i], batch->columns[i], row));
    }
    if (more) break;
  }
  if (shown.rows.empty()) shown.rest = "(no rows)";
  if (more) {
    const auto known = table.source().rows_known();
    shown.rest = "… the first " + std::to_string(shown_rows_max) + (known ? " of " + std::to_string(*known) : "") + " rows";
  }
  return shown;
}

std::string repr(const Table& table) {
  Shown shown = first_rows(table);
  TextTable text;
  for (const Column& column : shown.schema)
    text.columns.push_back({column.name, is_figure(column) ? Align::right : Align::left});
  text.rows = std::move(shown.rows);
  std::string out = text.to_text(0);
  if (!shown.rest.empty()) out += shown.rest + "\n";
  if (!table.caption().empty()) out += "\n" + escape_terminal(table.caption()) + "\n";
  if (!out.empty()) out.pop_back();
  return out;
}

std::string repr_html(const Table& table) {
  const Shown shown = first_rows(table);
  std::string out = "<table>\n<thead><tr>";
  for (const Column& column : shown.schema) out += "<th>" + escape_html(column.name) + "</th>";
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& row : shown.rows) {
    out += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      out += std::string{is_figure(shown.schema[i]) ? "<td style=\"text-align:right\">" : "<td style=\"text-align:left\">"} +
             escape_html(row[i]) + "</td>";
    out += "</tr>\n";
  }
  out += "</tbody>\n</table>\n";
  for (const std::string& note : {shown.rest, table.caption()})
    if (!note.empty()) out += "<p>" + escape_html(note) + "</p>\n";
  return out;
}

}  // namespace

Table::Table(std::shared_ptr<const Rows> rows, std::string caption)
    : Table{std::shared_ptr<const Source>{std::make_shared<HeldRows>(std::move(rows))}, std::move(caption)} {}

void add_table(py::module_& module) {
  py::class_<Table>(module, "Table", "The rows that a question is answered with. Never changes.")
      .def("__arrow_c_stream__", arrow_stream, py::arg("requested_schema") = py::none())
      .def("__arrow_c_schema__", arrow_schema)
      .def("__len__", count)
      .def("__bool__", [](const Table&) { return true; })  // or an empty answer would pass for none
      .def_property_readonly("columns", column_names)
      .def_property_readonly("caption", &Table::caption)
      .def("to_pandas", to_pandas)
      .def("to_dicts", to_dicts)
      .def("__repr__", repr)
      .def("_repr_html_", repr_html);
}

}  // namespace almoner::python

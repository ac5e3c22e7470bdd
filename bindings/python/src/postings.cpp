// SPDX-License-Identifier: Apache-2.0
// Postings, which may be many: `postings` reads the book at each pass, a run at a time; `register`
// adds what only the entries know and is held whole.
#include "book.hpp"
#include "filters.hpp"
#include "table.hpp"
#include "values.hpp"

namespace almoner::python {

namespace {

Schema scan_schema(int base_scale, const std::vector<int>& scales, bool minor) {
  Schema schema{{"date", ColumnType::date},     {"seq", ColumnType::whole},  {"line", ColumnType::small},
                {"account", ColumnType::names}, {"fund", ColumnType::names}, {"purpose", ColumnType::names, true},
                {"commodity", ColumnType::names}};
  const auto [least, most] = std::minmax_element(scales.begin(), scales.end());
  if (minor) {
    schema.push_back({"quantity", ColumnType::whole});
    schema.push_back({"scale", ColumnType::small});
    schema.push_back({"value", ColumnType::whole});
  } else {
    schema.push_back({"quantity", ColumnType::decimal, false, *most, 19 + *most - *least});
    schema.push_back({"value", ColumnType::decimal, false, base_scale});
  }
  return schema;
}

template <typename T>
Array array_of(std::vector<T>&& values, std::shared_ptr<const Array> dictionary = nullptr) {
  Array array;
  array.length = static_cast<std::int64_t>(values.size());
  array.data = buffer_of(std::move(values));
  array.dictionary = std::move(dictionary);
  return array;
}

/// Codes of which -1 is none.
Array optional_names(std::vector<std::int32_t>&& codes, std::shared_ptr<const Array> dictionary) {
  const auto is_valid = [&](std::int64_t row) { return codes[static_cast<std::size_t>(row)] >= 0; };
  const auto nulls = static_cast<std::int64_t>(std::count(codes.begin(), codes.end(), -1));
  Buffer validity;
  if (nulls > 0) validity = buffer_of(bits_of(static_cast<std::int64_t>(codes.size()), is_valid));
  std::replace(codes.begin(), codes.end(), -1, 0);  // a reader may look even where it is null
  Array array = array_of(std::move(codes), std::move(dictionary));
  array.nulls = nulls;
  array.validity = std::move(validity);
  return array;
}

class ScanBatches : public Batches {
 public:
  ScanBatches(std::shared_ptr<Handle> book, const Filter& filter, bool minor)
      : book_{std::move(book)}, minor_{minor}, open_{book_->scan(filter)} {
    book_->use_scan(*open_, [this](const PostingScan& scan) {
      scales_ = scan.scales();
      accounts_ = text_array(scan.accounts());
      funds_ = text_array(scan.funds());
      purposes_ = text_array(scan.purposes());
      commodities_ = text_array(scan.commodities());
    });
    schema_ = scan_schema(scales_.front(), scales_, minor_);
    most_ = *std::max_element(scales_.begin(), scales_.end());
  }
  ~ScanBatches() override { open_->abandoned = true; }

  const Schema& schema() const override { return schema_; }

  std::shared_ptr<const Batch> next() override {
    PostingColumns run;
    if (!book_->use_scan(*open_, [&](PostingScan& scan) { return scan.next(run); })) return nullptr;
    auto batch = std::make_shared<Batch>();
    batch->rows = static_cast<std::int64_t>(run.size());
    auto& columns = batch->columns;
    columns.push_back(array_of(std::move(run.date)));
    columns.push_back(array_of(std::move(run.seq)));
    columns.push_back(array_of(std::move(run.line)));
    columns.push_back(array_of(std::move(run.account), accounts_));
    columns.push_back(array_of(std::move(run.fund), funds_));
    columns.push_back(optional_names(std::move(run.purpose), purposes_));
    add_amounts(std::move(run), columns);
    return batch;
  }

 private:
  void add_amounts(PostingColumns&& run, std::vector<Array>& columns) const {
    const std::vector<std::int32_t>& codes = run.commodity;
    if (minor_) {
      std::vector<std::int32_t> scale(codes.size());
      for (std::size_t i = 0; i < codes.size(); ++i) scale[i] = scales_[static_cast<std::size_t>(codes[i])];
      columns.push_back(array_of(std::move(run.commodity), commodities_));
      columns.push_back(array_of(std::move(run.quantity)));
      columns.push_back(array_of(std::move(scale)));
      columns.push_back(array_of(std::move(run.value)));
      return;
    }
    std::vector<Int128> factors;
    for (const int scale : scales_) factors.push_back(scaled(1, most_ - scale));
    std::vector<Int128> quantity(codes.size());
    for (std::size_t i = 0; i < codes.size(); ++i) quantity[i] = run.quantity[i] * factors[static_cast<std::size_t>(codes[i])];
    columns.push_back(array_of(std::move(run.commodity), commodities_));
    columns.push_back(array_of(std::move(quantity)));
    columns.push_back(array_of(std::vector<Int128>(run.value.begin(), run.value.end())));
  }

  std::shared_ptr<Handle> book_;
  bool minor_;
  std::shared_ptr<OpenScan> open_;
  std::vector<int> scales_{};
  int most_ = 0;
  std::shared_ptr<const Array> accounts_{}, funds_{}, purposes_{}, commodities_{};
  Schema schema_{};
};

class ScanSource : public Source {
 public:
  ScanSource(std::shared_ptr<Handle> book, Filter filter, bool minor)
      : book_{std::move(book)}, filter_{std::move(filter)}, minor_{minor} {}

  Schema schema() const override {
    const auto commodities = book_->use([](Ledger& ledger) { return ledger.commodities(); });
    std::vector<int> scales;
    for (const CommodityTerms& terms : commodities) scales.push_back(terms.scale);
    return scan_schema(scales.front(), scales, minor_);
  }
  std::unique_ptr<Batches> read() const override { return std::make_unique<ScanBatches>(book_, filter_, minor_); }
  std::optional<std::int64_t> rows_known() const override { return std::nullopt; }

 private:
  std::shared_ptr<Handle> book_;
  Filter filter_;
  bool minor_;
};

/// `register` is a word of C++.
Table register_of(Handle& self, const Filter& filter, bool minor) {
  return self.use([&](Ledger& ledger) {
    const Scales scales{ledger};
    const Money money{scales, minor};
    Schema schema{{"date", ColumnType::date},           {"seq", ColumnType::whole},
                  {"line", ColumnType::small},          {"reference", ColumnType::text},
                  {"account", ColumnType::names},       {"fund", ColumnType::names},
                  {"purpose", ColumnType::names, true}, {"party", ColumnType::names, true},
                  {"commodity", ColumnType::names}};
    money.add_columns(schema);
    schema.push_back({"narration", ColumnType::text, true});
    RowsBuilder out{std::move(schema)};
    ledger.for_each_posting(filter, [&](const RegisterRow& row) {
      out << row.date << row.seq << row.line << row.reference << row.account << row.fund << row.purpose << row.party
          << row.commodity;
      money.put(out, row.commodity, row.quantity, row.value);
      out << row.narration;
      return true;
    });
    return Table{out.finish()};
  });
}

}  // namespace

void add_postings(BookClass& book, py::module_&) {
  def_filtered(book, "register", register_of, py::arg("minor") = false);
  def_filtered(book, "postings", +[](Handle& self, const Filter& filter, bool minor) {
        // Asked once now, so that an unknown account is said here and not while a stream is read.
        self.use([&](Ledger& ledger) { ledger.scan_postings(filter); });
        return Table{std::make_shared<ScanSource>(self.shared_from_this(), filter, minor)};
      },
      py::arg("minor") = false);
}

}  // namespace almoner::python

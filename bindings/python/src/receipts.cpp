// SPDX-License-Identifier: Apache-2.0
// Proof for others: keys and checkpoints of a book, receipts of its entries, and verifying either
// without the book. What a verified receipt says is tables and plain values.
#include <almoner/receipt.hpp>
#include <almoner/signing.hpp>

#include "book.hpp"
#include "filters.hpp"
#include "table.hpp"
#include "trace_table.hpp"
#include "values.hpp"

namespace almoner::python {

namespace {

/// The bytes of a receipt or checkpoint: str, or bytes as a file has them, which may be no text.
std::string read_note(const py::object& note) {
  if (PyBytes_Check(note.ptr())) return py::cast<std::string>(note);
  if (!PyUnicode_Check(note.ptr()))
    throw py::type_error(py::str("a receipt or checkpoint is str or bytes, not {}").format(py::type::of(note).attr("__name__")));
  std::string text;
  read_text(note, text);
  return text;
}

template <typename Work>
auto without_gil(Work&& work) {
  const WithoutGil without;
  return std::forward<Work>(work)();
}

Table postings_of(const VerifiedReceipt& receipt) {
  const Scales scales{receipt.commodities};
  const Money money{scales, false};
  Schema schema{{"account", ColumnType::names}, {"fund", ColumnType::names},      {"purpose", ColumnType::names, true},
                {"party", ColumnType::names, true}, {"lot", ColumnType::text, true}, {"expires", ColumnType::date, true},
                {"commodity", ColumnType::names}};
  money.add_columns(schema);
  RowsBuilder out{std::move(schema)};
  for (const Posting& one : receipt.entry.postings) {
    out << one.account << one.fund << one.purpose << one.party << one.lot << one.expires << one.commodity;
    money.put(out, one.commodity, one.quantity, one.value);
  }
  return Table{out.finish()};
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

Table uses_of(const VerifiedReceipt& receipt) {
  const Scales scales{receipt.commodities};
  const Money money{scales, false};
  Schema schema{{"date", ColumnType::date},      {"seq", ColumnType::whole},          {"reference", ColumnType::text},
                {"fund", ColumnType::names},     {"purposes", ColumnType::names, true}, {"since_returned", ColumnType::truth},
                {"account", ColumnType::names, true}, {"commodity", ColumnType::names}};
  money.add_columns(schema);
  RowsBuilder out{std::move(schema)};
  for (const ReceiptUse& one : receipt.uses) {
    out << one.date << one.seq << one.reference << one.fund << joined(one.purposes) << one.since_returned << one.account
        << one.commodity;
    money.put(out, one.commodity, one.quantity, one.value);
  }
  return Table{out.finish(), "Units of the gift that these entries drew. There may be others that are not shown."};
}

Table funds_of(const VerifiedReceipt& receipt) {
  RowsBuilder out{Schema{{"fund", ColumnType::names}, {"fund_class", ColumnType::names}, {"purposes", ColumnType::text, true},
                         {"from", ColumnType::date, true}, {"until", ColumnType::date, true}, {"agreement", ColumnType::text, true}}};
  for (const FundTerms& one : receipt.funds)
    out << one.code << to_string(one.fund_class) << joined(one.purposes) << one.from << one.until << one.agreement;
  return Table{out.finish()};
}

std::optional<Table> parts_of(const VerifiedReceipt& receipt) {
  if (!receipt.trace) return std::nullopt;
  return table_of(*receipt.trace, Scales{receipt.commodities}, false);
}

VerifiedReceipt verify_receipt(const py::object& receipt, const Text& key) {
  const std::string text = read_note(receipt);
  return without_gil([&] { return verify(text, key.value); });
}

void add_checkpoints(BookClass& book, py::module_& module) {
  py::class_<Checkpoint>(module, "Checkpoint", "This log had this root when it had this many events.")
      .def_readonly("origin", &Checkpoint::origin)
      .def_readonly("size", &Checkpoint::size)
      .def_readonly("root", &Checkpoint::root)
      .def("__eq__", [](const Checkpoint& a, const Checkpoint& b) { return a == b; }, py::is_operator())
      .def("__repr__", [](const Checkpoint& one) { return py::str("<Checkpoint {} of {} events>").format(one.origin, one.size); });
  module.def(
      "new_key",
      [](const Path& path, const Text& name) {
        return without_gil([&] { return write_key_files(path.value, name.value); });
      },
      py::arg("path"), py::arg("name"));
  module.def(
      "verify_checkpoint",
      [](const py::object& checkpoint, const Text& key) { return verify_checkpoint(read_note(checkpoint), key.value); },
      py::arg("checkpoint"), py::arg("key"));
  module.def(
      "verify_extends",
      [](const py::object& older, const py::object& newer, const Text& key) {
        Extension found = verify_extends(read_note(older), read_note(newer), key.value);
        return std::pair{std::move(found.older), std::move(found.newer)};
      },
      py::arg("older"), py::arg("newer"), py::arg("key"));
  book.def(
          "sign_checkpoint",
          [](Handle& self, const py::args& keys) {
            std::vector<std::string> files;
            for (const py::handle key : keys) files.push_back(read_path(key));
            return self.use([&](Ledger& ledger) { return sign_checkpoint(ledger, files); });
          })
      .def(
          "rotate_key",
          [](Handle& self, const Path& old_key, const Path& new_key, const Text& by) {
            return self.use([&](Ledger& ledger) { return rotate_key(ledger, old_key.value, new_key.value, by.value); });
          },
          py::arg("old_key"), py::arg("new_key"), py::kw_only(), py::arg("by") = "")
      .def(
          "extend_checkpoint",
          [](Handle& self, const py::object& older, const py::object& newer) {
            const std::string from = read_note(older), to = read_note(newer);
            return self.use([&](Ledger& ledger) { return extend_checkpoint(ledger, from, to); });
          },
          py::arg("older"), py::arg("newer"));
}

}  // namespace

void add_receipts(BookClass& book, py::module_& module) {
  add_checkpoints(book, module);
  py::class_<ReceiptDonor>(module, "ReceiptDonor", "Whose receipt it is, as opened from behind the commitments.")
      .def_readonly("id", &ReceiptDonor::id)
      .def_property_readonly("name", [](const ReceiptDonor& one) { return text_or_none(one.name); })
      .def_property_readonly("contact", [](const ReceiptDonor& one) { return text_or_none(one.contact); })
      .def("__repr__", [](const ReceiptDonor& one) { return py::str("<ReceiptDonor {}>").format(one.id); });
  py::class_<VerifiedReceipt>(module, "VerifiedReceipt",
                              "What a verified receipt says: who has the key committed to exactly these records at these "
                              "places of the log. It does not prove that the money arrived, that nothing was left out, or "
                              "that the gift was used in no other entry than those shown.")
      .def_readonly("checkpoint", &VerifiedReceipt::checkpoint)
      .def_property_readonly("book", [](const VerifiedReceipt& one) { return one.book.name; })
      .def_property_readonly("seq", [](const VerifiedReceipt& one) { return one.entry.seq; })
      .def_property_readonly("reference", [](const VerifiedReceipt& one) { return one.entry.reference; })
      .def_property_readonly("date", [](const VerifiedReceipt& one) { return one.entry.date; })
      .def_readonly("donor", &VerifiedReceipt::donor)
      .def_readonly("traced", &VerifiedReceipt::traced)
      .def_property_readonly("postings", postings_of)
      .def_property_readonly("funds", funds_of)
      .def_property_readonly("uses", uses_of)
      .def_property_readonly("parts", parts_of)
      .def("__repr__", [](const VerifiedReceipt& one) {
        return py::str("<VerifiedReceipt of {} under {} of {} events>")
            .format(one.entry.reference, one.checkpoint.origin, one.checkpoint.size);
      });
  module.def("verify", verify_receipt, py::arg("receipt"), py::arg("key"));
  book.def(
      "receipt",
      [](Handle& self, const Text& reference, const py::object& checkpoint, const Text& donor, bool trace) {
        const std::string note = read_note(checkpoint);
        return self.use([&](Ledger& ledger) { return ledger.receipt(reference.value, note, {donor.value, trace}); });
      },
      py::arg("reference"), py::arg("checkpoint"), py::kw_only(), py::arg("donor") = "", py::arg("trace") = false);
}

}  // namespace almoner::python

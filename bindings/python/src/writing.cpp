// SPDX-License-Identifier: Apache-2.0
// What changes a book: declarations, drafts, amendments, closing; alone or in a batch.
#include <almoner/journal.hpp>

#include <sstream>

#include "book.hpp"
#include "callback.hpp"
#include "drafts.hpp"
#include "values.hpp"

namespace almoner::python {

namespace {

template <typename Terms>
void add_declare(BookClass& book) {
  book.def(
      "declare",
      [](Handle& self, const Terms& terms, const Text& by) {
        return self.use([&](Ledger& ledger) { return ledger.declare(terms, by.value); });
      },
      py::arg("terms"), py::arg("by") = "");
}

Posted declare_fund(Handle& self, const StatedFundTerms& terms, const Text& by) {
  return self.use([&](Ledger& ledger) { return ledger.declare(fund_terms_for(ledger, terms), by.value); });
}

// The draft is copied while the GIL is held: another thread may change it afterwards.
Posted post_draft(Handle& self, StatedDraft draft) {
  return self.use([&](Ledger& ledger) { return ledger.post(draft_for(ledger, draft)); });
}

std::vector<Violation> check_draft(Handle& self, StatedDraft draft) {
  return self.use([&](Ledger& ledger) { return ledger.check(draft_for(ledger, draft)); });
}

Posted reverse(Handle& self, const Text& original, Date date, const Text& reference, const Text& narration,
               const Text& by, const Text& approved_by, std::optional<Authority> authority) {
  const Draft draft{.date = date,
                    .reference = reference.value,
                    .narration = narration.value,
                    .by = by.value,
                    .approved_by = approved_by.value,
                    .authority = std::move(authority),
                    .reverses = original.value};
  return self.use([&](Ledger& ledger) { return ledger.post(draft); });
}

/// `with book.batch():` begins on entry; an exception on the way out forgets it.
struct BatchGuard {
  std::shared_ptr<Handle> book;
};

void add_batch(BookClass& book, py::module_& module) {
  py::class_<BatchGuard>(module, "Batch", "All or nothing: a context manager that book.batch() gives.")
      .def("__enter__", [](BatchGuard& self) { self.book->begin_batch(); })
      .def("__exit__", [](BatchGuard& self, const py::object& type, const py::args&) { self.book->end_batch(type.is_none()); });
  book.def("batch", [](std::shared_ptr<Handle> self) { return BatchGuard{std::move(self)}; });
}

}  // namespace

void add_writing(BookClass& book, py::module_& module) {
  py::class_<Posted>(module, "Posted", "What became of a draft or declaration.")
      .def_readonly("seq", &Posted::seq)
      .def_readonly("already_there", &Posted::already_there)
      .def("__repr__", [](const Posted& posted) {
        return py::str("Posted(seq={}, already_there={})").format(posted.seq, posted.already_there);
      });
  add_declare<CommodityTerms>(book);
  add_declare<AccountTerms>(book);
  add_declare<PurposeTerms>(book);
  add_declare<PartyTerms>(book);
  book.def("declare", declare_fund, py::arg("terms"), py::arg("by") = "")
      .def("post", post_draft, py::arg("draft"))
      .def("check", check_draft, py::arg("draft"))
      .def("reverse", reverse, py::arg("original"), py::arg("date"), py::arg("reference"), py::kw_only(),
           py::arg("narration") = "", py::arg("by") = "", py::arg("approved_by") = "", py::arg("authority") = std::nullopt)
      .def(
          "close_through",
          [](Handle& self, Date date, const Text& by) {
            return self.use([&](Ledger& ledger) { return ledger.close(date, by.value); });
          },
          py::arg("date"), py::arg("by") = "");
  add_batch(book, module);
}

}  // namespace almoner::python

// SPDX-License-Identifier: Apache-2.0
// What changes a book: declarations, drafts, amendments, closing; alone or in a batch.
#include <future>

#include "book.hpp"
#include "drafts.hpp"
#include "values.hpp"

namespace almoner::python {

namespace {

constexpr std::size_t run_drafts_max = 1'024;  ///< converted at a time, then posted without the GIL

template <typename Terms>
void add_declare(BookClass& book) {
  book.def(
      "declare",
      [](Handle& self, const Terms& terms, const Text& by) {
        return self.use([&](Ledger& ledger) { return ledger.declare(terms, by.value); });
      },
      py::arg("terms"), py::arg("by") = "");
}

Posted declare_fund(Handle& self, StatedFundTerms terms, const Text& by) {
  return self.use([&](Ledger& ledger) {
    return ledger.declare(fund_terms_for(self.scale_of(), std::move(terms)), by.value);
  });
}

Posted post(Handle& self, const Frozen<StatedDraft>& draft) {
  return self.use([&](Ledger& ledger) { return ledger.post(draft_for(self.scale_of(), *draft)); });
}

std::vector<Violation> check(Handle& self, const Frozen<StatedDraft>& draft) {
  return self.use([&](Ledger& ledger) { return ledger.check(draft_for(self.scale_of(), *draft)); });
}

Posted amend(Handle& self, StatedAmendment amendment) {
  return self.use([&](Ledger& ledger) { return ledger.amend(amendment_for(self.scale_of(), std::move(amendment))); });
}

/// Posts runs of drafts one behind: another thread posts while Python builds the next run.
class Poster {
 public:
  Poster(Handle& book, std::vector<Posted>& done) : book_{book}, done_{done} {}
  ~Poster() { wait(); }
  Poster(const Poster&) = delete;
  Poster& operator=(const Poster&) = delete;

  /// Throws what posting the run before it threw.
  void post(std::vector<Frozen<StatedDraft>>&& run) {
    finish();
    behind_ = std::async(std::launch::async, [this, run = std::move(run)] {
      book_.use([&](Ledger& ledger) {
        const ScaleOf scale_of = book_.scale_of();
        for (const auto& draft : run) done_.push_back(ledger.post(draft_for(scale_of, *draft)));
      });
    });
  }
  void finish() {
    wait();
    if (behind_.valid()) behind_.get();
  }

 private:
  /// Without the GIL, which the other thread may need (for a clock in Python).
  void wait() {
    const WithoutGil without;
    if (behind_.valid()) behind_.wait();
  }

  Handle& book_;
  std::vector<Posted>& done_;
  std::future<void> behind_{};
};

/// In the open batch, or all or nothing in one of its own.
std::vector<Posted> post_all(Handle& self, const py::iterable& drafts) {
  std::vector<Posted> done;
  self.in_batch([&] {
    Poster poster{self, done};
    std::vector<Frozen<StatedDraft>> run;
    const py::iterator each = py::iter(drafts);
    while (const auto one = py::reinterpret_steal<py::object>(taking_gil([&] { return PyIter_Next(each.ptr()); }))) {
      if (!FrozenClass<StatedDraft>::is(one))
        throw py::type_error(std::string{"drafts must be almoner.Draft, not "} + Py_TYPE(one.ptr())->tp_name);
      run.push_back(FrozenClass<StatedDraft>::of(one));
      if (run.size() == run_drafts_max) poster.post(std::exchange(run, {}));
    }
    if (PyErr_Occurred() != nullptr) throw py::error_already_set();
    poster.post(std::move(run));
    poster.finish();
  });
  return done;
}

Posted reverse(Handle& self, Text original, Date date, Text reference, Text narration, Text by, Text approved_by,
               std::optional<Authority> authority) {
  const Draft draft{.date = date,
                    .reference = std::move(reference.value),
                    .narration = std::move(narration.value),
                    .by = std::move(by.value),
                    .approved_by = std::move(approved_by.value),
                    .authority = std::move(authority),
                    .reverses = std::move(original.value)};
  return self.use([&](Ledger& ledger) { return ledger.post(draft); });
}

Posted close_through(Handle& self, Date date, const Text& by) {
  return self.use([&](Ledger& ledger) { return ledger.close(date, by.value); });
}

/// `with book.batch():` begins on entry; an exception on the way out forgets it.
struct BatchGuard {
  std::shared_ptr<Handle> book;
};

void add_batch(BookClass& book, py::module_& module) {
  py::class_<BatchGuard>(module, "Batch", "All or nothing: the context manager that book.batch() gives.")
      .def("__enter__", [](BatchGuard& self) { self.book->begin_batch(); })
      .def("__exit__", [](BatchGuard& self, const py::object& type, const py::object&, const py::object&) {
        self.book->end_batch(type.is_none());
      });
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
      .def("post", post, py::arg("draft"))
      .def("post_all", post_all, py::arg("drafts"))
      .def("check", check, py::arg("draft"))
      .def("amend", amend, py::arg("amendment"))
      .def("reverse", reverse, py::arg("original"), py::arg("date"), py::arg("reference"), py::kw_only(),
           py::arg("narration") = "", py::arg("by") = "", py::arg("approved_by") = "", py::arg("authority") = std::nullopt)
      .def("close_through", close_through, py::arg("date"), py::arg("by") = "");
  add_batch(book, module);
}

}  // namespace almoner::python

// SPDX-License-Identifier: Apache-2.0
// The extension module almoner._almoner, put together in the order in which its types need
// one another.
#include "book.hpp"
#include "drafts.hpp"
#include "errors.hpp"
#include "table.hpp"
#include "terms.hpp"

PYBIND11_MODULE(_almoner, module) {
  using namespace almoner::python;
  module.doc() = "The library behind almoner; import almoner instead.";
  add_errors(module);
  add_terms(module);
  add_drafts(module);
  add_amendments(module);
  add_table(module);
  add_frames(module);
  BookClass book(module, "Book", "One book. Threads that share it take turns; close it, or use `with`.");
  add_book(book, module);
  add_writing(book, module);
  add_journals(book, module);
  add_log(book, module);
  add_entries(book, module);
  add_tables(book, module);
  add_postings(book, module);
  add_declared(book, module);
  add_receipts(book, module);
  add_persons(book, module);
}

// SPDX-License-Identifier: Apache-2.0
// The class Book, bound subject by subject: each file adds its methods.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>

#include "handle.hpp"

namespace almoner::python {

using BookClass = pybind11::class_<Handle, std::shared_ptr<Handle>>;

void add_book(BookClass&, pybind11::module_&);        ///< open, create, close, with
void add_writing(BookClass&, pybind11::module_&);     ///< declare, post, check, reverse, amend, batch
void add_journals(BookClass&, pybind11::module_&);    ///< journals and published lists, hledger
void add_log(BookClass&, pybind11::module_&);         ///< root, audit, rebuild, export, import, snapshot
void add_entries(BookClass&, pybind11::module_&);     ///< entries, one by one
void add_tables(BookClass&, pybind11::module_&);      ///< balances, funds, stock, trace, parties, ...
void add_postings(BookClass&, pybind11::module_&);    ///< postings and register, which may be long
void add_declared(BookClass&, pybind11::module_&);    ///< what was declared
void add_receipts(BookClass&, pybind11::module_&);    ///< keys, checkpoints, receipts; verifying without a book
void add_persons(BookClass&, pybind11::module_&);     ///< restriction and erasure of a person's data

}  // namespace almoner::python

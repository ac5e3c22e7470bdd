// SPDX-License-Identifier: Apache-2.0
// Posting and Draft: proposals that may break any rule, but hold only what an entry can say.
#include "drafts.hpp"

#include "values.hpp"
#include "words.hpp"

namespace almoner::python {

namespace {

// Places of the parameters, as parameters() names them.
enum PostingPlace { of_account, of_quantity, of_commodity, of_fund, of_purpose, of_party, of_value, of_lot, of_expires };
enum DraftPlace {
  of_date, of_reference, of_postings, of_narration, of_bank_reference, of_by, of_approved_by, of_authority,
  of_document, of_gift, of_reverses, of_returns, of_repays, of_counterpart, of_evidence
};

/// The arguments of one object, read by their places.
class Given {
 public:
  Given(const Parameters& parameters, PyObject* const* given) : parameters_{parameters}, given_{given} {}

  void text(int place, std::string& out) const {
    if (given_[place] != nullptr) read(place, [&](py::handle value) { read_text(value, out); });
  }
  /// None is as good as nothing.
  template <typename Value>
  void optional(int place, std::optional<Value>& out, Value (*reader)(py::handle)) const {
    if (given_[place] != nullptr && given_[place] != Py_None)
      read(place, [&](py::handle value) { out = reader(value); });
  }
  template <typename Work>
  void read(int place, const Work& work) const {
    const py::handle value = given_[place];
    if (!value) return;
    try {
      work(value);
    } catch (const py::type_error& error) {
      throw py::type_error(named(place) + error.what());
    } catch (const InvalidAmount& error) {
      throw InvalidAmount{named(place) + error.what()};
    }
  }

 private:
  std::string named(int place) const {
    return py::str(parameters_.names()[static_cast<std::size_t>(place)]).cast<std::string>() + ": ";
  }
  const Parameters& parameters_;
  PyObject* const* given_;
};

Frozen<StatedPosting> read_posting(py::handle value) {
  if (!FrozenClass<StatedPosting>::is(value))
    throw py::type_error(std::string{"expected almoner.Posting, not "} + Py_TYPE(value.ptr())->tp_name);
  return FrozenClass<StatedPosting>::of(value);
}

Authority read_authority(py::handle value) {
  if (!py::isinstance<Authority>(value))
    throw py::type_error(std::string{"expected almoner.Authority, not "} + Py_TYPE(value.ptr())->tp_name);
  return value.cast<Authority>();
}

/// Every item of an iterable; lists and tuples without an iterator.
template <typename Item>
void read_items(py::handle source, std::vector<Item>& out, Item (*reader)(py::handle)) {
  if (PyList_CheckExact(source.ptr()) || PyTuple_CheckExact(source.ptr())) {
    const Py_ssize_t size = PySequence_Fast_GET_SIZE(source.ptr());
    out.reserve(static_cast<std::size_t>(size));
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(source.ptr()); ++i)
      out.push_back(reader(PySequence_Fast_GET_ITEM(source.ptr(), i)));
    return;
  }
  for (const py::handle item : py::reinterpret_borrow<py::object>(source)) out.push_back(reader(item));
}

template <typename Value>
void add_copying(py::object& type) {
  const auto is_method = py::is_method(type);
  type.attr("__copy__") = py::cpp_function([](const py::object& self) { return self; }, is_method);
  type.attr("__deepcopy__") = py::cpp_function([](const py::object& self, const py::object&) { return self; }, is_method);
  type.attr("replace") = py::cpp_function(
      [](const py::object& self, const py::kwargs& changes) {
        py::dict all;
        for (PyObject* name : Value::parameters().names()) {
          const auto key = py::reinterpret_borrow<py::str>(name);
          all[key] = self.attr(key);
        }
        for (const auto& [name, value] : changes) all[name] = value;
        return py::type::of(self)(**all);
      },
      is_method, py::name("replace"));
}

template <typename Get>
void add_property(py::object& type, const char* name, Get get) {
  static const py::handle property = py::object{py::module_::import("builtins").attr("property")}.release();
  type.attr(name) = property(py::cpp_function(get, py::is_method(type)));
}

template <auto Member>
void add_posting_word(py::object& type, const char* name) {
  add_property(type, name, [](const Frozen<StatedPosting>& self) { return (*self).words.*Member; });
}
template <auto Member>
void add_draft_word(py::object& type, const char* name) {
  add_property(type, name, [](const Frozen<StatedDraft>& self) { return (*self).words.*Member; });
}

py::object shown(const Frozen<StatedPosting>& posting) {
  std::string names;
  const DraftPosting& words = posting->words;
  const std::pair<const char*, const std::string*> pairs[] = {{"commodity", &words.commodity},
                                                              {"fund", &words.fund},
                                                              {"purpose", &words.purpose},
                                                              {"party", &words.party},
                                                              {"lot", &words.lot}};
  for (const auto& [name, word] : pairs)
    if (!word->empty()) names += std::string{", "} + name + "=" + py::repr(py::str(*word)).cast<std::string>();
  if (posting->value) names += ", value='" + text_of(*posting->value) + "'";
  const py::object quantity = posting->quantity ? py::object(py::str(text_of(*posting->quantity))) : py::object(py::none());
  return py::str("Posting({!r}, {!r}{})").format(words.account, quantity, names);
}

void add_posting(py::module_& module) {
  py::object type = FrozenClass<StatedPosting>::add(
      module, "almoner._almoner.Posting",
      "Posting(account, quantity=None, commodity='', fund='', purpose='', party='', *, value=None, lot='', "
      "expires=None)\n--\n\nOne line of a draft or an entry. Debit > 0, credit < 0. Never changes; "
      "replace(fund='EDU') gives another.");
  add_posting_word<&DraftPosting::account>(type, "account");
  add_posting_word<&DraftPosting::commodity>(type, "commodity");
  add_posting_word<&DraftPosting::fund>(type, "fund");
  add_posting_word<&DraftPosting::purpose>(type, "purpose");
  add_posting_word<&DraftPosting::party>(type, "party");
  add_posting_word<&DraftPosting::lot>(type, "lot");
  add_posting_word<&DraftPosting::expires>(type, "expires");
  add_property(type, "quantity", [](const Frozen<StatedPosting>& self) { return self->quantity; });
  add_property(type, "value", [](const Frozen<StatedPosting>& self) { return self->value; });
  add_property(type, "party_erased", [](const Frozen<StatedPosting>& self) { return self->party_erased; });
  add_copying<StatedPosting>(type);
  type.attr("__repr__") = py::cpp_function(shown, py::is_method(type));
}

void add_draft(py::module_& module) {
  py::object type = FrozenClass<StatedDraft>::add(
      module, "almoner._almoner.Draft",
      "Draft(date, reference, postings=(), *, narration='', bank_reference='', by='', approved_by='', authority=None, "
      "document='', gift='', reverses='', returns='', repays='', counterpart='', evidence=())\n--\n\n"
      "A proposed entry: it may break any rule until it is posted. Never changes; replace(by='cashier') gives another.");
  add_draft_word<&Draft::date>(type, "date");
  add_draft_word<&Draft::reference>(type, "reference");
  add_draft_word<&Draft::narration>(type, "narration");
  add_draft_word<&Draft::bank_reference>(type, "bank_reference");
  add_draft_word<&Draft::by>(type, "by");
  add_draft_word<&Draft::approved_by>(type, "approved_by");
  add_draft_word<&Draft::authority>(type, "authority");
  add_draft_word<&Draft::document>(type, "document");
  add_draft_word<&Draft::gift>(type, "gift");
  add_draft_word<&Draft::reverses>(type, "reverses");
  add_draft_word<&Draft::returns>(type, "returns");
  add_draft_word<&Draft::repays>(type, "repays");
  add_draft_word<&Draft::counterpart>(type, "counterpart");
  add_draft_word<&Draft::evidence>(type, "evidence");
  add_property(type, "postings", [](const Frozen<StatedDraft>& self) { return self->postings; });
  add_copying<StatedDraft>(type);
  type.attr("__repr__") = py::cpp_function(
      [](const Frozen<StatedDraft>& self) {
        return py::str("Draft({!r}, {!r}, {!r})").format(self->words.date, self->words.reference, self->postings);
      },
      py::is_method(type));
}

void add_authority(py::module_& module) {
  py::class_<Authority>(module, "Authority", "What permits an entry that no fund's own terms permit.")
      .def(py::init([](Text kind, Text document, std::optional<DocumentHash> sha256, std::optional<Date> dated) {
             return Authority{enumerator_of(kind.value, parse_authority_kind, "kind"), std::move(document.value), sha256,
                              dated};
           }),
           py::arg("kind"), py::arg("document"), py::arg("sha256") = std::nullopt, py::arg("dated") = std::nullopt)
      .def_property_readonly("kind", [](const Authority& one) { return std::string{to_string(one.kind)}; })
      .def_readonly("document", &Authority::document)
      .def_readonly("sha256", &Authority::sha256)
      .def_readonly("dated", &Authority::dated)
      .def("__eq__", [](const Authority& one, const Authority& other) { return one == other; }, py::is_operator())
      .def("__repr__", [](const Authority& one) {
        return py::str("Authority({!r}, {!r}, dated={!r})").format(std::string{to_string(one.kind)}, one.document, one.dated);
      });
}

/// A commodity that the book lacks is for the rules to refuse: any scale that holds the number.
int scale_or_any(const ScaleOf& scale_of, const std::string& commodity) {
  const int scale = scale_of(commodity);
  return scale < 0 ? scale_max : scale;
}

}  // namespace

const Parameters& StatedPosting::parameters() {
  static const Parameters all{
      {"account", "quantity", "commodity", "fund", "purpose", "party", "value", "lot", "expires"}, 1, 6};
  return all;
}

StatedPosting StatedPosting::make(PyObject* const* values) {
  const Given given{parameters(), values};
  StatedPosting posting;
  given.text(of_account, posting.words.account);
  given.optional(of_quantity, posting.quantity, read_exact);
  given.text(of_commodity, posting.words.commodity);
  given.text(of_fund, posting.words.fund);
  given.text(of_purpose, posting.words.purpose);
  given.text(of_party, posting.words.party);
  given.optional(of_value, posting.value, read_exact);
  given.text(of_lot, posting.words.lot);
  given.optional(of_expires, posting.words.expires, read_date);
  return posting;
}

const Parameters& StatedDraft::parameters() {
  static const Parameters all{{"date", "reference", "postings", "narration", "bank_reference", "by", "approved_by",
                               "authority", "document", "gift", "reverses", "returns", "repays", "counterpart",
                               "evidence"},
                              2, 3};
  return all;
}

StatedDraft StatedDraft::make(PyObject* const* values) {
  const Given given{parameters(), values};
  StatedDraft draft;
  Draft& words = draft.words;
  given.read(of_date, [&](py::handle value) { words.date = read_date(value); });
  given.text(of_reference, words.reference);
  given.read(of_postings, [&](py::handle value) { read_items(value, draft.postings, read_posting); });
  given.text(of_narration, words.narration);
  given.text(of_bank_reference, words.bank_reference);
  given.text(of_by, words.by);
  given.text(of_approved_by, words.approved_by);
  given.optional(of_authority, words.authority, read_authority);
  given.text(of_document, words.document);
  given.text(of_gift, words.gift);
  given.text(of_reverses, words.reverses);
  given.text(of_returns, words.returns);
  given.text(of_repays, words.repays);
  given.text(of_counterpart, words.counterpart);
  given.read(of_evidence, [&](py::handle value) { read_items(value, words.evidence, read_hash); });
  return draft;
}

Draft draft_for(const ScaleOf& scale_of, const StatedDraft& stated) {
  Draft draft = stated.words;
  draft.postings.reserve(stated.postings.size());
  for (const Frozen<StatedPosting>& posting : stated.postings) {
    DraftPosting& line = draft.postings.emplace_back(posting->words);
    try {
      if (posting->quantity)
        line.quantity = units_of(*posting->quantity, scale_or_any(scale_of, line.commodity), "quantity");
      if (posting->value) line.value = units_of(*posting->value, scale_of(""), "value");
    } catch (const InvalidAmount& error) {
      throw InvalidAmount{"posting " + std::to_string(draft.postings.size() - 1) + ", " + line.account + ": " + error.what()};
    }
  }
  return draft;
}

void add_drafts(py::module_& module) {
  add_authority(module);
  add_posting(module);
  add_draft(module);
}

}  // namespace almoner::python

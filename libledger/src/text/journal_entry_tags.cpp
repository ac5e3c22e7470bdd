// SPDX-License-Identifier: Apache-2.0
// The tags of an entry and its postings: which stands where, and what it sets.

#include "text/journal_entry.hpp"

#include <array>
#include <utility>

#include <almoner/error.hpp>

#include "value/hash.hpp"

namespace almoner {

namespace {

constexpr std::array<std::string_view, 20> tag_names{
    "fund",    "purpose", "party",       "lot",      "expires",  "authority",   "document",
    "dated",   "sha256",  "voucher",     "gift",     "by",       "approved-by", "reverses",
    "returns", "repays",  "counterpart", "evidence", "bank-ref", "narration"};

constexpr bool of_posting_only(EntryTag tag) {
  return tag == EntryTag::lot || tag == EntryTag::expires;
}
constexpr bool of_entry_only(EntryTag tag) {
  return tag > EntryTag::expires;
}

std::string name(EntryTag tag) {
  return "\"" + std::string{to_string(tag)} + ":\"";
}

DocumentHash hash_value(const JournalLine& line, EntryTag tag, const FoundTag& found) {
  try {
    return hash_from_hex(found.text());
  } catch (const ParseError& error) {
    refuse(line, found.value,
           name(tag) + " holds " + in_quotes(found.value) + ", but " + error.what());
  }
}

AuthorityKind authority_value(const JournalLine& line, const FoundTag& found) {
  if (const auto kind = parse_authority_kind(found.text())) return *kind;
  std::string known;
  for (int i = 0; i <= static_cast<int>(AuthorityKind::error_correction); ++i) {
    if (i > 0) known += ", ";
    known += to_string(static_cast<AuthorityKind>(i));
  }
  refuse(line, found.value, in_quotes(found.value) + " is no authority; write one of " + known);
}

}  // namespace

std::string_view to_string(EntryTag tag) {
  return tag_names.at(static_cast<std::size_t>(tag));
}

std::vector<std::string> entry_tag_names() {
  return {tag_names.begin(), tag_names.end()};
}

void JournalEntry::read_comment(const JournalLine& line, std::string_view comment) {
  const bool of_posting = !draft_->postings.empty();
  TagSet& given = of_posting ? posting_tags_ : entry_tags_;
  for (const FoundTag& found : tags_.read(line, comment)) {
    const auto tag = static_cast<EntryTag>(found.tag);
    if (of_posting && of_entry_only(tag)) {
      refuse(line, found.name,
             name(tag) + " is of the whole entry; write it on the entry's first line");
    }
    if (!of_posting && of_posting_only(tag)) {
      refuse(line, found.name, name(tag) + " is of one posting; write it on the posting's line");
    }
    if ((given & bit(tag)) != 0 && tag != EntryTag::evidence) {
      refuse(line, found.name, name(tag) + " is given twice; remove one");
    }
    given |= bit(tag);
    // An empty party or purpose on a posting says that the default is not for it.
    const bool may_be_empty = of_posting && (tag == EntryTag::party || tag == EntryTag::purpose);
    if (found.text().empty() && !may_be_empty) {
      refuse(line, found.name, name(tag) + " has no value; write one or remove the tag");
    }
    if (of_posting) {
      set_posting_tag(line, tag, found);
    } else {
      set_entry_tag(line, tag, found);
    }
  }
  if (of_posting) given_.back() = posting_tags_;
}

void JournalEntry::set_posting_tag(const JournalLine& line, EntryTag tag, const FoundTag& found) {
  DraftPosting& posting = draft_->postings.back();
  switch (tag) {
    case EntryTag::fund:
      posting.fund = found.text();
      break;
    case EntryTag::purpose:
      posting.purpose = found.text();
      break;
    case EntryTag::party:
      posting.party = found.text();
      break;
    case EntryTag::lot:
      posting.lot = found.text();
      break;
    default:
      posting.expires = date(line, found.value);
  }
}

void JournalEntry::set_entry_tag(const JournalLine& line, EntryTag tag, const FoundTag& found) {
  const auto authority = [this]() -> Authority& {
    if (!draft_->authority) draft_->authority.emplace();
    return *draft_->authority;
  };
  switch (tag) {
    case EntryTag::fund:
      fund_ = found.text();
      break;
    case EntryTag::purpose:
      purpose_ = found.text();
      break;
    case EntryTag::party:
      party_ = found.text();
      break;
    case EntryTag::authority:
      authority().kind = authority_value(line, found);
      break;
    case EntryTag::document:
      document_ = found.text();
      break;
    case EntryTag::dated:
      authority().dated = date(line, found.value);
      break;
    case EntryTag::sha256:
      authority().sha256 = hash_value(line, tag, found);
      break;
    case EntryTag::voucher:
      voucher_ = found.text();
      break;
    case EntryTag::gift:
      draft_->gift = found.text();
      break;
    case EntryTag::by:
      draft_->by = found.text();
      break;
    case EntryTag::approved_by:
      draft_->approved_by = found.text();
      break;
    case EntryTag::reverses:
      draft_->reverses = found.text();
      break;
    case EntryTag::returns:
      draft_->returns = found.text();
      break;
    case EntryTag::repays:
      draft_->repays = found.text();
      break;
    case EntryTag::counterpart:
      draft_->counterpart = found.text();
      break;
    case EntryTag::evidence:
      draft_->evidence.push_back(hash_value(line, tag, found));
      break;
    case EntryTag::bank_ref:
      draft_->bank_reference = found.text();
      break;
    case EntryTag::narration:
      if (!draft_->narration.empty()) {
        refuse(line, found.name,
               "the entry has a narration, " + in_quotes(draft_->narration) +
                   ", and the tag \"narration:\" too; remove one");
      }
      draft_->narration = found.text();
      break;
    default:
      break;
  }
}

/// With an authority `document:` is the authority's, and `voucher:` supports a loss in the same
/// entry; without one there is only the latter, and it is called `document:`.
void JournalEntry::set_documents() {
  const auto refuse_head = [this](const std::string& what) { refuse(head_, {}, what); };
  if ((entry_tags_ & bit(EntryTag::authority)) != 0) {
    draft_->authority->document = std::move(document_);
    draft_->document = std::move(voucher_);
    return;
  }
  for (const EntryTag tag : {EntryTag::dated, EntryTag::sha256}) {
    if ((entry_tags_ & bit(tag)) == 0) continue;
    refuse_head(name(tag) + " of the entry " + in_quotes(draft_->reference) +
                " describes an authority, and there is none; write \"authority:\" too (or "
                "\"evidence:\" for the hash of another document)");
  }
  if (!voucher_.empty()) {
    refuse_head("\"voucher:\" of the entry " + in_quotes(draft_->reference) +
                " stands beside an authority, and there is none; write \"document:\" in its place");
  }
  draft_->document = std::move(document_);
}

}  // namespace almoner

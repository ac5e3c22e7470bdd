// SPDX-License-Identifier: Apache-2.0
// declaration = keyword name [; tags of an account] *(indented comment | key: value)
// What the terms must say is the book's to decide; refused here is what cannot be read, and what
// would otherwise be guessed: a type, a class, a function.

#include "text/journal_declaration.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include <almoner/error.hpp>
#include <almoner/text.hpp>

namespace almoner {

namespace {

constexpr std::array<std::string_view, 5> keywords{"commodity", "account", "purpose", "fund",
                                                   "party"};

/// The keys of a declaration's indented lines, by keyword as above.
const std::array<std::vector<std::string>, 5> keys{{
    {"unit", "policy", "format"},
    {"type", "traced"},
    {"function"},
    {"class", "purposes", "set-by", "from", "until", "management-cap", "owed-to", "agreement"},
    {"name", "kind", "public", "contact"},
}};

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// The text before a comment: `;` at the front or after a blank, outside quotes. A quote opens at
/// the front, after a comma, or (a commodity) after a blank.
std::string_view before_comment(std::string_view text) {
  char before = ',';
  for (std::size_t i = 0; i < text.size(); before = text[i], ++i) {
    if (text[i] == '"' && (before == ',' || is_blank(before))) {
      const std::size_t size = quoted_size(text.substr(i));
      if (size != text.npos) i += size - 1;
    } else if (text[i] == ';' && (i == 0 || is_blank(before))) {
      return text.substr(0, i);
    }
  }
  return text;
}

/// Decimals of a commodity's sample amount.
int sample_scale(const JournalLine& line, const AmountText& sample) {
  const std::size_t point = sample.number.find('.');
  std::string_view decimals = point == sample.number.npos ? "" : sample.number.substr(point + 1);
  const bool digits_only = std::all_of(decimals.begin(), decimals.end(), is_digit);
  const std::size_t comma = sample.number.rfind(',');
  const bool grouped =
      comma == sample.number.npos || std::min(point, sample.number.size()) - comma == 4;
  if (!digits_only || !grouped) {
    refuse(line, sample.all,
           "the sample " + in_quotes(sample.all) +
               " is not understood: a comma groups thousands and a point begins the "
               "decimals; write it as in 1,000.00 CNY");
  }
  if (decimals.size() > static_cast<std::size_t>(scale_max)) {
    refuse(line, sample.all,
           "the sample " + in_quotes(sample.all) + " has over " + std::to_string(scale_max) +
               " decimals; write fewer");
  }
  return static_cast<int>(decimals.size());
}

}  // namespace

JournalDeclaration::JournalDeclaration(JournalCommodities& commodities)
    : commodities_{commodities}, account_tags_{keys.at(1)} {}

bool JournalDeclaration::is_keyword(std::string_view word) noexcept {
  return std::find(keywords.begin(), keywords.end(), word) != keywords.end();
}

void JournalDeclaration::begin(const JournalLine& line, std::string_view keyword,
                               std::string_view rest) {
  keyword_ = keyword;
  head_.number = line.number;
  given_.clear();
  rest = trimmed(rest);
  std::string_view name = trimmed(before_comment(rest));
  const std::string_view comment = rest.substr(std::min(name.size(), rest.size()));
  name_ = name;
  if (name.empty())
    refuse(line, line.text,
           "the " + keyword_ + " has no name; write it after the word " + in_quotes(keyword_));

  if (keyword == "commodity") {
    begin_commodity(line, name);
  } else if (name.find('\t') != name.npos || name.find("  ") != name.npos) {
    refuse(line, name,
           "the name " + in_quotes(name) +
               " holds two blanks together, which end a name; "
               "write what follows on an indented line");
  } else if (keyword == "account") {
    if (comment.size() > 1 && !comment.starts_with("  ") && !comment.starts_with('\t') &&
        !comment.starts_with(" \t")) {
      refuse(line, comment,
             "only one blank before the comment of the account " + in_quotes(name) +
                 "; put two blanks there");
    }
    terms_ = AccountTerms{name_, {}, {}};
  } else if (keyword == "purpose") {
    terms_ = PurposeTerms{name_, {}};
  } else if (keyword == "fund") {
    terms_ = FundTerms{};
    std::get<FundTerms>(terms_).code = name_;
  } else {
    terms_ = PartyTerms{};
    std::get<PartyTerms>(terms_).id = name_;
  }
  if (const std::string_view text = trimmed(comment); !text.empty())
    read_comment(line, text.substr(1));
}

/// hledger's forms: `commodity 1,000.00 CNY`, `commodity CNY 1,000.00`, and `commodity CNY` with
/// a line `format 1,000.00 CNY`.
void JournalDeclaration::begin_commodity(const JournalLine& line, std::string_view rest) {
  terms_ = CommodityTerms{};
  auto& terms = std::get<CommodityTerms>(terms_);
  const bool has_number = [rest] {
    const std::string_view outside =
        rest.starts_with('"') ? rest.substr(std::min(rest.find('"', 1), rest.size())) : rest;
    return outside.find_first_of("0123456789") != outside.npos || is_digit(rest.front());
  }();
  if (has_number) {
    set_sample(line, rest);
    return;
  }
  terms.code = rest.size() > 2 && rest.starts_with('"') && rest.ends_with('"')
                   ? rest.substr(1, rest.size() - 2)
                   : rest;
  if (terms.code.find_first_of(" \t\"") != std::string::npos && !rest.starts_with('"')) {
    refuse(line, rest,
           in_quotes(rest) +
               " is no commodity; write a sample amount, as in "
               "\"commodity 1,000.00 CNY\", with a name of several words in double quotes");
  }
  name_ = terms.code;
}

void JournalDeclaration::set_sample(const JournalLine& line, std::string_view sample) {
  auto& terms = std::get<CommodityTerms>(terms_);
  std::string_view rest = sample;
  const AmountText amount = take_amount(line, rest);
  if (amount.commodity.empty() || !trimmed(rest).empty()) {
    refuse(line, sample,
           in_quotes(sample) +
               " is no sample of a commodity; write one amount, as in 1,000.00 CNY or 1. \"LED 2\" "
               "(a name with digits or blanks in double quotes)");
  }
  if (!terms.code.empty() && amount.commodity != terms.code) {
    refuse(line, amount.commodity,
           "the format is of " + in_quotes(amount.commodity) + " and the commodity is " +
               in_quotes(terms.code) + "; write the same in both");
  }
  terms.code = amount.commodity;
  terms.scale = sample_scale(line, amount);
  name_ = terms.code;
  given_.insert("format");
}

void JournalDeclaration::add(const JournalLine& line) {
  const std::string_view text = trimmed(line.text);
  if (text.starts_with(';')) {
    read_comment(line, text.substr(1));
    return;
  }
  const bool format =
      keyword_ == "commodity" && text.starts_with("format") && text.size() > 6 && is_blank(text[6]);
  if (format) {
    set(line, "format", trimmed(before_comment(text.substr(6))));
    return;
  }
  const std::size_t end = std::min(text.find_first_of(": \t"), text.size());
  const std::size_t colon = text.find_first_not_of(" \t", end);
  const std::string_view key = text.substr(0, end);
  set(line, key,
      colon != text.npos && text[colon] == ':' ? trimmed(before_comment(text.substr(colon + 1)))
                                               : "");
}

/// Tags of an account's comments are its terms, as in hledger. The other declarations have their
/// terms on lines of their own, where a value may hold commas.
void JournalDeclaration::read_comment(const JournalLine& line, std::string_view comment) {
  if (keyword_ == "account") {
    for (const FoundTag& found : account_tags_.read(line, comment)) {
      set(line, account_tags_.known().at(found.tag), found.value);
    }
    return;
  }
  const std::size_t keyword = static_cast<std::size_t>(
      std::find(keywords.begin(), keywords.end(), keyword_) - keywords.begin());
  JournalTags tags{keys.at(keyword)};
  for (const FoundTag& found : tags.read(line, comment)) {
    refuse(line, found.name,
           in_quotes(found.name) + " of the " + keyword_ + " " + in_quotes(name_) +
               " stands in a comment; write it on an indented line of its own, "
               "without the semicolon");
  }
}

void JournalDeclaration::set(const JournalLine& line, std::string_view key,
                             std::string_view value) {
  const std::size_t keyword = static_cast<std::size_t>(
      std::find(keywords.begin(), keywords.end(), keyword_) - keywords.begin());
  const std::vector<std::string>& known = keys.at(keyword);
  if (std::find(known.begin(), known.end(), key) == known.end()) {
    const std::string near = nearest_name(key, known);
    refuse(line, key,
           "a " + keyword_ + " has no " + in_quotes(key) +
               (near.empty() ? "" : "; did you mean " + in_quotes(near) + "?") +
               (near.empty() ? "; its lines are " : " Its lines are ") + listed(known));
  }
  if (value.empty()) {
    refuse(line, key,
           in_quotes(key) + " of the " + keyword_ + " " + in_quotes(name_) +
               " has no value; write it as in \"" + std::string{key} +
               ": ...\" or remove the line");
  }
  if (!given_.emplace(key).second) {
    refuse(line, key,
           in_quotes(key) + " of the " + keyword_ + " " + in_quotes(name_) +
               " is given twice; remove one");
  }
  if (key == "format") {
    set_sample(line, value);
    return;
  }
  // A list keeps its quotes: they may enclose a comma.
  const std::string text = key == "purposes" ? std::string{value} : without_quotes(value);
  std::visit([&](auto& terms) { set_key(line, terms, key, text); }, terms_);
}

decltype(JournalItem::what) JournalDeclaration::finish() {
  std::visit([this](auto& terms) { complete(terms); }, terms_);
  return std::visit([](auto& terms) { return decltype(JournalItem::what){std::move(terms)}; },
                    terms_);
}

}  // namespace almoner

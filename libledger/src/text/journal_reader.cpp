// SPDX-License-Identifier: Apache-2.0
// Tells what each line is. A line at the margin begins something, an indented one belongs to what
// was begun, a blank one ends it; an item is handed over when it has ended.

#include "text/journal_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <almoner/text.hpp>

namespace almoner {

namespace {

struct Unsupported {
  std::string_view word;
  std::string_view instead;
};

/// What hledger and Ledger know and a book does not, and what to do in its place.
constexpr std::array<Unsupported, 35> unsupported{{
    {"include", "post the files one after another"},
    {"P", "market prices have no place in a book of what was received and spent; remove the line"},
    {"D", "write the commodity in each amount, and declare it with \"commodity\""},
    {"N", "remove the line; declare commodities with \"commodity\""},
    {"C", "remove the line; declare each commodity with \"commodity\""},
    {"A", "write the account in each posting"},
    {"Y", "write the year in each date, as in 2021-09-05"},
    {"year", "write the year in each date, as in 2021-09-05"},
    {"decimal-mark", "write a point before the decimals and commas between thousands"},
    {"alias", "write the declared account name in each posting"},
    {"apply", "write the whole account name, date and tags in each entry"},
    {"end", "remove the line; only \"comment\" has an end here"},
    {"bucket", "write the account in each posting"},
    {"payee", "remove the line; declare donors and suppliers with \"party\""},
    {"tag", "remove the line; the tags of this notation need no declaration"},
    {"capture", "write the account in each posting"},
    {"check", "remove the line"},
    {"assert", "remove the line, and compare with the balance report"},
    {"define", "remove the line and write the values out"},
    {"def", "remove the line and write the values out"},
    {"expr", "remove the line and write the values out"},
    {"eval", "remove the line and write the values out"},
    {"value", "remove the line and write the values out"},
    {"python", "remove the line"},
    {"import", "remove the line"},
    {"test", "remove the lines, or write \"comment\" before and \"end comment\" after them"},
    {"default", "write the commodity in each amount"},
    {"i", "write hours as an entry, if they are to be in the book"},
    {"I", "write hours as an entry, if they are to be in the book"},
    {"o", "write hours as an entry, if they are to be in the book"},
    {"O", "write hours as an entry, if they are to be in the book"},
    {"b", "write hours as an entry, if they are to be in the book"},
    {"h", "write hours as an entry, if they are to be in the book"},
    {"fixed", "give the value of each inflow with @@"},
    {"endfixed", "give the value of each inflow with @@"},
}};

std::string_view first_word(std::string_view text) {
  return text.substr(0, text.find_first_of(" \t"));
}

[[noreturn]] void refuse_directive(const JournalLine& line) {
  const std::string_view text = line.text;
  if (text.starts_with('~')) {
    refuse(line, text,
           "periodic entries, " + in_quotes(text) +
               ", are not supported: a book holds what happened; remove it, and post "
               "each entry on its day");
  }
  if (text.starts_with('=')) {
    refuse(line, text,
           "automated entries, " + in_quotes(text) +
               ", are not supported; remove it, and write the postings in each entry");
  }
  std::string_view word = first_word(text);
  while (!word.empty() && (word.front() == '!' || word.front() == '@')) word.remove_prefix(1);
  for (const Unsupported& known : unsupported) {
    if (word != known.word) continue;
    refuse(line, text, in_quotes(text) + " is not supported; " + std::string{known.instead});
  }
  if (!word.empty() && is_digit(word.front())) {
    refuse(line, text, in_quotes(text) + " begins with no date; write it as in 2021-09-05");
  }
  const std::string near =
      nearest_name(word, {"commodity", "account", "purpose", "fund", "party", "comment"});
  refuse(line, text,
         in_quotes(text) + " is not understood; " +
             (near.empty() ? "an entry begins with its date, a declaration with commodity, "
                             "account, purpose, fund or party, a comment with ;"
                           : "did you mean \"" + near + "\"?"));
}

}  // namespace

JournalReader::JournalReader(std::istream& stream, const std::string& base_currency,
                             const ScaleOf& scale_of, const Take& take)
    : lines_{stream},
      commodities_{base_currency, scale_of},
      entry_{commodities_},
      declaration_{commodities_},
      take_{take} {}

void JournalReader::read() {
  while (lines_.next()) read_line();
  finish_block();
}

void JournalReader::read_line() {
  const JournalLine& line = lines_.line();
  const std::string_view text = line.text;
  if (block_ == Block::comment) {
    const std::string_view word = trimmed(text);
    if (word == "end comment" || word == "!end comment" || word == "@end comment")
      block_ = Block::none;
    return;
  }
  if (!text.empty() && is_digit(text.front())) {
    finish_block();
    begin_entry();
    return;
  }
  if (std::all_of(text.begin(), text.end(), is_blank)) {
    finish_block();
    return;
  }
  if (!is_blank(text.front())) {
    finish_block();
    begin_directive();
    return;
  }
  if (block_ == Block::entry) {
    entry_.add(line);
  } else if (block_ == Block::declaration) {
    declaration_.add(line);
  } else if (trimmed(text).front() != ';') {
    refuse(line, trimmed(text),
           in_quotes(trimmed(text)) +
               " is indented and belongs to nothing; remove the blank or comment line "
               "between it and its entry, or its indentation");
  }
}

void JournalReader::begin_entry() {
  const JournalLine& line = lines_.line();
  block_ = Block::entry;
  entry_.begin(line);
}

void JournalReader::begin_directive() {
  const JournalLine& line = lines_.line();
  const char first = line.text.front();
  if (first == ';' || first == '#' || first == '*') return;
  const std::string_view word = first_word(line.text);
  if (word == "comment" && trimmed(line.text) == word) {
    block_ = Block::comment;
    return;
  }
  if (!JournalDeclaration::is_keyword(word)) refuse_directive(line);
  block_ = Block::declaration;
  block_line_ = line.number;
  excerpt_ = line.text;
  declaration_.begin(line, word, line.text.substr(word.size()));
}

/// Hands over what has ended. The block is closed first: a `take` that throws ends the reading.
void JournalReader::finish_block() {
  const Block ended = std::exchange(block_, Block::none);
  if (ended == Block::entry) {
    JournalItem& item = entry_.finish();
    item.end = lines_.read_bytes();
    take_(std::move(item));
  } else if (ended == Block::declaration) {
    take_({declaration_.finish(), block_line_, std::move(excerpt_), lines_.read_bytes()});
  }
}

void read_journal(std::istream& stream, const std::string& base_currency, const ScaleOf& scale_of,
                  const std::function<void(JournalItem&&)>& take) {
  JournalReader{stream, base_currency, scale_of, take}.read();
}

}  // namespace almoner

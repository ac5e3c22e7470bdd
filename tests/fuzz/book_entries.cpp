// SPDX-License-Identifier: Apache-2.0
// What a book is made of: events, exported logs, the file itself.
#include <sstream>
#include <string>

#include <almoner/error.hpp>
#include <almoner/ledger.hpp>

#include "all_answers.hpp"
#include "entry_points.hpp"
#include "log/event_codec.hpp"
#include "log/event_json.hpp"
#include "log/private_part.hpp"
#include "log_files.hpp"
#include "require.hpp"
#include "sound_book.hpp"
#include "store/memory/memory_store.hpp"
#include "temporary_folder.hpp"

namespace almoner::fuzz {

namespace {

class Numbers : public Names {
 public:
  std::string name_of(Id id) const override { return std::to_string(id); }
  int scale_of(Id) const override { return 2; }
};

/// The sound book, its bytes and its answers; made once.
struct Sound {
  Sound() {
    test::make_sound_book(path, 0);
    bytes = test::file_bytes(path);
    Ledger book = Ledger::open(path, {.read_only = true, .busy_timeout_ms = 0, .environment = {}});
    answers = test::all_answers(book);
  }
  TemporaryFolder folder;
  std::string path = folder / "county.book";
  std::string bytes, answers;
};

/// The input is a list of changes: three bytes say where, one how many, then come the new bytes.
std::string changed(std::string file, std::string_view input) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(input[at]); };
  while (input.size() > 4) {
    const std::size_t at = (std::size_t{byte(0)} << 16U | std::size_t{byte(1)} << 8U | byte(2)) % file.size();
    const std::size_t size = std::min({std::size_t{byte(3)}, input.size() - 4, file.size() - at});
    file.replace(at, size, input.substr(4, size));
    input.remove_prefix(4 + size);
  }
  return file;
}

}  // namespace

void event(std::string_view bytes) {
  try {
    const Event decoded = decode_event(bytes);
    require(encode_event(decoded) == bytes);
    require(!event_json(decoded, Numbers{}).empty());
  } catch (const Corrupt&) {
  }
  try {
    const PrivatePart part = decode_private(bytes);
    require(encode_private(part) == bytes);
  } catch (const Corrupt&) {
  }
}

void log(std::string_view bytes) {
  if (bytes.size() < 2) return;
  const std::size_t said = static_cast<unsigned char>(bytes[0]) * 256U + static_cast<unsigned char>(bytes[1]);
  const std::string sequences{bytes.substr(2)};
  const std::size_t bodies_from = sequences.size() - std::min(said, sequences.size());
  const std::string events = sequences.substr(0, bodies_from);
  std::istringstream log{events};
  std::istringstream bodies{sequences.substr(bodies_from)};
  try {
    Ledger book = import_into(make_memory_store(), test::fixed_environment(), log, &bodies);
    std::ostringstream again;
    book.export_log(again);
    require(again.str() == events);
    require(book.audit().findings.empty());
    require(!test::all_answers(book).empty());
  } catch (const Corrupt&) {
  }
}

void book(std::string_view bytes) {
  static const Sound sound;
  test::write_book_file(sound.path, changed(sound.bytes, bytes));
  require(test::judge(sound.path, sound.answers).verdict != test::Verdict::wrong);
}

}  // namespace almoner::fuzz

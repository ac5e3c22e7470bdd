// SPDX-License-Identifier: Apache-2.0
// Parties that a writer met, by id: enough to name one in a posting without asking the store, in some
// thirty bytes each beside the id. Read once or twice an entry and at no place in particular, so what is
// asked for lies in two lines of the cache and not, as in a map of strings, in four.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "book/record.hpp"

namespace almoner {

class KnownParties {
 public:
  struct Party {
    Id seq = no_id;  ///< that declared it
    bool is_public = false;
  };

  /// No more than 2^16 are kept, nor much more than 16 MiB of them: clear() makes room.
  bool is_full() const { return count_ >= parties_max || records_.size() >= bytes_max; }

  std::optional<Party> find(std::string_view id) const {
    if (slots_.empty()) return std::nullopt;
    const std::uint32_t tag = tag_of(id);
    for (std::size_t at = tag & mask(); slots_[at].place != 0; at = (at + 1) & mask()) {
      if (slots_[at].tag != tag) continue;
      const Record record = record_at(slots_[at].place);
      if (id_of(slots_[at].place, record) == id) return Party{record.seq, record.is_public != 0};
    }
    return std::nullopt;
  }

  /// One that is not here yet.
  void add(std::string_view id, Party party) {
    if (count_ * 4 >= slots_.size() * 3) grow();
    if (records_.empty()) records_.resize(1);  // place 0 is no record's
    const Record record{party.seq, static_cast<std::uint32_t>(id.size()), party.is_public ? 1U : 0U};
    const auto place = static_cast<std::uint32_t>(records_.size());
    records_.append(reinterpret_cast<const char*>(&record), sizeof record).append(id);
    put({tag_of(id), place});
    ++count_;
  }

  void clear() { *this = {}; }

 private:
  static constexpr std::size_t parties_max = 1U << 16U;
  static constexpr std::size_t bytes_max = 1U << 24U;

  struct Slot {
    std::uint32_t tag = 0;    ///< of its hash
    std::uint32_t place = 0;  ///< of its record; 0: none
  };
  /// The id follows it.
  struct Record {
    Id seq = no_id;
    std::uint32_t id_size = 0;
    std::uint32_t is_public = 0;
  };

  static std::uint32_t tag_of(std::string_view id) { return static_cast<std::uint32_t>(std::hash<std::string_view>{}(id)); }
  std::size_t mask() const { return slots_.size() - 1; }
  Record record_at(std::uint32_t place) const {
    Record record;
    std::memcpy(&record, records_.data() + place, sizeof record);
    return record;
  }
  std::string_view id_of(std::uint32_t place, const Record& record) const {
    return std::string_view(records_).substr(place + sizeof record, record.id_size);
  }
  void put(Slot slot) {
    std::size_t at = slot.tag & mask();
    while (slots_[at].place != 0) at = (at + 1) & mask();
    slots_[at] = slot;
  }
  void grow() {
    std::vector<Slot> before(slots_.empty() ? 16 : slots_.size() * 2);
    before.swap(slots_);
    for (const Slot& slot : before)
      if (slot.place != 0) put(slot);
  }

  std::vector<Slot> slots_;  ///< open-addressed
  std::string records_;
  std::size_t count_ = 0;
};

}  // namespace almoner

// SPDX-License-Identifier: Apache-2.0
#include "disk.hpp"

#include <algorithm>

namespace almoner::test {

namespace {

void put(std::optional<std::string>& content, std::uint64_t offset, std::string_view bytes) {
  if (!content) content.emplace();
  if (content->size() < offset + bytes.size()) content->resize(offset + bytes.size(), '\0');
  std::copy(bytes.begin(), bytes.end(), content->begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

void Disk::holds(const std::string& file, std::string content) { files_[file] = {std::move(content), {}}; }

void Disk::write(const std::string& file, std::uint64_t offset, std::string_view bytes) {
  files_[file].since.push_back({Change::Kind::write, offset, std::string{bytes}});
}

void Disk::truncate(const std::string& file, std::uint64_t size) {
  files_[file].since.push_back({Change::Kind::truncate, size, {}});
}

void Disk::remove(const std::string& file) { files_[file].since.push_back({Change::Kind::remove, 0, {}}); }

void Disk::sync(const std::string& file) {
  File& synced = files_[file];
  // SQLite syncs the folder with the first sync of a log or journal that it made.
  if (!synced.durable) sync_names();
  for (const Change& change : synced.since) apply(change, synced.durable);
  synced.since.clear();
}

void Disk::sync_names() {
  for (auto& [name, file] : files_) {
    const auto last = std::find_if(file.since.rbegin(), file.since.rend(), [](const Change& one) { return one.kind == Change::Kind::remove; });
    if (last != file.since.rend()) file.durable.reset();
    file.since.erase(file.since.begin(), last.base());
    if (!file.durable && !file.since.empty()) file.durable.emplace();
  }
}

void Disk::apply(const Change& change, std::optional<std::string>& content) {
  switch (change.kind) {
    case Change::Kind::write:
      put(content, change.offset, change.bytes);
      break;
    case Change::Kind::truncate:
      if (content) content->resize(change.offset, '\0');
      break;
    case Change::Kind::remove:
      content.reset();
      break;
  }
}

Image Disk::durable() const {
  Image image;
  for (const auto& [name, file] : files_)
    if (file.durable) image[name] = *file.durable;
  return image;
}

Image Disk::after_power_loss(std::mt19937_64& random) const {
  enum class Luck : std::uint8_t { none, all, first, any };
  const std::uint64_t sector = random() % 2 == 0 ? 512 : 4096;
  Image image;
  for (const auto& [name, file] : files_) {
    const auto luck = static_cast<Luck>(random() % 4);
    const std::uint64_t first = luck == Luck::first ? random() % (file.since.size() + 1) : 0;
    const std::uint64_t of_eight = 1 + random() % 7;
    std::optional<std::string> content = file.durable;
    for (std::uint64_t i = 0; i < file.since.size(); ++i) {
      const Change& change = file.since[i];
      if (luck == Luck::all || (luck == Luck::first && i < first)) {
        apply(change, content);
        continue;
      }
      const auto survives = [&] {
        return (luck == Luck::any || (luck == Luck::first && i == first)) && random() % 8 < of_eight;
      };
      if (change.kind != Change::Kind::write) {
        if (survives()) apply(change, content);
        continue;
      }
      for (std::uint64_t at = 0; at < change.bytes.size();) {
        // To the end of the sector that this byte of the file lies in.
        const std::uint64_t size = std::min(sector - (change.offset + at) % sector, change.bytes.size() - at);
        if (survives()) put(content, change.offset + at, std::string_view{change.bytes}.substr(at, size));
        at += size;
      }
    }
    if (content) image[name] = *std::move(content);
  }
  return image;
}

}  // namespace almoner::test

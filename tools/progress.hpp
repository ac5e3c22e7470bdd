// SPDX-License-Identifier: Apache-2.0
// Progress of long work on standard error: only on a terminal, only after one second.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace almoner::program {

class Progress {
 public:
  /// `noun` names what is counted: "entries".
  explicit Progress(std::string noun);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { hide(); }

  /// Takes the line off the terminal, before something else is written there.
  void hide();

  /// Whether a call of show would write now: ask before working out how much is done.
  bool is_due();
  /// `done` of the noun; `part` and `whole` say how far that is in any unit, 0 where unknown.
  void show(std::uint64_t done, std::uint64_t part, std::uint64_t whole);

 private:
  using Clock = std::chrono::steady_clock;

  std::string noun_;
  bool is_terminal_;
  bool shown_ = false;
  Clock::time_point started_ = Clock::now();
  Clock::time_point due_;
};

}  // namespace almoner::program

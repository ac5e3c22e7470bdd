// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

namespace almoner {

/// Runs `work` in a child process without root's rights, which ignore those of files.
template <class Work>
void as_nobody(const std::string& folder, const Work& work) {
  std::filesystem::permissions(folder, std::filesystem::perms{0755});
  EXPECT_EXIT(
      {
        if (::geteuid() == 0 && (::setgid(65'534) != 0 || ::setuid(65'534) != 0)) ::_exit(99);
        try {
          work();
        } catch (const std::exception& error) {
          std::fprintf(stderr, "%s\n", error.what());
          ::_exit(1);
        }
        ::_exit(testing::Test::HasFailure() ? 2 : 0);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace almoner

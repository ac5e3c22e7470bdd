// SPDX-License-Identifier: Apache-2.0
// The site's fixed files (tools/site), compiled into the program.
#pragma once

#include <span>
#include <string_view>

namespace almoner::program {

struct SiteAsset {
  std::string_view path;  ///< below tools/site, which is its place in the site
  std::string_view text;
};

/// All of them, by path. Those under page/ are templates and not copied.
std::span<const SiteAsset> site_assets();
/// The text of one; an unknown path is a mistake of ours.
std::string_view site_asset(std::string_view path);

}  // namespace almoner::program

// SPDX-License-Identifier: Apache-2.0
// What the site says in its two languages, and how the book's codes are called in each.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>

#include <almoner/terms.hpp>

namespace almoner::program {

enum class Language { chinese, english };
inline constexpr std::array languages = {Language::chinese, Language::english};

struct Words {
  const char* tag;     ///< of HTML's lang
  const char* folder;  ///< below the site's own: "" or "en/"
  const char* up;      ///< from there to the site's folder: "" or "../"
  const char* other_language;
  const char* site_title;  ///< {} is the book's name
  const char* home, *verify, *nav_label, *skip;
  const char* as_of, *intro;
  const char* funds, *flow, *flow_text, *by_purpose, *checkpoint_title, *checkpoint_text;
  const char* fund, *fund_class, *opening, *received, *transfers, *used, *left, *total;
  const char* purpose, *value, *share_note;
  const char* received_list, *used_list, *none;
  const char* reference, *voucher, *date, *donor, *item, *quantity, *intended_use, *recipient, *category, *note;
  const char* anonymous, *money, *unpriced, *any_purpose, *unstated;
  const char* reverses, *reversed_by, *transfer_in, *transfer_out, *refund, *returned;
  const char* page, *previous, *next, *pages, *goods_left, *agreement, *until, *terms;
  const char* others, *unspent, *passed_on, *opening_source;
  const char* limits_title, *limits;
  const char* size, *root, *key, *key_text;
};

const Words& words(Language);
const char* fund_class_word(Language, FundClass);

/// Names of funds, purposes and commodities for readers, by code.
class SiteNames {
 public:
  /// Lines CODE, tab, Chinese name, tab, English name; empty lines and those that begin with # say nothing.
  /// Empty path: none. Throws StorageError, InputError.
  explicit SiteNames(const std::string& file);
  /// The name, or the code itself.
  const std::string& name(Language, const std::string& code) const;
  /// "助医 (MED)", or the code alone.
  std::string with_code(Language, const std::string& code) const;

 private:
  std::map<std::string, std::array<std::string, 2>> names_;
};

/// What people wrote, safe in HTML: references for markup, visible escapes for what is not.
std::string html(std::string_view text);

}  // namespace almoner::program

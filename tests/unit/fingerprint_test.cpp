// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "store/fingerprint.hpp"

namespace almoner::test {
namespace {

template <class Row>
Fingerprint print_of(const std::vector<Row>& rows, std::uint64_t seed = 1) {
  Fingerprint print(seed);
  for (const Row& row : rows) print.add(row);
  return print;
}

TEST(AFingerprint, IsThatOfTheRowsInWhateverOrder) {
  EXPECT_EQ(print_of<ReferenceRow>({{1, 2}, {3, 4}}), print_of<ReferenceRow>({{3, 4}, {1, 2}}));
  EXPECT_EQ(print_of<ReferenceRow>({}), print_of<ReferenceRow>({}));
}

TEST(AFingerprint, TellsWhoHasWhat) {
  EXPECT_NE(print_of<ReferenceRow>({{1, 2}, {3, 4}}), print_of<ReferenceRow>({{1, 4}, {3, 2}}));
  EXPECT_NE(print_of<ReferenceRow>({{1, 2}}), print_of<ReferenceRow>({{2, 1}}));
  EXPECT_NE(print_of<ReferenceRow>({{0, 0}}), print_of<ReferenceRow>({{0, 0}, {0, 0}}));
  EXPECT_NE(print_of<ReferenceRow>({{1, 2}, {1, 2}}), print_of<ReferenceRow>({{1, 2}, {3, 4}}));
}

TEST(AFingerprint, TellsTextsApartByEachByteAndTheirLength) {
  const std::vector<std::string> texts{"", std::string(1, '\0'), std::string(8, '\0'), "a", "b", "aaaaaaaa", "aaaaaaaaa", "aaaaaaab", "baaaaaaa",
                                       "a card", "aaaaaaaabbbbbbbb", "bbbbbbbbaaaaaaaa", std::string(300, 'a'), std::string(301, 'a')};
  for (const std::string& one : texts)
    for (const std::string& other : texts)
      EXPECT_EQ(print_of<PartyIndexRow>({{one, 7, false}}) == print_of<PartyIndexRow>({{other, 7, false}}), &one == &other) << one << " " << other;
}

RC_GTEST_PROP(AFingerprint, TellsRowsApartThatDifferInOneNumber, ()) {
  PostingRow row;
  row.account = *rc::gen::arbitrary<std::uint64_t>();
  row.quantity = *rc::gen::arbitrary<std::int64_t>();
  row.value = *rc::gen::arbitrary<std::int64_t>();
  PostingRow other = row;
  switch (*rc::gen::inRange(0, 4)) {
    case 0: other.account ^= *rc::gen::nonZero<std::uint64_t>(); break;
    case 1: other.line += 1; break;
    case 2: other.quantity ^= *rc::gen::nonZero<std::int64_t>(); break;
    default: other.value ^= *rc::gen::nonZero<std::int64_t>(); break;
  }
  RC_ASSERT(print_of<PostingRow>({row}, 9) != print_of<PostingRow>({other}, 9));
}

}  // namespace
}  // namespace almoner::test

#include "storage/ids/term_page.h"

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "schema/text.h"
#include "storage/byte_order.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

constexpr PagePlace kPlace = {.order = 0x84, .number = 77};

std::vector<std::string> RandomTerms(std::mt19937_64& random) {
  std::vector<std::string> terms(1 + random() % kTermsPerPage);
  for (size_t index = 0; index < terms.size(); ++index) {
    if (index > 0 && random() % 2 == 0) terms[index] = terms[index - 1];
    terms[index].resize(random() % 16 == 0 ? kTermOutlineSize - 1 + random() % 3
                                           : std::min<size_t>(terms[index].size(), random() % 40));
    for (uint64_t more = random() % 20; more > 0; --more) {
      terms[index].push_back(static_cast<char>(random()));
    }
  }
  return terms;
}

TEST(TermPageTest, TermsComeBackInAnySequenceWhateverTheirNumber) {
  const uint64_t seed = TestSeed();
  for (uint64_t round = 0; round < TestRounds(200); ++round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", round ", round));
    std::mt19937_64 random(seed + round);
    const std::vector<std::string> terms = RandomTerms(random);
    std::optional<uint64_t> first_outlined;
    if (random() % 2 == 0) first_outlined = random();
    const std::string bytes = EncodeTermPage(
        std::vector<std::string_view>(terms.begin(), terms.end()), kPlace, first_outlined);
    ASSERT_OK_AND_ASSIGN(const auto page, TermPage::Parse(bytes, kPlace, terms.size()));
    TermPageReader reader;
    reader.Open(kPlace, page);
    for (int look = 0; look < 300; ++look) {
      const size_t index = random() % terms.size();
      std::string_view term;
      const bool is_inside = reader.Get(index, &term);
      EXPECT_EQ(is_inside, terms[index].size() <= kTermOutlineSize);
      if (is_inside) {
        EXPECT_EQ(term, terms[index]);
      } else if (first_outlined.has_value()) {
        uint64_t expected = *first_outlined;
        for (size_t before = 0; before < index; ++before) {
          expected += terms[before].size() > kTermOutlineSize;
        }
        uint64_t unit = 0;
        EXPECT_TRUE(TakeVarint(&term, &unit) && term.empty());
        EXPECT_EQ(unit, expected);
      } else {
        EXPECT_EQ(term, "");
      }
    }
    // A page with another number of terms is none.
    const size_t other = 1 + random() % kTermsPerPage;
    if (other != terms.size()) {
      EXPECT_THAT(TermPage::Parse(bytes, kPlace, other), StatusIs(absl::StatusCode::kDataLoss));
    }
    EXPECT_THAT(TermPage::Parse(bytes, {.order = 0x84, .number = 78}, terms.size()),
                StatusIs(absl::StatusCode::kDataLoss));
  }
}

}  // namespace
}  // namespace entente

#include "storage/snapshot/term_sorter.h"

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "schema/syntax/line_writer.h"
#include "schema/text.h"
#include "storage/ids/term_bytes.h"
#include "tests/support/random_graph.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

struct Sorted {
  std::string token = {};
  uint64_t tag = 0;
  friend auto operator<=>(const Sorted&, const Sorted&) = default;
};

// Texts that begin alike, end within or behind each other, and hold what is escaped.
std::string RandomText(std::mt19937_64& random) {
  static constexpr std::string_view kBytes = "aab\"\\\n\x01>~";
  std::string text = random() % 3 == 0 ? "" : "http://example.org/";
  for (uint64_t size = random() % 24; size > 0; --size) {
    text.push_back(random() % 4 > 0 ? 'a' : kBytes[random() % kBytes.size()]);
  }
  if (random() % 50 == 0) text.append(2000, 'a');
  return text;
}

std::string RandomTermBytes(IdKind kind, std::mt19937_64& random) {
  if (kind != IdKind::kLiteral) return RandomText(random);
  Literal literal = RandomLiteral(&random);
  if (random() % 2 == 0) literal.lexical = RandomText(random);
  InnerTriples inner;
  std::string bytes;
  AppendTermBytes(ViewOf(Term(literal), &inner), &bytes);
  return bytes;
}

TEST(TermSorterTest, TermsComeInTheSequenceOfTheirTokensWhateverTheBudget) {
  const uint64_t seed = TestSeed();
  const TempDir directory;
  for (uint64_t round = 0; round < TestRounds(60); ++round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", round ", round));
    std::mt19937_64 random(seed + round);
    const IdKind kind =
        std::array{IdKind::kIri, IdKind::kBlankNode, IdKind::kLiteral}[random() % 3];
    const uint64_t budget = random() % 3 == 0 ? 1 : 1 + random() % 100'000;
    std::vector<std::unique_ptr<TermSorter>> sorters;
    for (uint64_t count = 1 + random() % 3; count > 0; --count) {
      sorters.push_back(std::make_unique<TermSorter>(kind, budget, directory.path(), nullptr));
    }
    std::vector<Sorted> expected;
    for (uint64_t count = random() % 1500; count > 0; --count) {
      const std::string bytes = RandomTermBytes(kind, random);
      const uint64_t tag = random();
      ASSERT_OK(sorters[random() % sorters.size()]->Add(bytes, tag));
      ASSERT_OK_AND_ASSIGN(const TermView term, ParseTermBytes(kind, bytes));
      Sorted entry = {.tag = tag};
      AppendNTriplesTerm(term, &entry.token);
      expected.push_back(std::move(entry));
    }
    for (const auto& sorter : sorters) ASSERT_OK(sorter->Sort());
    std::vector<Sorted> sorted;
    ASSERT_OK(TermSorter::Merge(
        sorters, [&](std::string_view bytes, uint64_t tag, bool is_repeated) -> absl::Status {
          const absl::StatusOr<TermView> term = ParseTermBytes(kind, bytes);
          if (!term.ok()) return term.status();
          Sorted entry = {.tag = tag};
          AppendNTriplesTerm(*term, &entry.token);
          EXPECT_EQ(is_repeated, !sorted.empty() && sorted.back().token == entry.token);
          EXPECT_TRUE(sorted.empty() || sorted.back().token <= entry.token);
          sorted.push_back(std::move(entry));
          return absl::OkStatus();
        }));
    std::sort(sorted.begin(), sorted.end());
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(sorted, expected);
  }
}

TEST(TermSorterTest, ACancelledSorterSaysSo) {
  std::atomic<bool> cancelled = true;
  TermSorter sorter(IdKind::kIri, 1 << 20, {}, &cancelled);
  for (uint64_t number = 0; number < 10'000; ++number) {
    ASSERT_OK(sorter.Add(StrCat("http://example.org/", number), number));
  }
  EXPECT_THAT(sorter.Sort(), StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace entente

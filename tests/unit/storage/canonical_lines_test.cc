#include "storage/dumping/canonical_lines.h"

#include <openssl/sha.h>

#include <memory>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/quad_stream.h"
#include "schema/syntax/line_writer.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "storage/dumping/lines_ahead.h"
#include "tests/support/memory_view.h"
#include "tests/support/random_graph.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace entente {
namespace {

// The plain way: all lines in a set.
std::set<std::string> PlainLines(const std::vector<Quad>& quads) {
  std::set<std::string> lines;
  for (const Quad& quad : quads) {
    InnerTriples inner;
    std::string line;
    AppendNQuadsLine(ViewOf(quad, &inner), &line);
    lines.insert(line);
  }
  return lines;
}

std::string Joined(const std::set<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

std::string Sha256(const std::string& text) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  return {reinterpret_cast<const char*>(digest), sizeof(digest)};
}

absl::StatusOr<std::string> AllLines(const ReadView& view, const DumpSortOptions& options) {
  auto lines = OpenCanonicalLines(view, options);
  if (!lines.ok()) return lines.status();
  std::string text;
  std::string_view line;
  while ((*lines)->Next(&line)) StrAppend(&text, line, "\n");
  if (!(*lines)->status().ok()) return (*lines)->status();
  return text;
}

// What makes the sequence of tokens differ from that of values: names that begin other names,
// languages, directions, numbers in ids beside literals in the dictionary, all of few subjects.
Quad TrickyQuad(std::mt19937_64* random) {
  static constexpr std::string_view kIris[] = {"http://a",  "http://a#b", "http://a-b",
                                               "http://a/", "http://a/b", "http://ab",
                                               "urn:é",     "urn:z"};
  const auto below = [&](size_t limit) { return (*random)() % limit; };
  const auto iri = [&] { return Term(Iri(std::string(kIris[below(std::size(kIris))]))); };
  const auto blank = [&] {
    static constexpr std::string_view kLabels[] = {"a", "a-b", "a.b", "a1", "b", "é"};
    return Term(BlankNode(std::string(kLabels[below(std::size(kLabels))])));
  };
  const auto node = [&] { return below(2) == 0 ? iri() : blank(); };
  const auto object = [&](auto& self, int depth) -> Term {
    switch (below(depth < 3 ? 7 : 6)) {
      case 0:
        return static_cast<int64_t>(below(2000)) - 1000;
      case 1:
        return static_cast<double>(below(100)) / 8;
      case 2:
        return Literal{.lexical = StrCat(below(20) - 10.0), .datatype = std::string(xsd::kDecimal)};
      case 3:
      case 4:
        return RandomLiteral(random);
      case 5:
        return node();
      default:
        return Triple{node(), iri(), self(self, depth + 1)};
    }
  };
  return {.subject = below(4) == 0 ? node() : iri(),
          .predicate = below(2) == 0 ? Term(Iri("http://a")) : iri(),
          .object = object(object, 0),
          .graph = below(3) > 0 ? Term() : node()};
}

std::vector<Quad> TrickyQuads(std::mt19937_64* random, size_t size) {
  std::vector<Quad> quads = RandomQuads(random, size / 4, true);
  while (quads.size() < size) quads.push_back(TrickyQuad(random));
  return quads;
}

TEST(CanonicalLinesTest, LinesAndHashAreThoseOfTheSetOfAllLines) {
  const uint64_t seed = TestSeed();
  std::mt19937_64 random(seed);
  for (uint64_t round = TestRounds(60); round > 0; --round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", rounds left ", round));
    const std::vector<Quad> quads =
        TrickyQuads(&random, random() % (random() % 8 == 0 ? 9000 : 90));
    const std::string expected = Joined(PlainLines(quads));
    const TempDir directory;
    // The small budget makes groups large and sorts them in runs.
    const DumpSortOptions options = {
        .memory_budget_bytes = random() % 2 == 0 ? 0 : uint64_t{64} << 20,
        .temporary_directory = directory.path()};
    for (const auto ids :
         {MemoryView::Ids::kOfDictionary, MemoryView::Ids::kInline, MemoryView::Ids::kSorted}) {
      const MemoryView view(quads, ids);
      ASSERT_EQ(view.has_sorted_terms(), ids == MemoryView::Ids::kSorted);
      const auto lines = AllLines(view, options);
      ASSERT_OK(lines);
      ASSERT_TRUE(*lines == expected) << "expected:\n" << expected << "found:\n" << *lines;
      const auto hash = ComputeLogicalHash(view, options);
      ASSERT_OK(hash);
      EXPECT_EQ(*hash, Sha256(expected));
    }
  }
}

TEST(CanonicalLinesTest, ASubjectLargerThanTheBudgetIsSortedInRuns) {
  std::vector<Quad> quads;
  for (int i = 0; i < 20'000; ++i) {
    quads.push_back({Iri("urn:hub"), Iri("urn:p"), (i * 7919) % 20'000 - 5000, {}});
    if (i % 100 == 0) quads.push_back({Iri(StrCat("urn:h", i)), Iri("urn:p"), i, {}});
    if (i % 100 == 0) quads.push_back({Iri("urn:hub"), Iri("urn:q"), i, {}});
  }
  const std::string expected = Joined(PlainLines(quads));
  for (const auto ids : {MemoryView::Ids::kInline, MemoryView::Ids::kSorted}) {
    const TempDir directory;
    const auto lines = AllLines(MemoryView(quads, ids), {.memory_budget_bytes = 0,
                                                         .temporary_directory = directory.path()});
    ASSERT_OK(lines);
    EXPECT_TRUE(*lines == expected);
  }
}

TEST(CanonicalLinesTest, AnEmptyViewHasNoLinesAndTheHashOfNothing) {
  const MemoryView view({});
  const auto lines = AllLines(view, {});
  ASSERT_OK(lines);
  EXPECT_EQ(*lines, "");
  EXPECT_EQ(*ComputeLogicalHash(view, {}), Sha256(""));
}

TEST(CanonicalLinesTest, ADumpIsTheseLines) {
  std::mt19937_64 random(TestSeed());
  const std::vector<Quad> quads = TrickyQuads(&random, 3000);
  std::string text;
  const auto quad_count = WriteCanonicalDump(MemoryView(quads), {}, [&](std::string_view bytes) {
    text.append(bytes);
    return absl::OkStatus();
  });
  ASSERT_OK(quad_count);
  const std::set<std::string> expected = PlainLines(quads);
  EXPECT_EQ(*quad_count, expected.size());
  EXPECT_TRUE(text == Joined(expected));
}

TEST(LinesAheadTest, TheyAreTheSameLinesAndHaveTheirHash) {
  std::mt19937_64 random(TestSeed());
  for (const size_t size : {0, 1, 500, 30'000}) {
    const std::vector<Quad> quads = TrickyQuads(&random, size);
    const std::set<std::string> expected = PlainLines(quads);
    for (const auto ids : {MemoryView::Ids::kInline, MemoryView::Ids::kSorted}) {
      const MemoryView view(quads, ids);
      LinesAhead lines(view, {});
      std::string text;
      std::string_view line;
      while (lines.Next(&line)) StrAppend(&text, line, "\n");
      ASSERT_OK(lines.status());
      EXPECT_TRUE(text == Joined(expected));
      EXPECT_EQ(lines.hash(), Sha256(text));
    }
  }
}

TEST(LinesAheadTest, WhoStopsAskingStopsTheReading) {
  std::mt19937_64 random(TestSeed());
  const MemoryView view(TrickyQuads(&random, 40'000), MemoryView::Ids::kSorted);
  LinesAhead lines(view, {});
  std::string_view line;
  EXPECT_TRUE(lines.Next(&line));
}

// A view that says its ids ascend as tokens do, though they do not.
class LyingView : public MemoryView {
 public:
  using MemoryView::MemoryView;
  bool has_sorted_terms() const override { return true; }
};

TEST(CanonicalLinesTest, SubjectsThatAreNotInSequenceAreDamage) {
  const LyingView view({{Iri("urn:b"), Iri("urn:p"), Iri("urn:o"), {}},
                        {Iri("urn:a"), Iri("urn:p"), Iri("urn:o"), {}}});
  EXPECT_THAT(AllLines(view, {}), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(ComputeLogicalHash(view, {}), StatusIs(absl::StatusCode::kDataLoss));
  LinesAhead ahead(view, {});
  std::string_view line;
  EXPECT_FALSE(ahead.Next(&line) && ahead.Next(&line));
  EXPECT_THAT(ahead.status(), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(CanonicalLinesTest, CancellingEndsTheLines) {
  std::mt19937_64 random(TestSeed());
  const std::atomic<bool> cancelled = true;
  const std::vector<Quad> quads = TrickyQuads(&random, 30'000);
  for (const auto ids : {MemoryView::Ids::kInline, MemoryView::Ids::kSorted}) {
    EXPECT_THAT(AllLines(MemoryView(quads, ids), {.cancelled = &cancelled}),
                StatusIs(absl::StatusCode::kCancelled));
  }
}

}  // namespace
}  // namespace entente

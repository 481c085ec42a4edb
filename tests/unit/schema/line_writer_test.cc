#include "schema/syntax/line_writer.h"

#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/quads.h"
#include "tests/support/random_graph.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  AppendQuotedString(text, &out);
  return out;
}

TEST(LineWriterTest, OnlyWhatTheCanonicalFormNamesIsEscaped) {
  EXPECT_EQ(Quoted("\"\\\n\r\t\b\f'/é😀"), "\"\\\"\\\\\\n\\r\\t\\b\\f'/é😀\"");
  EXPECT_EQ(Quoted("\x01\x1F\x7F\xEF\xBF\xBD\xEF\xBF\xBE\xEF\xBF\xBF\xC2\x80"),
            "\"\\u0001\\u001F\\u007F\xEF\xBF\xBD\\uFFFE\\uFFFF\xC2\x80\"");
  EXPECT_EQ(Quoted(std::string_view("\0", 1)), "\"\\u0000\"");
}

TEST(LineWriterTest, RandomQuadsComeBackAsTheyWereAndAreWrittenTheSameAgain) {
  const uint64_t seed = TestSeed();
  for (uint64_t round = 0; round < TestRounds(1000); ++round) {
    SCOPED_TRACE(StrCat("ENTENTE_SEED=", seed + round, " ENTENTE_ROUNDS=1"));
    std::mt19937_64 random(seed + round);
    const std::vector<Quad> quads = RandomQuads(&random, 1 + random() % 20, true);
    const std::string lines = ToNQuads(quads);
    ASSERT_OK_AND_ASSIGN(const std::vector<Quad> again, ParseQuads(RdfFormat::kNQuads, lines));
    ASSERT_TRUE(again == quads) << lines;
    ASSERT_EQ(ToNQuads(again), lines);
  }
}

TEST(LineWriterTest, TheErrorOfTheOutputStopsTheWriter) {
  const auto writer = MakeLineWriter(
      true, [](std::string_view) { return absl::ResourceExhaustedError("disk full"); });
  const QuadView quad = {.subject = TermView::OfIri("a:s"),
                         .predicate = TermView::OfIri("a:p"),
                         .object = TermView::OfIri("a:o")};
  absl::Status status;
  int count = 0;
  for (; status.ok() && count < 100000; ++count) status = writer->Accept(quad);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted, "disk full"));
  EXPECT_LT(count, 100000);
}

}  // namespace
}  // namespace entente

#include "schema/syntax/patch_parser.h"

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/syntax/line_writer.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/text.h"
#include "tests/support/random_graph.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// The rows again, in the one way that we write them.
class RowCollector : public PatchSink {
 public:
  absl::Status Add(const QuadView& quad) override { return Row("A ", quad); }
  absl::Status Remove(const QuadView& quad) override { return Row("D ", quad); }
  absl::Status Begin() override { return Plain("TX ."); }
  absl::Status Commit() override { return Plain("TC ."); }
  absl::Status Undo() override { return Plain("TA ."); }
  absl::Status Header(std::string_view name, const TermView& value) override {
    StrAppend(&text, "H ", name, " ");
    AppendNTriplesTerm(value, &text);
    text += " .\n";
    return absl::OkStatus();
  }
  std::string text;

 private:
  absl::Status Row(std::string_view code, const QuadView& quad) {
    text += code;
    AppendNQuadsLine(quad, &text);
    return absl::OkStatus();
  }
  absl::Status Plain(std::string_view row) {
    StrAppend(&text, row, "\n");
    return absl::OkStatus();
  }
};

// The rows, or the message of the error.
std::string Parsed(std::string_view text, size_t piece_bytes = std::string_view::npos) {
  TextSource source(text, piece_bytes);
  RowCollector rows;
  const absl::Status status = ParsePatch(&source, "p.rdfp", &rows);
  return status.ok() ? rows.text : std::string(status.message());
}

TEST(PatchParserTest, EveryKindOfRowIsRead) {
  EXPECT_EQ(
      Parsed("# a patch\n"
             "H prev <urn:a> .\nH note \"x\"@EN .\n"
             "TX .\n"
             "PA \"ent\" \"http://e\" .\nPA ent: <http://e> . PA : <http://e> . PD \"ent\" .\n"
             "A <a:s> <a:p> \"1\"^^<a:t>.\n"
             "D <_:b1> <a:p> _:b.2 <_:g> . # behind a row\n"
             "A <a:s> <a:p>\n  <<( _:x <a:p> <<( <a:s> <a:p> \"\\u0041\"@en--rtl )>> )>> .\n"
             "TA .\n"
             "D <a:s> <a:p> <a:o> <a:g> ."),
      "H prev <urn:a> .\nH note \"x\"@en .\n"
      "TX .\n"
      "A <a:s> <a:p> \"1\"^^<a:t> .\n"
      "D _:b1 <a:p> _:b.2 _:g .\n"
      "A <a:s> <a:p> <<( _:x <a:p> <<( <a:s> <a:p> \"A\"@en--rtl )>> )>> .\n"
      "TA .\n"
      "D <a:s> <a:p> <a:o> <a:g> .\n");
  EXPECT_EQ(Parsed(""), "");
}

TEST(PatchParserTest, ErrorsPointAtTheirPlace) {
  EXPECT_EQ(Parsed("TX .\nA <a:s> \"p\" <a:o> .\nTC ."),
            "p.rdfp:2:9: expected a predicate (an IRI in <>), found '\"'\n"
            "  A <a:s> \"p\" <a:o> .\n"
            "          ^");
  EXPECT_THAT(Parsed("<a:s> <a:p> <a:o> ."), StartsWith("p.rdfp:1:1: expected one of the codes"));
  EXPECT_THAT(Parsed("X <a:s> <a:p> <a:o> ."), StartsWith("p.rdfp:1:1: expected one of the codes"));
  EXPECT_THAT(Parsed("A \"s\" <a:p> <a:o> ."), StartsWith("p.rdfp:1:3: expected a subject"));
  EXPECT_THAT(Parsed("A <s> <a:p> <a:o> ."), StartsWith("p.rdfp:1:4: the IRI has no scheme"));
  EXPECT_THAT(Parsed("A <a:s> <_:p> <a:o> ."), StartsWith("p.rdfp:1:9: expected a predicate"));
  EXPECT_THAT(Parsed("A <a:s> <a:p> <a:o>\nA <a:s> <a:p> <a:o> ."),
              HasSubstr("2:1: expected a gr"));
  EXPECT_THAT(Parsed("A <a:s> <a:p> .\n"), HasSubstr("1:15: expected an object"));
  EXPECT_THAT(Parsed("A <a:s> <a:p> <a:o> <a:g> <a:h> .\n"), HasSubstr("1:27: expected '.'"));
  EXPECT_THAT(Parsed("A <a:s> <a:p> \"a\nb\" ."), HasSubstr("1:15: "));
  EXPECT_THAT(Parsed("A <a:s> <a:p> <_:b c> ."), HasSubstr("1:19: expected '>'"));
  EXPECT_THAT(Parsed("H prev ."), HasSubstr("1:8: expected an object"));
}

TEST(PatchParserTest, TransactionsBeginAndEnd) {
  EXPECT_EQ(Parsed("TX . TC . TX . TA ."), "TX .\nTC .\nTX .\nTA .\n");
  EXPECT_THAT(Parsed("TX .\nTX .\n"), HasSubstr("2:1: TX within a transaction"));
  EXPECT_THAT(Parsed("TC .\n"), HasSubstr("1:1: TC without TX"));
  EXPECT_THAT(Parsed("TX .\nTC .\nTA ."), HasSubstr("3:1: TA without TX"));
  EXPECT_THAT(Parsed("TX .\nH id <a:b> .\n"), HasSubstr("2:1: a header within a transaction"));
  EXPECT_THAT(Parsed("TX .\nA <a:s> <a:p> <a:o> .\n"), HasSubstr("ends within a transaction"));
}

TEST(PatchParserTest, TripleTermsNestToTheLimitAndNotBeyond) {
  const auto nested = [](int depth) {
    std::string term;
    for (int i = 0; i < depth; ++i) term += "<<( <a:s> <a:p> ";
    term += "<a:o>";
    for (int i = 0; i < depth; ++i) term += " )>>";
    return StrCat("A <a:s> <a:p> ", term, " .\n");
  };
  EXPECT_EQ(Parsed(nested(kNestingMax)), nested(kNestingMax));
  EXPECT_THAT(Parsed(nested(kNestingMax + 1)), HasSubstr("nested deeper than 256"));
  EXPECT_THAT(Parsed(nested(100'000)), HasSubstr("nested deeper than 256"));
}

TEST(PatchParserTest, AnyQuadsComeBackWhateverThePieces) {
  const uint64_t seed = TestSeed();
  std::mt19937_64 random(seed);
  for (uint64_t round = TestRounds(50); round > 0; --round) {
    SCOPED_TRACE(StrCat("seed ", seed, ", rounds left ", round));
    RowCollector rows;
    for (const Quad& quad : RandomQuads(&random, 20, true)) {
      InnerTriples inner;
      const QuadView view = ViewOf(quad, &inner);
      ASSERT_OK(random() % 2 == 0 ? rows.Add(view) : rows.Remove(view));
    }
    EXPECT_EQ(Parsed(rows.text, 1 + random() % 50), rows.text);
    // Cut anywhere, it is an error or a shorter patch, never anything else.
    const std::string cut = rows.text.substr(0, random() % rows.text.size());
    const std::string found = Parsed(cut);
    EXPECT_TRUE(found.starts_with("p.rdfp:") || rows.text.starts_with(found)) << cut;
  }
}

TEST(PatchParserTest, TheErrorOfTheSinkEndsTheReading) {
  class Refusing : public RowCollector {
   public:
    absl::Status Remove(const QuadView&) override { return absl::ResourceExhaustedError("full"); }
  };
  TextSource source("A <a:s> <a:p> <a:o> . D <a:s> <a:p> <a:o> . A <a:s> <a:p> <a:q> .");
  Refusing rows;
  EXPECT_THAT(ParsePatch(&source, "p", &rows), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(rows.text, "A <a:s> <a:p> <a:o> .\n");
}

}  // namespace
}  // namespace entente

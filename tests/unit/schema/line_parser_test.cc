#include "schema/syntax/line_parser.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/text.h"
#include "tests/support/quads.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// The document as canonical N-Quads, or the message of its error.
std::string Parsed(std::string_view text, bool has_graphs = true) {
  QuadCollector collector;
  const absl::Status status =
      ParseLines(text, {.file_name = "t.nq", .has_graphs = has_graphs}, &collector);
  return status.ok() ? ToNQuads(collector.quads) : std::string(status.message());
}

// The same, read in pieces of `piece_bytes`.
std::string ParsedInPieces(std::string_view text, size_t piece_bytes) {
  TextSource source(text, piece_bytes);
  QuadCollector collector;
  const absl::Status status = ParseLines(&source, {.file_name = "t.nq"}, &collector);
  return status.ok() ? ToNQuads(collector.quads) : std::string(status.message());
}

TEST(LineParserTest, EveryKindOfTermIsRead) {
  EXPECT_EQ(Parsed("<a:s><a:p>\"x\"@EN-gb--ltr<a:g>. # comment\n"
                   "_:b.1 <a:p>  \"\\u0041\\n\\\"\"  ^^ <a:\\u0041> _:g .\r\n\r"
                   "\t<a:s> <a:p> <<(_:x<a:p><<( <a:s> <a:p> \"1\" )>>)>> .\n"
                   "VERSION \"1.2\" # and nothing else\n"
                   "<a:s> <a:p> \"plain\"^^<http://www.w3.org/2001/XMLSchema#string>."),
            "<a:s> <a:p> \"x\"@en-gb--ltr <a:g> .\n"
            "_:b.1 <a:p> \"A\\n\\\"\"^^<a:A> _:g .\n"
            "<a:s> <a:p> <<( _:x <a:p> <<( <a:s> <a:p> \"1\" )>> )>> .\n"
            "<a:s> <a:p> \"plain\" .\n");
}

TEST(LineParserTest, AByteOrderMarkAtTheStartIsSkippedAndElsewhereAnError) {
  EXPECT_EQ(Parsed("\xEF\xBB\xBF<a:s> <a:p> <a:o> ."), "<a:s> <a:p> <a:o> .\n");
  EXPECT_THAT(Parsed("<a:s> <a:p> <a:o> .\n\xEF\xBB\xBF<a:s> <a:p> <a:o> ."),
              StartsWith("t.nq:2:1: expected a subject"));
}

TEST(LineParserTest, NulBytesStandInStringsOnly) {
  using namespace std::string_view_literals;
  EXPECT_EQ(Parsed("<a:s> <a:p> \"\0\" ."sv), "<a:s> <a:p> \"\\u0000\" .\n");
  EXPECT_THAT(Parsed("<a:s\0> <a:p> <a:o> ."sv), StartsWith("t.nq:1:5: expected '>'"));
}

TEST(LineParserTest, ErrorsPointAtTheirPlace) {
  EXPECT_EQ(Parsed("<a:s> <a:p> <a:o> .\r\n\r\n<a:sé> \"ü\" <a:o> .\n"),
            "t.nq:3:8: expected a predicate (an IRI in <>), found '\"'\n"
            "  <a:sé> \"ü\" <a:o> .\n"
            "         ^");
  EXPECT_THAT(Parsed("<a:s> <a:p> <a:o> <a:g> .", false),
              HasSubstr("hint: N-Triples has no graph names"));
  EXPECT_THAT(Parsed("<a:s> <a:p> <o> ."), StartsWith("t.nq:1:14: the IRI has no scheme"));
  EXPECT_THAT(Parsed("<a:s> <a:p> \"\\ud83c\" ."), HasSubstr("1:14: the escape stands for a surr"));
  EXPECT_THAT(Parsed("<a:s> <a:p> <a:\\u0020> ."), HasSubstr("1:16: the escape stands for a char"));
  EXPECT_THAT(Parsed("<a:s> <a:p> \"x\"@toolongsubtag ."), HasSubstr("1:17: expected a language"));
  EXPECT_THAT(Parsed("<a:s> <a:p> \"x\"@en--LTR ."), HasSubstr("1:21: the base direction"));
  EXPECT_THAT(Parsed("<a:s> <a:p> \"two\nlines\" ."), HasSubstr("1:13: the string is not closed"));
  EXPECT_THAT(Parsed("<a:s> <a:p> <a:o>"), HasSubstr("1:18: expected '.'"));
  EXPECT_THAT(Parsed("<a:s> <a:p> <a:o> . <a:s>"), HasSubstr("1:21: expected the end of the line"));
}

TEST(LineParserTest, InvalidUtf8IsFoundWhereItIsAndWhatStandsBeforeIsRead) {
  QuadCollector collector;
  const absl::Status status = ParseLines("<a:s> <a:p> <a:o> .\n<a:s> <a:p> \"ab\xC3(\" .\n",
                                         {.file_name = "t.nt", .first_line = 41}, &collector);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument,
                               StartsWith("t.nt:42:16: the text is not UTF-8")));
  EXPECT_EQ(collector.quads.size(), 1u);
}

TEST(LineParserTest, TripleTermsNestToTheLimitAndNotBeyond) {
  const auto nested = [](int depth) {
    std::string term;
    for (int i = 0; i < depth; ++i) term += "<<(<a:s><a:p>";
    term += "<a:o>";
    for (int i = 0; i < depth; ++i) term += ")>>";
    return StrCat("<a:s> <a:p> ", term, " .\n");
  };
  EXPECT_THAT(Parsed(nested(kNestingMax)), StartsWith("<a:s> <a:p> <<( <a:s>"));
  EXPECT_THAT(Parsed(nested(kNestingMax + 1)), HasSubstr("nested deeper than 256"));
  EXPECT_THAT(Parsed(nested(100000)), HasSubstr("nested deeper than 256"));
}

TEST(LineParserTest, PiecesOfAnySizeGiveWhatTheWholeGives) {
  const std::string text =
      "\xEF\xBB\xBF<a:s> <a:p> \"\xE2\x82\xAC\" .\r\n# c\r\r<a:s> <a:p> \"\\t\"@en .\n_:a <a:p> "
      "_:b <a:g> .\r"
      "<a:s> <a:p> <bad> .";
  for (size_t size = 1; size < text.size(); ++size) {
    EXPECT_EQ(ParsedInPieces(text, size), Parsed(text)) << size;
    EXPECT_EQ(ParsedInPieces(text.substr(0, text.rfind('\r')), size),
              Parsed(text.substr(0, text.rfind('\r'))));
  }
  EXPECT_THAT(Parsed(text), StartsWith("t.nq:6:14:"));
}

TEST(LineParserTest, ALineLargerThanTheBufferIsReadWhole) {
  const std::string line = StrCat("<a:s> <a:p> \"", std::string(3 << 20, 'x'), "\" .\n");
  EXPECT_EQ(ParsedInPieces(line, 70001), line);
}

TEST(LineParserTest, TheErrorOfTheSinkEndsTheStream) {
  class Refusing : public QuadSink {
   public:
    absl::Status Accept(const QuadView&) override {
      ++count;
      return absl::ResourceExhaustedError("full");
    }
    int count = 0;
  } sink;
  EXPECT_THAT(ParseLines("<a:s> <a:p> <a:o> .\n<a:s> <a:p> <a:o> .\n", {}, &sink),
              StatusIs(absl::StatusCode::kResourceExhausted, "full"));
  EXPECT_EQ(sink.count, 1);
}

}  // namespace
}  // namespace entente

#include "schema/syntax/turtle_parser.h"

#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/text.h"
#include "tests/support/quads.h"
#include "tests/support/random_graph.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// TriG as lines of N-Quads, or the message of its error. Prefix ":" is <x:>.
std::string Parsed(std::string_view text) {
  const auto quads = ParseQuads(RdfFormat::kTrig, StrCat("PREFIX :<x:> ", text));
  return quads.ok() ? ToNQuads(*quads) : std::string(quads.status().message());
}

TEST(TurtleParserTest, NodesWithoutLabelAreNumberedAndLabelsCannotClashWithThem) {
  EXPECT_EQ(Parsed("[] :p _:genid-0, _:genid--0, _:gen, [ :q () ] ."),
            "_:genid-0 <x:p> _:genid--0 .\n"
            "_:genid-0 <x:p> _:genid---0 .\n"
            "_:genid-0 <x:p> _:gen .\n"
            "_:genid-1 <x:q> <http://www.w3.org/1999/02/22-rdf-syntax-ns#nil> .\n"
            "_:genid-0 <x:p> _:genid-1 .\n");
}

TEST(TurtleParserTest, NumbersEndWhereTheirGrammarSays) {
  EXPECT_EQ(Parsed(":a :p 1.:b :p -.5 .:c :p 1.e2, +1.0E-3,2e0;."),
            "<x:a> <x:p> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n"
            "<x:b> <x:p> \"-.5\"^^<http://www.w3.org/2001/XMLSchema#decimal> .\n"
            "<x:c> <x:p> \"1.e2\"^^<http://www.w3.org/2001/XMLSchema#double> .\n"
            "<x:c> <x:p> \"+1.0E-3\"^^<http://www.w3.org/2001/XMLSchema#double> .\n"
            "<x:c> <x:p> \"2e0\"^^<http://www.w3.org/2001/XMLSchema#double> .\n");
  EXPECT_EQ(Parsed(":a :p 1.e:b . ").substr(0, 4), "inpu");
}

TEST(TurtleParserTest, NamesMayLookLikeKeywords) {
  EXPECT_EQ(Parsed("PREFIX a:<a:> PREFIX base:<b:> PREFIX graph:<g:> PREFIX true:<t:>"
                   "a:a a:a true:false, true. base:x a graph:y ."),
            "<a:a> <a:a> <t:false> .\n"
            "<a:a> <a:a> \"true\"^^<http://www.w3.org/2001/XMLSchema#boolean> .\n"
            "<b:x> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <g:y> .\n");
}

TEST(TurtleParserTest, LocalNamesKeepDotsInsideAndDropTheirEscapes) {
  EXPECT_EQ(Parsed(":a.b :p\\~q :c..d. :%41\\.  :0 ::: ."),
            "<x:a.b> <x:p~q> <x:c..d> .\n<x:%41.> <x:0> <x:::> .\n");
}

TEST(TurtleParserTest, LongStringsKeepTheirLineEnds) {
  using namespace std::string_view_literals;
  EXPECT_EQ(Parsed(":a :p '''x\r\n'\"\"\"\\'\0'''."sv),
            "<x:a> <x:p> \"x\\r\\n'\\\"\\\"\\\"'\\u0000\" .\n");
  EXPECT_THAT(Parsed(":a :p \"\"\"x\"\"\"\" ."), HasSubstr("expected"));
}

TEST(TurtleParserTest, ErrorsSayWhereWhatAndHowToMendIt) {
  EXPECT_EQ(Parsed("\n:a :p :b\n:c :d :e ."),
            "input:3:1: expected '.' at the end of the statement, found ':'\n"
            "  :c :d :e .\n"
            "  ^\n"
            "hint: is '.', ';' or ',' missing before this?");
  EXPECT_THAT(Parsed("PREFIX foaf: <f:> :a :b foat:x ."),
              HasSubstr("the prefix 'foat:' is not declared"));
  EXPECT_THAT(Parsed("PREFIX foaf: <f:> :a :b foat:x ."), HasSubstr("did you mean 'foaf:'?"));
  EXPECT_THAT(Parsed(":a :b something:x ."), HasSubstr("hint: declared are :"));
  EXPECT_THAT(Parsed(":a :b <c> ."), HasSubstr("declare one: @base"));
  EXPECT_THAT(Parsed(":a :b \"c ."), HasSubstr("the string is not closed"));
  EXPECT_THAT(Parsed("\"a\" :b :c ."), HasSubstr("hint: literals can only be objects"));
  EXPECT_THAT(Parsed(":a _:b :c ."), HasSubstr("hint: blank nodes cannot be predicates"));
  EXPECT_THAT(Parsed("<<( :a :b :c )>> :d :e ."), HasSubstr("cannot be a subject"));
  EXPECT_THAT(Parsed(":g { @prefix q: <x:> . }"), HasSubstr("expected a subject, found '@'"));
  EXPECT_THAT(Parsed(":a :b <a b> ."), HasSubstr("a space in an IRI must be written as %20"));
  EXPECT_THAT(std::string(ParseQuads(RdfFormat::kTurtle, "<a:g> { }").status().message()),
              HasSubstr("expected a predicate"));
}

TEST(TurtleParserTest, EachKindOfNestingGoesToTheLimitAndNotBeyond) {
  const auto nested = [](std::string_view open, std::string_view close, int depth) {
    std::string text = ":a :p ";
    for (int i = 0; i < depth; ++i) StrAppend(&text, open);
    text += ":x";
    for (int i = 0; i < depth; ++i) StrAppend(&text, close);
    return text + " .";
  };
  static constexpr std::string_view kKinds[][2] = {
      {"[ :p ", "]"}, {"( ", ")"}, {"<<( :a :p ", ")>>"}, {"<< :a :p ", ">>"}, {":b {| :p ", "|}"}};
  for (const auto& [open, close] : kKinds) {
    EXPECT_THAT(Parsed(nested(open, close, kNestingMax)), Not(HasSubstr("nested"))) << open;
    EXPECT_THAT(Parsed(nested(open, close, kNestingMax + 1)), HasSubstr("nested deeper than 256"));
    EXPECT_THAT(Parsed(nested(open, close, 50000)), HasSubstr("nested deeper than 256"));
  }
  std::string subjects;
  for (int i = 0; i < 50000; ++i) subjects += "<<";
  EXPECT_THAT(Parsed(subjects), HasSubstr("nested deeper than 256"));
}

TEST(TurtleParserTest, InvalidUtf8IsFoundWhereItIs) {
  EXPECT_THAT(Parsed(":a :p \"x\xFF\" ."), StartsWith("input:1:22: the text is not UTF-8"));
  EXPECT_THAT(Parsed(":a :p :b .\n# é\xE2\x82"), StartsWith("input:2:4: the text is not UTF-8"));
}

TEST(TurtleParserTest, TheErrorOfTheSourceIsReturned) {
  class Failing : public ByteSource {
   public:
    absl::StatusOr<size_t> Read(std::span<char> buffer) override {
      if (is_read_) return absl::DataLossError("torn");
      is_read_ = true;
      buffer[0] = '<';
      return 1;
    }

   private:
    bool is_read_ = false;
  } source;
  QuadCollector collector;
  EXPECT_THAT(ParseTurtle(&source, {}, &collector), StatusIs(absl::StatusCode::kDataLoss, "torn"));
}

// Documents longer than the buffers, cut anywhere.
TEST(TurtleParserTest, PiecesGiveWhatTheWholeGives) {
  const uint64_t seed = TestSeed();
  for (uint64_t round = 0; round < TestRounds(12); ++round) {
    SCOPED_TRACE(StrCat("ENTENTE_SEED=", seed + round, " ENTENTE_ROUNDS=1"));
    std::mt19937_64 random(seed + round);
    std::string text = WriteQuads(RdfFormat::kTrig, RandomQuads(&random, 8000, true));
    StrAppend(&text, "<a:s> <a:p> \"", std::string(random() % 900000, 'x'), "\", <<( <a:s> a '",
              std::string(random() % 300000, '\t'), "' )>> . [ <a:p> 1 ] <a:q>\n\r é");
    ASSERT_GT(text.size(), 300000u);
    QuadCollector whole;
    const absl::Status expected = ParseTurtle(text, {.has_graphs = true}, &whole);
    TextSource source(text, 1 + random() % 100000);
    QuadCollector pieces;
    const absl::Status status = ParseTurtle(&source, {.has_graphs = true}, &pieces);
    EXPECT_EQ(status, expected);
    EXPECT_TRUE(absl::IsInvalidArgument(status));
    EXPECT_TRUE(whole.quads == pieces.quads);
  }
}

TEST(TurtleParserTest, WhiteSpaceAndCommentsOfAnySizePassThrough) {
  // A term, 100 MB of blanks and comments, and then what belongs to it.
  class Spacious : public ByteSource {
   public:
    absl::StatusOr<size_t> Read(std::span<char> buffer) override {
      static constexpr std::string_view kStart = "<a:s> <a:p> \"x\"#";
      static constexpr std::string_view kEnd = "\n@en .";
      static constexpr size_t kSize = 100'000'000;
      size_t size = 0;
      for (; size < buffer.size() && position_ < kSize + kEnd.size(); ++size, ++position_) {
        buffer[size] = position_ < kStart.size() ? kStart[position_]
                       : position_ >= kSize      ? kEnd[position_ - kSize]
                       : position_ % 1000 == 0   ? '\n'
                       : position_ % 1000 < 500  ? ' '
                                                 : '#';
      }
      return size;
    }

   private:
    size_t position_ = 0;
  } source;
  QuadCollector collector;
  ASSERT_OK(ParseTurtle(&source, {}, &collector));
  EXPECT_EQ(ToNQuads(collector.quads), "<a:s> <a:p> \"x\"@en .\n");
}

TEST(TurtleParserTest, ATokenBeyondTheLimitIsRefused) {
  class Endless : public ByteSource {
   public:
    absl::StatusOr<size_t> Read(std::span<char> buffer) override {
      std::fill(buffer.begin(), buffer.end(), 'a');
      if (!is_started_) buffer[0] = '<';
      is_started_ = true;
      return buffer.size();
    }

   private:
    bool is_started_ = false;
  } source;
  QuadCollector collector;
  EXPECT_THAT(ParseTurtle(&source, {}, &collector),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("longer than 64 MiB")));
}

}  // namespace
}  // namespace entente

#include "tools/repl/sparql_text.h"

#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/seed.h"

namespace entente {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Texts(std::string_view text) {
  std::vector<std::string> texts;
  for (const TextPiece& piece : PiecesOf(text)) {
    texts.emplace_back(text.substr(piece.begin, piece.end - piece.begin));
  }
  return texts;
}

bool IsOpenAfter(std::initializer_list<std::string_view> lines) {
  OpenText open;
  for (const std::string_view line : lines) open.Add(line);
  return open.is_open();
}

TEST(SparqlTextTest, PiecesAreWhatAParserWouldSee) {
  EXPECT_THAT(Texts("SELECT ?x{?x a ex:A.FILTER(?x<3&&'}#'!=\"\"\"a\"b\"\"\")} # end"),
              ElementsAre("SELECT", "?x", "{", "?x", "a", "ex:A.FILTER", "(", "?x", "<", "3", "&",
                          "&", "'}#'", "!", "=", "\"\"\"a\"b\"\"\"", ")", "}", "# end"));
  EXPECT_THAT(Texts("<http://e/#a> ex:芯片 ?芯"), ElementsAre("<http://e/#a>", "ex:芯片", "?芯"));
}

TEST(SparqlTextTest, VariablesInStringsAndCommentsAreNone) {
  EXPECT_THAT(VariablesOf("?a $b '?c' # ?d\n<http://e/?e> ?a"), ElementsAre("a", "b"));
}

TEST(SparqlTextTest, ValuesStandWhereTheirVariablesStood) {
  EXPECT_EQ(WithValues("ASK { ?x ?xy '?x' }", {{"x", Iri("http://e/a")}}),
            "ASK { <http://e/a> ?xy '?x' }");
}

TEST(SparqlTextTest, BracesAndLongStringsAreOpenOverLines) {
  EXPECT_TRUE(IsOpenAfter({"ASK {"}));
  EXPECT_FALSE(IsOpenAfter({"ASK {", "}"}));
  EXPECT_TRUE(IsOpenAfter({"ASK { '''", "}"}));
  EXPECT_FALSE(IsOpenAfter({"ASK { '''", "} ''' }"}));
  EXPECT_FALSE(IsOpenAfter({"ASK # {"}));
}

// Any bytes: the pieces follow each other, and none is empty.
TEST(SparqlTextTest, PiecesOfAnythingAreInSequence) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  constexpr std::string_view kBytes = "?$a:<>\"'{}\\#. \n\xE8\x8A\xAF%;";
  for (uint64_t round = 0; round < TestRounds(2000); ++round) {
    std::string text;
    for (size_t i = random() % 40; i > 0; --i) text += kBytes[random() % kBytes.size()];
    size_t end = 0;
    for (const TextPiece& piece : PiecesOf(text)) {
      ASSERT_LE(end, piece.begin) << text;
      ASSERT_LT(piece.begin, piece.end) << text;
      ASSERT_LE(piece.end, text.size()) << text;
      end = piece.end;
    }
    OpenText open;
    open.Add(text);
  }
}

}  // namespace
}  // namespace entente

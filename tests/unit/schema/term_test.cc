#include "entente/term.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/term_check.h"

namespace entente {
namespace {

TEST(TermTest, ADefaultConstructedTermIsNoTerm) {
  EXPECT_FALSE(Term());
  EXPECT_EQ(Term().ToString(), "");
}

TEST(TermTest, NativeValuesBecomeLiteralsInCanonicalForm) {
  EXPECT_EQ(Term(true).ToString(), "\"true\"^^<http://www.w3.org/2001/XMLSchema#boolean>");
  EXPECT_EQ(Term(-3).ToString(), "\"-3\"^^<http://www.w3.org/2001/XMLSchema#integer>");
  EXPECT_EQ(Term("a\nb").ToString(), "\"a\\nb\"");
}

TEST(TermTest, TripleTermsCompareByContent) {
  const Triple triple = {Iri("a"), Iri("b"), Term(1)};
  EXPECT_EQ(Term(triple), Term(Triple(triple)));
  EXPECT_EQ(Term(triple).ToString(),
            "<<( <a> <b> \"1\"^^<http://www.w3.org/2001/XMLSchema#integer> )>>");
}

// A triple term in a triple term and so on, `depth` of them.
Term Nested(int depth, std::string_view innermost) {
  Term term = innermost;
  for (int level = 0; level < depth; ++level) term = Triple{Iri("urn:s"), Iri("urn:p"), term};
  return term;
}

TEST(TermTest, TripleTermsMayNestDeeperThanAStackIs) {
  constexpr int kDepth = 100'000;
  const Term term = Nested(kDepth, "x");
  const Term same = Nested(kDepth, "x");
  const Term other = Nested(kDepth, "y");
  EXPECT_TRUE(term == same);
  EXPECT_TRUE(term < other);
  EXPECT_TRUE(Nested(3, "y") < Nested(4, "x"));  // A literal before a triple term.
  const std::string text = term.ToString();
  EXPECT_EQ(text.size(), kDepth * std::string("<<( <urn:s> <urn:p>  )>>").size() + 3);
  EXPECT_EQ(text.substr(text.size() - 8), " )>> )>>");
  Term subjects = "x";
  for (int level = 0; level < kDepth; ++level) subjects = Triple{subjects, Iri("urn:p"), "y"};
  EXPECT_TRUE(subjects == Term(subjects));
  EXPECT_EQ(subjects.ToString().size(), kDepth * std::string("<<(  <urn:p> \"y\" )>>").size() + 3);
}

TEST(TermTest, PartsOfATripleTermOutliveIt) {
  Term part;
  {
    const Term term = Nested(1000, "x");
    part = term.triple().object.triple().object;
  }
  EXPECT_EQ(part, Nested(998, "x"));
}

TEST(TermTest, OnlyWhatASyntaxCanWriteIsWithoutProblem) {
  EXPECT_EQ(ProblemOf(Nested(kNestingMax, "x")), "");
  EXPECT_EQ(ProblemOf(Nested(kNestingMax + 1, "x")), "triple terms nest deeper than 256");
  EXPECT_EQ(ProblemOf(Nested(100'000, "x")), "triple terms nest deeper than 256");
}

}  // namespace
}  // namespace entente

#include "entente/term.h"

#include "gtest/gtest.h"

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

}  // namespace
}  // namespace entente

// How far a text has come: queries and updates cut off are unfinished, whatever else is wrong stays
// wrong.
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "entente/entente.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/random_query.h"
#include "tests/support/random_terms.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"
#include "tests/support/text_tree.h"

namespace entente {
namespace {

using Form = RequestCheck::Form;

void AppendTokens(const TextTree& tree, std::vector<std::string>* tokens) {
  if (!tree.text.empty()) tokens->push_back(tree.text);
  for (const TextTree& part : tree.parts) AppendTokens(part, tokens);
}

TEST(RequestCheckTest, TheFirstWordBehindThePrologueSaysWhatItIs) {
  EXPECT_EQ(CheckRequest("").form, Form::kNothing);
  EXPECT_EQ(CheckRequest("PREFIX ex: <http://e/> # and").form, Form::kNothing);
  EXPECT_EQ(CheckRequest("PREFIX ex: <http://e/> select").form, Form::kQuery);
  EXPECT_EQ(CheckRequest("ASK { }").form, Form::kQuery);
  EXPECT_EQ(CheckRequest("delete where { ?s ?p ?o }").form, Form::kUpdate);
  EXPECT_EQ(CheckRequest("Selcet *").form, Form::kQuery);
}

TEST(RequestCheckTest, WhatEndsTooEarlyIsUnfinished) {
  for (const std::string_view text :
       {"", "# only a comment", "PREFIX", "PREFIX ex:", "SELECT", "SELECT *", "SELECT * {",
        "SELECT * { ?s ?p ?o", "SELECT * { ?s ?p \"\"\"one\ntwo", "SELECT * { ?s ?p '''",
        "SELECT * { ?s ?p ?o . {", "SELECT * { ?s ?p ?o } ORDER BY",
        "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", "INSERT", "INSERT DATA {",
        "INSERT DATA { <http://e/a> a 1 } ; DELETE", "DELETE { ?s ?p ?o } WHERE", "LOAD"}) {
    const RequestCheck check = CheckRequest(text);
    EXPECT_TRUE(check.is_unfinished) << text << "\n" << check.status;
    EXPECT_FALSE(check.status.ok()) << text;
  }
}

TEST(RequestCheckTest, WhatIsWrongIsNotUnfinished) {
  for (const std::string_view text :
       {"SELCET", "SELECT * { ?s ?p \"one\ntwo", "SELECT * { ?s ?p \"one", "SELECT * { ?s ex:p",
        "SELECT * { ?s ?p ?o } }", "SELECT * { } LIMIT x", "PREFIX ex: <http://",
        "INSERT DATA { ?x", "SELECT * { } SELECT", "SELECT * { ?s ?p 'a\xC3", "SELECT @"}) {
    const RequestCheck check = CheckRequest(text);
    EXPECT_FALSE(check.is_unfinished) << text << "\n" << check.status;
    EXPECT_FALSE(check.status.ok()) << text;
  }
}

TEST(RequestCheckTest, WhatIsWholeIsNeither) {
  for (const std::string_view text :
       {"ASK { }", "SELECT * { ?s ?p \"\"\"a\nb\"\"\" } # end", "INSERT DATA { } ;", "CLEAR ALL"}) {
    const RequestCheck check = CheckRequest(text);
    EXPECT_TRUE(check.status.ok()) << text << "\n" << check.status;
    EXPECT_FALSE(check.is_unfinished);
  }
}

// The oracle: what a query begins with can be gone on with, namely as the query does.
TEST(RequestCheckTest, EveryBeginningOfAQueryIsUnfinishedOrWhole) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  const RandomTerms terms(&random);
  RandomQueries queries(terms);
  size_t unfinished_count = 0;
  for (uint64_t round = 0; round < TestRounds(300); ++round) {
    std::vector<std::string> tokens;
    AppendTokens(queries.Next(), &tokens);
    std::string text;
    for (const std::string& token : tokens) {
      const RequestCheck check = CheckRequest(text);
      ASSERT_TRUE(check.status.ok() || check.is_unfinished) << text << "\n" << check.status;
      unfinished_count += check.is_unfinished ? 1 : 0;
      text += token + "\n";
    }
    const RequestCheck whole = CheckRequest(text);
    ASSERT_TRUE(whole.status.ok()) << text << "\n" << whole.status;
    EXPECT_EQ(whole.form, Form::kQuery);
  }
  EXPECT_GT(unfinished_count, 0u);
}

}  // namespace
}  // namespace entente

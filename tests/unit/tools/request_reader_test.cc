#include "tools/repl/request_reader.h"

#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "entente/entente.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/random_query.h"
#include "tests/support/random_terms.h"
#include "tests/support/seed.h"
#include "tests/support/text_tree.h"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Request> RequestsOf(const std::string& script) {
  std::istringstream stream(script);
  RequestReader reader(
      [&stream](std::string* line) { return static_cast<bool>(std::getline(stream, *line)); },
      [](const std::string& text) { return CheckRequest(text).is_unfinished; });
  std::vector<Request> requests;
  while (auto request = reader.Next()) requests.push_back(*std::move(request));
  return requests;
}

std::vector<std::string> TextsOf(const std::string& script) {
  std::vector<std::string> texts;
  for (const Request& request : RequestsOf(script)) texts.push_back(request.text);
  return texts;
}

void AppendTokens(const TextTree& tree, std::vector<std::string>* tokens) {
  if (!tree.text.empty()) tokens->push_back(tree.text);
  for (const TextTree& part : tree.parts) AppendTokens(part, tokens);
}

TEST(RequestReaderTest, ARequestEndsBeforeTheNextOrAtAnEmptyLine) {
  EXPECT_THAT(TextsOf("ASK { }\nASK\n{ }\n\n.help me\nSELECT * { }\nLIMIT 1\n"),
              ElementsAre("ASK { }\n", "ASK\n{ }\n", ".help me", "SELECT * { }\nLIMIT 1\n"));
}

TEST(RequestReaderTest, WhatIsNotWholeGoesOnOverEmptyLines) {
  EXPECT_THAT(TextsOf("SELECT *\n\n{ ?s ?p\n\n\"\"\"ASK {\n\n.exit\n\"\"\"\n}\n"),
              ElementsAre("SELECT *\n\n{ ?s ?p\n\n\"\"\"ASK {\n\n.exit\n\"\"\"\n}\n"));
}

TEST(RequestReaderTest, ASemicolonEndsAQueryAndJoinsUpdates) {
  EXPECT_THAT(TextsOf("ASK { };\nORDER\n\n"), ElementsAre("ASK { };\n", "ORDER\n"));
  EXPECT_THAT(TextsOf("CLEAR ALL ;\n\nCLEAR ALL\nCLEAR NAMED\n"),
              ElementsAre("CLEAR ALL ;\n\nCLEAR ALL\n", "CLEAR NAMED\n"));
  EXPECT_THAT(TextsOf("CLEAR ALL ;\n.help\n"), ElementsAre("CLEAR ALL ;\n", ".help"));
}

TEST(RequestReaderTest, CommentsAndEmptyLinesAreNoRequests) {
  EXPECT_THAT(TextsOf("# one\n\n# two\n"), IsEmpty());
  EXPECT_THAT(TextsOf("# one\n.help\n# ASK {\nASK { }\n"), ElementsAre(".help", "ASK { }\n"));
}

TEST(RequestReaderTest, RequestsKnowTheirLine) {
  const std::vector<Request> requests = RequestsOf("# one\n\nASK { }\n\n\n.help\r\nASK\n{ }");
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_EQ(requests[0].first_line, 3u);
  EXPECT_EQ(requests[1].first_line, 6u);
  EXPECT_TRUE(requests[1].is_command);
  EXPECT_EQ(requests[1].text, ".help");
  EXPECT_EQ(requests[2].first_line, 7u);
}

TEST(RequestReaderTest, TheEndOfTheTextEndsWhatIsNotWhole) {
  EXPECT_THAT(TextsOf("SELECT * {\nASK { }\n"), ElementsAre("SELECT * {\nASK { }\n"));
}

// Whatever queries are written below each other, with a token a line, come out as they went in.
TEST(RequestReaderTest, RandomQueriesComeOutAsTheyWentIn) {
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  const RandomTerms terms(&random);
  RandomQueries queries(terms);
  for (uint64_t round = 0; round < TestRounds(60); ++round) {
    std::vector<std::string> expected;
    std::string script;
    for (int i = 0; i < 4; ++i) {
      std::vector<std::string> tokens;
      AppendTokens(queries.Next(), &tokens);
      std::string text;
      for (const std::string& token : tokens) text.append(token).append("\n");
      script += text;
      expected.push_back(std::move(text));
    }
    ASSERT_EQ(TextsOf(script), expected) << script;
  }
}

}  // namespace
}  // namespace entente

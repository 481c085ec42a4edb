#include "schema/syntax/turtle_writer.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "tests/support/quads.h"
#include "tests/support/random_graph.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

// The document as our writer puts it, with the prefix ":" for http://x/.
std::string Rewritten(std::string_view document, size_t memory_bytes = size_t{1} << 20) {
  std::string text;
  TurtleWriteOptions options = {.has_graphs = true, .memory_bytes = memory_bytes};
  options.prefixes.Set("", "http://x/");
  const auto writer = MakeTurtleWriter(std::move(options), [&text](std::string_view piece) {
    text.append(piece);
    return absl::OkStatus();
  });
  const std::string all = StrCat("PREFIX : <http://x/> ", document);
  absl::Status status = ParseRdf(RdfFormat::kTrig, all, {}, writer.get());
  if (status.ok()) status = writer->Finish();
  if (!status.ok()) return status.ToString();
  const std::string declaration = "PREFIX : <http://x/>\n\n";
  return text.starts_with(declaration) ? text.substr(declaration.size()) : text;
}

TEST(TurtleWriterTest, PredicatesAndObjectsOfASubjectStandTogether) {
  EXPECT_EQ(Rewritten(":a :p 1 . :b :p :c . :a :p -2.50, 1e0 ; a :T ; :q true, \"x\"@EN--ltr ."),
            ":a a :T ;\n"
            "    :p 1, -2.50, 1e0 ;\n"
            "    :q true, \"x\"@en--ltr .\n"
            ":b :p :c .\n");
}

TEST(TurtleWriterTest, NodesThatStandAloneAreNested) {
  EXPECT_EQ(Rewritten(":a :p [ :q [] ] ; :r [ :q 1 ; :s (1 [ :t () ]) ] . [] :p _:x, _:x ."),
            ":a :p [ :q [] ] ;\n"
            "    :r [\n"
            "        :q 1 ;\n"
            "        :s ( 1 [ :t () ] )\n"
            "    ] .\n"
            "[] :p [] .\n");
  EXPECT_EQ(Rewritten(":a :p _:x . :b :p _:x . _:x :p :c ."),
            ":a :p _:x .\n:b :p _:x .\n_:x :p :c .\n");
  EXPECT_EQ(Rewritten("_:x :p _:y . _:y :p _:x ."), "_:x :p [ :p _:x ] .\n");
}

TEST(TurtleWriterTest, ReifiersStandWithTheirTriple) {
  EXPECT_EQ(Rewritten(":a :p :b ~ :c {| :by :x |} {| :by :y ; :at 1 |} ; :q :r ~ ."),
            ":a :p :b {|\n"
            "        :by :y ;\n"
            "        :at 1\n"
            "    |} ~ :c {| :by :x |} ;\n"
            "    :q :r ~ .\n");
  EXPECT_EQ(
      Rewritten("<< :a :p :b ~ :c >> :by :x . << :a :p :d >> :by :y . :z :q << :a :p :e >> ."),
      "<< :a :p :b ~ :c >> :by :x .\n"
      "<< :a :p :d >> :by :y .\n"
      ":z :q << :a :p :e >> .\n");
}

TEST(TurtleWriterTest, GraphsStandInBracesAndLongStringsInThreeQuotes) {
  EXPECT_EQ(
      Rewritten(":g { :a :p \"\"\"two\n\\\"lines\\\\\"\"\" } :a :p 1 . GRAPH _:h { :a :p 2 }"),
      ":g {\n"
      "    :a :p \"\"\"two\n\\\"lines\\\\\"\"\" .\n"
      "}\n"
      ":a :p 1 .\n"
      "_:h {\n"
      "    :a :p 2 .\n"
      "}\n");
}

TEST(TurtleWriterTest, TurtleRefusesNamedGraphs) {
  EXPECT_THAT(WriteQuads(RdfFormat::kTurtle, {{Iri("a:s"), Iri("a:p"), Iri("a:o"), Iri("a:g")}}),
              ::testing::HasSubstr("Turtle cannot hold statements of named graphs"));
}

TEST(TurtleWriterTest, OnlyPrefixesInUseAreDeclared) {
  EXPECT_EQ(Rewritten("PREFIX q: <http://q/> PREFIX w: <http://w/> :a q:b \"1\"^^<http://w/t> ."),
            "PREFIX : <http://x/>\nPREFIX q: <http://q/>\nPREFIX w: <http://w/>\n\n"
            ":a q:b \"1\"^^w:t .\n");
}

TEST(TurtleWriterTest, RandomGraphsComeBackIsomorphic) {
  const uint64_t seed = TestSeed();
  const uint64_t rounds = TestRounds(3000);
  for (uint64_t round = 0; round < rounds; ++round) {
    SCOPED_TRACE(StrCat("ENTENTE_SEED=", seed + round, " ENTENTE_ROUNDS=1"));
    std::mt19937_64 random(seed + round);
    const bool has_graphs = random() % 2 == 0;
    const RdfFormat format = has_graphs ? RdfFormat::kTrig : RdfFormat::kTurtle;
    const std::vector<Quad> quads = RandomQuads(&random, 1 + random() % 25, has_graphs);
    const std::string text = WriteQuads(format, quads);
    const auto again = ParseQuads(format, text);
    ASSERT_THAT(again, IsOk()) << text;
    ASSERT_TRUE(AreIsomorphic(quads, *again)) << ToNQuads(quads) << "became\n" << text;
  }
}

TEST(TurtleWriterTest, WithoutMemoryQuadsAreWrittenAsTheyCome) {
  const uint64_t seed = TestSeed();
  for (uint64_t round = 0; round < TestRounds(300); ++round) {
    SCOPED_TRACE(StrCat("ENTENTE_SEED=", seed + round, " ENTENTE_ROUNDS=1"));
    std::mt19937_64 random(seed + round);
    const std::vector<Quad> quads = RandomQuads(&random, 1 + random() % 25, true);
    const std::string text = Rewritten(ToNQuads({}) + WriteQuads(RdfFormat::kTrig, quads),
                                       /*memory_bytes=*/random() % 8000);
    const auto again = ParseQuads(RdfFormat::kTrig, text);
    ASSERT_THAT(again, IsOk()) << text;
    ASSERT_TRUE(AreIsomorphic(quads, *again)) << ToNQuads(quads) << "became\n" << text;
  }
}

TEST(TurtleWriterTest, WhatIsNestedDeeplyIsWrittenSoThatItCanBeRead) {
  std::vector<Quad> quads;
  const Term predicate = Iri("http://x/p");
  for (int i = 0; i < 2000; ++i) {
    quads.push_back({BlankNode(StrCat("n", i)), predicate, BlankNode(StrCat("n", i + 1)), {}});
  }
  Term deep = Iri("http://x/o");
  for (int i = 0; i < kNestingMax; ++i) deep = Triple{Iri("http://x/s"), predicate, deep};
  quads.push_back({Iri("http://x/s"), predicate, deep, {}});
  const std::string text = WriteQuads(RdfFormat::kTurtle, quads);
  ASSERT_OK_AND_ASSIGN(const std::vector<Quad> again, ParseQuads(RdfFormat::kTurtle, text));
  EXPECT_EQ(again.size(), quads.size());
  // The same chain without the deep term is nested.
  quads.pop_back();
  const std::string nested = WriteQuads(RdfFormat::kTurtle, quads);
  EXPECT_THAT(nested, ::testing::HasSubstr("[ <http://x/p> [ <http://x/p> ["));
  ASSERT_OK_AND_ASSIGN(const std::vector<Quad> back, ParseQuads(RdfFormat::kTurtle, nested));
  EXPECT_EQ(back.size(), quads.size());
}

}  // namespace
}  // namespace entente

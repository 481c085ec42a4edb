#include "query/sparql/parser.h"

#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ParseOptions Options() {
  return {.base = "http://example.org/",
          .prefixes = {{"", "http://example.org/"},
                       {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
                       {"xsd", "http://www.w3.org/2001/XMLSchema#"}}};
}

// The algebra of `text`, or the message why there is none.
std::string Algebra(std::string_view text) {
  const absl::StatusOr<Query> query = ParseQuery(text, Options());
  if (!query.ok()) return std::string(query.status().message());
  return ToSExpression(query->pattern, query->prefixes);
}

// The algebra of the group `group`, without the projection around it.
std::string Group(std::string_view group) {
  const absl::StatusOr<Query> query = ParseQuery(StrCat("ASK ", group), Options());
  if (!query.ok()) return std::string(query.status().message());
  return ToSExpression(query->pattern.inputs[0], query->prefixes);
}

std::string Error(std::string_view text) {
  const absl::StatusOr<Query> query = ParseQuery(text, Options());
  return query.ok() ? "no error" : std::string(query.status().message());
}

TEST(ParserTest, AdjacentTriplesAreOneBasicGraphPatternWithFiltersBetween) {
  EXPECT_EQ(Group("{ ?s :p ?o ; :q 1, 2.5 . FILTER(?o > 1) ?o a :C }"),
            "(filter (> ?o 1) (bgp (?s :p ?o) (?s :q 1) (?s :q 2.5) (?o rdf:type :C)))");
}

TEST(ParserTest, AnyOtherPatternEndsABasicGraphPattern) {
  EXPECT_EQ(Group("{ ?s :p ?o {} ?o :q ?z }"), "(join (bgp (?s :p ?o)) (bgp (?o :q ?z)))");
}

TEST(ParserTest, TheFilterOfAnOptionalGroupIsTheConditionOfTheLeftJoin) {
  EXPECT_EQ(Group("{ ?s :p ?o OPTIONAL { ?s :q ?z FILTER(?z < ?o) } }"),
            "(leftjoin (bgp (?s :p ?o)) (bgp (?s :q ?z)) (< ?z ?o))");
}

TEST(ParserTest, AFilterInAGroupInsideAnOptionalStaysThere) {
  EXPECT_EQ(Group("{ ?s :p ?o OPTIONAL { { ?s :q ?z FILTER(?z < ?o) } } }"),
            "(leftjoin (bgp (?s :p ?o)) (filter (< ?z ?o) (bgp (?s :q ?z))))");
}

TEST(ParserTest, PatternsOfAllKindsAreTranslated) {
  EXPECT_EQ(Group("{ { ?s :p 1 } UNION { ?s :p 2 } UNION { ?s :p 3 } }"),
            "(union (bgp (?s :p 1)) (bgp (?s :p 2)) (bgp (?s :p 3)))");
  EXPECT_EQ(Group("{ ?s :p ?o MINUS { ?s :q ?z } }"), "(minus (bgp (?s :p ?o)) (bgp (?s :q ?z)))");
  EXPECT_EQ(Group("{ GRAPH ?g { ?s :p ?o } }"), "(graph ?g (bgp (?s :p ?o)))");
  EXPECT_EQ(Group("{ ?s :p ?o BIND(?o + 1 AS ?a) BIND(?a * 2 AS ?b) }"),
            "(extend ((?a (+ ?o 1)) (?b (* ?a 2))) (bgp (?s :p ?o)))");
  EXPECT_EQ(Group("{ VALUES (?a ?b) { (1 UNDEF) (:x \"y\"@en) } }"),
            "(values (?a ?b) (1 UNDEF) (:x \"y\"@en))");
  EXPECT_EQ(Group("{ ?s :p ?o FILTER NOT EXISTS { ?s :q ?o } }"),
            "(filter (! (exists (bgp (?s :q ?o)))) (bgp (?s :p ?o)))");
  EXPECT_EQ(Group("{ { SELECT ?s { ?s :p ?o } LIMIT 1 } ?s :q ?z }"),
            "(join (slice _ 1 (project (?s) (bgp (?s :p ?o)))) (bgp (?s :q ?z)))");
}

TEST(ParserTest, PathsOfOneLinkAndSequencesBecomeTriples) {
  EXPECT_EQ(Group("{ ?s :p/^:q/(:r) ?o }"), "(bgp (?s :p ?.p0) (?.p1 :q ?.p0) (?.p1 :r ?o))");
  EXPECT_EQ(Group("{ ?s ^(:p/:q) ?o }"), "(bgp (?o :p ?.p0) (?.p0 :q ?s))");
}

TEST(ParserTest, OtherPathsStayPaths) {
  EXPECT_EQ(Group("{ ?s :p* ?o }"), "(path ?s (* :p) ?o)");
  EXPECT_EQ(Group("{ ?s (:p|^:q)+/:r? ?o }"),
            "(join (path ?s (+ (alt :p (^ :q))) ?.p0) (path ?.p0 (? :r) ?o))");
  EXPECT_EQ(Group("{ ?s !(:p|^:q|a) ?o }"), "(path ?s (! :p rdf:type (^ :q)) ?o)");
}

TEST(ParserTest, BlankNodesCollectionsAndPropertyListsAreVariablesAndTriples) {
  EXPECT_EQ(Group("{ _:a :p [ :q (1 _:a) ] }"),
            "(bgp (?.b0 :p ?.b1) (?.b1 :q ?.b2) (?.b2 rdf:first 1) (?.b2 rdf:rest ?.b3) "
            "(?.b3 rdf:first ?.b0) (?.b3 rdf:rest rdf:nil))");
}

TEST(ParserTest, ReifiersAndAnnotationsBecomeReifyingTriples) {
  EXPECT_EQ(Group("{ << ?s :p 1 ~ :r >> :by ?w }"),
            "(bgp (:r rdf:reifies (triple ?s :p 1)) (:r :by ?w))");
  EXPECT_EQ(Group("{ ?s :p ?o ~ :r {| :by ?w |} {| :on 3 |} }"),
            "(bgp (?s :p ?o) (:r rdf:reifies (triple ?s :p ?o)) (:r :by ?w) "
            "(?.b0 rdf:reifies (triple ?s :p ?o)) (?.b0 :on 3))");
  EXPECT_EQ(Group("{ ?r rdf:reifies <<( :a :b <<( :c :d ?e )>> )>> }"),
            "(bgp (?r rdf:reifies (triple :a :b (triple :c :d ?e))))");
}

TEST(ParserTest, ModifiersWrapInTheOrderOfTheSpecification) {
  EXPECT_EQ(Algebra("SELECT DISTINCT ?s (?o * 2 AS ?d) { ?s :p ?o } ORDER BY DESC(?d) ?s "
                    "OFFSET 3 LIMIT 4"),
            "(slice 3 4 (distinct (project (?s ?d) (order ((desc ?d) ?s) "
            "(extend ((?d (* ?o 2))) (bgp (?s :p ?o)))))))");
}

TEST(ParserTest, EqualAggregatesAreComputedOnce) {
  EXPECT_EQ(Algebra("SELECT ?s (SUM(?o) / COUNT(*) AS ?m) { ?s :p ?o } GROUP BY ?s "
                    "HAVING (COUNT(*) > 3) ORDER BY SUM(?o)"),
            "(project (?s ?m) (order (?.a0) (extend ((?m (/ ?.a0 ?.a1))) (filter (> ?.a1 3) "
            "(group (?s) ((?.a0 (SUM ?o)) (?.a1 (COUNT))) (bgp (?s :p ?o)))))))");
}

TEST(ParserTest, SelectStarShowsVisibleVariablesOnly) {
  const absl::StatusOr<Query> query = ParseQuery(
      "SELECT * { ?a :p [ :q ?b ] MINUS { ?c :p ?d } FILTER EXISTS { ?e :p ?f } "
      "{ SELECT ?g { ?g :p ?h } } }",
      Options());
  ASSERT_OK(query);
  EXPECT_THAT(query->variables, ElementsAre("a", "b", "g"));
}

TEST(ParserTest, OperatorsBindAsInTheGrammar) {
  EXPECT_EQ(Group("{ FILTER(?a || ?b && ?c = 1 + 2 * -?d - -3) }"),
            "(filter (|| ?a (&& ?b (= ?c (- (+ 1 (* 2 (- ?d))) -3)))) (unit))");
  EXPECT_EQ(Group("{ FILTER(?a NOT IN (1, 2) && !!?b) }"),
            "(filter (&& (NOT IN ?a 1 2) (! (! ?b))) (unit))");
}

TEST(ParserTest, KeywordsAndFunctionsHaveNoCase) {
  EXPECT_EQ(Algebra("select ?s where { ?s :p ?o filter(STRLEN(?o) > 1 && isiri(?s)) }"),
            "(project (?s) (filter (&& (> (STRLEN ?o) 1) (isIRI ?s)) (bgp (?s :p ?o))))");
}

TEST(ParserTest, NamesMayHaveEscapesAndAnyScript) {
  EXPECT_EQ(Group("{ :中国 :a\\,b \"\\u4E2D\\n\" . ?é <http://x/\\u00E9> '''a'b''' }"),
            "(bgp (:中国 :a,b \"中\\n\") (?é <http://x/é> \"a'b\"))");
}

TEST(ParserTest, ErrorsNamePlaceAndGuessWhatWasMeant) {
  EXPECT_THAT(Error("SELECT * {\n  ?s ?p ?o FITLER(?o > 3) }"),
              AllOf(HasSubstr("query:2:12:"), HasSubstr("found FITLER"),
                    HasSubstr("\n             ^"), HasSubstr("did you mean FILTER?")));
  EXPECT_THAT(Error("PREFIX foaf: <http://x/> SELECT * { ?s foa:name ?o }"),
              AllOf(HasSubstr("query:1:40:"), HasSubstr("did you mean foaf:?")));
  EXPECT_THAT(Error("SELECT * { FILTER(STRLENGTH(?x)) }"), HasSubstr("found STRLENGTH"));
  EXPECT_THAT(Error("SELECT * { FILTER(REGEXP(?x)) }"), HasSubstr("did you mean REGEX?"));
  EXPECT_THAT(Error("SELECT * { ?s ?p ?o OPTIONAL { ?s ?p ?o }"), HasSubstr("never closed"));
  EXPECT_THAT(Error("SELECT * { ?s ?p ?o } }"), HasSubstr("closes nothing"));
  EXPECT_THAT(Error("SELECT * { ?s ?p \"abc }"), HasSubstr("does not end on its line"));
  EXPECT_THAT(Error("DELETE WHERE { ?s ?p ?o }"), HasSubstr("update, not a query"));
}

TEST(ParserTest, ServiceIsUnimplemented) {
  EXPECT_THAT(ParseQuery("SELECT * { SERVICE <http://x/> { ?s ?p ?o } }"),
              StatusIs(absl::StatusCode::kUnimplemented, HasSubstr("query:1:12")));
}

TEST(ParserTest, ARelativeIriWithoutBaseIsAnError) {
  EXPECT_THAT(ParseQuery("SELECT * { <a> ?p ?o }"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("no base")));
  EXPECT_OK(ParseQuery("BASE <http://x/> SELECT * { <a> ?p ?o }"));
}

TEST(ParserTest, ScopeRulesAreChecked) {
  EXPECT_THAT(Error("SELECT * { ?s :p ?o BIND(1 AS ?o) }"), HasSubstr("already used"));
  EXPECT_THAT(Error("SELECT (1 AS ?o) { ?s :p ?o }"), HasSubstr("already has a value"));
  EXPECT_THAT(Error("SELECT (1 AS ?x) (2 AS ?x) {}"), HasSubstr("assigned twice"));
  EXPECT_THAT(Error("SELECT ?s { ?s :p ?o } GROUP BY ?o"), HasSubstr("?s is neither"));
  EXPECT_THAT(Error("SELECT * { ?s :p ?o } GROUP BY ?s"), HasSubstr("SELECT *"));
  EXPECT_THAT(Error("SELECT * { ?s :p ?o FILTER(COUNT(?o) > 1) }"), HasSubstr("cannot stand here"));
  EXPECT_THAT(Error("SELECT (SUM(COUNT(?o)) AS ?n) { ?s :p ?o }"), HasSubstr("inside another"));
  EXPECT_THAT(Error("SELECT * { _:a :p ?o OPTIONAL { _:a :q ?z } }"), HasSubstr("_:a is used"));
  EXPECT_EQ(Error("SELECT * { _:a :p ?o FILTER(?o > 1) _:a :q ?z }"), "no error");
  EXPECT_THAT(Error("SELECT * { VALUES (?a ?b) { (1) } }"), HasSubstr("1 values for 2"));
}

std::string Repeated(std::string_view part, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text.append(part);
  return text;
}

TEST(ParserTest, NestingBeyondTheLimitIsAnErrorWhateverNests) {
  constexpr size_t kMany = 100000;
  const std::string attacks[] = {
      StrCat("SELECT * ", Repeated("{", kMany)),
      StrCat("SELECT * { FILTER(", Repeated("(", kMany)),
      StrCat("SELECT * { FILTER(", Repeated("!", kMany)),
      StrCat("SELECT * { FILTER(", Repeated("STR(", kMany)),
      StrCat("SELECT * { ?s ", Repeated("(", kMany)),
      StrCat("SELECT * { ?s :p ", Repeated("(", kMany)),
      StrCat("SELECT * { ?s :p ", Repeated("[ :p ", kMany)),
      StrCat("SELECT * { ", Repeated("<< ", kMany)),
      StrCat("SELECT * { ?s ?p ", Repeated("<<( ?s ?p ", kMany)),
      StrCat("SELECT * { ?s ?p ?o ", Repeated("{| ?p ?o ", kMany)),
      StrCat("SELECT * ", Repeated("{ SELECT * ", kMany)),
      StrCat("SELECT * ", Repeated("{ FILTER EXISTS ", kMany)),
  };
  for (const std::string& attack : attacks) {
    EXPECT_THAT(Error(attack), HasSubstr("nests deeper than 256")) << attack.substr(0, 40);
  }
}

TEST(ParserTest, LongChainsParseOrFailCleanly) {
  constexpr size_t kMany = 20000;
  EXPECT_THAT(Error(StrCat("SELECT * {", Repeated("OPTIONAL { ?s :p ?o }", kMany), "}")),
              HasSubstr("depend on each other"));
  EXPECT_THAT(Error(StrCat("SELECT * { FILTER(1", Repeated(" + 1", kMany), ") }")),
              HasSubstr("depend on each other"));
  EXPECT_EQ(Error(StrCat("SELECT * { FILTER(1", Repeated(" || 1", kMany), ") }")), "no error");
  EXPECT_EQ(Error(StrCat("SELECT * { {}", Repeated(" UNION {}", kMany), "}")), "no error");
  EXPECT_EQ(Error(StrCat("SELECT * { ?s :p", Repeated("/:p", kMany), " ?o }")), "no error");
  EXPECT_EQ(Error(StrCat("SELECT * {", Repeated("OPTIONAL { ?s :p ?o }", 300), "}")), "no error");
  EXPECT_EQ(Error(StrCat("SELECT * { VALUES ?x {", Repeated(" 1", kMany), "} }")), "no error");
}

TEST(ParserTest, DamagedQueriesGiveAnErrorOrParse) {
  const std::string whole =
      "PREFIX : <http://x/> SELECT ?a (GROUP_CONCAT(DISTINCT ?b; SEPARATOR=\",\") AS ?c) "
      "FROM NAMED :g WHERE { ?a :p|^:q* ?b . << ?a :r 'x'@en--ltr ~ _:r >> a [] . OPTIONAL { "
      "GRAPH ?g { ?s ?p (1 2.0 -3e1) } FILTER(?b IN (:x, <y>)) } BIND(<<( ?a :p 1 )>> AS ?t) "
      "VALUES (?x ?y) { (UNDEF 1) } } GROUP BY ?a HAVING (COUNT(*) > 1) ORDER BY DESC(?c) LIMIT 3";
  ASSERT_EQ(Error(whole), "no error");
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  size_t error_count = 0;
  const uint64_t rounds = TestRounds(3000);
  for (uint64_t round = 0; round < rounds; ++round) {
    std::string damaged = whole;
    for (uint64_t change = random() % 3; change < 3; ++change) {
      const size_t at = random() % damaged.size();
      switch (random() % 3) {
        case 0:
          damaged[at] = static_cast<char>(random());
          break;
        case 1:
          damaged.erase(at, random() % 10);
          break;
        default:
          damaged.insert(at, whole.substr(random() % whole.size(), random() % 10));
      }
    }
    const absl::StatusOr<Query> query = ParseQuery(damaged, Options());
    if (query.ok()) continue;
    ++error_count;
    EXPECT_THAT(std::string(query.status().message()), HasSubstr("query:")) << damaged;
  }
  EXPECT_GT(error_count, rounds / 2);
}

}  // namespace
}  // namespace entente

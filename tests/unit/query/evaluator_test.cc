#include "query/reference/evaluator.h"

#include <algorithm>
#include <atomic>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/sparql/parser.h"
#include "schema/text.h"
#include "tests/support/memory_view.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr std::string_view kPeople = R"(
  :ann :knows :bob, :cid ; :age 30 ; :name "Ann" .
  :bob :knows :cid ; :age 25 ; :name "Bob"@en .
  :cid :knows :ann ; :age 30.0 .
  :dan :name "Dan" ; :born "1990-05-01"^^<http://www.w3.org/2001/XMLSchema#date> .
  :r1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies> <<( :ann :knows :bob )>> ; :by :dan .
  :g1 { :ann :likes :bob . :x :y :z }
  :g2 { :ann :likes :cid }
)";

ParseOptions Options() {
  return {.base = "http://example.org/",
          .prefixes = {{"", "http://example.org/"},
                       {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
                       {"xsd", "http://www.w3.org/2001/XMLSchema#"}}};
}

// A term in short: local names for IRIs of the example, lexical forms for literals.
std::string Short(const Term& term) {
  switch (term.kind()) {
    case Term::Kind::kNone:
      return "-";
    case Term::Kind::kIri: {
      const std::string& iri = term.iri().text;
      return iri.substr(iri.find_last_of("/#") + 1);
    }
    case Term::Kind::kBlankNode:
      return "_";
    case Term::Kind::kLiteral:
      return term.literal().lexical;
    case Term::Kind::kTriple:
      return StrCat("<<", Short(term.triple().subject), " ", Short(term.triple().predicate), " ",
                    Short(term.triple().object), ">>");
  }
  return "";
}

absl::StatusOr<Answer> Evaluated(const ReadView& view, std::string_view text,
                                 const EvaluationOptions& options = {}) {
  const absl::StatusOr<Query> query = ParseQuery(text, Options());
  if (!query.ok()) return query.status();
  return Evaluate(*query, view, options);
}

std::vector<std::string> RowsOf(absl::StatusOr<Answer> answer) {
  if (!answer.ok()) return {std::string(answer.status().message())};
  std::vector<std::string> rows;
  SolutionRow row;
  while (answer->solutions->Next(&row)) {
    std::string text;
    for (size_t i = 0; i < row.size(); ++i) {
      if (!text.empty()) text.push_back(' ');
      text.append(Short(row[i]));
    }
    rows.push_back(text);
  }
  EXPECT_OK(answer->solutions->status());
  return rows;
}

// The rows of a query on kPeople.
std::vector<std::string> Rows(std::string_view text, const EvaluationOptions& options = {}) {
  const std::unique_ptr<MemoryView> view = ViewOfTrig(kPeople);
  return RowsOf(Evaluated(*view, text, options));
}

bool Ask(std::string_view text) {
  const std::unique_ptr<MemoryView> view = ViewOfTrig(kPeople);
  const absl::StatusOr<Answer> answer = Evaluated(*view, text);
  EXPECT_OK(answer);
  return answer.ok() && answer->boolean;
}

// The value of an expression, in short.
std::string Value(std::string_view expression) {
  const std::vector<std::string> rows = Rows(StrCat("SELECT (", expression, " AS ?v) {}"));
  return rows.size() == 1 ? rows[0] : "not one row";
}

TEST(EvaluatorTest, BasicPatternsJoinOnSharedVariables) {
  EXPECT_THAT(Rows("SELECT ?a ?b ?c { ?a :knows ?b . ?b :knows ?c }"),
              UnorderedElementsAre("ann bob cid", "ann cid ann", "bob cid ann", "cid ann bob",
                                   "cid ann cid"));
  EXPECT_THAT(Rows("SELECT ?a { ?a :knows ?a }"), IsEmpty());
  EXPECT_THAT(Rows("SELECT ?x { :nobody :knows ?x }"), IsEmpty());
}

TEST(EvaluatorTest, OptionalKeepsWhatHasNoPartner) {
  EXPECT_THAT(Rows("SELECT ?p ?n { ?p :age ?a OPTIONAL { ?p :name ?n } }"),
              UnorderedElementsAre("ann Ann", "bob Bob", "cid -"));
  EXPECT_THAT(Rows("SELECT ?p ?n { ?p :age ?a OPTIONAL { ?p :name ?n FILTER(?a > 26) } }"),
              UnorderedElementsAre("ann Ann", "bob -", "cid -"));
}

TEST(EvaluatorTest, UnionMinusAndExistsFollowTheAlgebra) {
  EXPECT_THAT(Rows("SELECT ?p { { ?p :age 30 } UNION { ?p :name ?n } }"),
              UnorderedElementsAre("ann", "ann", "bob", "dan"));
  EXPECT_THAT(Rows("SELECT ?p { ?p :name ?n MINUS { ?p :age ?a } }"), ElementsAre("dan"));
  EXPECT_THAT(Rows("SELECT ?p { ?p :name ?n MINUS { ?x :age ?a } }"),
              UnorderedElementsAre("ann", "bob", "dan"));
  EXPECT_THAT(Rows("SELECT ?p { ?p :age ?a FILTER NOT EXISTS { ?p :name ?n } }"),
              ElementsAre("cid"));
  EXPECT_THAT(Rows("SELECT ?p { ?p :age ?a FILTER EXISTS { ?p :name ?n FILTER(?a < 30) } }"),
              ElementsAre("bob"));
}

TEST(EvaluatorTest, AFilterSeesItsWholeGroup) {
  EXPECT_THAT(Rows("SELECT ?p { FILTER(?a > 26) ?p :age ?a }"), UnorderedElementsAre("ann", "cid"));
}

TEST(EvaluatorTest, NumbersCompareByValue) {
  EXPECT_THAT(Rows("SELECT ?p { ?p :age ?a FILTER(?a = 30) }"), UnorderedElementsAre("ann", "cid"));
  EXPECT_THAT(Rows("SELECT ?p { ?p :age 30 }"), ElementsAre("ann"));
  EXPECT_THAT(Rows("SELECT ?p { ?p :age ?a FILTER(sameTerm(?a, 30)) }"), ElementsAre("ann"));
}

TEST(EvaluatorTest, GraphsAreMatchedByNameAndNotFromOutside) {
  EXPECT_THAT(Rows("SELECT ?a { ?a :likes ?b }"), IsEmpty());
  EXPECT_THAT(Rows("SELECT ?g ?b { GRAPH ?g { :ann :likes ?b } }"),
              UnorderedElementsAre("g1 bob", "g2 cid"));
  EXPECT_THAT(Rows("SELECT ?b { GRAPH :g2 { ?a :likes ?b } }"), ElementsAre("cid"));
  EXPECT_THAT(Rows("SELECT ?g { GRAPH ?g {} }"), UnorderedElementsAre("g1", "g2"));
  EXPECT_THAT(Rows("SELECT ?g ?b { GRAPH ?g { :ann :likes/:none* ?b } }"),
              UnorderedElementsAre("g1 bob", "g2 cid"));
}

TEST(EvaluatorTest, FromReplacesTheDataset) {
  EXPECT_THAT(Rows("SELECT ?b FROM :g1 FROM :g2 { :ann :likes ?b }"),
              UnorderedElementsAre("bob", "cid"));
  EXPECT_THAT(Rows("SELECT ?b FROM :g1 { :ann :knows ?b }"), IsEmpty());
  EXPECT_THAT(Rows("SELECT ?g FROM NAMED :g1 { GRAPH ?g { ?s :likes ?o } }"), ElementsAre("g1"));
  EXPECT_THAT(Rows("SELECT ?o FROM NAMED :g1 { GRAPH :g2 { ?s :likes ?o } }"), IsEmpty());
}

TEST(EvaluatorTest, ModifiersOrderCutAndDeduplicate) {
  EXPECT_THAT(Rows("SELECT ?p { ?p :age ?a } ORDER BY DESC(?a) DESC(?p)"),
              ElementsAre("cid", "ann", "bob"));
  EXPECT_THAT(Rows("SELECT ?p { ?p :age ?a } ORDER BY ?p OFFSET 1 LIMIT 1"), ElementsAre("bob"));
  EXPECT_THAT(Rows("SELECT DISTINCT ?x { ?x :knows ?y }"),
              UnorderedElementsAre("ann", "bob", "cid"));
  EXPECT_THAT(Rows("SELECT ?n { { ?p :age ?a } UNION { ?p :by ?d } OPTIONAL { ?p :name ?n } } "
                   "ORDER BY ?n"),
              ElementsAre("-", "-", "Ann", "Bob"));
}

TEST(EvaluatorTest, AggregatesGroup) {
  EXPECT_THAT(Rows("SELECT ?a (COUNT(*) AS ?n) { ?a :knows ?b } GROUP BY ?a ORDER BY ?a"),
              ElementsAre("ann 2", "bob 1", "cid 1"));
  EXPECT_THAT(Rows("SELECT (COUNT(?x) AS ?n) (SUM(?x) AS ?s) (MIN(?x) AS ?l) (AVG(?x) AS ?m) "
                   "{ VALUES ?x { 1 2 3.5 5 } }"),
              ElementsAre("4 11.5 1 2.875"));
  EXPECT_THAT(Rows("SELECT (COUNT(*) AS ?n) (SUM(?x) AS ?s) (MAX(?x) AS ?m) { ?x :none ?y }"),
              ElementsAre("0 0 -"));
  EXPECT_THAT(Rows("SELECT (COUNT(DISTINCT ?b) AS ?n) { ?a :knows ?b }"), ElementsAre("3"));
  EXPECT_THAT(Rows("SELECT (COUNT(DISTINCT *) AS ?n) { VALUES ?x { 1 1 2 } }"), ElementsAre("2"));
  EXPECT_THAT(Rows("SELECT (GROUP_CONCAT(?x; SEPARATOR=\"|\") AS ?s) { VALUES ?x { 1 \"a\" } }"),
              ElementsAre("1|a"));
  EXPECT_THAT(Rows("SELECT ?a { ?a :knows ?b } GROUP BY ?a HAVING (COUNT(*) > 1)"),
              ElementsAre("ann"));
  EXPECT_THAT(Rows("SELECT (SUM(?x) AS ?s) { VALUES ?x { 1 \"a\" } }"), ElementsAre("-"));
}

TEST(EvaluatorTest, BindValuesAndSubSelectsJoin) {
  EXPECT_THAT(Rows("SELECT ?p ?d { ?p :age ?a BIND(?a * 2 AS ?d) FILTER(?d < 60) }"),
              ElementsAre("bob 50"));
  EXPECT_THAT(Rows("SELECT ?p ?n { VALUES (?p ?n) { (:ann UNDEF) (:bob \"B\") (UNDEF \"Dan\") } "
                   "?p :name ?n }"),
              UnorderedElementsAre("ann Ann", "dan Dan"));
  EXPECT_THAT(Rows("SELECT ?p ?m { ?p :age ?m { SELECT (MAX(?a) AS ?m) { ?q :age ?a } } }"),
              ElementsAre("ann 30"));
}

TEST(EvaluatorTest, PathsFollowTheirDefinition) {
  EXPECT_THAT(Rows("SELECT ?x { :bob :knows+ ?x }"), UnorderedElementsAre("ann", "bob", "cid"));
  EXPECT_THAT(Rows("SELECT ?x { :bob :knows* ?x }"), UnorderedElementsAre("ann", "bob", "cid"));
  EXPECT_THAT(Rows("SELECT ?x { :bob :knows? ?x }"), UnorderedElementsAre("bob", "cid"));
  EXPECT_THAT(Rows("SELECT ?x { ?x :knows+/:name \"Ann\" }"),
              UnorderedElementsAre("ann", "bob", "cid"));
  EXPECT_THAT(Rows("SELECT ?x { :ann (:knows|^:knows) ?x }"),
              UnorderedElementsAre("bob", "cid", "cid"));
  EXPECT_THAT(Rows("SELECT ?x { :bob !(:knows|:age) ?x }"), ElementsAre("Bob"));
  EXPECT_THAT(Rows("SELECT ?x { :bob !^:by ?x }"), UnorderedElementsAre("ann"));
  EXPECT_THAT(Rows("SELECT ?x { :elsewhere :knows* ?x }"), ElementsAre("elsewhere"));
  EXPECT_TRUE(Ask("ASK { :ann :knows+ :ann }"));
}

TEST(EvaluatorTest, TripleTermsMatchByTheirParts) {
  EXPECT_THAT(Rows("SELECT ?r ?o { ?r rdf:reifies <<( :ann ?p ?o )>> }"), ElementsAre("r1 bob"));
  EXPECT_THAT(Rows("SELECT ?by { << ?s :knows :bob >> :by ?by }"), ElementsAre("dan"));
  EXPECT_THAT(Rows("SELECT ?t { ?r rdf:reifies ?t FILTER(isTRIPLE(?t) && SUBJECT(?t) = :ann) }"),
              ElementsAre("<<ann knows bob>>"));
  EXPECT_THAT(Rows("SELECT ?r { BIND(TRIPLE(:ann, :knows, :bob) AS ?t) ?r rdf:reifies ?t }"),
              ElementsAre("r1"));
  EXPECT_THAT(Rows("SELECT ?r { ?r rdf:reifies <<( ?x :knows ?x )>> }"), IsEmpty());
  EXPECT_THAT(Rows("SELECT ?r ?y { ?r rdf:reifies <<( ?x :knows :bob )>> "
                   "OPTIONAL { ?q rdf:reifies <<( :ann ?k ?y )>> } }"),
              ElementsAre("r1 bob"));
  EXPECT_THAT(Rows("SELECT * { ?r rdf:reifies <<( ?x :knows ?y )>> }"), ElementsAre("r1 ann bob"));
}

TEST(EvaluatorTest, FunctionsGiveWhatTheSpecificationSays) {
  EXPECT_EQ(Value("CONCAT(\"a\", \"b\"@en)"), "ab");
  EXPECT_EQ(Value("LANG(CONCAT(\"a\"@en, \"b\"@en))"), "en");
  EXPECT_EQ(Value("SUBSTR(\"中国人民\", 2, 2)"), "国人");
  EXPECT_EQ(Value("STRLEN(\"中国\")"), "2");
  EXPECT_EQ(Value("UCASE(\"straé\")"), "STRAÉ");
  EXPECT_EQ(Value("REPLACE(\"abracadabra\", \"a(.)\", \"[$1]\")"), "[b]r[c][d][b]ra");
  EXPECT_EQ(Value("REGEX(\"Beijing\", \"^bei\", \"i\")"), "true");
  EXPECT_EQ(Value("STRBEFORE(\"abc\", \"b\")"), "a");
  EXPECT_EQ(Value("ENCODE_FOR_URI(\"a b/中\")"), "a%20b%2F%E4%B8%AD");
  EXPECT_EQ(Value("MD5(\"abc\")"), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(Value("YEAR(\"2024-02-29\"^^xsd:date)"), "2024");
  EXPECT_EQ(Value("TZ(\"2024-02-29T01:02:03+08:00\"^^xsd:dateTime)"), "+08:00");
  EXPECT_EQ(Value("COALESCE(?none, 1/0, 3)"), "3");
  EXPECT_EQ(Value("IF(1 < 2, \"yes\", ?none)"), "yes");
  EXPECT_EQ(Value("?none || true"), "true");
  EXPECT_EQ(Value("?none && true"), "-");
  EXPECT_EQ(Value("2 IN (1, ?none, 2.0)"), "true");
  EXPECT_EQ(Value("2 IN (1, ?none)"), "-");
  EXPECT_EQ(Value("xsd:integer(\"7\") + xsd:decimal(\"0.5\")"), "7.5");
  EXPECT_EQ(Value("xsd:integer(\"x\")"), "-");
  EXPECT_EQ(Value("<http://unknown/f>(1)"), "-");
  EXPECT_EQ(Value("STRLANGDIR(\"a\", \"ar\", \"rtl\")"), "a");
  EXPECT_EQ(Value("LANGDIR(STRLANGDIR(\"a\", \"ar\", \"rtl\"))"), "rtl");
  EXPECT_EQ(Value("IRI(\"rel\")"), "rel");
  EXPECT_EQ(Value("1 / 0"), "-");
  EXPECT_EQ(Value("1 / 4"), "0.25");
  EXPECT_EQ(Value("isNUMERIC(\"x\"^^xsd:integer)"), "false");
}

TEST(EvaluatorTest, ABlankNodeOfATemplateIsTheSameInsideAndOutsideOfTripleTerms) {
  const std::unique_ptr<MemoryView> view = ViewOfTrig(kPeople);
  const absl::StatusOr<Answer> answer = Evaluated(
      *view, "CONSTRUCT { _:n :p <<( _:n :q <<( :a :b _:n )>> )>> } WHERE { :ann :knows ?b }");
  ASSERT_OK(answer);
  ASSERT_EQ(answer->quads.size(), 2u);
  for (const Quad& quad : answer->quads) {
    ASSERT_TRUE(quad.subject.is_blank_node());
    EXPECT_EQ(quad.object.triple().subject, quad.subject);
    EXPECT_EQ(quad.object.triple().object.triple().object, quad.subject);
  }
}

TEST(EvaluatorTest, TheShortConstructMatchesBlankNodesInsideTripleTerms) {
  const std::unique_ptr<MemoryView> view = ViewOfTrig(kPeople);
  const absl::StatusOr<Answer> answer =
      Evaluated(*view, "CONSTRUCT WHERE { ?r rdf:reifies <<( _:a :knows _:b )>> ; :by ?d }");
  ASSERT_OK(answer);
  EXPECT_EQ(answer->quads.size(), 2u);
}

TEST(EvaluatorTest, ConstructMakesASetAndFreshBlankNodes) {
  const std::unique_ptr<MemoryView> view = ViewOfTrig(kPeople);
  absl::StatusOr<Answer> answer =
      Evaluated(*view, "CONSTRUCT { ?a :met _:m . :all :are \"one\" } { ?a :knows ?b }");
  ASSERT_OK(answer);
  EXPECT_EQ(answer->quads.size(), 5);
  answer = Evaluated(*view, "CONSTRUCT { ?n :of ?a } { ?a :age ?n }");
  ASSERT_OK(answer);
  EXPECT_THAT(answer->quads, IsEmpty());
}

TEST(EvaluatorTest, DescribeFollowsBlankNodes) {
  const std::unique_ptr<MemoryView> view = ViewOfTrig(":a :p [ :q [ :r 1 ] ] ; :s :b . :b :t 2 .");
  const absl::StatusOr<Answer> answer = Evaluated(*view, "DESCRIBE :a");
  ASSERT_OK(answer);
  EXPECT_EQ(answer->quads.size(), 4);
}

TEST(EvaluatorTest, BindingsHoldEverywhere) {
  EvaluationOptions options;
  options.bindings = {{"who", Iri("http://example.org/bob")}};
  EXPECT_THAT(Rows("SELECT ?x { ?who :knows ?x }", options), ElementsAre("cid"));
  EXPECT_THAT(Rows("SELECT ?who { ?who :knows ?x }", options), ElementsAre("bob"));
  EXPECT_THAT(Rows("SELECT ?n { { SELECT ?n { ?who :name ?n } } }", options), ElementsAre("Bob"));
  EXPECT_THAT(Rows("SELECT ?x { ?x :knows ?y FILTER(?x = ?who) }", options), ElementsAre("bob"));
  EXPECT_THAT(Rows("SELECT ?x { ?x :knows ?y }", options),
              ElementsAre(HasSubstr("no variable ?who")));
}

TEST(EvaluatorTest, LimitsStopAQueryWithTheirName) {
  std::string document;
  for (int i = 0; i < 300; ++i) StrAppend(&document, ":s", i, " :p :o", i, " .\n");
  const std::unique_ptr<MemoryView> view = ViewOfTrig(document);
  constexpr std::string_view kProduct = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }";
  EXPECT_THAT(Evaluated(*view, kProduct, {.memory_budget_bytes = 1 << 20}),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("memory budget")));
  EXPECT_THAT(Evaluated(*view, kProduct, {.deadline = absl::Now() + absl::Milliseconds(20)}),
              StatusIs(absl::StatusCode::kDeadlineExceeded, HasSubstr("time limit")));
  const std::atomic<bool> cancelled = true;
  EXPECT_THAT(Evaluated(*view, kProduct, {.cancelled = &cancelled}),
              StatusIs(absl::StatusCode::kCancelled));
}

TEST(EvaluatorTest, AttacksEndInAnAnswerOrALimit) {
  std::string ring;
  for (int i = 0; i < 500; ++i) StrAppend(&ring, ":n", i, " :p :n", (i + 1) % 500, " .\n");
  const std::unique_ptr<MemoryView> view = ViewOfTrig(ring);
  EXPECT_THAT(RowsOf(Evaluated(*view, "SELECT (COUNT(*) AS ?n) { :n0 (((:p*)*)+)? ?x }")),
              ElementsAre("500"));
  std::string doubling = "SELECT (STRLEN(?x40) AS ?n) { BIND(\"xxxxxxxxxx\" AS ?x0) ";
  for (int i = 1; i <= 40; ++i) {
    StrAppend(&doubling, "BIND(CONCAT(?x", i - 1, ", ?x", i - 1, ") AS ?x", i, ") ");
  }
  doubling.append("}");
  EXPECT_THAT(RowsOf(Evaluated(*view, doubling, {.memory_budget_bytes = uint64_t{1} << 30})),
              ElementsAre("-"));
  EXPECT_THAT(Evaluated(*view, doubling, {.memory_budget_bytes = 1 << 20}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  std::string values = "SELECT (COUNT(*) AS ?n) { VALUES ?x {";
  for (int i = 0; i < 100000; ++i) StrAppend(&values, " ", i);
  values.append("} }");
  EXPECT_THAT(RowsOf(Evaluated(*view, values)), ElementsAre("100000"));
}

TEST(EvaluatorTest, AMalformedConstantRegexIsAnErrorOfTheQuery) {
  EXPECT_THAT(Rows("SELECT ?s { ?s ?p ?o FILTER(REGEX(?o, \"(a)\\\\1\")) }"),
              ElementsAre(HasSubstr("back-reference")));
}

}  // namespace
}  // namespace entente

#include "query/sparql/used_names.h"

#include <string>
#include <string_view>
#include <vector>

#include "entente/entente.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

Prepared Parsed(std::string_view query) {
  auto prepared = Prepared::Parse(query, {.prefixes = {{"", "x:"}}});
  EXPECT_OK(prepared) << query;
  return *std::move(prepared);
}

TEST(UsedNamesTest, PropertiesAreFoundWhereverAPatternCanHaveThem) {
  const Prepared query = Parsed(
      "SELECT (COUNT(*) + SUM(IF(EXISTS { ?s :exists 1 }, 1, 0)) AS ?n) { "
      "  ?s :plain ?o ; (:path/^:inverse|:other)* ?p ; !(:forbidden|^:too) ?q . "
      "  OPTIONAL { ?s :optional ?o FILTER NOT EXISTS { ?s :inner ?o } } "
      "  { ?s :left ?o } UNION { GRAPH ?g { ?s :right ?o } } MINUS { ?s :minus ?o } "
      "  { SELECT ?s { ?s :sub ?o } ORDER BY (EXISTS { ?s :order ?o }) LIMIT 1 } "
      "  << ?s :reified ?o >> :said ?who . "
      "  ?c :about <<( :a :nested <<( :b :deep 1 )>> )>> "
      "} GROUP BY ?who");
  EXPECT_THAT(query.properties(),
              ElementsAre("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies", "x:about", "x:deep",
                          "x:exists", "x:inner", "x:inverse", "x:left", "x:minus", "x:nested",
                          "x:optional", "x:order", "x:other", "x:path", "x:plain", "x:reified",
                          "x:right", "x:said", "x:sub"));
  EXPECT_THAT(query.classes(), IsEmpty());
}

TEST(UsedNamesTest, ClassesStandBehindRdfType) {
  const Prepared query =
      Parsed("ASK { ?s a :C, ?class ; :p :NoClass . ?c :on <<( ?x a :Claimed )>> }");
  EXPECT_THAT(query.classes(), ElementsAre("x:C", "x:Claimed"));
  EXPECT_THAT(query.properties(), ElementsAre(kType, "x:on", "x:p"));
}

TEST(UsedNamesTest, TemplatesNameNothingThatIsLookedFor) {
  EXPECT_THAT(Parsed("CONSTRUCT { ?s :made ?o } WHERE { ?s :p ?o }").properties(),
              ElementsAre("x:p"));
  EXPECT_THAT(Parsed("DESCRIBE :x").properties(), IsEmpty());
}

TEST(UsedNamesTest, FunctionsThatAreNotKnownAreNamedWhereverTheyAreCalled) {
  const Prepared query = Parsed(
      "SELECT (SUM(:sum(?o)) AS ?n) { ?s ?p ?o FILTER(xsd:interger(?o) > 3 && xsd:integer(?o) > 1) "
      "BIND(IF(EXISTS { ?s ?p ?q FILTER(:inner(?q)) }, xsd:date(?o), :outer()) AS ?b) } "
      "GROUP BY ?s ORDER BY :order(?s)");
  EXPECT_THAT(query.unknown_functions(), ElementsAre("http://www.w3.org/2001/XMLSchema#interger",
                                                     "x:inner", "x:order", "x:outer", "x:sum"));
  for (const char* known :
       {"string", "boolean", "integer", "decimal", "float", "double", "dateTime", "date", "time",
        "gYear", "gYearMonth", "duration", "dayTimeDuration", "yearMonthDuration", "int", "byte"}) {
    const std::string call = std::string("ASK { FILTER(xsd:").append(known).append("(1)) }");
    EXPECT_THAT(Parsed(call).unknown_functions(), IsEmpty()) << known;
  }
}

TEST(UsedNamesTest, WhatWasMovedFromHasNone) {
  Prepared query = Parsed("ASK { ?s :p ?o }");
  const Prepared other = std::move(query);
  EXPECT_THAT(query.properties(), IsEmpty());  // NOLINT: that it answers is what is tested.
  EXPECT_THAT(other.properties(), ElementsAre("x:p"));
}

}  // namespace
}  // namespace entente

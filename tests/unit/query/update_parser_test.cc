#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "query/sparql/parser.h"
#include "query/sparql/update.h"
#include "schema/text.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ParseOptions Options() {
  return {.base = "http://example.org/",
          .prefixes = {{"", "http://example.org/"},
                       {"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}}};
}

// The operations of `text`, or the message why there are none.
std::vector<std::string> Operations(std::string_view text) {
  const absl::StatusOr<Update> update = ParseUpdate(text, Options());
  if (!update.ok()) return {std::string(update.status().message())};
  std::vector<std::string> printed;
  for (const UpdateOperation& operation : update->operations) {
    printed.push_back(ToSExpression(operation, update->prefixes));
  }
  return printed;
}

std::string Error(std::string_view text) {
  const absl::StatusOr<Update> update = ParseUpdate(text, Options());
  return update.ok() ? "no error" : std::string(update.status().message());
}

TEST(UpdateParserTest, DataAndTemplatesKeepGraphsAndTheSequenceOfTheText) {
  EXPECT_THAT(
      Operations("INSERT DATA { :a :p 1 GRAPH :g { :a :p 2 ; :q 3 } . :b :p _:x GRAPH :h {} }"),
      ElementsAre("(insertdata (insert (:a :p 1) (graph :g (:a :p 2)) (graph :g (:a :q 3)) "
                  "(:b :p _:x)))"));
  EXPECT_THAT(Operations("delete data { :a a :C }"),
              ElementsAre("(deletedata (delete (:a rdf:type :C)))"));
}

TEST(UpdateParserTest, ModifySelectsThoseVariablesOfItsTemplatesThatWhereBinds) {
  EXPECT_THAT(Operations("DELETE { ?s :p ?o } INSERT { GRAPH ?g { ?s :p [ :q ?never ] } } "
                         "WHERE { ?s :p ?o ; :r ?other GRAPH ?g {} }"),
              ElementsAre("(modify (delete (?s :p ?o)) (insert (graph ?g (?s :p _:.b0)) "
                          "(graph ?g (_:.b0 :q ?never))) (project (?s ?o ?g) "
                          "(join (bgp (?s :p ?o) (?s :r ?other)) (graph ?g (unit)))))"));
}

TEST(UpdateParserTest, WithNamesTheGraphOfTemplatesAndOfWhereUnlessUsingDoes) {
  EXPECT_THAT(Operations("WITH :g DELETE { ?s :p 1 GRAPH :h { ?s :p 2 } } WHERE { ?s :p 3 }"),
              ElementsAre("(modify (delete (graph :g (?s :p 1)) (graph :h (?s :p 2))) (using :g) "
                          "(usingnamed all) (project (?s) (bgp (?s :p 3))))"));
  EXPECT_THAT(Operations("WITH :g INSERT { ?s :p 1 } USING :h USING NAMED :i WHERE { ?s :p 3 }"),
              ElementsAre("(modify (insert (graph :g (?s :p 1))) (using :h) (usingnamed :i) "
                          "(project (?s) (bgp (?s :p 3))))"));
}

TEST(UpdateParserTest, DeleteWhereIsItsTemplateAndItsPattern) {
  EXPECT_THAT(Operations("DELETE WHERE { ?s :p ?o GRAPH ?g { ?s :q ?o } ?o :r 1 }"),
              ElementsAre("(modify (delete (?s :p ?o) (graph ?g (?s :q ?o)) (?o :r 1)) "
                          "(project (?s ?o ?g) "
                          "(join (bgp (?s :p ?o) (?o :r 1)) (graph ?g (bgp (?s :q ?o))))))"));
  EXPECT_THAT(Operations("DELETE WHERE {}"), ElementsAre("(modify (project () (unit)))"));
}

TEST(UpdateParserTest, OperationsOnGraphsNameTheirGraphs) {
  EXPECT_THAT(
      Operations("LOAD <a.ttl> ; LOAD SILENT <b.ttl> INTO GRAPH :g ; CLEAR DEFAULT ; "
                 "DROP SILENT NAMED ; CLEAR ALL ; DROP GRAPH :g ; CREATE SILENT GRAPH :g ; "
                 "ADD :g TO DEFAULT ; MOVE DEFAULT TO GRAPH :g ; COPY SILENT GRAPH :g TO :h ;"),
      ElementsAre("(load :a.ttl default)", "(load silent :b.ttl :g)", "(clear default)",
                  "(clear silent named)", "(clear all)", "(clear :g)", "(create silent :g)",
                  "(add :g default)", "(move default :g)", "(copy silent :g :h)"));
}

TEST(UpdateParserTest, EachOperationIsReadWithThePrologueBeforeIt) {
  EXPECT_THAT(
      Operations("BASE <http://a/> PREFIX x: <x#> INSERT DATA { <s> x:p 1 } ; "
                 "BASE <http://b/> PREFIX x: <y#> INSERT DATA { <s> x:p 1 } ; PREFIX z: <z#>"),
      ElementsAre("(insertdata (insert (<http://a/s> <http://a/x#p> 1)))",
                  "(insertdata (insert (<http://b/s> x:p 1)))"));
  EXPECT_THAT(Operations(""), IsEmpty());
  EXPECT_THAT(Operations("PREFIX x: <x#> # no more"), IsEmpty());
}

TEST(UpdateParserTest, ReifiersAndTripleTermsStandInDataAndTemplates) {
  EXPECT_THAT(Operations("INSERT DATA { :a :p :b ~ :r {| :q <<( :c :p :d )>> |} }"),
              ElementsAre("(insertdata (insert (:a :p :b) (:r rdf:reifies (triple :a :p :b)) "
                          "(:r :q (triple :c :p :d))))"));
  EXPECT_THAT(Operations("DELETE { << ?s :p ?o ~ ?r >> :q 1 } WHERE { << ?s :p ?o ~ ?r >> :q 1 }"),
              ElementsAre("(modify (delete (?r rdf:reifies (triple ?s :p ?o)) (?r :q 1)) "
                          "(project (?r ?s ?o) "
                          "(bgp (?r rdf:reifies (triple ?s :p ?o)) (?r :q 1))))"));
}

TEST(UpdateParserTest, NoVariablesStandInData) {
  for (const std::string_view data :
       {"{ ?s :p 1 }", "{ :s ?p 1 }", "{ :s :p ?o }", "{ GRAPH ?g { :s :p 1 } }",
        "{ :s :p <<( :a :b ?c )>> }", "{ :s :p 1 ~ ?r }", "{ ?s ?p ?o }"}) {
    for (const std::string_view form : {"INSERT", "DELETE"}) {
      EXPECT_THAT(Error(StrCat(form, " DATA ", data)),
                  HasSubstr(StrCat("no variable may stand in ", form, " DATA")))
          << data;
    }
  }
}

TEST(UpdateParserTest, NoBlankNodesStandInDeletions) {
  for (const std::string_view quads :
       {"{ _:s :p 1 }", "{ :s :p _:o }", "{ :s :p [] }", "{ [ :q 1 ] :p 1 }", "{ :s :p ( 1 ) }",
        "{ << :a :b :c >> :p 1 }", "{ :s :p 1 ~ }", "{ :s :p 1 ~ _:r }", "{ :s :p 1 {| :q 1 |} }",
        "{ :s :p <<( _:a :b :c )>> }", "{ :s :p <<( :a :b [] )>> }", "{ GRAPH :g { _:s :p 1 } }"}) {
    EXPECT_THAT(Error(StrCat("DELETE DATA ", quads)), HasSubstr("no blank node may stand in"))
        << quads;
    EXPECT_THAT(Error(StrCat("DELETE WHERE ", quads)), HasSubstr("no blank node may stand in"))
        << quads;
    EXPECT_THAT(Error(StrCat("DELETE ", quads, " WHERE {}")),
                HasSubstr("no blank node may stand in"))
        << quads;
    EXPECT_EQ(Error(StrCat("INSERT DATA ", quads)), "no error") << quads;
    EXPECT_EQ(Error(StrCat("INSERT ", quads, " WHERE { ", "[] :p 1 }")), "no error") << quads;
  }
  EXPECT_EQ(Error("DELETE DATA { :s :p () }"), "no error");
}

TEST(UpdateParserTest, ALabelBelongsToOneInsertionOfData) {
  EXPECT_EQ(Error("INSERT DATA { _:x :p 1 GRAPH :g { _:x :p 2 } }"), "no error");
  EXPECT_THAT(Error("INSERT DATA { _:x :p 1 } ; INSERT DATA { _:x :p 2 }"),
              HasSubstr("_:x is used in another INSERT DATA too"));
  EXPECT_EQ(
      Error("INSERT { _:x :p 1 } WHERE { _:x :q 1 } ; INSERT { _:x :p 1 } WHERE { _:x :q 1 }"),
      "no error");
}

TEST(UpdateParserTest, ErrorsShowThePlaceAndGuessWhatWasMeant) {
  EXPECT_THAT(Error("INSERT DATA { :s :p 1 } ;\nCLEAR GRAPH"),
              AllOf(HasSubstr("2:12"), HasSubstr("expected an IRI")));
  EXPECT_THAT(Error("CREATE DEAFULT"), HasSubstr("expected GRAPH"));
  EXPECT_THAT(Error("DORP ALL"), HasSubstr("did you mean DROP?"));
  EXPECT_THAT(Error("DELETE { ?s :p 1 } WEHRE { ?s :p 1 }"), HasSubstr("did you mean WHERE?"));
  EXPECT_THAT(Error("CLEAR ALL CLEAR ALL"), HasSubstr("';' before the next operation"));
  EXPECT_THAT(Error("CLEAR ALL ;; CLEAR ALL"), HasSubstr("expected an operation"));
  EXPECT_THAT(Error("INSERT DATA { GRAPH :g { GRAPH :h {} } }"),
              HasSubstr("a GRAPH cannot stand in another"));
  EXPECT_THAT(Error("INSERT DATA { :s :p 1 "), HasSubstr("one '{' is never closed"));
  EXPECT_THAT(Error("INSERT DATA { \"s\" :p 1 }"), HasSubstr("a subject must be"));
  EXPECT_THAT(Error("INSERT DATA { :s :p/:q 1 }"), HasSubstr("1:"));
  EXPECT_THAT(Error("INSERT { :s :p 1 } { ?s :p 1 }"), HasSubstr("expected USING or WHERE"));
  EXPECT_THAT(Error("WITH :g CLEAR ALL"), HasSubstr("expected DELETE or INSERT"));
}

TEST(UpdateParserTest, QueriesAndUpdatesAreToldApart) {
  EXPECT_THAT(Error("SELECT * { ?s ?p ?o }"),
              AllOf(HasSubstr("SELECT begins a query"), HasSubstr("run it with Query")));
  const absl::StatusOr<Query> query = ParseQuery("CLEAR ALL", Options());
  EXPECT_THAT(std::string(query.status().message()),
              AllOf(HasSubstr("CLEAR begins an update"), HasSubstr("run it with Update")));
}

TEST(UpdateParserTest, NestingBeyondTheLimitIsAnError) {
  for (const auto& [open, close] : {std::pair<std::string, std::string>{"(", ")"},
                                    {"[ :p ", "]"},
                                    {"<< :a :b ", ">>"},
                                    {"<<( :a :b ", ")>>"}}) {
    for (const std::string_view form : {"INSERT DATA { :s :p ", "DELETE WHERE { :s :p "}) {
      std::string text(form);
      for (int i = 0; i < 100'000; ++i) text += open;
      EXPECT_THAT(Error(text), HasSubstr("1:")) << open;
    }
  }
  std::string groups = "INSERT { :s :p 1 } WHERE ";
  for (int i = 0; i < 100'000; ++i) groups += "{";
  EXPECT_THAT(Error(groups), HasSubstr("nests deeper"));
}

TEST(UpdateParserTest, OneOperationAfterTheOtherNeedsNoStack) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "CLEAR DEFAULT;\r\n# next\r\n";
  const absl::StatusOr<Update> update = ParseUpdate(text, Options());
  ASSERT_TRUE(update.ok()) << update.status();
  EXPECT_EQ(update->operations.size(), 100'000u);
}

TEST(UpdateParserTest, DamagedUpdatesGiveAnErrorOrParse) {
  constexpr std::string_view kText =
      "PREFIX x: <x#> WITH :g DELETE { ?s x:p ?o } INSERT { ?s x:q [ :r ( 1 ?o ) ] ~ :i {| :a 2 |} "
      "GRAPH ?g { ?s :t <<( :a :b \"c\"@en )>> } } USING NAMED :h WHERE { ?s ?p ?o GRAPH ?g {} } ; "
      "LOAD SILENT <f.ttl> INTO GRAPH :g ; DELETE WHERE { ?s :p 1 } ; COPY :g TO DEFAULT";
  ASSERT_EQ(Error(kText), "no error");
  const uint64_t seed = TestSeed();
  SCOPED_TRACE(seed);
  std::mt19937_64 random(seed);
  const auto below = [&](size_t bound) {
    return std::uniform_int_distribution<size_t>(0, bound - 1)(random);
  };
  for (uint64_t round = 0; round < TestRounds(20'000); ++round) {
    std::string text(kText);
    for (size_t change = below(4) + 1; change > 0 && !text.empty(); --change) {
      const size_t at = below(text.size());
      switch (below(4)) {
        case 0:
          text[at] = static_cast<char>(below(256));
          break;
        case 1:
          text.erase(at, below(12));
          break;
        case 2:
          text.insert(at, text.substr(below(text.size()), below(30)));
          break;
        default:
          text.resize(at + 1);
      }
    }
    const absl::StatusOr<Update> update = ParseUpdate(text, Options());
    if (!update.ok()) {
      EXPECT_THAT(std::string(update.status().message()), HasSubstr("query:"));
      continue;
    }
    for (const UpdateOperation& operation : update->operations) {
      EXPECT_NE(ToSExpression(operation), "");
    }
  }
}

}  // namespace
}  // namespace entente

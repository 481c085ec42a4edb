// Evidence views as applications ask them: by FROM and by option, of each kind of reader, again and
// again, from many threads.
#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "entente/entente.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kWrong = absl::StatusCode::kInvalidArgument;

// Two memberships are claimed, one of them denied by another; one is asserted.
constexpr std::string_view kClaims = R"(
  PREFIX : <http://ex/>
  INSERT DATA {
    :Chip4 ent:member :US ; rdfs:label "CHIP4"@en .
    :c1 a ent:Claim ; rdf:reifies <<( :Chip4 ent:member :Japan )>> ; ent:claimant :Ling ;
        ent:stance ent:asserts ; ent:source :article ; ent:validFrom "2022-04"^^xsd:gYearMonth .
    :c2 a ent:Claim ; rdf:reifies <<( :Chip4 ent:member :Korea )>> ; ent:claimant :Ling ;
        ent:stance ent:asserts ; ent:source :article ; ent:confidence 0.5 .
    :c3 a ent:Claim ; rdf:reifies <<( :Chip4 ent:member :Korea )>> ; ent:claimant :Seoul ;
        ent:stance ent:denies ; ent:source :speech .
    :c4 a ent:Claim ; rdf:reifies <<( :Chip4 ent:member :US )>> ; ent:claimant :Ling ;
        ent:stance ent:asserts ; ent:source :article .
    GRAPH :g { :Chip4 ent:member :Taiwan .
      :c5 a ent:Claim ; rdf:reifies <<( :Chip4 ent:member :Holland )>> ; ent:claimant :Ling ;
        ent:stance ent:asserts ; ent:source :article }
  })";

Database Claims() {
  auto database = Database::OpenInMemory();
  EXPECT_OK(database);
  EXPECT_OK(database->Update(kClaims));
  return *std::move(database);
}

// The last parts of the IRIs of the first column, sorted.
std::vector<std::string> Names(absl::StatusOr<Rows> rows) {
  if (!rows.ok()) return {rows.status().ToString()};
  std::vector<std::string> names;
  for (const Row& row : *rows) {
    const std::string text = row[0].is_iri() ? row[0].iri().text : row[0].ToString();
    names.push_back(text.substr(text.rfind('/') + 1));
  }
  if (!rows->status().ok()) return {rows->status().ToString()};
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> Members(const Reader& reader, std::string_view parameters) {
  return Names(reader.Query(StrCat("SELECT ?m FROM <urn:entente:view", parameters,
                                   "> { <http://ex/Chip4> ent:member ?m }")));
}

TEST(EvidenceViewTest, AViewInFromShowsWhatIsAssertedAndWhatClaimsSupport) {
  const Database database = Claims();
  const View view = database.Read();
  EXPECT_THAT(Members(view, ""), ElementsAre("Japan", "US"));
  EXPECT_THAT(Members(view, "?policy=supported"), ElementsAre("Japan", "Korea", "US"));
  EXPECT_THAT(Members(view, "?valid=2022-05-01&source=http://ex/article&policy=uncontested"),
              ElementsAre("Japan", "Korea", "US"));
  EXPECT_THAT(Members(view, "?valid=2022-04&time=certain"), ElementsAre("US"));
  EXPECT_THAT(Members(view, "?valid=2021"), ElementsAre("US"));
  EXPECT_THAT(Members(view, "?claimant=http://ex/Nobody&base=exclude"), IsEmpty());
  EXPECT_THAT(Members(view, "?base=exclude"), ElementsAre("Japan", "US"));
  EXPECT_THAT(Members(view, "?min-confidence=0.5"), ElementsAre("Korea", "US"));
  EXPECT_THAT(Members(view, "?graph=http://ex/g"), ElementsAre("Holland", "Taiwan"));
  EXPECT_THAT(Members(view, "?graph=http://ex/g&base=exclude"), ElementsAre("Holland"));
  EXPECT_THAT(Members(view, "?graph=http://ex/nowhere"), IsEmpty());
}

TEST(EvidenceViewTest, SeveralGraphsInFromAreOneUnion) {
  const Database database = Claims();
  EXPECT_THAT(Members(database.Read(), "?base=exclude> FROM <http://ex/g"),
              ElementsAre("Japan", "Taiwan", "US"));
  EXPECT_THAT(Members(database.Read(),
                      "?claimant=http://ex/Ling> FROM <urn:entente:view?"
                      "base=exclude&graph=http://ex/g"),
              ElementsAre("Holland", "Japan", "Korea", "US"));
}

TEST(EvidenceViewTest, TheOptionTakesThePlaceOfTheDefaultGraphAndLeavesNamedGraphs) {
  const Database database = Claims();
  const View view = database.Read();
  const QueryOptions options{.view = EvidenceView{.includes_base = false}};
  EXPECT_THAT(Names(view.Query("SELECT ?m { <http://ex/Chip4> ent:member ?m }", options)),
              ElementsAre("Japan", "US"));
  EXPECT_THAT(Names(view.Query("SELECT ?m { GRAPH ?g { ?c ent:member ?m } }", options)),
              ElementsAre("Taiwan"));
  EXPECT_THAT(Names(view.Query("SELECT DISTINCT ?g { GRAPH ?g { } }", options)), ElementsAre("g"));
  EXPECT_THAT(view.Query("SELECT ?m FROM <http://ex/g> { ?c ent:member ?m }", options),
              StatusIs(kWrong, HasSubstr("FROM")));
  EXPECT_THAT(view.Ask("ASK { <http://ex/Chip4> ent:member <http://ex/US> }", options),
              IsOkAndHolds(true));
  ASSERT_OK_AND_ASSIGN(const std::vector<Quad> quads,
                       view.Construct("CONSTRUCT WHERE { ?s ?p ?o }", options));
  EXPECT_EQ(quads.size(), 2u);
  ASSERT_OK_AND_ASSIGN(const std::string plan,
                       view.Explain("SELECT ?m { ?c ent:member ?m }", true, options));
  EXPECT_THAT(plan, HasSubstr("in <urn:entente:view?base=exclude>"));
}

TEST(EvidenceViewTest, AViewThatIsNotWellFormedIsRefused) {
  const Database database = Claims();
  const EvidenceView kBad[] = {{.valid = PartialDate{.year = 2022, .month = 13}},
                               {.sources = {"article"}},
                               {.sources = {""}},
                               {.min_confidence = 2.0},
                               {.graphs = {"urn:entente:view"}}};
  for (const EvidenceView& view : kBad) {
    EXPECT_THAT(database.Query("SELECT * {}", {.view = view}), StatusIs(kWrong)) << view.ToIri();
  }
}

TEST(EvidenceViewTest, EveryReaderSeesTheClaimsOfItsOwnState) {
  Database database = Claims();
  const View before = database.Read();
  EXPECT_THAT(Members(before, ""), ElementsAre("Japan", "US"));
  {
    ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
    EXPECT_THAT(Members(transaction, ""), ElementsAre("Japan", "US"));
    ASSERT_OK(transaction.Update("DELETE WHERE { <http://ex/c3> ?p ?o }"));
    EXPECT_THAT(Members(transaction, ""), ElementsAre("Japan", "Korea", "US"));
    EXPECT_THAT(Members(database.Read(), ""), ElementsAre("Japan", "US"));
    ASSERT_OK(transaction.Remove({.subject = Iri("http://ex/c1"),
                                  .predicate = Iri("https://w3id.org/entente#claimant"),
                                  .object = Iri("http://ex/Ling")}));
    EXPECT_THAT(Members(transaction, ""), ElementsAre("Korea", "US"));
    ASSERT_OK(transaction.Commit());
  }
  EXPECT_THAT(Members(before, ""), ElementsAre("Japan", "US"));
  EXPECT_THAT(Members(database.Read(), ""), ElementsAre("Korea", "US"));
  ASSERT_OK(database.Compact());
  EXPECT_THAT(Members(database.Read(), ""), ElementsAre("Korea", "US"));
  EXPECT_THAT(Members(before, ""), ElementsAre("Japan", "US"));
}

TEST(EvidenceViewTest, RowsOutliveTheirReader) {
  const Database database = Claims();
  absl::StatusOr<Rows> rows =
      database.Query("SELECT ?m FROM <urn:entente:view?policy=supported> { ?g ent:member ?m }");
  EXPECT_THAT(Names(std::move(rows)), ElementsAre("Japan", "Korea", "US"));
}

TEST(EvidenceViewTest, AnUpdateCannotReadOrWriteAView) {
  Database database = Claims();
  for (const std::string_view update :
       {"INSERT { :a :b ?m } USING <urn:entente:view> WHERE { ?g ent:member ?m }",
        "INSERT DATA { GRAPH <urn:entente:view?valid=2022> { :a :b :c } }",
        "CLEAR GRAPH <urn:entente:view>"}) {
    EXPECT_THAT(database.Update(StrCat("PREFIX : <http://ex/> ", update)),
                StatusIs(kWrong, HasSubstr("evidence view")));
  }
}

TEST(EvidenceViewTest, ThreadsThatAskManyViewsOfChangingStatesGetTheirOwnAnswers) {
  auto opened = Database::OpenInMemory({.view_cache_bytes = 4000});
  ASSERT_OK(opened);
  Database& database = *opened;
  ASSERT_OK(database.Update(kClaims));
  std::atomic<bool> is_over = false;
  std::atomic<int> wrong_count = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int round = i; !is_over; ++round) {
        const bool is_supported = round % 2 == 0;
        // A year makes another view of the same answer.
        const std::string year = std::to_string(2023 + round % 7);
        const std::vector<std::string> members = Members(
            database.Read(), StrCat("?valid=", year, is_supported ? "&policy=supported" : ""));
        const size_t expected = is_supported ? 3 : 2;
        if (members.size() != expected) ++wrong_count;
      }
    });
  }
  for (int i = 0; i < 50; ++i) {
    EXPECT_OK(database.Update(StrCat("INSERT DATA { <urn:x> <urn:y> ", i, " }")));
  }
  is_over = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong_count, 0);
}

TEST(EvidenceViewTest, TheLimitsOfAQueryEndTheMakingOfItsView) {
  auto database = Database::OpenInMemory();
  ASSERT_OK(database);
  std::string claims = "PREFIX : <http://ex/> INSERT DATA {";
  for (int i = 0; i < 3000; ++i) {
    StrAppend(&claims, ":c", i, " a ent:Claim ; rdf:reifies <<( :s", i,
              " ent:member :o )>> ; ent:claimant :a ; ent:stance ent:asserts ; ent:source :d .");
  }
  ASSERT_OK(database->Update(claims + "}"));
  const std::string query = "SELECT (COUNT(*) AS ?n) FROM <urn:entente:view> { ?s ent:member ?o }";
  EXPECT_THAT(database->Query(query, {.memory_budget_bytes = 10'000}),
              StatusIs(absl::StatusCode::kResourceExhausted));
  const std::atomic<bool> cancelled = true;
  EXPECT_THAT(database->Query(query, {.cancelled = &cancelled}),
              StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(database->Query(query, {.timeout = std::chrono::milliseconds(0)}),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  ASSERT_OK_AND_ASSIGN(Rows rows, database->Query(query));
  ASSERT_TRUE(rows.Next());
  EXPECT_EQ(rows.row()[0], Term(3000));
}

}  // namespace
}  // namespace entente

#include "query/claims/validation.h"

#include <filesystem>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "entente/entente.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/quads.h"
#include "tests/support/random_records.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// "record rule" of each violation, sorted.
std::vector<std::string> Violations(const Reader& reader) {
  std::multiset<std::string> lines;
  const auto count = reader.Validate([&lines](const Violation& violation) {
    EXPECT_FALSE(violation.message.empty());
    lines.insert(StrCat(violation.record, " ", violation.rule));
    return absl::OkStatus();
  });
  EXPECT_THAT(count, IsOkAndHolds(lines.size()));
  return {lines.begin(), lines.end()};
}

class ValidationTest : public ::testing::Test {
 protected:
  ValidationTest() : database_(*Database::OpenInMemory()) {}

  // The violations of a graph.
  std::vector<std::string> Of(std::string_view turtle) {
    database_ = *Database::OpenInMemory();
    const auto quads = ParseQuads(RdfFormat::kTurtle, StrCat(R"(
      PREFIX : <x:>
      PREFIX ent: <https://w3id.org/entente#>
      PREFIX cito: <http://purl.org/spar/cito/>
      PREFIX dcterms: <http://purl.org/dc/terms/>
      PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
      PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
      PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>)",
                                                             "\n", turtle));
    EXPECT_OK(quads);
    absl::StatusOr<Transaction> transaction = database_.Begin();
    for (const Quad& quad : *quads) EXPECT_OK(transaction->Insert(quad));
    EXPECT_OK(transaction->Commit());
    return Violations(database_.Read());
  }

  // Of a claim that is well formed, but for what is added.
  std::vector<std::string> OfClaim(std::string_view more) {
    return Of(StrCat(kGoodClaim, " . ", more, " ."));
  }

  static constexpr std::string_view kGoodClaim = R"(
    :c a ent:Claim ; rdf:reifies <<( :s :p :o )>> ; ent:claimant :a ; ent:stance ent:asserts ;
      ent:source :d)";
  Database database_;
};

TEST_F(ValidationTest, WellFormedRecordsBreakNoRule) {
  EXPECT_THAT(
      OfClaim(":c ent:modality ent:possible ; ent:confidence 1 ; ent:onClaim :c ;"
              " ent:validFrom '2022'^^xsd:gYear ; ent:validUntil '2022-01'^^xsd:gYearMonth ;"
              " ent:statedOn '2022-02-28T24:00:00'^^xsd:dateTime"),
      IsEmpty());
  EXPECT_THAT(Of(":a a ent:Actor ; rdfs:label 'a' ; ent:memberCountMin 3 ; ent:memberCountMax 3 ."
                 ":b a ent:Coalition ; rdfs:label 'b' . :t a cito:Citation ;"
                 " cito:hasCitingEntity :d ; cito:hasCitedEntity :d ."
                 ":d a ent:Document ; dcterms:title 'd' ; dcterms:issued '2022'^^xsd:gYear ."),
              IsEmpty());
  EXPECT_THAT(Of(":c a ent:Claim ; ent:part :e ; ent:claimant :a ; ent:stance ent:denies ;"
                 " ent:source :d . :e a ent:Claim ; rdf:reifies <<( :s :p :o )>> ;"
                 " ent:claimant :a ; ent:stance ent:denies ; ent:source :d ."),
              IsEmpty());
}

TEST_F(ValidationTest, EachRuleIsBrokenByDataThatBreaksIt) {
  EXPECT_THAT(Of("[] a ent:Claim ; rdf:reifies <<( :s :p :o )>> ; ent:claimant :a ;"
                 " ent:stance ent:asserts ; ent:source :d ."),
              ElementsAre("_:genid-0 claim-iri"));
  EXPECT_THAT(Of(":c a ent:Claim ; ent:claimant :a ; ent:stance ent:asserts ; ent:source :d ."),
              ElementsAre("x:c claim-proposition"));
  for (const std::string_view more : {":c rdf:reifies <<( :s :p :x )>>", ":c rdf:reifies :o"}) {
    EXPECT_THAT(OfClaim(more), ElementsAre("x:c claim-proposition")) << more;
  }
  EXPECT_THAT(Of(":c a ent:Claim ; ent:part :c ; rdf:reifies :o ; ent:claimant :a ;"
                 " ent:stance ent:asserts ; ent:source :d ."),
              ElementsAre("x:c claim-proposition"));
  EXPECT_THAT(Of(":c a ent:Claim ; rdf:reifies <<( :s :p :o )>> ."),
              ElementsAre("x:c claim-claimant", "x:c claim-source", "x:c claim-stance"));
  EXPECT_THAT(Of(":c a ent:Claim ; rdf:reifies <<( :s :p :o )>> ; ent:claimant 'Ling' ;"
                 " ent:stance :loves ; ent:source [] ."),
              ElementsAre("x:c claim-claimant", "x:c claim-source", "x:c claim-stance"));
  EXPECT_THAT(OfClaim(":c ent:claimant :b"), ElementsAre("x:c claim-claimant"));
  EXPECT_THAT(OfClaim(":c ent:stance ent:denies"), ElementsAre("x:c claim-stance"));
  EXPECT_THAT(OfClaim(":c ent:source :e"), ElementsAre("x:c claim-source"));
  EXPECT_THAT(OfClaim(":c ent:modality ent:asserts"), ElementsAre("x:c claim-modality"));
  EXPECT_THAT(OfClaim(":c ent:modality ent:possible, ent:conditional"),
              ElementsAre("x:c claim-modality"));
  for (const std::string_view value : {"1.01", "-0.1", "'0.5'", "'NaN'^^xsd:double", "0.1, 0.2"}) {
    EXPECT_THAT(OfClaim(StrCat(":c ent:confidence ", value)), ElementsAre("x:c claim-confidence"))
        << value;
  }
  for (const std::string_view property : {"validFrom", "validUntil", "statedOn", "recordedOn"}) {
    for (const std::string_view value :
         {"'2022'", "2022", "'2023-02-29'^^xsd:date", "'2022'^^xsd:gYear, '2023'^^xsd:gYear",
          "'--01'^^xsd:gMonth", "'12022'^^xsd:gYear", ":yesterday"}) {
      EXPECT_THAT(OfClaim(StrCat(":c ent:", property, " ", value)), ElementsAre("x:c claim-date"))
          << property << " " << value;
    }
  }
  EXPECT_THAT(OfClaim(":c ent:validFrom '2022-03'^^xsd:gYearMonth ;"
                      " ent:validUntil '2022-02-28'^^xsd:date"),
              ElementsAre("x:c claim-interval"));
  for (const std::string_view property : {"condition", "onClaim", "part"}) {
    EXPECT_THAT(OfClaim(StrCat(":c ent:", property, " :none")), ElementsAre("x:c claim-reference"))
        << property;
  }
  EXPECT_THAT(OfClaim(":c ent:onClaim :e . :e a ent:Claim ; rdf:reifies <<( :s :p :x )>> ;"
                      " ent:claimant :a ; ent:stance ent:asserts ; ent:source :d"),
              ElementsAre("x:c claim-reference"));
  EXPECT_THAT(Of(":a a ent:Actor . :b a ent:Coalition . :d a ent:Document ."),
              ElementsAre("x:a actor-label", "x:b coalition-label", "x:d document-title"));
  EXPECT_THAT(Of(":d a ent:Document ; dcterms:title 'd' ; dcterms:issued 'yesterday' ."),
              ElementsAre("x:d document-date"));
  for (const std::string_view bounds :
       {"ent:memberCountMin 4 ; ent:memberCountMax 3", "ent:memberCountMin -1",
        "ent:memberCountMax -1", "ent:memberCountMin 'many'", "ent:memberCountMax 1, 2"}) {
    EXPECT_THAT(Of(StrCat(":a a ent:Actor ; rdfs:label 'a' ; ", bounds, " .")),
                ElementsAre("x:a group-bounds"))
        << bounds;
  }
  EXPECT_THAT(Of(":t a cito:Citation ; cito:hasCitingEntity :d ."),
              ElementsAre("x:t citation-entity"));
  EXPECT_THAT(Of(":t a cito:Citation ; cito:hasCitingEntity :d, :e ; cito:hasCitedEntity :d ."),
              ElementsAre("x:t citation-entity"));
}

TEST_F(ValidationTest, RulesLookAtTheDefaultGraphOnly) {
  ASSERT_OK(database_.Update("INSERT DATA { GRAPH <x:g> { <x:a> a ent:Actor } }"));
  EXPECT_THAT(Violations(database_.Read()), IsEmpty());
  ASSERT_OK(
      database_.Update("INSERT DATA { <x:a> a ent:Actor . GRAPH <x:g> { <x:a> rdfs:label 'a' } }"));
  EXPECT_THAT(Violations(database_.Read()), ElementsAre("x:a actor-label"));
}

TEST_F(ValidationTest, AnEmptyDatabaseAndTheShippedDataBreakNoRule) {
  EXPECT_THAT(Violations(database_.Read()), IsEmpty());
  const auto data = std::filesystem::path(ENTENTE_SOURCE_DIR) / "schema/data";
  ASSERT_OK(database_.Load(
      std::vector{data / "issue-coalitions.ttl", data / "issue-coalitions-claims.ttl"}));
  EXPECT_THAT(Violations(database_.Read()), IsEmpty());
}

TEST_F(ValidationTest, AnErrorOfTheSinkEndsTheChecking) {
  ASSERT_OK(database_.Update("INSERT DATA { <x:a> a ent:Actor . <x:b> a ent:Actor }"));
  int count = 0;
  EXPECT_THAT(database_.Read().Validate([&count](const Violation&) {
    ++count;
    return absl::UnknownError("enough");
  }),
              StatusIs(absl::StatusCode::kUnknown, "enough"));
  EXPECT_EQ(count, 1);
}

TEST_F(ValidationTest, CancellingEndsTheChecking) {
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database_.Begin());
  for (int i = 0; i < 5000; ++i) {
    ASSERT_OK(
        transaction.Insert({.subject = Iri(StrCat("x:", i)),
                            .predicate = Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
                            .object = Iri(std::string(ent::kActor))}));
  }
  const std::atomic<bool> cancelled = true;
  EXPECT_THAT(transaction.Validate([](const Violation&) { return absl::OkStatus(); },
                                   {.cancelled = &cancelled}),
              StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(ValidationTest, CommitRefusesRecordsThatAreNotWellFormed) {
  const Claim good{.iri = "x:c",
                   .proposition = Triple{Iri("x:s"), Iri("x:p"), Iri("x:o")},
                   .claimant = "x:a",
                   .source = "x:d"};
  const auto commit = [this](const auto& record) {
    absl::StatusOr<Transaction> transaction = database_.Begin();
    EXPECT_OK(transaction->Put(record));
    return transaction->Commit();
  };
  EXPECT_OK(commit(good));
  Claim bad = good;
  bad.iri = "x:bad";
  bad.source = "";
  EXPECT_THAT(commit(bad), StatusIs(absl::StatusCode::kInvalidArgument,
                                    "<x:bad> breaks the rule claim-source: it has no ent:source"));
  EXPECT_THAT(database_.Read().GetClaim("x:bad"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(commit(Actor{.iri = "x:actor"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("actor-label")));
  bad = good;
  bad.on_claim = "x:later";
  EXPECT_THAT(commit(bad),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("claim-reference")));
  // What a record refers to may come later, in the same transaction.
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database_.Begin());
  ASSERT_OK(transaction.Put(bad));
  Claim later = good;
  later.iri = "x:later";
  ASSERT_OK(transaction.Put(later));
  // A record that is gone by then is not looked at.
  ASSERT_OK(transaction.Put(Actor{.iri = "x:actor"}));
  ASSERT_OK(transaction.RemoveRecords("x:actor"));
  ASSERT_OK(transaction.Commit());
  EXPECT_THAT(database_.Read().GetClaim("x:c"), IsOkAndHolds(bad));
}

// Many records of all classes among others, some broken on purpose.
TEST_F(ValidationTest, OnePassFindsExactlyWhatWasBroken) {
  for (uint64_t round = 0; round < TestRounds(30); ++round) {
    const uint64_t seed = TestSeed() + round;
    SCOPED_TRACE(StrCat("ENTENTE_SEED=", seed));
    std::mt19937_64 random(seed);
    std::multiset<std::string> broken;
    ASSERT_OK_AND_ASSIGN(Transaction transaction, database_.Begin());
    for (int i = 0; i < 30; ++i) {
      const bool breaks = random() % 4 == 0;
      Claim claim = RandomClaim(1, &random);
      claim.iri = StrCat("x:claim-", i);
      if (breaks) {
        claim.source = "";
        claim.valid = {.from = PartialDate{.year = 1998}, .until = PartialDate{.year = 1997}};
        broken.insert(claim.iri + " claim-interval");
        broken.insert(claim.iri + " claim-source");
      } else if (i > 0 && random() % 2 == 0) {
        // On a claim that may be of the same proposition or not.
        ASSERT_OK_AND_ASSIGN(const Claim other, transaction.GetClaim("x:claim-0"));
        claim.on_claim = other.iri;
        if (claim.proposition != other.proposition) broken.insert(claim.iri + " claim-reference");
      }
      ASSERT_OK(transaction.Put(claim));
      Actor actor = RandomActor(1, &random);
      actor.iri = StrCat("x:actor-", i);
      if (breaks) {
        actor.labels.clear();
        broken.insert(actor.iri + " actor-label");
      }
      ASSERT_OK(transaction.Put(actor));
      Document document = RandomDocument(1, &random);
      document.iri = StrCat("x:document-", i);
      if (breaks) {
        document.titles.clear();
        broken.insert(document.iri + " document-title");
      }
      ASSERT_OK(transaction.Put(document));
    }
    EXPECT_EQ(Violations(transaction), std::vector<std::string>(broken.begin(), broken.end()));
    EXPECT_EQ(transaction.Commit().ok(), broken.empty());
  }
}

}  // namespace
}  // namespace entente

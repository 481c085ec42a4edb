#include "query/claims/record_store.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "entente/entente.h"
#include "entente/vocabulary.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "tests/support/quads.h"
#include "tests/support/random_records.h"
#include "tests/support/seed.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kPrefixes = R"(
  PREFIX : <x:>
  PREFIX ent: <https://w3id.org/entente#>
  PREFIX dcterms: <http://purl.org/dc/terms/>
  PREFIX bibo: <http://purl.org/ontology/bibo/>
  PREFIX prov: <http://www.w3.org/ns/prov#>
  PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
  PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
  PREFIX schema: <https://schema.org/>
  PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
  PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
)";

class RecordStoreTest : public ::testing::Test {
 protected:
  RecordStoreTest() : database_(*Database::OpenInMemory()) {}

  // Canonical N-Quads.
  static std::string DumpOf(const Reader& reader) {
    std::ostringstream text;
    EXPECT_OK(reader.Dump(OutputTo(text)));
    return text.str();
  }
  std::string Dump() const { return DumpOf(database_.Read()); }

  // Adds Turtle; blank nodes keep their labels.
  void Insert(std::string_view turtle) {
    ASSERT_OK_AND_ASSIGN(const std::vector<Quad> quads,
                         ParseQuads(RdfFormat::kTurtle, StrCat(kPrefixes, turtle)));
    ASSERT_OK_AND_ASSIGN(Transaction transaction, database_.Begin());
    for (const Quad& quad : quads) ASSERT_OK(transaction.Insert(quad));
    ASSERT_OK(transaction.Commit());
  }

  template <typename Record>
  void Put(const Record& record) {
    ASSERT_OK_AND_ASSIGN(Transaction transaction, database_.Begin());
    ASSERT_OK(transaction.Put(record));
    ASSERT_OK(transaction.Commit());
  }

  // What the database holds is, up to the names of blank nodes, this Turtle.
  void ExpectData(std::string_view turtle) const {
    ASSERT_OK_AND_ASSIGN(const std::vector<Quad> expected,
                         ParseQuads(RdfFormat::kTurtle, StrCat(kPrefixes, turtle)));
    ASSERT_OK_AND_ASSIGN(const std::vector<Quad> actual, ParseQuads(RdfFormat::kNQuads, Dump()));
    EXPECT_TRUE(AreIsomorphic(actual, expected)) << Dump();
  }

  Database database_;
};

// Gets of a class, by name.
absl::StatusOr<Actor> Get(const Reader& reader, const Actor& like) {
  return reader.GetActor(like.iri);
}
absl::StatusOr<Coalition> Get(const Reader& reader, const Coalition& like) {
  return reader.GetCoalition(like.iri);
}
absl::StatusOr<Document> Get(const Reader& reader, const Document& like) {
  return reader.GetDocument(like.iri);
}
absl::StatusOr<Claim> Get(const Reader& reader, const Claim& like) {
  return reader.GetClaim(like.iri);
}

// The last record put with each IRI.
template <typename Record>
using LastOf = std::map<std::string, Record>;

template <typename Record>
void PutAndKeep(const Record& record, Transaction* transaction, LastOf<Record>* last) {
  ASSERT_OK(transaction->Put(record));
  EXPECT_THAT(Get(*transaction, record), IsOkAndHolds(record));
  (*last)[record.iri] = record;
}

template <typename Record>
void ExpectEach(const LastOf<Record>& last, const Reader& reader) {
  for (const auto& [iri, record] : last) EXPECT_THAT(Get(reader, record), IsOkAndHolds(record));
}

template <typename Record>
void PutEach(const LastOf<Record>& last, Transaction* transaction) {
  for (const auto& [iri, record] : last) ASSERT_OK(transaction->Put(record));
}

// Claims may refer to what is no claim here, so nothing is committed.
TEST_F(RecordStoreTest, GetGivesWhatWasPutAndPutLeavesNothingOfTheRecordBefore) {
  for (uint64_t round = 0; round < TestRounds(60); ++round) {
    const uint64_t seed = TestSeed() + round;
    SCOPED_TRACE(StrCat("ENTENTE_SEED=", seed));
    std::mt19937_64 random(seed);
    LastOf<Actor> actors;
    LastOf<Coalition> coalitions;
    LastOf<Document> documents;
    LastOf<Claim> claims;
    ASSERT_OK_AND_ASSIGN(Database database, Database::OpenInMemory());
    std::string dump;
    {
      ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
      for (int i = 0; i < 6; ++i) {
        PutAndKeep(RandomActor(2, &random), &transaction, &actors);
        PutAndKeep(RandomCoalition(2, &random), &transaction, &coalitions);
        PutAndKeep(RandomDocument(2, &random), &transaction, &documents);
        PutAndKeep(RandomClaim(2, &random), &transaction, &claims);
      }
      ExpectEach(actors, transaction);
      ExpectEach(coalitions, transaction);
      ExpectEach(documents, transaction);
      ExpectEach(claims, transaction);
      dump = DumpOf(transaction);
      // Once more changes nothing.
      PutEach(actors, &transaction);
      PutEach(coalitions, &transaction);
      PutEach(documents, &transaction);
      PutEach(claims, &transaction);
      EXPECT_EQ(DumpOf(transaction), dump);
    }
    // Only the last ones, in another sequence, into an empty database: the same quads.
    ASSERT_OK_AND_ASSIGN(Transaction transaction, database.Begin());
    PutEach(claims, &transaction);
    PutEach(documents, &transaction);
    PutEach(coalitions, &transaction);
    PutEach(actors, &transaction);
    EXPECT_EQ(DumpOf(transaction), dump);
    for (const auto& [iri, record] : actors) EXPECT_OK(transaction.RemoveRecords(iri));
    for (const auto& [iri, record] : coalitions) EXPECT_OK(transaction.RemoveRecords(iri));
    for (const auto& [iri, record] : documents) EXPECT_OK(transaction.RemoveRecords(iri));
    for (const auto& [iri, record] : claims) EXPECT_OK(transaction.RemoveRecords(iri));
    EXPECT_EQ(DumpOf(transaction), "");
    EXPECT_THAT(transaction.RemoveRecords("x:actor-0"), StatusIs(absl::StatusCode::kNotFound));
  }
}

TEST_F(RecordStoreTest, AnActorIsWrittenAsTheDataModelDrawsIt) {
  Put(Actor{.iri = "x:Patrick",
            .kind = std::string(ent::kPerson),
            .labels = {{.text = "Stewart Patrick", .language = "EN"},
                       {.text = "Lepgold",
                        .language = "en",
                        .attributed_to = "x:curator",
                        .correction_of = "Leggold"}},
            .alternative_labels = {{.text = "S. Patrick", .source = "x:article"}},
            .affiliations = {{.organization = "x:Carnegie",
                              .roles = {{.text = "senior fellow", .language = "en"},
                                        {.text = "高级研究员", .language = "zh"}},
                              .status = std::string(ent::kActive),
                              .source = "x:article"}},
            .country = "x:US",
            .member_count_min = 60});
  ExpectData(R"(
    :Patrick a ent:Actor, ent:Person ;
      rdfs:label "Stewart Patrick"@en,
        "Lepgold"@en {| prov:wasAttributedTo :curator ; ent:correctionOf "Leggold"@en |} ;
      skos:altLabel "S. Patrick" {| dcterms:source :article |} ;
      ent:country :US ; ent:memberCountMin 60 ;
      schema:affiliation :Carnegie {| schema:roleName "senior fellow"@en, "高级研究员"@zh ;
                                      ent:status ent:active ; dcterms:source :article |} .)");
}

TEST_F(RecordStoreTest, ADocumentIsWrittenAsTheDataModelDrawsIt) {
  Put(Document{.iri = "x:D08",
               .kind = "http://purl.org/ontology/bibo/Chapter",
               .titles = {{.text = "The Mission", .language = "en"}},
               .creators = {"x:Patrick", "x:Another"},
               .issued = PartialDate{.year = 2010},
               .language = "en",
               .part_of = "x:B1",
               .volume = "41",
               .issue = "9",
               .pages = "20-44",
               .section = "B05",
               .publisher = "x:CUP",
               .places = {{.text = "Cambridge", .language = "en"}},
               .urls = {{.text = "https://x.org/a", .correction_of = "https://x.org/b"}}});
  ExpectData(R"(
    :D08 a ent:Document, bibo:Chapter ; dcterms:title "The Mission"@en ;
      dcterms:creator :Patrick {| schema:position 1 |}, :Another {| schema:position 2 |} ;
      dcterms:isPartOf :B1 ; dcterms:issued "2010"^^xsd:gYear ; dcterms:language "en" ;
      bibo:volume "41" ; bibo:issue "9" ; bibo:pages "20-44" ; bibo:section "B05" ;
      dcterms:publisher :CUP ; ent:placeOfPublication "Cambridge"@en ;
      schema:url "https://x.org/a"^^xsd:anyURI {| ent:correctionOf "https://x.org/b"^^xsd:anyURI |} .
  )");
}

TEST_F(RecordStoreTest, AClaimIsWrittenAsTheDataModelDrawsIt) {
  Put(Claim{.iri = "x:c41",
            .proposition = Triple{Iri("x:AUKUS"), Iri(std::string(ent::kGroupingKind)),
                                  Iri(std::string(ent::kIssueCoalition))},
            .claimant = "x:LingShengli",
            .stance = Stance::kDenies,
            .source = "x:article",
            .locator = "p. 27",
            .pages = {27},
            .sections = {"x:s1"},
            .kinds = {std::string(ent::kClassification), std::string(ent::kDenial)},
            .confidence = 0.9,
            .valid = {.from = PartialDate{.year = 2021, .month = 9, .day = 15}},
            .stated_on = PartialDate{.year = 2024, .month = 4},
            .texts = {{.text = "Not so.", .language = "en"}}});
  ExpectData(R"(
    :c41 a ent:Claim ;
      rdf:reifies <<( :AUKUS ent:groupingKind ent:IssueCoalition )>> ;
      ent:claimant :LingShengli ; ent:stance ent:denies ; ent:source :article ;
      ent:locator "p. 27" ; ent:page 27 ; ent:section :s1 ; ent:confidence 0.9 ;
      ent:validFrom "2021-09-15"^^xsd:date ; ent:statedOn "2024-04"^^xsd:gYearMonth ;
      ent:kind ent:classification, ent:denial ; ent:text "Not so."@en .)");
}

TEST_F(RecordStoreTest, ACoalitionIsWrittenAsTheDataModelDrawsIt) {
  Put(Coalition{.iri = "x:Chip4",
                .labels = {{.text = "CHIP4", .language = "en"}},
                .kinds = {std::string(ent::kIssueCoalition)},
                .domains = {"x:semiconductors"},
                .members = {"x:US"}});
  ExpectData(R"(
    :Chip4 a ent:Coalition ; rdfs:label "CHIP4"@en ; ent:groupingKind ent:IssueCoalition ;
      ent:domain :semiconductors ; ent:member :US .)");
}

TEST_F(RecordStoreTest, PutLeavesWhatTheRecordDoesNotSay) {
  Insert(R"(
    :a a ent:Actor, ent:State, :Foreign ; :other 1 ; rdfs:comment "stays" ; ent:member :m ;
      rdfs:label "old"@en ~ :r1 {| dcterms:source :d ; :note "stays" |} ~ :r2 {| dcterms:source :e |} .
    :r2 rdf:reifies <<( :a :other 1 )>> .
    :c a ent:Claim ; rdf:reifies <<( :a rdfs:label "old"@en )>> ; ent:status ent:former .)");
  Put(Actor{.iri = "x:a", .kind = std::string(ent::kCompany), .labels = {{.text = "new"}}});
  ExpectData(R"(
    :a a ent:Actor, ent:Company, :Foreign ; :other 1 ; rdfs:comment "stays" ; rdfs:label "new" .
    :r1 rdf:reifies <<( :a rdfs:label "old"@en )>> ; :note "stays" .
    :r2 rdf:reifies <<( :a :other 1 )>> ; dcterms:source :e .
    :c a ent:Claim ; rdf:reifies <<( :a rdfs:label "old"@en )>> ; ent:status ent:former .)");
}

TEST_F(RecordStoreTest, AnnotationsThatSayWhatIsWantedKeepTheirReifiers) {
  Insert(R"(
    :a a ent:Actor ; rdfs:label "one" ~ :r1 {| dcterms:source :d |} , "two" ~ :r2 {| dcterms:source :d |} .)");
  Put(Actor{.iri = "x:a",
            .labels = {{.text = "one", .source = "x:d"}, {.text = "two", .source = "x:e"}}});
  ExpectData(R"(
    :a a ent:Actor ; rdfs:label "one" ~ :r1 {| dcterms:source :d |} , "two" {| dcterms:source :e |} .)");
}

TEST_F(RecordStoreTest, AClassAboveTheKindStaysAndForeignClassesGiveWayToAForeignKind) {
  Insert(":a a ent:Actor, ent:Organization, ent:Company ; rdfs:label \"a\" .");
  Insert(":b a ent:Actor, ent:State, :Foreign ; rdfs:label \"b\" .");
  EXPECT_EQ(database_.Read().GetActor("x:a")->kind, ent::kCompany);
  EXPECT_EQ(database_.Read().GetActor("x:b")->kind, ent::kState);
  Put(Actor{.iri = "x:a", .kind = std::string(ent::kThinkTank), .labels = {{.text = "a"}}});
  Put(Actor{.iri = "x:b", .kind = "x:Kind", .labels = {{.text = "b"}}});
  ExpectData(R"(
    :a a ent:Actor, ent:Organization, ent:ThinkTank ; rdfs:label "a" .
    :b a ent:Actor, :Kind ; rdfs:label "b" .)");
}

TEST_F(RecordStoreTest, WhatReadsTheSameIsNotWrittenAnew) {
  Insert(R"(
    :d a ent:Document ; dcterms:title "t" ; dcterms:creator :b, :a ; bibo:volume 41 ;
      dcterms:issued "2022-04-01T12:00:00Z"^^xsd:dateTime ; schema:url "https://x.org" .
    :c a ent:Claim ; rdf:reifies <<( :a :p :b )>> ; ent:claimant :a ; ent:stance ent:asserts ;
      ent:source :d ; ent:confidence 5e-1 ; ent:page "007"^^xsd:int ; ent:evidence [] .)");
  const std::string before = Dump();
  ASSERT_OK_AND_ASSIGN(Document document, database_.Read().GetDocument("x:d"));
  EXPECT_EQ(document.issued, (PartialDate{.year = 2022, .month = 4, .day = 1}));
  EXPECT_THAT(document.creators, ::testing::ElementsAre("x:a", "x:b"));
  EXPECT_EQ(document.volume, "41");
  Put(document);
  ASSERT_OK_AND_ASSIGN(const Claim claim, database_.Read().GetClaim("x:c"));
  EXPECT_EQ(claim.confidence, 0.5);
  EXPECT_THAT(claim.pages, ::testing::ElementsAre(7));
  Put(claim);
  EXPECT_EQ(Dump(), before);
  document.creators = {"x:b", "x:a"};
  Put(document);
  EXPECT_THAT(database_.Read().GetDocument("x:d"), IsOkAndHolds(document));
}

TEST_F(RecordStoreTest, TheShippedDataIsReadWholeAndPutWithoutAChange) {
  const auto path = std::filesystem::path(ENTENTE_SOURCE_DIR) / "schema/data/issue-coalitions.ttl";
  ASSERT_OK(database_.Load(path));
  const std::string before = Dump();
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database_.Begin());
  uint64_t count = 0;
  const auto put_all = [&](std::string_view type, auto get) {
    ASSERT_OK_AND_ASSIGN(Rows rows, database_.Query(StrCat("SELECT ?r { ?r a ent:", type, " }")));
    for (const Row& row : rows) {
      const auto record = get(row["r"].iri().text);
      EXPECT_OK(record);
      ++count;
      if (record.ok()) {
        EXPECT_OK(transaction.Put(*record));
      }
    }
    EXPECT_OK(rows.status());
  };
  put_all("Actor", [&](std::string_view iri) { return transaction.GetActor(iri); });
  put_all("Coalition", [&](std::string_view iri) { return transaction.GetCoalition(iri); });
  put_all("Document", [&](std::string_view iri) { return transaction.GetDocument(iri); });
  put_all("Claim", [&](std::string_view iri) { return transaction.GetClaim(iri); });
  EXPECT_GT(count, 150u);
  EXPECT_EQ(DumpOf(transaction), before);
}

TEST_F(RecordStoreTest, PutRefusesWhatRdfCannotSay) {
  ASSERT_OK_AND_ASSIGN(Transaction transaction, database_.Begin());
  const auto expect_refusal = [&](const auto& record, std::string_view because) {
    EXPECT_THAT(transaction.Put(record),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(std::string(because))));
  };
  expect_refusal(Actor{}, "no absolute IRI");
  expect_refusal(Actor{.iri = "relative"}, "no absolute IRI");
  expect_refusal(Actor{.iri = "x:a b"}, "no absolute IRI");
  expect_refusal(Actor{.iri = "_:a b"}, "no absolute IRI");
  expect_refusal(Actor{.iri = "x:a", .kind = std::string(ent::kIssueCoalition)}, "no class below");
  expect_refusal(Actor{.iri = "x:a", .labels = {{.text = "\xff"}}}, "not UTF-8");
  expect_refusal(Actor{.iri = "x:a", .labels = {{.text = "a", .language = "e_n"}}},
                 "no language tag");
  expect_refusal(Actor{.iri = "x:a", .labels = {{.text = "a", .source = "d"}}}, "no absolute IRI");
  expect_refusal(Actor{.iri = "x:a", .affiliations = {{.organization = ""}}}, "no absolute IRI");
  expect_refusal(
      Actor{.iri = "x:a",
            .affiliations = {{.organization = "x:o", .roles = {{.text = "r", .source = "x:d"}}}}},
      "no source of its own");
  expect_refusal(Document{.iri = "x:d", .issued = PartialDate{.year = 2022, .month = 13}},
                 "is no date");
  expect_refusal(Document{.iri = "x:d", .issued = PartialDate{.year = 2023, .month = 2, .day = 29}},
                 "is no date");
  expect_refusal(Document{.iri = "x:d", .issued = PartialDate{.year = 2023, .day = 2}},
                 "is no date");
  expect_refusal(Document{.iri = "x:d", .urls = {{.text = "x:u", .language = "en"}}},
                 "no language");
  expect_refusal(Claim{.iri = "x:c", .proposition = Triple{"literal", Iri("x:p"), Iri("x:o")}},
                 "neither IRI nor blank node");
  expect_refusal(Claim{.iri = "x:c", .proposition = Triple{Iri("x:s"), BlankNode("p"), Iri("x:o")}},
                 "the predicate is no IRI");
  expect_refusal(Claim{.iri = "x:c", .proposition = Triple{Iri("x:s"), Iri("x:p"), Term()}},
                 "a term is missing");
  expect_refusal(
      Claim{.iri = "x:c",
            .proposition = Triple{Iri("x:s"), Iri("x:p"), Triple{Iri("x:s"), Iri("p"), Term(1)}}},
      "no absolute IRI");
  expect_refusal(Claim{.iri = "x:c",
                       .proposition = Triple{Iri("x:s"), Iri("x:p"),
                                             Literal{.lexical = "a", .language = "en"}}},
                 "datatype");
  EXPECT_EQ(DumpOf(transaction), "");
}

TEST_F(RecordStoreTest, GetSaysWhichPropertyItCannotRead) {
  const auto expect_error = [&](std::string_view turtle, std::string_view because) {
    database_ = *Database::OpenInMemory();
    Insert(turtle);
    const View view = database_.Read();
    EXPECT_THAT(view.GetActor("x:r").status(),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         ::testing::AllOf(HasSubstr("<x:r>"), HasSubstr(std::string(because)))));
  };
  expect_error(":r a ent:Actor, ent:State, ent:Person .", "it has 2 classes");
  expect_error(":r a ent:Actor, :A, :B .", "it has 2 classes");
  expect_error(":r a ent:Actor ; ent:country :a, :b .", "entente#country>: it has 2 values");
  expect_error(":r a ent:Actor ; ent:country 'US' .", "entente#country>: \"US\" is no IRI");
  expect_error(":r a ent:Actor ; ent:member <<( :a :b :c )>> .", "is no IRI");
  expect_error(":r a ent:Actor ; rdfs:label :a .", "label>: it is no text");
  expect_error(":r a ent:Actor ; rdfs:label 'a'@en--ltr .", "label>: it is no text");
  expect_error(":r a ent:Actor ; rdfs:label 3 .", "label>: it is no text");
  expect_error(":r a ent:Actor ; ent:memberCountMin 'many' .", "is no integer");
  expect_error(":r a ent:Actor ; ent:memberCountMin 99999999999999999999 .", "is no integer");
  expect_error(":r a ent:Actor ; rdfs:label 'a' {| dcterms:source :a, :b |} .", "two things");
  expect_error(":r a ent:Actor ; rdfs:label 'a' {| ent:correctionOf 'b'@en |} .", "it corrects");
  expect_error(":r a ent:Actor ; schema:affiliation :o {| ent:validFrom 'now' |} .", "is no date");
  expect_error(":r a ent:Actor ; schema:affiliation :o {| schema:roleName 3 |} .", "no text");
}

TEST_F(RecordStoreTest, GetFindsNoRecordWhereThereIsNoneOfTheClass) {
  Insert(":a a ent:Actor ; rdfs:label 'a' . :b rdfs:label 'b' .");
  const View view = database_.Read();
  EXPECT_OK(view.GetActor("x:a"));
  EXPECT_THAT(view.GetCoalition("x:a"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(view.GetActor("x:b"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(view.GetActor("x:nobody"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(view.GetActor("nobody"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(RecordStoreTest, RecordsInNamedGraphsAreNotRead) {
  ASSERT_OK(database_.Update("INSERT DATA { GRAPH <x:g> { <x:a> a ent:Actor } }"));
  EXPECT_THAT(database_.Read().GetActor("x:a"), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace entente

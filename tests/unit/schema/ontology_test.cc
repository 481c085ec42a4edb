#include "schema/ontology.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "entente/records.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "tests/support/quads.h"
#include "tests/support/status_matchers.h"

namespace entente {
namespace {

// What the tables hold of the file.
bool IsInTables(const Quad& quad) {
  if (!quad.subject.is_iri() || !quad.subject.iri().text.starts_with(ent::kNamespace)) return false;
  const std::string& predicate = quad.predicate.iri().text;
  return predicate == rdf::kType || predicate == rdfs::kLabel || predicate == rdfs::kSubClassOf ||
         predicate == owl::kDisjointWith || predicate == ent::kStanceGroup;
}

std::set<std::string> TriplesOfFile() {
  std::ifstream file(std::filesystem::path(ENTENTE_SOURCE_DIR) / "schema/ontology.ttl");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  std::set<std::string> triples;
  const auto quads = ParseQuads(RdfFormat::kTurtle, text);
  EXPECT_OK(quads);
  if (!quads.ok()) return triples;
  for (const Quad& quad : *quads) {
    if (IsInTables(quad)) triples.insert(ToNQuads({quad}));
  }
  return triples;
}

// Collects triples as lines of N-Quads.
class Triples {
 public:
  void Add(std::string_view subject, std::string_view predicate, Term object) {
    lines_.insert(ToNQuads({{.subject = Iri(std::string(subject)),
                             .predicate = Iri(std::string(predicate)),
                             .object = std::move(object)}}));
  }
  void AddIri(std::string_view subject, std::string_view predicate, std::string_view object) {
    if (!object.empty()) Add(subject, predicate, Iri(std::string(object)));
  }
  template <typename Row>
  void AddLabels(const Row& row) {
    for (const auto& [text, language] :
         {std::pair(row.label_en, "en"), std::pair(row.label_zh, "zh")}) {
      Add(row.iri, rdfs::kLabel,
          Literal{.lexical = std::string(text),
                  .datatype = std::string(rdf::kLangString),
                  .language = language});
    }
  }
  const std::set<std::string>& lines() const { return lines_; }

 private:
  std::set<std::string> lines_;
};

std::set<std::string> TriplesOfTables() {
  Triples triples;
  for (const OntologyClass& row : OntologyClasses()) {
    triples.AddIri(row.iri, rdf::kType, owl::kClass);
    triples.AddIri(row.iri, rdfs::kSubClassOf, row.superclass);
    triples.AddLabels(row);
  }
  for (const OntologyProperty& row : OntologyProperties()) {
    triples.AddIri(row.iri, rdf::kType,
                   row.has_literals ? owl::kDatatypeProperty : owl::kObjectProperty);
    if (row.is_single_valued) triples.AddIri(row.iri, rdf::kType, owl::kFunctionalProperty);
    triples.AddLabels(row);
  }
  for (const OntologyIndividual& row : OntologyIndividuals()) {
    triples.AddIri(row.iri, rdf::kType, row.of_class);
    triples.AddIri(row.iri, ent::kStanceGroup, row.stance_group);
    triples.AddLabels(row);
  }
  for (const DisjointPair& pair : OntologyDisjointPairs()) {
    triples.AddIri(pair.first, owl::kDisjointWith, pair.second);
  }
  return triples.lines();
}

TEST(OntologyTest, TheTablesAreTheFile) {
  const std::set<std::string> file = TriplesOfFile();
  const std::set<std::string> tables = TriplesOfTables();
  for (const std::string& line : file) EXPECT_TRUE(tables.contains(line)) << "only file: " << line;
  for (const std::string& line : tables)
    EXPECT_TRUE(file.contains(line)) << "only tables: " << line;
}

TEST(OntologyTest, StancesOfRecordsAreThoseOfTheVocabulary) {
  std::set<std::string> of_records;
  for (const Stance stance :
       {Stance::kAsserts, Stance::kEndorses, Stance::kDenies, Stance::kDisputes, Stance::kReports,
        Stance::kDistances, Stance::kSupposes}) {
    const StanceGroup group = GroupOf(stance);
    of_records.insert(StrCat(ent::kNamespace, StanceName(stance), " ",
                             group == StanceGroup::kFor       ? ent::kFor
                             : group == StanceGroup::kAgainst ? ent::kAgainst
                                                              : ent::kNeutral));
  }
  std::set<std::string> of_vocabulary;
  for (const OntologyIndividual& row : OntologyIndividuals()) {
    if (row.of_class == ent::kStanceClass) {
      of_vocabulary.insert(StrCat(row.iri, " ", row.stance_group));
    }
  }
  EXPECT_EQ(of_records, of_vocabulary);
}

TEST(OntologyTest, QuestionsAreAnsweredFromTheTables) {
  EXPECT_TRUE(IsSingleValued(ent::kChair));
  EXPECT_FALSE(IsSingleValued(ent::kMember));
  EXPECT_FALSE(IsSingleValued("http://example.org/chair"));
  EXPECT_TRUE(IsSubclassOf(ent::kOpenGroup, ent::kActor));
  EXPECT_TRUE(IsSubclassOf(ent::kActor, ent::kActor));
  EXPECT_FALSE(IsSubclassOf(ent::kActor, ent::kOpenGroup));
  EXPECT_FALSE(IsSubclassOf("", ent::kActor));
  EXPECT_TRUE(IsIndividualOf(ent::kPossible, ent::kModalityClass));
  EXPECT_FALSE(IsIndividualOf(ent::kPossible, ent::kStanceClass));
  EXPECT_THAT(VocabularyClasses(), testing::Contains(ent::kCoalition));
  EXPECT_THAT(VocabularyClasses(), testing::Not(testing::Contains(ent::kClaimant)));
  EXPECT_THAT(VocabularyProperties(), testing::Contains(ent::kClaimant));
}

}  // namespace
}  // namespace entente

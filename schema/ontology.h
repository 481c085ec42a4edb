// What the program knows of the vocabulary: schema/ontology.ttl as tables. A test keeps the two
// equal.
#ifndef ENTENTE_SCHEMA_ONTOLOGY_H_
#define ENTENTE_SCHEMA_ONTOLOGY_H_

#include <span>
#include <string_view>

namespace entente {

struct OntologyClass {
  std::string_view iri = {};
  std::string_view superclass = {};  // Empty: none.
  std::string_view label_en = {};
  std::string_view label_zh = {};
};

struct OntologyProperty {
  std::string_view iri = {};
  bool has_literals = false;      // owl:DatatypeProperty, not owl:ObjectProperty.
  bool is_single_valued = false;  // owl:FunctionalProperty: one value at one time.
  std::string_view label_en = {};
  std::string_view label_zh = {};
};

// A value of a class, such as a stance. What has several classes has several rows.
struct OntologyIndividual {
  std::string_view iri = {};
  std::string_view of_class = {};
  std::string_view stance_group = {};  // Of a stance.
  std::string_view label_en = {};
  std::string_view label_zh = {};
};

// Nothing is both at one time; declared once, and true in either direction.
struct DisjointPair {
  std::string_view first = {};
  std::string_view second = {};
};

// In the sequence of the file.
std::span<const OntologyClass> OntologyClasses();
std::span<const OntologyProperty> OntologyProperties();
std::span<const OntologyIndividual> OntologyIndividuals();
std::span<const DisjointPair> OntologyDisjointPairs();

// All take IRIs, of which the vocabulary need not know any, and walk through a table.
bool IsSingleValued(std::string_view property);
bool IsIndividualOf(std::string_view iri, std::string_view of_class);
// Also of the class itself.
bool IsSubclassOf(std::string_view subclass, std::string_view superclass);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_ONTOLOGY_H_

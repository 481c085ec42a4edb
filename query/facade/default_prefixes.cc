#include "entente/entente.h"
#include "schema/vocabulary.h"

namespace entente {

const Prefixes& DefaultPrefixes() {
  static const Prefixes kPrefixes = {
      {"rdf", std::string(rdf::kNamespace)},      {"rdfs", std::string(rdfs::kNamespace)},
      {"xsd", std::string(xsd::kNamespace)},      {"ent", std::string(ent::kNamespace)},
      {"schema", "https://schema.org/"},          {"dcterms", "http://purl.org/dc/terms/"},
      {"prov", "http://www.w3.org/ns/prov#"},     {"skos", "http://www.w3.org/2004/02/skos/core#"},
      {"cito", "http://purl.org/spar/cito/"},     {"org", "http://www.w3.org/ns/org#"},
      {"bibo", "http://purl.org/ontology/bibo/"},
  };
  return kPrefixes;
}

}  // namespace entente

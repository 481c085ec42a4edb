// The IRIs we use by name.
#ifndef ENTENTE_SCHEMA_VOCABULARY_H_
#define ENTENTE_SCHEMA_VOCABULARY_H_

#include <array>
#include <string_view>

#include "entente/vocabulary.h"  // namespace ent

namespace entente {

namespace rdf {
inline constexpr std::string_view kNamespace = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
inline constexpr std::string_view kType = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
inline constexpr std::string_view kFirst = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
inline constexpr std::string_view kRest = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
inline constexpr std::string_view kNil = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
inline constexpr std::string_view kReifies = "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies";
inline constexpr std::string_view kLangString =
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";
inline constexpr std::string_view kDirLangString =
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString";
}  // namespace rdf

namespace rdfs {
inline constexpr std::string_view kNamespace = "http://www.w3.org/2000/01/rdf-schema#";
inline constexpr std::string_view kLabel = "http://www.w3.org/2000/01/rdf-schema#label";
inline constexpr std::string_view kSubClassOf = "http://www.w3.org/2000/01/rdf-schema#subClassOf";
}  // namespace rdfs

namespace xsd {
inline constexpr std::string_view kNamespace = "http://www.w3.org/2001/XMLSchema#";
inline constexpr std::string_view kString = "http://www.w3.org/2001/XMLSchema#string";
inline constexpr std::string_view kBoolean = "http://www.w3.org/2001/XMLSchema#boolean";
inline constexpr std::string_view kInteger = "http://www.w3.org/2001/XMLSchema#integer";
inline constexpr std::string_view kDecimal = "http://www.w3.org/2001/XMLSchema#decimal";
inline constexpr std::string_view kDouble = "http://www.w3.org/2001/XMLSchema#double";
inline constexpr std::string_view kFloat = "http://www.w3.org/2001/XMLSchema#float";
inline constexpr std::string_view kDate = "http://www.w3.org/2001/XMLSchema#date";
inline constexpr std::string_view kTime = "http://www.w3.org/2001/XMLSchema#time";
inline constexpr std::string_view kDateTime = "http://www.w3.org/2001/XMLSchema#dateTime";
inline constexpr std::string_view kYear = "http://www.w3.org/2001/XMLSchema#gYear";
inline constexpr std::string_view kYearMonth = "http://www.w3.org/2001/XMLSchema#gYearMonth";
inline constexpr std::string_view kAnyUri = "http://www.w3.org/2001/XMLSchema#anyURI";
inline constexpr std::string_view kDuration = "http://www.w3.org/2001/XMLSchema#duration";
inline constexpr std::string_view kDayTimeDuration =
    "http://www.w3.org/2001/XMLSchema#dayTimeDuration";
inline constexpr std::string_view kYearMonthDuration =
    "http://www.w3.org/2001/XMLSchema#yearMonthDuration";
}  // namespace xsd

namespace dcterms {
inline constexpr std::string_view kCreator = "http://purl.org/dc/terms/creator";
inline constexpr std::string_view kIdentifier = "http://purl.org/dc/terms/identifier";
inline constexpr std::string_view kIsPartOf = "http://purl.org/dc/terms/isPartOf";
inline constexpr std::string_view kIssued = "http://purl.org/dc/terms/issued";
inline constexpr std::string_view kLanguage = "http://purl.org/dc/terms/language";
inline constexpr std::string_view kPublisher = "http://purl.org/dc/terms/publisher";
inline constexpr std::string_view kSource = "http://purl.org/dc/terms/source";
inline constexpr std::string_view kTitle = "http://purl.org/dc/terms/title";
}  // namespace dcterms

namespace bibo {
inline constexpr std::string_view kNamespace = "http://purl.org/ontology/bibo/";
inline constexpr std::string_view kEditor = "http://purl.org/ontology/bibo/editor";
inline constexpr std::string_view kIssue = "http://purl.org/ontology/bibo/issue";
inline constexpr std::string_view kPages = "http://purl.org/ontology/bibo/pages";
inline constexpr std::string_view kSection = "http://purl.org/ontology/bibo/section";
inline constexpr std::string_view kTranslator = "http://purl.org/ontology/bibo/translator";
inline constexpr std::string_view kVolume = "http://purl.org/ontology/bibo/volume";
}  // namespace bibo

namespace cito {
inline constexpr std::string_view kCitation = "http://purl.org/spar/cito/Citation";
inline constexpr std::string_view kHasCitingEntity = "http://purl.org/spar/cito/hasCitingEntity";
inline constexpr std::string_view kHasCitedEntity = "http://purl.org/spar/cito/hasCitedEntity";
}  // namespace cito

namespace owl {
inline constexpr std::string_view kClass = "http://www.w3.org/2002/07/owl#Class";
inline constexpr std::string_view kObjectProperty = "http://www.w3.org/2002/07/owl#ObjectProperty";
inline constexpr std::string_view kDatatypeProperty =
    "http://www.w3.org/2002/07/owl#DatatypeProperty";
inline constexpr std::string_view kFunctionalProperty =
    "http://www.w3.org/2002/07/owl#FunctionalProperty";
inline constexpr std::string_view kDisjointWith = "http://www.w3.org/2002/07/owl#disjointWith";
}  // namespace owl

namespace prov {
inline constexpr std::string_view kWasAttributedTo = "http://www.w3.org/ns/prov#wasAttributedTo";
}  // namespace prov

namespace schema {
inline constexpr std::string_view kAffiliation = "https://schema.org/affiliation";
inline constexpr std::string_view kPosition = "https://schema.org/position";
inline constexpr std::string_view kRoleName = "https://schema.org/roleName";
inline constexpr std::string_view kUrl = "https://schema.org/url";
}  // namespace schema

namespace skos {
inline constexpr std::string_view kAltLabel = "http://www.w3.org/2004/02/skos/core#altLabel";
}  // namespace skos

namespace ent {
// What a part of a claim takes over from the whole when it is loaded (docs/data_model.md).
inline constexpr std::array kInheritedByParts = {
    kClaimant, kStance,    kSource,     kLocator,   kPage,       kSection,
    kNote,     kKind,      kModality,   kCondition, kConfidence, kEvidence,
    kBasis,    kValidFrom, kValidUntil, kStatedOn,  kRecordedOn};
}  // namespace ent

}  // namespace entente

#endif  // ENTENTE_SCHEMA_VOCABULARY_H_

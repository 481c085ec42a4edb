// The IRIs we use by name.
#ifndef ENTENTE_SCHEMA_VOCABULARY_H_
#define ENTENTE_SCHEMA_VOCABULARY_H_

#include <array>
#include <string_view>

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
inline constexpr std::string_view kDuration = "http://www.w3.org/2001/XMLSchema#duration";
inline constexpr std::string_view kDayTimeDuration =
    "http://www.w3.org/2001/XMLSchema#dayTimeDuration";
inline constexpr std::string_view kYearMonthDuration =
    "http://www.w3.org/2001/XMLSchema#yearMonthDuration";
}  // namespace xsd

namespace ent {
inline constexpr std::string_view kNamespace = "https://w3id.org/entente#";

// Classes of records.
inline constexpr std::string_view kActor = "https://w3id.org/entente#Actor";
inline constexpr std::string_view kCoalition = "https://w3id.org/entente#Coalition";
inline constexpr std::string_view kDocument = "https://w3id.org/entente#Document";
inline constexpr std::string_view kClaim = "https://w3id.org/entente#Claim";

// Properties of claims.
inline constexpr std::string_view kClaimant = "https://w3id.org/entente#claimant";
inline constexpr std::string_view kStance = "https://w3id.org/entente#stance";
inline constexpr std::string_view kSource = "https://w3id.org/entente#source";
inline constexpr std::string_view kLocator = "https://w3id.org/entente#locator";
inline constexpr std::string_view kPage = "https://w3id.org/entente#page";
inline constexpr std::string_view kSection = "https://w3id.org/entente#section";
inline constexpr std::string_view kNote = "https://w3id.org/entente#note";
inline constexpr std::string_view kKind = "https://w3id.org/entente#kind";
inline constexpr std::string_view kModality = "https://w3id.org/entente#modality";
inline constexpr std::string_view kCondition = "https://w3id.org/entente#condition";
inline constexpr std::string_view kConfidence = "https://w3id.org/entente#confidence";
inline constexpr std::string_view kOnClaim = "https://w3id.org/entente#onClaim";
inline constexpr std::string_view kPart = "https://w3id.org/entente#part";
inline constexpr std::string_view kEvidence = "https://w3id.org/entente#evidence";
inline constexpr std::string_view kBasis = "https://w3id.org/entente#basis";
inline constexpr std::string_view kAddressee = "https://w3id.org/entente#addressee";
inline constexpr std::string_view kAbout = "https://w3id.org/entente#about";
inline constexpr std::string_view kText = "https://w3id.org/entente#text";
inline constexpr std::string_view kWording = "https://w3id.org/entente#wording";
inline constexpr std::string_view kValidFrom = "https://w3id.org/entente#validFrom";
inline constexpr std::string_view kValidUntil = "https://w3id.org/entente#validUntil";
inline constexpr std::string_view kStatedOn = "https://w3id.org/entente#statedOn";
inline constexpr std::string_view kRecordedOn = "https://w3id.org/entente#recordedOn";
inline constexpr std::string_view kMember = "https://w3id.org/entente#member";
inline constexpr std::string_view kRole = "https://w3id.org/entente#role";
inline constexpr std::string_view kStatus = "https://w3id.org/entente#status";

// What a part of a claim takes over from the whole when it is loaded (docs/data_model.md).
inline constexpr std::array kInheritedByParts = {
    kClaimant, kStance,    kSource,     kLocator,   kPage,       kSection,
    kNote,     kKind,      kModality,   kCondition, kConfidence, kEvidence,
    kBasis,    kValidFrom, kValidUntil, kStatedOn,  kRecordedOn};
}  // namespace ent

}  // namespace entente

#endif  // ENTENTE_SCHEMA_VOCABULARY_H_

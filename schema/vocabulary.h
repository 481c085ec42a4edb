// The IRIs we use by name.
#ifndef ENTENTE_SCHEMA_VOCABULARY_H_
#define ENTENTE_SCHEMA_VOCABULARY_H_

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
}  // namespace ent

}  // namespace entente

#endif  // ENTENTE_SCHEMA_VOCABULARY_H_

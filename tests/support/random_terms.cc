#include "tests/support/random_terms.h"

#include "schema/text.h"

namespace entente {
namespace {

constexpr std::string_view kNodes[] = {":a",     ":a", ":b", ":b", ":c", "<http://example.org/a>",
                                       "rdf:nil"};
constexpr std::string_view kPredicates[] = {":p", ":p", ":p", ":q", ":q", ":r", "a"};
constexpr std::string_view kGraphNames[] = {":g", ":h", ":a"};

// Sums and products of these are exact, so that they do not depend on the sequence of solutions.
constexpr std::string_view kNumbers[] = {"1",
                                         "2",
                                         "3",
                                         "0",
                                         "-1",
                                         "\"01\"^^xsd:integer",
                                         "\"+1\"^^xsd:integer",
                                         "1.0",
                                         "\"1.00\"^^xsd:decimal",
                                         "2.5",
                                         "-0.5",
                                         "1e0",
                                         "2.5e0",
                                         "-0e0",
                                         "\"INF\"^^xsd:double",
                                         "\"NaN\"^^xsd:double",
                                         "\"1\"^^xsd:float",
                                         "\"NaN\"^^xsd:float",
                                         "\"-INF\"^^xsd:float",
                                         "\"1\"^^xsd:byte",
                                         "\"2\"^^xsd:unsignedInt",
                                         "\"-3\"^^xsd:negativeInteger",
                                         "9007199254740993",
                                         "12345678901234567890"};

constexpr std::string_view kTimes[] = {"\"2024-01-01\"^^xsd:date",
                                       "\"2024-01-01Z\"^^xsd:date",
                                       "\"2024-01-01+02:00\"^^xsd:date",
                                       "\"2024-02-29\"^^xsd:date",
                                       "\"2024-01-01T00:00:00\"^^xsd:dateTime",
                                       "\"2024-01-01T00:00:00Z\"^^xsd:dateTime",
                                       "\"2024-01-01T02:00:00+02:00\"^^xsd:dateTime",
                                       "\"2023-12-31T24:00:00Z\"^^xsd:dateTime",
                                       "\"2024-01-01T10:30:00.50\"^^xsd:dateTime",
                                       "\"2024-01-01T10:30:00.5-05:00\"^^xsd:dateTime",
                                       "\"10:30:00\"^^xsd:time",
                                       "\"10:30:00Z\"^^xsd:time",
                                       "\"2024\"^^xsd:gYear",
                                       "\"2024-01\"^^xsd:gYearMonth",
                                       "\"P1D\"^^xsd:dayTimeDuration",
                                       "\"PT24H\"^^xsd:dayTimeDuration",
                                       "\"P1Y\"^^xsd:yearMonthDuration",
                                       "\"P12M\"^^xsd:duration",
                                       "\"P30D\"^^xsd:duration"};

constexpr std::string_view kStrings[] = {
    "\"a\"",      "\"b\"",         "\"\"",           "\"abc\"",
    "\"1\"",      "\"a b\"",       "\"Äé\"",         "\"\U0001D11Ex\"",
    "\"a\"@en",   "\"A\"@EN",      "\"a\"@en-GB",    "\"a\"@de",
    "\"abc\"@en", "\"a\"@en--ltr", "\"a\"@en--rtl",  "\"x\\\"y\\n\"",
    "\"aXbXc\"",  "\"true\"",      "\"2024-01-01\"", "\"http://example.org/b\""};

constexpr std::string_view kOthers[] = {"true",
                                        "false",
                                        "\"1\"^^xsd:boolean",
                                        "\"x\"^^xsd:integer",
                                        "\"300\"^^xsd:byte",
                                        "\"2024-13-01\"^^xsd:date",
                                        "\"maybe\"^^xsd:boolean",
                                        "\"x\"^^:type",
                                        "\"1\"^^:type",
                                        "\"<b/>\"^^rdf:HTML",
                                        "\" a \"^^xsd:token",
                                        "\"http://example.org/a\"^^xsd:anyURI"};

}  // namespace

std::string_view RandomTerms::Node() { return Pick(kNodes); }
std::string_view RandomTerms::Predicate() { return Pick(kPredicates); }
std::string_view RandomTerms::GraphName() { return Pick(kGraphNames); }
std::string_view RandomTerms::Number() { return Pick(kNumbers); }
std::string_view RandomTerms::DateOrTime() { return Pick(kTimes); }
std::string_view RandomTerms::String() { return Pick(kStrings); }

RandomTerms::RandomTerms(std::mt19937_64* random) : random_(random) {
  for (std::string_view& favourite : favourites_) favourite = AnyLiteral();
}

std::string_view RandomTerms::Literal() { return Chance(70) ? Pick(favourites_) : AnyLiteral(); }

std::string_view RandomTerms::AnyLiteral() {
  switch (Below(6)) {
    case 0:
    case 1:
      return Number();
    case 2:
      return DateOrTime();
    case 3:
    case 4:
      return String();
    default:
      return Pick(kOthers);
  }
}

std::string RandomTerms::TripleTerm(int depth) {
  const size_t kind = Below(6);
  return StrCat("<<( ", Node(), " ", Predicate(), " ",
                kind == 0 && depth < 2 ? TripleTerm(depth + 1)
                : kind < 3             ? std::string(Literal())
                                       : std::string(Node()),
                " )>>");
}

std::string RandomTerms::Subject() {
  return Chance(25) ? StrCat("_:b", Below(3)) : std::string(Node());
}

std::string RandomTerms::Object() {
  const size_t kind = Below(100);
  if (kind < 30) return std::string(Literal());
  if (kind < 38) return TripleTerm();
  if (kind < 42) return "( :a 1 )";
  return Subject();
}

std::string RandomTerms::Statement() {
  const std::string triple = StrCat(Subject(), " ", Predicate(), " ", Object());
  switch (Below(12)) {
    case 0:
      return StrCat(triple, " ~ ", Subject(), " {| ", Predicate(), " ", Object(), " |} .\n");
    case 1:
      return StrCat("<< ", Subject(), " ", Predicate(), " ", Node(), " ~ ", Subject(), " >> ",
                    Predicate(), " ", Object(), " .\n");
    default:
      return StrCat(triple, " .\n");
  }
}

std::string RandomTerms::Trig(size_t statement_count) {
  std::string text(kRandomPrologue);
  text.push_back('\n');
  for (size_t i = 0; i < statement_count; ++i) {
    const std::string statement = Statement();
    switch (Below(10)) {
      case 0:
        StrAppend(&text, "_:b", Below(3), " { ", statement, " }\n");
        break;
      case 1:
      case 2:
        StrAppend(&text, GraphName(), " { ", statement, " }\n");
        break;
      default:
        text.append(statement);
    }
  }
  return text;
}

}  // namespace entente

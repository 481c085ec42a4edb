#include "tests/support/random_expression.h"

#include <utility>

#include "schema/text.h"

namespace entente {
namespace {

constexpr int kDepthMax = 3;

// The arguments of a function: a any, n number, s string, t time, b boolean, 3 triple, i IRI, and
// what only makes sense as a constant: k small integer, l language, d direction, y datatype,
// r regular expression, f flags, m replacement, g language range.
struct Signature {
  std::string_view name;
  std::string_view arguments;
};

constexpr Signature kBooleans[] = {
    {"LANGMATCHES", "sg"}, {"CONTAINS", "ss"}, {"STRSTARTS", "ss"}, {"STRENDS", "ss"},
    {"sameTerm", "aa"},    {"isIRI", "a"},     {"isURI", "a"},      {"isBLANK", "a"},
    {"isLITERAL", "a"},    {"isNUMERIC", "a"}, {"hasLANG", "a"},    {"hasLANGDIR", "a"},
    {"REGEX", "sr"},       {"REGEX", "srf"},   {"isTRIPLE", "a"},   {"xsd:boolean", "a"},
};
constexpr Signature kNumbers[] = {
    {"ABS", "n"},         {"CEIL", "n"},       {"FLOOR", "n"},     {"ROUND", "n"},
    {"STRLEN", "s"},      {"YEAR", "t"},       {"MONTH", "t"},     {"DAY", "t"},
    {"HOURS", "t"},       {"MINUTES", "t"},    {"SECONDS", "t"},   {"xsd:integer", "a"},
    {"xsd:decimal", "a"}, {"xsd:double", "a"}, {"xsd:float", "a"},
};
constexpr Signature kStrings[] = {
    {"STR", "a"},        {"LANG", "a"},       {"LANGDIR", "a"},        {"CONCAT", "ss"},
    {"CONCAT", "sss"},   {"CONCAT", ""},      {"SUBSTR", "sk"},        {"SUBSTR", "skk"},
    {"REPLACE", "srm"},  {"REPLACE", "srmf"}, {"UCASE", "s"},          {"LCASE", "s"},
    {"STRBEFORE", "ss"}, {"STRAFTER", "ss"},  {"ENCODE_FOR_URI", "s"}, {"TZ", "t"},
    {"MD5", "s"},        {"SHA1", "s"},       {"SHA256", "s"},         {"SHA384", "s"},
    {"SHA512", "s"},     {"STRLANG", "sl"},   {"STRLANGDIR", "sld"},   {"STRDT", "sy"},
    {"xsd:string", "a"},
};
constexpr Signature kTimes[] = {
    {"xsd:dateTime", "a"},
    {"xsd:date", "a"},
    {"xsd:time", "a"},
    {"TIMEZONE", "t"},
    {"NOW", ""},
    {"xsd:dayTimeDuration", "a"},
    {"xsd:yearMonthDuration", "a"},
    {"STRDT", "sy"},
};
constexpr Signature kIris[] = {
    {"IRI", "s"},      {"URI", "s"},       {"IRI", "i"},
    {"DATATYPE", "a"}, {"PREDICATE", "3"}, {"SUBJECT", "3"},
};

constexpr std::string_view kSmallIntegers[] = {"0", "1", "2", "-1", "3", "1.5", "1e9"};
constexpr std::string_view kLanguages[] = {"\"en\"", "\"EN\"", "\"de\"", "\"\"", "\"not a tag\""};
constexpr std::string_view kRanges[] = {"\"*\"", "\"en\"", "\"EN-gb\"", "\"\"", "\"fr\""};
constexpr std::string_view kDirections[] = {"\"ltr\"", "\"rtl\"", "\"LTR\"", "\"\""};
constexpr std::string_view kDatatypes[] = {"xsd:integer", "xsd:string", "xsd:date", ":type",
                                           "rdf:langString"};
constexpr std::string_view kPatterns[] = {"\"a\"",      "\"^a\"",      "\"[a-z]+\"", "\"(a)(b)?\"",
                                          "\"b$\"",     "\".\"",       "\"\\\\d+\"", "\"X|e\"",
                                          "\"a{1,2}\"", "\"\\\\p{L}\""};
constexpr std::string_view kFlags[] = {"\"\"", "\"i\"", "\"s\"", "\"im\"", "\"x\"", "\"q\""};
constexpr std::string_view kReplacements[] = {"\"z\"", "\"\"", "\"[$0]\"", "\"$1\"", "\"\\\\$\""};

}  // namespace

TextTree RandomExpressions::Leaf(std::string_view constant) {
  if (!variables_->empty() && terms_.Chance(75)) {
    return TextTree((*variables_)[terms_.Below(variables_->size())]);
  }
  return TextTree(constant);
}

TextTree RandomExpressions::Call(std::string_view function, std::string_view signature, int depth) {
  TextTree call = TextTree::Of(function, "(");
  bool is_first = true;
  for (const char argument : signature) {
    if (!is_first) call.parts.emplace_back(",");
    is_first = false;
    switch (argument) {
      case 'n':
        call.parts.push_back(Number(depth + 1));
        break;
      case 's':
        call.parts.push_back(String(depth + 1));
        break;
      case 't':
        call.parts.push_back(Time(depth + 1));
        break;
      case 'b':
        call.parts.push_back(Boolean(depth + 1));
        break;
      case '3':
        call.parts.push_back(Triple(depth + 1));
        break;
      case 'i':
        call.parts.push_back(Iri(depth + 1));
        break;
      case 'k':
        call.parts.emplace_back(terms_.Pick(kSmallIntegers));
        break;
      case 'l':
        call.parts.emplace_back(terms_.Pick(kLanguages));
        break;
      case 'g':
        call.parts.emplace_back(terms_.Pick(kRanges));
        break;
      case 'd':
        call.parts.emplace_back(terms_.Pick(kDirections));
        break;
      case 'y':
        call.parts.emplace_back(terms_.Pick(kDatatypes));
        break;
      case 'r':
        call.parts.push_back(terms_.Chance(90) ? TextTree(terms_.Pick(kPatterns))
                                               : String(depth + 1));
        break;
      case 'f':
        call.parts.emplace_back(terms_.Pick(kFlags));
        break;
      case 'm':
        call.parts.emplace_back(terms_.Pick(kReplacements));
        break;
      default:
        call.parts.push_back(Any(depth + 1));
    }
  }
  call.parts.emplace_back(")");
  return call;
}

TextTree RandomExpressions::OfSort(ValueSort sort, int depth) {
  switch (sort) {
    case ValueSort::kBoolean:
      return Boolean(depth);
    case ValueSort::kNumber:
      return Number(depth);
    case ValueSort::kString:
      return String(depth);
    case ValueSort::kTime:
      return Time(depth);
    case ValueSort::kTriple:
      return Triple(depth);
    case ValueSort::kIri:
      return Iri(depth);
    case ValueSort::kAny:
      break;
  }
  return Any(depth);
}

TextTree RandomExpressions::Any(int depth) {
  if (depth >= kDepthMax || terms_.Chance(45)) {
    return Leaf(terms_.Chance(60) ? terms_.Literal() : terms_.Node());
  }
  switch (terms_.Below(9)) {
    case 0:
      return TextTree::Of("COALESCE", "(", Any(depth + 1), ",", Any(depth + 1), ")");
    case 1:
      return TextTree::Of("IF", "(", Boolean(depth + 1), ",", Any(depth + 1), ",", Any(depth + 1),
                          ")");
    case 2:
      return Boolean(depth);
    case 3:
      return String(depth);
    case 4:
      return Time(depth);
    case 5:
      return Iri(depth);
    case 6:
      return Triple(depth);
    case 7:
      // A function that nobody knows is an error for its row.
      return terms_.Chance(20) ? TextTree::Of(":unknown", "(", Any(depth + 1), ")") : Number(depth);
    default:
      return Number(depth);
  }
}

TextTree RandomExpressions::Comparison(int depth) {
  static constexpr std::string_view kOperators[] = {"=", "!=", "<", ">", "<=", ">="};
  static constexpr ValueSort kSorts[] = {
      ValueSort::kAny,  ValueSort::kNumber,  ValueSort::kNumber, ValueSort::kString,
      ValueSort::kTime, ValueSort::kBoolean, ValueSort::kTriple};
  const ValueSort sort = kSorts[terms_.Below(std::size(kSorts))];
  return TextTree::Of("(", OfSort(sort, depth + 1), terms_.Pick(kOperators),
                      OfSort(sort, depth + 1), ")");
}

TextTree RandomExpressions::Boolean(int depth) {
  if (depth > kDepthMax) return Leaf(terms_.Chance(70) ? "true" : "false");
  switch (terms_.Below(12)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return Comparison(depth);
    case 4:
      return TextTree::Of("(", Boolean(depth + 1), terms_.Chance(50) ? "||" : "&&",
                          Boolean(depth + 1), ")");
    case 5:
      return TextTree::Of("(", "!", Boolean(depth + 1), ")");
    case 6:
      return TextTree::Of("(", Any(depth + 1), terms_.Chance(60) ? "IN" : "NOT IN", "(",
                          Any(depth + 1), ",", Any(depth + 1), ")", ")");
    case 7:
      if (variables_->empty()) return TextTree("true");
      return TextTree::Of("BOUND", "(", (*variables_)[terms_.Below(variables_->size())], ")");
    case 8:
      if (has_exists_ && depth <= 1) {
        return TextTree::Of(terms_.Chance(50) ? "EXISTS" : "NOT EXISTS", group_());
      }
      return Comparison(depth);
    default: {
      const Signature& function = kBooleans[terms_.Below(std::size(kBooleans))];
      return Call(function.name, function.arguments, depth);
    }
  }
}

TextTree RandomExpressions::Number(int depth) {
  if (depth >= kDepthMax || terms_.Chance(40)) return Leaf(terms_.Number());
  static constexpr std::string_view kOperators[] = {"+", "-", "*", "/"};
  switch (terms_.Below(4)) {
    case 0:
      return TextTree::Of("(", Number(depth + 1), terms_.Pick(kOperators), Number(depth + 1), ")");
    case 1:
      return TextTree::Of("(", terms_.Chance(70) ? "-" : "+", "(", Number(depth + 1), ")", ")");
    default: {
      const Signature& function = kNumbers[terms_.Below(std::size(kNumbers))];
      return Call(function.name, function.arguments, depth);
    }
  }
}

TextTree RandomExpressions::String(int depth) {
  if (depth >= kDepthMax || terms_.Chance(30)) return Leaf(terms_.String());
  const Signature& function = kStrings[terms_.Below(std::size(kStrings))];
  return Call(function.name, function.arguments, depth);
}

TextTree RandomExpressions::Time(int depth) {
  if (depth >= kDepthMax || terms_.Chance(60)) return Leaf(terms_.DateOrTime());
  if (terms_.Chance(15)) {
    return TextTree::Of("(", Time(depth + 1), terms_.Chance(50) ? "+" : "-", Time(depth + 1), ")");
  }
  const Signature& function = kTimes[terms_.Below(std::size(kTimes))];
  return Call(function.name, function.arguments, depth);
}

TextTree RandomExpressions::Triple(int depth) {
  if (depth >= kDepthMax || terms_.Chance(40)) return Leaf(terms_.TripleTerm());
  switch (terms_.Below(3)) {
    case 0:
      return TextTree::Of("OBJECT", "(", Triple(depth + 1), ")");
    case 1:
      return TextTree::Of("<<(", Leaf(terms_.Node()), terms_.Predicate(), Leaf(terms_.Literal()),
                          ")>>");
    default:
      return Call("TRIPLE", "aia", depth);
  }
}

TextTree RandomExpressions::Iri(int depth) {
  if (depth >= kDepthMax || terms_.Chance(60)) return Leaf(terms_.Node());
  const Signature& function = kIris[terms_.Below(std::size(kIris))];
  return Call(function.name, function.arguments, depth);
}

TextTree RandomExpressions::Make(ValueSort sort, const std::vector<std::string>& variables,
                                 bool has_exists) {
  // The pattern of an EXISTS has expressions of its own.
  const std::vector<std::string>* const outer_variables = std::exchange(variables_, &variables);
  const bool outer_has_exists = std::exchange(has_exists_, has_exists);
  TextTree expression = OfSort(sort, 0);
  variables_ = outer_variables;
  has_exists_ = outer_has_exists;
  return expression;
}

TextTree RandomExpressions::Constraint(const std::vector<std::string>& variables) {
  return TextTree::Of("(", Make(ValueSort::kAny, variables, false), ")");
}

TextTree RandomExpressions::Aggregate(const std::vector<std::string>& variables) {
  if (terms_.Chance(30)) return FixedAggregate(variables);
  static constexpr std::string_view kNames[] = {"SUM", "AVG", "MIN", "MAX", "SAMPLE"};
  const std::string_view distinct = terms_.Chance(35) ? "DISTINCT" : "";
  if (terms_.Chance(20)) {
    TextTree call =
        TextTree::Of("GROUP_CONCAT", "(", distinct, Make(ValueSort::kString, variables, false));
    if (terms_.Chance(50)) call.parts.emplace_back("; SEPARATOR = \", \"");
    call.parts.emplace_back(")");
    return call;
  }
  const std::string_view name = terms_.Pick(kNames);
  const bool is_for_numbers = name == "SUM" || name == "AVG";
  TextTree argument = Make(is_for_numbers ? ValueSort::kNumber : ValueSort::kAny, variables, false);
  // One value that is no number spoils the whole sum.
  if (is_for_numbers && terms_.Chance(70)) {
    TextTree same = argument;
    argument = TextTree::Of("IF", "(", "isNUMERIC", "(", std::move(same), ")", ",",
                            std::move(argument), ",", "0", ")");
  }
  return TextTree::Of(name, "(", distinct, std::move(argument), ")");
}

TextTree RandomExpressions::FixedAggregate(const std::vector<std::string>& variables) {
  const std::string_view distinct = terms_.Chance(35) ? "DISTINCT" : "";
  TextTree argument = Make(ValueSort::kAny, variables, false);
  switch (terms_.Below(7)) {
    case 0:
      return TextTree::Of("COUNT", "(", distinct, "*", ")");
    case 1:
    case 2:
      return TextTree::Of("COUNT", "(", distinct, std::move(argument), ")");
    case 3:
      return TextTree::Of(terms_.Chance(50) ? "SUM" : "AVG", "(", distinct, "COALESCE", "(",
                          terms_.Chance(50) ? "xsd:integer" : "xsd:decimal", "(",
                          std::move(argument), ")", ",", "1", ")", ")");
    case 4:
      return TextTree::Of("STRLEN", "(", "GROUP_CONCAT", "(", distinct, "STR", "(",
                          std::move(argument), ")", ")", ")");
    default:
      return TextTree::Of(terms_.Chance(50) ? "MIN" : "MAX", "(",
                          terms_.Chance(50) ? "STR" : "STRLEN", "(", "STR", "(",
                          std::move(argument), ")", ")", ")");
  }
}

}  // namespace entente

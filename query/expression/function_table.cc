#include "query/expression/function_table.h"

#include <array>
#include <string>

#include "schema/text.h"

namespace entente {
namespace {

constexpr uint8_t kAny = FunctionInfo::kAnyCount;
using F = Function;

constexpr std::array kTable = {
    FunctionInfo{F::kOr, "||", 2, kAny},
    FunctionInfo{F::kAnd, "&&", 2, kAny},
    FunctionInfo{F::kNot, "!", 1, 1},
    FunctionInfo{F::kEqual, "=", 2, 2},
    FunctionInfo{F::kNotEqual, "!=", 2, 2},
    FunctionInfo{F::kLess, "<", 2, 2},
    FunctionInfo{F::kGreater, ">", 2, 2},
    FunctionInfo{F::kLessOrEqual, "<=", 2, 2},
    FunctionInfo{F::kGreaterOrEqual, ">=", 2, 2},
    FunctionInfo{F::kIn, "IN", 1, kAny},
    FunctionInfo{F::kNotIn, "NOT IN", 1, kAny},
    FunctionInfo{F::kAdd, "+", 2, 2},
    FunctionInfo{F::kSubtract, "-", 2, 2},
    FunctionInfo{F::kMultiply, "*", 2, 2},
    FunctionInfo{F::kDivide, "/", 2, 2},
    FunctionInfo{F::kUnaryPlus, "+", 1, 1},
    FunctionInfo{F::kUnaryMinus, "-", 1, 1},
    FunctionInfo{F::kStr, "STR", 1, 1},
    FunctionInfo{F::kLang, "LANG", 1, 1},
    FunctionInfo{F::kLangMatches, "LANGMATCHES", 2, 2},
    FunctionInfo{F::kLangDir, "LANGDIR", 1, 1},
    FunctionInfo{F::kDatatype, "DATATYPE", 1, 1},
    FunctionInfo{F::kBound, "BOUND", 1, 1},
    FunctionInfo{F::kIri, "IRI", 1, 1},
    FunctionInfo{F::kUri, "URI", 1, 1},
    FunctionInfo{F::kBnode, "BNODE", 0, 1},
    FunctionInfo{F::kRand, "RAND", 0, 0},
    FunctionInfo{F::kAbs, "ABS", 1, 1},
    FunctionInfo{F::kCeil, "CEIL", 1, 1},
    FunctionInfo{F::kFloor, "FLOOR", 1, 1},
    FunctionInfo{F::kRound, "ROUND", 1, 1},
    FunctionInfo{F::kConcat, "CONCAT", 0, kAny},
    FunctionInfo{F::kSubstr, "SUBSTR", 2, 3},
    FunctionInfo{F::kStrLen, "STRLEN", 1, 1},
    FunctionInfo{F::kReplace, "REPLACE", 3, 4},
    FunctionInfo{F::kUcase, "UCASE", 1, 1},
    FunctionInfo{F::kLcase, "LCASE", 1, 1},
    FunctionInfo{F::kEncodeForUri, "ENCODE_FOR_URI", 1, 1},
    FunctionInfo{F::kContains, "CONTAINS", 2, 2},
    FunctionInfo{F::kStrStarts, "STRSTARTS", 2, 2},
    FunctionInfo{F::kStrEnds, "STRENDS", 2, 2},
    FunctionInfo{F::kStrBefore, "STRBEFORE", 2, 2},
    FunctionInfo{F::kStrAfter, "STRAFTER", 2, 2},
    FunctionInfo{F::kYear, "YEAR", 1, 1},
    FunctionInfo{F::kMonth, "MONTH", 1, 1},
    FunctionInfo{F::kDay, "DAY", 1, 1},
    FunctionInfo{F::kHours, "HOURS", 1, 1},
    FunctionInfo{F::kMinutes, "MINUTES", 1, 1},
    FunctionInfo{F::kSeconds, "SECONDS", 1, 1},
    FunctionInfo{F::kTimezone, "TIMEZONE", 1, 1},
    FunctionInfo{F::kTz, "TZ", 1, 1},
    FunctionInfo{F::kNow, "NOW", 0, 0},
    FunctionInfo{F::kUuid, "UUID", 0, 0},
    FunctionInfo{F::kStrUuid, "STRUUID", 0, 0},
    FunctionInfo{F::kMd5, "MD5", 1, 1},
    FunctionInfo{F::kSha1, "SHA1", 1, 1},
    FunctionInfo{F::kSha256, "SHA256", 1, 1},
    FunctionInfo{F::kSha384, "SHA384", 1, 1},
    FunctionInfo{F::kSha512, "SHA512", 1, 1},
    FunctionInfo{F::kCoalesce, "COALESCE", 0, kAny},
    FunctionInfo{F::kIf, "IF", 3, 3},
    FunctionInfo{F::kStrLang, "STRLANG", 2, 2},
    FunctionInfo{F::kStrLangDir, "STRLANGDIR", 3, 3},
    FunctionInfo{F::kStrDt, "STRDT", 2, 2},
    FunctionInfo{F::kSameTerm, "sameTerm", 2, 2},
    FunctionInfo{F::kIsIri, "isIRI", 1, 1},
    FunctionInfo{F::kIsUri, "isURI", 1, 1},
    FunctionInfo{F::kIsBlank, "isBLANK", 1, 1},
    FunctionInfo{F::kIsLiteral, "isLITERAL", 1, 1},
    FunctionInfo{F::kIsNumeric, "isNUMERIC", 1, 1},
    FunctionInfo{F::kHasLang, "hasLANG", 1, 1},
    FunctionInfo{F::kHasLangDir, "hasLANGDIR", 1, 1},
    FunctionInfo{F::kRegex, "REGEX", 2, 3},
    FunctionInfo{F::kIsTriple, "isTRIPLE", 1, 1},
    FunctionInfo{F::kTriple, "TRIPLE", 3, 3},
    FunctionInfo{F::kSubject, "SUBJECT", 1, 1},
    FunctionInfo{F::kPredicate, "PREDICATE", 1, 1},
    FunctionInfo{F::kObject, "OBJECT", 1, 1},
};

constexpr size_t kFirstNamed = static_cast<size_t>(F::kStr);

constexpr bool TableFollowsTheEnum() {
  for (size_t i = 0; i < kTable.size(); ++i) {
    if (static_cast<size_t>(kTable[i].function) != i) return false;
  }
  return true;
}
static_assert(TableFollowsTheEnum());

std::string InUpperCase(std::string_view name) {
  std::string upper(name);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

}  // namespace

const FunctionInfo& InfoOf(Function function) { return kTable[static_cast<size_t>(function)]; }

std::span<const FunctionInfo> NamedFunctions() {
  return std::span<const FunctionInfo>(kTable).subspan(kFirstNamed);
}

std::optional<Function> FindFunction(std::string_view name) {
  static const auto* const by_name = [] {
    auto* map = new TextMap<Function>;
    for (const FunctionInfo& info : NamedFunctions()) {
      map->emplace(InUpperCase(info.name), info.function);
    }
    return map;
  }();
  const auto found = by_name->find(InUpperCase(name));
  if (found == by_name->end()) return std::nullopt;
  return found->second;
}

bool IsDeterministic(Function function) {
  return function != F::kRand && function != F::kUuid && function != F::kStrUuid &&
         function != F::kBnode;
}

}  // namespace entente

// The operators and built-in functions of SPARQL by name: what the parser accepts and the
// evaluators compute. Source: SPARQL 1.2 Query sections 17.3 (operators) and 17.4 (functions).
#ifndef ENTENTE_QUERY_EXPRESSION_FUNCTION_TABLE_H_
#define ENTENTE_QUERY_EXPRESSION_FUNCTION_TABLE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace entente {

enum class Function : uint8_t {
  // Operators. kOr, kAnd take two or more arguments, kIn and kNotIn the value and then the list.
  kOr,
  kAnd,
  kNot,
  kEqual,
  kNotEqual,
  kLess,
  kGreater,
  kLessOrEqual,
  kGreaterOrEqual,
  kIn,
  kNotIn,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kUnaryPlus,
  kUnaryMinus,
  // Functions, in the sequence of the grammar's BuiltInCall.
  kStr,
  kLang,
  kLangMatches,
  kLangDir,
  kDatatype,
  kBound,
  kIri,
  kUri,
  kBnode,
  kRand,
  kAbs,
  kCeil,
  kFloor,
  kRound,
  kConcat,
  kSubstr,
  kStrLen,
  kReplace,
  kUcase,
  kLcase,
  kEncodeForUri,
  kContains,
  kStrStarts,
  kStrEnds,
  kStrBefore,
  kStrAfter,
  kYear,
  kMonth,
  kDay,
  kHours,
  kMinutes,
  kSeconds,
  kTimezone,
  kTz,
  kNow,
  kUuid,
  kStrUuid,
  kMd5,
  kSha1,
  kSha256,
  kSha384,
  kSha512,
  kCoalesce,
  kIf,
  kStrLang,
  kStrLangDir,
  kStrDt,
  kSameTerm,
  kIsIri,
  kIsUri,
  kIsBlank,
  kIsLiteral,
  kIsNumeric,
  kHasLang,
  kHasLangDir,
  kRegex,
  kIsTriple,
  kTriple,
  kSubject,
  kPredicate,
  kObject,
};

struct FunctionInfo {
  Function function = Function::kOr;
  std::string_view name = {};  // As the specification writes it: "||", "isIRI", "STRLEN".
  uint8_t argument_count_min = 0;
  uint8_t argument_count_max = 0;  // kAnyCount: no limit.
  static constexpr uint8_t kAnyCount = 255;
};

// The entry of `function`; never fails.
const FunctionInfo& InfoOf(Function function);

// The functions that are called by name, without the operators.
std::span<const FunctionInfo> NamedFunctions();

// The function called `name`, upper and lower case alike.
std::optional<Function> FindFunction(std::string_view name);

// Whether `function` gives the same value for the same arguments however often it is called.
// False for RAND, UUID, STRUUID and BNODE.
bool IsDeterministic(Function function);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXPRESSION_FUNCTION_TABLE_H_

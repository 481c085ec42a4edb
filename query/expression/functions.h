// The built-in functions, operators and casts on values, without what needs a solution or decides
// which arguments to look at (||, &&, IN, IF, COALESCE, BOUND, EXISTS): evaluators do those.
//
// Each family has its file: functions_term.cc, functions_string.cc, functions_number.cc,
// functions_date.cc, functions_hash.cc. Source: SPARQL 1.2 Query sections 17.3, 17.4 and 17.5.
#ifndef ENTENTE_QUERY_EXPRESSION_FUNCTIONS_H_
#define ENTENTE_QUERY_EXPRESSION_FUNCTIONS_H_

#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "query/expression/function_table.h"
#include "query/expression/regex.h"
#include "query/expression/value.h"
#include "schema/text.h"

namespace entente {

// What functions need to know or remember within one evaluation of a query. One thread.
class FunctionContext {
 public:
  FunctionContext(std::string base, absl::Time now) : base_(std::move(base)), now_(now) {}

  const std::string& base() const { return base_; }
  absl::Time now() const { return now_; }
  // Seeded by the system at the first call.
  std::mt19937_64& random();
  RegexCache& regexes() { return regexes_; }

  // A label that no other blank node has, in any database; loading a copy keeps it
  // (IsGlobalBlankLabel).
  std::string FreshBlankLabel();
  // BNODE("name"): one blank node for each name and solution.
  std::string BlankLabelFor(std::string_view name);
  // To be called between solutions.
  void BeginSolution() { blank_labels_.clear(); }

  // Longest string that a function may make; longer ones are an error of the expression.
  static constexpr size_t kStringBytesMax = size_t{64} << 20;

 private:
  std::string base_;
  absl::Time now_;
  std::optional<std::mt19937_64> random_;
  std::string blank_prefix_;  // Random; empty until it is needed.
  uint64_t blank_count_ = 0;
  TextMap<std::string> blank_labels_;
  RegexCache regexes_;
};

// The value of a strict function or operator: all arguments have values, and their number is one
// that InfoOf allows. None is SPARQL's error.
// REQUIRES: `function` is none of those that evaluators do.
std::optional<Value> CallFunction(Function function, std::span<const Value> arguments,
                                  FunctionContext* context);

// Whether `iri` names a function that CallExtension knows: the casts xsd:string, xsd:boolean,
// xsd:integer, xsd:decimal, xsd:float, xsd:double, xsd:dateTime, xsd:date, xsd:time, xsd:gYear,
// xsd:gYearMonth, xsd:duration, xsd:dayTimeDuration, xsd:yearMonthDuration and the derived
// integers.
bool IsExtension(std::string_view iri);
// Its value. An unknown function is an error of each row, not of the query.
std::optional<Value> CallExtension(std::string_view iri, std::span<const Value> arguments);

// The families. None also if `function` is not of the family.
std::optional<Value> CallTermFunction(Function function, std::span<const Value> arguments,
                                      FunctionContext* context);
std::optional<Value> CallStringFunction(Function function, std::span<const Value> arguments,
                                        FunctionContext* context);
std::optional<Value> CallNumberFunction(Function function, std::span<const Value> arguments,
                                        FunctionContext* context);
std::optional<Value> CallDateFunction(Function function, std::span<const Value> arguments,
                                      FunctionContext* context);
std::optional<Value> CallHashFunction(Function function, std::span<const Value> arguments);

// A string literal of any of the three kinds: xsd:string, with language, with direction. Null if
// `value` is something else.
const Literal* StringLiteral(const Value& value);
// The text of an xsd:string; null if `value` is something else.
const std::string* SimpleString(const Value& value);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXPRESSION_FUNCTIONS_H_

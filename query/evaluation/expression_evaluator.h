// Evaluates expressions on one solution after another, term by term.
// Source: SPARQL 1.2 Query section 17.2 (errors, ||, &&) and 17.4.1 (functional forms).
#ifndef ENTENTE_QUERY_EVALUATION_EXPRESSION_EVALUATOR_H_
#define ENTENTE_QUERY_EVALUATION_EXPRESSION_EVALUATOR_H_

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "query/evaluation/query_limits.h"
#include "query/evaluation/term_pool.h"
#include "query/expression/functions.h"
#include "query/expression/value.h"
#include "query/sparql/algebra.h"
#include "schema/text.h"

namespace entente {

// Variables that have a value from outside: parameters, or the solution for which EXISTS is asked.
using OuterBindings = TextMap<TermId>;

// One solution, with what is bound outside of it.
struct Solution {
  const std::vector<std::string>* variables = nullptr;
  std::span<const TermId> row = {};  // One id for each of them; none where unbound.
  const OuterBindings* outer = nullptr;

  // The id of a variable; none if it is unbound.
  TermId Find(std::string_view variable) const;
};

class ExpressionEvaluator {
 public:
  // Whether `pattern` has a solution compatible with the one given.
  using ExistsTest = std::function<bool(const Pattern& pattern, const Solution& solution)>;

  // All must outlive the evaluator.
  ExpressionEvaluator(TermPool* pool, FunctionContext* functions, QueryLimits* limits,
                      ExistsTest exists)
      : pool_(pool), functions_(functions), limits_(limits), exists_(std::move(exists)) {}

  // The value; none is SPARQL's error. After an error of another kind, which is in the limits,
  // none.
  std::optional<Value> Evaluate(const Expression& expression, const Solution& solution);

  // The value's id; the none id where there is none.
  TermId EvaluateToId(const Expression& expression, const Solution& solution);

  // Whether the effective boolean value is true, as FILTER asks.
  bool Holds(const Expression& expression, const Solution& solution);
  bool AllHold(std::span<const Expression> expressions, const Solution& solution);

 private:
  std::optional<bool> Truth(const Expression& expression, const Solution& solution);
  std::optional<Value> EvaluateCall(const Expression& expression, const Solution& solution);
  std::optional<Value> EvaluateLogic(const Expression& expression, const Solution& solution);
  std::optional<Value> EvaluateIn(const Expression& expression, const Solution& solution);
  std::optional<Value> EvaluateStrict(const Expression& expression, const Solution& solution);

  TermPool* pool_;
  FunctionContext* functions_;
  QueryLimits* limits_;
  ExistsTest exists_;
};

// Whether the value of `expression` depends on the solution alone: no EXISTS, RAND, UUID, BNODE.
bool IsPure(const Expression& expression);

// Whether `expression` has the same value whenever the solution is the same: no RAND, UUID, BNODE,
// inside of EXISTS neither.
bool IsRepeatable(const Expression& expression);

}  // namespace entente

#endif  // ENTENTE_QUERY_EVALUATION_EXPRESSION_EVALUATOR_H_

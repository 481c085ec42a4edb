// Evaluates expressions on one solution after another, term by term.
// Source: SPARQL 1.2 Query section 17.2 (errors, ||, &&) and 17.4.1 (functional forms).
#ifndef ENTENTE_QUERY_REFERENCE_EXPRESSION_EVALUATOR_H_
#define ENTENTE_QUERY_REFERENCE_EXPRESSION_EVALUATOR_H_

#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "query/expression/functions.h"
#include "query/expression/value.h"
#include "query/reference/query_limits.h"
#include "query/reference/table.h"
#include "query/reference/term_pool.h"
#include "query/sparql/algebra.h"
#include "schema/text.h"

namespace entente {

// Variables that have a value from outside: parameters, or the solution for which EXISTS is asked.
using OuterBindings = TextMap<TermId>;

// One row of a table, with what is bound outside of it.
struct Solution {
  const Table* table = nullptr;
  std::span<const TermId> row = {};
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

  // Makes the terms that `expressions` look at in the next kPrefetchRows rows quick to get.
  static constexpr size_t kPrefetchRows = 4096;
  void Prefetch(std::span<const Expression* const> expressions, const Table& table,
                size_t first_row);

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

}  // namespace entente

#endif  // ENTENTE_QUERY_REFERENCE_EXPRESSION_EVALUATOR_H_

// Evaluates patterns to tables: the operators of section 18.5 one by one, over the Matcher's
// leaves.
#ifndef ENTENTE_QUERY_REFERENCE_PATTERN_EVALUATOR_H_
#define ENTENTE_QUERY_REFERENCE_PATTERN_EVALUATOR_H_

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "query/evaluation/expression_evaluator.h"
#include "query/evaluation/query_context.h"
#include "query/evaluation/query_limits.h"
#include "query/evaluation/term_pool.h"
#include "query/expression/functions.h"
#include "query/reference/matcher.h"
#include "query/reference/table.h"
#include "query/sparql/algebra.h"

namespace entente {

class PatternEvaluator {
 public:
  // Both must outlive the evaluator.
  PatternEvaluator(const Query& query, QueryContext* context);
  PatternEvaluator(const PatternEvaluator&) = delete;

  // The solutions of the query's pattern, in sequence. Errors are in the limits.
  Table EvaluateQuery();

 private:
  // Where a pattern is evaluated: the active graph, and what is bound outside of it.
  struct Scope {
    const ActiveGraph* graph = nullptr;
    const OuterBindings* outer = nullptr;
    // So many solutions suffice, in any sequence; more do no harm.
    uint64_t row_limit = Matcher::kNoLimit;
  };

  Table Evaluate(const Pattern& pattern, const Scope& scope);
  // kBgp, kPath and kJoin, with the filters around them, if any.
  Table EvaluateJoin(const Pattern& pattern, std::span<const Expression> filters,
                     const Scope& scope);
  Table EvaluateLeftJoin(const Pattern& pattern, const Scope& scope);
  Table EvaluateUnion(const Pattern& pattern, const Scope& scope);
  Table EvaluateMinus(const Pattern& pattern, const Scope& scope);
  Table EvaluateFilter(const Pattern& pattern, const Scope& scope);
  Table EvaluateGraph(const Pattern& pattern, const Scope& scope);
  Table EvaluateExtend(const Pattern& pattern, const Scope& scope);
  Table EvaluateValues(const Pattern& pattern, const Scope& scope);
  // solution_modifiers.cc
  Table EvaluateGroup(const Pattern& pattern, const Scope& scope);
  Table EvaluateOrderBy(const Pattern& pattern, const Scope& scope);
  Table EvaluateProject(const Pattern& pattern, const Scope& scope);
  Table EvaluateDistinct(const Pattern& pattern, const Scope& scope);
  Table EvaluateSlice(const Pattern& pattern, const Scope& scope);

  // The right side of a LeftJoin or Minus with only those solutions that can meet some of `left`.
  Table EvaluateRight(const Pattern& right, const Table& left, const Scope& scope);
  bool Exists(const Pattern& pattern, const Solution& solution);

  const Query& query_;
  QueryContext* context_;
  TermPool* pool_;
  FunctionContext* functions_;
  const OuterBindings& parameters_;
  QueryLimits* limits_;
  ExpressionEvaluator expressions_;
  Matcher matcher_;
  ActiveGraph default_graph_;
  // The graph that EXISTS is asked in: that of the filter being evaluated.
  const ActiveGraph* exists_graph_ = nullptr;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_REFERENCE_PATTERN_EVALUATOR_H_

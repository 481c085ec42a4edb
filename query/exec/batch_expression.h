// An expression over the rows of an operator: evaluated for whole batches, on ids where the ids
// suffice, and once for each combination of ids where its value depends on nothing else.
#ifndef ENTENTE_QUERY_EXEC_BATCH_EXPRESSION_H_
#define ENTENTE_QUERY_EXEC_BATCH_EXPRESSION_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "query/evaluation/expression_evaluator.h"
#include "query/exec/operator.h"
#include "query/sparql/algebra.h"

namespace entente {

// What EXISTS asks while an expression is evaluated: whether `pattern` has a solution compatible
// with the one given. The planner makes it, for the graph the expression stands in.
using ExistsTest = ExpressionEvaluator::ExistsTest;

class BatchExpression {
 public:
  // For rows with these columns. Variables that are no column have their value in `outer`, if any.
  // All but the columns must outlive the object.
  BatchExpression(const Expression& expression, const std::vector<Column>& columns,
                  const OuterBindings* outer, const ExistsTest& exists, QueryContext* context);
  ~BatchExpression();
  BatchExpression(BatchExpression&&) noexcept;

  // The ids of the values of all rows; none where there is none (SPARQL's error, or unbound).
  void Evaluate(const Batch& batch, std::vector<TermId>* ids);

  // Appends the numbers of the rows for which the effective boolean value is true.
  void Select(const Batch& batch, std::vector<uint32_t>* rows);

  // The value for one row; none where there is none.
  std::optional<Value> EvaluateRow(const Batch& batch, size_t row);

  // Whether it is nothing but a column, and which.
  std::optional<size_t> column() const;

 private:
  struct Rep;
  std::unique_ptr<Rep> rep_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_BATCH_EXPRESSION_H_

// BIND and the computed columns of SELECT: rows with more columns.
#ifndef ENTENTE_QUERY_EXEC_EXTEND_H_
#define ENTENTE_QUERY_EXEC_EXTEND_H_

#include <string>
#include <vector>

#include "query/exec/batch_expression.h"
#include "query/exec/operator.h"

namespace entente {

class Extend final : public Operator {
 public:
  // The input's columns, and one for each binding, whose expression sees those before. A variable
  // that has a value in `outer` has that value and no other: rows where it would get another are
  // left out. All but the input must outlive the operator.
  Extend(QueryContext* context, OperatorPtr input, const std::vector<Binding>& bindings,
         const OuterBindings* outer, const ExistsTest& exists);

  std::string Name() const override { return "bind"; }
  std::string Detail() const override;
  std::vector<const Operator*> inputs() const override { return {input_.get()}; }

 protected:
  bool NextBatch(Batch* batch) override;

 private:
  void EvaluateByRow(Batch* batch);

  OperatorPtr input_;
  const std::vector<Binding>& bindings_;
  std::vector<BatchExpression> compiled_;
  std::vector<TermId> required_;  // Of each binding: the value it must have; none: any.
  bool has_required_ = false;
  // Some value depends on more than the solution: BNODE("x") is one node for all of a row.
  bool is_by_row_ = false;
  std::vector<std::vector<TermId>> made_;
  std::vector<uint32_t> rows_;
  std::vector<std::vector<TermId>> gathered_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_EXTEND_H_

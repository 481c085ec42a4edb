// FILTER: the rows for which all of some expressions are true.
#ifndef ENTENTE_QUERY_EXEC_FILTER_H_
#define ENTENTE_QUERY_EXEC_FILTER_H_

#include <string>
#include <vector>

#include "query/exec/batch_expression.h"
#include "query/exec/operator.h"

namespace entente {

class Filter final : public Operator {
 public:
  // `expressions` and `outer` must outlive the operator. `output`: columns of the input to give.
  Filter(QueryContext* context, OperatorPtr input, std::vector<const Expression*> expressions,
         const OuterBindings* outer, const ExistsTest& exists,
         const std::vector<std::string>& output);

  std::string Name() const override { return "filter"; }
  std::string Detail() const override;
  std::vector<const Operator*> inputs() const override { return {input_.get()}; }

 protected:
  bool NextBatch(Batch* batch) override;

 private:
  OperatorPtr input_;
  std::vector<const Expression*> expressions_;
  std::vector<BatchExpression> compiled_;
  std::vector<size_t> from_;
  std::vector<uint32_t> rows_;
  std::vector<uint32_t> selected_;
  std::vector<std::vector<TermId>> gathered_;
  std::vector<std::vector<TermId>> narrowed_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_FILTER_H_

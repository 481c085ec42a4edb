// DISTINCT: each row once, as it is first met, without waiting for the end of the input.
#ifndef ENTENTE_QUERY_EXEC_DISTINCT_H_
#define ENTENTE_QUERY_EXEC_DISTINCT_H_

#include <string>
#include <vector>

#include "query/exec/operator.h"
#include "query/exec/row_numbering.h"

namespace entente {

class Distinct : public Operator {
 public:
  Distinct(QueryContext* context, OperatorPtr input);

  std::string Name() const override { return "distinct"; }
  std::vector<const Operator*> inputs() const override { return {input_.get()}; }

 protected:
  bool NextBatch(Batch* batch) override;

 private:
  OperatorPtr input_;
  RowNumbering rows_;
  std::vector<uint32_t> numbers_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_DISTINCT_H_

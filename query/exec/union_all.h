// UNION, and GRAPH ?g over whole patterns: the rows of one plan after those of another.
#ifndef ENTENTE_QUERY_EXEC_UNION_ALL_H_
#define ENTENTE_QUERY_EXEC_UNION_ALL_H_

#include <functional>
#include <string>
#include <vector>

#include "query/exec/operator.h"

namespace entente {

class UnionAll final : public Operator {
 public:
  // Makes the plan of a part; null where there are no more parts. Called with 0, 1, … and not
  // before the parts before are through. Columns that a part does not have are unbound.
  using MakePart = std::function<OperatorPtr(size_t part)>;

  // `parts` are those made already; `more` (may be null) makes those behind them.
  UnionAll(QueryContext* context, std::vector<Column> columns, std::vector<OperatorPtr> parts,
           MakePart more = nullptr);

  std::string Name() const override { return "union"; }
  std::vector<const Operator*> inputs() const override;

 protected:
  bool NextBatch(Batch* batch) override;

 private:
  std::vector<OperatorPtr> parts_;
  MakePart more_;
  size_t part_ = 0;
  size_t made_count_ = 0;  // By more_.
  bool is_mapped_ = false;
  std::vector<std::optional<size_t>> from_;  // Columns of the current part.
  std::vector<TermId> unbound_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_UNION_ALL_H_

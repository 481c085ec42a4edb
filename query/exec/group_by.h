// GROUP BY: one row for each combination of keys, with aggregates over its rows.
//
// Hashes the keys' ids; groups are held, rows are not. Groups come in the sequence in which they
// were met. Source: SPARQL 1.2 Query section 18.5.1.
#ifndef ENTENTE_QUERY_EXEC_GROUP_BY_H_
#define ENTENTE_QUERY_EXEC_GROUP_BY_H_

#include <memory>
#include <string>
#include <vector>

#include "query/exec/batch_expression.h"
#include "query/exec/group_aggregates.h"
#include "query/exec/operator.h"
#include "query/exec/row_numbering.h"
#include "query/sparql/algebra.h"

namespace entente {

class GroupBy : public Operator {
 public:
  // `group` is a kGroup: by its `bindings`, with its `aggregates`, which become the columns in this
  // sequence (a key that is named twice is one column). Without keys there is one group, even of no
  // rows. COUNT(DISTINCT *) is over all columns of `input`. `group`, `outer` and `exists` must
  // outlive the operator.
  GroupBy(QueryContext* context, OperatorPtr input, const Pattern& group,
          const OuterBindings* outer, const ExistsTest& exists);

  std::string Name() const override { return "group by"; }
  std::string Detail() const override;
  std::vector<const Operator*> inputs() const override { return {input_.get()}; }

 protected:
  bool NextBatch(Batch* batch) override;

 private:
  void Consume();

  OperatorPtr input_;
  const Pattern& group_;
  std::vector<BatchExpression> keys_;
  std::vector<std::unique_ptr<GroupAggregate>> aggregates_;
  RowNumbering groups_;
  bool is_consumed_ = false;
  size_t group_count_ = 0;
  size_t next_group_ = 0;  // To be given.
  BatchBuilder results_;   // Of the aggregates.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_GROUP_BY_H_

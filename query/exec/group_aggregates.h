// The aggregates of GROUP BY: each keeps its state for all groups, and takes a batch of rows at a
// time with the number of each row's group. On ids where ids suffice.
// Source: SPARQL 1.2 Query section 18.5.1.
#ifndef ENTENTE_QUERY_EXEC_GROUP_AGGREGATES_H_
#define ENTENTE_QUERY_EXEC_GROUP_AGGREGATES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "query/exec/batch_expression.h"
#include "query/exec/operator.h"
#include "query/sparql/algebra.h"

namespace entente {

class GroupAggregate {
 public:
  virtual ~GroupAggregate() = default;

  // Takes the rows of a batch. `groups` has the group of each, all less than `group_count`, which
  // never falls.
  virtual void Add(const Batch& batch, const uint32_t* groups, size_t group_count) = 0;

  // Appends the results of the groups from `begin` to `end`; none ids for errors.
  // REQUIRES: end is at most the last group_count.
  virtual void AppendResults(size_t begin, size_t end, std::vector<TermId>* ids) = 0;
};

// For the kAggregate `expression` over rows with these columns. All must outlive the aggregate.
std::unique_ptr<GroupAggregate> MakeGroupAggregate(const Expression& expression,
                                                   const std::vector<Column>& columns,
                                                   const OuterBindings* outer,
                                                   const ExistsTest& exists, QueryContext* context);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_GROUP_AGGREGATES_H_

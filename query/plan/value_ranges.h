// What a filter says of the ids of one variable: comparisons with constants leave ranges of ids,
// because inline ids of one kind are ordered as their values are.
#ifndef ENTENTE_QUERY_PLAN_VALUE_RANGES_H_
#define ENTENTE_QUERY_PLAN_VALUE_RANGES_H_

#include <optional>
#include <string>
#include <vector>

#include "query/evaluation/query_context.h"
#include "query/exec/scan.h"
#include "query/sparql/algebra.h"

namespace entente {

// Ranges, ascending and apart, outside of which `variable` cannot make `expression` true. They are
// generous: literals that are not kept inline, and kinds that compare with the constant by value
// only, are in whole. None if the expression says nothing of that sort.
std::optional<std::vector<IdRange>> ValueRanges(const Expression& expression,
                                                const std::string& variable, QueryContext* context);

std::vector<IdRange> IntersectRanges(const std::vector<IdRange>& a, const std::vector<IdRange>& b);

}  // namespace entente

#endif  // ENTENTE_QUERY_PLAN_VALUE_RANGES_H_

// A plan as text for people: one operator a line, its inputs indented below.
//
//   project (?v ?r), about 411 rows
//     merge join (?v un:rollcall ?r by psog), about 411 rows
//       leapfrog join (?v of …), about 411 rows
#ifndef ENTENTE_QUERY_PLAN_EXPLAIN_H_
#define ENTENTE_QUERY_PLAN_EXPLAIN_H_

#include <string>
#include <vector>

#include "query/exec/operator.h"
#include "query/sparql/algebra.h"

namespace entente {

// With what was measured, if the plan was run with a profile. IRIs are shortened by `prefixes`.
// Ends with a line feed.
std::string ExplainPlan(const Operator& root, const std::vector<Prefix>& prefixes);

}  // namespace entente

#endif  // ENTENTE_QUERY_PLAN_EXPLAIN_H_

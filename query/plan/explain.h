// A plan as text for people: one operator a line, inputs indented below.
//
//   slice 20: 20 rows expected
//     sort ?n descending: …
#ifndef ENTENTE_QUERY_PLAN_EXPLAIN_H_
#define ENTENTE_QUERY_PLAN_EXPLAIN_H_

#include <string>

#include "query/exec/operator.h"

namespace entente {

// With what was measured, if the plan was run with a profile. Ends with a line feed.
std::string ExplainPlan(const Operator& root);

}  // namespace entente

#endif  // ENTENTE_QUERY_PLAN_EXPLAIN_H_

// The reference evaluator: answers a query by section 18 of the SPARQL specification, operator by
// operator, over any ReadView. Made to be right and easy to check: it is the oracle of the tests.
//
// Every operator gives a whole multiset of solutions, kept as term ids; terms are decoded where an
// expression looks at them, and at the end. It is not absurdly slow: the triple patterns of a basic
// graph pattern are matched by prefix scans in the order of their counts, filters are applied as
// soon as their variables are bound, joins hash.
#ifndef ENTENTE_QUERY_REFERENCE_EVALUATOR_H_
#define ENTENTE_QUERY_REFERENCE_EVALUATOR_H_

#include "absl/status/statusor.h"
#include "query/evaluation/answer.h"
#include "query/sparql/algebra.h"
#include "storage/read_view.h"

namespace entente {

// Evaluates the whole query before it returns. The answer reads from `view` and
// `options.cancelled`, which must outlive it.
absl::StatusOr<Answer> Evaluate(const Query& query, const ReadView& view,
                                const EvaluationOptions& options = {});

}  // namespace entente

#endif  // ENTENTE_QUERY_REFERENCE_EVALUATOR_H_

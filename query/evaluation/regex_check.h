// Checks the regular expressions that stand in a query as constants before it runs: otherwise a
// mistake would only make every filter false.
#ifndef ENTENTE_QUERY_EVALUATION_REGEX_CHECK_H_
#define ENTENTE_QUERY_EVALUATION_REGEX_CHECK_H_

#include "absl/status/status.h"
#include "query/sparql/algebra.h"

namespace entente {

// InvalidArgument with the reason for the first pattern that REGEX or REPLACE cannot understand.
absl::Status CheckRegexes(const Pattern& pattern);

}  // namespace entente

#endif  // ENTENTE_QUERY_EVALUATION_REGEX_CHECK_H_

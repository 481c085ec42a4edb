// The graph that patterns are matched against.
#ifndef ENTENTE_QUERY_EVALUATION_ACTIVE_GRAPH_H_
#define ENTENTE_QUERY_EVALUATION_ACTIVE_GRAPH_H_

#include <string>
#include <vector>

#include "storage/ids/term_id.h"

namespace entente {

// The union of some graphs, in which each triple is once; or any named graph of the database, whose
// name then is the value of a variable. Source: SPARQL 1.2 Query section 13.
struct ActiveGraph {
  std::vector<TermId> graphs = {};  // The none id is the default graph.
  std::string variable = {};        // If not empty, `graphs` does not count.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EVALUATION_ACTIVE_GRAPH_H_

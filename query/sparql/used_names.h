// The properties, classes and functions that a query names: for those who look for misspelt ones.
#ifndef ENTENTE_QUERY_SPARQL_USED_NAMES_H_
#define ENTENTE_QUERY_SPARQL_USED_NAMES_H_

#include <set>
#include <string>

#include "query/sparql/algebra.h"

namespace entente {

struct UsedNames {
  std::set<std::string> properties = {};
  std::set<std::string> classes = {};
  std::set<std::string> functions = {};
};

// IRIs that stand as predicates, in triple terms and paths too (but not those that a path must not
// take), and as objects of rdf:type, and IRIs that are called. Of the whole pattern, with EXISTS;
// templates are not looked at.
UsedNames NamesIn(const Query& query);

}  // namespace entente

#endif  // ENTENTE_QUERY_SPARQL_USED_NAMES_H_

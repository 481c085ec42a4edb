// An update as plain values: operations in the sequence in which they are done.
//
//   DELETE { ?p :age ?a } INSERT { ?p :age 4 } WHERE { ?p :age ?a }
//
//   (modify (delete (?p :age ?a)) (insert (?p :age 4)) (project (?p ?a) (bgp (?p :age ?a))))
//
// Source: SPARQL 1.2 Update sections 3 and 4.
#ifndef ENTENTE_QUERY_SPARQL_UPDATE_H_
#define ENTENTE_QUERY_SPARQL_UPDATE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "query/sparql/algebra.h"

namespace entente {

// The graphs that an operation is about.
struct GraphTarget {
  enum class Kind : uint8_t {
    kDefault,  // DEFAULT
    kGraph,    // GRAPH `iri`
    kNamed,    // NAMED: all named graphs
    kAll,      // ALL: the default graph and all named graphs
  };
  Kind kind = Kind::kDefault;
  std::string iri = {};
  friend bool operator==(const GraphTarget&, const GraphTarget&) = default;
};

// One operation. Which members count depends on the kind; the others are empty.
struct UpdateOperation {
  enum class Kind : uint8_t {
    kInsertData,  // insertions, without variables
    kDeleteData,  // deletions, without variables and blank nodes
    kModify,      // deletions, then insertions, filled with the solutions of *where
    kLoad,        // the document `document` into target
    kClear,       // target; DROP is the same, where no empty graph is kept
    kCreate,      // target
    kAdd,         // the triples of source into target
    kMove,        // target becomes what source is, and source empty
    kCopy,        // target becomes what source is
  };
  Kind kind = Kind::kInsertData;
  bool is_silent = false;
  // Templates. Blank nodes are terms, and only among the insertions.
  std::vector<QuadPattern> deletions = {};
  std::vector<QuadPattern> insertions = {};
  // A SELECT of those variables of the templates that it binds, with the dataset of WITH and USING.
  // Shared and unchanging, so that operations without it are small.
  std::shared_ptr<const Query> where = {};
  std::string document = {};  // An IRI.
  GraphTarget source = {};
  GraphTarget target = {};
};

// A whole request, checked and translated.
struct Update {
  std::vector<UpdateOperation> operations = {};
  std::vector<Prefix> prefixes = {};  // In force at the end, sorted by name.
};

// The operation as an S-expression on one line, IRIs shortened by `prefixes`: for tests.
std::string ToSExpression(const UpdateOperation& operation,
                          const std::vector<Prefix>& prefixes = {});

}  // namespace entente

#endif  // ENTENTE_QUERY_SPARQL_UPDATE_H_

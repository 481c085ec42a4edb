// From solutions to quads: templates of CONSTRUCT and of updates, and DESCRIBE.
#ifndef ENTENTE_QUERY_EVALUATION_CONSTRUCT_H_
#define ENTENTE_QUERY_EVALUATION_CONSTRUCT_H_

#include <span>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "entente/term.h"
#include "query/evaluation/query_context.h"
#include "query/sparql/algebra.h"

namespace entente {

// SPARQL 1.2 Query section 16.2: fills templates with one solution after the other.
class TemplateFiller {
 public:
  // All must outlive the filler.
  TemplateFiller(const std::vector<std::string>& variables, QueryContext* context)
      : variables_(variables), context_(context) {}

  // The solution to fill in from now on: an id for each variable. Blank nodes of templates are
  // fresh for each solution.
  void BeginSolution(std::span<const TermId> row) {
    row_ = row;
    blank_labels_.clear();
  }

  // The quad, which is false if a variable is unbound or what stands in a place is not allowed
  // there by RDF.
  bool Fill(const QuadPattern& pattern, Quad* quad);

 private:
  Term Fill(const PatternTerm& place);

  const std::vector<std::string>& variables_;
  QueryContext* context_;
  std::span<const TermId> row_;
  TextMap<std::string> blank_labels_;
};

// A set of quads in the sequence of their first insertion, charged to the limits of the query.
class QuadSet {
 public:
  explicit QuadSet(QueryContext* context) : context_(context) {}
  QuadSet(const QuadSet&) = delete;
  void Add(Quad quad);
  std::vector<Quad> Take() && { return std::move(quads_); }

 private:
  // By position in quads_, so that each term is kept once.
  struct HashAt {
    size_t operator()(size_t position) const {
      const Quad& quad = (*quads)[position];
      return absl::HashOf(quad.subject, quad.predicate, quad.object);
    }
    const std::vector<Quad>* quads;
  };
  struct EqualAt {
    bool operator()(size_t a, size_t b) const {
      const Quad& first = (*quads)[a];
      const Quad& second = (*quads)[b];
      return first.subject == second.subject && first.predicate == second.predicate &&
             first.object == second.object;
    }
    const std::vector<Quad>* quads;
  };

  QueryContext* context_;
  std::vector<Quad> quads_;
  absl::flat_hash_set<size_t, HashAt, EqualAt> seen_{0, HashAt{&quads_}, EqualAt{&quads_}};
};

// What DESCRIBE gives for the resources `ids`: the triples of the default graph about each, and
// about the blank nodes these lead to.
std::vector<Quad> DescribeResources(std::span<const TermId> ids, QueryContext* context);

}  // namespace entente

#endif  // ENTENTE_QUERY_EVALUATION_CONSTRUCT_H_

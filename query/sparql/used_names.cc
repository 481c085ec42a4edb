#include "query/sparql/used_names.h"

#include <utility>

#include "schema/vocabulary.h"

namespace entente {
namespace {

class Collector {
 public:
  void Add(const Pattern& pattern) {
    for (const TriplePattern& triple : pattern.triples) Add(triple);
    if (pattern.kind == Pattern::Kind::kPath) {
      Add(pattern.path);
      AddTripleTerm(pattern.endpoints.subject);
      AddTripleTerm(pattern.endpoints.object);
    }
    for (const Expression& expression : pattern.expressions) Add(expression);
    for (const Binding& binding : pattern.bindings) Add(binding.expression);
    for (const Binding& aggregate : pattern.aggregates) Add(aggregate.expression);
    for (const OrderCondition& condition : pattern.order) Add(condition.expression);
    for (const Pattern& input : pattern.inputs) Add(input);
  }

  UsedNames names;

 private:
  void Add(const TriplePattern& triple) {
    AddTripleTerm(triple.subject);
    AddTripleTerm(triple.object);
    if (!triple.predicate.is_term() || !triple.predicate.term().is_iri()) return;
    AddLink(triple.predicate.term().iri().text,
            triple.object.is_term() ? triple.object.term() : Term());
  }

  void Add(const Triple& triple) {
    if (triple.subject.is_triple()) Add(triple.subject.triple());
    if (triple.object.is_triple()) Add(triple.object.triple());
    if (triple.predicate.is_iri()) AddLink(triple.predicate.iri().text, triple.object);
  }

  void Add(const Path& path) {
    if (path.kind == Path::Kind::kLink) names.properties.insert(path.iri);
    for (const Path& input : path.inputs) Add(input);
  }

  void Add(const Expression& expression) {
    if (expression.kind == Expression::Kind::kExtension) {
      names.functions.insert(expression.term.iri().text);
    }
    for (const Expression& argument : expression.arguments) Add(argument);
    if (expression.pattern != nullptr) Add(*expression.pattern);
  }

  void AddTripleTerm(const PatternTerm& place) {
    if (place.is_triple()) Add(place.triple());
    if (place.is_term() && place.term().is_triple()) Add(place.term().triple());
  }

  void AddLink(const std::string& property, const Term& object) {
    names.properties.insert(property);
    if (property == rdf::kType && object.is_iri()) names.classes.insert(object.iri().text);
  }
};

}  // namespace

UsedNames NamesIn(const Query& query) {
  Collector collector;
  collector.Add(query.pattern);
  return std::move(collector.names);
}

}  // namespace entente

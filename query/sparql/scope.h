// What the grammar allows and SPARQL forbids: which variables are visible where, what may stand
// beside aggregates, and the small sets of names this needs.
// Source: SPARQL 1.2 Query sections 18.2.1 (variable scope), 19.8 (grammar notes).
#ifndef ENTENTE_QUERY_SPARQL_SCOPE_H_
#define ENTENTE_QUERY_SPARQL_SCOPE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/sparql/algebra.h"
#include "schema/text.h"

namespace entente {

// Variables in the sequence in which they were first added.
class VariableSet {
 public:
  void Add(std::string_view name);
  void Add(const VariableSet& other);
  // The variables of a place or of all places of a pattern.
  void Add(const PatternTerm& place);
  void Add(const TriplePattern& triple);
  bool Contains(std::string_view name) const { return set_.contains(name); }
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
  TextSet set_;
};

// The variables that `pattern` binds or may bind, as those around it see them (section 18.2.1).
// With internal ones; the visitors of SELECT * leave them out.
VariableSet VisibleVariables(const Pattern& pattern);

// The variables that occur in `pattern` anywhere, hidden ones too.
VariableSet AllVariables(const Pattern& pattern);

// Adds the variables of `expression` outside of aggregates, with those of EXISTS patterns.
void AddVariables(const Expression& expression, VariableSet* variables);

bool HasAggregate(const Expression& expression);

// A variable of `expression` that is outside of aggregates and not among `grouped`, if there is
// one: it has no single value for a group. Patterns of EXISTS may have variables of their own.
std::optional<std::string> FindUngrouped(const Expression& expression, const VariableSet& grouped);

// Moves each aggregate of `expression` to `aggregates` under an internal variable (".a0", …) and
// leaves that variable in its place. Equal aggregates become one. Section 18.2.4.1.
void LiftAggregates(Expression* expression, std::vector<Binding>* aggregates);

}  // namespace entente

#endif  // ENTENTE_QUERY_SPARQL_SCOPE_H_

// What can be said of a pattern's variables before it is planned.
#ifndef ENTENTE_QUERY_PLAN_VARIABLES_H_
#define ENTENTE_QUERY_PLAN_VARIABLES_H_

#include "query/sparql/algebra.h"
#include "query/sparql/scope.h"

namespace entente {

// The variables that every solution of `pattern` binds.
VariableSet CertainVariables(const Pattern& pattern);

// Whether `set` has all of `names`; whether two sets share a name.
bool ContainsAll(const VariableSet& set, const VariableSet& names);
bool Intersect(const VariableSet& a, const VariableSet& b);

// The variables of an expression, with those of EXISTS patterns.
VariableSet VariablesOf(const Expression& expression);

bool HasExists(const Expression& expression);

// Whether `pattern` consists of triple patterns alone, at least one in each part.
bool IsBgps(const Pattern& pattern);

// Whether solutions of `pattern` can be computed from a table of values for `variables`: whether
// the join of the two may be pushed down to the pattern's leaves without changing its solutions.
bool CanSeed(const Pattern& pattern, const VariableSet& variables);

// Whether EXISTS(pattern) asks for a partner in the pattern's own solutions, so that it is a semi
// join: the substitution of section 18.6 reaches nothing that a join would not.
bool IsSemiJoin(const Pattern& pattern);

}  // namespace entente

#endif  // ENTENTE_QUERY_PLAN_VARIABLES_H_

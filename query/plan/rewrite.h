// Turns a pattern into one with the same solutions that can be planned better:
//
// - joins within joins become one join, and basic graph patterns in it one, with filters that stood
//   inside around it;
// - filters go down to where their variables come from: into branches of UNION, to the left of
//   OPTIONAL and MINUS, below BIND, into sub-SELECTs and single inputs of a join;
// - what is joined after an OPTIONAL moves before it where the pattern is well designed;
// - OPTIONAL becomes a join where a filter refuses what it leaves unbound;
// - paths of one link are triple patterns, alternatives are unions, sequences are joins.
//
// Sources: SPARQL 1.2 Query section 18.2; Pérez, Arenas and Gutierrez, "Semantics and complexity of
// SPARQL" (2009), for well-designed patterns; Schmidt, Meier and Lausen, "Foundations of SPARQL
// query optimization" (2010).
#ifndef ENTENTE_QUERY_PLAN_REWRITE_H_
#define ENTENTE_QUERY_PLAN_REWRITE_H_

#include "query/sparql/algebra.h"

namespace entente {

Pattern Rewrite(Pattern pattern);

}  // namespace entente

#endif  // ENTENTE_QUERY_PLAN_REWRITE_H_

// How values compare: "=", "<", sameTerm's weaker and ORDER BY's stronger relatives.
// Source: SPARQL 1.2 Query sections 15.1 and 17.4.
#ifndef ENTENTE_QUERY_EXPRESSION_COMPARE_H_
#define ENTENTE_QUERY_EXPRESSION_COMPARE_H_

#include <compare>
#include <optional>

#include "query/expression/value.h"

namespace entente {

// a = b: equal values or the same term. None (an error) where it cannot be told: literals that
// differ, of which one is of an unknown datatype or ill-typed, or times with and without zone.
std::optional<bool> ValuesEqual(const Value& a, const Value& b);

// a < b and so on, where the operators are defined: numbers, strings, booleans, dates, times and
// durations, each with its own kind. None elsewhere. Unordered for NaN; for times and durations
// that cannot be told, none.
std::optional<std::partial_ordering> CompareValues(const Value& a, const Value& b);

// The order of ORDER BY, MIN and MAX, which is total: unbound (null) first, then blank nodes, IRIs,
// literals, triple terms. Wherever CompareValues says less or greater, so does this; what it calls
// equivalent, as 1 and 1.0, is equivalent here too, unless promotion to float or double rounded.
// Blank nodes come by label, literals without order by datatype, language and text.
std::weak_ordering OrderOf(const Value* a, const Value* b);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXPRESSION_COMPARE_H_

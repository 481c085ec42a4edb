// What a QuadSource means, row by row and without any order: the oracle for operators that read the
// relations of a view. And small random relations and sources to try them with.
#ifndef ENTENTE_TESTS_SUPPORT_QUAD_MATCHES_H_
#define ENTENTE_TESTS_SUPPORT_QUAD_MATCHES_H_

#include <random>
#include <string>
#include <vector>

#include "query/exec/quad_source.h"
#include "storage/read_view.h"
#include "tests/support/batch_source.h"
#include "tests/support/memory_view.h"

namespace entente {

// Quads, some with triple terms as objects, over so few terms that places often agree.
// Up to `count`, in the default graph and three named ones.
MemoryView RandomRelations(std::mt19937_64* random, size_t count);

// Ids of the view, with those of graphs and of triple terms; and one that it does not have.
std::vector<TermId> IdsOf(const MemoryView& view);

// Places are terms, values from outside or variables out of `variables`, now and then twice the
// same; the graph is one, a union of some or none, or any named one.
QuadSource RandomSource(std::mt19937_64* random, const std::vector<TermId>& ids,
                        const std::vector<std::string>& variables);

// Makes rows say of variables with a value from outside what that value is, as inputs do.
void BindOutside(const QuadSource& source, const std::vector<std::string>& variables, IdRows* rows);

// The rows (s, p, o, g or t) that count; of a union, each triple once and without a graph.
std::vector<IdQuad> MatchesOf(const ReadView& view, const QuadSource& source);

// Each of `rows`, columns `variables`, with each match that agrees with it: columns `output`, of
// the rows or the source.
IdRows JoinedWithMatches(const std::vector<std::string>& variables, const IdRows& rows,
                         const ReadView& view, const QuadSource& source,
                         const std::vector<std::string>& output);

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_QUAD_MATCHES_H_

// Small sets of quads from a seed, with all kinds of term, and with what writers find hard: shared
// and circular blank nodes, collections that are whole and broken, reifiers in every combination.
#ifndef ENTENTE_TESTS_SUPPORT_RANDOM_GRAPH_H_
#define ENTENTE_TESTS_SUPPORT_RANDOM_GRAPH_H_

#include <cstddef>
#include <random>
#include <vector>

#include "entente/term.h"

namespace entente {

// About `size` quads; in the default graph only, unless `has_graphs`.
std::vector<Quad> RandomQuads(std::mt19937_64* random, size_t size, bool has_graphs);

// Any literal, with strange characters too.
Literal RandomLiteral(std::mt19937_64* random);

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_RANDOM_GRAPH_H_

// Sets of quads as the naive model of a store, and random ones.
#ifndef ENTENTE_TESTS_SUPPORT_QUAD_SETS_H_
#define ENTENTE_TESTS_SUPPORT_QUAD_SETS_H_

#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "entente/term.h"
#include "schema/quad_stream.h"
#include "storage/read_view.h"

namespace entente {

// A quad with views that live as long as the object.
class QuadViewHolder {
 public:
  explicit QuadViewHolder(const Quad& quad) : view_(ViewOf(quad, &inner_)) {}
  const QuadView& view() const { return view_; }

 private:
  InnerTriples inner_;
  QuadView view_;
};

// A random term of a small vocabulary, so that quads meet: IRIs, blank nodes, literals inline and
// not, and, for objects, triple terms up to three deep.
class RandomQuads {
 public:
  // `size` is about how many different IRIs there are.
  RandomQuads(uint64_t seed, size_t size) : random_(seed), size_(size) {}

  Quad Next();
  Term Subject();
  Term Predicate();
  Term Object(int nesting = 0);
  Term Graph();
  size_t Below(size_t bound) {
    return std::uniform_int_distribution<size_t>(0, bound - 1)(random_);
  }

 private:
  std::mt19937_64 random_;
  size_t size_;
};

// All quads of a view, read from `order`. Fails the test at an error.
std::set<Quad> ReadQuads(const ReadView& view, TripleOrder order = TripleOrder::kSpog);

// Checks that the view holds exactly `expected`: every order scanned whole and with random prefixes
// of every length, counts, look-ups of terms, and seeks. Fails the test where it does not.
void ExpectViewHolds(const ReadView& view, const std::set<Quad>& expected, uint64_t seed);

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_QUAD_SETS_H_

#include "storage/triples/triple_order.h"

namespace entente {

std::string_view OrderName(TripleOrder order) {
  static constexpr std::array<std::string_view, kOrderCount> kNames = {
      "spog", "sopg",      "psog",      "posg",      "ospg",      "opsg",
      "gspo", "term-spot", "term-post", "term-ospt", "term-tspo", "hash"};
  return kNames[static_cast<size_t>(order)];
}

TripleOrder OrderForBound(bool subject, bool predicate, bool object) {
  if (subject) return object && !predicate ? TripleOrder::kSopg : TripleOrder::kSpog;
  if (predicate) return object ? TripleOrder::kPosg : TripleOrder::kPsog;
  return object ? TripleOrder::kOspg : TripleOrder::kSpog;
}

}  // namespace entente

// How the engine may plan; for tests and measurements, which compare plans. Answers do not depend
// on it.
#ifndef ENTENTE_QUERY_ENGINE_OPTIONS_H_
#define ENTENTE_QUERY_ENGINE_OPTIONS_H_

#include <cstdint>

namespace entente {

enum class JoinMethod : uint8_t {
  kAny,       // Whatever costs least.
  kHash,      // Hash joins wherever there is something to join on.
  kIndex,     // Index joins wherever a pattern can be looked up; right sides seeded if they can be.
  kLeapfrog,  // Leapfrog joins wherever all but one variable of a pattern are bound; else index.
};

struct EngineOptions {
  bool rewrite = true;  // False: the pattern is planned as the parser gave it.
  JoinMethod join = JoinMethod::kAny;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_ENGINE_OPTIONS_H_

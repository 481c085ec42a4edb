// The properties and classes that a database has, and those of the vocabulary.
#ifndef ENTENTE_TOOLS_LIVE_NAMES_H_
#define ENTENTE_TOOLS_LIVE_NAMES_H_

#include <string>
#include <vector>

#include "entente/entente.h"

namespace entente {

// IRIs, each once: first those of the data, the most frequent first and 500 at most, then those
// that only propositions of claims have, then the rest of the vocabulary.
struct LiveNames {
  std::vector<std::string> properties = {};
  std::vector<std::string> classes = {};
};

// Asks the database for about a second at most; where that is not enough, properties are those
// of its statistics.
LiveNames ReadLiveNames(const Database& database);

}  // namespace entente

#endif  // ENTENTE_TOOLS_LIVE_NAMES_H_

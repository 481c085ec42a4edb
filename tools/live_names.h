// The properties and classes that a database has.
#ifndef ENTENTE_TOOLS_LIVE_NAMES_H_
#define ENTENTE_TOOLS_LIVE_NAMES_H_

#include <string>
#include <vector>

#include "entente/entente.h"

namespace entente {

// IRIs, those that occur most often first, 500 at most.
struct LiveNames {
  std::vector<std::string> properties = {};
  std::vector<std::string> classes = {};
};

// Asks the database for about half a second at most; where that is not enough, properties are those
// of its statistics.
LiveNames ReadLiveNames(const Database& database);

}  // namespace entente

#endif  // ENTENTE_TOOLS_LIVE_NAMES_H_

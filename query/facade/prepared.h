// What is behind a Prepared and a PreparedUpdate.
#ifndef ENTENTE_QUERY_FACADE_PREPARED_H_
#define ENTENTE_QUERY_FACADE_PREPARED_H_

#include "entente/entente.h"
#include "query/sparql/algebra.h"
#include "query/sparql/update.h"

namespace entente {

struct Prepared::Rep {
  entente::Query query = {};
  bool is_moved_from = false;
};

struct PreparedUpdate::Rep {
  entente::Update update = {};
  bool is_moved_from = false;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_FACADE_PREPARED_H_

// Ranks: numbers that compare as the values of ids do in ORDER BY. Each distinct term is decoded
// and placed once; rows are then sorted by numbers.
#ifndef ENTENTE_QUERY_EXEC_VALUE_RANKS_H_
#define ENTENTE_QUERY_EXEC_VALUE_RANKS_H_

#include <cstdint>
#include <span>
#include <vector>

#include "query/evaluation/query_context.h"
#include "storage/ids/term_id.h"

namespace entente {

struct ValueRanks {
  std::vector<uint64_t> ranks = {};  // One for each id.
  uint64_t rank_max = 0;
};

// For two of `ids`, the order of their ranks is OrderOf of their values. After an error, which is
// in the limits of the context, the ranks are any numbers, as many. What is held meanwhile is
// charged, the result is not.
ValueRanks RankValues(std::span<const TermId> ids, QueryContext* context);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_VALUE_RANKS_H_

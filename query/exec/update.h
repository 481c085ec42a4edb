// Runs updates against the one writer's transaction. Source: SPARQL 1.2 Update sections 3 and 4.
//
// A graph is there as long as it holds a quad: no empty graphs are kept, and the default graph is
// always there. So CREATE changes nothing and fails where the graph is there already, CLEAR and
// DROP are the same and never fail, and ADD, MOVE and COPY fail where the source is not there;
// SILENT turns each failure into no change.
#ifndef ENTENTE_QUERY_EXEC_UPDATE_H_
#define ENTENTE_QUERY_EXEC_UPDATE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "query/evaluation/answer.h"
#include "query/sparql/update.h"
#include "storage/transaction.h"

namespace entente {

// Whether LOAD may read the files of this machine.
enum class LocalFiles : uint8_t { kRefused, kAllowed };

// What an update changed, counted operation by operation: a quad that one operation inserts and the
// next removes counts in both.
struct UpdateCounts {
  uint64_t inserted = 0;
  uint64_t removed = 0;
};

// Does all operations, each on what those before it left, or after an error none: the transaction
// then is what it was before. Bindings stand for variables in WHERE and in templates; a name that
// occurs in no operation is InvalidArgument. The memory budget is for solutions and for what the
// transaction keeps of the changes.
absl::StatusOr<UpdateCounts> RunUpdate(const Update& update, const EvaluationOptions& options,
                                       LocalFiles local_files, StoreTransaction* transaction);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_UPDATE_H_

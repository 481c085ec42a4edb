// A patch applied to a transaction.
#ifndef ENTENTE_QUERY_EXCHANGE_PATCH_H_
#define ENTENTE_QUERY_EXCHANGE_PATCH_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "entente/entente.h"
#include "query/evaluation/query_limits.h"
#include "schema/byte_source.h"
#include "storage/transaction.h"

namespace entente {

// Does what the rows say (schema/syntax/patch_parser.h), in their sequence. Transactions of the
// patch that it undoes itself change nothing and count nowhere. After an error, `transaction` has
// changed in part: its owner drops it.
absl::StatusOr<PatchReport> ApplyPatch(ByteSource* source, std::string_view file_name,
                                       QueryLimits* limits, StoreTransaction* transaction);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXCHANGE_PATCH_H_

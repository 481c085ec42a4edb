// What is behind a Reader: a state of the data, or a transaction that is not over.
#ifndef ENTENTE_QUERY_FACADE_READER_STATE_H_
#define ENTENTE_QUERY_FACADE_READER_STATE_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/entente.h"
#include "query/claims/view_cache.h"
#include "query/claims/view_dataset.h"
#include "query/sparql/algebra.h"
#include "storage/read_view.h"
#include "storage/transaction.h"

namespace entente {

struct Reader::Rep {
  ~Rep() { EndRows(); }
  // What rows read from, and what is known of it, will be no more. New rows may begin.
  void EndRows() {
    views = nullptr;
    if (rows_are_ended.use_count() < 2) return;  // Nobody looks.
    *rows_are_ended = true;
    rows_are_ended = std::make_shared<bool>(false);
  }

  // Keeps what is read from open, for longer than the members that read it.
  std::shared_ptr<const void> source = {};
  std::shared_ptr<const ReadView> view = {};           // Of a View.
  std::unique_ptr<StoreTransaction> transaction = {};  // Of a Transaction that is not over.
  std::shared_ptr<bool> rows_are_ended = {};           // Of a Transaction: what its rows look at.
  mutable std::shared_ptr<ViewCache> views = {};  // Of this state; of a Transaction once asked for.
  uint64_t view_cache_bytes = 0;

  absl::StatusOr<const ReadView*> Get() const {
    if (view != nullptr) return view.get();
    if (transaction != nullptr) return &transaction->view();
    return absl::FailedPreconditionError(
        rows_are_ended != nullptr ? "the transaction is over"
                                  : "the database is closed, or the object was moved from");
  }
  // What a query is asked on, with its evidence views.
  absl::StatusOr<ViewDataset> Apply(const entente::Query& query, const QueryOptions& options) const;

  // Of a Transaction: puts one record, whole or not at all.
  template <typename Record>
  absl::Status Put(const Record& record);
  // InvalidArgument if one of them breaks a rule.
  absl::Status CheckPutRecords() const;

  std::set<std::string> put_records = {};  // IRIs; of a Transaction: what Commit must check.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_FACADE_READER_STATE_H_

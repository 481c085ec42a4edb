#include "query/exec/update.h"
#include "query/facade/arguments.h"
#include "query/facade/prepared.h"
#include "query/facade/reader_state.h"
#include "schema/quad_stream.h"
#include "schema/status_macros.h"

namespace entente {

absl::Status Transaction::Insert(const Quad& quad) {
  if (rep_->transaction == nullptr) return rep_->Get().status();
  RETURN_IF_ERROR(CheckQuad(quad));
  rep_->EndRows();
  InnerTriples inner;
  return rep_->transaction->Insert(ViewOf(quad, &inner)).status();
}

absl::Status Transaction::Remove(const Quad& quad) {
  if (rep_->transaction == nullptr) return rep_->Get().status();
  RETURN_IF_ERROR(CheckQuad(quad));
  rep_->EndRows();
  InnerTriples inner;
  return rep_->transaction->Remove(ViewOf(quad, &inner)).status();
}

absl::StatusOr<UpdateReport> Transaction::Update(std::string_view update,
                                                 const UpdateOptions& options) {
  ASSIGN_OR_RETURN(const PreparedUpdate prepared, PreparedUpdate::Parse(update));
  return Update(prepared, options);
}

absl::StatusOr<UpdateReport> Transaction::Update(const PreparedUpdate& update,
                                                 const UpdateOptions& options) {
  if (rep_->transaction == nullptr) return rep_->Get().status();
  if (update.rep_->is_moved_from) return MovedFrom();
  RETURN_IF_ERROR(CheckParams(options.params));
  rep_->EndRows();
  ASSIGN_OR_RETURN(
      const UpdateCounts counts,
      RunUpdate(update.rep_->update, ToEvaluationOptions(options),
                options.allow_local_files ? LocalFiles::kAllowed : LocalFiles::kRefused,
                rep_->transaction.get()));
  return UpdateReport{.quads_inserted = counts.inserted, .quads_removed = counts.removed};
}

absl::Status Transaction::Commit() {
  if (rep_->transaction == nullptr) return rep_->Get().status();
  rep_->EndRows();
  absl::Status status = rep_->CheckPutRecords();
  if (status.ok()) status = rep_->transaction->Commit();
  rep_->transaction = nullptr;
  rep_->source = nullptr;
  return status;
}

}  // namespace entente

// What the façade does with snapshots, differences and patches.
#include "absl/time/time.h"
#include "entente/entente.h"
#include "query/evaluation/query_limits.h"
#include "query/exchange/difference.h"
#include "query/exchange/merge_snapshots.h"
#include "query/exchange/patch.h"
#include "query/reader_state.h"
#include "schema/status_macros.h"
#include "storage/loading/input_file.h"
#include "storage/loading/temporary_file.h"

namespace entente {

absl::StatusOr<DifferenceReport> Reader::WriteDifference(const Reader& after, const Output& patch,
                                                         const DifferenceOptions& options) const {
  ASSIGN_OR_RETURN(const ReadView* old_view, rep_->Get());
  ASSIGN_OR_RETURN(const ReadView* new_view, after.rep_->Get());
  return entente::WriteDifference(*old_view, *new_view, patch, options);
}

absl::StatusOr<PatchReport> Database::ApplyPatch(const std::filesystem::path& file,
                                                 const PatchOptions& options) {
  ASSIGN_OR_RETURN(const std::filesystem::path directory, TemporaryDirectory({}));
  ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> input, InputFile::Open(file, directory));
  ASSIGN_OR_RETURN(Transaction transaction, Begin());
  QueryLimits limits(absl::InfiniteFuture(), options.cancelled, options.memory_budget_bytes);
  ASSIGN_OR_RETURN(const PatchReport report,
                   entente::ApplyPatch(input.get(), input->name(), &limits,
                                       transaction.rep_->transaction.get()));
  RETURN_IF_ERROR(transaction.Commit());
  return report;
}

absl::StatusOr<MergeReport> MergeSnapshots(const Reader& base, const Reader& ours,
                                           const Reader& theirs, const std::filesystem::path& file,
                                           const MergeOptions& options) {
  ASSIGN_OR_RETURN(const ReadView* base_view, base.rep_->Get());
  ASSIGN_OR_RETURN(const ReadView* our_view, ours.rep_->Get());
  ASSIGN_OR_RETURN(const ReadView* their_view, theirs.rep_->Get());
  return WriteMerged({*base_view, *our_view, *their_view}, file, options);
}

}  // namespace entente

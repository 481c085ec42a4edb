// What the façade does with snapshots, differences and patches.
#include "absl/strings/escaping.h"
#include "absl/time/time.h"
#include "entente/entente.h"
#include "entente/snapshot.h"
#include "query/evaluation/construct.h"
#include "query/evaluation/query_limits.h"
#include "query/exchange/difference.h"
#include "query/exchange/merge_snapshots.h"
#include "query/exchange/patch.h"
#include "query/exchange/snapshot_options.h"
#include "query/facade/arguments.h"
#include "query/facade/reader_state.h"
#include "schema/quad_stream.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/files/temporary_file.h"
#include "storage/loading/input_file.h"
#include "storage/snapshot/signature.h"
#include "storage/snapshot/snapshot_builder.h"
#include "storage/snapshot/snapshot_reader.h"
#include "storage/store.h"

namespace entente {
namespace {

// Prologue and header only.
absl::StatusOr<std::unique_ptr<SnapshotReader>> OpenHeader(const std::filesystem::path& file) {
  return SnapshotReader::Open(file, SnapshotAccess::kRead, /*cache_bytes=*/0);
}

}  // namespace

absl::StatusOr<SnapshotInfo> ReadSnapshotInfo(const std::filesystem::path& file) {
  ASSIGN_OR_RETURN(const std::unique_ptr<SnapshotReader> reader, OpenHeader(file));
  const SnapshotHeader& header = reader->header();
  SnapshotInfo info = {
      .metadata = {.description = header.description,
                   .licence = header.licence,
                   .sources = header.sources,
                   .prefixes = header.prefixes},
      .logical_hash = absl::BytesToHexString(ToAbsl(header.logical_hash)),
      .format_version = StrCat(uint32_t{header.major}, ".", uint32_t{header.minor}),
      .file_bytes = reader->file_size(),
      .quad_count = header.quad_count,
      .term_count = header.term_count,
      .actor_count = header.actor_count,
      .coalition_count = header.coalition_count,
      .document_count = header.document_count,
      .claim_count = header.claim_count};
  for (const std::string& parent : header.parents) {
    info.metadata.parents.push_back(absl::BytesToHexString(ToAbsl(parent)));
  }
  for (const SnapshotSignature& signature : header.signatures) {
    info.signatures.push_back({.public_key = absl::BytesToHexString(ToAbsl(signature.public_key)),
                               .is_good = IsGoodSignature(header.logical_hash, signature)});
  }
  return info;
}

absl::Status SignSnapshot(const std::filesystem::path& file, std::string_view private_key_pem,
                          const std::atomic<bool>* cancelled) {
  return SignFile(file, private_key_pem, cancelled);
}

absl::Status CheckSnapshotSignature(const std::filesystem::path& file,
                                    std::string_view public_key_pem) {
  ASSIGN_OR_RETURN(const std::string public_key, ParsePublicKey(public_key_pem));
  ASSIGN_OR_RETURN(const std::unique_ptr<SnapshotReader> reader, OpenHeader(file));
  const SnapshotHeader& header = reader->header();
  bool was_found = false;
  for (const SnapshotSignature& signature : header.signatures) {
    if (signature.public_key != public_key) continue;
    if (IsGoodSignature(header.logical_hash, signature)) return absl::OkStatus();
    was_found = true;
  }
  return absl::FailedPreconditionError(StrCat(
      file.string(), was_found ? " has a signature of this key that is not good for its content"
                               : " has no signature of this key"));
}

absl::StatusOr<SnapshotInfo> Reader::WriteSnapshot(const std::filesystem::path& file,
                                                   const SnapshotOptions& options) const {
  RETURN_IF_ERROR(CheckPath(file));
  if (options.graphs.has_value()) {
    for (const Term& graph : *options.graphs) RETURN_IF_ERROR(CheckGraph(graph));
  }
  ASSIGN_OR_RETURN(SnapshotBuildOptions build, ToBuildOptions(options));
  if (!options.view.has_value()) {
    ASSIGN_OR_RETURN(const ReadView* view, rep_->Get());
    RETURN_IF_ERROR(BuildSnapshot(*view, file, build).status());
    return ReadSnapshotInfo(file);
  }
  ASSIGN_OR_RETURN(
      const ViewDataset dataset,
      rep_->Apply(entente::Query(), {.memory_budget_bytes = options.memory_budget_bytes,
                                     .cancelled = options.cancelled,
                                     .view = options.view}));
  build.default_graphs = dataset.options.default_graphs;
  RETURN_IF_ERROR(BuildSnapshot(*dataset.view, file, build).status());
  return ReadSnapshotInfo(file);
}

absl::StatusOr<SnapshotInfo> Reader::WriteSnapshot(const std::filesystem::path& file,
                                                   const Prepared& construct,
                                                   const SnapshotOptions& options,
                                                   const QueryOptions& query_options) const {
  if (options.view.has_value()) {
    return absl::InvalidArgumentError("the view of a query is given in the options of the query");
  }
  if (options.graphs.has_value()) {
    return absl::InvalidArgumentError(
        "a CONSTRUCT says itself what it gives: choose graphs in its WHERE");
  }
  RETURN_IF_ERROR(CheckPath(file));
  ASSIGN_OR_RETURN(const SnapshotBuildOptions build, ToBuildOptions(options));
  ASSIGN_OR_RETURN(const std::unique_ptr<Store> store, Store::OpenInMemory({}));
  ASSIGN_OR_RETURN(const std::unique_ptr<StoreTransaction> transaction, store->Begin());
  QueryLimits kept(absl::InfiniteFuture(), nullptr, query_options.memory_budget_bytes);
  const auto insert = [&](const Quad& quad) -> absl::Status {
    if (!kept.Charge(kQuadBytes)) return kept.status();
    InnerTriples inner;
    return transaction->Insert(ViewOf(quad, &inner)).status();
  };
  RETURN_IF_ERROR(ConstructEach(construct, insert, query_options).status());
  RETURN_IF_ERROR(BuildSnapshot(transaction->view(), file, build).status());
  return ReadSnapshotInfo(file);
}

absl::StatusOr<DifferenceReport> Reader::WriteDifference(const Reader& after, const Output& patch,
                                                         const DifferenceOptions& options) const {
  ASSIGN_OR_RETURN(const ReadView* old_view, rep_->Get());
  ASSIGN_OR_RETURN(const ReadView* new_view, after.rep_->Get());
  return entente::WriteDifference(*old_view, *new_view, patch, options);
}

absl::StatusOr<PatchReport> Database::ApplyPatch(const std::filesystem::path& file,
                                                 const PatchOptions& options) {
  RETURN_IF_ERROR(CheckPath(file));
  ASSIGN_OR_RETURN(const std::filesystem::path directory, TemporaryDirectory({}));
  ASSIGN_OR_RETURN(const std::unique_ptr<InputFile> input,
                   InputFile::Open(file, directory, options.cancelled));
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
  RETURN_IF_ERROR(CheckPath(file));
  if (options.conflicts > MergeConflicts::kTheirs) {
    return absl::InvalidArgumentError("'conflicts' is none of the three that there are");
  }
  ASSIGN_OR_RETURN(const ReadView* base_view, base.rep_->Get());
  ASSIGN_OR_RETURN(const ReadView* our_view, ours.rep_->Get());
  ASSIGN_OR_RETURN(const ReadView* their_view, theirs.rep_->Get());
  return WriteMerged({*base_view, *our_view, *their_view}, file, options);
}

}  // namespace entente

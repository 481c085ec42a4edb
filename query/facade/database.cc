#include <memory>
#include <system_error>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "query/facade/arguments.h"
#include "query/facade/reader_state.h"
#include "query/statistics.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/checker.h"
#include "storage/loading/bulk_loader.h"
#include "storage/snapshot/snapshot_checker.h"
#include "storage/snapshot/snapshot_view.h"
#include "storage/store.h"

namespace entente {

constexpr std::string_view kSnapshotEnding = ".ents";

struct Database::Rep {
  // What is kept of evidence views over the committed state of this number.
  std::shared_ptr<ViewCache> ViewsOf(uint64_t commit_number) {
    const absl::MutexLock lock(&mutex);
    if (views == nullptr || commit_number > viewed_commit) {
      views = std::make_shared<ViewCache>(view_cache_bytes);
      viewed_commit = commit_number;
    }
    // A reader that began before a commit may come here after one that began behind it.
    return commit_number == viewed_commit ? views : nullptr;
  }

  // The store for what changes it.
  absl::StatusOr<Store*> ToWrite() const {
    if (store != nullptr) return store.get();
    if (snapshot == nullptr) return Closed();
    return absl::FailedPreconditionError(
        StrCat(snapshot->reader().file_name(),
               " is a snapshot, which never changes: load it into a database to write to that"));
  }

  static absl::Status Closed() {
    return absl::FailedPreconditionError("the database is closed, or the object was moved from");
  }

  // One of the two, or neither any more. Readers keep it open.
  std::shared_ptr<Store> store = {};
  std::shared_ptr<const SnapshotView> snapshot = {};
  uint64_t view_cache_bytes = 0;
  absl::Mutex mutex;
  std::shared_ptr<ViewCache> views ABSL_GUARDED_BY(mutex) = {};
  uint64_t viewed_commit ABSL_GUARDED_BY(mutex) = 0;
};

absl::StatusOr<Database> Database::Open(const std::filesystem::path& path, const Options& options) {
  RETURN_IF_ERROR(CheckPath(path));
  auto rep = std::make_unique<Rep>();
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path, ignored)) {
    const SnapshotAccess access =
        options.map_snapshots ? SnapshotAccess::kMapped : SnapshotAccess::kRead;
    ASSIGN_OR_RETURN(rep->snapshot, SnapshotView::Open(path, access, options.cache_bytes));
  } else {
    ASSIGN_OR_RETURN(rep->store, Store::Open(path, {.create_if_missing = options.create_if_missing,
                                                    .read_only = options.read_only,
                                                    .cache_bytes = options.cache_bytes}));
  }
  rep->view_cache_bytes = options.view_cache_bytes;
  return Database(std::move(rep));
}

absl::StatusOr<Database> Database::OpenInMemory(const Options& options) {
  ASSIGN_OR_RETURN(auto store, Store::OpenInMemory({.cache_bytes = options.cache_bytes}));
  auto rep = std::make_unique<Rep>();
  rep->store = std::move(store);
  rep->view_cache_bytes = options.view_cache_bytes;
  return Database(std::move(rep));
}

Database::Database(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
Database::Database(Database&& other) noexcept
    : rep_(std::exchange(other.rep_, std::make_unique<Rep>())) {}
Database& Database::operator=(Database&& other) noexcept {
  rep_ = std::exchange(other.rep_, std::make_unique<Rep>());
  return *this;
}
Database::~Database() = default;

View Database::Read() const {
  auto rep = std::make_unique<Reader::Rep>();
  uint64_t commit_number = 0;
  rep->view = rep_->snapshot;
  if (rep_->store != nullptr) {
    rep->source = rep_->store;
    rep->view = rep_->store->View(&commit_number);
  }
  rep->view_cache_bytes = rep_->view_cache_bytes;
  rep->views = rep_->ViewsOf(commit_number);
  return View(std::move(rep));
}

absl::StatusOr<Transaction> Database::Begin() {
  auto rep = std::make_unique<Reader::Rep>();
  ASSIGN_OR_RETURN(Store* const store, rep_->ToWrite());
  rep->source = rep_->store;
  ASSIGN_OR_RETURN(rep->transaction, store->Begin());
  rep->view_cache_bytes = rep_->view_cache_bytes;
  rep->rows_are_ended = std::make_shared<bool>(false);
  return Transaction(std::move(rep));
}

absl::StatusOr<Rows> Database::Query(std::string_view select, const QueryOptions& options) const {
  return Read().Query(select, options);
}

absl::StatusOr<UpdateReport> Database::Update(std::string_view update,
                                              const UpdateOptions& options) {
  ASSIGN_OR_RETURN(const PreparedUpdate prepared, PreparedUpdate::Parse(update));
  return Update(prepared, options);
}

absl::StatusOr<UpdateReport> Database::Update(const PreparedUpdate& update,
                                              const UpdateOptions& options) {
  ASSIGN_OR_RETURN(Transaction transaction, Begin());
  ASSIGN_OR_RETURN(const UpdateReport report, transaction.Update(update, options));
  RETURN_IF_ERROR(transaction.Commit());
  return report;
}

absl::StatusOr<LoadReport> Database::Load(std::span<const std::filesystem::path> files,
                                          const LoadOptions& options) {
  ASSIGN_OR_RETURN(Store* const store, rep_->ToWrite());
  for (const std::filesystem::path& file : files) RETURN_IF_ERROR(CheckPath(file));
  RETURN_IF_ERROR(CheckGraph(options.graph));
  RETURN_IF_ERROR(CheckBaseIri(options.base_iri));
  BulkLoadOptions bulk{.memory_budget_bytes = options.memory_budget_bytes,
                       .thread_count = options.thread_count,
                       .base_iri = options.base_iri,
                       .graph = options.graph,
                       .cancelled = options.cancelled};
  if (!options.format.empty()) {
    bulk.format = FindRdfFormat(options.format);
    if (!bulk.format.has_value()) return UnknownFormat(options.format);
  }
  if (options.progress) {
    bulk.progress = [&options](const BulkLoadProgress& progress) {
      options.progress({.quad_count = progress.quad_count,
                        .bytes_read = progress.bytes_read,
                        .bytes_total = progress.bytes_total,
                        .stage = progress.stage});
    };
  }
  ASSIGN_OR_RETURN(const BulkLoadReport report, BulkLoad(*store, files, bulk));
  return LoadReport{.quads_read = report.quads_read, .quads_added = report.quads_added};
}

absl::StatusOr<LoadReport> Database::Load(const std::filesystem::path& file,
                                          const LoadOptions& options) {
  return Load(std::span(&file, 1), options);
}

absl::StatusOr<uint64_t> Database::Save(const std::filesystem::path& file,
                                        const DumpOptions& options) const {
  DumpOptions dump = options;
  if (dump.format.empty()) {
    dump.format = file.extension();
    if (dump.format == kSnapshotEnding) {
      ASSIGN_OR_RETURN(
          const SnapshotInfo info,
          Read().WriteSnapshot(file, {.metadata = {.prefixes = options.prefixes},
                                      .memory_budget_bytes = options.memory_budget_bytes,
                                      .cancelled = options.cancelled}));
      return info.quad_count;
    }
    if (!FindRdfFormat(dump.format).has_value()) {
      return absl::InvalidArgumentError(StrCat(
          file.string(), ": end the name in .nq, .nt, .ttl, .trig or .ents, or say the format"));
    }
  }
  uint64_t quad_count = 0;
  RETURN_IF_ERROR(WriteFile(file, [&](const Output& output) -> absl::Status {
    ASSIGN_OR_RETURN(quad_count, Read().Dump(output, dump));
    return absl::OkStatus();
  }));
  return quad_count;
}

absl::StatusOr<Statistics> Database::ComputeStatistics() const {
  const View view = Read();
  RETURN_IF_ERROR(view.rep_->Get().status());
  ASSIGN_OR_RETURN(const StoreSizes sizes,
                   rep_->store != nullptr ? rep_->store->Sizes() : rep_->snapshot->Sizes());
  return entente::ComputeStatistics(*view.rep_->view, sizes);
}

absl::StatusOr<VerifyReport> Database::Verify(const VerifyOptions& options) const {
  if (rep_->store == nullptr && rep_->snapshot == nullptr) return Rep::Closed();
  CheckOptions check = {.cancelled = options.cancelled};
  if (options.progress) {
    check.progress = [&options](const CheckProgress& state) {
      options.progress(
          {.row_count = state.row_count, .row_total = state.row_total, .stage = state.stage});
    };
  }
  ASSIGN_OR_RETURN(CheckReport report, rep_->store != nullptr
                                           ? CheckStore(*rep_->store, check)
                                           : CheckSnapshot(*rep_->snapshot, check));
  return VerifyReport{.damages = std::move(report.damages),
                      .page_count = report.page_count,
                      .row_count = report.row_count,
                      .term_count = report.term_count};
}

absl::Status Database::Compact() {
  ASSIGN_OR_RETURN(Store* const store, rep_->ToWrite());
  return store->Compact();
}

absl::Status Database::Close() {
  rep_->snapshot = nullptr;  // Readers of a snapshot keep it.
  if (rep_->store == nullptr) return absl::OkStatus();
  if (rep_->store.use_count() > 1) {
    return absl::FailedPreconditionError(
        "readers, rows or a transaction of the database are still there");
  }
  const absl::Status status = rep_->store->Close();
  rep_->store = nullptr;
  return status;
}

std::string_view Version() { return ENTENTE_VERSION; }

}  // namespace entente

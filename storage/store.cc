#include "storage/store.h"

#include <array>
#include <system_error>
#include <utility>

#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/database_view.h"
#include "storage/format_record.h"
#include "storage/key_layout.h"
#include "storage/rebuild.h"
#include "storage/store_core.h"

namespace entente {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFormatName = "FORMAT";
constexpr std::string_view kLockName = "LOCK";
constexpr std::string_view kLedgerName = "LEDGER";
constexpr std::string_view kDataName = "data";

absl::Status SystemError(const fs::path& path, const std::error_code& error) {
  const std::string message = StrCat(path.string(), ": ", error.message());
  return error == std::errc::permission_denied || error == std::errc::read_only_file_system
             ? absl::PermissionDeniedError(message)
             : absl::UnknownError(message);
}

// What lies at the path of a database.
enum class Found { kNothing, kDatabase, kUnfinished, kSomethingElse };

absl::StatusOr<Found> LookAt(const fs::path& directory) {
  std::error_code error;
  const fs::file_status status = fs::status(directory, error);
  if (status.type() == fs::file_type::not_found) return Found::kNothing;
  if (error) return SystemError(directory, error);
  if (!fs::is_directory(status)) return Found::kSomethingElse;
  if (fs::exists(directory / kFormatName, error)) return Found::kDatabase;
  bool is_empty = true;
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    is_empty = false;
    const std::string name = entry->path().filename();
    // FORMAT is written last: without it, these are what a crash left of a creation.
    if (name != kLockName && name != kLedgerName && name != kDataName && name != "FORMAT.new") {
      return Found::kSomethingElse;
    }
  }
  if (error) return SystemError(directory, error);
  return is_empty ? Found::kNothing : Found::kUnfinished;
}

absl::Status WriteFirstState(Rocks& rocks) {
  RocksBatch batch(rocks);
  batch.Put(Family::kMeta, kManifestKey, Manifest().Encode());
  return rocks.Write(batch, Rocks::Durability::kSynced);
}

// Makes a database where there is none. REQUIRES: the lock is held.
absl::Status Create(const fs::path& directory) {
  std::error_code error;
  if (fs::exists(directory / kLedgerName, error)) {
    // A creation that a crash ended has no commits. With commits, FORMAT was lost otherwise, and
    // making a new database would lose the rest.
    const absl::Status status = CommitLedger::Check(directory / kLedgerName, Manifest());
    if (!status.ok()) {
      return absl::DataLossError(
          StrCat((directory / kFormatName).string(),
                 " is missing, but commits were made: ", FromAbsl(status.message())));
    }
  }
  fs::remove_all(directory / kDataName, error);
  if (error) return SystemError(directory / kDataName, error);
  {
    ASSIGN_OR_RETURN(const std::unique_ptr<Rocks> rocks,
                     Rocks::Open(directory / kDataName, {.create = true}));
    RETURN_IF_ERROR(WriteFirstState(*rocks));
    RETURN_IF_ERROR(rocks->Close());
  }
  RETURN_IF_ERROR(CommitLedger::Create(directory / kLedgerName));
  RETURN_IF_ERROR(SyncDirectory(fs::absolute(directory).parent_path()));
  return WriteFormatRecord(directory / kFormatName);
}

}  // namespace

Store::Store(std::unique_ptr<StoreCore> core) : core_(std::move(core)) {}
Store::~Store() = default;

absl::StatusOr<std::unique_ptr<Store>> Store::Open(const fs::path& directory,
                                                   const StoreOptions& options) {
  ASSIGN_OR_RETURN(const Found found, LookAt(directory));
  if (found == Found::kSomethingElse) {
    return absl::FailedPreconditionError(StrCat(directory.string(), " is not an Entente database"));
  }
  const bool is_creation = found != Found::kDatabase;
  if (is_creation && (options.read_only || !options.create_if_missing)) {
    return absl::NotFoundError(StrCat(directory.string(), ": there is no database"));
  }
  if (is_creation) {
    std::error_code error;
    fs::create_directories(directory, error);
    if (error) return SystemError(directory, error);
  }
  auto core = std::make_unique<StoreCore>(options, directory);
  ASSIGN_OR_RETURN(core->lock,
                   DirectoryLock::Acquire(directory / kLockName,
                                          options.read_only ? DirectoryLock::Mode::kShared
                                                            : DirectoryLock::Mode::kExclusive));
  if (is_creation) {
    // Between the look and the lock, another process may have made it.
    ASSIGN_OR_RETURN(const Found found_again, LookAt(directory));
    if (found_again != Found::kDatabase) RETURN_IF_ERROR(Create(directory));
  }
  RETURN_IF_ERROR(CheckFormatRecord(directory / kFormatName, !options.read_only));
  ASSIGN_OR_RETURN(core->rocks,
                   Rocks::Open(directory / kDataName, {.read_only = options.read_only}));
  RETURN_IF_ERROR(core->LoadState());
  RETURN_IF_ERROR(CommitLedger::Check(directory / kLedgerName, core->current()->manifest));
  if (!options.read_only) {
    ASSIGN_OR_RETURN(core->ledger, CommitLedger::Open(directory / kLedgerName));
    RETURN_IF_ERROR(core->DeleteOrphans());
  }
  return std::unique_ptr<Store>(new Store(std::move(core)));
}

absl::StatusOr<std::unique_ptr<Store>> Store::OpenInMemory(const StoreOptions& options) {
  auto core = std::make_unique<StoreCore>(options, fs::path());
  ASSIGN_OR_RETURN(core->rocks, Rocks::Open("/entente", {.create = true, .in_memory = true}));
  RETURN_IF_ERROR(WriteFirstState(*core->rocks));
  RETURN_IF_ERROR(core->LoadState());
  return std::unique_ptr<Store>(new Store(std::move(core)));
}

std::shared_ptr<const ReadView> Store::View(uint64_t* commit_number) const {
  std::shared_ptr<const CommittedState> state = core_->current();
  if (commit_number != nullptr) *commit_number = state->manifest.commit_number;
  return std::make_shared<const DatabaseView>(*core_, std::move(state));
}

absl::Status Store::Compact() {
  { RETURN_IF_ERROR(Rebuild::Begin(*this).status()); }  // Which folds.
  return core_->rocks->Compact();
}

absl::StatusOr<StoreSizes> Store::Sizes() const {
  const std::shared_ptr<const CommittedState> state = core_->current();
  const Manifest& manifest = state->manifest;
  StoreSizes sizes;
  for (size_t index = 0; index < kOrderCount; ++index) {
    const TripleOrder order = static_cast<TripleOrder>(index);
    StoreSizes::Part part = {.name = std::string(OrderName(order)),
                             .row_count = manifest.root_of(order).row_count};
    const std::string first = PageKey(order, 0).substr(0, 1);
    const std::unique_ptr<RocksCursor> pages =
        core_->rocks->Scan(Family::kPages, PrefixEnd(first), state->snapshot.get());
    for (pages->Seek(first); pages->Valid(); pages->Next()) {
      part.bytes += pages->key().size() + pages->value().size();
    }
    RETURN_IF_ERROR(pages->status());
    sizes.parts.push_back(std::move(part));
  }
  for (const IdKind kind : kPagedKinds) {
    sizes.term_count += manifest.numbers_of(kind).next;
  }
  sizes.parts.push_back({.name = "terms",
                         .bytes = core_->rocks->FileBytes(Family::kTerms),
                         .row_count = sizes.term_count});
  sizes.parts.push_back({.name = "delta",
                         .bytes = core_->rocks->FileBytes(Family::kDelta),
                         .row_count = manifest.delta.total()});
  sizes.quad_count = manifest.quad_count();
  sizes.delta_row_count = manifest.delta.total();
  sizes.term_count += manifest.numbers_of(IdKind::kTriple).next;
  sizes.commit_number = manifest.commit_number;
  std::error_code error;
  if (!core_->path.empty()) {
    for (fs::recursive_directory_iterator entry(core_->path, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->is_regular_file(error)) sizes.disk_bytes += entry->file_size(error);
    }
  }
  return sizes;
}

absl::Status Store::Close() {
  core_->ForgetState();
  return core_->rocks->Close();
}

}  // namespace entente

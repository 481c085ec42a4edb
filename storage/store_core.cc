#include "storage/store_core.h"

#include <xxhash.h>

#include <utility>

#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/key_layout.h"

namespace entente {
namespace {

constexpr size_t kDeletionBatchSize = size_t{1} << 20;

// Deletes the keys of a family from `first` to `end`, exclusive, without the log: whoever opens the
// store after a crash deletes them again.
absl::Status DeleteRange(Rocks& rocks, Family family, std::string_view first,
                         std::string_view end) {
  const std::unique_ptr<RocksCursor> cursor = rocks.Scan(family, end, nullptr);
  RocksBatch batch(rocks);
  size_t count = 0;
  for (cursor->Seek(first); cursor->Valid(); cursor->Next()) {
    batch.Delete(family, cursor->key());
    ++count;
    if (batch.contents().size() >= kDeletionBatchSize) {
      RETURN_IF_ERROR(rocks.Write(batch, Rocks::Durability::kUnlogged));
      batch.Clear();
    }
  }
  RETURN_IF_ERROR(cursor->status());
  return count == 0 ? absl::OkStatus() : rocks.Write(batch, Rocks::Durability::kUnlogged);
}

}  // namespace

StoreCore::StoreCore(const StoreOptions& store_options, std::filesystem::path store_path)
    : options(store_options),
      path(std::move(store_path)),
      pages(store_options.cache_bytes / 4 * 3),
      term_pages(store_options.cache_bytes / 4) {}

std::shared_ptr<const CommittedState> StoreCore::current() const {
  absl::MutexLock lock(&state_mutex_);
  return current_;
}

absl::Status StoreCore::CheckWritable() const {
  if (options.read_only) {
    return absl::FailedPreconditionError("the database is open for reading only");
  }
  absl::MutexLock lock(&state_mutex_);
  return write_error_;
}

void StoreCore::Fail(const absl::Status& status) {
  absl::MutexLock lock(&state_mutex_);
  write_error_ = absl::FailedPreconditionError(
      StrCat("the database takes no more writes until it is opened again, because of: ",
             FromAbsl(status.message())));
}

absl::Status StoreCore::Commit(RocksBatch& batch, Manifest manifest) {
  RETURN_IF_ERROR(CheckWritable());
  const std::shared_ptr<const CommittedState> before = current();
  manifest.commit_number = before->manifest.commit_number + 1;
  const std::string_view contents = batch.contents();
  manifest.chain = XXH3_64bits_withSeed(contents.data(), contents.size(), before->manifest.chain);
  batch.Put(Family::kMeta, kManifestKey, manifest.Encode());
  if (absl::Status status = rocks->Write(batch, Rocks::Durability::kSynced); !status.ok()) {
    // Whether the batch is on disk is not known: after a failed fsync nobody can say.
    Fail(status);
    return status;
  }
  if (ledger != nullptr) {
    if (const absl::Status status = ledger->Note(manifest); !status.ok()) Fail(status);
  }
  auto state = std::make_shared<const CommittedState>(CommittedState{rocks->Snapshot(), manifest});
  absl::MutexLock lock(&state_mutex_);
  current_ = std::move(state);
  return absl::OkStatus();
}

absl::Status StoreCore::LoadState() {
  std::string bytes;
  ASSIGN_OR_RETURN(const bool is_there, rocks->Get(Family::kMeta, kManifestKey, nullptr, &bytes));
  if (!is_there) return absl::DataLossError(StrCat(path.string(), ": the manifest is missing"));
  ASSIGN_OR_RETURN(const Manifest manifest, Manifest::Decode(bytes));
  auto state = std::make_shared<const CommittedState>(CommittedState{rocks->Snapshot(), manifest});
  absl::MutexLock lock(&state_mutex_);
  current_ = std::move(state);
  return absl::OkStatus();
}

void StoreCore::ForgetState() {
  absl::MutexLock lock(&state_mutex_);
  current_ = nullptr;
}

absl::Status StoreCore::DeleteOrphans() {
  const Manifest manifest = current()->manifest;
  for (size_t index = 0; index < kOrderCount; ++index) {
    const TripleOrder order = static_cast<TripleOrder>(index);
    RETURN_IF_ERROR(DeleteRange(*rocks, Family::kPages,
                                PageKey(order, manifest.root_of(order).next_page),
                                PrefixEnd(std::string(1, static_cast<char>(order)))));
  }
  for (const IdKind kind : kPagedKinds) {
    const TermNumbers& numbers = manifest.numbers_of(kind);
    RETURN_IF_ERROR(DeleteRange(*rocks, Family::kTerms, TermKey(kind, numbers.next),
                                PrefixEnd(std::string(1, static_cast<char>(kind)))));
    RETURN_IF_ERROR(DeleteRange(*rocks, Family::kTerms,
                                TermPageKey(kind, numbers.paged / kTermsPerPage),
                                PrefixEnd(std::string(1, static_cast<char>(TermPageOrder(kind))))));
  }
  return DeleteOldDelta();
}

absl::Status StoreCore::DeleteOldDelta() {
  const std::string end = DeltaKey(current()->manifest.delta_generation, TripleOrder::kSpog, {});
  return DeleteRange(*rocks, Family::kDelta, "", end.substr(0, 4));
}

absl::Status StoreCore::AcquireWriter() {
  absl::MutexLock lock(&writer_mutex_);
  if (has_writer_ && writer_thread_ == std::this_thread::get_id()) {
    return absl::FailedPreconditionError(
        "this thread has a transaction that is not over: another would wait for it for ever");
  }
  writer_mutex_.Await(absl::Condition(
      +[](bool* has_writer) { return !*has_writer; }, &has_writer_));
  has_writer_ = true;
  writer_thread_ = std::this_thread::get_id();
  return absl::OkStatus();
}

void StoreCore::ReleaseWriter() {
  absl::MutexLock lock(&writer_mutex_);
  has_writer_ = false;
}

absl::StatusOr<std::unique_ptr<WriterLease>> WriterLease::Acquire(StoreCore& core) {
  RETURN_IF_ERROR(core.AcquireWriter());
  return std::unique_ptr<WriterLease>(new WriterLease(core));
}

absl::StatusOr<std::shared_ptr<const Page>> DatabasePages::ReadPage(TripleOrder order,
                                                                    uint64_t number,
                                                                    size_t column_count) const {
  const PagePlace place = {static_cast<uint8_t>(order), number};
  if (std::shared_ptr<const Page> page = core_.pages.Find(place)) {
    if (page->block.column_count() == column_count) return page;
  }
  std::string bytes;
  ASSIGN_OR_RETURN(const bool is_there,
                   core_.rocks->Get(Family::kPages, PageKey(order, number), snapshot_, &bytes,
                                    Rocks::Caching::kByCaller));
  const auto Name = [&] { return StrCat("page ", number, " of order ", OrderName(order)); };
  if (!is_there) return absl::DataLossError(StrCat(Name(), " is missing"));
  auto page = Page::Make(std::move(bytes), place, column_count);
  if (!page.ok()) {
    return absl::DataLossError(StrCat(Name(), ": ", FromAbsl(page.status().message())));
  }
  core_.pages.Insert(place, *page, (*page)->bytes.size());
  return page;
}

}  // namespace entente

// The dictionary of a snapshot: term pages and long terms, each checked before it is used.
#ifndef ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_TERMS_H_
#define ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_TERMS_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "schema/quad_stream.h"
#include "storage/ids/term_id.h"
#include "storage/ids/term_page.h"
#include "storage/page_cache.h"
#include "storage/snapshot/snapshot_pages.h"
#include "storage/snapshot/snapshot_reader.h"

namespace entente {

// All terms that come from here can be written (IsWritable). Threads may share it.
class SnapshotTerms {
 public:
  // `reader` must outlive it. `cache_bytes` bounds what is kept of pages.
  SnapshotTerms(const SnapshotReader& reader, uint64_t cache_bytes);

  uint64_t count(IdKind kind) const {
    return reader_.header().term_counts[static_cast<size_t>(kind)];
  }

  // As TermReader::ReadTermBytes.
  absl::Status ReadTermBytes(TermId id, TermPageReader* page, std::string_view* bytes) const;

  // The id of a term of the dictionary: a binary search by its canonical token, which takes some
  // microseconds. REQUIRES: an IRI, blank node or literal.
  absl::StatusOr<std::optional<TermId>> Find(const TermView& term) const;

  // The canonical token of a term, instead of what was in *token.
  absl::Status ReadToken(TermId id, TermPageReader* page, std::string* token) const;

 private:
  absl::StatusOr<std::shared_ptr<const TermPage>> GetPage(IdKind kind, uint64_t number) const;
  absl::Status CheckPage(IdKind kind, PagePlace place, const std::shared_ptr<const TermPage>& page,
                         size_t term_count) const;
  // `rest` is the entry of the term in its page.
  absl::Status ReadLongTerm(IdKind kind, std::string_view rest, std::string* bytes) const;
  absl::Status Damaged(IdKind kind, std::string_view what) const;

  const SnapshotReader& reader_;
  mutable PageCache<TermPage> cache_;
  mutable std::array<std::unique_ptr<UnitMarks>, 5> checked_;  // By kind, of a mapped file.
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_TERMS_H_

// Gives the terms of a snapshot their ids: those of a kind in the sequence of their canonical
// N-Triples tokens, triple terms by depth and then by their components.
#ifndef ENTENTE_STORAGE_SNAPSHOT_TERM_RENUMBERING_H_
#define ENTENTE_STORAGE_SNAPSHOT_TERM_RENUMBERING_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "entente/term.h"
#include "storage/read_view.h"
#include "storage/snapshot/unit_spool.h"
#include "storage/sorting/row_collector.h"

namespace entente {

// The term pages of one kind and its long terms, written term by term.
class TermSpool {
 public:
  TermSpool(IdKind kind, const std::filesystem::path& temporary_directory)
      : kind_(kind), pages_(temporary_directory), long_terms_(temporary_directory) {}

  // Takes the bytes (ids/term_bytes.h) of the next term.
  absl::Status Append(std::string_view bytes);
  // Writes the last page. To be called once, after the last term.
  absl::Status Finish() { return waiting_.empty() ? absl::OkStatus() : WritePage(); }

  uint64_t term_count() const { return term_count_; }
  const UnitSpool& pages() const { return pages_; }
  const UnitSpool& long_terms() const { return long_terms_; }

 private:
  absl::Status WritePage();

  const IdKind kind_;
  UnitSpool pages_;
  UnitSpool long_terms_;
  std::vector<std::string> waiting_;  // For the next page.
  uint64_t term_count_ = 0;
};

struct TermRenumberingOptions {
  uint64_t memory_budget_bytes = 0;  // For sorting. On top come 8 bytes for each term,
                                     // 10 for each triple term.
  std::filesystem::path temporary_directory = {};
  unsigned thread_count = 1;
  const std::atomic<bool>* cancelled = nullptr;
};

// First Use for all rows, then Number, then NewId.
class TermRenumbering : public IdMap {
 public:
  // `view` must outlive the object.
  TermRenumbering(const ReadView& view, const TermRenumberingOptions& options);
  ~TermRenumbering() override;

  // Notes the terms of rows, whatever their order. One thread.
  absl::Status Use(const RowBatch& rows);

  // Adds what triple terms are made of, and gives all terms their new ids.
  absl::Status Number();

  // The new id of a term that has been noted. Any thread.
  TermId NewId(TermId id) const override;

  // What has been made: by kind, IRIs, blank nodes and literals; and rows of triple terms.
  const TermSpool& terms(IdKind kind) const { return *spools_[static_cast<size_t>(kind)]; }
  uint64_t triple_term_count() const { return triple_term_count_; }
  RowCollector& triple_terms() { return triple_rows_; }

 private:
  // What a term of the view becomes, by its number: bits of the new id.
  static constexpr uint64_t kUnused = 0;
  static constexpr uint64_t kUsed = ~uint64_t{0};

  absl::Status UseColumn(const TermId* ids, size_t count);
  absl::Status Mark(TermId id);
  absl::Status MakeRoom(TermId id);
  absl::Status MarkLocal(TermId id);
  bool IsUsed(TermId id) const;
  absl::Status CloseOverTripleTerms();
  absl::Status MarkComponents(const IdQuad& triple, std::vector<TermId>* found);
  absl::StatusOr<uint32_t> FindDepths();
  uint32_t DepthOf(const IdQuad& triple) const;
  absl::Status NumberKind(IdKind kind);
  absl::Status NumberTripleTerms();
  absl::Status NumberLevel(uint32_t depth);

  const ReadView& view_;
  const TermRenumberingOptions options_;
  std::array<std::vector<uint64_t>, 5> numbers_;  // By kind.
  // Of triple terms that are used: how deep other ones are nested in them.
  std::vector<uint16_t> depths_;
  // Terms that only the view knows: the id under which it knows them otherwise, or the new one.
  absl::flat_hash_map<TermId, TermId> locals_;
  std::vector<std::pair<TermId, Term>> local_terms_;  // Those to be numbered.
  std::array<std::unique_ptr<TermSpool>, 5> spools_;
  RowCollector triple_rows_;
  uint64_t triple_term_count_ = 0;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_SNAPSHOT_TERM_RENUMBERING_H_

// A ReadView over quads in memory: the plainest there can be, for tests of the query layer.
// Every order is a sorted vector; ids are given in the order in which terms are met.
#ifndef ENTENTE_TESTS_SUPPORT_MEMORY_VIEW_H_
#define ENTENTE_TESTS_SUPPORT_MEMORY_VIEW_H_

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "entente/term.h"
#include "storage/read_view.h"

namespace entente {

class MemoryView : public ReadView {
 public:
  // Whether literals that can be are kept in their ids, as in a database, or none are; or they are,
  // and the other ids ascend as tokens do, as in a snapshot.
  enum class Ids { kOfDictionary, kInline, kSorted };

  // A set: quads given twice count once.
  explicit MemoryView(const std::vector<Quad>& quads, Ids ids = Ids::kOfDictionary);

  std::unique_ptr<RowCursor> Scan(TripleOrder order, std::span<const TermId> prefix) const override;
  absl::StatusOr<uint64_t> Count(TripleOrder order, std::span<const TermId> prefix) const override;
  absl::StatusOr<uint64_t> CountRange(TripleOrder order, std::span<const TermId> prefix,
                                      TermId first, TermId last) const override;
  absl::StatusOr<std::optional<TermId>> Find(const TermView& term) const override;
  absl::StatusOr<std::vector<Term>> Decode(std::span<const TermId> ids) const override;
  absl::StatusOr<std::vector<PredicateStatistics>> Statistics() const override;
  bool has_sorted_terms() const override { return has_sorted_terms_; }

 private:
  TermId Add(const Term& term);
  void AddSorted(const std::vector<Quad>& quads);
  std::span<const IdQuad> Rows(TripleOrder order, std::span<const TermId> prefix) const;

  bool has_inline_ids_;
  bool has_sorted_terms_;
  std::map<Term, TermId> ids_;
  std::map<TermId, Term> terms_;
  std::array<std::vector<IdQuad>, kOrderCount> orders_;
};

// The view of a TriG document (so also of a Turtle document), with `http://example.org/` as base
// and as the empty prefix. Stops the test program at a mistake in the text.
std::unique_ptr<MemoryView> ViewOfTrig(std::string_view text);

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_MEMORY_VIEW_H_

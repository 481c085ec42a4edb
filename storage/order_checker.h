// Reads the pages of all orders and says what is broken: what checking a database and checking a
// snapshot have in common.
#ifndef ENTENTE_STORAGE_ORDER_CHECKER_H_
#define ENTENTE_STORAGE_ORDER_CHECKER_H_

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/text.h"
#include "storage/cancellation.h"
#include "storage/checker.h"
#include "storage/ids/inline_value.h"
#include "storage/triples/page_source.h"
#include "storage/triples/permutation.h"
#include "storage/triples/statistics.h"

namespace entente {

// A set of rows, whatever their sequence: their number and the sum of their hashes. Two sets that
// are not equal have the same sum once in 2^64 times.
struct RowSum {
  uint64_t count = 0;
  uint64_t sum = 0;
  void Add(const IdQuad& row, uint64_t seed = 0);
  friend bool operator==(const RowSum&, const RowSum&) = default;
};

class OrderChecker {
 public:
  // `term_counts` by kind: how many terms there are. What is found goes into *report. `pages`,
  // `options` and `report` must outlive the checker.
  OrderChecker(const PageSource& pages, const std::array<PermutationRoot, kOrderCount>& roots,
               const std::array<uint64_t, 5>& term_counts, const CheckOptions& options,
               CheckReport* report)
      : pages_(pages),
        roots_(roots),
        term_counts_(term_counts),
        options_(options),
        report_(report) {}

  // Tells what is being checked from now on.
  void BeginStage(std::string_view stage);
  // Cancelled once somebody has cancelled: what was found since then is not so.
  absl::Status cancellation() const { return CheckCancelled(options_.cancelled); }

  // Called with each quad and each triple term, once; may be null.
  std::function<void(TripleOrder order, const IdQuad& quad)> row_seen;

  // Checks all pages of an order: that they can be read, ascend, and hold what fences say.
  void CheckOrder(TripleOrder order);
  // That all orders of a relation held the same rows. REQUIRES: they were checked.
  void CompareOrders(std::span<const TripleOrder> orders, std::string_view relation);
  // That the ids of a quad or triple term name terms, of kinds that may stand where they do.
  void CheckIds(std::string_view name, TripleOrder order, const IdQuad& quad);
  // That `stored` is what PSO and POS said. REQUIRES: they were checked.
  void CheckStatistics(const absl::StatusOr<std::vector<PredicateStatistics>>& stored);

  const RowSum& rows(TripleOrder order) const { return sums_[static_cast<size_t>(order)]; }
  // Pages that were reached from the root.
  uint64_t page_count(TripleOrder order) const { return page_counts_[static_cast<size_t>(order)]; }

  // Adds a sentence to the report, unless there are many: the first ones tell what to do.
  template <typename... Pieces>
  void Damage(const Pieces&... pieces) {
    if (report_->damages.size() < kDamageCountMax) report_->damages.push_back(StrCat(pieces...));
  }

 private:
  static constexpr size_t kDamageCountMax = 100;

  void TellProgress() const;
  uint64_t CheckPage(TripleOrder order, uint32_t level, const std::string& name,
                     const absl::StatusOr<std::shared_ptr<const Page>>& page,
                     const std::optional<IdQuad>& first_key);
  void CheckRows(TripleOrder order, const std::string& name,
                 const std::array<std::vector<TermId>, kNodeColumnCount>& columns, size_t count);

  const PageSource& pages_;
  const std::array<PermutationRoot, kOrderCount> roots_;
  const std::array<uint64_t, 5> term_counts_;
  const CheckOptions& options_;
  CheckReport* const report_;
  std::string_view stage_;
  InlineIdCheck inline_ids_;
  std::array<RowSum, kOrderCount> sums_;
  std::array<uint64_t, kOrderCount> page_counts_ = {};
  PrefixCountChanges subjects_;  // By predicate: of PSO.
  PrefixCountChanges objects_;   // Of POS.
  // Of the order being checked.
  std::optional<IdQuad> previous_;
  PairCounter* counter_ = nullptr;  // Null for orders of which none is wanted.
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_ORDER_CHECKER_H_

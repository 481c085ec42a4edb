#include "storage/checker.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "schema/status_macros.h"
#include "schema/syntax/syntax_limits.h"
#include "schema/text.h"
#include "storage/database_view.h"
#include "storage/ids/term_bytes.h"
#include "storage/ids/term_page.h"
#include "storage/key_layout.h"
#include "storage/order_checker.h"
#include "storage/rocks_error.h"
#include "storage/store_core.h"
#include "storage/triples/delta.h"
#include "storage/triples/permutation.h"

namespace entente {
namespace {

// What keeps a page or a term from being read. What to do is said once, of the file.
std::string_view Said(const absl::Status& status) {
  return WithoutAdvice(FromAbsl(status.message()));
}

// Pages as they are on disk: what the cache holds proves nothing.
class PagesOnDisk final : public PageSource {
 public:
  PagesOnDisk(const Rocks& rocks, const RocksSnapshot* snapshot)
      : rocks_(rocks), snapshot_(snapshot) {}

  absl::StatusOr<std::shared_ptr<const Page>> ReadPage(TripleOrder order, uint64_t number,
                                                       size_t column_count) const override {
    std::string bytes;
    const auto is_there = rocks_.Get(Family::kPages, PageKey(order, number), snapshot_, &bytes);
    if (!is_there.ok()) return absl::DataLossError(ToAbsl(Said(is_there.status())));
    if (!*is_there) return absl::DataLossError("is missing");
    return Page::Make(std::move(bytes), {static_cast<uint8_t>(order), number}, column_count);
  }

 private:
  const Rocks& rocks_;
  const RocksSnapshot* snapshot_;
};

class Checker {
 public:
  Checker(StoreCore& core, const CheckOptions& options)
      : core_(core),
        state_(core.current()),
        manifest_(state_->manifest),
        view_(core, state_),
        pages_(*core.rocks, state_->snapshot.get()),
        orders_(pages_, manifest_.roots, TermCounts(manifest_), options, &report_) {}

  absl::StatusOr<CheckReport> Run() {
    orders_.BeginStage("checksums");
    if (const absl::Status status = core_.rocks->VerifyChecksums(); !status.ok()) {
      orders_.Damage(FromAbsl(status.message()));
    }
    RETURN_IF_ERROR(orders_.cancellation());
    orders_.row_seen = [this](TripleOrder order, const IdQuad& row) { NoteNesting(order, row); };
    for (size_t index = 0; index < kOrderCount; ++index) {
      orders_.CheckOrder(static_cast<TripleOrder>(index));
      CheckDelta(static_cast<TripleOrder>(index));
      RETURN_IF_ERROR(orders_.cancellation());
    }
    orders_.CompareOrders(kQuadOrders, "quads");
    orders_.CompareOrders(kTripleTermOrders, "triple terms");
    CompareDeltas(kQuadOrders, "quads");
    CompareDeltas(kTripleTermOrders, "triple terms");
    CheckNesting();
    orders_.BeginStage("terms");
    CheckTerms();
    RETURN_IF_ERROR(orders_.cancellation());
    CheckCounts();
    orders_.CheckStatistics(view_.Statistics());
    return std::move(report_);
  }

 private:
  static std::array<uint64_t, 5> TermCounts(const Manifest& manifest) {
    std::array<uint64_t, 5> counts = {};
    for (size_t kind = 1; kind < counts.size(); ++kind) counts[kind] = manifest.numbers[kind].next;
    return counts;
  }

  // What the delta of an order was seen to hold.
  struct DeltaSums {
    RowSum insertions;
    RowSum removals;
    friend bool operator==(const DeltaSums&, const DeltaSums&) = default;
  };

  void CheckDelta(TripleOrder order) {
    if (manifest_.delta.in_order(order) == 0) return;
    DeltaSums& sums = deltas_[static_cast<size_t>(order)];
    const Permutation blocks(order, manifest_.root_of(order), pages_);
    const auto changes =
        ScanDelta(*core_.rocks, state_->snapshot.get(), manifest_.delta_generation, order, {});
    const std::string name = StrCat("the delta of order ", OrderName(order));
    for (; changes->Valid(); changes->Next()) {
      const IdQuad row = FromOrder(order, changes->row());
      (changes->is_removal() ? sums.removals : sums.insertions).Add(row);
      if (order != TripleOrder::kSpog && order != TripleOrder::kTermSpot) continue;
      orders_.CheckIds(name, order, row);
      NoteNesting(order, row);
      const auto is_there = blocks.Contains(changes->row());
      if (is_there.ok() && *is_there != changes->is_removal()) {
        orders_.Damage(name,
                       is_there.value() ? " inserts what is there" : " removes what is not there");
      }
    }
    if (!changes->status().ok()) orders_.Damage(name, ": ", Said(changes->status()));
  }

  void NoteNesting(TripleOrder order, const IdQuad& row) {
    if (order != TripleOrder::kTermSpot || row[kObject].kind() != IdKind::kTriple) return;
    nested_.emplace(row[3], Nested{.object = row[kObject]});
  }

  // No deeper than whoever reads a term goes, and never in circles.
  void CheckNesting() {
    std::vector<Nested*> outer;
    for (auto& [term, nested] : nested_) {
      outer.clear();
      int depth = 0;  // Of the object of the last one.
      for (Nested* next = &nested; next != nullptr && outer.size() <= kNestingMax;) {
        outer.push_back(next);
        const auto found = nested_.find(next->object);
        next = found == nested_.end() ? nullptr : &found->second;
        if (next == nullptr || next->depth == 0) continue;
        depth = next->depth;
        next = nullptr;
      }
      if (depth + outer.size() >= kNestingMax) {
        orders_.Damage("triple term ", term.payload(), " nests deeper than ", kNestingMax);
        return;
      }
      for (; !outer.empty(); outer.pop_back()) outer.back()->depth = ++depth;
    }
  }

  void CompareDeltas(std::span<const TripleOrder> orders, std::string_view relation) {
    for (const TripleOrder order : orders) {
      if (DeltaOf(orders[0]) == DeltaOf(order)) continue;
      orders_.Damage("the deltas of orders ", OrderName(orders[0]), " and ", OrderName(order),
                     " hold different ", relation);
    }
  }

  void CheckTerms() {
    RowSum hashes;
    for (const IdKind kind : kPagedKinds) {
      const TermNumbers& numbers = manifest_.numbers_of(kind);
      TermPageReader reader;
      bool has_page = false;
      std::string bytes;
      for (uint64_t number = 0; number < numbers.next; ++number) {
        const bool is_paged = number < numbers.paged;
        if (is_paged && number % kTermsPerPage == 0) {
          if (!orders_.cancellation().ok()) return;
          std::shared_ptr<const TermPage> page = ReadTermPage(kind, number);
          has_page = page != nullptr;
          reader.Open({TermPageOrder(kind), number / kTermsPerPage}, std::move(page));
        }
        if (is_paged && !has_page) continue;  // Reported.
        if (!ReadTerm(kind, number, is_paged ? &reader : nullptr, &bytes)) continue;
        ++report_.term_count;
        hashes.Add({TermId(TermHash(kind, bytes)), TermId(kind, number), TermId(), TermId()});
      }
    }
    const RowSum& folded = orders_.rows(TripleOrder::kHash);
    const RowSum& inserted = DeltaOf(TripleOrder::kHash).insertions;
    const RowSum all = {.count = folded.count + inserted.count, .sum = folded.sum + inserted.sum};
    if (!(hashes == all))
      orders_.Damage("the hash index does not lead to the terms that there are");
  }

  std::shared_ptr<const TermPage> ReadTermPage(IdKind kind, uint64_t number) {
    ++report_.page_count;
    const PagePlace place = {TermPageOrder(kind), number / kTermsPerPage};
    std::string bytes;
    const auto is_there =
        core_.rocks->Get(Family::kTerms, TermPageKey(kind, place.number), state_->snapshot.get(),
                         &bytes, Rocks::Caching::kByCaller);
    const std::string name =
        StrCat("term page ", place.number, " of kind ", static_cast<uint32_t>(kind));
    if (!is_there.ok()) {
      orders_.Damage(name, ": ", Said(is_there.status()));
      return nullptr;
    }
    if (!*is_there) {
      orders_.Damage(name, " is missing");
      return nullptr;
    }
    auto page = TermPage::Parse(std::move(bytes), place);
    if (!page.ok()) {
      orders_.Damage(FromAbsl(page.status().message()));
      return nullptr;
    }
    return *std::move(page);
  }

  // `page` has the term's page open; null if it is in none.
  bool ReadTerm(IdKind kind, uint64_t number, TermPageReader* page, std::string* bytes) {
    std::string_view found;
    if (page != nullptr && page->Get(number % kTermsPerPage, &found)) {
      *bytes = found;
    } else {
      const auto is_there =
          core_.rocks->Get(Family::kTerms, TermKey(kind, number), state_->snapshot.get(), bytes,
                           Rocks::Caching::kByCaller);
      if (!is_there.ok() || !*is_there) {
        orders_.Damage(
            "term ", number, " of kind ", static_cast<uint32_t>(kind),
            is_there.ok() ? std::string(" is missing") : StrCat(": ", Said(is_there.status())));
        return false;
      }
    }
    if (const auto term = ParseTermBytes(kind, *bytes); !term.ok()) {
      orders_.Damage("term ", number, " of kind ", static_cast<uint32_t>(kind), ": ",
                     FromAbsl(term.status().message()));
      return false;
    } else if (!IsWritable(*term)) {
      orders_.Damage("term ", number, " of kind ", static_cast<uint32_t>(kind),
                     " is none that a syntax can write");
    }
    return true;
  }

  void CheckCounts() {
    const DeltaSums& quads = DeltaOf(TripleOrder::kSpog);
    const DeltaSums& triple_terms = DeltaOf(TripleOrder::kTermSpot);
    const uint64_t triple_term_count =
        orders_.rows(TripleOrder::kTermSpot).count + triple_terms.insertions.count;
    if (quads.insertions.count != manifest_.delta.inserted_quads ||
        quads.removals.count != manifest_.delta.removed_quads ||
        triple_terms.insertions.count != manifest_.delta.triple_terms) {
      orders_.Damage("the delta holds another number of rows than the manifest says");
    }
    if (triple_term_count != manifest_.numbers_of(IdKind::kTriple).next) {
      orders_.Damage("there are ", triple_term_count, " triple terms, and the manifest says ",
                     manifest_.numbers_of(IdKind::kTriple).next);
    }
  }

  const DeltaSums& DeltaOf(TripleOrder order) const { return deltas_[static_cast<size_t>(order)]; }

  StoreCore& core_;
  const std::shared_ptr<const CommittedState> state_;
  const Manifest& manifest_;
  const DatabaseView view_;
  const PagesOnDisk pages_;
  CheckReport report_;
  OrderChecker orders_;
  std::array<DeltaSums, kOrderCount> deltas_;
  struct Nested {
    TermId object;
    int depth = 0;  // How many triple terms are within; 0: not known yet.
  };
  absl::flat_hash_map<TermId, Nested> nested_;  // The triple terms whose objects are some.
};

}  // namespace

absl::StatusOr<CheckReport> CheckStore(Store& store, const CheckOptions& options) {
  return Checker(store.core(), options).Run();
}

}  // namespace entente

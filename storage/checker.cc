#include "storage/checker.h"

#include <xxhash.h>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "schema/status_macros.h"
#include "schema/text.h"
#include "storage/database_view.h"
#include "storage/ids/term_bytes.h"
#include "storage/ids/term_page.h"
#include "storage/key_layout.h"
#include "storage/store_core.h"
#include "storage/triples/delta.h"
#include "storage/triples/permutation.h"
#include "storage/triples/statistics.h"

namespace entente {
namespace {

// After this many, a report says no more: the first ones tell what to do.
constexpr size_t kDamageCountMax = 100;

// A set of rows, whatever their sequence: their number and the sum of their hashes. Two sets that
// are not equal have the same sum once in 2^64 times.
struct RowSum {
  uint64_t count = 0;
  uint64_t sum = 0;
  void Add(const IdQuad& row, uint64_t seed = 0) {
    ++count;
    sum += XXH3_64bits_withSeed(row.data(), sizeof(row), seed);
  }
  friend bool operator==(const RowSum&, const RowSum&) = default;
};

// Pages as they are on disk: what the cache holds proves nothing.
class PagesOnDisk final : public PageSource {
 public:
  PagesOnDisk(const Rocks& rocks, const RocksSnapshot* snapshot)
      : rocks_(rocks), snapshot_(snapshot) {}

  absl::StatusOr<std::shared_ptr<const Page>> ReadPage(TripleOrder order, uint64_t number,
                                                       size_t column_count) const override {
    std::string bytes;
    ASSIGN_OR_RETURN(const bool is_there,
                     rocks_.Get(Family::kPages, PageKey(order, number), snapshot_, &bytes));
    if (!is_there) return absl::DataLossError("is missing");
    return Page::Make(std::move(bytes), {static_cast<uint8_t>(order), number}, column_count);
  }

 private:
  const Rocks& rocks_;
  const RocksSnapshot* snapshot_;
};

class Checker {
 public:
  explicit Checker(StoreCore& core)
      : core_(core),
        state_(core.current()),
        manifest_(state_->manifest),
        view_(core, state_),
        pages_(*core.rocks, state_->snapshot.get()) {}

  absl::StatusOr<CheckReport> Run() {
    if (const absl::Status status = core_.rocks->VerifyChecksums(); !status.ok()) {
      Damage("RocksDB: ", FromAbsl(status.message()));
    }
    for (size_t index = 0; index < kOrderCount; ++index) {
      CheckOrder(static_cast<TripleOrder>(index));
      CheckDelta(static_cast<TripleOrder>(index));
    }
    CompareOrders(kQuadOrders, "quads");
    CompareOrders(kTripleTermOrders, "triple terms");
    CheckTerms();
    CheckCounts();
    CheckStatistics();
    return std::move(report_);
  }

 private:
  template <typename... Pieces>
  void Damage(const Pieces&... pieces) {
    if (report_.damages.size() < kDamageCountMax) report_.damages.push_back(StrCat(pieces...));
  }

  // What one order has been seen to hold.
  struct OrderSums {
    RowSum rows;
    RowSum insertions;
    RowSum removals;
  };

  void CheckOrder(TripleOrder order) {
    const PermutationRoot& root = manifest_.root_of(order);
    if (root.row_count == 0) return;
    previous_.reset();
    PairCounter counter(1, &counts_[static_cast<size_t>(order)]);
    counter_ = &counter;
    const uint64_t count = CheckPage(order, root.page, root.level, std::nullopt);
    if (count != root.row_count) {
      Damage("order ", OrderName(order), " holds ", count, " rows, and the manifest says ",
             root.row_count);
    }
  }

  // Checks a page and all below it, and returns how many rows those have.
  uint64_t CheckPage(TripleOrder order, uint64_t number, uint32_t level,
                     const std::optional<IdQuad>& first_key) {
    const std::string name = StrCat("page ", number, " of order ", OrderName(order));
    ++report_.page_count;
    if (number >= manifest_.root_of(order).next_page) Damage(name, " was never given out");
    const auto page =
        pages_.ReadPage(order, number, level == 0 ? kLeafColumnCount : kNodeColumnCount);
    if (!page.ok()) {
      Damage(name, ": ", FromAbsl(page.status().message()));
      return 0;
    }
    const ColumnBlock& block = (*page)->block;
    const size_t count = block.row_count();
    std::array<std::vector<TermId>, kNodeColumnCount> columns;
    for (size_t column = 0; column < block.column_count(); ++column) {
      columns[column].resize(count);
      block.Decode(column, 0, count, reinterpret_cast<uint64_t*>(columns[column].data()));
    }
    const auto Row = [&columns](size_t row) {
      return IdQuad{columns[0][row], columns[1][row], columns[2][row], columns[3][row]};
    };
    if (first_key && Row(0) != *first_key) {
      Damage(name, " does not begin as the fence above it says");
    }
    if (level == 0) {
      CheckRows(order, name, columns, count);
      return count;
    }
    uint64_t row_count = 0;
    for (size_t child = 0; child < count; ++child) {
      if (columns[kNodeRowsBefore][child].bits() != row_count) {
        Damage(name, " miscounts the rows before child ", child);
      }
      row_count += CheckPage(order, columns[kNodeChild][child].bits(), level - 1, Row(child));
    }
    return row_count;
  }

  void CheckRows(TripleOrder order, const std::string& name,
                 const std::array<std::vector<TermId>, kNodeColumnCount>& columns, size_t count) {
    report_.row_count += count;
    counter_->Add(columns[0].data(), columns[1].data(), count);
    RowSum& sum = sums_[static_cast<size_t>(order)].rows;
    for (size_t row = 0; row < count; ++row) {
      const IdQuad key = {columns[0][row], columns[1][row], columns[2][row], columns[3][row]};
      if (previous_ && key <= *previous_) Damage(name, ": row ", row, " does not ascend");
      previous_ = key;
      const IdQuad quad = FromOrder(order, key);
      sum.Add(quad);
      // The orders of a relation are compared: the ids of one suffice.
      if (order == TripleOrder::kSpog || order == TripleOrder::kTermSpot) CheckIds(name, quad);
    }
  }

  void CheckIds(const std::string& name, const IdQuad& quad) {
    for (const TermId id : quad) {
      const size_t kind = static_cast<size_t>(id.kind());
      const bool names_something =
          id.is_none() ||
          (kind > 0 && kind < manifest_.numbers.size() ? id.payload() < manifest_.numbers[kind].next
                                                       : id.is_inline() && InlineLiteral(id).ok());
      if (!names_something) Damage(name, ": id ", id.bits(), " names nothing");
    }
  }

  void CheckDelta(TripleOrder order) {
    if (manifest_.delta.in_order(order) == 0) return;
    OrderSums& sums = sums_[static_cast<size_t>(order)];
    const Permutation blocks(order, manifest_.root_of(order), pages_);
    const auto changes =
        ScanDelta(*core_.rocks, state_->snapshot.get(), manifest_.delta_generation, order, {});
    const std::string name = StrCat("the delta of order ", OrderName(order));
    for (; changes->Valid(); changes->Next()) {
      const IdQuad row = FromOrder(order, changes->row());
      (changes->is_removal() ? sums.removals : sums.insertions).Add(row);
      if (order != TripleOrder::kSpog && order != TripleOrder::kTermSpot) continue;
      CheckIds(name, row);
      const auto is_there = blocks.Contains(changes->row());
      if (is_there.ok() && *is_there != changes->is_removal()) {
        Damage(name, is_there.value() ? " inserts what is there" : " removes what is not there");
      }
    }
    if (!changes->status().ok()) Damage(name, ": ", FromAbsl(changes->status().message()));
  }

  void CompareOrders(std::span<const TripleOrder> orders, std::string_view relation) {
    const OrderSums& first = sums_[static_cast<size_t>(orders[0])];
    for (const TripleOrder order : orders) {
      const OrderSums& other = sums_[static_cast<size_t>(order)];
      if (!(first.rows == other.rows)) {
        Damage("orders ", OrderName(orders[0]), " and ", OrderName(order), " hold different ",
               relation);
      }
      if (!(first.insertions == other.insertions) || !(first.removals == other.removals)) {
        Damage("the deltas of orders ", OrderName(orders[0]), " and ", OrderName(order),
               " hold different ", relation);
      }
    }
  }

  void CheckTerms() {
    RowSum hashes;
    for (const IdKind kind : {IdKind::kIri, IdKind::kBlankNode, IdKind::kLiteral}) {
      const TermNumbers& numbers = manifest_.numbers_of(kind);
      TermPageReader reader;
      bool has_page = false;
      std::string bytes;
      for (uint64_t number = 0; number < numbers.next; ++number) {
        const bool is_paged = number < numbers.paged;
        if (is_paged && number % kTermsPerPage == 0) {
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
    const OrderSums& found = sums_[static_cast<size_t>(TripleOrder::kHash)];
    const RowSum all = {.count = found.rows.count + found.insertions.count,
                        .sum = found.rows.sum + found.insertions.sum};
    if (!(hashes == all)) Damage("the hash index does not lead to the terms that there are");
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
      Damage(name, ": ", FromAbsl(is_there.status().message()));
      return nullptr;
    }
    if (!*is_there) {
      Damage(name, " is missing");
      return nullptr;
    }
    auto page = TermPage::Parse(std::move(bytes), place);
    if (!page.ok()) {
      Damage(FromAbsl(page.status().message()));
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
        Damage("term ", number, " of kind ", static_cast<uint32_t>(kind),
               is_there.ok() ? std::string(" is missing")
                             : StrCat(": ", FromAbsl(is_there.status().message())));
        return false;
      }
    }
    if (const auto term = ParseTermBytes(kind, *bytes); !term.ok()) {
      Damage("term ", number, " of kind ", static_cast<uint32_t>(kind), ": ",
             FromAbsl(term.status().message()));
      return false;
    }
    return true;
  }

  void CheckCounts() {
    const OrderSums& quads = sums_[static_cast<size_t>(TripleOrder::kSpog)];
    const OrderSums& triple_terms = sums_[static_cast<size_t>(TripleOrder::kTermSpot)];
    if (quads.insertions.count != manifest_.delta.inserted_quads ||
        quads.removals.count != manifest_.delta.removed_quads ||
        triple_terms.insertions.count != manifest_.delta.triple_terms) {
      Damage("the delta holds another number of rows than the manifest says");
    }
    if (triple_terms.rows.count + triple_terms.insertions.count !=
        manifest_.numbers_of(IdKind::kTriple).next) {
      Damage("there are ", triple_terms.rows.count + triple_terms.insertions.count,
             " triple terms, and the manifest says ", manifest_.numbers_of(IdKind::kTriple).next);
    }
  }

  void CheckStatistics() {
    const auto stored = view_.Statistics();
    if (!stored.ok()) {
      Damage(FromAbsl(stored.status().message()));
      return;
    }
    const std::vector<PredicateStatistics> counted =
        ApplyChanges({}, counts_[static_cast<size_t>(TripleOrder::kPsog)],
                     counts_[static_cast<size_t>(TripleOrder::kPosg)]);
    if (!(counted == *stored)) Damage("the statistics are not those of the quads");
  }

  StoreCore& core_;
  const std::shared_ptr<const CommittedState> state_;
  const Manifest& manifest_;
  const DatabaseView view_;
  const PagesOnDisk pages_;
  CheckReport report_;
  std::array<OrderSums, kOrderCount> sums_;
  std::array<PrefixCountChanges, kOrderCount> counts_;
  std::optional<IdQuad> previous_;  // The row before, in the order being checked.
  PairCounter* counter_ = nullptr;  // Of the order being checked.
};

}  // namespace

absl::StatusOr<CheckReport> CheckStore(Store& store) { return Checker(store.core()).Run(); }

}  // namespace entente

// The same quads as every kind of ReadView: in memory, folded into a store, half in a store's delta
// (with removals), and in a transaction that has not committed.
#ifndef ENTENTE_TESTS_SUPPORT_VIEW_KINDS_H_
#define ENTENTE_TESTS_SUPPORT_VIEW_KINDS_H_

#include <array>
#include <cstddef>
#include <memory>
#include <random>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/term.h"
#include "storage/store.h"
#include "tests/support/memory_view.h"

namespace entente {

class ViewKinds {
 public:
  static constexpr std::array<std::string_view, 4> kNames = {"in memory", "folded", "with a delta",
                                                             "in a transaction"};

  static absl::StatusOr<std::unique_ptr<ViewKinds>> Create();
  ViewKinds(const ViewKinds&) = delete;

  // Makes all views hold `quads`, each once, and nothing else. The stores go on living: their
  // dictionaries still know the terms of the quads before. `random` says which quads lie where.
  absl::Status Set(const std::vector<Quad>& quads, std::mt19937_64* random);

  // REQUIRES: kind < kNames.size(); Set was called. Lives until the next Set.
  const ReadView& view(size_t kind) const { return *views_[kind]; }

 private:
  ViewKinds() = default;

  std::unique_ptr<MemoryView> memory_;
  // Folded, with a delta, in a transaction.
  std::array<std::unique_ptr<Store>, 3> stores_;
  std::array<std::vector<Quad>, 3> held_;
  std::array<std::shared_ptr<const ReadView>, 2> committed_;
  std::unique_ptr<StoreTransaction> transaction_;
  std::array<const ReadView*, 4> views_ = {};
};

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_VIEW_KINDS_H_

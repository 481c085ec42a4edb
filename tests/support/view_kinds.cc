#include "tests/support/view_kinds.h"

#include <algorithm>
#include <set>
#include <utility>

#include "schema/quad_stream.h"
#include "schema/status_macros.h"

namespace entente {
namespace {

enum StoreKind { kFolded, kDelta, kTransaction };

// Makes `transaction` hold `wanted` where the store holds `held`.
absl::Status Change(StoreTransaction* transaction, const std::vector<Quad>& held,
                    const std::vector<Quad>& wanted) {
  const std::set<Quad> kept(wanted.begin(), wanted.end());
  for (const Quad& quad : held) {
    if (kept.contains(quad)) continue;
    InnerTriples inner;
    RETURN_IF_ERROR(transaction->Remove(ViewOf(quad, &inner)).status());
  }
  for (const Quad& quad : wanted) {
    InnerTriples inner;
    RETURN_IF_ERROR(transaction->Insert(ViewOf(quad, &inner)).status());
  }
  return absl::OkStatus();
}

absl::Status Commit(Store* store, std::vector<Quad>* held, const std::vector<Quad>& wanted) {
  ASSIGN_OR_RETURN(const std::unique_ptr<StoreTransaction> transaction, store->Begin());
  RETURN_IF_ERROR(Change(transaction.get(), *held, wanted));
  RETURN_IF_ERROR(transaction->Commit());
  *held = wanted;
  return absl::OkStatus();
}

// Some of the quads, and some that are not among them.
std::vector<Quad> SomeOf(const std::vector<Quad>& quads, std::mt19937_64* random) {
  std::vector<Quad> some;
  for (const Quad& quad : quads) {
    if ((*random)() % 2 == 0) some.push_back(quad);
    if ((*random)() % 3 == 0) {
      Quad other = quad;
      std::swap(other.object, some.empty() ? other.object : some.front().object);
      other.graph = quads[(*random)() % quads.size()].graph;
      some.push_back(std::move(other));
    }
  }
  return some;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ViewKinds>> ViewKinds::Create() {
  std::unique_ptr<ViewKinds> kinds(new ViewKinds);
  for (std::unique_ptr<Store>& store : kinds->stores_) {
    ASSIGN_OR_RETURN(store, Store::OpenInMemory({}));
  }
  return kinds;
}

absl::Status ViewKinds::Set(const std::vector<Quad>& quads, std::mt19937_64* random) {
  views_ = {};
  transaction_.reset();
  committed_ = {};
  memory_ = std::make_unique<MemoryView>(quads);
  views_[0] = memory_.get();

  RETURN_IF_ERROR(Commit(stores_[kFolded].get(), &held_[kFolded], quads));
  RETURN_IF_ERROR(stores_[kFolded]->Compact());

  RETURN_IF_ERROR(Commit(stores_[kDelta].get(), &held_[kDelta], SomeOf(quads, random)));
  RETURN_IF_ERROR(stores_[kDelta]->Compact());
  RETURN_IF_ERROR(Commit(stores_[kDelta].get(), &held_[kDelta], quads));

  // Two thirds of the time there is a delta below the transaction, too.
  RETURN_IF_ERROR(Commit(stores_[kTransaction].get(), &held_[kTransaction], SomeOf(quads, random)));
  if ((*random)() % 3 == 0) RETURN_IF_ERROR(stores_[kTransaction]->Compact());
  ASSIGN_OR_RETURN(transaction_, stores_[kTransaction]->Begin());
  RETURN_IF_ERROR(Change(transaction_.get(), held_[kTransaction], quads));

  for (const StoreKind kind : {kFolded, kDelta}) {
    committed_[kind] = stores_[kind]->View();
    views_[1 + kind] = committed_[kind].get();
  }
  views_[1 + kTransaction] = &transaction_->view();
  return absl::OkStatus();
}

}  // namespace entente

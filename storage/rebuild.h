// A Rebuild rewrites pages of the store and publishes them all at once: the shared machinery of
// bulk loading and folding. It is the store's one writer while it lives.
//
// New pages are written beside the old ones under numbers nobody knows yet, in steps of bounded
// size, without the log. Publish flushes them and then commits one small durable batch that makes
// them the database. Before that, readers and a crash see nothing; destroyed without Publish, a
// Rebuild leaves nothing behind.
#ifndef ENTENTE_STORAGE_REBUILD_H_
#define ENTENTE_STORAGE_REBUILD_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/ids/term_id.h"
#include "storage/read_view.h"
#include "storage/store.h"
#include "storage/triples/change_source.h"
#include "storage/triples/triple_order.h"

namespace entente {

class Rebuild {
 public:
  // Waits for the writer before, then folds what the delta holds, so that what follows is merged
  // with blocks alone. Errors as of Store::Begin. Once another thread sets *cancelled, which must
  // outlive the object and may be null, Apply gives Cancelled.
  static absl::StatusOr<std::unique_ptr<Rebuild>> Begin(
      Store& store, const std::atomic<bool>* cancelled = nullptr);

  virtual ~Rebuild() = default;

  // The state that is being rewritten. Threads may share it. Find here tells whether the store
  // already has a term.
  virtual const ReadView& before() const = 0;

  // The number that the next term of a dictionary kind will get (IRI, blank node, literal), and for
  // kTriple the payload of the next triple term's id.
  virtual uint64_t NextNumber(IdKind kind) const = 0;

  // Gives the next number of `kind` to a term with these bytes (ids/term_bytes.h). One thread at a
  // time. REQUIRES: the store does not have the term, and kind is a dictionary kind. The caller
  // also applies the term's row to TripleOrder::kHash.
  virtual absl::Status AppendTerm(IdKind kind, std::string_view bytes) = 0;

  // Takes numbers for `count` new triple terms, whose rows the caller applies to their four orders.
  virtual void AppendTripleTerms(uint64_t count) = 0;

  // Merges changes into one order. At most once for each order; threads may apply different orders
  // at the same time. Inserting a row that is there and removing one that is not change nothing.
  virtual absl::Status Apply(TripleOrder order, ChangeSource& changes) = 0;

  // Makes it all visible and durable. Returns how many quads the database has more than before
  // (less than zero is possible when there were removals).
  virtual absl::StatusOr<int64_t> Publish() = 0;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_REBUILD_H_

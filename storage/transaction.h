// A StoreTransaction is the one writer's set of changes: it reads its own writes, nobody else sees
// them before Commit, and then everybody sees all of them at once.
#ifndef ENTENTE_STORAGE_TRANSACTION_H_
#define ENTENTE_STORAGE_TRANSACTION_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "schema/quad_stream.h"
#include "storage/read_view.h"

namespace entente {

// One thread at a time. Destroyed without Commit, it leaves nothing behind. Keeps its changes in
// memory: about 100 bytes for each new quad and term.
class StoreTransaction {
 public:
  virtual ~StoreTransaction() = default;

  // True if the quad was not there before. InvalidArgument if a position holds a kind of term that
  // RDF does not allow there (a literal as subject, …).
  virtual absl::StatusOr<bool> Insert(const QuadView& quad) = 0;
  // True if the quad was there.
  virtual absl::StatusOr<bool> Remove(const QuadView& quad) = 0;

  // The same by ids, for those who have many quads of the same terms: Intern gives the id of a
  // term, made if it is new; InsertIds and RemoveIds take a quad (s, p, o, g) of ids of view().
  virtual absl::StatusOr<TermId> Intern(const TermView& term) = 0;
  virtual absl::StatusOr<bool> InsertIds(const IdQuad& quad) = 0;
  virtual absl::StatusOr<bool> RemoveIds(const IdQuad& quad) = 0;

  // Marks the state of now. RollBack returns to the latest mark and takes it away, Release only
  // takes it away; marks may be within each other. Nothing is read for it, so it cannot fail. While
  // there is a mark, each change takes 40 bytes more. REQUIRES of both: there is a mark.
  virtual void SetSavepoint() = 0;
  virtual void RollBack() = 0;
  virtual void Release() = 0;

  // The committed state with this transaction's changes. Ids of new terms are already those that
  // Commit will store. Lives as long as the transaction; cursors must not be held across a change.
  virtual const ReadView& view() const = 0;

  // Writes all changes as one RocksDB batch and returns when they are on disk (fsync). After an
  // error nothing has been committed, unless the error says that this is unknown. The transaction
  // is over either way.
  virtual absl::Status Commit() = 0;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRANSACTION_H_

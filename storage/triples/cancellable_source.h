// The changes of another source, until somebody cancels.
#ifndef ENTENTE_STORAGE_TRIPLES_CANCELLABLE_SOURCE_H_
#define ENTENTE_STORAGE_TRIPLES_CANCELLABLE_SOURCE_H_

#include <atomic>

#include "absl/status/status.h"
#include "storage/cancellation.h"
#include "storage/triples/change_source.h"

namespace entente {

class CancellableSource : public ChangeSource {
 public:
  // Both must outlive the object; `cancelled` may be null.
  CancellableSource(ChangeSource& source, const std::atomic<bool>* cancelled)
      : source_(source), cancelled_(cancelled) {}

  bool Next(ChangeBatch* batch) override {
    status_ = CheckCancelled(cancelled_);
    if (!status_.ok()) return false;
    if (source_.Next(batch)) return true;
    status_ = source_.status();
    return false;
  }
  const absl::Status& status() const override { return status_; }

 private:
  ChangeSource& source_;
  const std::atomic<bool>* const cancelled_;
  absl::Status status_;
};

}  // namespace entente

#endif  // ENTENTE_STORAGE_TRIPLES_CANCELLABLE_SOURCE_H_

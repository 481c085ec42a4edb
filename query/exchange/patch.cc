#include "query/exchange/patch.h"

#include "schema/status_macros.h"
#include "schema/syntax/patch_parser.h"

namespace entente {
namespace {

constexpr uint64_t kChangeBytes = 200;  // About what a transaction keeps of one, with its terms.

class Patcher : public PatchSink {
 public:
  Patcher(QueryLimits* limits, StoreTransaction* transaction)
      : limits_(limits), transaction_(transaction) {}

  absl::Status Add(const QuadView& quad) override {
    ++report_.additions_read;
    ASSIGN_OR_RETURN(const bool is_new, transaction_->Insert(quad));
    return Count(is_new, &report_.quads_added);
  }
  absl::Status Remove(const QuadView& quad) override {
    ++report_.removals_read;
    ASSIGN_OR_RETURN(const bool was_there, transaction_->Remove(quad));
    return Count(was_there, &report_.quads_removed);
  }
  absl::Status Begin() override {
    transaction_->SetSavepoint();
    at_begin_ = report_;
    return absl::OkStatus();
  }
  absl::Status Commit() override {
    transaction_->Release();
    return absl::OkStatus();
  }
  absl::Status Undo() override {
    transaction_->RollBack();
    limits_->Release(kChangeBytes * (report_.quads_added - at_begin_.quads_added +
                                     report_.quads_removed - at_begin_.quads_removed));
    report_ = at_begin_;
    return absl::OkStatus();
  }

  const PatchReport& report() const { return report_; }

 private:
  absl::Status Count(bool is_changed, uint64_t* count) {
    limits_->Tick();
    if (is_changed) {
      ++*count;
      limits_->Charge(kChangeBytes);
    }
    return limits_->status();
  }

  QueryLimits* const limits_;
  StoreTransaction* const transaction_;
  PatchReport report_ = {};
  PatchReport at_begin_ = {};  // Of the transaction in the patch.
};

}  // namespace

absl::StatusOr<PatchReport> ApplyPatch(ByteSource* source, std::string_view file_name,
                                       QueryLimits* limits, StoreTransaction* transaction) {
  Patcher patcher(limits, transaction);
  RETURN_IF_ERROR(ParsePatch(source, file_name, &patcher));
  return patcher.report();
}

}  // namespace entente

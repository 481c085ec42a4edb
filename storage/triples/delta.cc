#include "storage/triples/delta.h"

#include <string>
#include <utility>

#include "storage/key_layout.h"

namespace entente {
namespace {

class DeltaCursor final : public ChangeCursor {
 public:
  DeltaCursor(const Rocks& rocks, const RocksSnapshot* snapshot, uint32_t generation,
              TripleOrder order, std::span<const TermId> prefix)
      : generation_(generation), order_(order) {
    const std::string first = DeltaKey(generation, order, prefix);
    cursor_ = rocks.Scan(Family::kDelta, PrefixEnd(first), snapshot);
    cursor_->Seek(first);
    Load();
  }

  bool Valid() const override { return valid_; }
  const IdQuad& row() const override { return row_; }
  bool is_removal() const override { return is_removal_; }
  void Next() override {
    cursor_->Next();
    Load();
  }
  void Seek(const IdQuad& key) override {
    if (!valid_ || key <= row_) return;
    cursor_->Seek(DeltaKey(generation_, order_, key));
    Load();
  }
  const absl::Status& status() const override { return status_; }

 private:
  void Load() {
    valid_ = cursor_->Valid();
    if (!valid_) {
      status_ = cursor_->status();
      return;
    }
    const std::string_view key = cursor_->key();
    const std::string_view value = cursor_->value();
    if (key.size() != kDeltaKeySize || (value != kDeltaInsertion && value != kDeltaRemoval)) {
      valid_ = false;
      status_ = absl::DataLossError("a record of the delta is not one");
      return;
    }
    row_ = DeltaKeyRow(key);
    is_removal_ = value == kDeltaRemoval;
  }

  const uint32_t generation_;
  const TripleOrder order_;
  std::unique_ptr<RocksCursor> cursor_;
  bool valid_ = false;
  IdQuad row_ = {};
  bool is_removal_ = false;
  absl::Status status_;
};

}  // namespace

std::unique_ptr<ChangeCursor> ScanDelta(const Rocks& rocks, const RocksSnapshot* snapshot,
                                        uint32_t generation, TripleOrder order,
                                        std::span<const TermId> prefix) {
  return std::make_unique<DeltaCursor>(rocks, snapshot, generation, order, prefix);
}

}  // namespace entente

// OFFSET and LIMIT: passes some rows over, gives some, and then asks no more.
#ifndef ENTENTE_QUERY_EXEC_SLICE_H_
#define ENTENTE_QUERY_EXEC_SLICE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "query/exec/operator.h"

namespace entente {

class Slice : public Operator {
 public:
  // Without `limit` all rows from `offset` on.
  Slice(QueryContext* context, OperatorPtr input, uint64_t offset, std::optional<uint64_t> limit);

  std::string Name() const override { return "slice"; }
  std::string Detail() const override;  // "20 from 40"
  std::vector<const Operator*> inputs() const override { return {input_.get()}; }

 protected:
  bool NextBatch(Batch* batch) override;

 private:
  OperatorPtr input_;
  uint64_t offset_;
  std::optional<uint64_t> limit_;
  uint64_t left_to_skip_;
  uint64_t left_to_give_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_SLICE_H_

// A sink that is a function.
#ifndef ENTENTE_QUERY_EXCHANGE_ONE_QUAD_H_
#define ENTENTE_QUERY_EXCHANGE_ONE_QUAD_H_

#include <utility>

#include "schema/quad_stream.h"

namespace entente {

// Gives the quads of a line, which is one, to `Take`: absl::Status(const QuadView&).
template <typename Take>
class OneQuad : public QuadSink {
 public:
  explicit OneQuad(Take take) : take_(std::move(take)) {}
  absl::Status Accept(const QuadView& quad) override { return take_(quad); }

 private:
  Take take_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXCHANGE_ONE_QUAD_H_

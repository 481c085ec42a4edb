// What is behind Rows.
#ifndef ENTENTE_QUERY_FACADE_ROWS_H_
#define ENTENTE_QUERY_FACADE_ROWS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "entente/entente.h"
#include "query/facade/arguments.h"
#include "query/results/solution_stream.h"
#include "storage/read_view.h"

namespace entente {

// The stream of the evaluator, ended by the limit of rows.
struct Rows::Rep : SolutionStream {
  const std::vector<std::string>& variables() const override;
  bool Next(SolutionRow* row) override;
  const absl::Status& status() const override;

  std::shared_ptr<const void> source = {};     // Keeps open what `view` reads from.
  std::shared_ptr<const ReadView> view = {};   // What `solutions` reads from.
  std::shared_ptr<const bool> are_ended = {};  // Of rows of a transaction.
  std::unique_ptr<SolutionStream> solutions = {};
  uint64_t row_count_max = kNoRowLimit;
  uint64_t row_count = 0;
  absl::Status end = {};
};

}  // namespace entente

#endif  // ENTENTE_QUERY_FACADE_ROWS_H_

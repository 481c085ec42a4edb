// Where evaluators and result writers meet: the solutions of a SELECT, one at a time.
#ifndef ENTENTE_QUERY_RESULTS_SOLUTION_STREAM_H_
#define ENTENTE_QUERY_RESULTS_SOLUTION_STREAM_H_

#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "entente/term.h"

namespace entente {

class SolutionStream {
 public:
  virtual ~SolutionStream() = default;

  // The columns, without the question mark.
  virtual const std::vector<std::string>& variables() const = 0;

  // Gives the next solution: one term for each column, no term where it is unbound. The span lives
  // until the next call. False at the end and at an error.
  virtual bool Next(std::span<const Term>* row) = 0;

  // OK as long as no error ended the stream.
  virtual const absl::Status& status() const = 0;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_RESULTS_SOLUTION_STREAM_H_

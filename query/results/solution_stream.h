// Where evaluators and result writers meet: the solutions of a SELECT, one at a time.
#ifndef ENTENTE_QUERY_RESULTS_SOLUTION_STREAM_H_
#define ENTENTE_QUERY_RESULTS_SOLUTION_STREAM_H_

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "entente/term.h"

namespace entente {

// The terms of one solution by column, wherever each is kept. Views: cheap to copy.
class SolutionRow {
 public:
  SolutionRow() = default;
  // No pointer is null: where a variable is unbound, it leads to no term.
  explicit SolutionRow(std::span<const Term* const> terms) : terms_(terms) {}

  size_t size() const { return terms_.size(); }
  const Term& operator[](size_t column) const { return *terms_[column]; }
  std::span<const Term* const> terms() const { return terms_; }

 private:
  std::span<const Term* const> terms_;
};

class SolutionStream {
 public:
  virtual ~SolutionStream() = default;

  // The columns, without the question mark.
  virtual const std::vector<std::string>& variables() const = 0;

  // Gives the next solution. The row and its terms live until the next call. False at the end and
  // at an error.
  virtual bool Next(SolutionRow* row) = 0;

  // OK as long as no error ended the stream.
  virtual const absl::Status& status() const = 0;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_RESULTS_SOLUTION_STREAM_H_

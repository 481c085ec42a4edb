// Whole answers of queries, and whether two of them agree in what the specification fixes.
#ifndef ENTENTE_TESTS_SUPPORT_ANSWERS_H_
#define ENTENTE_TESTS_SUPPORT_ANSWERS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "query/evaluation/answer.h"
#include "query/sparql/algebra.h"
#include "tests/support/fixed_part.h"

namespace entente {

// An answer read to its end, or the error.
struct WholeAnswer {
  absl::Status status = absl::OkStatus();
  QueryForm form = QueryForm::kSelect;
  std::vector<std::string> variables = {};
  std::vector<std::vector<Term>> rows = {};
  bool boolean = false;
  std::vector<Quad> quads = {};
};
WholeAnswer ReadAnswer(absl::StatusOr<Answer> answer);

// Whether it ended at its deadline or memory budget, so that there is nothing to compare.
bool HitLimit(const WholeAnswer& answer);

// For messages, at most some tens of lines.
std::string ToText(const WholeAnswer& answer);

// What there is to compare of the answers to a query.
class AnswerCheck {
 public:
  explicit AnswerCheck(const Query& query);

  // Whether anything but success and failure can be compared.
  bool is_fixed() const { return is_fixed_; }

  // The query whose answer Difference() wants as `expected`: the query itself, or for a LIMIT that
  // keeps any solutions, the query without it.
  const Query& expected_query() const { return expected_query_; }

  // What is wrong with `actual`, the answer to the query; "" if it agrees with `expected`.
  std::string Difference(const WholeAnswer& expected, const WholeAnswer& actual) const;

  // For a query with ORDER BY, the query with the values that it sorts by as last columns, where
  // that leaves the solutions as they are. Not if these values are not fixed.
  const std::optional<Query>& sorted_query() const { return sorted_query_; }

  // What is wrong with `actual`, the answer to sorted_query(), as a sequence: it must ascend, and
  // have equal values in the same places as `expected`.
  std::string SequenceDifference(const WholeAnswer& expected, const WholeAnswer& actual) const;

 private:
  std::string RowsDifference(const WholeAnswer& expected, const WholeAnswer& actual) const;

  QueryForm form_;
  FixedPart fixed_;
  bool is_fixed_;
  Query expected_query_;
  uint64_t offset_ = 0;
  std::optional<uint64_t> limit_;
  std::optional<Query> sorted_query_;
  std::vector<bool> are_descending_;
};

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_ANSWERS_H_

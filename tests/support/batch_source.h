// Rows from a vector as an operator, and an operator's rows as a vector: for tests of operators.
#ifndef ENTENTE_TESTS_SUPPORT_BATCH_SOURCE_H_
#define ENTENTE_TESTS_SUPPORT_BATCH_SOURCE_H_

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "query/exec/operator.h"
#include "query/sparql/algebra.h"

namespace entente {

using IdRows = std::vector<std::vector<TermId>>;
using TermRows = std::vector<std::vector<Term>>;

// Gives rows in batches of random size. What it gave is spoiled at the next call, as the contract
// of Batch allows.
class BatchSource : public Operator {
 public:
  // May-be-unbound is set by what the rows are.
  BatchSource(QueryContext* context, const std::vector<std::string>& variables, IdRows rows,
              uint64_t seed, size_t batch_row_count_max = 50);

  std::string Name() const override { return "rows"; }
  // How often it was asked.
  size_t call_count() const { return call_count_; }

 protected:
  bool NextBatch(Batch* batch) override;

 private:
  IdRows rows_;
  std::mt19937_64 random_;
  size_t batch_row_count_max_;
  size_t next_ = 0;
  size_t call_count_ = 0;
  std::vector<std::vector<TermId>> given_;
};

// All rows that the operator gives, in sequence. Columns that say they are never unbound are
// checked.
IdRows RowsOf(Operator* op);

// Their terms.
TermRows Decoded(const IdRows& rows, QueryContext* context);
IdRows Interned(const TermRows& rows, QueryContext* context);

// The first node of `kind` on the way down the first inputs of `pattern`. Stops the test program
// if there is none.
const Pattern& FindNode(const Pattern& pattern, Pattern::Kind kind);

// The rows of a pattern by the reference evaluator, columns in the sequence of `variables`.
TermRows Referred(const Query& query, const Pattern& pattern,
                  const std::vector<std::string>& variables, const ReadView& view);

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_BATCH_SOURCE_H_

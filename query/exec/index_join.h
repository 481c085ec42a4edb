// Joins rows with the matches of one pattern, found in an order of the store by the row's key.
#ifndef ENTENTE_QUERY_EXEC_INDEX_JOIN_H_
#define ENTENTE_QUERY_EXEC_INDEX_JOIN_H_

#include <string>
#include <vector>

#include "query/exec/input_rows.h"
#include "query/exec/operator.h"
#include "query/exec/quad_source.h"

namespace entente {

// Each batch of the input is asked for by ascending keys, so that the order is read forwards: where
// the keys of the whole input ascend, this is a merge join, where they are few, an index nested
// loop, and in between the better of both. Rows with one key share one look.
//
// Gives the rows in the input's sequence if that ascends by key; else by key within batches.
class IndexJoin final : public Operator {
 public:
  // `output`: variables to give, of the input or the source. The input binds the places of the
  // source whose variables it has; REQUIRES: never unbound.
  IndexJoin(QueryContext* context, OperatorPtr input, QuadSource source,
            const std::vector<std::string>& output, bool is_merge);

  std::string Name() const override { return is_merge_ ? "merge join" : "index join"; }
  std::string Detail() const override;
  std::vector<const Operator*> inputs() const override { return {input_.input()}; }

 protected:
  bool NextBatch(Batch* batch) override;

 private:
  using Columns = std::vector<std::vector<TermId>>;

  // Appends at most about a batch of the matches that the reader has left for the key. Returns how
  // many; sets has_more_.
  size_t Collect(Columns* columns);
  size_t CollectFrom(size_t begin, size_t end, Columns* columns);
  bool AllRowsPass();
  // Joins rows of the input, from run_end_ on, as long as their matches lie in the reader's batch:
  // the inner loop of a merge join.
  void MergeInBatch();

  const QuadSource source_;
  const bool is_merge_;
  KeyMaker keys_;
  InputRows input_;
  OrderedReader reader_;
  RowFilter filter_;

  std::vector<size_t> source_columns_;  // The order's columns that are given, in sequence.
  // For each output column: from the input (column of it), or from the source (index into made_).
  struct From {
    bool is_input = false;
    size_t index = 0;
  };
  std::vector<From> from_;

  // The run of input rows with the same matches that is being joined: [run_, run_end_) by key.
  size_t run_ = 0;
  size_t run_end_ = 0;
  bool in_run_ = false;
  bool has_more_ = false;  // The reader has more matches for the key.
  Columns matches_;        // Of the key, for runs of several rows.
  size_t match_count_ = 0;
  size_t run_row_ = 0;  // The next row of the run to be joined with matches_.

  // What the batch is made of.
  Columns made_;
  std::vector<uint32_t> input_rows_;
  Columns gathered_;
  // The key is one column of the input behind constants.
  bool has_plain_key_ = false;
  // The reader stands at the first row not less than a key of this input batch.
  bool may_merge_ = false;
  std::vector<uint32_t> merged_positions_;
  // Whether all rows of the reader's batch pass the filter.
  uint64_t checked_batch_ = 0;
  bool all_pass_ = false;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_INDEX_JOIN_H_

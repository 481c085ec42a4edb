// Joins the rows of two inputs that are compatible: inner and left joins, existence and absence of
// a partner, and MINUS. Source: SPARQL 1.2 Query section 18.5.
#ifndef ENTENTE_QUERY_EXEC_HASH_JOIN_H_
#define ENTENTE_QUERY_EXEC_HASH_JOIN_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "query/exec/batch_expression.h"
#include "query/exec/id_table.h"
#include "query/exec/operator.h"

namespace entente {

enum class JoinKind : uint8_t {
  kInner,
  kLeft,   // Every left row, joined where it has partners for which the condition holds.
  kSemi,   // Left rows that have a partner.
  kAnti,   // Left rows that have none.
  kMinus,  // Left rows without a partner that shares a bound variable with them.
};

// What the right side is planned from: all of it, or only what can meet some rows of the left.
struct RightSide {
  // Nothing but a plan for all of it.
  static RightSide Whole(OperatorPtr plan);

  // Gives the plan for all of it. Once.
  std::function<OperatorPtr()> whole;
  // About how many rows that gives, what it costs in nanoseconds, and what a seeded one costs for
  // each seed.
  double whole_cost = 0;
  double seed_cost = 1000;
  // Variables, bound in all rows of the left, by whose values the right can be restricted; and the
  // plan of the right joined with a table of them. None: it cannot.
  std::vector<std::string> seed_variables = {};
  std::function<OperatorPtr(std::shared_ptr<const IdTable> seeds)> seeded = {};
};

// The right side is held in memory, indexed by the shared variables that are bound in all rows of
// both sides; the left streams. Other shared variables are compared pair by pair.
//
// Where the right side can be seeded, left rows are gathered in chunks, and if a chunk has few
// distinct keys in proportion to the cost of the whole right side, only what meets them is
// computed: sideways information passing.
//
// Gives left rows in their sequence; for kLeft those without partner come after the others of
// their batch.
class HashJoin final : public Operator {
 public:
  // `right_columns` are those that the right side's plans have. `condition` (of kLeft, may be null)
  // is over the merged row.
  struct Options {
    JoinKind kind = JoinKind::kInner;
    const std::vector<Expression>* condition = nullptr;
    const OuterBindings* outer = nullptr;
    ExistsTest exists = {};
    std::vector<std::string> output = {};  // Variables to give.
  };
  HashJoin(QueryContext* context, OperatorPtr left, std::vector<Column> right_columns,
           RightSide right, Options options);
  ~HashJoin() override;

  std::string Name() const override;
  std::string Detail() const override;
  std::vector<const Operator*> inputs() const override;

 protected:
  bool NextBatch(Batch* batch) override;

 private:
  // The rows of the right side and their index.
  struct Build;

  // Gives the next left rows, from the chunk or straight from the input.
  bool NextLeft();
  // Makes the right side ready for the left rows to come. False after an error.
  bool Prepare();
  void BuildFrom(OperatorPtr right);
  // Pairs of the current left batch with partners, until a batch is full. False when the left
  // batch is through.
  bool NextPairs();
  bool AreCompatible(size_t left_row, size_t right_row) const;
  // Whether they share a variable that is bound in both.
  bool Overlap(size_t left_row, size_t right_row) const;
  void MakeBatch(std::span<const uint32_t> left_rows, std::span<const uint32_t> right_rows,
                 Batch* batch);

  OperatorPtr left_;
  RightSide right_;
  Options options_;
  std::vector<Column> right_columns_;
  std::vector<BatchExpression> condition_;

  // Shared columns (left, right): bound in all rows of both, and the others.
  std::vector<std::pair<size_t, size_t>> keys_;
  std::vector<std::pair<size_t, size_t>> loose_;
  // Where each merged column comes from: left, right, or left and else right.
  struct From {
    std::optional<size_t> left = {};
    std::optional<size_t> right = {};
  };
  std::vector<From> from_;         // Of the columns given.
  std::vector<From> merged_from_;  // Of those the condition is over.

  std::unique_ptr<Build> build_;
  OperatorPtr right_plan_;  // Kept for EXPLAIN.
  bool is_whole_ = false;   // build_ is all of the right side.
  std::unique_ptr<IdTable> chunk_;
  size_t chunk_row_ = 0;
  size_t chunk_size_ = 64;
  bool left_is_through_ = false;

  Batch left_batch_;
  bool has_left_ = false;
  size_t left_row_ = 0;
  uint32_t next_partner_ = 0;  // In the chain of left_row_; 0: not looked up yet.
  bool in_chain_ = false;
  std::vector<uint8_t> has_partner_;
  bool gave_unmatched_ = false;

  std::vector<uint32_t> left_rows_;
  std::vector<uint32_t> right_rows_;
  std::vector<uint32_t> selected_;
  std::vector<std::vector<TermId>> gathered_;
  Batch merged_;
  std::vector<std::vector<TermId>> merged_ids_;
  uint64_t seeded_count_ = 0;  // For EXPLAIN: chunks that were seeded.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_HASH_JOIN_H_

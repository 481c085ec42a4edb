// ORDER BY: the rows of the input in order, or only the first of them.
//
// All rows: each key is turned into numbers (value_ranks.h), and the rows are sorted by these in
// time linear in their number. The first few (LIMIT): rows that cannot be among them are refused by
// their first key, mostly on its id, and the others chosen from time to time (top_rows.h).
// Rows that are equal in all keys keep their sequence.
#ifndef ENTENTE_QUERY_EXEC_SORT_H_
#define ENTENTE_QUERY_EXEC_SORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "query/exec/batch_expression.h"
#include "query/exec/operator.h"
#include "query/exec/top_rows.h"
#include "query/sparql/algebra.h"

namespace entente {

class Sort : public Operator {
 public:
  // Gives the columns of `input`; at most `row_limit` rows (LIMIT and OFFSET together).
  // `order`, `outer` and `exists` must outlive the operator.
  Sort(QueryContext* context, OperatorPtr input, const std::vector<OrderCondition>& order,
       std::optional<uint64_t> row_limit, const OuterBindings* outer, const ExistsTest& exists);

  std::string Name() const override;
  std::string Detail() const override;  // "?d descending, ?r"
  std::vector<const Operator*> inputs() const override { return {input_.get()}; }

 protected:
  bool NextBatch(Batch* batch) override;

 private:
  struct Key {
    BatchExpression expression;
    bool is_descending = false;
    size_t column = 0;  // Of rows_: the input's, or one after them for what is computed.
  };

  // A row with a word of its keys.
  struct SortItem {
    uint64_t word = 0;
    uint32_t row = 0;
  };

  bool has_small_limit() const;
  void Consume();
  // Appends the rows of the batch that may be among the first; false beyond the budget.
  bool Keep(const Batch& batch);
  void SelectAgainst(TermId last, const TermId* first_keys, size_t row_count);
  // Drops rows that are not among the first.
  void Reduce();
  // The numbers of the first rows, chosen one by one; if `sorts`, in order.
  std::vector<uint32_t> SelectedRows(bool sorts);
  // The numbers of all rows in order, by ranks.
  std::vector<uint32_t> SortedRows();
  bool SortByWord(int bit_count, std::vector<SortItem>* items, std::vector<SortItem>* others);
  std::vector<SortKey> Keys() const;
  void KeepRows(const std::vector<uint32_t>& rows);
  bool ChargeRows();

  OperatorPtr input_;
  const std::vector<OrderCondition>& order_;
  std::optional<uint64_t> row_limit_;
  std::vector<Key> keys_;
  std::vector<std::vector<TermId>> rows_;  // By column.
  size_t row_count_ = 0;
  MemoryCharge charge_;
  ValueMemory values_;
  std::optional<TermId> last_first_key_;  // The first key of the last row that is wanted so far.
  bool is_consumed_ = false;
  std::vector<uint32_t> sorted_;
  size_t next_ = 0;
  BatchBuilder given_;
  // Scratch.
  std::vector<std::vector<TermId>> evaluated_;
  std::vector<uint32_t> selected_;
  std::vector<uint32_t> undecided_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_SORT_H_

// Joins rows with all values of one variable that several patterns have in common.
//
// Each pattern, with everything else in it bound, is a sorted list of values in one of the store's
// orders. The lists are intersected by leapfrogging: each seeks to where the others are, so that
// the work is in proportion to the shortest list, and a chain of such joins is worst-case optimal.
// Source: Veldhuizen, "Leapfrog Triejoin" (2014); Mhedhbi and Salihoglu, "Optimizing subgraph
// queries by combining binary and worst-case optimal joins" (2019) for the form as an operator.
#ifndef ENTENTE_QUERY_EXEC_LEAPFROG_JOIN_H_
#define ENTENTE_QUERY_EXEC_LEAPFROG_JOIN_H_

#include <string>
#include <vector>

#include "query/exec/input_rows.h"
#include "query/exec/operator.h"
#include "query/exec/quad_source.h"

namespace entente {

class LeapfrogJoin final : public Operator {
 public:
  // `input` may be null: one row without columns. `sources`: two or more, best the most selective
  // first; in each, `variable` stands in one place (s, p or o; of triple terms, the term or its
  // subject) and all other places are bound by the source itself or by the input, never unbound.
  LeapfrogJoin(QueryContext* context, OperatorPtr input, std::vector<QuadSource> sources,
               const std::string& variable, const std::vector<std::string>& output);

  std::string Name() const override { return "leapfrog join"; }
  std::string Detail() const override;
  std::vector<const Operator*> inputs() const override {
    if (input_.input() == nullptr) return {};
    return {input_.input()};
  }

 protected:
  bool NextBatch(Batch* batch) override;

 private:
  // One list.
  struct List {
    List(QueryContext* context, QuadSource source, const std::vector<Column>& columns,
         Position position);
    // Makes it the list for a row of the input.
    void Bind(const Batch& batch, uint32_t row);
    // Moves to the first value not less than `value`. False at the end of the list.
    bool Seek(TermId value);
    TermId value() const;
    // Whether some row with this value counts.
    bool Passes();

    QuadSource source;
    KeyMaker keys;
    OrderedReader reader;
    RowFilter filter;
    std::vector<TermId> key;  // The prefix, and then the value sought.
    // Rows of the reader's batch that are in the list; none are known if `end` is 0.
    size_t begin = 0;
    size_t end = 0;
  };

  // Finds the next common value. False when the lists of the row are through.
  bool NextValue();

  const std::string variable_;
  std::vector<List> lists_;
  InputRows input_;
  size_t row_ = 0;
  bool in_row_ = false;
  TermId value_ = {};  // The least that may come next.

  std::vector<uint32_t> input_rows_;
  std::vector<TermId> values_;
  std::vector<std::optional<size_t>> from_;  // The input's column; none for the variable.
  std::vector<std::vector<TermId>> gathered_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_LEAPFROG_JOIN_H_

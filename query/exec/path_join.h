// Property paths: joins each row of the input with the ends that a path connects.
//
// Rows are taken together by the node the search begins at, so that each node is searched from
// once for a batch; many nodes are searched from at a time, as long as that leads to few ends.
// Source: SPARQL 1.2 Query section 18.4.
#ifndef ENTENTE_QUERY_EXEC_PATH_JOIN_H_
#define ENTENTE_QUERY_EXEC_PATH_JOIN_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "query/evaluation/active_graph.h"
#include "query/exec/operator.h"
#include "query/exec/path_search.h"
#include "query/exec/place.h"
#include "query/sparql/algebra.h"

namespace entente {

class PathJoin : public Operator {
 public:
  // Without `input` there is one row of no columns. An end that is open is a column of the input
  // that is always bound, or else found by matching. A path of no steps between two ends begins
  // at nodes of the graph only if `requires_node`. Gives the columns `output`: of the input, or
  // the variables of the ends. `path` must outlive the operator.
  PathJoin(QueryContext* context, OperatorPtr input, const Path& path, Place subject, Place object,
           const ActiveGraph& graph, bool requires_node, const std::vector<std::string>& output);

  std::string Name() const override { return "path"; }
  std::string Detail() const override;
  std::vector<const Operator*> inputs() const override;

 protected:
  bool NextBatch(Batch* batch) override;

 private:
  // Where an end is known from; neither if it is to be found.
  struct End {
    Place place;
    std::optional<size_t> column = {};
    bool is_known() const { return column.has_value() || !place.is_open(); }
    TermId Of(const Batch& rows, size_t row) const {
      return column.has_value() ? rows.columns[*column][row] : place.id;
    }
  };
  // Where a column of the output comes from.
  struct Source {
    std::optional<size_t> column = {};  // Of the input.
    bool is_subject = false;            // Otherwise: which end.
  };

  bool NextInput();
  // Decides from where the rows of the input are searched, and puts them in the sequence of starts.
  void BeginInput();
  void ChooseDirection();
  size_t CountDistinct(const End& end) const;
  double CostFrom(const End& end, bool is_forward);
  void DropOthersThanNodes();
  // The nodes searched from, and the rows of each: places in sequence_.
  const std::vector<TermId>& starts() const;
  std::pair<size_t, size_t> RowsOfStart(size_t start) const;
  // Whether the other end is known, and which it is.
  bool has_target() const;
  TermId TargetOf(size_t start, size_t row) const;
  // Searches from the next starts.
  void SearchNext();
  bool SearchForTargets();
  // Appends matches until the batch is full; false when there are no more from these starts.
  bool Give();
  void BeginRow();

  OperatorPtr input_;
  const Path& path_;
  End subject_;
  End object_;
  bool requires_node_;
  std::vector<Source> sources_;
  PathSearch search_;

  bool is_input_done_ = false;
  bool has_input_ = false;  // Rows of it are being worked on.
  Batch rows_;
  std::vector<uint32_t> sequence_;  // Their numbers, by start.
  bool is_forward_ = true;
  NodeSet open_starts_;  // Where both ends are to be found: each start has all rows.
  bool has_open_starts_ = false;
  std::vector<TermId> starts_;      // Otherwise; they ascend.
  std::vector<size_t> row_begins_;  // For each of starts_, and after them the end.

  // What the starts from searched_begin_ to searched_end_ lead to.
  size_t searched_begin_ = 0;
  size_t searched_end_ = 0;
  size_t step_count_ = 1;  // How many starts are searched from next.
  uint64_t search_count_ = 0;
  PathEnds ends_;
  std::vector<size_t> end_begins_;
  bool has_constant_ends_ = false;  // These are the ends for all input: the start is a constant.

  // What is given next: ends from end_ to row_end_ for the row of start_ in sequence_[row_].
  size_t start_ = 0;
  bool is_start_begun_ = false;
  size_t row_ = 0;
  size_t end_ = 0;
  size_t row_end_ = 0;
  BatchBuilder given_;
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_PATH_JOIN_H_

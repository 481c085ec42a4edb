// How operators read the relations of a view: which order serves a pattern, which rows count in the
// active graph, and a reader that finds keys in it one after the other.
#ifndef ENTENTE_QUERY_EXEC_QUAD_SOURCE_H_
#define ENTENTE_QUERY_EXEC_QUAD_SOURCE_H_

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "query/evaluation/active_graph.h"
#include "query/evaluation/query_context.h"
#include "query/exec/operator.h"
#include "query/exec/place.h"
#include "storage/read_view.h"

namespace entente {

// A triple pattern, or what a triple term consists of.
struct QuadSource {
  // Quads (s, p, o, g), or triple terms (s, p, o, t) where t stands in the place of g.
  bool is_triple_terms = false;
  // The fourth is open, the term, or nothing: then the graphs of `graphs` count.
  std::array<Place, 4> places = {};
  // Of quads: their union is meant, each triple once. Empty with a place for the graph: any named
  // graph.
  std::vector<TermId> graphs = {};

  bool has_graph_place() const {
    return !places[kGraph].variable.empty() || !places[kGraph].id.is_none();
  }
  // What is bound in itself: terms, values from outside, and the graph if it is one.
  std::array<bool, 4> BoundPlaces() const;
  IdQuad BoundIds() const;
};

// An order in which the rows of a source that have certain places bound are neighbours.
struct AccessPath {
  TripleOrder order = TripleOrder::kSpog;
  size_t prefix_length = 0;  // So many columns of the order are bound.
};

// The order whose first columns are the places in `is_bound`: those bound in the source itself
// before those bound by an input, which makes the keys of one input neighbours; within each kind,
// and among the open places behind them, those of `preference` first. Places that find no room in
// the prefix (a graph behind an open place, parts of a triple term beside the term itself) are left
// to be compared row by row.
AccessPath PathFor(const QuadSource& source, const std::array<bool, 4>& is_bound,
                   std::span<const Position> preference = {});

// The rows of an order by key. Keys may come in any sequence; ascending ones are cheap.
class OrderedReader {
 public:
  // Reads rows that begin with `prefix` only.
  OrderedReader(QueryContext* context, TripleOrder order, std::span<const TermId> prefix);

  // Moves to the first row whose columns are not less than `key`, which begins with the prefix and
  // may be shorter than a row. False if there is none, and after an error.
  bool Seek(std::span<const TermId> key);
  // Moves to the row after this one. REQUIRES: there is a row.
  bool Advance() { return ++position_ < rows_.row_count || Load(); }
  // Moves by `count` rows. REQUIRES: there are as many in rows() from position() on.
  bool Skip(size_t count) { return (position_ += count) < rows_.row_count || Load(); }

  // Moves to a row of rows().
  void MoveTo(size_t position) { position_ = position; }

  // The rows around the current one, and its number among them.
  const RowBatch& rows() const { return rows_; }
  size_t position() const { return position_; }
  // How many rows from the current one on, of those in rows(), begin with `key`.
  size_t CountEqual(std::span<const TermId> key) const;
  // Whether the current row begins with `key`. REQUIRES: there is a row.
  bool Matches(std::span<const TermId> key) const { return Compare(position_, key) == 0; }
  // Another number for each batch of rows().
  uint64_t batch_number() const { return batch_number_; }

 private:
  bool Load();
  bool Open(std::span<const TermId> key);
  // The first row of rows_, from `first` on, that is not less than `key`.
  size_t LowerBound(std::span<const TermId> key, size_t first) const;
  int Compare(size_t row, std::span<const TermId> key) const;
  // Whether no row before rows() is one of the key, or behind it.
  bool IsAtOrBehindBegin(std::span<const TermId> key) const;

  QueryContext* context_;
  TripleOrder order_;
  std::vector<TermId> prefix_;
  std::unique_ptr<RowCursor> cursor_;
  RowBatch rows_;
  size_t position_ = 0;
  uint64_t batch_number_ = 0;
  bool at_end_ = false;
  // At the end: keys greater than the last row, or not less than one that found nothing, need no
  // look.
  std::optional<IdQuad> last_row_;
  std::vector<TermId> vain_key_;
  // All rows before rows() are less than this key; or not greater than it, if it is a row.
  std::vector<TermId> floor_;
  bool floor_is_row_ = false;
};

// Which rows of a source count: those in its graphs, each triple once, that agree in places which
// are the same variable, and with bound places that are not in the prefix.
class RowFilter {
 public:
  RowFilter(const QuadSource& source, const AccessPath& path, const std::array<bool, 4>& is_bound);

  // Whether all rows of a batch count, as a look at the graphs tells; false if it cannot tell.
  bool PassesAll(const RowBatch& rows) const;
  // To be called before the rows for another key.
  void Begin() { has_last_ = false; }
  // Whether the row counts. Rows must be asked in their sequence. `bound` are the ids of the bound
  // places, by position.
  bool Passes(const RowBatch& rows, size_t row, const IdQuad& bound);

 private:
  std::vector<TermId> graphs_;
  bool is_any_named_ = false;  // The graph is a place: only named ones count.
  bool is_quads_ = true;
  size_t graph_column_ = 3;
  std::vector<std::pair<size_t, size_t>> equal_columns_;
  std::vector<std::pair<size_t, size_t>> residual_;  // (column, position) outside of the prefix.
  bool has_last_ = false;
  IdQuad last_ = {};  // The last row that passed, for unions.
};

// How a key of a source is made of an input's row: one part for each column of the prefix.
class KeyMaker {
 public:
  // Places whose variable is one of `columns` are bound by the input.
  KeyMaker(const QuadSource& source, const std::vector<Column>& columns,
           std::span<const Position> preference = {});

  const AccessPath& path() const { return path_; }
  const std::array<bool, 4>& is_bound() const { return is_bound_; }
  // The columns of the input that are part of the key, in the key's sequence.
  const std::vector<size_t>& key_columns() const { return key_columns_; }
  // Those, and behind them the columns that bind places outside of the prefix: rows that agree in
  // all of them have the same matches.
  const std::vector<size_t>& match_columns() const { return match_columns_; }
  // The leading part of the key that no input changes.
  std::span<const TermId> constant_prefix() const;
  // Whether a term of the source is in no quad.
  bool is_vain() const { return is_vain_; }

  // Makes key() and bound() those of the row.
  void Bind(const Batch& batch, size_t row);
  std::span<const TermId> key() const { return {key_.data(), path_.prefix_length}; }
  // The ids of bound places, by position.
  const IdQuad& bound() const { return bound_; }

 private:
  struct Part {
    size_t position = 0;
    size_t input_column = 0;
  };
  AccessPath path_;
  std::array<bool, 4> is_bound_;
  std::vector<Part> parts_;  // Places that the input binds.
  std::vector<size_t> key_columns_;
  std::vector<size_t> match_columns_;
  size_t constant_length_ = 0;
  bool is_vain_ = false;
  IdQuad bound_;
  IdQuad key_;
};

// The column of `order` that holds a place.
size_t ColumnOf(TripleOrder order, size_t position);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_QUAD_SOURCE_H_

// The rows of one triple pattern, or of the triple terms that a pattern describes.
#ifndef ENTENTE_QUERY_EXEC_SCAN_H_
#define ENTENTE_QUERY_EXEC_SCAN_H_

#include <memory>
#include <string>
#include <vector>

#include "query/exec/operator.h"
#include "query/exec/quad_source.h"

namespace entente {

// Ids from `first` to `last`, both included.
struct IdRange {
  TermId first = {};
  TermId last = {};
  friend bool operator==(const IdRange&, const IdRange&) = default;
};

// Gives the rows in the sequence of the order that `path` names. Columns point into the cursor's
// batches wherever all of their rows count: then nothing is copied.
class Scan final : public Operator {
 public:
  // `output`: which variables of the source to give. `ranges`, ascending and apart from each other:
  // which ids count in the first column behind the prefix; none: all.
  // REQUIRES: `path` binds nothing that the source leaves open.
  Scan(QueryContext* context, QuadSource source, const AccessPath& path,
       const std::vector<std::string>& output, std::vector<IdRange> ranges = {});

  std::string Name() const override { return "scan"; }
  std::string Detail() const override;

 protected:
  bool NextBatch(Batch* batch) override;

 private:
  // Gives the next rows that are in a range.
  bool NextRows(RowBatch* rows);

  const QuadSource source_;
  const AccessPath path_;
  const std::vector<IdRange> ranges_;
  const IdQuad bound_;
  RowFilter filter_;
  std::unique_ptr<RowCursor> cursor_;
  size_t range_ = 0;
  bool has_sought_ = false;  // The current range.
  RowBatch rows_;            // From the cursor; what is left of it.
  // Batches begin small, so that who needs few rows pays for few.
  size_t window_ = 64;
  // For each output column the order's column, or the value of a bound place.
  struct Source {
    size_t column = 0;
    bool is_constant = false;
    TermId id = {};
  };
  std::vector<Source> sources_;
  BatchBuilder builder_;
  std::vector<std::vector<TermId>> constants_;
};

// "?v un:choice ?c" for EXPLAIN: terms decoded, places that are nothing as "-".
std::string DescribePlaces(const QuadSource& source, QueryContext* context);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_SCAN_H_

// Some columns of the input, in another sequence; no ids are copied.
#ifndef ENTENTE_QUERY_EXEC_PROJECT_H_
#define ENTENTE_QUERY_EXEC_PROJECT_H_

#include <optional>
#include <string>
#include <vector>

#include "query/exec/operator.h"

namespace entente {

class Project : public Operator {
 public:
  // Gives `variables`. Those that a row leaves unbound have their value in `outer`, if any; it is
  // read now only and may be null.
  Project(QueryContext* context, OperatorPtr input, const std::vector<std::string>& variables,
          const OuterBindings* outer);

  std::string Name() const override { return "project"; }
  std::string Detail() const override;  // "?a ?b"
  std::vector<const Operator*> inputs() const override { return {input_.get()}; }

 protected:
  bool NextBatch(Batch* batch) override;

 private:
  struct Source {
    std::optional<size_t> column = {};  // Of the input.
    TermId constant = {};               // Where there is no column, or it is unbound.
    bool is_copied = false;             // Both.
  };

  OperatorPtr input_;
  std::vector<Source> sources_;
  Batch input_batch_;
  std::vector<std::vector<TermId>> made_;  // For sources that are no mere columns.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_PROJECT_H_

// A place of a pattern as operators see it.
#ifndef ENTENTE_QUERY_EXEC_PLACE_H_
#define ENTENTE_QUERY_EXEC_PLACE_H_

#include <string>

#include "storage/ids/term_id.h"

namespace entente {

// A term, a variable, or a variable that has its value from outside (a parameter, or the solution
// that EXISTS is asked for).
struct Place {
  std::string variable = {};  // Empty: a term, or nothing at all.
  TermId id = {};  // Of the term, or of the value from outside; none if there is neither.

  // Whether the plan must find its value: by the input's column of that name, or by matching.
  bool is_open() const { return id.is_none() && !variable.empty(); }
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_PLACE_H_

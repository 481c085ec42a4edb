// SPARQL text → algebra. The grammar is that of SPARQL 1.1 and 1.2 Query and Update; SERVICE is
// refused.
//
//   absl::StatusOr<Query> query = ParseQuery("SELECT * { ?s ?p ?o }");
//   absl::StatusOr<Update> update = ParseUpdate("DELETE WHERE { ?s ?p ?o } ; CLEAR NAMED");
#ifndef ENTENTE_QUERY_SPARQL_PARSER_H_
#define ENTENTE_QUERY_SPARQL_PARSER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/entente.h"
#include "query/sparql/algebra.h"
#include "query/sparql/update.h"

namespace entente {

// Groups, parentheses, collections, triple terms, paths and property lists within each other.
inline constexpr size_t kQueryNestingMax = 256;

struct ParseOptions {
  std::string name = "query";  // What messages call the text, such as a file name.
  size_t first_line = 1;       // How messages number its first line.
  std::string base = {};       // Against which relative IRIs are resolved, unless BASE is given.
  std::vector<Prefix> prefixes = {};  // Declared beforehand; the text may declare them anew.
};

// Parses one query, checks what the grammar leaves open (scope of variables and blank nodes, what
// may stand beside aggregates; see scope.h) and translates it by section 18.2 of the specification.
//
// InvalidArgument names line and column (from 1, columns count characters), shows the line with a
// caret, says what was expected and, where it can guess, how to mend it. Unimplemented for SERVICE.
// Takes time and memory in proportion to the text; any bytes may be given.
absl::StatusOr<Query> ParseQuery(std::string_view text, const ParseOptions& options = {});

// The same for an update: any number of operations, also none.
absl::StatusOr<Update> ParseUpdate(std::string_view text, const ParseOptions& options = {});

// Reads `text` as a query or, if the first word behind the prologue begins an update, as that.
RequestCheck CheckRequest(std::string_view text, const ParseOptions& options);

}  // namespace entente

#endif  // ENTENTE_QUERY_SPARQL_PARSER_H_

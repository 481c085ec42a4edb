// Writes Turtle and TriG for people:
//
//   PREFIX : <http://un.example/>
//
//   :france a :State ;
//       rdfs:label "France"@fr ;
//       :voted :yes ~ :claim1 {| :source [ :page 12 ] |} ;
//       :allies ( :germany :italy ) .
//   << :france :left :nato ~ :claim2 >> :source :novel .
//
// IRIs are abbreviated, predicates and objects of one subject stand together, and so do, where this
// says the same: blank nodes with what refers to them, collections, and reifiers with the triple
// they are about (as annotations where it is asserted, as << … >> where it is not).
#ifndef ENTENTE_SCHEMA_SYNTAX_TURTLE_WRITER_H_
#define ENTENTE_SCHEMA_SYNTAX_TURTLE_WRITER_H_

#include <cstddef>
#include <memory>

#include "schema/syntax/prefix_map.h"
#include "schema/syntax/rdf_writer.h"

namespace entente {

struct TurtleWriteOptions {
  // Used and, where used, declared. Prefixes from AcceptPrefix and the well-known ones are added to
  // them.
  PrefixMap prefixes = {};
  bool has_graphs = false;  // TriG if true, Turtle if not.
  // To know what stands alone, the writer holds all quads until Finish, in about this much memory
  // (and then, for a moment, its text). If more come, it writes what it has and then each quad as
  // it comes: prefixes, and grouping of neighbours, but no nesting.
  size_t memory_bytes = size_t{256} << 20;
};

// Turtle without graphs refuses quads in named graphs with InvalidArgument. A quad given twice is
// written once, unless the memory was not enough. Order: as given, as far as grouping allows.
std::unique_ptr<RdfWriter> MakeTurtleWriter(TurtleWriteOptions options, TextOutput output);

}  // namespace entente

#endif  // ENTENTE_SCHEMA_SYNTAX_TURTLE_WRITER_H_

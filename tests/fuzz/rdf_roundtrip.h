// What must hold of any bytes given to a parser of RDF.
#ifndef ENTENTE_TESTS_FUZZ_RDF_ROUNDTRIP_H_
#define ENTENTE_TESTS_FUZZ_RDF_ROUNDTRIP_H_

#include <string_view>

#include "schema/syntax/rdf_format.h"

namespace entente {

// Aborts unless: `text` is read or refused with InvalidArgument and a place; read in pieces it
// gives the same; and what was read comes back from canonical N-Quads exactly and from TriG up to
// the labels of blank nodes.
void CheckRdfRoundTrip(RdfFormat format, std::string_view text);

}  // namespace entente

#endif  // ENTENTE_TESTS_FUZZ_RDF_ROUNDTRIP_H_

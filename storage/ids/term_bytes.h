// How the dictionary writes a term that is not inline: the bytes that are hashed, compared and
// kept.
//
//   IRI         the IRI
//   blank node  the label
//   literal     lexical form, then a suffix that begins with a byte no UTF-8 text holds:
//                 nothing                      xsd:string
//                 FF <code>                    one of the XSD datatypes in kDatatypeCodes, or
//                                              rdf:… with code below 0x20
//                 FF 20 <datatype IRI>         any other datatype
//                 FE <language>                rdf:langString
//                 FD <language>, FC <language> rdf:dirLangString, ltr and rtl
//
// The kind is not among the bytes: it is part of the id and is mixed into the hash.
#ifndef ENTENTE_STORAGE_IDS_TERM_BYTES_H_
#define ENTENTE_STORAGE_IDS_TERM_BYTES_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "schema/quad_stream.h"
#include "storage/ids/term_id.h"

namespace entente {

// The dictionary kind of a term: kIri, kBlankNode or kLiteral.
// REQUIRES: an IRI, blank node or literal.
IdKind DictionaryKind(const TermView& term);

// Appends the bytes. REQUIRES: an IRI, blank node or literal.
void AppendTermBytes(const TermView& term, std::string* out);

// The bytes without copying where they are one piece already (IRIs, blank nodes, plain strings);
// else they are built in `scratch`.
std::string_view TermBytes(const TermView& term, std::string* scratch);

// The term again; the view refers to `bytes` and to constants. DataLoss if no term has these bytes.
absl::StatusOr<TermView> ParseTermBytes(IdKind kind, std::string_view bytes);

// What TripleOrder::kHash keeps in its first column: the upper 40 bits of XXH3-64 of the bytes,
// seeded with the kind. Different terms may share it; whoever looks a term up compares the bytes.
uint64_t TermHash(IdKind kind, std::string_view bytes);

}  // namespace entente

#endif  // ENTENTE_STORAGE_IDS_TERM_BYTES_H_

// How the dictionary writes a term that is not inline: the bytes that are hashed, compared and
// kept.
//
//   IRI         the IRI
//   blank node  the label
//   literal     lexical form, then a suffix that begins with a byte no UTF-8 text holds:
//                 nothing                      xsd:string
//                 FF <code>                    a datatype with a code of its own: rdf: below 20,
//                                              xsd: from 21 on (the table is in term_bytes.cc)
//                 FF 20 <datatype IRI>         any other datatype
//                 FE <language>                rdf:langString
//                 FD <language>, FC <language> rdf:dirLangString, ltr and rtl
//
// A literal whose datatype is rdf:langString or rdf:dirLangString but which has no language (a
// thing that only a program can make) is written with its datatype as "any other". The kind is not
// among the bytes: it is part of the id and is mixed into the hash.
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

// Appends the bytes. REQUIRES: an IRI, blank node or literal; its texts are UTF-8.
void AppendTermBytes(const TermView& term, std::string* out);

// The bytes without copying where they are one piece already (IRIs, blank nodes, plain strings);
// else they are built in `scratch`.
std::string_view TermBytes(const TermView& term, std::string* scratch);

// The term again; the view refers to `bytes` and to constants. DataLoss if no term has these bytes
// (whether texts are UTF-8 is not looked at beyond what tells suffixes apart).
absl::StatusOr<TermView> ParseTermBytes(IdKind kind, std::string_view bytes);

// Whether N-Triples can say a term so that it is read back as the same: its texts are UTF-8, IRIs
// are absolute, the label is one, the language is a tag in lower case and there where the datatype
// needs one.
// REQUIRES: an IRI, blank node or literal.
bool IsWritable(const TermView& term);

// What TripleOrder::kHash keeps in its first column: the upper 40 bits of XXH3-64 of the bytes,
// seeded with the kind. Different terms may share it; whoever looks a term up compares the bytes.
uint64_t TermHash(IdKind kind, std::string_view bytes);

}  // namespace entente

#endif  // ENTENTE_STORAGE_IDS_TERM_BYTES_H_

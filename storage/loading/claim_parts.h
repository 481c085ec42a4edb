// Claims that are parts of a claim say only what is their own; what they share, the whole says
// once. Loading writes the shared statements onto each part, so that every claim can be read by
// itself. Which properties those are is told by ent::kInheritedByParts.
#ifndef ENTENTE_STORAGE_LOADING_CLAIM_PARTS_H_
#define ENTENTE_STORAGE_LOADING_CLAIM_PARTS_H_

#include "absl/status/status.h"
#include "schema/quad_stream.h"
#include "schema/syntax/rdf_format.h"
#include "storage/loading/blank_names.h"
#include "storage/loading/input_file.h"

namespace entente {

// Gives `sink` what the parts in `file` take over: for each shared property of which a part has no
// value in the file, the values that the whole has in it, in their graph, and the class ent:Claim.
// A part of a part takes over from both; one of several wholes from the first, in the order of the
// file, that has a value. Wholes that are parts of themselves end there.
//
// Reads the file twice; keeps the statements of wholes and parts, about 300 bytes each. Errors are
// those of reading and of `sink`.
absl::Status InheritFromWholes(const InputFile& file, BlankNames* names, RdfFormat format,
                               const RdfParseOptions& options, QuadSink* sink);

}  // namespace entente

#endif  // ENTENTE_STORAGE_LOADING_CLAIM_PARTS_H_

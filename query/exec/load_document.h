// LOAD: the quads of a document that an IRI names.
#ifndef ENTENTE_QUERY_EXEC_LOAD_DOCUMENT_H_
#define ENTENTE_QUERY_EXEC_LOAD_DOCUMENT_H_

#include <filesystem>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "query/evaluation/query_limits.h"
#include "schema/quad_stream.h"

namespace entente {

// Whether the scheme is file:, whatever its case.
bool IsFileIri(std::string_view iri);

// The path that a file: IRI names (RFC 8089), its percent escapes undone. InvalidArgument for an
// IRI that names no file of this machine.
absl::StatusOr<std::filesystem::path> PathOfFileIri(std::string_view iri);

// Gives the quads of the document to `sink` as they are read. The syntax goes by the ending of the
// name; gzip, zstd and bzip2 are undone; relative IRIs are resolved against `iri`. Blank nodes and
// parts of claims are treated as bulk loading does (blank_names.h, claim_parts.h): loading a file
// twice adds nothing.
//
// Unimplemented if `iri` is no file: IRI; NotFound, PermissionDenied or InvalidArgument for a file
// that is not there, may not be read, is no regular file or of no known syntax; InvalidArgument
// with line and column for a mistake in it; the errors of `sink` and `limits`.
absl::Status LoadDocument(const std::string& iri, QueryLimits* limits, QuadSink* sink);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_LOAD_DOCUMENT_H_

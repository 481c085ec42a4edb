// The name of the content of a snapshot: in patches, and as the text that signatures are of.
#ifndef ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_IRI_H_
#define ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_IRI_H_

#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "schema/text.h"

namespace entente {

// "urn:entente:snapshot:sha256:" and two lower-case digits for each byte of the hash.
inline std::string SnapshotIri(std::string_view logical_hash) {
  return StrCat("urn:entente:snapshot:sha256:", absl::BytesToHexString(ToAbsl(logical_hash)));
}

}  // namespace entente

#endif  // ENTENTE_STORAGE_SNAPSHOT_SNAPSHOT_IRI_H_

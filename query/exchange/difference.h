// How one state differs from another, as RDF Patch.
//
//   H prev <urn:entente:snapshot:sha256:…> .     the logical hash of the state before,
//   H id <urn:entente:snapshot:sha256:…> .       and of the state that the patch leads to
//   TX .
//   A <…> <…> <…> .
//   D <…> <…> <…> <…> .                           rows sorted by what is behind their letter
//   TC .
//
// The text depends on nothing but the content of the two states.
#ifndef ENTENTE_QUERY_EXCHANGE_DIFFERENCE_H_
#define ENTENTE_QUERY_EXCHANGE_DIFFERENCE_H_

#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/entente.h"
#include "storage/read_view.h"

namespace entente {

// Writes the patch that leads from `before` to `after`, and tells options.record_changed what it
// comes to. Reads both states once, side by side; looks up only subjects that differ, and what
// leads to blank nodes that do. The rows are held until the hashes are known, beyond some MiB in a
// temporary file. Without `patch` there are only the changes of records.
absl::StatusOr<DifferenceReport> WriteDifference(const ReadView& before, const ReadView& after,
                                                 const Output& patch,
                                                 const DifferenceOptions& options);

}  // namespace entente

#endif  // ENTENTE_QUERY_EXCHANGE_DIFFERENCE_H_

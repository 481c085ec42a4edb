// Descriptions → records.
#ifndef ENTENTE_QUERY_CLAIMS_RECORD_READER_H_
#define ENTENTE_QUERY_CLAIMS_RECORD_READER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/records.h"
#include "query/claims/description.h"

namespace entente {

// Reads the record that `description` holds into *record. NotFound if the subject is none of that
// class. InvalidArgument, naming record and property, if a property of the record has a value that
// its field cannot hold: two values where there is one, a literal where an IRI must be, ….
// Properties that the record does not have are passed over.
absl::Status ReadRecord(const Description& description, Actor* record);
absl::Status ReadRecord(const Description& description, Coalition* record);
absl::Status ReadRecord(const Description& description, Document* record);
absl::Status ReadRecord(const Description& description, Claim* record);

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_RECORD_READER_H_

// Records in a store: put, got, found and removed.
#ifndef ENTENTE_QUERY_CLAIMS_RECORD_STORE_H_
#define ENTENTE_QUERY_CLAIMS_RECORD_STORE_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/records.h"
#include "storage/read_view.h"
#include "storage/transaction.h"

namespace entente {

// Makes `record` the record of its IRI and class. The triples of its properties, and what
// annotations of them say, become those of the record; other triples of the subject stay. Of its
// classes only the one that is the kind is replaced; where the new kind is none of the
// vocabulary's, classes foreign to the vocabulary go, because one of them would be read as the
// kind. If reading the record gives it already, nothing is changed, however it is written.
//
// InvalidArgument for what cannot be written (record_writer.h); then nothing has changed.
template <typename Record>
absl::Status PutRecord(const Record& record, StoreTransaction* transaction);
extern template absl::Status PutRecord(const Actor&, StoreTransaction*);
extern template absl::Status PutRecord(const Coalition&, StoreTransaction*);
extern template absl::Status PutRecord(const Document&, StoreTransaction*);
extern template absl::Status PutRecord(const Claim&, StoreTransaction*);

// The record of that class with this IRI (or "_:" and label). NotFound if there is none;
// InvalidArgument as ReadRecord has it.
template <typename Record>
absl::StatusOr<Record> GetRecord(const ReadView& view, std::string_view iri);
extern template absl::StatusOr<Actor> GetRecord(const ReadView&, std::string_view);
extern template absl::StatusOr<Coalition> GetRecord(const ReadView&, std::string_view);
extern template absl::StatusOr<Document> GetRecord(const ReadView&, std::string_view);
extern template absl::StatusOr<Claim> GetRecord(const ReadView&, std::string_view);

// Removes the class and the triples of the properties of every record that the IRI is. What else is
// said of the subject stays, and what others say of it. NotFound if it is no record.
absl::Status RemoveRecords(std::string_view iri, StoreTransaction* transaction);

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_RECORD_STORE_H_

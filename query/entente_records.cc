// The records of the façade.
#include "entente/entente.h"
#include "query/claims/record_store.h"
#include "query/reader_state.h"
#include "schema/status_macros.h"

namespace entente {
namespace {

template <typename Record>
absl::StatusOr<Record> Get(const absl::StatusOr<const ReadView*>& view, std::string_view iri) {
  RETURN_IF_ERROR(view.status());
  return GetRecord<Record>(**view, iri);
}

// Does all of `change`, or nothing of it.
template <typename Change>
absl::Status DoWhole(StoreTransaction* transaction, Change change) {
  transaction->SetSavepoint();
  absl::Status status = change(transaction);
  if (status.ok()) {
    transaction->Release();
  } else {
    transaction->RollBack();
  }
  return status;
}

}  // namespace

template <typename Record>
absl::Status Reader::Rep::Put(const Record& record) {
  if (transaction == nullptr) return Get().status();
  EndRows();
  RETURN_IF_ERROR(DoWhole(transaction.get(),
                          [&](StoreTransaction* changes) { return PutRecord(record, changes); }));
  put_records.insert(record.iri);
  return absl::OkStatus();
}

absl::StatusOr<Actor> Reader::GetActor(std::string_view iri) const {
  return Get<Actor>(rep_->Get(), iri);
}
absl::StatusOr<Coalition> Reader::GetCoalition(std::string_view iri) const {
  return Get<Coalition>(rep_->Get(), iri);
}
absl::StatusOr<Document> Reader::GetDocument(std::string_view iri) const {
  return Get<Document>(rep_->Get(), iri);
}
absl::StatusOr<Claim> Reader::GetClaim(std::string_view iri) const {
  return Get<Claim>(rep_->Get(), iri);
}

absl::Status Transaction::Put(const Actor& actor) { return rep_->Put(actor); }
absl::Status Transaction::Put(const Coalition& coalition) { return rep_->Put(coalition); }
absl::Status Transaction::Put(const Document& document) { return rep_->Put(document); }
absl::Status Transaction::Put(const Claim& claim) { return rep_->Put(claim); }

absl::Status Transaction::RemoveRecords(std::string_view iri) {
  if (rep_->transaction == nullptr) return rep_->Get().status();
  rep_->EndRows();
  return DoWhole(rep_->transaction.get(),
                 [iri](StoreTransaction* changes) { return entente::RemoveRecords(iri, changes); });
}

}  // namespace entente

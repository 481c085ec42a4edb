// The records of the façade.
#include "query/claims/find_claims.h"
#include "query/claims/record_store.h"
#include "query/claims/validation.h"
#include "query/evaluation/query_limits.h"
#include "query/facade/arguments.h"
#include "query/facade/reader_state.h"
#include "schema/status_macros.h"
#include "schema/text.h"

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

absl::Status Reader::Rep::CheckPutRecords() const {
  QueryLimits limits(absl::InfiniteFuture(), nullptr, UINT64_MAX);
  for (const std::string& iri : put_records) {
    const auto refuse = [](const Violation& violation) {
      return absl::InvalidArgumentError(StrCat("<", violation.record, "> breaks the rule ",
                                               violation.rule, ": ", violation.message));
    };
    RETURN_IF_ERROR(ValidateRecord(transaction->view(), iri, &limits, refuse).status());
  }
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

absl::StatusOr<std::vector<Claim>> Reader::FindClaims(const ClaimFilter& filter,
                                                      const QueryOptions& options) const {
  ASSIGN_OR_RETURN(const ReadView* view, rep_->Get());
  QueryLimits limits = LimitsOf(options);
  RETURN_IF_ERROR(limits.CheckedNow());
  return entente::FindClaims(*view, filter, &limits);
}

absl::StatusOr<std::vector<std::string>> Reader::FindByLabel(std::string_view text,
                                                             const QueryOptions& options) const {
  ASSIGN_OR_RETURN(const ReadView* view, rep_->Get());
  QueryLimits limits = LimitsOf(options);
  RETURN_IF_ERROR(limits.CheckedNow());
  return entente::FindByLabel(*view, text, &limits);
}

absl::StatusOr<uint64_t> Reader::Validate(
    const std::function<absl::Status(const Violation& violation)>& found,
    const QueryOptions& options) const {
  if (!found) {
    return absl::InvalidArgumentError("there is nobody to tell: the function is empty");
  }
  ASSIGN_OR_RETURN(const ReadView* view, rep_->Get());
  QueryLimits limits = LimitsOf(options);
  RETURN_IF_ERROR(limits.CheckedNow());
  return ValidateRecords(*view, &limits, found);
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

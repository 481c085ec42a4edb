#include "query/claims/record_store.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "query/claims/description.h"
#include "query/claims/record_fields.h"
#include "query/claims/record_reader.h"
#include "query/claims/record_writer.h"
#include "schema/quad_stream.h"
#include "schema/status_macros.h"
#include "schema/text.h"

namespace entente {
namespace {

// Lists the properties of the fields it visits.
struct PropertyList {
  void Kind(std::string_view /*record_class*/, const std::string& field) { kind = field; }
  void Reference(std::string_view property, const auto&) { properties.push_back(property); }
  void References(std::string_view property, const auto&) { properties.push_back(property); }
  void Sequence(std::string_view property, const auto&) { properties.push_back(property); }
  void String(std::string_view property, const auto&) { properties.push_back(property); }
  void Integer(std::string_view property, const auto&) { properties.push_back(property); }
  void Integers(std::string_view property, const auto&) { properties.push_back(property); }
  void Decimal(std::string_view property, const auto&) { properties.push_back(property); }
  void Date(std::string_view property, const auto&) { properties.push_back(property); }
  void Texts(std::string_view property, const auto&) { properties.push_back(property); }
  void Urls(std::string_view property, const auto&) { properties.push_back(property); }
  void Affiliations(std::string_view property, const auto&) { properties.push_back(property); }
  void StanceOf(std::string_view property, const auto&) { properties.push_back(property); }
  void Proposition(std::string_view property, const auto&) { properties.push_back(property); }

  std::vector<std::string_view> properties = {};
  std::optional<std::string> kind = {};  // None if the record has no such field.
};

// What `record` replaces where `before` is the record that was there.
template <typename Record>
IsReplaced ReplacedBy(const Record& record, const Record& before) {
  PropertyList list;
  VisitFields(&list, &record);
  PropertyList list_before;
  VisitFields(&list_before, &before);
  return [list, kind_before = list_before.kind,
          record_class = ClassOf(record)](const Statement& statement) {
    if (statement.predicate != rdf::kType) {
      return std::ranges::count(list.properties, statement.predicate) > 0;
    }
    if (!list.kind.has_value() || !statement.object.is_iri()) return false;
    const std::string& iri = statement.object.iri().text;
    if (IsKindOf(record_class, iri)) return !IsSubclassOf(*list.kind, iri);
    return IsForeignClass(iri) && (iri == kind_before || !IsKindOf(record_class, *list.kind));
  };
}

// The description of one subject; none if the view does not know it.
absl::StatusOr<std::optional<Description>> DescriptionOf(const ReadView& view,
                                                         const Term& subject) {
  InnerTriples inner;
  ASSIGN_OR_RETURN(const std::optional<TermId> id, view.Find(ViewOf(subject, &inner)));
  if (!id.has_value()) return std::optional<Description>();
  ASSIGN_OR_RETURN(std::vector<Description> found, Describe(view, std::array{*id}));
  return std::optional(std::move(found.front()));
}

template <typename Record>
absl::Status RemoveIfThere(const Description& found, StoreTransaction* transaction, bool* removed) {
  const Record none;
  Record before;
  if (absl::IsNotFound(ReadRecord(found, &before))) return absl::OkStatus();
  *removed = true;
  const IsReplaced is_replaced = [record_class = Term(Iri(std::string(ClassOf(none)))),
                                  replaced = ReplacedBy(none, before)](const Statement& statement) {
    return replaced(statement) ||
           (statement.predicate == rdf::kType && statement.object == record_class);
  };
  return PutDescription({.subject = found.subject}, is_replaced, transaction);
}

}  // namespace

template <typename Record>
absl::Status PutRecord(const Record& record, StoreTransaction* transaction) {
  ASSIGN_OR_RETURN(const Description wanted, ToDescription(record));
  ASSIGN_OR_RETURN(const std::optional<Description> found,
                   DescriptionOf(transaction->view(), wanted.subject));
  Record before;
  if (found.has_value()) {
    Record after;
    if (ReadRecord(*found, &before).ok() && ReadRecord(wanted, &after).ok() && before == after) {
      return absl::OkStatus();
    }
  }
  return PutDescription(wanted, ReplacedBy(record, before), transaction);
}
template absl::Status PutRecord(const Actor&, StoreTransaction*);
template absl::Status PutRecord(const Coalition&, StoreTransaction*);
template absl::Status PutRecord(const Document&, StoreTransaction*);
template absl::Status PutRecord(const Claim&, StoreTransaction*);

template <typename Record>
absl::StatusOr<Record> GetRecord(const ReadView& view, std::string_view iri) {
  ASSIGN_OR_RETURN(const Term subject, ReferenceTerm(iri));
  ASSIGN_OR_RETURN(const std::optional<Description> found, DescriptionOf(view, subject));
  Record record;
  if (!found.has_value()) {
    return absl::NotFoundError(StrCat(subject.ToString(), " is not in the data"));
  }
  RETURN_IF_ERROR(ReadRecord(*found, &record));
  return record;
}
template absl::StatusOr<Actor> GetRecord(const ReadView&, std::string_view);
template absl::StatusOr<Coalition> GetRecord(const ReadView&, std::string_view);
template absl::StatusOr<Document> GetRecord(const ReadView&, std::string_view);
template absl::StatusOr<Claim> GetRecord(const ReadView&, std::string_view);

absl::Status RemoveRecords(std::string_view iri, StoreTransaction* transaction) {
  ASSIGN_OR_RETURN(const Term subject, ReferenceTerm(iri));
  ASSIGN_OR_RETURN(const std::optional<Description> found,
                   DescriptionOf(transaction->view(), subject));
  bool removed = false;
  if (found.has_value()) {
    RETURN_IF_ERROR(RemoveIfThere<Actor>(*found, transaction, &removed));
    RETURN_IF_ERROR(RemoveIfThere<Coalition>(*found, transaction, &removed));
    RETURN_IF_ERROR(RemoveIfThere<Document>(*found, transaction, &removed));
    RETURN_IF_ERROR(RemoveIfThere<Claim>(*found, transaction, &removed));
  }
  if (removed) return absl::OkStatus();
  return absl::NotFoundError(StrCat(subject.ToString(), " is no record"));
}

}  // namespace entente

// Which property each field of a record is, once for all directions: record_writer.cc visits the
// fields to write triples, record_reader.cc to read them. docs/data_model.md draws the records.
//
// A visitor has a function for each way in which a field can be written:
//   Kind(record class, field)     the second class (rdf:type)
//   Reference, References         IRIs; References are a set
//   Sequence                      IRIs, each with its schema:position as annotation
//   String, Integer, Integers, Decimal, Date     literals
//   Texts, Urls                   literals, annotated with their source
//   and Affiliations, StanceOf, Proposition, which have one field each.
#ifndef ENTENTE_QUERY_CLAIMS_RECORD_FIELDS_H_
#define ENTENTE_QUERY_CLAIMS_RECORD_FIELDS_H_

#include <concepts>
#include <string_view>
#include <type_traits>

#include "entente/records.h"
#include "schema/ontology.h"
#include "schema/vocabulary.h"

namespace entente {

// `Record`, const or not.
template <typename T, typename Record>
concept MaybeConst = std::same_as<std::remove_const_t<T>, Record>;

// Whether `iri` can be the second class of a record with this class: for actors and documents one
// that the vocabulary puts below it, or BIBO's for documents.
inline bool IsKindOf(std::string_view record_class, std::string_view iri) {
  if (iri == record_class) return false;
  return IsSubclassOf(iri, record_class) ||
         (record_class == ent::kDocument && iri.starts_with(bibo::kNamespace));
}
// A class of which the vocabulary knows nothing. Where it stands beside no kind, it is the kind.
inline bool IsForeignClass(std::string_view iri) {
  return !iri.starts_with(ent::kNamespace) && !iri.starts_with(bibo::kNamespace);
}

constexpr std::string_view ClassOf(const Actor&) { return ent::kActor; }
constexpr std::string_view ClassOf(const Coalition&) { return ent::kCoalition; }
constexpr std::string_view ClassOf(const Document&) { return ent::kDocument; }
constexpr std::string_view ClassOf(const Claim&) { return ent::kClaim; }

template <typename Fields, MaybeConst<Actor> Record>
void VisitFields(Fields* fields, Record* actor) {
  fields->Kind(ent::kActor, actor->kind);
  fields->Texts(rdfs::kLabel, actor->labels);
  fields->Texts(skos::kAltLabel, actor->alternative_labels);
  fields->Affiliations(schema::kAffiliation, actor->affiliations);
  fields->Reference(ent::kCountry, actor->country);
  fields->Reference(ent::kSpeaksFor, actor->speaks_for);
  fields->Reference(ent::kSubsidiaryOf, actor->subsidiary_of);
  fields->Reference(ent::kGoverns, actor->governs);
  fields->Reference(ent::kHead, actor->head);
  fields->References(ent::kMember, actor->members);
  fields->Integer(ent::kMemberCountMin, actor->member_count_min);
  fields->Integer(ent::kMemberCountMax, actor->member_count_max);
}

template <typename Fields, MaybeConst<Coalition> Record>
void VisitFields(Fields* fields, Record* coalition) {
  fields->Texts(rdfs::kLabel, coalition->labels);
  fields->Texts(skos::kAltLabel, coalition->alternative_labels);
  fields->References(ent::kGroupingKind, coalition->kinds);
  fields->References(ent::kDomain, coalition->domains);
  fields->References(ent::kMember, coalition->members);
}

template <typename Fields, MaybeConst<Document> Record>
void VisitFields(Fields* fields, Record* document) {
  fields->Kind(ent::kDocument, document->kind);
  fields->Texts(dcterms::kTitle, document->titles);
  fields->Sequence(dcterms::kCreator, document->creators);
  fields->Sequence(bibo::kEditor, document->editors);
  fields->Sequence(bibo::kTranslator, document->translators);
  fields->Date(dcterms::kIssued, document->issued);
  fields->String(dcterms::kLanguage, document->language);
  fields->Reference(dcterms::kIsPartOf, document->part_of);
  fields->String(bibo::kVolume, document->volume);
  fields->String(bibo::kIssue, document->issue);
  fields->String(bibo::kPages, document->pages);
  fields->String(bibo::kSection, document->section);
  fields->Reference(dcterms::kPublisher, document->publisher);
  fields->Texts(ent::kPlaceOfPublication, document->places);
  fields->String(dcterms::kIdentifier, document->identifier);
  fields->Urls(schema::kUrl, document->urls);
}

template <typename Fields, MaybeConst<Claim> Record>
void VisitFields(Fields* fields, Record* claim) {
  fields->Proposition(rdf::kReifies, claim->proposition);
  fields->Reference(ent::kClaimant, claim->claimant);
  fields->StanceOf(ent::kStance, claim->stance);
  fields->Reference(ent::kSource, claim->source);
  fields->String(ent::kLocator, claim->locator);
  fields->Integers(ent::kPage, claim->pages);
  fields->References(ent::kSection, claim->sections);
  fields->Reference(ent::kNote, claim->note);
  fields->References(ent::kKind, claim->kinds);
  fields->Reference(ent::kModality, claim->modality);
  fields->Reference(ent::kCondition, claim->condition);
  fields->Decimal(ent::kConfidence, claim->confidence);
  fields->Date(ent::kValidFrom, claim->valid.from);
  fields->Date(ent::kValidUntil, claim->valid.until);
  fields->Date(ent::kStatedOn, claim->stated_on);
  fields->Date(ent::kRecordedOn, claim->recorded_on);
  fields->Reference(ent::kRole, claim->role);
  fields->Reference(ent::kStatus, claim->status);
  fields->Reference(ent::kOnClaim, claim->on_claim);
  fields->References(ent::kPart, claim->parts);
  fields->References(ent::kEvidence, claim->evidence);
  fields->Reference(ent::kBasis, claim->basis);
  fields->References(ent::kAddressee, claim->addressees);
  fields->References(ent::kAbout, claim->about);
  fields->Texts(rdfs::kLabel, claim->labels);
  fields->Texts(ent::kText, claim->texts);
  fields->Texts(ent::kWording, claim->wordings);
  fields->Reference(prov::kWasAttributedTo, claim->attributed_to);
}

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_RECORD_FIELDS_H_

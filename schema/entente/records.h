// The records of Entente: actors, groupings, documents and claims as plain structs.
//
// Each field has exactly one reading in RDF, drawn in docs/data_model.md; what a record writes,
// SPARQL sees. IRIs are absolute and written without brackets; a blank node is "_:" and its label.
// An empty string or container means that nothing is said. Kinds, roles, statuses and the like are
// IRIs of the vocabulary (ent::kState, … in entente/vocabulary.h) or of the application.
//
// Vectors are sets, except where a sequence is spoken of: what is read is sorted and has each
// element once, texts by language first. A text or affiliation that is said with a source or other
// detail is not said again without.
#ifndef ENTENTE_RECORDS_H_
#define ENTENTE_RECORDS_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/term.h"

namespace entente {

// A date that is known to the year, to the month or to the day. It stands for one unknown day
// within. The proleptic Gregorian calendar; years from -9999 to 9999.
struct PartialDate {
  int32_t year = 0;
  uint8_t month = 0;  // 1 to 12; 0: unknown.
  uint8_t day = 0;    // 1 to 31; 0: unknown. Known only with the month.

  // "2022", "2022-04" or "2022-04-01". InvalidArgument for anything else, and for days that do not
  // exist.
  static absl::StatusOr<PartialDate> Parse(std::string_view text);
  std::string ToString() const;

  // The earliest and the latest day that it may be, in days since 1970-01-01.
  int32_t FirstDay() const;
  int32_t LastDay() const;

  friend bool operator==(const PartialDate&, const PartialDate&) = default;
};

// When something holds: from its first to its last day, open where nothing is said.
struct Interval {
  std::optional<PartialDate> from = {};
  std::optional<PartialDate> until = {};
  friend bool operator==(const Interval&, const Interval&) = default;
};

// A text in a language, and where it comes from.
struct Text {
  std::string text = {};
  std::string language = {};       // Such as "zh", in lower case; empty: none (an xsd:string).
  std::string source = {};         // The document that prints it (dcterms:source).
  std::string attributed_to = {};  // Who added it, if no document has it (prov:wasAttributedTo).
  std::string correction_of = {};  // The printed value that this one puts right.
  friend bool operator==(const Text&, const Text&) = default;
};

// Somebody's place in an organization.
struct Affiliation {
  std::string organization = {};
  std::vector<Text> roles = {};  // "senior fellow"@en, "高级研究员"@zh. Languages only, no sources.
  std::string status = {};       // Such as ent:former.
  std::string source = {};       // The document that says so.
  Interval valid = {};
  friend bool operator==(const Affiliation&, const Affiliation&) = default;
};

// Whoever acts, speaks or belongs to something.
struct Actor {
  std::string iri = {};
  std::string kind = {};  // A subclass of ent:Actor; empty where unknown or contested.
  std::vector<Text> labels = {};
  std::vector<Text> alternative_labels = {};
  std::vector<Affiliation> affiliations = {};
  std::string country = {};
  std::string speaks_for = {};
  std::string subsidiary_of = {};
  std::string governs = {};                      // Of an administration: the state,
  std::string head = {};                         // and who heads it.
  std::vector<std::string> members = {};         // Of a group.
  std::optional<int64_t> member_count_min = {};  // Of an open group.
  std::optional<int64_t> member_count_max = {};
  friend bool operator==(const Actor&, const Actor&) = default;
};

// Any grouping of actors. Its kind, domains and members are only those that the graph asserts; what
// is contested, or has a role, status or time, is said by claims.
struct Coalition {
  std::string iri = {};
  std::vector<Text> labels = {};
  std::vector<Text> alternative_labels = {};
  std::vector<std::string> kinds = {};
  std::vector<std::string> domains = {};
  std::vector<std::string> members = {};
  friend bool operator==(const Coalition&, const Coalition&) = default;
};

// A work.
struct Document {
  std::string iri = {};
  std::string kind = {};                   // Its class besides ent:Document, such as bibo:Book.
  std::vector<Text> titles = {};           // As printed, and translations.
  std::vector<std::string> creators = {};  // In the sequence printed.
  std::vector<std::string> editors = {};   // In sequence, as are translators.
  std::vector<std::string> translators = {};
  std::optional<PartialDate> issued = {};
  std::string language = {};
  std::string part_of = {};  // The book or periodical.
  std::string volume = {};
  std::string issue = {};
  std::string pages = {};
  std::string section = {};  // Of a newspaper.
  std::string publisher = {};
  std::vector<Text> places = {};  // Of publication.
  std::string identifier = {};
  std::vector<Text> urls = {};  // Without language; a corrected one names the printed one.
  friend bool operator==(const Document&, const Document&) = default;
};

// How a claimant stands to a proposition.
enum class Stance : uint8_t {
  kAsserts,
  kEndorses,
  kDenies,
  kDisputes,
  kReports,
  kDistances,
  kSupposes,
};
enum class StanceGroup : uint8_t { kFor, kAgainst, kNeutral };

StanceGroup GroupOf(Stance stance);
// "asserts", … The IRI is this in the namespace ent:. Empty for a number that is no stance.
std::string_view StanceName(Stance stance);

// What people call a class, property or value of the vocabulary, in "zh" or else in English; empty
// for other IRIs.
std::string_view VocabularyLabel(std::string_view iri, std::string_view language);
// The IRIs of its classes and of its properties.
std::vector<std::string_view> VocabularyClasses();
std::vector<std::string_view> VocabularyProperties();

// Who says what, where and when. Storing a claim never makes its proposition true.
struct Claim {
  std::string iri = {};
  // None only if the claim has parts.
  std::optional<Triple> proposition = {};
  std::string claimant = {};
  Stance stance = Stance::kAsserts;
  std::string source = {};  // The document in which it was found.

  // The place in the source.
  std::string locator = {};
  std::vector<int64_t> pages = {};
  std::vector<std::string> sections = {};
  std::string note = {};

  std::vector<std::string> kinds = {};
  std::string modality = {};              // Empty: categorical.
  std::string condition = {};             // The claim it hangs on.
  std::optional<double> confidence = {};  // 0 to 1.
  Interval valid = {};
  std::optional<PartialDate> stated_on = {};
  std::optional<PartialDate> recorded_on = {};
  std::string role = {};  // Of memberships.
  std::string status = {};
  std::string on_claim = {};
  std::vector<std::string> parts = {};
  std::vector<std::string> evidence = {};
  std::string basis = {};
  std::vector<std::string> addressees = {};
  std::vector<std::string> about = {};
  std::vector<Text> labels = {};
  std::vector<Text> texts = {};     // In the curator's words.
  std::vector<Text> wordings = {};  // As printed.
  std::string attributed_to = {};
  friend bool operator==(const Claim&, const Claim&) = default;
};

}  // namespace entente

#endif  // ENTENTE_RECORDS_H_

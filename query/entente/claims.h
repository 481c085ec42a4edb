// What can be asked about claims: filters, evidence views, contradictions, rules broken.
// docs/data_model.md has the meaning of each word.
#ifndef ENTENTE_CLAIMS_H_
#define ENTENTE_CLAIMS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/records.h"

namespace entente {

// Which claims to find: those that meet all conditions given. Without any, all claims.
struct ClaimFilter {
  // Subject or object of the proposition, or named by ent:about.
  Term about = {};
  std::string claimant = {};
  std::string source = {};
  std::optional<Triple> proposition = {};
  // The claims that answer this one: on it (ent:onClaim), or linked to it by a proposition of which
  // it is the object (supports, contradicts, …).
  std::string answers = {};
  uint64_t count_max = 0;  // 0: any.
};

// The graph that follows from the claims under some conditions; its IRI stands in FROM.
struct EvidenceView {
  enum class Time : uint8_t { kPossible, kCertain };
  enum class Policy : uint8_t { kUncontested, kSupported };

  std::optional<PartialDate> valid = {};
  std::optional<PartialDate> known = {};
  Time time = Time::kPossible;
  // IRIs; empty: any.
  std::vector<std::string> sources = {};
  std::vector<std::string> claimants = {};
  std::vector<std::string> modalities = {};
  std::optional<double> min_confidence = {};
  Policy policy = Policy::kUncontested;
  bool includes_base = true;             // The asserted triples.
  std::vector<std::string> graphs = {};  // That count; empty: the default graph.

  // "urn:entente:view?valid=2022-05-01&…": parameters in the sequence of docs/data_model.md, those
  // with their default left out.
  std::string ToIri() const;
  // InvalidArgument names the parameter and what it may be.
  static absl::StatusOr<EvidenceView> FromIri(std::string_view iri);
  // Whether an IRI is meant as a view's, well written or not.
  static bool IsViewIri(std::string_view iri);

  friend bool operator==(const EvidenceView&, const EvidenceView&) = default;
};

// Two claims that cannot both hold.
struct Contradiction {
  enum class Rule : uint8_t { kDenial, kSingleValued, kDisjoint };
  Rule rule = Rule::kDenial;
  std::string first = {};  // IRIs of the claims. Of a denial: the one for, then the one against.
  std::string second = {};
  std::string first_claimant = {};
  std::string second_claimant = {};
  Triple first_proposition = {};
  Triple second_proposition = {};
  Interval overlap = {};    // The later beginning and the earlier end, as they are written.
  bool is_certain = false;  // Whether the intervals overlap for every choice of unknown days.
};

struct ContradictionOptions {
  EvidenceView view = {};                       // Its policy and base do not matter here.
  std::vector<std::string> single_valued = {};  // Properties, besides those declared.
  uint64_t count_max = 0;                       // 0: any.
};

// A rule of well-formedness that a record breaks.
struct Violation {
  std::string record = {};   // The IRI or blank node label ("_:b0") of the record.
  std::string rule = {};     // Such as "claim-stance".
  std::string message = {};  // One sentence.
  friend bool operator==(const Violation&, const Violation&) = default;
};

}  // namespace entente

#endif  // ENTENTE_CLAIMS_H_

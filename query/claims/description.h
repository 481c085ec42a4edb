// What the default graph says of one subject: its triples, and what annotations say of those. The
// form between records (entente/records.h) and quads.
#ifndef ENTENTE_QUERY_CLAIMS_DESCRIPTION_H_
#define ENTENTE_QUERY_CLAIMS_DESCRIPTION_H_

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/term.h"
#include "storage/read_view.h"
#include "storage/transaction.h"

namespace entente {

// What one reifier of a triple says about it: predicates and objects, sorted, each once. Only those
// that records know for the triple's predicate (IsAnnotatedWith).
using Annotation = std::vector<std::pair<std::string, Term>>;

struct Statement {
  std::string predicate = {};
  Term object = {};
  // Sorted, each once. Empty annotations are none.
  std::vector<Annotation> annotations = {};
};

struct Description {
  Term subject = {};
  std::vector<Statement> statements = {};
};

// Whether records know `property` in annotations of triples with this predicate: the source of a
// label, the role in an affiliation, the position of an author, ….
bool IsAnnotatedWith(std::string_view predicate, std::string_view property);

// Describes subjects, in their sequence. A reifier that is an ent:Claim is no annotation. Takes
// time by the number of triples of each subject. Errors are those of the view.
absl::StatusOr<std::vector<Description>> Describe(const ReadView& view,
                                                  std::span<const TermId> subjects);

// Whether a triple of the subject is one that the record replaces.
using IsReplaced = std::function<bool(const Statement& statement)>;

// Makes the triples that are replaced those of `wanted`, with its annotations. Changes only what
// differs: annotations that say what is wanted keep their reifiers, whoever named them. New
// reifiers are blank nodes labelled by what they say, so that the same record gives the same quads
// everywhere. What a reifier says beyond IsAnnotatedWith stays.
absl::Status PutDescription(const Description& wanted, const IsReplaced& is_replaced,
                            StoreTransaction* transaction);

}  // namespace entente

#endif  // ENTENTE_QUERY_CLAIMS_DESCRIPTION_H_

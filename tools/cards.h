// Cards: what the database knows of one record, on a page for people.
#ifndef ENTENTE_TOOLS_CARDS_H_
#define ENTENTE_TOOLS_CARDS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "entente/entente.h"
#include "tools/naming.h"

namespace entente {

// One claim and the values that lists of claims show; no term where there is none. The locator is
// "p. 3" where the claim has none, but a page.
struct ClaimLine {
  Term claim = {};
  Term proposition = {};
  Term claimant = {};
  Term stance = {};
  Term source = {};
  Term locator = {};
  Term stated_on = {};
  Term valid_from = {};
  Term valid_until = {};
  Term role = {};
  Term status = {};
};

// The claims ?c that match `pattern`, a group graph pattern without braces, in what `naming` names;
// sorted by IRI, each once. Errors as those of queries.
absl::StatusOr<std::vector<ClaimLine>> FindClaimLines(const Naming& naming,
                                                      const std::string& pattern,
                                                      const Params& params);

// Each writes the card of the record, in the format of tables that `write` describes.
absl::Status WriteActorCard(const Reader& reader, const Iri& actor, Naming* naming,
                            const WriteOptions& write, const Output& output);
absl::Status WriteCoalitionCard(const Reader& reader, const Iri& coalition, Naming* naming,
                                const WriteOptions& write, const Output& output);
absl::Status WriteDocumentCard(const Reader& reader, const Iri& document, Naming* naming,
                               const WriteOptions& write, const Output& output);
absl::Status WriteClaimCard(const Reader& reader, const Iri& claim, Naming* naming,
                            const WriteOptions& write, const Output& output);

}  // namespace entente

#endif  // ENTENTE_TOOLS_CARDS_H_

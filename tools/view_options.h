// The options that say under which evidence view a command asks (docs/data_model.md).
#ifndef ENTENTE_TOOLS_VIEW_OPTIONS_H_
#define ENTENTE_TOOLS_VIEW_OPTIONS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "entente/entente.h"

namespace entente {

// As they are written; empty where not given.
struct ViewArguments {
  std::string valid = {};
  std::string known = {};
  std::string time = {};
  // IRIs with or without angle brackets, names with a prefix, or titles and labels.
  std::vector<std::string> sources = {};
  std::vector<std::string> claimants = {};
  std::vector<std::string> modalities = {};  // Or names of the vocabulary alone.
  std::optional<double> min_confidence = {};
  std::string policy = {};
  std::string base_triples = {};
};

// The view that the options say; none if none of them is given. Names may have the prefixes of
// `prepare`; what looks like no IRI is a name of a record in `reader`. A status of
// WrongOption names the option.
absl::StatusOr<std::optional<EvidenceView>> ToView(const ViewArguments& arguments,
                                                   const PrepareOptions& prepare,
                                                   const Reader& reader);

}  // namespace entente

#endif  // ENTENTE_TOOLS_VIEW_OPTIONS_H_

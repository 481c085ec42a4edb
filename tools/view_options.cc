#include "tools/view_options.h"

#include <string_view>

#include "tools/exit_code.h"
#include "tools/naming.h"

namespace entente {
namespace {

absl::Status Wrong(std::string_view option, const std::string& value, const std::string& problem) {
  return WrongOption("--" + std::string(option) + " " + value + ": " + problem);
}

absl::Status ReadDate(std::string_view option, const std::string& text,
                      std::optional<PartialDate>* date) {
  if (text.empty()) return absl::OkStatus();
  const auto parsed = PartialDate::Parse(text);
  if (!parsed.ok()) return Wrong(option, text, std::string(parsed.status().message()));
  *date = *parsed;
  return absl::OkStatus();
}

absl::Status ReadIris(std::string_view option, const std::vector<std::string>& texts,
                      const PrepareOptions& prepare, std::vector<std::string>* iris) {
  for (const std::string& text : texts) {
    // What is no term with the prefixes known, such as http://example.org/a, is an IRI as it
    // stands, or a name that the view itself knows.
    const auto term = ParseTerm(text, prepare);
    iris->push_back(term.ok() && term->is_iri() ? term->iri().text : text);
    // The view's own check, with the name of the option.
    EvidenceView view;
    (option == "modality" ? view.modalities : view.sources) = {iris->back()};
    const auto checked = EvidenceView::FromIri(view.ToIri());
    if (!checked.ok()) {
      return Wrong(option, text,
                   option == "modality" ? "write categorical, possible, conditional, hypothetical "
                                          "or an IRI"
                                        : "write an absolute IRI, or a name with a known prefix");
    }
    if (option == "modality") iris->back() = checked->modalities.front();
  }
  return absl::OkStatus();
}

// Puts IRIs in the place of labels and titles.
absl::Status ResolveNames(std::string_view option, std::string_view record_class,
                          const Reader& reader, std::vector<std::string>* texts) {
  for (std::string& text : *texts) {
    if (Naming::LooksLikeIri(text)) continue;
    const auto record = Naming(reader, "en").Resolve(text, record_class);
    if (!record.ok()) return Wrong(option, text, std::string(record.status().message()));
    text = record->text;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<EvidenceView>> ToView(const ViewArguments& arguments,
                                                   const PrepareOptions& prepare,
                                                   const Reader& reader) {
  EvidenceView view;
  std::vector<std::string> sources = arguments.sources;
  std::vector<std::string> claimants = arguments.claimants;
  absl::Status status = ReadDate("valid", arguments.valid, &view.valid);
  if (status.ok()) status = ReadDate("known", arguments.known, &view.known);
  if (status.ok()) status = ResolveNames("source", "Document", reader, &sources);
  if (status.ok()) status = ResolveNames("claimant", "Actor", reader, &claimants);
  if (status.ok()) status = ReadIris("source", sources, prepare, &view.sources);
  if (status.ok()) status = ReadIris("claimant", claimants, prepare, &view.claimants);
  if (status.ok()) status = ReadIris("modality", arguments.modalities, prepare, &view.modalities);
  if (!status.ok()) return status;
  view.min_confidence = arguments.min_confidence;
  if (arguments.time == "certain") view.time = EvidenceView::Time::kCertain;
  if (arguments.policy == "supported") view.policy = EvidenceView::Policy::kSupported;
  view.includes_base = arguments.base_triples != "exclude";
  // That the default is given is a wish for the view of all claims.
  const bool is_given = view != EvidenceView() || !arguments.time.empty() ||
                        !arguments.policy.empty() || !arguments.base_triples.empty();
  return is_given ? std::optional(view) : std::nullopt;
}

}  // namespace entente

#include "storage/loading/blank_names.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "schema/status_macros.h"
#include "schema/vocabulary.h"
#include "storage/loading/blank_label.h"

namespace entente {
namespace {

// Also in a base or prefix that leads to the namespace.
constexpr std::string_view kHintOfClaims = "entente";
constexpr std::string_view kClaimIriPrefix = "urn:entente:claim:";
constexpr size_t kBufferBytes = size_t{1} << 20;

absl::StatusOr<bool> Mentions(ByteSource* source, std::string_view text) {
  std::vector<char> buffer(kBufferBytes);
  size_t kept = 0;  // The end of what was read before: the text may begin there.
  while (true) {
    ASSIGN_OR_RETURN(const size_t size, source->Read(std::span(buffer).subspan(kept)));
    if (size == 0) return false;
    const std::string_view read(buffer.data(), kept + size);
    if (read.find(text) != std::string_view::npos) return true;
    kept = std::min(read.size(), text.size() - 1);
    std::copy(read.end() - static_cast<ptrdiff_t>(kept), read.end(), buffer.begin());
  }
}

class BlankClaimSink : public QuadSink {
 public:
  explicit BlankClaimSink(TextSet* claims) : claims_(claims) {}
  absl::Status Accept(const QuadView& quad) override {
    if (quad.predicate.text == rdf::kType) {
      if (quad.object.text == ent::kClaim) Add(quad.subject);
    } else if (quad.predicate.text == ent::kPart) {
      Add(quad.object);
    }
    return absl::OkStatus();
  }

 private:
  void Add(const TermView& term) {
    if (term.kind == Term::Kind::kBlankNode) claims_->emplace(term.text);
  }
  TextSet* const claims_;
};

}  // namespace

absl::StatusOr<TermView> BlankNames::NameOf(std::string_view label, std::string* text) {
  text->clear();
  if (IsGlobalBlankLabel(label)) {
    text->append(label);
    return TermView::OfBlankNode(*text);
  }
  std::call_once(once_, [this] { status_ = Find(); });
  RETURN_IF_ERROR(status_);
  const bool is_claim = claims_.contains(label);
  if (is_claim) text->append(kClaimIriPrefix);
  text->append(prefix_).append(label);
  return is_claim ? TermView::OfIri(*text) : TermView::OfBlankNode(*text);
}

absl::Status BlankNames::Find() {
  ASSIGN_OR_RETURN(const std::string_view hash, file_->ContentHash());
  prefix_ = BlankLabelPrefix(hash);
  ASSIGN_OR_RETURN(const bool speaks_of_claims, Mentions(file_->Reopen().get(), kHintOfClaims));
  if (!speaks_of_claims) return absl::OkStatus();
  BlankClaimSink sink(&claims_);
  // Any absolute IRI does as base: labels do not depend on it.
  const absl::Status status =
      ParseRdf(format_, file_->Reopen().get(),
               {.file_name = file_->name(), .base_iri = std::string(ent::kNamespace)}, &sink);
  return absl::IsInvalidArgument(status) ? absl::OkStatus() : status;
}

absl::Status NamingSink::Accept(const QuadView& quad) {
  texts_.clear();
  triples_.clear();
  QuadView named = quad;
  RETURN_IF_ERROR(Name(&named.subject));
  RETURN_IF_ERROR(Name(&named.object));
  RETURN_IF_ERROR(Name(&named.graph));
  return sink_->Accept(named);
}

absl::Status NamingSink::Name(TermView* term) {
  if (term->kind == Term::Kind::kTriple) {
    TripleView& triple = triples_.emplace_back(*term->triple);
    RETURN_IF_ERROR(Name(&triple.subject));
    RETURN_IF_ERROR(Name(&triple.object));
    term->triple = &triple;
  } else if (term->kind == Term::Kind::kBlankNode) {
    ASSIGN_OR_RETURN(*term, names_->NameOf(term->text, &texts_.emplace_back()));
  }
  return absl::OkStatus();
}

}  // namespace entente

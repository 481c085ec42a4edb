#include "query/claims/description.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "schema/quad_stream.h"
#include "schema/status_macros.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "storage/loading/blank_label.h"

namespace entente {
namespace {

constexpr std::array kTextPredicates = {
    rdfs::kLabel, skos::kAltLabel, dcterms::kTitle, ent::kPlaceOfPublication,
    schema::kUrl, ent::kText,      ent::kWording};
constexpr std::array kSequencePredicates = {dcterms::kCreator, bibo::kEditor, bibo::kTranslator};

constexpr std::array kOfText = {dcterms::kSource, prov::kWasAttributedTo, ent::kCorrectionOf};
constexpr std::array kOfSequence = {schema::kPosition};
constexpr std::array kOfAffiliation = {schema::kRoleName, ent::kStatus, dcterms::kSource,
                                       ent::kValidFrom, ent::kValidUntil};

bool Holds(std::span<const std::string_view> list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// What annotations of triples with this predicate may say.
std::span<const std::string_view> AnnotationProperties(std::string_view predicate) {
  if (Holds(kTextPredicates, predicate)) return kOfText;
  if (Holds(kSequencePredicates, predicate)) return kOfSequence;
  if (predicate == schema::kAffiliation) return kOfAffiliation;
  return {};
}

struct FoundAnnotation {
  TermId reifier = {};
  Annotation says = {};
};

struct FoundStatement {
  TermId predicate = {};
  TermId object = {};
  std::string predicate_iri = {};
  Term object_term = {};
  std::vector<FoundAnnotation> annotations = {};
};

struct FoundSubject {
  TermId id = {};
  Term term = {};
  std::vector<FoundStatement> statements = {};
};

// Finds triples of the default graph and decodes their terms, each once and many together.
class Describer {
 public:
  explicit Describer(const ReadView& view) : view_(view) {}

  absl::StatusOr<std::vector<FoundSubject>> Find(std::span<const TermId> subjects) {
    RETURN_IF_ERROR(FindIri(rdf::kReifies, &reifies_));
    RETURN_IF_ERROR(FindIri(rdf::kType, &type_));
    RETURN_IF_ERROR(FindIri(ent::kClaim, &claim_));
    std::vector<FoundSubject> found(subjects.size());
    for (size_t i = 0; i < subjects.size(); ++i) {
      found[i].id = subjects[i];
      RETURN_IF_ERROR(ScanTriples(subjects[i], [&](TermId predicate, TermId object) {
        found[i].statements.push_back({.predicate = predicate, .object = object});
        Want(predicate);
      }));
    }
    // The predicates first: they say where annotations may be.
    RETURN_IF_ERROR(DecodeWanted());
    std::vector<std::vector<RawAnnotation>> annotations(found.size());
    for (size_t i = 0; i < found.size(); ++i) {
      RETURN_IF_ERROR(FindAnnotations(found[i], &annotations[i]));
    }
    for (const FoundSubject& subject : found) {
      Want(subject.id);
      for (const FoundStatement& statement : subject.statements) Want(statement.object);
    }
    RETURN_IF_ERROR(DecodeWanted());
    for (size_t i = 0; i < found.size(); ++i) FillTerms(annotations[i], &found[i]);
    return found;
  }

  TermId reifies() const { return reifies_; }
  const Term& TermOf(TermId id) const { return terms_.find(id)->second; }

  // All triples with this subject.
  template <typename Function>
  absl::Status ScanTriples(TermId subject, Function take) const {
    const auto cursor = view_.Scan(TripleOrder::kSpog, std::array{subject});
    for (RowBatch batch; cursor->Next(&batch);) {
      for (size_t row = 0; row < batch.row_count; ++row) {
        if (batch.columns[3][row].is_none()) take(batch.columns[1][row], batch.columns[2][row]);
      }
    }
    return cursor->status();
  }

 private:
  struct RawAnnotation {
    size_t statement = 0;
    TermId reifier = {};
    std::vector<std::pair<TermId, TermId>> says = {};
  };

  absl::Status FindIri(std::string_view iri, TermId* id) const {
    ASSIGN_OR_RETURN(const std::optional<TermId> found, view_.Find(TermView::OfIri(iri)));
    // An id that no quad has.
    *id = found.value_or(TermId(IdKind::kLocal, TermId::kPayloadMask));
    return absl::OkStatus();
  }

  void Want(TermId id) {
    if (!terms_.contains(id)) wanted_.insert(id);
  }

  absl::Status DecodeWanted() {
    std::vector<TermId> ids(wanted_.begin(), wanted_.end());
    std::sort(ids.begin(), ids.end());
    ASSIGN_OR_RETURN(std::vector<Term> terms, view_.Decode(ids));
    for (size_t i = 0; i < ids.size(); ++i) terms_.emplace(ids[i], std::move(terms[i]));
    wanted_.clear();
    return absl::OkStatus();
  }

  absl::Status FindAnnotations(const FoundSubject& subject, std::vector<RawAnnotation>* found) {
    // The statements of one predicate follow one another.
    const std::vector<FoundStatement>& statements = subject.statements;
    for (size_t begin = 0; begin < statements.size();) {
      const TermId predicate = statements[begin].predicate;
      size_t end = begin + 1;
      while (end < statements.size() && statements[end].predicate == predicate) ++end;
      if (!AnnotationProperties(TermOf(predicate).iri().text).empty()) {
        RETURN_IF_ERROR(FindAnnotations(subject, begin, end, found));
      }
      begin = end;
    }
    return absl::OkStatus();
  }

  // Of the statements [begin, end), which have one predicate.
  absl::Status FindAnnotations(const FoundSubject& subject, size_t begin, size_t end,
                               std::vector<RawAnnotation>* found) {
    const std::vector<FoundStatement>& statements = subject.statements;
    const auto cursor =
        view_.Scan(TripleOrder::kTermSpot, std::array{subject.id, statements[begin].predicate});
    for (RowBatch batch; cursor->Next(&batch);) {
      for (size_t row = 0; row < batch.row_count; ++row) {
        for (size_t i = begin; i < end; ++i) {
          if (statements[i].object != batch.columns[2][row]) continue;
          RETURN_IF_ERROR(FindReifiers(i, batch.columns[3][row], found));
        }
      }
    }
    return cursor->status();
  }

  absl::Status FindReifiers(size_t statement, TermId triple_term,
                            std::vector<RawAnnotation>* found) {
    const auto cursor = view_.Scan(TripleOrder::kPosg, std::array{reifies_, triple_term});
    for (RowBatch batch; cursor->Next(&batch);) {
      for (size_t row = 0; row < batch.row_count; ++row) {
        if (!batch.columns[3][row].is_none()) continue;
        RawAnnotation annotation{.statement = statement, .reifier = batch.columns[2][row]};
        bool is_claim = false;
        RETURN_IF_ERROR(ScanTriples(annotation.reifier, [&](TermId predicate, TermId object) {
          is_claim = is_claim || (predicate == type_ && object == claim_);
          annotation.says.emplace_back(predicate, object);
        }));
        if (is_claim) continue;
        Want(annotation.reifier);
        for (const auto& [predicate, object] : annotation.says) {
          Want(predicate);
          Want(object);
        }
        found->push_back(std::move(annotation));
      }
    }
    return cursor->status();
  }

  void FillTerms(const std::vector<RawAnnotation>& annotations, FoundSubject* subject) {
    subject->term = TermOf(subject->id);
    for (FoundStatement& statement : subject->statements) {
      statement.predicate_iri = TermOf(statement.predicate).iri().text;
      statement.object_term = TermOf(statement.object);
    }
    for (const RawAnnotation& raw : annotations) {
      FoundStatement& statement = subject->statements[raw.statement];
      FoundAnnotation annotation{.reifier = raw.reifier};
      for (const auto& [predicate, object] : raw.says) {
        const std::string& iri = TermOf(predicate).iri().text;
        if (IsAnnotatedWith(statement.predicate_iri, iri)) {
          annotation.says.emplace_back(iri, TermOf(object));
        }
      }
      std::sort(annotation.says.begin(), annotation.says.end());
      if (!annotation.says.empty()) statement.annotations.push_back(std::move(annotation));
    }
  }

  const ReadView& view_;
  TermId reifies_ = {};
  TermId type_ = {};
  TermId claim_ = {};
  absl::flat_hash_map<TermId, Term> terms_;
  absl::flat_hash_set<TermId> wanted_;
};

QuadView TripleOf(const TermView& subject, std::string_view predicate, const TermView& object) {
  return {.subject = subject, .predicate = TermView::OfIri(predicate), .object = object};
}

// Equal for equal annotations of equal triples, and different otherwise: the label has 100 bits of
// a cryptographic hash. In the form of labels that loading leaves as they are.
std::string ReifierLabel(const Term& triple_term, const Annotation& says) {
  std::string text = triple_term.ToString();
  for (const auto& [predicate, object] : says) {
    StrAppend(&text, "\n", predicate, " ", object.ToString());
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
  EVP_Digest(text.data(), text.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  constexpr std::string_view kCharacters = "0123456789abcdefghijklmnopqrstuv";
  std::string hash;
  for (size_t i = 0; i < kContentHashCharacters; ++i) hash.push_back(kCharacters[digest[i] & 31]);
  return StrCat(BlankLabelPrefix(hash), "a");
}

// One call of PutDescription.
class DescriptionPut {
 public:
  DescriptionPut(const Description& wanted, StoreTransaction* transaction)
      : wanted_(wanted),
        subject_(ViewOf(wanted.subject, &inner_)),
        transaction_(transaction),
        describer_(transaction->view()) {}
  DescriptionPut(const DescriptionPut&) = delete;

  absl::Status Run(const IsReplaced& is_replaced) {
    ASSIGN_OR_RETURN(const std::optional<TermId> id, transaction_->view().Find(subject_));
    if (id.has_value()) {
      ASSIGN_OR_RETURN(const std::vector<FoundSubject> found, describer_.Find(std::array{*id}));
      // All removals before all insertions: a new reifier may have the name of an old one.
      for (const FoundStatement& statement : found.front().statements) {
        RETURN_IF_ERROR(RemoveUnwanted(statement, is_replaced));
      }
    }
    for (const Statement& statement : wanted_.statements) RETURN_IF_ERROR(Insert(statement));
    return absl::OkStatus();
  }

 private:
  const Statement* FindWanted(const FoundStatement& found) const {
    for (const Statement& statement : wanted_.statements) {
      if (statement.predicate == found.predicate_iri && statement.object == found.object_term) {
        return &statement;
      }
    }
    return nullptr;
  }

  absl::Status RemoveUnwanted(const FoundStatement& found, const IsReplaced& is_replaced) {
    const Statement* const wanted = FindWanted(found);
    if (wanted == nullptr &&
        !is_replaced({.predicate = found.predicate_iri, .object = found.object_term})) {
      return absl::OkStatus();
    }
    for (const FoundAnnotation& annotation : found.annotations) {
      if (wanted != nullptr && std::ranges::count(wanted->annotations, annotation.says) > 0) {
        kept_.emplace_back(wanted, annotation.says);
      } else {
        RETURN_IF_ERROR(RemoveAnnotation(found, annotation));
      }
    }
    if (wanted != nullptr) return absl::OkStatus();
    InnerTriples inner;
    return transaction_
        ->Remove(TripleOf(subject_, found.predicate_iri, ViewOf(found.object_term, &inner)))
        .status();
  }

  absl::Status RemoveAnnotation(const FoundStatement& found, const FoundAnnotation& annotation) {
    const Term& reifier = describer_.TermOf(annotation.reifier);
    const Term triple_term = TripleTerm(found.predicate_iri, found.object_term);
    InnerTriples inner;
    size_t reified_count = 0;
    size_t other_count = 0;
    RETURN_IF_ERROR(Describer(transaction_->view())
                        .ScanTriples(annotation.reifier, [&](TermId predicate, TermId /*object*/) {
                          ++(predicate == describer_.reifies() ? reified_count : other_count);
                        }));
    const TermView reifier_view = ViewOf(reifier, &inner);
    if (reified_count == 1) {
      for (const auto& [predicate, object] : annotation.says) {
        RETURN_IF_ERROR(
            transaction_->Remove(TripleOf(reifier_view, predicate, ViewOf(object, &inner)))
                .status());
      }
      if (other_count > annotation.says.size()) return absl::OkStatus();
    }
    return transaction_->Remove(TripleOf(reifier_view, rdf::kReifies, ViewOf(triple_term, &inner)))
        .status();
  }

  absl::Status Insert(const Statement& statement) {
    InnerTriples inner;
    RETURN_IF_ERROR(
        transaction_
            ->Insert(TripleOf(subject_, statement.predicate, ViewOf(statement.object, &inner)))
            .status());
    for (const Annotation& annotation : statement.annotations) {
      if (std::ranges::count(kept_, std::pair(&statement, annotation)) > 0) continue;
      const Term triple_term = TripleTerm(statement.predicate, statement.object);
      const std::string label = ReifierLabel(triple_term, annotation);
      const TermView reifier = TermView::OfBlankNode(label);
      RETURN_IF_ERROR(
          transaction_->Insert(TripleOf(reifier, rdf::kReifies, ViewOf(triple_term, &inner)))
              .status());
      for (const auto& [predicate, object] : annotation) {
        RETURN_IF_ERROR(
            transaction_->Insert(TripleOf(reifier, predicate, ViewOf(object, &inner))).status());
      }
    }
    return absl::OkStatus();
  }

  Term TripleTerm(const std::string& predicate, const Term& object) const {
    return Triple{.subject = wanted_.subject, .predicate = Iri(predicate), .object = object};
  }

  const Description& wanted_;
  InnerTriples inner_;
  TermView subject_;
  StoreTransaction* transaction_;
  Describer describer_;
  std::vector<std::pair<const Statement*, Annotation>> kept_;  // There as they are wanted.
};

}  // namespace

bool IsAnnotatedWith(std::string_view predicate, std::string_view property) {
  return Holds(AnnotationProperties(predicate), property);
}

absl::StatusOr<std::vector<Description>> Describe(const ReadView& view,
                                                  std::span<const TermId> subjects) {
  ASSIGN_OR_RETURN(std::vector<FoundSubject> found, Describer(view).Find(subjects));
  std::vector<Description> descriptions(found.size());
  for (size_t i = 0; i < found.size(); ++i) {
    descriptions[i].subject = std::move(found[i].term);
    for (FoundStatement& statement : found[i].statements) {
      Statement& described = descriptions[i].statements.emplace_back();
      described.predicate = std::move(statement.predicate_iri);
      described.object = std::move(statement.object_term);
      for (FoundAnnotation& annotation : statement.annotations) {
        described.annotations.push_back(std::move(annotation.says));
      }
      std::sort(described.annotations.begin(), described.annotations.end());
      const auto repeated = std::ranges::unique(described.annotations);
      described.annotations.erase(repeated.begin(), repeated.end());
    }
  }
  return descriptions;
}

absl::Status PutDescription(const Description& wanted, const IsReplaced& is_replaced,
                            StoreTransaction* transaction) {
  return DescriptionPut(wanted, transaction).Run(is_replaced);
}

}  // namespace entente

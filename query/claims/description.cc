#include "query/claims/description.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <optional>

#include "absl/container/flat_hash_map.h"
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
  Term reifier = {};
  TermId reifier_id = {};
  Annotation says = {};
};

struct FoundSubject {
  Description description = {};
  // Of each statement; with repetitions, and with their reifiers.
  std::vector<std::vector<FoundAnnotation>> annotations = {};
};

// Triples with one subject in the default graph.
template <typename Function>
absl::Status ScanTriples(const ReadView& view, TermId subject, Function take) {
  const auto cursor = view.Scan(TripleOrder::kSpog, std::array{subject});
  for (RowBatch batch; cursor->Next(&batch);) {
    for (size_t row = 0; row < batch.row_count; ++row) {
      if (batch.columns[3][row].is_none()) take(batch.columns[1][row], batch.columns[2][row]);
    }
  }
  return cursor->status();
}

// Finds what is said of subjects. Terms are decoded many together, each into the places where it is
// wanted.
class Describer {
 public:
  explicit Describer(const ReadView& view) : view_(view) {}
  Describer(const Describer&) = delete;

  absl::StatusOr<std::vector<FoundSubject>> Find(std::span<const TermId> subjects) {
    RETURN_IF_ERROR(FindIri(rdf::kReifies, &reifies_));
    RETURN_IF_ERROR(FindIri(rdf::kType, &type_));
    RETURN_IF_ERROR(FindIri(ent::kClaim, &claim_));
    std::vector<std::vector<IdStatement>> triples(subjects.size());
    std::vector<TermId> predicates;
    for (size_t i = 0; i < subjects.size(); ++i) {
      RETURN_IF_ERROR(ScanTriples(view_, subjects[i], [&](TermId predicate, TermId object) {
        if (predicates.empty() || predicates.back() != predicate) predicates.push_back(predicate);
        triples[i].push_back({.predicate = predicate, .object = object});
      }));
    }
    // The predicates first: they say where annotations may be.
    RETURN_IF_ERROR(DecodePredicates(std::move(predicates)));
    std::vector<std::vector<IdAnnotation>> annotations(subjects.size());
    for (size_t i = 0; i < subjects.size(); ++i) {
      RETURN_IF_ERROR(FindAnnotations(subjects[i], triples[i], &annotations[i]));
    }
    std::vector<FoundSubject> found(subjects.size());
    for (size_t i = 0; i < subjects.size(); ++i) {
      Description& description = found[i].description;
      description.statements.resize(triples[i].size());
      found[i].annotations.resize(triples[i].size());
      Want(subjects[i], &description.subject);
      for (size_t k = 0; k < triples[i].size(); ++k) {
        description.statements[k].predicate = PredicateOf(triples[i][k].predicate);
        Want(triples[i][k].object, &description.statements[k].object);
      }
      for (IdAnnotation& annotation : annotations[i]) {
        Want(annotation.reifier, &annotation.reifier_term);
        annotation.says_terms.resize(annotation.says.size());
        for (size_t k = 0; k < annotation.says.size(); ++k) {
          Want(annotation.says[k].first, &annotation.says_terms[k].first);
          Want(annotation.says[k].second, &annotation.says_terms[k].second);
        }
      }
    }
    RETURN_IF_ERROR(DecodeWanted());
    for (size_t i = 0; i < subjects.size(); ++i) {
      for (IdAnnotation& annotation : annotations[i]) TakeAnnotation(&annotation, &found[i]);
    }
    return found;
  }

  TermId reifies() const { return reifies_; }

 private:
  struct IdStatement {
    TermId predicate = {};
    TermId object = {};
  };
  struct IdAnnotation {
    size_t statement = 0;
    TermId reifier = {};
    std::vector<std::pair<TermId, TermId>> says = {};
    // The same as terms.
    Term reifier_term = {};
    std::vector<std::pair<Term, Term>> says_terms = {};
  };

  absl::Status FindIri(std::string_view iri, TermId* id) const {
    ASSIGN_OR_RETURN(const std::optional<TermId> found, view_.Find(TermView::OfIri(iri)));
    // An id that no quad has.
    *id = found.value_or(TermId(IdKind::kLocal, TermId::kPayloadMask));
    return absl::OkStatus();
  }

  absl::Status DecodePredicates(std::vector<TermId> ids) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    ASSIGN_OR_RETURN(const std::vector<Term> terms, view_.Decode(ids));
    for (size_t i = 0; i < ids.size(); ++i) predicates_.emplace(ids[i], terms[i].iri().text);
    return absl::OkStatus();
  }
  const std::string& PredicateOf(TermId id) const { return predicates_.find(id)->second; }

  // `place` must stay where it is until DecodeWanted.
  void Want(TermId id, Term* place) { wanted_.emplace_back(id, place); }

  absl::Status DecodeWanted() {
    std::sort(wanted_.begin(), wanted_.end());
    std::vector<TermId> ids;
    for (const auto& [id, place] : wanted_) {
      if (ids.empty() || ids.back() != id) ids.push_back(id);
    }
    ASSIGN_OR_RETURN(std::vector<Term> terms, view_.Decode(ids));
    size_t term = 0;
    for (size_t i = 0; i < wanted_.size(); ++i) {
      const bool is_last = i + 1 == wanted_.size() || wanted_[i + 1].first != wanted_[i].first;
      if (is_last) {
        *wanted_[i].second = std::move(terms[term++]);
      } else {
        *wanted_[i].second = terms[term];
      }
    }
    wanted_.clear();
    return absl::OkStatus();
  }

  absl::Status FindAnnotations(TermId subject, std::span<const IdStatement> statements,
                               std::vector<IdAnnotation>* found) const {
    // The statements of one predicate follow one another.
    for (size_t begin = 0; begin < statements.size();) {
      const TermId predicate = statements[begin].predicate;
      size_t end = begin + 1;
      while (end < statements.size() && statements[end].predicate == predicate) ++end;
      if (!AnnotationProperties(PredicateOf(predicate)).empty()) {
        const auto cursor = view_.Scan(TripleOrder::kTermSpot, std::array{subject, predicate});
        for (RowBatch batch; cursor->Next(&batch);) {
          for (size_t row = 0; row < batch.row_count; ++row) {
            for (size_t i = begin; i < end; ++i) {
              if (statements[i].object != batch.columns[2][row]) continue;
              RETURN_IF_ERROR(FindReifiers(i, batch.columns[3][row], found));
            }
          }
        }
        RETURN_IF_ERROR(cursor->status());
      }
      begin = end;
    }
    return absl::OkStatus();
  }

  absl::Status FindReifiers(size_t statement, TermId triple_term,
                            std::vector<IdAnnotation>* found) const {
    const auto cursor = view_.Scan(TripleOrder::kPosg, std::array{reifies_, triple_term});
    for (RowBatch batch; cursor->Next(&batch);) {
      for (size_t row = 0; row < batch.row_count; ++row) {
        if (!batch.columns[3][row].is_none()) continue;
        IdAnnotation& annotation = found->emplace_back();
        annotation.statement = statement;
        annotation.reifier = batch.columns[2][row];
        bool is_claim = false;
        const auto take = [&](TermId predicate, TermId object) {
          is_claim = is_claim || (predicate == type_ && object == claim_);
          annotation.says.emplace_back(predicate, object);
        };
        RETURN_IF_ERROR(ScanTriples(view_, annotation.reifier, take));
        if (is_claim) found->pop_back();
      }
    }
    return cursor->status();
  }

  static void TakeAnnotation(IdAnnotation* annotation, FoundSubject* subject) {
    Statement& statement = subject->description.statements[annotation->statement];
    FoundAnnotation found{.reifier = std::move(annotation->reifier_term),
                          .reifier_id = annotation->reifier};
    for (auto& [predicate, object] : annotation->says_terms) {
      const std::string& property = predicate.iri().text;
      if (IsAnnotatedWith(statement.predicate, property)) {
        found.says.emplace_back(property, std::move(object));
      }
    }
    if (found.says.empty()) return;
    std::sort(found.says.begin(), found.says.end());
    std::vector<Annotation>& annotations = statement.annotations;
    const auto place = std::lower_bound(annotations.begin(), annotations.end(), found.says);
    if (place == annotations.end() || *place != found.says) annotations.insert(place, found.says);
    subject->annotations[annotation->statement].push_back(std::move(found));
  }

  const ReadView& view_;
  TermId reifies_ = {};
  TermId type_ = {};
  TermId claim_ = {};
  absl::flat_hash_map<TermId, std::string> predicates_;
  std::vector<std::pair<TermId, Term*>> wanted_;
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
      // All removals before all insertions: a new reifier may have the name of
      // an old one.
      const std::vector<Statement>& statements = found.front().description.statements;
      for (size_t i = 0; i < statements.size(); ++i) {
        RETURN_IF_ERROR(RemoveUnwanted(statements[i], found.front().annotations[i], is_replaced));
      }
    }
    for (const Statement& statement : wanted_.statements) RETURN_IF_ERROR(Insert(statement));
    return absl::OkStatus();
  }

 private:
  const Statement* FindWanted(const Statement& found) const {
    for (const Statement& statement : wanted_.statements) {
      if (statement.predicate == found.predicate && statement.object == found.object) {
        return &statement;
      }
    }
    return nullptr;
  }

  absl::Status RemoveUnwanted(const Statement& found, std::span<const FoundAnnotation> annotations,
                              const IsReplaced& is_replaced) {
    const Statement* const wanted = FindWanted(found);
    if (wanted == nullptr && !is_replaced(found)) return absl::OkStatus();
    for (const FoundAnnotation& annotation : annotations) {
      if (wanted != nullptr && std::ranges::count(wanted->annotations, annotation.says) > 0) {
        kept_.emplace_back(wanted, annotation.says);
      } else {
        RETURN_IF_ERROR(RemoveAnnotation(found, annotation));
      }
    }
    if (wanted != nullptr) return absl::OkStatus();
    InnerTriples inner;
    return transaction_->Remove(TripleOf(subject_, found.predicate, ViewOf(found.object, &inner)))
        .status();
  }

  absl::Status RemoveAnnotation(const Statement& found, const FoundAnnotation& annotation) {
    const Term triple_term = TripleTerm(found.predicate, found.object);
    InnerTriples inner;
    size_t reified_count = 0;
    size_t other_count = 0;
    const auto count = [&](TermId predicate, TermId /*object*/) {
      ++(predicate == describer_.reifies() ? reified_count : other_count);
    };
    RETURN_IF_ERROR(ScanTriples(transaction_->view(), annotation.reifier_id, count));
    const TermView reifier_view = ViewOf(annotation.reifier, &inner);
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
  std::vector<Description> descriptions;
  descriptions.reserve(found.size());
  for (FoundSubject& subject : found) descriptions.push_back(std::move(subject.description));
  return descriptions;
}

absl::Status PutDescription(const Description& wanted, const IsReplaced& is_replaced,
                            StoreTransaction* transaction) {
  return DescriptionPut(wanted, transaction).Run(is_replaced);
}

}  // namespace entente

// From the solutions of a WHERE to the ids of the quads that an update inserts or removes.
#ifndef ENTENTE_QUERY_EXEC_QUAD_TEMPLATE_H_
#define ENTENTE_QUERY_EXEC_QUAD_TEMPLATE_H_

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/term.h"
#include "query/evaluation/query_limits.h"
#include "query/expression/functions.h"
#include "query/results/solution_stream.h"
#include "query/sparql/algebra.h"
#include "schema/text.h"
#include "storage/transaction.h"

namespace entente {

// Distinct terms and their numbers, from 0.
class NumberedTerms {
 public:
  NumberedTerms() = default;
  NumberedTerms(const NumberedTerms&) = delete;
  uint32_t NumberOf(const Term& term);
  const Term& term(uint32_t number) const { return terms_[number]; }
  size_t size() const { return terms_.size(); }

 private:
  struct Hash {
    size_t operator()(const Term* term) const { return absl::Hash<Term>{}(*term); }
  };
  struct Equal {
    bool operator()(const Term* a, const Term* b) const { return *a == *b; }
  };
  std::deque<Term> terms_;  // Which stay where they are.
  absl::flat_hash_map<const Term*, uint32_t, Hash, Equal> numbers_;
};

// Solutions kept whole, so that changes can begin when the last has been read.
class KeptSolutions {
 public:
  // `limits` must outlive the object; what is kept is charged to it.
  explicit KeptSolutions(QueryLimits* limits) : limits_(limits) {}
  ~KeptSolutions() { limits_->Release(charged_bytes_); }
  KeptSolutions(const KeptSolutions&) = delete;

  // Reads the stream to its end.
  absl::Status Keep(SolutionStream* solutions);
  // One solution without variables: that of an operation without WHERE.
  void KeepEmpty() { row_count_ = 1; }

  std::optional<size_t> Column(std::string_view variable) const;
  size_t row_count() const { return row_count_; }
  // The number in terms(); that of no term where the variable is unbound.
  uint32_t At(size_t row, size_t column) const { return cells_[row * variables_.size() + column]; }
  const NumberedTerms& terms() const { return terms_; }

 private:
  bool Charge(uint64_t bytes);

  QueryLimits* limits_;
  std::vector<std::string> variables_;
  NumberedTerms terms_;
  std::vector<uint32_t> cells_;
  size_t row_count_ = 0;
  uint64_t charged_bytes_ = 0;
};

// A template, filled with one solution after the other (SPARQL 1.2 Update section 3.1.3). Looks up
// each term once, however many solutions have it.
class QuadTemplate {
 public:
  enum class Purpose : uint8_t {
    kInsert,  // Terms that are new get ids. Blank nodes are fresh for each solution.
    kRemove,  // Quads with a term that nobody knows are left out.
  };
  using Bindings = std::vector<std::pair<std::string, Term>>;
  using Take = std::function<absl::Status(const IdQuad& quad)>;

  // All must outlive the template.
  QuadTemplate(std::span<const QuadPattern> patterns, const KeptSolutions& solutions,
               const Bindings& parameters, Purpose purpose, FunctionContext* functions,
               QueryLimits* limits, StoreTransaction* transaction);
  QuadTemplate(const QuadTemplate&) = delete;

  // Gives `take` the quads (s, p, o, g) of all solutions, some of them more than once. Left out are
  // those with an unbound variable and those that RDF does not allow.
  absl::Status Fill(const Take& take);

 private:
  struct Place {
    enum class Kind : uint8_t {
      kNothing,   // The default graph.
      kConstant,  // Number `index` of constants_.
      kColumn,    // Column `index` of the solutions.
      kMade,      // Made of *pattern for each solution: blank nodes, triple terms of variables.
    };
    Kind kind = Kind::kNothing;
    size_t index = 0;
    const PatternTerm* pattern = nullptr;
  };
  using Places = std::array<Place, 4>;
  // What is known of the id of a numbered term.
  struct KnownId {
    enum class State : uint8_t { kUnasked, kAbsent, kPresent };
    TermId id = {};
    State state = State::kUnasked;
  };

  // None if the place is never filled.
  std::optional<Place> PlaceOf(const PatternTerm& pattern);
  const Term* Parameter(std::string_view variable) const;
  absl::Status FillOne(const Places& places, size_t row, const Take& take);
  Term Make(const PatternTerm& pattern, size_t row);
  // No id if the purpose is to remove, and nobody knows the term.
  absl::StatusOr<std::optional<TermId>> IdOf(const Term& term);
  absl::StatusOr<std::optional<TermId>> IdOf(const Term& term, KnownId* known);

  const KeptSolutions& solutions_;
  const Bindings& parameters_;
  Purpose purpose_;
  FunctionContext* functions_;
  QueryLimits* limits_;
  StoreTransaction* transaction_;
  std::vector<Places> varying_;
  std::vector<Places> constant_;  // The same for all solutions.
  NumberedTerms constants_;
  std::vector<KnownId> constant_ids_;
  std::vector<KnownId> solution_ids_;  // By the number of the term.
  TextMap<std::string> blank_labels_;  // Of the solution at hand: label of the template → fresh.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_EXEC_QUAD_TEMPLATE_H_

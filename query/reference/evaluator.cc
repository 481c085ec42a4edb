#include "query/reference/evaluator.h"

#include <algorithm>
#include <random>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/time/clock.h"
#include "query/reference/pattern_evaluator.h"
#include "query/sparql/scope.h"
#include "schema/status_macros.h"
#include "schema/text.h"

namespace entente {
namespace {

// What an evaluation works with; rows of a SELECT go on using it when the evaluation is over.
class Evaluation {
 public:
  Evaluation(const Query& query, const ReadView& view, const EvaluationOptions& options)
      : limits_(options.deadline, options.cancelled, options.memory_budget_bytes),
        pool_(view, &limits_),
        functions_(query.base, options.now == absl::InfinitePast() ? absl::Now() : options.now,
                   std::random_device()()) {}

  QueryLimits& limits() { return limits_; }
  TermPool& pool() { return pool_; }
  FunctionContext& functions() { return functions_; }

 private:
  QueryLimits limits_;
  TermPool pool_;
  FunctionContext functions_;
};

// The rows of a table, decoded some thousands at a time.
class TableStream : public SolutionStream {
 public:
  TableStream(std::unique_ptr<Evaluation> evaluation, Table table)
      : evaluation_(std::move(evaluation)), table_(std::move(table)) {}

  const std::vector<std::string>& variables() const override { return table_.variables(); }

  bool Next(std::span<const Term>* row) override {
    if (!status_.ok() || row_ == table_.row_count()) return false;
    const size_t width = table_.width();
    if (row_ == decoded_end_ && width > 0) {
      status_ = DecodeNext();
      if (!status_.ok()) return false;
    }
    const size_t first_decoded = decoded_end_ - (width > 0 ? terms_.size() / width : 0);
    *row = width > 0 ? std::span<const Term>(terms_).subspan((row_ - first_decoded) * width, width)
                     : std::span<const Term>();
    ++row_;
    return true;
  }

  const absl::Status& status() const override { return status_; }

 private:
  absl::Status DecodeNext() {
    constexpr size_t kRowCount = 1024;
    evaluation_->limits().CheckNow();
    RETURN_IF_ERROR(evaluation_->limits().status());
    const size_t end = std::min(table_.row_count(), decoded_end_ + kRowCount);
    std::vector<TermId> ids;
    for (size_t i = decoded_end_; i < end; ++i) {
      const std::span<const TermId> row = table_.Row(i);
      ids.insert(ids.end(), row.begin(), row.end());
    }
    // Each term is decoded once, in the order of the ids.
    std::vector<TermId> distinct = ids;
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    ASSIGN_OR_RETURN(const std::vector<Term> decoded, evaluation_->pool().Decode(distinct));
    terms_.clear();
    for (const TermId id : ids) {
      const auto found = std::lower_bound(distinct.begin(), distinct.end(), id);
      terms_.push_back(decoded[static_cast<size_t>(found - distinct.begin())]);
    }
    decoded_end_ = end;
    return absl::OkStatus();
  }

  std::unique_ptr<Evaluation> evaluation_;
  Table table_;
  size_t row_ = 0;
  size_t decoded_end_ = 0;
  std::vector<Term> terms_;  // Of the rows before decoded_end_.
  absl::Status status_;
};

// A set of quads in the sequence of their first insertion.
class QuadSet {
 public:
  explicit QuadSet(QueryLimits* limits) : limits_(limits) {}

  void Add(Quad quad) {
    if (!seen_.insert(Term(Triple{quad.subject, quad.predicate, quad.object})).second) return;
    constexpr uint64_t kQuadBytes = 1000;
    limits_->Charge(kQuadBytes);
    quads_.push_back(std::move(quad));
  }
  std::vector<Quad> Take() && { return std::move(quads_); }

 private:
  QueryLimits* limits_;
  absl::flat_hash_set<Term> seen_;
  std::vector<Quad> quads_;
};

// Section 16.2: each solution fills the template; triples that are none are left out.
class TemplateFiller {
 public:
  TemplateFiller(const Table& table, TermPool* pool, FunctionContext* functions)
      : table_(table), pool_(pool), functions_(functions) {}

  void BeginRow(std::span<const TermId> row) {
    row_ = row;
    blank_labels_.clear();
  }

  // No term where a variable is unbound.
  Term Fill(const PatternTerm& place) {
    if (place.is_variable()) {
      const std::optional<size_t> column = table_.Column(place.variable());
      const Value* const value = column.has_value() ? pool_->Get(row_[*column]) : nullptr;
      return value == nullptr ? Term() : value->term();
    }
    if (place.is_triple()) {
      const TriplePattern& triple = place.triple();
      Triple filled = {Fill(triple.subject), Fill(triple.predicate), Fill(triple.object)};
      return IsTriple(filled) ? Term(std::move(filled)) : Term();
    }
    if (place.is_term() && place.term().is_blank_node()) {
      // Fresh for each solution.
      const auto [found, is_new] = blank_labels_.try_emplace(place.term().blank_node().label);
      if (is_new) found->second = functions_->FreshBlankLabel();
      return BlankNode(found->second);
    }
    return place.term();
  }

  static bool IsTriple(const Triple& triple) {
    return (triple.subject.is_iri() || triple.subject.is_blank_node()) &&
           triple.predicate.is_iri() && triple.object;
  }

 private:
  const Table& table_;
  TermPool* pool_;
  FunctionContext* functions_;
  std::span<const TermId> row_;
  TextMap<std::string> blank_labels_;
};

std::vector<Quad> Construct(const Query& query, const Table& table, Evaluation* evaluation) {
  QuadSet quads(&evaluation->limits());
  TemplateFiller filler(table, &evaluation->pool(), &evaluation->functions());
  for (size_t i = 0; i < table.row_count(); ++i) {
    filler.BeginRow(table.Row(i));
    for (const QuadPattern& quad : query.construct) {
      if (!evaluation->limits().Tick()) return {};
      Triple triple = {filler.Fill(quad.triple.subject), filler.Fill(quad.triple.predicate),
                       filler.Fill(quad.triple.object)};
      if (!TemplateFiller::IsTriple(triple)) continue;
      quads.Add({.subject = std::move(triple.subject),
                 .predicate = std::move(triple.predicate),
                 .object = std::move(triple.object)});
    }
  }
  return std::move(quads).Take();
}

// The triples of the default graph about the resources, and about the blank nodes these lead to.
std::vector<Quad> Describe(const Query& query, const Table& table, const OuterBindings& parameters,
                           PatternEvaluator* patterns, Evaluation* evaluation) {
  TermPool& pool = evaluation->pool();
  QueryLimits& limits = evaluation->limits();
  std::vector<TermId> queue;
  absl::flat_hash_set<TermId> seen;
  const auto add = [&](TermId id) {
    if (!id.is_none() && seen.insert(id).second) queue.push_back(id);
  };
  for (const PatternTerm& place : query.describe) {
    if (place.is_term()) {
      add(pool.Intern(place.term()));
      continue;
    }
    const std::optional<size_t> column = table.Column(place.variable());
    for (size_t i = 0; column.has_value() && i < table.row_count() && limits.Tick(); ++i) {
      add(table.At(i, *column));
    }
    const auto parameter = parameters.find(place.variable());
    if (parameter != parameters.end()) add(parameter->second);
  }
  const std::vector<std::string> columns = {"p", "o"};
  QuadSet quads(&limits);
  for (size_t next = 0; next < queue.size() && limits.Tick(); ++next) {
    const Value* const value = pool.Get(queue[next]);
    if (value == nullptr || !(value->term().is_iri() || value->term().is_blank_node())) continue;
    const Term subject = value->term();
    Pattern bgp = {.triples = {{subject, Variable{"p"}, Variable{"o"}}}};
    const Pattern* const leaf = &bgp;
    std::vector<bool> is_applied;
    const Table about = patterns->matcher().Match(
        Table::Unit(&limits), std::span<const Pattern* const>(&leaf, 1), patterns->default_graph(),
        {}, nullptr, Matcher::kNoLimit, &is_applied);
    for (size_t i = 0; i < about.row_count() && limits.Tick(); ++i) {
      absl::StatusOr<std::vector<Term>> terms = pool.Decode(about.Row(i));
      if (!terms.ok()) {
        limits.Fail(terms.status());
        return {};
      }
      if ((*terms)[1].is_blank_node()) add(about.At(i, 1));
      quads.Add({.subject = subject,
                 .predicate = std::move((*terms)[0]),
                 .object = std::move((*terms)[1])});
    }
  }
  return std::move(quads).Take();
}

// Regular expressions that stand in the query are checked before it runs: otherwise a mistake would
// only make every filter false.
absl::Status CheckRegexes(const Expression& expression);

absl::Status CheckRegexes(const Pattern& pattern) {
  const auto check_all = [](const std::vector<Binding>& bindings) -> absl::Status {
    for (const Binding& binding : bindings) RETURN_IF_ERROR(CheckRegexes(binding.expression));
    return absl::OkStatus();
  };
  for (const Expression& expression : pattern.expressions) {
    RETURN_IF_ERROR(CheckRegexes(expression));
  }
  RETURN_IF_ERROR(check_all(pattern.bindings));
  RETURN_IF_ERROR(check_all(pattern.aggregates));
  for (const OrderCondition& condition : pattern.order) {
    RETURN_IF_ERROR(CheckRegexes(condition.expression));
  }
  for (const Pattern& input : pattern.inputs) RETURN_IF_ERROR(CheckRegexes(input));
  return absl::OkStatus();
}

absl::Status CheckRegexes(const Expression& expression) {
  const auto text_of = [&](size_t index) -> const std::string* {
    if (index >= expression.arguments.size()) return nullptr;
    const Term& term = expression.arguments[index].term;
    return term.is_literal() ? &term.literal().lexical : nullptr;
  };
  const bool is_replace = expression.function == Function::kReplace;
  if (expression.kind == Expression::Kind::kCall &&
      (is_replace || expression.function == Function::kRegex)) {
    const size_t flags_index = is_replace ? 3 : 2;
    const std::string* const pattern = text_of(1);
    const std::string* const flags = text_of(flags_index);
    const bool has_flags = expression.arguments.size() > flags_index;
    if (pattern != nullptr && (flags != nullptr || !has_flags)) {
      RETURN_IF_ERROR(Regex::Compile(*pattern, has_flags ? *flags : "").status());
    }
  }
  if (expression.pattern != nullptr) RETURN_IF_ERROR(CheckRegexes(*expression.pattern));
  for (const Expression& argument : expression.arguments) RETURN_IF_ERROR(CheckRegexes(argument));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Answer> Evaluate(const Query& query, const ReadView& view,
                                const EvaluationOptions& options) {
  RETURN_IF_ERROR(CheckRegexes(query.pattern));
  auto evaluation = std::make_unique<Evaluation>(query, view, options);
  QueryLimits& limits = evaluation->limits();
  limits.CheckNow();
  OuterBindings parameters;
  if (!options.bindings.empty()) {
    VariableSet known = AllVariables(query.pattern);
    for (const QuadPattern& quad : query.construct) known.Add(quad.triple);
    for (const PatternTerm& place : query.describe) known.Add(place);
    for (const auto& [name, term] : options.bindings) {
      if (!known.Contains(name)) {
        return absl::InvalidArgumentError(StrCat("the query has no variable ?", name, " to bind"));
      }
      if (term) parameters[name] = evaluation->pool().Intern(term);
    }
  }
  PatternEvaluator patterns(query, view, &evaluation->pool(), &evaluation->functions(), parameters,
                            &limits);
  Table table = patterns.EvaluateQuery();
  Answer answer = {.form = query.form};
  switch (query.form) {
    case QueryForm::kSelect:
      answer.solution_count = table.row_count();
      break;
    case QueryForm::kAsk:
      answer.boolean = table.row_count() > 0;
      break;
    case QueryForm::kConstruct:
      answer.quads = Construct(query, table, evaluation.get());
      break;
    case QueryForm::kDescribe:
      answer.quads = Describe(query, table, parameters, &patterns, evaluation.get());
      break;
  }
  RETURN_IF_ERROR(limits.status());
  if (query.form == QueryForm::kSelect) {
    answer.solutions = std::make_unique<TableStream>(std::move(evaluation), std::move(table));
  }
  return answer;
}

}  // namespace entente

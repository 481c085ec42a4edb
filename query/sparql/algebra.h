// The SPARQL algebra as plain values: what a query means, without how it was written.
//
//   SELECT ?n { ?p :name ?n OPTIONAL { ?p :age ?a FILTER(?a > 3) } } LIMIT 5
//
//   (slice _ 5
//     (project (?n)
//       (leftjoin (bgp (?p :name ?n)) (bgp (?p :age ?a)) (> ?a 3))))
//
// Values copy, move and die like any other; what is nested shares nothing that can change. Trees
// are at most kAlgebraDepthMax deep (the parser sees to it), so that walking them by recursion is
// safe. To keep real queries far from that limit, Join, Union, Filter, Extend, "||", "&&", sequence
// and alternative paths take any number of inputs instead of nesting.
//
// Source: SPARQL 1.2 Query section 18.
#ifndef ENTENTE_QUERY_SPARQL_ALGEBRA_H_
#define ENTENTE_QUERY_SPARQL_ALGEBRA_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "entente/term.h"
#include "query/expression/function_table.h"

namespace entente {

inline constexpr size_t kAlgebraDepthMax = 1000;

// A variable, by its name without the question mark. Names that begin with a dot are made by the
// translation and cannot be written by users: blank nodes of patterns (".b0"), unnamed grouping
// keys (".k0"), aggregates (".a0") and the inner nodes of sequence paths (".p0").
struct Variable {
  std::string name = {};
  friend bool operator==(const Variable&, const Variable&) = default;
};

inline bool IsInternal(std::string_view variable) {
  return !variable.empty() && variable.front() == '.';
}

struct TriplePattern;

// One place: nothing, a variable, a term, or a triple term with variables or blank nodes inside.
class PatternTerm {
 public:
  PatternTerm() = default;
  PatternTerm(Variable variable) : value_(std::move(variable)) {}  // NOLINT: converts from each.
  PatternTerm(Term term) : value_(std::move(term)) {}              // NOLINT
  PatternTerm(TriplePattern triple);                               // NOLINT

  bool is_none() const { return value_.index() == 0; }
  bool is_variable() const { return value_.index() == 1; }
  bool is_term() const { return value_.index() == 2; }
  bool is_triple() const { return value_.index() == 3; }
  // REQUIRES: the place is of that kind.
  const std::string& variable() const { return std::get<1>(value_).name; }
  const Term& term() const { return std::get<2>(value_); }
  const TriplePattern& triple() const { return *std::get<3>(value_); }

  friend bool operator==(const PatternTerm& a, const PatternTerm& b);

 private:
  std::variant<std::monostate, Variable, Term, std::shared_ptr<const TriplePattern>> value_;
};

struct TriplePattern {
  PatternTerm subject = {};
  PatternTerm predicate = {};
  PatternTerm object = {};
  friend bool operator==(const TriplePattern&, const TriplePattern&) = default;
};

// A triple pattern of a template, in the graph of a place; none is the default graph.
struct QuadPattern {
  TriplePattern triple = {};
  PatternTerm graph = {};
  friend bool operator==(const QuadPattern&, const QuadPattern&) = default;
};

// A property path, section 18.2.2.3.
struct Path {
  enum class Kind : uint8_t {
    kLink,         // iri
    kInverse,      // ^ inputs[0]
    kSequence,     // inputs[0] / inputs[1] / …
    kAlternative,  // inputs[0] | inputs[1] | …
    kZeroOrMore,   // inputs[0] *
    kOneOrMore,    // inputs[0] +
    kZeroOrOne,    // inputs[0] ?
    kNegatedSet,   // !( forbidden … | ^ forbidden_inverse … )
  };
  Kind kind = Kind::kLink;
  std::string iri = {};
  std::vector<Path> inputs = {};
  std::vector<std::string> forbidden = {};
  std::vector<std::string> forbidden_inverse = {};
  friend bool operator==(const Path&, const Path&) = default;
};

enum class AggregateKind : uint8_t { kCount, kSum, kMin, kMax, kAvg, kSample, kGroupConcat };
std::string_view AggregateName(AggregateKind kind);

struct Pattern;

struct Expression {
  enum class Kind : uint8_t {
    kTerm,       // `term`
    kVariable,   // `variable`
    kCall,       // `function` of `arguments`
    kExtension,  // the function or cast named by the IRI `term`, of `arguments`
    kExists,     // `pattern` has a solution; NOT EXISTS is "!" of it
    kAggregate,  // `aggregate` over arguments[0]; COUNT(*) has none. Only in Aggregation.
  };
  Kind kind = Kind::kTerm;
  Function function = Function::kOr;
  AggregateKind aggregate = AggregateKind::kCount;
  bool distinct = false;        // kExtension, kAggregate: the DISTINCT before the arguments.
  std::string separator = " ";  // Of GROUP_CONCAT.
  Term term = {};
  std::string variable = {};
  std::vector<Expression> arguments = {};
  std::shared_ptr<const Pattern> pattern = {};

  static Expression OfTerm(Term term);
  static Expression OfVariable(std::string name);
  static Expression OfCall(Function function, std::vector<Expression> arguments);
  friend bool operator==(const Expression& a, const Expression& b);
};

// `variable` gets the value of `expression`.
struct Binding {
  std::string variable = {};
  Expression expression = {};
  friend bool operator==(const Binding&, const Binding&) = default;
};

struct OrderCondition {
  Expression expression = {};
  bool is_descending = false;
  friend bool operator==(const OrderCondition&, const OrderCondition&) = default;
};

// A node of the algebra: graph patterns and solution modifiers alike. Which members count depends
// on the kind; the others are empty.
struct Pattern {
  enum class Kind : uint8_t {
    kBgp,       // triples; no triples is the unit, one empty solution
    kPath,      // endpoints.subject path endpoints.object
    kJoin,      // two or more inputs
    kLeftJoin,  // inputs[0] optionally inputs[1] where all of expressions hold
    kUnion,     // two or more inputs
    kMinus,     // inputs[0] without those compatible with inputs[1]
    kFilter,    // inputs[0] where all of expressions hold
    kGraph,     // inputs[0] in the graph `graph`
    kExtend,    // inputs[0] with bindings, each seeing those before
    kValues,    // variables, rows
    kGroup,     // inputs[0] by the keys `bindings`, with `aggregates`
    kOrderBy,   // inputs[0] by order
    kProject,   // inputs[0] to variables
    kDistinct,  // inputs[0]
    kReduced,   // inputs[0]
    kSlice,     // inputs[0] from offset, at most limit
  };
  Kind kind = Kind::kBgp;
  std::vector<Pattern> inputs = {};
  std::vector<TriplePattern> triples = {};
  TriplePattern endpoints = {};
  Path path = {};
  PatternTerm graph = {};
  std::vector<Expression> expressions = {};
  std::vector<Binding> bindings = {};
  std::vector<Binding> aggregates = {};  // Each expression is a kAggregate.
  std::vector<OrderCondition> order = {};
  std::vector<std::string> variables = {};
  std::vector<std::vector<Term>> rows = {};  // No term is UNDEF.
  uint64_t offset = 0;
  std::optional<uint64_t> limit = {};

  friend bool operator==(const Pattern&, const Pattern&) = default;
};

// A prefix declaration: `name` without the colon.
struct Prefix {
  std::string name = {};
  std::string iri = {};
  friend bool operator==(const Prefix&, const Prefix&) = default;
};

enum class QueryForm : uint8_t { kSelect, kAsk, kConstruct, kDescribe };

// A query, checked and translated.
struct Query {
  QueryForm form = QueryForm::kSelect;
  std::string base = {};
  std::vector<Prefix> prefixes = {};  // In force at the end of the prologue, sorted by name.
  // FROM, FROM NAMED; of updates WITH, USING. Without any: the default and all named graphs.
  bool has_dataset = false;
  std::vector<std::string> default_graphs = {};
  std::vector<std::string> named_graphs = {};
  // With has_dataset: all named graphs of the database are in the dataset, as WITH of updates says.
  bool has_all_named_graphs = false;
  Pattern pattern = {};                     // With the solution modifiers around it.
  std::vector<std::string> variables = {};  // Of SELECT: the columns, in sequence.
  std::vector<QuadPattern> construct = {};  // The template; its blank nodes are terms.
  std::vector<PatternTerm> describe = {};   // IRIs and variables.
};

// The tree as an S-expression on one line, IRIs shortened by `prefixes`: for tests and EXPLAIN.
std::string ToSExpression(const Pattern& pattern, const std::vector<Prefix>& prefixes = {});
std::string ToSExpression(const Expression& expression, const std::vector<Prefix>& prefixes = {});
std::string ToSExpression(const Path& path, const std::vector<Prefix>& prefixes = {});
std::string ToSExpression(const TriplePattern& triple, const std::vector<Prefix>& prefixes = {});

}  // namespace entente

#endif  // ENTENTE_QUERY_SPARQL_ALGEBRA_H_

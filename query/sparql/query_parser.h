// The recursive-descent parser behind ParseQuery and ParseUpdate, spread over parse_query.cc
// (prologue, query forms, modifiers), parse_update.cc (the forms of updates), parse_pattern.cc
// (groups and what stands in them), parse_triples.cc (triples, paths, reifiers, templates) and
// parse_expression.cc. parser.cc has what they share.
//
// Functions are named after the productions of the grammar. Each expects the current token to be
// the first of its production and leaves the first token after it. Patterns are translated into the
// algebra as they are read (SPARQL 1.2 Query section 18.2).
//
// Recursion goes only through Nest(), which counts to kQueryNestingMax.
#ifndef ENTENTE_QUERY_SPARQL_QUERY_PARSER_H_
#define ENTENTE_QUERY_SPARQL_QUERY_PARSER_H_

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "query/sparql/algebra.h"
#include "query/sparql/lexer.h"
#include "query/sparql/parser.h"
#include "query/sparql/scope.h"
#include "query/sparql/update.h"
#include "schema/status_macros.h"
#include "schema/text.h"

namespace entente {

class QueryParser {
 public:
  QueryParser(std::string_view text, const ParseOptions& options);
  QueryParser(const QueryParser&) = delete;

  absl::StatusOr<Query> Parse();
  absl::StatusOr<Update> ParseUpdate();

  // After Parse(): what the text begins, and, if that failed, whether it only ended too early.
  RequestCheck::Form form() const { return form_; }
  bool is_unfinished() const {
    return lexer_.is_in_long_string() ||
           (token_.kind == TokenKind::kEnd && lexer_.IsEnd(token_.begin));
  }

 private:
  // An expression or pattern with the depth of its tree.
  struct SizedExpression {
    Expression expression = {};
    size_t depth = 1;
  };
  struct SizedPattern {
    Pattern pattern = {};
    size_t depth = 1;
    bool is_filtered_group = false;  // A kFilter made of the FILTERs of the group itself.
  };

  // What triples are read for: patterns match (blank nodes are variables, paths are allowed),
  // templates build (blank nodes are blank nodes).
  enum class TriplesUse { kPattern, kTemplate };
  // A triple, or two nodes joined by a path that is more than one link.
  struct TripleItem {
    TriplePattern triple = {};
    std::optional<Path> path = {};
  };
  struct TripleItems {
    TriplesUse use = TriplesUse::kPattern;
    std::vector<TripleItem> items = {};
  };
  // What may stand inside << >> and <<( )>>: values allow neither variables nor blank nodes.
  enum class TermUse { kPattern, kTemplate, kExpression, kValues };

  // A group as it is being read, section 18.2.2.6.
  struct Group {
    SizedPattern current = {};                  // G
    std::vector<SizedExpression> filters = {};  // FS
    VariableSet visible = {};
    // Whether triples go on with the basic graph pattern at the end of G: since it began, there
    // were only filters.
    bool is_bgp_open = false;
  };

  // One level of nesting, given back at the end of the scope.
  class Level {
   public:
    explicit Level(size_t* count) : count_(count) { ++*count_; }
    ~Level() { --*count_; }
    Level(const Level&) = delete;

   private:
    size_t* count_;
  };

  // parser.cc: tokens and errors.
  absl::Status Advance();
  absl::StatusOr<Token> PeekNext();  // The token after the current one.
  bool AtSymbol(std::string_view symbol) const { return token_.Is(symbol); }
  bool AtWord(std::string_view word) const { return token_.IsWord(word); }
  absl::StatusOr<bool> Accept(std::string_view symbol);
  absl::StatusOr<bool> AcceptWord(std::string_view word);
  absl::Status Expect(std::string_view symbol, std::string_view what = {});
  absl::Status ExpectWord(std::string_view word);
  absl::Status OpenBrace();
  absl::Status CloseBrace(std::string_view expected);
  // "expected X, found Y" at the current token, with a hint where the token is another language's,
  // looks like one of `words` misspelt, or where a brace is missing; else with `hint`.
  absl::Status Unexpected(std::string_view expected, std::span<const std::string_view> words = {},
                          std::string_view hint = {});
  absl::Status ErrorAt(size_t offset, std::string_view problem, std::string_view hint = {}) const {
    return lexer_.ErrorAt(offset, problem, hint);
  }
  absl::Status CheckNesting() const;
  absl::Status CheckDepth(size_t depth, size_t offset) const;

  // parser.cc: names.
  std::vector<Prefix> SortedPrefixes() const;
  absl::StatusOr<std::string> Resolve(std::string_view reference, size_t offset) const;
  absl::StatusOr<std::string> ExpandName(const Token& token) const;
  bool AtIri() const { return token_.kind == TokenKind::kIri || token_.kind == TokenKind::kName; }
  absl::StatusOr<std::string> ParseIri();
  // The IRI of a graph, which an evidence view cannot be.
  absl::StatusOr<std::string> ParseStoredGraph();
  absl::StatusOr<std::string> ParseVariable(std::string_view what);
  bool AtLiteral() const;
  absl::StatusOr<Term> ParseLiteral();  // RDFLiteral, NumericLiteral, BooleanLiteral.
  absl::StatusOr<std::string> ParseString(std::string_view what);
  absl::StatusOr<uint64_t> ParseCount();
  absl::Status CheckBlankNode(size_t offset) const;
  // For what begins at `offset`.
  absl::StatusOr<PatternTerm> FreshBlankNode(TriplesUse use, size_t offset);
  absl::StatusOr<PatternTerm> ParseBlankNode(TriplesUse use);

  // parse_query.cc
  absl::Status ParsePrologue();
  absl::Status ParseSelectQuery();
  absl::Status ParseConstructQuery();
  absl::Status ParseDescribeQuery();
  absl::Status ParseAskQuery();
  absl::Status ParseDatasetClauses();
  absl::StatusOr<SizedPattern> ParseSubSelect(VariableSet* visible);
  struct SelectItem {
    std::string variable = {};
    std::optional<SizedExpression> expression = {};
    size_t offset = 0;
  };
  struct SelectClause {
    bool is_distinct = false;
    bool is_reduced = false;
    bool is_everything = false;
    bool is_implied = false;  // Everything, because the form of the query has no SELECT.
    size_t offset = 0;
    std::vector<SelectItem> items = {};
  };
  absl::StatusOr<SelectClause> ParseSelectClause();
  // For a word that stands where SELECT has its columns.
  std::string HintOnColumn() const;
  absl::StatusOr<SizedPattern> ParseWhereClause(VariableSet* visible);
  // Reads the solution modifiers and a VALUES clause at the end, and puts them and the SELECT
  // clause around `where` (sections 18.2.4 and 18.2.5). Changes `visible` to the columns.
  absl::StatusOr<SizedPattern> ParseModifiers(SelectClause select, SizedPattern where,
                                              VariableSet* visible);
  absl::StatusOr<std::vector<Binding>> ParseGroupClause(VariableSet* visible, size_t* depth);
  absl::StatusOr<SizedExpression> ParseConstraint(std::string_view what);

  // parse_update.cc
  // What Quads are read for, and what may not stand in them.
  struct QuadsUse {
    std::string_view name = {};  // For messages.
    bool allows_variables = true;
    bool allows_blank_nodes = true;
    bool owns_labels = false;  // The labels of its blank nodes are those of no other operation.
  };
  // Triples of one GRAPH, or of none.
  struct QuadsBlock {
    PatternTerm graph = {};
    std::vector<TriplePattern> triples = {};
  };
  absl::Status ParseOperation(UpdateOperation* operation);
  absl::Status ParseData(std::string_view name, UpdateOperation* operation);
  absl::Status ParseModify(UpdateOperation* operation);
  absl::Status ParseUsingClauses(Query* where);
  absl::Status ParseDeleteWhere(UpdateOperation* operation);
  absl::Status ParseLoad(UpdateOperation* operation);
  absl::Status ParseTransfer(UpdateOperation* operation);
  // "{ triples GRAPH g { triples } … }"
  absl::StatusOr<std::vector<QuadsBlock>> ParseQuads(const QuadsUse& use);
  // The same as a template, its triples without GRAPH in `graph`.
  absl::StatusOr<std::vector<QuadPattern>> ParseQuadTemplate(const QuadsUse& use,
                                                             const PatternTerm& graph);
  absl::StatusOr<GraphTarget> ParseGraphRef();
  absl::StatusOr<GraphTarget> ParseGraphRefAll();
  absl::StatusOr<GraphTarget> ParseGraphOrDefault();

  // parse_pattern.cc
  absl::StatusOr<SizedPattern> ParseGroupGraphPattern(VariableSet* visible);
  absl::Status ParseGroupElement(Group* group);
  absl::Status ParseOptional(Group* group);
  absl::Status ParseMinus(Group* group);
  absl::Status ParseGraph(Group* group);
  absl::Status ParseGroupOrUnion(Group* group);
  absl::Status ParseFilter(Group* group);
  absl::Status ParseBind(Group* group);
  absl::Status ParseValues(Group* group);
  absl::StatusOr<Pattern> ParseDataBlock();
  absl::StatusOr<Term> ParseDataValue();
  absl::Status JoinTo(Group* group, SizedPattern pattern, size_t offset);
  absl::Status ParseTriplesBlock(Group* group);

  // parse_triples.cc
  bool AtTriples() const;
  absl::Status ParseTriplesSameSubject(TripleItems* out);
  absl::Status ParsePropertyList(const PatternTerm& subject, bool is_required, TripleItems* out);
  absl::Status ParseObjectList(const PatternTerm& subject, const PatternTerm& predicate,
                               const std::optional<Path>& path, TripleItems* out);
  absl::Status ParseAnnotations(const TriplePattern& triple, TripleItems* out);
  absl::StatusOr<PatternTerm> ParseGraphNode(TripleItems* out);
  absl::StatusOr<PatternTerm> ParseCollection(TripleItems* out);
  absl::StatusOr<PatternTerm> ParseBlankNodePropertyList(TripleItems* out);
  absl::StatusOr<PatternTerm> ParseReifiedTriple(TripleItems* out);
  absl::StatusOr<PatternTerm> ParseReifier(TriplesUse use);
  absl::StatusOr<PatternTerm> ParseTripleTerm(TermUse use);
  absl::StatusOr<PatternTerm> ParseTripleTermPlace(TermUse use, bool is_subject);
  absl::StatusOr<PatternTerm> ParseVerb(TermUse use);
  absl::StatusOr<PatternTerm> ParseVarOrTerm(TriplesUse use, std::string_view what);
  absl::StatusOr<Path> ParsePath();
  absl::StatusOr<Path> ParsePathSequence();
  absl::StatusOr<Path> ParsePathElement();
  absl::StatusOr<Path> ParsePathNegatedSet();
  void AddPath(const PatternTerm& subject, const Path& path, const PatternTerm& object,
               std::vector<TripleItem>* items);
  // The triples up to a '}' or what else can be no triple.
  absl::Status ParseTemplateTriples(TripleItems* out);
  absl::StatusOr<std::vector<QuadPattern>> ParseConstructTemplate();

  // parse_expression.cc
  absl::StatusOr<SizedExpression> ParseExpression();
  absl::StatusOr<SizedExpression> ParseAnd();
  absl::StatusOr<SizedExpression> ParseRelational();
  absl::StatusOr<SizedExpression> ParseAdditive();
  absl::StatusOr<SizedExpression> ParseMultiplicative();
  absl::StatusOr<SizedExpression> ParseUnary();
  absl::StatusOr<SizedExpression> ParsePrimary();
  absl::StatusOr<SizedExpression> ParseBracketted();
  bool AtCall() const;  // At the name of a function or aggregate.
  absl::StatusOr<SizedExpression> ParseBuiltInCall();
  absl::StatusOr<SizedExpression> ParseFunction(Function function);
  absl::StatusOr<SizedExpression> ParseAggregate(AggregateKind kind);
  absl::StatusOr<SizedExpression> ParseExists(bool is_negated);
  absl::StatusOr<SizedExpression> ParseIriOrFunction();
  // "( e, e, … )", with DISTINCT if `distinct` is given. NIL gives none. `offsets`, if given, gets
  // where each of them begins.
  absl::StatusOr<std::vector<SizedExpression>> ParseArguments(
      bool* distinct, std::vector<size_t>* offsets = nullptr);
  absl::StatusOr<SizedExpression> Call(Function function, std::vector<SizedExpression> arguments,
                                       size_t offset) const;
  static Expression ExpressionOf(const PatternTerm& place);

  Lexer lexer_;
  const ParseOptions& options_;
  Token token_;
  std::optional<Token> next_;
  size_t previous_end_ = 0;  // Where the token before the current one ends.
  RequestCheck::Form form_ = RequestCheck::Form::kNothing;

  Query query_;
  std::vector<Prefix> prefixes_;
  size_t nesting_ = 0;
  std::vector<size_t> open_braces_;  // Where each open '{' stands.
  bool allows_aggregates_ = false;   // In SELECT, HAVING and ORDER BY.
  bool in_aggregate_ = false;

  size_t fresh_blank_count_ = 0;
  size_t fresh_path_count_ = 0;
  // Basic graph patterns are numbered; a label of a blank node belongs to one of them.
  size_t bgp_count_ = 0;
  size_t bgp_ = 0;
  struct BlankLabel {
    size_t bgp = 0;
    std::string variable = {};
  };
  TextMap<BlankLabel> labels_;
  // In Quads of updates; null outside.
  const QuadsUse* quads_use_ = nullptr;
  size_t operation_ = 0;
  TextMap<size_t> label_owners_;  // Label → the operation that it belongs to.
};

}  // namespace entente

#endif  // ENTENTE_QUERY_SPARQL_QUERY_PARSER_H_

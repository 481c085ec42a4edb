#include <iterator>

#include "query/sparql/query_parser.h"

namespace entente {
namespace {

constexpr std::string_view kForms[] = {"INSERT", "DELETE", "WITH",   "LOAD", "CLEAR",
                                       "DROP",   "CREATE", "ADD",    "MOVE", "COPY",
                                       "BASE",   "PREFIX", "VERSION"};
constexpr std::string_view kQueryForms[] = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"};

constexpr std::string_view kInsertData = "INSERT DATA";

Pattern BgpOf(std::vector<TriplePattern> triples) {
  return {.kind = Pattern::Kind::kBgp, .triples = std::move(triples)};
}

}  // namespace

absl::StatusOr<Update> QueryParser::ParseUpdate() {
  RETURN_IF_ERROR(lexer_.Check());
  RETURN_IF_ERROR(Advance());
  Update update;
  while (true) {
    RETURN_IF_ERROR(ParsePrologue());
    if (token_.kind == TokenKind::kEnd) break;
    ++operation_;
    labels_.clear();
    RETURN_IF_ERROR(ParseOperation(&update.operations.emplace_back()));
    if (AtSymbol("}")) return ErrorAt(token_.begin, "this '}' closes nothing");
    if (token_.kind == TokenKind::kEnd) break;
    RETURN_IF_ERROR(Expect(";", "';' before the next operation, or the end of the update"));
  }
  update.prefixes = SortedPrefixes();
  return update;
}

absl::Status QueryParser::ParseOperation(UpdateOperation* operation) {
  using Kind = UpdateOperation::Kind;
  if (AtWord("WITH")) return ParseModify(operation);
  if (AtWord("INSERT") || AtWord("DELETE")) {
    const bool is_insert = AtWord("INSERT");
    ASSIGN_OR_RETURN(const Token next, PeekNext());
    if (next.IsWord("DATA")) {
      operation->kind = is_insert ? Kind::kInsertData : Kind::kDeleteData;
      return ParseData(is_insert ? kInsertData : "DELETE DATA", operation);
    }
    operation->kind = Kind::kModify;
    return !is_insert && next.IsWord("WHERE") ? ParseDeleteWhere(operation)
                                              : ParseModify(operation);
  }
  if (AtWord("LOAD")) return ParseLoad(operation);
  if (AtWord("CLEAR") || AtWord("DROP") || AtWord("CREATE")) {
    operation->kind = AtWord("CREATE") ? Kind::kCreate : Kind::kClear;
    RETURN_IF_ERROR(Advance());
    ASSIGN_OR_RETURN(operation->is_silent, AcceptWord("SILENT"));
    ASSIGN_OR_RETURN(operation->target,
                     operation->kind == Kind::kCreate ? ParseGraphRef() : ParseGraphRefAll());
    return absl::OkStatus();
  }
  if (AtWord("ADD") || AtWord("MOVE") || AtWord("COPY")) return ParseTransfer(operation);
  for (const std::string_view word : kQueryForms) {
    if (AtWord(word)) {
      return ErrorAt(token_.begin, StrCat(word, " begins a query, not an update"),
                     "run it with Query, Ask or Construct, or on the command line with entente "
                     "query");
    }
  }
  return Unexpected("an operation, such as INSERT, DELETE, LOAD or CLEAR", kForms);
}

absl::Status QueryParser::ParseData(std::string_view name, UpdateOperation* operation) {
  RETURN_IF_ERROR(Advance());
  RETURN_IF_ERROR(Advance());
  const bool is_insert = operation->kind == UpdateOperation::Kind::kInsertData;
  ASSIGN_OR_RETURN((is_insert ? operation->insertions : operation->deletions),
                   ParseQuadTemplate({.name = name,
                                      .allows_variables = false,
                                      .allows_blank_nodes = is_insert,
                                      .owns_labels = is_insert},
                                     {}));
  return absl::OkStatus();
}

absl::Status QueryParser::ParseModify(UpdateOperation* operation) {
  operation->kind = UpdateOperation::Kind::kModify;
  Query where = {.base = query_.base};
  PatternTerm graph;
  if (AtWord("WITH")) {
    RETURN_IF_ERROR(Advance());
    ASSIGN_OR_RETURN(std::string iri, ParseStoredGraph());
    where.has_dataset = true;
    where.has_all_named_graphs = true;
    where.default_graphs.push_back(iri);
    graph = Term(Iri(std::move(iri)));
    if (!AtWord("DELETE") && !AtWord("INSERT")) {
      constexpr std::string_view kWords[] = {"DELETE", "INSERT"};
      return Unexpected("DELETE or INSERT", kWords);
    }
  }
  ASSIGN_OR_RETURN(const bool has_delete, AcceptWord("DELETE"));
  if (has_delete) {
    ASSIGN_OR_RETURN(
        operation->deletions,
        ParseQuadTemplate({.name = "the template of DELETE", .allows_blank_nodes = false}, graph));
  }
  ASSIGN_OR_RETURN(const bool has_insert, AcceptWord("INSERT"));
  if (has_insert) {
    ASSIGN_OR_RETURN(operation->insertions,
                     ParseQuadTemplate({.name = "the template of INSERT"}, graph));
  }
  RETURN_IF_ERROR(ParseUsingClauses(&where));
  if (!AtWord("WHERE")) {
    constexpr std::string_view kWords[] = {"WHERE", "USING", "INSERT"};
    return Unexpected(has_insert ? "USING or WHERE" : "INSERT, USING or WHERE", kWords);
  }
  RETURN_IF_ERROR(Advance());
  VariableSet visible;
  ASSIGN_OR_RETURN(SizedPattern pattern, ParseGroupGraphPattern(&visible));
  VariableSet used;
  for (const std::vector<QuadPattern>* quads : {&operation->deletions, &operation->insertions}) {
    for (const QuadPattern& quad : *quads) {
      used.Add(quad.triple);
      used.Add(quad.graph);
    }
  }
  where.pattern = {.kind = Pattern::Kind::kProject};
  where.pattern.inputs.push_back(std::move(pattern.pattern));
  for (const std::string& name : used.names()) {
    if (visible.Contains(name)) where.variables.push_back(name);
  }
  where.pattern.variables = where.variables;
  RETURN_IF_ERROR(CheckDepth(pattern.depth + 1, token_.begin));
  operation->where = std::make_shared<const Query>(std::move(where));
  return absl::OkStatus();
}

absl::Status QueryParser::ParseUsingClauses(Query* where) {
  bool is_first = true;
  while (AtWord("USING")) {
    RETURN_IF_ERROR(Advance());
    ASSIGN_OR_RETURN(const bool is_named, AcceptWord("NAMED"));
    ASSIGN_OR_RETURN(std::string iri, ParseStoredGraph());
    // Section 3.1.3: USING replaces what WITH says about WHERE.
    if (std::exchange(is_first, false)) {
      where->has_dataset = true;
      where->has_all_named_graphs = false;
      where->default_graphs.clear();
    }
    (is_named ? where->named_graphs : where->default_graphs).push_back(std::move(iri));
  }
  return absl::OkStatus();
}

absl::Status QueryParser::ParseDeleteWhere(UpdateOperation* operation) {
  RETURN_IF_ERROR(Advance());
  RETURN_IF_ERROR(Advance());
  ASSIGN_OR_RETURN(std::vector<QuadsBlock> blocks,
                   ParseQuads({.name = "DELETE WHERE", .allows_blank_nodes = false}));
  Query where = {.base = query_.base};
  VariableSet used;
  std::vector<TriplePattern> default_triples;
  std::vector<Pattern> parts;
  for (QuadsBlock& block : blocks) {
    used.Add(block.graph);
    for (const TriplePattern& triple : block.triples) {
      used.Add(triple);
      operation->deletions.push_back({.triple = triple, .graph = block.graph});
    }
    if (block.graph.is_none()) {
      default_triples.insert(default_triples.end(), std::make_move_iterator(block.triples.begin()),
                             std::make_move_iterator(block.triples.end()));
      continue;
    }
    Pattern graph = {.kind = Pattern::Kind::kGraph, .graph = std::move(block.graph)};
    graph.inputs.push_back(BgpOf(std::move(block.triples)));
    parts.push_back(std::move(graph));
  }
  if (parts.empty() || !default_triples.empty()) {
    parts.insert(parts.begin(), BgpOf(std::move(default_triples)));
  }
  Pattern whole = parts.size() == 1
                      ? std::move(parts.front())
                      : Pattern{.kind = Pattern::Kind::kJoin, .inputs = std::move(parts)};
  where.variables = used.names();
  where.pattern = {.kind = Pattern::Kind::kProject, .variables = used.names()};
  where.pattern.inputs.push_back(std::move(whole));
  operation->where = std::make_shared<const Query>(std::move(where));
  return absl::OkStatus();
}

absl::Status QueryParser::ParseLoad(UpdateOperation* operation) {
  operation->kind = UpdateOperation::Kind::kLoad;
  RETURN_IF_ERROR(Advance());
  ASSIGN_OR_RETURN(operation->is_silent, AcceptWord("SILENT"));
  ASSIGN_OR_RETURN(operation->document, ParseIri());
  ASSIGN_OR_RETURN(const bool has_target, AcceptWord("INTO"));
  if (has_target) {
    ASSIGN_OR_RETURN(operation->target, ParseGraphRef());
  }
  return absl::OkStatus();
}

absl::Status QueryParser::ParseTransfer(UpdateOperation* operation) {
  using Kind = UpdateOperation::Kind;
  operation->kind = AtWord("ADD") ? Kind::kAdd : AtWord("MOVE") ? Kind::kMove : Kind::kCopy;
  RETURN_IF_ERROR(Advance());
  ASSIGN_OR_RETURN(operation->is_silent, AcceptWord("SILENT"));
  ASSIGN_OR_RETURN(operation->source, ParseGraphOrDefault());
  RETURN_IF_ERROR(ExpectWord("TO"));
  ASSIGN_OR_RETURN(operation->target, ParseGraphOrDefault());
  return absl::OkStatus();
}

absl::StatusOr<std::vector<QueryParser::QuadsBlock>> QueryParser::ParseQuads(const QuadsUse& use) {
  quads_use_ = &use;
  std::vector<QuadsBlock> blocks;
  const auto parse_triples = [&](PatternTerm graph, bool is_kept) -> absl::Status {
    if (!AtTriples() && !is_kept) return absl::OkStatus();
    QuadsBlock& block = blocks.emplace_back(QuadsBlock{.graph = std::move(graph)});
    // Statement by statement: data can be large, and an item is larger than its triple.
    TripleItems out = {.use = TriplesUse::kTemplate};
    while (AtTriples()) {
      RETURN_IF_ERROR(ParseTriplesSameSubject(&out));
      for (TripleItem& item : out.items) block.triples.push_back(std::move(item.triple));
      out.items.clear();
      ASSIGN_OR_RETURN(const bool has_stop, Accept("."));
      if (!has_stop && AtTriples()) return Unexpected("'.', ';', ',' or '}'");
    }
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(OpenBrace());
  RETURN_IF_ERROR(parse_triples({}, /*is_kept=*/false));
  while (AtWord("GRAPH")) {
    RETURN_IF_ERROR(Advance());
    PatternTerm graph;
    if (token_.kind == TokenKind::kVariable) {
      ASSIGN_OR_RETURN(std::string name, ParseVariable("a variable"));
      graph = Variable{std::move(name)};
    } else if (AtIri()) {
      ASSIGN_OR_RETURN(std::string iri, ParseStoredGraph());
      graph = Term(Iri(std::move(iri)));
    } else {
      return Unexpected(use.allows_variables ? "a variable or an IRI after GRAPH"
                                             : "an IRI after GRAPH");
    }
    RETURN_IF_ERROR(OpenBrace());
    RETURN_IF_ERROR(parse_triples(std::move(graph), /*is_kept=*/true));
    if (AtWord("GRAPH")) return ErrorAt(token_.begin, "a GRAPH cannot stand in another");
    RETURN_IF_ERROR(CloseBrace("a triple or '}'"));
    RETURN_IF_ERROR(Accept(".").status());
    RETURN_IF_ERROR(parse_triples({}, /*is_kept=*/false));
  }
  constexpr std::string_view kWords[] = {"GRAPH"};
  if (!AtSymbol("}")) return Unexpected("a triple, GRAPH or '}'", kWords);
  RETURN_IF_ERROR(CloseBrace("'}'"));
  quads_use_ = nullptr;
  return blocks;
}

absl::StatusOr<std::vector<QuadPattern>> QueryParser::ParseQuadTemplate(const QuadsUse& use,
                                                                        const PatternTerm& graph) {
  ASSIGN_OR_RETURN(std::vector<QuadsBlock> blocks, ParseQuads(use));
  std::vector<QuadPattern> quads;
  for (QuadsBlock& block : blocks) {
    for (TriplePattern& triple : block.triples) {
      quads.push_back(
          {.triple = std::move(triple), .graph = block.graph.is_none() ? graph : block.graph});
    }
  }
  return quads;
}

absl::StatusOr<GraphTarget> QueryParser::ParseGraphRef() {
  RETURN_IF_ERROR(ExpectWord("GRAPH"));
  GraphTarget target = {.kind = GraphTarget::Kind::kGraph};
  ASSIGN_OR_RETURN(target.iri, ParseStoredGraph());
  return target;
}

absl::StatusOr<GraphTarget> QueryParser::ParseGraphRefAll() {
  using Kind = GraphTarget::Kind;
  if (AtWord("GRAPH")) return ParseGraphRef();
  if (!AtWord("DEFAULT") && !AtWord("NAMED") && !AtWord("ALL")) {
    constexpr std::string_view kWords[] = {"GRAPH", "DEFAULT", "NAMED", "ALL", "SILENT"};
    return Unexpected("GRAPH, DEFAULT, NAMED or ALL", kWords);
  }
  const Kind kind = AtWord("DEFAULT") ? Kind::kDefault
                    : AtWord("NAMED") ? Kind::kNamed
                                      : Kind::kAll;
  RETURN_IF_ERROR(Advance());
  return GraphTarget{.kind = kind};
}

absl::StatusOr<GraphTarget> QueryParser::ParseGraphOrDefault() {
  if (AtWord("GRAPH")) return ParseGraphRef();
  if (AtWord("DEFAULT")) {
    RETURN_IF_ERROR(Advance());
    return GraphTarget{};
  }
  if (!AtIri()) {
    constexpr std::string_view kWords[] = {"GRAPH", "DEFAULT", "SILENT"};
    return Unexpected("a graph by its IRI, or DEFAULT", kWords);
  }
  GraphTarget target = {.kind = GraphTarget::Kind::kGraph};
  ASSIGN_OR_RETURN(target.iri, ParseStoredGraph());
  return target;
}

}  // namespace entente

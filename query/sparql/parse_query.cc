#include <algorithm>

#include "entente/claims.h"
#include "query/sparql/query_parser.h"

namespace entente {
namespace {

constexpr std::string_view kForms[] = {"SELECT", "ASK",  "CONSTRUCT", "DESCRIBE",
                                       "PREFIX", "BASE", "VERSION"};
constexpr std::string_view kModifiers[] = {"WHERE", "FROM",  "GROUP",  "HAVING",
                                           "ORDER", "LIMIT", "OFFSET", "VALUES"};
constexpr std::string_view kUpdateForms[] = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE",
                                             "DROP",   "COPY",   "MOVE", "ADD",   "WITH"};

Pattern Around(Pattern::Kind kind, Pattern input) {
  Pattern pattern = {.kind = kind};
  pattern.inputs.push_back(std::move(input));
  return pattern;
}

}  // namespace

absl::StatusOr<Query> QueryParser::Parse() {
  RETURN_IF_ERROR(lexer_.Check());
  RETURN_IF_ERROR(Advance());
  RETURN_IF_ERROR(ParsePrologue());
  if (token_.kind != TokenKind::kEnd) form_ = RequestCheck::Form::kQuery;
  if (AtWord("SELECT")) {
    RETURN_IF_ERROR(ParseSelectQuery());
  } else if (AtWord("ASK")) {
    RETURN_IF_ERROR(ParseAskQuery());
  } else if (AtWord("CONSTRUCT")) {
    RETURN_IF_ERROR(ParseConstructQuery());
  } else if (AtWord("DESCRIBE")) {
    RETURN_IF_ERROR(ParseDescribeQuery());
  } else {
    for (const std::string_view word : kUpdateForms) {
      if (AtWord(word)) {
        form_ = RequestCheck::Form::kUpdate;
        return ErrorAt(token_.begin, StrCat(word, " begins an update, not a query"),
                       "run it with Update, or on the command line with entente update");
      }
    }
    return Unexpected("SELECT, ASK, CONSTRUCT or DESCRIBE", kForms,
                      AtSymbol(".") ? "PREFIX and BASE have no '.' behind them" : "");
  }
  if (AtSymbol("}")) return ErrorAt(token_.begin, "this '}' closes nothing");
  if (token_.kind != TokenKind::kEnd) {
    return Unexpected("the end of the query", kModifiers,
                      std::ranges::any_of(kForms, [this](const auto word) { return AtWord(word); })
                          ? "a second query begins here"
                          : "");
  }
  query_.prefixes = SortedPrefixes();
  return std::move(query_);
}

absl::Status QueryParser::ParsePrologue() {
  while (true) {
    if (AtWord("BASE")) {
      RETURN_IF_ERROR(Advance());
      if (token_.kind != TokenKind::kIri) return Unexpected("an IRI in angle brackets");
      ASSIGN_OR_RETURN(query_.base, Resolve(token_.value, token_.begin));
      RETURN_IF_ERROR(Advance());
    } else if (AtWord("PREFIX")) {
      RETURN_IF_ERROR(Advance());
      if (token_.kind != TokenKind::kName || !token_.value.empty()) {
        return Unexpected("a prefix with its colon, such as \"ex:\"");
      }
      const std::string name(token_.prefix);
      RETURN_IF_ERROR(Advance());
      if (token_.kind != TokenKind::kIri) return Unexpected("an IRI in angle brackets");
      ASSIGN_OR_RETURN(std::string iri, Resolve(token_.value, token_.begin));
      RETURN_IF_ERROR(Advance());
      const auto known = std::find_if(prefixes_.begin(), prefixes_.end(),
                                      [&](const Prefix& prefix) { return prefix.name == name; });
      if (known != prefixes_.end()) {
        known->iri = std::move(iri);
      } else {
        prefixes_.push_back({.name = name, .iri = std::move(iri)});
      }
    } else if (AtWord("VERSION")) {
      RETURN_IF_ERROR(Advance());
      if (token_.kind != TokenKind::kString || token_.is_long) {
        return Unexpected("the version as a short string, such as \"1.2\"");
      }
      RETURN_IF_ERROR(Advance());
    } else {
      return absl::OkStatus();
    }
  }
}

absl::Status QueryParser::ParseDatasetClauses() {
  while (AtWord("FROM")) {
    RETURN_IF_ERROR(Advance());
    ASSIGN_OR_RETURN(const bool is_named, AcceptWord("NAMED"));
    query_.has_dataset = true;
    if (is_named) {
      ASSIGN_OR_RETURN(query_.named_graphs.emplace_back(), ParseStoredGraph());
      continue;
    }
    const size_t begin = token_.begin;
    ASSIGN_OR_RETURN(std::string iri, ParseIri());
    if (EvidenceView::IsViewIri(iri)) {
      const absl::StatusOr<EvidenceView> view = EvidenceView::FromIri(iri);
      if (!view.ok()) return ErrorAt(begin, std::string(view.status().message()));
    }
    query_.default_graphs.push_back(std::move(iri));
  }
  return absl::OkStatus();
}

absl::Status QueryParser::ParseSelectQuery() {
  query_.form = QueryForm::kSelect;
  ASSIGN_OR_RETURN(SelectClause select, ParseSelectClause());
  RETURN_IF_ERROR(ParseDatasetClauses());
  VariableSet visible;
  ASSIGN_OR_RETURN(SizedPattern where, ParseWhereClause(&visible));
  ASSIGN_OR_RETURN(SizedPattern whole,
                   ParseModifiers(std::move(select), std::move(where), &visible));
  query_.pattern = std::move(whole.pattern);
  query_.variables = visible.names();
  return absl::OkStatus();
}

absl::Status QueryParser::ParseAskQuery() {
  query_.form = QueryForm::kAsk;
  RETURN_IF_ERROR(Advance());
  RETURN_IF_ERROR(ParseDatasetClauses());
  VariableSet visible;
  ASSIGN_OR_RETURN(SizedPattern where, ParseWhereClause(&visible));
  ASSIGN_OR_RETURN(SizedPattern whole, ParseModifiers({.is_everything = true, .is_implied = true},
                                                      std::move(where), &visible));
  query_.pattern = std::move(whole.pattern);
  return absl::OkStatus();
}

absl::Status QueryParser::ParseConstructQuery() {
  query_.form = QueryForm::kConstruct;
  RETURN_IF_ERROR(Advance());
  VariableSet visible;
  SizedPattern where;
  if (AtSymbol("{")) {
    ASSIGN_OR_RETURN(query_.construct, ParseConstructTemplate());
    RETURN_IF_ERROR(ParseDatasetClauses());
    ASSIGN_OR_RETURN(where, ParseWhereClause(&visible));
  } else {
    // CONSTRUCT WHERE { … }: the template is the pattern, its blank nodes match anything.
    RETURN_IF_ERROR(ParseDatasetClauses());
    RETURN_IF_ERROR(ExpectWord("WHERE"));
    ASSIGN_OR_RETURN(query_.construct, ParseConstructTemplate());
    for (const QuadPattern& quad : query_.construct) {
      where.pattern.triples.push_back(quad.triple);
      visible.Add(quad.triple);
    }
    TextMap<std::string> blank_variables;
    const auto match_blank = [&](const auto& self, const PatternTerm& place) -> PatternTerm {
      if (place.is_term() && place.term().is_blank_node()) {
        const std::string& label = place.term().blank_node().label;
        const auto [found, is_new] = blank_variables.try_emplace(label);
        if (is_new) found->second = StrCat(".b", fresh_blank_count_++);
        return Variable{found->second};
      }
      if (!place.is_triple()) return place;
      return TriplePattern{self(self, place.triple().subject), self(self, place.triple().predicate),
                           self(self, place.triple().object)};
    };
    for (TriplePattern& triple : where.pattern.triples) {
      triple = {match_blank(match_blank, triple.subject), triple.predicate,
                match_blank(match_blank, triple.object)};
    }
  }
  ASSIGN_OR_RETURN(SizedPattern whole, ParseModifiers({.is_everything = true, .is_implied = true},
                                                      std::move(where), &visible));
  query_.pattern = std::move(whole.pattern);
  return absl::OkStatus();
}

absl::Status QueryParser::ParseDescribeQuery() {
  query_.form = QueryForm::kDescribe;
  RETURN_IF_ERROR(Advance());
  const bool is_everything = AtSymbol("*");
  if (is_everything) {
    RETURN_IF_ERROR(Advance());
  } else {
    do {
      if (token_.kind == TokenKind::kVariable) {
        query_.describe.push_back(Variable{token_.value});
        RETURN_IF_ERROR(Advance());
      } else if (AtIri()) {
        ASSIGN_OR_RETURN(std::string iri, ParseIri());
        query_.describe.push_back(Term(Iri(std::move(iri))));
      } else {
        return Unexpected("'*', a variable or an IRI");
      }
    } while (token_.kind == TokenKind::kVariable || AtIri());
  }
  RETURN_IF_ERROR(ParseDatasetClauses());
  VariableSet visible;
  SizedPattern where;
  if (AtWord("WHERE") || AtSymbol("{")) {
    ASSIGN_OR_RETURN(where, ParseWhereClause(&visible));
  }
  if (is_everything) {
    for (const std::string& name : visible.names()) {
      if (!IsInternal(name)) query_.describe.push_back(Variable{name});
    }
  }
  ASSIGN_OR_RETURN(SizedPattern whole, ParseModifiers({.is_everything = true, .is_implied = true},
                                                      std::move(where), &visible));
  query_.pattern = std::move(whole.pattern);
  return absl::OkStatus();
}

absl::StatusOr<QueryParser::SizedPattern> QueryParser::ParseSubSelect(VariableSet* visible) {
  ASSIGN_OR_RETURN(SelectClause select, ParseSelectClause());
  VariableSet inner;
  ASSIGN_OR_RETURN(SizedPattern where, ParseWhereClause(&inner));
  ASSIGN_OR_RETURN(SizedPattern whole, ParseModifiers(std::move(select), std::move(where), &inner));
  visible->Add(inner);
  return whole;
}

absl::StatusOr<QueryParser::SelectClause> QueryParser::ParseSelectClause() {
  SelectClause select;
  RETURN_IF_ERROR(ExpectWord("SELECT"));
  ASSIGN_OR_RETURN(select.is_distinct, AcceptWord("DISTINCT"));
  if (!select.is_distinct) {
    ASSIGN_OR_RETURN(select.is_reduced, AcceptWord("REDUCED"));
  }
  select.offset = token_.begin;
  ASSIGN_OR_RETURN(select.is_everything, Accept("*"));
  if (select.is_everything) return select;
  TextSet assigned;
  while (token_.kind == TokenKind::kVariable || AtSymbol("(")) {
    SelectItem item = {.offset = token_.begin};
    if (AtSymbol("(")) {
      RETURN_IF_ERROR(Advance());
      allows_aggregates_ = true;
      ASSIGN_OR_RETURN(item.expression, ParseExpression());
      allows_aggregates_ = false;
      RETURN_IF_ERROR(ExpectWord("AS"));
      item.offset = token_.begin;
      ASSIGN_OR_RETURN(item.variable, ParseVariable("a variable after AS"));
      RETURN_IF_ERROR(Expect(")"));
      if (!assigned.insert(item.variable).second) {
        return ErrorAt(item.offset, StrCat("?", item.variable, " is assigned twice"));
      }
    } else {
      ASSIGN_OR_RETURN(item.variable, ParseVariable("a variable"));
    }
    select.items.push_back(std::move(item));
  }
  if (select.items.empty()) {
    constexpr std::string_view kWords[] = {"DISTINCT", "REDUCED"};
    return Unexpected("'*', a variable or an expression in parentheses", kWords, HintOnColumn());
  }
  return select;
}

std::string QueryParser::HintOnColumn() const {
  if (token_.kind != TokenKind::kWord) return "";
  if (AtCall()) {
    return StrCat("an expression stands in parentheses, with a name: (", token_.text,
                  "(…) AS ?name)");
  }
  return StrCat("a variable begins with '?': ?", token_.text);
}

absl::StatusOr<QueryParser::SizedPattern> QueryParser::ParseWhereClause(VariableSet* visible) {
  ASSIGN_OR_RETURN(const bool has_word, AcceptWord("WHERE"));
  if (!has_word && !AtSymbol("{")) {
    constexpr std::string_view kWords[] = {"WHERE", "FROM"};
    return Unexpected("WHERE or '{'", kWords, HintOnColumn());
  }
  return ParseGroupGraphPattern(visible);
}

absl::StatusOr<QueryParser::SizedExpression> QueryParser::ParseConstraint(std::string_view what) {
  if (AtSymbol("(")) return ParseBracketted();
  if (AtIri()) {
    const size_t offset = token_.begin;
    ASSIGN_OR_RETURN(SizedExpression call, ParseIriOrFunction());
    if (call.expression.kind != Expression::Kind::kExtension) {
      return ErrorAt(offset, "expected the arguments of a function after this IRI",
                     "conditions stand in parentheses");
    }
    return call;
  }
  if (token_.kind == TokenKind::kWord) return ParseBuiltInCall();
  return Unexpected(what);
}

absl::StatusOr<std::vector<Binding>> QueryParser::ParseGroupClause(VariableSet* visible,
                                                                   size_t* depth) {
  std::vector<Binding> keys;
  const auto at_key = [&] {
    return AtSymbol("(") || token_.kind == TokenKind::kVariable || AtIri() ||
           (token_.kind == TokenKind::kWord && !AtWord("HAVING") && !AtWord("ORDER") &&
            !AtWord("LIMIT") && !AtWord("OFFSET") && !AtWord("VALUES"));
  };
  do {
    Binding key;
    if (token_.kind == TokenKind::kVariable) {
      ASSIGN_OR_RETURN(key.variable, ParseVariable("a variable"));
      key.expression = Expression::OfVariable(key.variable);
    } else if (AtSymbol("(")) {
      RETURN_IF_ERROR(Advance());
      ASSIGN_OR_RETURN(SizedExpression sized, ParseExpression());
      *depth = std::max(*depth, sized.depth + 1);
      key.expression = std::move(sized.expression);
      if (AtWord("AS")) {
        RETURN_IF_ERROR(Advance());
        const size_t offset = token_.begin;
        ASSIGN_OR_RETURN(key.variable, ParseVariable("a variable after AS"));
        if (visible->Contains(key.variable)) {
          return ErrorAt(offset, StrCat("?", key.variable, " already has a value here"),
                         "give the key a name of its own");
        }
        visible->Add(key.variable);
      } else if (key.expression.kind == Expression::Kind::kVariable) {
        key.variable = key.expression.variable;
      }
      RETURN_IF_ERROR(Expect(")"));
    } else {
      ASSIGN_OR_RETURN(SizedExpression sized,
                       ParseConstraint("a variable, a function call or an expression in "
                                       "parentheses"));
      *depth = std::max(*depth, sized.depth + 1);
      key.expression = std::move(sized.expression);
    }
    if (key.variable.empty()) key.variable = StrCat(".k", keys.size());
    keys.push_back(std::move(key));
  } while (at_key());
  return keys;
}

absl::StatusOr<QueryParser::SizedPattern> QueryParser::ParseModifiers(SelectClause select,
                                                                      SizedPattern where,
                                                                      VariableSet* visible) {
  const size_t offset = token_.begin;
  bool is_grouped = false;
  std::vector<Binding> keys;
  size_t depth = where.depth;
  if (AtWord("GROUP")) {
    RETURN_IF_ERROR(Advance());
    RETURN_IF_ERROR(ExpectWord("BY"));
    is_grouped = true;
    ASSIGN_OR_RETURN(keys, ParseGroupClause(visible, &depth));
  }
  struct Placed {
    SizedExpression sized = {};
    size_t offset = 0;
  };
  std::vector<Placed> having;
  if (AtWord("HAVING")) {
    RETURN_IF_ERROR(Advance());
    allows_aggregates_ = true;
    do {
      Placed placed;
      placed.offset = token_.begin;
      ASSIGN_OR_RETURN(placed.sized, ParseConstraint("a condition in parentheses"));
      is_grouped = is_grouped || HasAggregate(placed.sized.expression);
      having.push_back(std::move(placed));
    } while (AtSymbol("(") || AtIri() ||
             (token_.kind == TokenKind::kWord && !AtWord("ORDER") && !AtWord("LIMIT") &&
              !AtWord("OFFSET") && !AtWord("VALUES")));
    allows_aggregates_ = false;
  }
  struct Order {
    Placed placed = {};
    bool is_descending = false;
  };
  std::vector<Order> order;
  if (AtWord("ORDER")) {
    RETURN_IF_ERROR(Advance());
    RETURN_IF_ERROR(ExpectWord("BY"));
    allows_aggregates_ = true;
    do {
      Order condition;
      condition.placed.offset = token_.begin;
      condition.is_descending = AtWord("DESC");
      if (AtWord("ASC") || AtWord("DESC")) {
        const std::string word(token_.text);
        RETURN_IF_ERROR(Advance());
        if (!AtSymbol("(")) {
          return Unexpected(StrCat("'(' after ", word), {},
                            StrCat("the direction stands before, as in ", word, "(?name)"));
        }
        ASSIGN_OR_RETURN(condition.placed.sized, ParseBracketted());
      } else if (token_.kind == TokenKind::kVariable) {
        ASSIGN_OR_RETURN(std::string name, ParseVariable("a variable"));
        condition.placed.sized = {.expression = Expression::OfVariable(std::move(name))};
      } else {
        ASSIGN_OR_RETURN(condition.placed.sized,
                         ParseConstraint("ASC, DESC, a variable or an expression in parentheses"));
      }
      is_grouped = is_grouped || HasAggregate(condition.placed.sized.expression);
      order.push_back(std::move(condition));
    } while (AtSymbol("(") || AtIri() || token_.kind == TokenKind::kVariable ||
             (token_.kind == TokenKind::kWord && !AtWord("LIMIT") && !AtWord("OFFSET") &&
              !AtWord("VALUES")));
    allows_aggregates_ = false;
  }
  std::optional<uint64_t> limit;
  std::optional<uint64_t> skip;
  while ((AtWord("LIMIT") && !limit.has_value()) || (AtWord("OFFSET") && !skip.has_value())) {
    std::optional<uint64_t>& count = AtWord("LIMIT") ? limit : skip;
    RETURN_IF_ERROR(Advance());
    ASSIGN_OR_RETURN(count, ParseCount());
  }
  std::optional<Pattern> values;
  if (AtWord("VALUES")) {
    RETURN_IF_ERROR(Advance());
    ASSIGN_OR_RETURN(values, ParseDataBlock());
  }

  for (const SelectItem& item : select.items) {
    is_grouped =
        is_grouped || (item.expression.has_value() && HasAggregate(item.expression->expression));
  }
  Pattern pattern = std::move(where.pattern);
  if (is_grouped) {
    if (select.is_everything && !select.is_implied) {
      return ErrorAt(select.offset, "SELECT * cannot stand with GROUP BY or aggregates",
                     "name the grouping variables and aggregates to be shown");
    }
    VariableSet grouped;
    for (const Binding& key : keys) grouped.Add(key.variable);
    *visible = grouped;
    const auto check = [&](const Expression& expression, size_t at) -> absl::Status {
      const std::optional<std::string> ungrouped = FindUngrouped(expression, grouped);
      if (!ungrouped.has_value()) return absl::OkStatus();
      return ErrorAt(
          at, StrCat("?", *ungrouped, " is neither a grouping key nor in an aggregate"),
          StrCat("add it to GROUP BY, or aggregate it, as in SAMPLE(?", *ungrouped, ")"));
    };
    for (SelectItem& item : select.items) {
      const Expression variable = Expression::OfVariable(item.variable);
      RETURN_IF_ERROR(
          check(item.expression.has_value() ? item.expression->expression : variable, item.offset));
      // Later items may use the variables of earlier ones.
      if (item.expression.has_value()) grouped.Add(item.variable);
    }
    pattern = Around(Pattern::Kind::kGroup, std::move(pattern));
    pattern.bindings = std::move(keys);
    ++depth;
    for (SelectItem& item : select.items) {
      if (!item.expression.has_value()) continue;
      LiftAggregates(&item.expression->expression, &pattern.aggregates);
    }
    for (Placed& placed : having) LiftAggregates(&placed.sized.expression, &pattern.aggregates);
    for (Order& condition : order) {
      LiftAggregates(&condition.placed.sized.expression, &pattern.aggregates);
    }
    for (const Binding& aggregate : pattern.aggregates) visible->Add(aggregate.variable);
  }
  if (!having.empty()) {
    pattern = Around(Pattern::Kind::kFilter, std::move(pattern));
    ++depth;
    for (Placed& placed : having) {
      depth = std::max(depth, placed.sized.depth + 1);
      pattern.expressions.push_back(std::move(placed.sized.expression));
    }
  }
  if (values.has_value()) {
    for (const std::string& name : values->variables) visible->Add(name);
    Pattern joined = {.kind = Pattern::Kind::kJoin};
    joined.inputs.push_back(std::move(pattern));
    joined.inputs.push_back(*std::move(values));
    pattern = std::move(joined);
    ++depth;
  }
  std::vector<Binding> extensions;
  VariableSet columns;
  for (SelectItem& item : select.items) {
    if (item.expression.has_value()) {
      if (visible->Contains(item.variable)) {
        return ErrorAt(item.offset, StrCat("?", item.variable, " already has a value"),
                       "assign to a name that is not used in the pattern");
      }
      visible->Add(item.variable);
      depth = std::max(depth, item.expression->depth + 1);
      extensions.push_back(
          {.variable = item.variable, .expression = std::move(item.expression->expression)});
    }
    columns.Add(item.variable);
  }
  if (select.is_everything) {
    for (const std::string& name : visible->names()) {
      if (!IsInternal(name)) columns.Add(name);
    }
  }
  if (!extensions.empty()) {
    pattern = Around(Pattern::Kind::kExtend, std::move(pattern));
    pattern.bindings = std::move(extensions);
    ++depth;
  }
  if (!order.empty()) {
    pattern = Around(Pattern::Kind::kOrderBy, std::move(pattern));
    ++depth;
    for (Order& condition : order) {
      depth = std::max(depth, condition.placed.sized.depth + 1);
      pattern.order.push_back({.expression = std::move(condition.placed.sized.expression),
                               .is_descending = condition.is_descending});
    }
  }
  pattern = Around(Pattern::Kind::kProject, std::move(pattern));
  pattern.variables = columns.names();
  ++depth;
  if (select.is_distinct || select.is_reduced) {
    pattern = Around(select.is_distinct ? Pattern::Kind::kDistinct : Pattern::Kind::kReduced,
                     std::move(pattern));
    ++depth;
  }
  if (limit.has_value() || skip.has_value()) {
    pattern = Around(Pattern::Kind::kSlice, std::move(pattern));
    pattern.offset = skip.value_or(0);
    pattern.limit = limit;
    ++depth;
  }
  *visible = std::move(columns);
  RETURN_IF_ERROR(CheckDepth(depth, offset));
  return SizedPattern{.pattern = std::move(pattern), .depth = depth};
}

}  // namespace entente

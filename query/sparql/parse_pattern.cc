#include <algorithm>

#include "query/sparql/query_parser.h"

namespace entente {
namespace {

constexpr std::string_view kPatternWords[] = {"OPTIONAL", "UNION",   "MINUS", "GRAPH",
                                              "FILTER",   "SERVICE", "BIND",  "VALUES"};

bool IsUnit(const Pattern& pattern) {
  return pattern.kind == Pattern::Kind::kBgp && pattern.triples.empty();
}

}  // namespace

absl::StatusOr<QueryParser::SizedPattern> QueryParser::ParseGroupGraphPattern(
    VariableSet* visible) {
  const Level level(&nesting_);
  RETURN_IF_ERROR(CheckNesting());
  const bool outer_allows_aggregates = std::exchange(allows_aggregates_, false);
  const bool outer_in_aggregate = std::exchange(in_aggregate_, false);
  const size_t outer_bgp = std::exchange(bgp_, ++bgp_count_);
  RETURN_IF_ERROR(OpenBrace());
  SizedPattern result;
  if (AtWord("SELECT")) {
    ASSIGN_OR_RETURN(result, ParseSubSelect(visible));
    RETURN_IF_ERROR(CloseBrace("'}' after the sub-SELECT"));
  } else {
    Group group;
    while (!AtSymbol("}")) {
      if (AtTriples()) {
        RETURN_IF_ERROR(ParseTriplesBlock(&group));
      } else {
        RETURN_IF_ERROR(ParseGroupElement(&group));
      }
    }
    RETURN_IF_ERROR(CloseBrace("'}'"));
    // Section 18.2.2.6: a filter sees its whole group, so it is applied last.
    result = std::move(group.current);
    result.is_filtered_group = !group.filters.empty();
    if (result.is_filtered_group) {
      Pattern filter = {.kind = Pattern::Kind::kFilter};
      for (SizedExpression& sized : group.filters) {
        result.depth = std::max(result.depth, sized.depth);
        filter.expressions.push_back(std::move(sized.expression));
      }
      filter.inputs.push_back(std::move(result.pattern));
      result.pattern = std::move(filter);
      ++result.depth;
    }
    RETURN_IF_ERROR(CheckDepth(result.depth, token_.begin));
    visible->Add(group.visible);
  }
  allows_aggregates_ = outer_allows_aggregates;
  in_aggregate_ = outer_in_aggregate;
  bgp_ = outer_bgp;
  return result;
}

absl::Status QueryParser::ParseGroupElement(Group* group) {
  if (AtWord("FILTER")) {
    RETURN_IF_ERROR(ParseFilter(group));
  } else {
    group->is_bgp_open = false;
    if (AtSymbol("{")) {
      RETURN_IF_ERROR(ParseGroupOrUnion(group));
    } else if (AtWord("OPTIONAL")) {
      RETURN_IF_ERROR(ParseOptional(group));
    } else if (AtWord("MINUS")) {
      RETURN_IF_ERROR(ParseMinus(group));
    } else if (AtWord("GRAPH")) {
      RETURN_IF_ERROR(ParseGraph(group));
    } else if (AtWord("BIND")) {
      RETURN_IF_ERROR(ParseBind(group));
    } else if (AtWord("VALUES")) {
      RETURN_IF_ERROR(ParseValues(group));
    } else if (AtWord("SERVICE")) {
      return absl::UnimplementedError(
          ErrorAt(token_.begin, "SERVICE is not supported: Entente asks no other servers")
              .message());
    } else {
      const bool is_modifier = AtWord("LIMIT") || AtWord("OFFSET") || AtWord("ORDER") ||
                               AtWord("GROUP") || AtWord("HAVING");
      return Unexpected("a triple, a pattern or '}'", kPatternWords,
                        is_modifier ? StrCat(token_.text, " stands behind the last '}'") : "");
    }
    bgp_ = ++bgp_count_;
  }
  return Accept(".").status();
}

absl::Status QueryParser::JoinTo(Group* group, SizedPattern sized, size_t offset) {
  SizedPattern& current = group->current;
  if (IsUnit(sized.pattern)) return absl::OkStatus();
  if (IsUnit(current.pattern)) {
    current = std::move(sized);
    return absl::OkStatus();
  }
  if (current.pattern.kind != Pattern::Kind::kJoin) {
    Pattern join = {.kind = Pattern::Kind::kJoin};
    join.inputs.push_back(std::move(current.pattern));
    current.pattern = std::move(join);
    ++current.depth;
  }
  current.depth = std::max(current.depth, sized.depth + 1);
  current.pattern.inputs.push_back(std::move(sized.pattern));
  return CheckDepth(current.depth, offset);
}

absl::Status QueryParser::ParseTriplesBlock(Group* group) {
  const size_t offset = token_.begin;
  TripleItems out = {.use = TriplesUse::kPattern};
  while (true) {
    RETURN_IF_ERROR(ParseTriplesSameSubject(&out));
    ASSIGN_OR_RETURN(const bool has_stop, Accept("."));
    if (!AtTriples()) break;
    if (!has_stop) return Unexpected("'.' between triples, or '}'");
  }
  for (TripleItem& item : out.items) {
    group->visible.Add(item.triple);
    if (item.path.has_value()) {
      Pattern path = {.kind = Pattern::Kind::kPath,
                      .endpoints = std::move(item.triple),
                      .path = *std::move(item.path)};
      RETURN_IF_ERROR(JoinTo(group, {.pattern = std::move(path)}, offset));
      group->is_bgp_open = false;
      continue;
    }
    if (group->is_bgp_open) {
      Pattern& current = group->current.pattern;
      Pattern& bgp = current.kind == Pattern::Kind::kJoin ? current.inputs.back() : current;
      bgp.triples.push_back(std::move(item.triple));
      continue;
    }
    Pattern bgp = {.kind = Pattern::Kind::kBgp};
    bgp.triples.push_back(std::move(item.triple));
    RETURN_IF_ERROR(JoinTo(group, {.pattern = std::move(bgp)}, offset));
    group->is_bgp_open = true;
  }
  return absl::OkStatus();
}

absl::Status QueryParser::ParseGroupOrUnion(Group* group) {
  const size_t offset = token_.begin;
  ASSIGN_OR_RETURN(SizedPattern first, ParseGroupGraphPattern(&group->visible));
  first.is_filtered_group = false;
  if (!AtWord("UNION")) return JoinTo(group, std::move(first), offset);
  SizedPattern sized = {.pattern = {.kind = Pattern::Kind::kUnion}, .depth = first.depth + 1};
  sized.pattern.inputs.push_back(std::move(first.pattern));
  while (AtWord("UNION")) {
    RETURN_IF_ERROR(Advance());
    ASSIGN_OR_RETURN(SizedPattern next, ParseGroupGraphPattern(&group->visible));
    sized.depth = std::max(sized.depth, next.depth + 1);
    sized.pattern.inputs.push_back(std::move(next.pattern));
  }
  return JoinTo(group, std::move(sized), offset);
}

absl::Status QueryParser::ParseOptional(Group* group) {
  const size_t offset = token_.begin;
  RETURN_IF_ERROR(Advance());
  ASSIGN_OR_RETURN(SizedPattern right, ParseGroupGraphPattern(&group->visible));
  SizedPattern& current = group->current;
  Pattern left_join = {.kind = Pattern::Kind::kLeftJoin};
  left_join.inputs.push_back(std::move(current.pattern));
  if (right.is_filtered_group) {
    left_join.expressions = std::move(right.pattern.expressions);
    Pattern inner = std::move(right.pattern.inputs[0]);
    left_join.inputs.push_back(std::move(inner));
  } else {
    left_join.inputs.push_back(std::move(right.pattern));
  }
  current = {.pattern = std::move(left_join), .depth = std::max(current.depth, right.depth) + 1};
  return CheckDepth(current.depth, offset);
}

absl::Status QueryParser::ParseMinus(Group* group) {
  const size_t offset = token_.begin;
  RETURN_IF_ERROR(Advance());
  VariableSet hidden;
  ASSIGN_OR_RETURN(SizedPattern right, ParseGroupGraphPattern(&hidden));
  SizedPattern& current = group->current;
  Pattern minus = {.kind = Pattern::Kind::kMinus};
  minus.inputs.push_back(std::move(current.pattern));
  minus.inputs.push_back(std::move(right.pattern));
  current = {.pattern = std::move(minus), .depth = std::max(current.depth, right.depth) + 1};
  return CheckDepth(current.depth, offset);
}

absl::Status QueryParser::ParseGraph(Group* group) {
  const size_t offset = token_.begin;
  RETURN_IF_ERROR(Advance());
  Pattern graph = {.kind = Pattern::Kind::kGraph};
  if (token_.kind == TokenKind::kVariable) {
    ASSIGN_OR_RETURN(std::string name, ParseVariable("a variable"));
    graph.graph = Variable{std::move(name)};
  } else if (AtIri()) {
    ASSIGN_OR_RETURN(std::string iri, ParseStoredGraph());
    graph.graph = Term(Iri(std::move(iri)));
  } else {
    return Unexpected("a variable or an IRI after GRAPH");
  }
  group->visible.Add(graph.graph);
  ASSIGN_OR_RETURN(SizedPattern inner, ParseGroupGraphPattern(&group->visible));
  graph.inputs.push_back(std::move(inner.pattern));
  return JoinTo(group, {.pattern = std::move(graph), .depth = inner.depth + 1}, offset);
}

absl::Status QueryParser::ParseFilter(Group* group) {
  RETURN_IF_ERROR(Advance());
  ASSIGN_OR_RETURN(SizedExpression condition,
                   ParseConstraint("a condition in parentheses or a function after FILTER"));
  group->filters.push_back(std::move(condition));
  return absl::OkStatus();
}

absl::Status QueryParser::ParseBind(Group* group) {
  const size_t offset = token_.begin;
  RETURN_IF_ERROR(Advance());
  RETURN_IF_ERROR(Expect("(", "'(' after BIND"));
  ASSIGN_OR_RETURN(SizedExpression value, ParseExpression());
  RETURN_IF_ERROR(ExpectWord("AS"));
  const size_t variable_offset = token_.begin;
  ASSIGN_OR_RETURN(std::string name, ParseVariable("a variable after AS"));
  RETURN_IF_ERROR(Expect(")"));
  if (group->visible.Contains(name)) {
    return ErrorAt(variable_offset, StrCat("?", name, " is already used in this group before BIND"),
                   "bind to a name of its own, and compare the two in a FILTER");
  }
  group->visible.Add(name);
  SizedPattern& current = group->current;
  if (current.pattern.kind != Pattern::Kind::kExtend) {
    Pattern extend = {.kind = Pattern::Kind::kExtend};
    extend.inputs.push_back(std::move(current.pattern));
    current.pattern = std::move(extend);
    ++current.depth;
  }
  current.depth = std::max(current.depth, value.depth + 1);
  current.pattern.bindings.push_back(
      {.variable = std::move(name), .expression = std::move(value.expression)});
  return CheckDepth(current.depth, offset);
}

absl::Status QueryParser::ParseValues(Group* group) {
  const size_t offset = token_.begin;
  RETURN_IF_ERROR(Advance());
  ASSIGN_OR_RETURN(Pattern values, ParseDataBlock());
  for (const std::string& name : values.variables) group->visible.Add(name);
  return JoinTo(group, {.pattern = std::move(values)}, offset);
}

absl::StatusOr<Pattern> QueryParser::ParseDataBlock() {
  Pattern values = {.kind = Pattern::Kind::kValues};
  const bool has_one_column = token_.kind == TokenKind::kVariable;
  if (has_one_column) {
    ASSIGN_OR_RETURN(std::string name, ParseVariable("a variable"));
    values.variables.push_back(std::move(name));
  } else {
    RETURN_IF_ERROR(Expect("(", "a variable, or several in parentheses, after VALUES"));
    TextSet names;
    while (token_.kind == TokenKind::kVariable) {
      const size_t offset = token_.begin;
      ASSIGN_OR_RETURN(std::string name, ParseVariable("a variable"));
      if (!names.insert(name).second) {
        return ErrorAt(offset, StrCat("?", name, " stands twice in the head of VALUES"));
      }
      values.variables.push_back(std::move(name));
    }
    RETURN_IF_ERROR(Expect(")", "a variable or ')'"));
  }
  RETURN_IF_ERROR(OpenBrace());
  while (!AtSymbol("}")) {
    std::vector<Term> row;
    if (has_one_column) {
      ASSIGN_OR_RETURN(Term value, ParseDataValue());
      row.push_back(std::move(value));
    } else {
      const size_t offset = token_.begin;
      RETURN_IF_ERROR(Expect("(", "'(' before a row of values, or '}'"));
      while (!AtSymbol(")")) {
        ASSIGN_OR_RETURN(Term value, ParseDataValue());
        row.push_back(std::move(value));
      }
      if (row.size() != values.variables.size()) {
        return ErrorAt(
            offset,
            StrCat("this row has ", row.size(), " values for ", values.variables.size(),
                   " variables"),
            row.size() < values.variables.size() ? "write UNDEF for what has no value" : "");
      }
      RETURN_IF_ERROR(Advance());
    }
    values.rows.push_back(std::move(row));
  }
  RETURN_IF_ERROR(CloseBrace("'}' after the values"));
  return values;
}

absl::StatusOr<Term> QueryParser::ParseDataValue() {
  if (AtWord("UNDEF")) {
    RETURN_IF_ERROR(Advance());
    return Term();
  }
  if (AtIri()) {
    ASSIGN_OR_RETURN(std::string iri, ParseIri());
    return Term(Iri(std::move(iri)));
  }
  if (AtLiteral()) return ParseLiteral();
  if (AtSymbol("<<(")) {
    ASSIGN_OR_RETURN(const PatternTerm triple, ParseTripleTerm(TermUse::kValues));
    return triple.term();
  }
  constexpr std::string_view kWords[] = {"UNDEF", "TRUE", "FALSE"};
  return Unexpected("an IRI, a literal, a triple term or UNDEF", kWords);
}

}  // namespace entente

#include "tests/support/random_query.h"

#include <algorithm>
#include <utility>

#include "schema/text.h"

namespace entente {
namespace {

constexpr int kGroupDepthMax = 3;
constexpr std::string_view kVariables[] = {"?x", "?x", "?x", "?y", "?y", "?z", "?z", "?w", "?u"};

void AddTo(std::vector<std::string>* variables, std::string_view name) {
  if (std::find(variables->begin(), variables->end(), name) == variables->end()) {
    variables->emplace_back(name);
  }
}

bool Contains(const std::vector<std::string>& variables, std::string_view name) {
  return std::find(variables.begin(), variables.end(), name) != variables.end();
}

}  // namespace

std::string RandomQueries::FreshVariable() { return StrCat("?v", fresh_count_++); }

std::string RandomQueries::BlankLabel() {
  return StrCat("_:n", block_count_, terms_.Chance(50) ? "a" : "b");
}

TextTree RandomQueries::Next() {
  fresh_count_ = 0;
  block_count_ = 0;
  TextTree query = TextTree::Of(Prologue());
  const size_t form = terms_.Below(100);
  query.parts.push_back(form < 72   ? Select()
                        : form < 82 ? Ask()
                        : form < 94 ? Construct()
                                    : Describe());
  return query;
}

TextTree RandomQueries::Prologue() {
  TextTree prologue = TextTree::Of(kRandomPrologue);
  if (terms_.Chance(10)) prologue.parts.emplace_back("BASE <http://example.org/>");
  if (terms_.Chance(10)) prologue.parts.emplace_back("VERSION \"1.2\"");
  return prologue;
}

TextTree RandomQueries::Dataset() {
  TextTree dataset;
  if (!terms_.Chance(8)) return dataset;
  for (size_t i = terms_.Below(3); i > 0; --i) {
    dataset.parts.push_back(TextTree::Of("FROM", terms_.GraphName()));
  }
  for (size_t i = terms_.Below(3); i > 0; --i) {
    dataset.parts.push_back(TextTree::Of("FROM NAMED", terms_.GraphName()));
  }
  return dataset;
}

TextTree RandomQueries::Select() {
  TextTree dataset = Dataset();
  Variables visible;
  TextTree where = Group(&visible, 0);
  const Head head = MakeHead(visible, /*may_be_reduced=*/true);
  TextTree query = TextTree::Of(head.clause, std::move(dataset), terms_.Chance(50) ? "WHERE" : "",
                                std::move(where));
  query.parts.push_back(Modifiers(head, /*is_inner=*/false));
  if (terms_.Chance(6)) {
    Variables unused;
    query.parts.push_back(Values(&unused));
  }
  return query;
}

TextTree RandomQueries::Ask() {
  Variables visible;
  TextTree dataset = Dataset();
  return TextTree::Of("ASK", std::move(dataset), Group(&visible, 0));
}

TextTree RandomQueries::Construct() {
  TextTree dataset = Dataset();
  if (terms_.Chance(20)) {
    // CONSTRUCT WHERE: triples without paths, which are pattern and template at once.
    template_variables_ = {"?x", "?y", "?z"};
    Variables variables;
    return TextTree::Of("CONSTRUCT", std::move(dataset), "WHERE", "{",
                        Triples(Use::kTemplate, &variables), "}");
  }
  Variables visible;
  TextTree where = Group(&visible, 0);
  template_variables_ = visible;
  if (template_variables_.empty()) template_variables_ = {"?x"};
  Variables variables;
  return TextTree::Of("CONSTRUCT", "{", Triples(Use::kTemplate, &variables), "}",
                      std::move(dataset), "WHERE", std::move(where));
}

TextTree RandomQueries::Describe() {
  TextTree dataset = Dataset();
  if (terms_.Chance(20)) return TextTree::Of("DESCRIBE", terms_.Node(), std::move(dataset));
  Variables visible;
  TextTree where = Group(&visible, 1);
  TextTree things;
  if (!visible.empty() && terms_.Chance(70)) {
    things = TextTree::Of(visible[terms_.Below(visible.size())]);
    if (terms_.Chance(30)) things.parts.emplace_back(terms_.Node());
  } else {
    things = "*";
  }
  return TextTree::Of("DESCRIBE", std::move(things), std::move(dataset), "WHERE", std::move(where));
}

RandomQueries::Head RandomQueries::MakeHead(const Variables& visible, bool may_be_reduced) {
  Head head;
  head.clause = TextTree::Of("SELECT");
  const size_t manner = terms_.Below(100);
  if (manner < 22) {
    head.clause.parts.emplace_back("DISTINCT");
  } else if (manner < 26 && may_be_reduced) {
    head.clause.parts.emplace_back("REDUCED");
  }
  head.is_grouped = terms_.Chance(22);
  if (!head.is_grouped) {
    head.sortable = visible;
    if (terms_.Chance(30)) {
      head.clause.parts.emplace_back("*");
      head.columns = visible;
      return head;
    }
    for (const std::string& name : visible) {
      if (!terms_.Chance(65)) continue;
      head.clause.parts.emplace_back(name);
      head.columns.push_back(name);
    }
    if (terms_.Chance(5)) head.clause.parts.emplace_back("?nowhere");
    while (head.columns.empty() || terms_.Chance(22)) {
      const std::string name = FreshVariable();
      head.clause.parts.push_back(
          TextTree::Of("(", expressions_.Make(ValueSort::kAny, head.sortable, hidden_depth_ == 0),
                       "AS", name, ")"));
      head.columns.push_back(name);
      head.sortable.push_back(name);
    }
    return head;
  }
  Variables keys;
  if (terms_.Chance(80)) {
    head.group_by = TextTree::Of("GROUP BY");
    for (size_t i = 0; i <= terms_.Below(2); ++i) {
      if (!visible.empty() && terms_.Chance(75)) {
        const std::string& name = visible[terms_.Below(visible.size())];
        head.group_by.parts.emplace_back(name);
        AddTo(&keys, name);
      } else if (terms_.Chance(50)) {
        const std::string name = FreshVariable();
        head.group_by.parts.push_back(
            TextTree::Of("(", expressions_.Make(ValueSort::kAny, visible, false), "AS", name, ")"));
        keys.push_back(name);
      } else {
        head.group_by.parts.push_back(expressions_.Constraint(visible));
      }
    }
  }
  for (const std::string& key : keys) {
    if (!terms_.Chance(80)) continue;
    head.clause.parts.emplace_back(key);
    head.columns.push_back(key);
  }
  head.sortable = keys;
  while (head.columns.empty() || terms_.Chance(45)) {
    const std::string name = FreshVariable();
    TextTree value = expressions_.Aggregate(visible);
    if (terms_.Chance(20)) {
      value = TextTree::Of("COALESCE", "(", expressions_.FixedAggregate(visible), ",",
                           expressions_.Make(ValueSort::kAny, keys, false), ")");
    }
    head.clause.parts.push_back(TextTree::Of("(", std::move(value), "AS", name, ")"));
    head.columns.push_back(name);
  }
  if (terms_.Chance(25)) {
    head.having = TextTree::Of(
        "HAVING",
        TextTree::Of("(", expressions_.FixedAggregate(visible), terms_.Chance(50) ? ">" : "<=",
                     expressions_.Make(ValueSort::kNumber, keys, false), ")"));
  }
  return head;
}

TextTree RandomQueries::OrderBy(const Variables& variables, bool is_grouped,
                                const Variables& aggregated) {
  TextTree order = TextTree::Of("ORDER BY");
  for (size_t i = 0; i <= terms_.Below(3); ++i) {
    const size_t kind = terms_.Below(10);
    if (kind < 6 && !variables.empty()) {
      const std::string& name = variables[terms_.Below(variables.size())];
      static constexpr std::string_view kDirections[] = {"ASC", "DESC", ""};
      const std::string_view direction = terms_.Pick(kDirections);
      order.parts.push_back(direction.empty() ? TextTree(name)
                                              : TextTree::Of(direction, "(", name, ")"));
    } else if (kind == 6 && is_grouped) {
      order.parts.push_back(
          TextTree::Of("DESC", "(", expressions_.FixedAggregate(aggregated), ")"));
    } else {
      order.parts.push_back(expressions_.Constraint(variables));
    }
  }
  return order;
}

TextTree RandomQueries::Modifiers(const Head& head, bool is_inner) {
  TextTree modifiers = TextTree::Of(head.group_by, head.having);
  if (terms_.Chance(is_inner ? 10 : 28)) {
    modifiers.parts.push_back(OrderBy(head.sortable, head.is_grouped, {"?x", "?y"}));
  }
  if (is_inner) return modifiers;
  TextTree limit =
      terms_.Chance(16) ? TextTree::Of("LIMIT", std::to_string(terms_.Below(8))) : TextTree();
  TextTree offset =
      terms_.Chance(8) ? TextTree::Of("OFFSET", std::to_string(terms_.Below(4))) : TextTree();
  if (terms_.Chance(50)) std::swap(limit, offset);
  modifiers.parts.push_back(std::move(limit));
  modifiers.parts.push_back(std::move(offset));
  return modifiers;
}

TextTree RandomQueries::SubSelect(Variables* visible, int depth) {
  Variables inner;
  TextTree where = Group(&inner, depth + 1);
  if (terms_.Chance(20) && !inner.empty()) {
    // A sequence that is fixed but for equal rows, so that a part of it is fixed too.
    const std::string name = FreshVariable();
    const std::string& of = inner[terms_.Below(inner.size())];
    AddTo(visible, name);
    return TextTree::Of("{", "SELECT", terms_.Chance(50) ? "DISTINCT" : "", "(", "STR", "(", of,
                        ")", "AS", name, ")", std::move(where), "ORDER BY",
                        terms_.Chance(50) ? TextTree(name) : TextTree::Of("DESC", "(", name, ")"),
                        "LIMIT", std::to_string(terms_.Below(5)),
                        terms_.Chance(30) ? TextTree::Of("OFFSET", "1") : TextTree(), "}");
  }
  const Head head = MakeHead(inner, /*may_be_reduced=*/hidden_depth_ > 0);
  TextTree select = TextTree::Of("{", head.clause, std::move(where), Modifiers(head, true));
  const size_t slice = terms_.Below(100);
  if (slice < 4) {
    select.parts.emplace_back("LIMIT 0");
  } else if (slice < 10) {
    select.parts.emplace_back("LIMIT 1000000");
  } else if (slice < 12 || (hidden_depth_ > 0 && slice < 40)) {
    select.parts.push_back(TextTree::Of("LIMIT", std::to_string(terms_.Below(4))));
    if (terms_.Chance(40)) {
      select.parts.push_back(TextTree::Of("OFFSET", std::to_string(terms_.Below(3))));
    }
  }
  select.parts.emplace_back("}");
  for (const std::string& column : head.columns) AddTo(visible, column);
  return select;
}

TextTree RandomQueries::HiddenGroup() {
  Variables visible;
  ++hidden_depth_;
  TextTree group = Group(&visible, kGroupDepthMax - 1 + (hidden_depth_ > 1 ? 1 : 0));
  --hidden_depth_;
  return group;
}

TextTree RandomQueries::Group(Variables* visible, int depth) {
  TextTree group = TextTree::Of("{");
  Variables own;
  if (depth < kGroupDepthMax && terms_.Chance(6)) {
    group.parts.push_back(SubSelect(&own, depth));
    // The braces of the sub-SELECT are the group's.
    TextTree select = std::move(group.parts.back());
    for (const std::string& name : own) AddTo(visible, name);
    return select;
  }
  if (terms_.Chance(86)) group.parts.push_back(Triples(Use::kPattern, &own));
  const size_t count = terms_.Below(depth == 0 ? 4 : 3);
  for (size_t i = 0; i < count; ++i) group.parts.push_back(Element(&own, depth));
  group.parts.emplace_back("}");
  for (const std::string& name : own) AddTo(visible, name);
  return group;
}

TextTree RandomQueries::Element(Variables* visible, int depth) {
  const size_t kind = terms_.Below(100);
  ++block_count_;  // Blank nodes of one basic graph pattern are not known to the next.
  if (depth < kGroupDepthMax) {
    if (kind < 16) return TextTree::Of("OPTIONAL", Group(visible, depth + 1));
    if (kind < 25) {
      TextTree branches = TextTree::Of(Group(visible, depth + 1));
      for (size_t i = 0; i <= terms_.Below(2); ++i) {
        branches.parts.push_back(TextTree::Of("UNION", Group(visible, depth + 1)));
      }
      return branches;
    }
    if (kind < 31) {
      Variables hidden;
      return TextTree::Of("MINUS", Group(&hidden, depth + 1));
    }
    if (kind < 35) return Group(visible, depth + 1);
    if (kind < 47) {
      if (terms_.Chance(50)) {
        const std::string_view name = terms_.GraphName();
        return TextTree::Of("GRAPH", name, Group(visible, depth + 1));
      }
      std::string name = terms_.Chance(70) ? "?g" : std::string(terms_.Pick(kVariables));
      AddTo(visible, name);
      return TextTree::Of("GRAPH", std::move(name), Group(visible, depth + 1));
    }
    if (kind < 54) {
      return SubSelect(visible, depth);
    }
  }
  if (kind < 76) {
    Variables usable = *visible;
    if (usable.empty() || terms_.Chance(10)) usable.emplace_back("?x");
    const bool has_exists = hidden_depth_ < 2 && depth < kGroupDepthMax;
    if (has_exists && terms_.Chance(18)) {
      return TextTree::Of("FILTER", terms_.Chance(50) ? "EXISTS" : "NOT EXISTS", HiddenGroup());
    }
    TextTree condition = expressions_.Make(ValueSort::kBoolean, usable, has_exists);
    // Where errors count as true, more is left.
    if (terms_.Chance(35)) {
      condition = TextTree::Of("COALESCE", "(", std::move(condition), ",", "true", ")");
    }
    return TextTree::Of("FILTER", "(", std::move(condition), ")");
  }
  if (kind < 86) {
    std::string name(terms_.Pick(kVariables));
    if (Contains(*visible, name)) name = FreshVariable();
    static constexpr std::string_view kUnfixed[] = {"RAND()", "UUID()", "STRUUID()", "BNODE()",
                                                    "BNODE(\"n\")"};
    TextTree value = terms_.Chance(3) ? TextTree(terms_.Pick(kUnfixed))
                                      : expressions_.Make(ValueSort::kAny, *visible, false);
    AddTo(visible, name);
    return TextTree::Of("BIND", "(", std::move(value), "AS", std::move(name), ")");
  }
  if (kind < 92) return Values(visible);
  return Triples(Use::kPattern, visible);
}

TextTree RandomQueries::Values(Variables* visible) {
  const auto value = [&]() -> TextTree {
    const size_t kind = terms_.Below(10);
    if (kind < 2) return "UNDEF";
    if (kind == 2) return terms_.TripleTerm();
    return kind < 8 ? terms_.Node() : terms_.Literal();
  };
  TextTree values = TextTree::Of("VALUES");
  if (terms_.Chance(50)) {
    const std::string_view name = terms_.Pick(kVariables);
    AddTo(visible, name);
    values.parts.emplace_back(name);
    values.parts.emplace_back("{");
    for (size_t i = terms_.Chance(8) ? 0 : 2 + terms_.Below(4); i > 0; --i)
      values.parts.push_back(value());
  } else {
    Variables columns;
    for (size_t i = terms_.Below(3); i > 0; --i) AddTo(&columns, terms_.Pick(kVariables));
    values.parts.emplace_back("(");
    for (const std::string& name : columns) {
      values.parts.emplace_back(name);
      AddTo(visible, name);
    }
    values.parts.emplace_back(") {");
    for (size_t i = terms_.Chance(8) ? 0 : 1 + terms_.Below(4); i > 0; --i) {
      TextTree row = TextTree::Of("(");
      for (size_t j = 0; j < columns.size(); ++j) row.parts.push_back(value());
      row.parts.emplace_back(")");
      values.parts.push_back(std::move(row));
    }
  }
  values.parts.emplace_back("}");
  return values;
}

}  // namespace entente

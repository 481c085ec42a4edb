#include "tests/support/answers.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>
#include <utility>

#include "query/expression/compare.h"
#include "query/expression/value.h"
#include "query/sparql/scope.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "tests/support/quads.h"

namespace entente {
namespace {

using Rows = std::vector<std::vector<Term>>;

std::string NumberKey(double value, int digits) {
  if (std::isnan(value)) return "NaN";
  char text[40];
  std::snprintf(text, sizeof text, "%.*g", digits, value == 0 ? 0.0 : value);
  return text;
}

// Equal for terms that ORDER BY cannot tell apart, and for few others.
std::string OrderKey(const Term& term) {
  if (term.is_triple()) {
    const Triple& triple = term.triple();
    return StrCat(OrderKey(triple.subject), " ", OrderKey(triple.predicate), " ",
                  OrderKey(triple.object));
  }
  if (!term.is_literal()) return term.ToString();
  const Value value(term);
  const XsdValue* const typed = value.typed();
  if (typed == nullptr) return term.ToString();
  const XsdType type = typed->type();
  if (typed->is_numeric()) return StrCat("number ", NumberKey(typed->ToDouble(), 17));
  if (IsStringType(type)) return StrCat("string ", typed->text());
  if (type == XsdType::kBoolean) return typed->boolean() ? "true" : "false";
  // Times and durations, of which there are few that are equal: by their kind alone.
  return StrCat("of type ", static_cast<int>(type));
}

Term KeyOf(const Term& term, FixedValue fixed) {
  if (!term) return term;
  switch (fixed) {
    case FixedValue::kClose: {
      const Value value(term);
      if (value.typed() == nullptr || !value.typed()->is_numeric()) return term;
      return Term(StrCat(NumberKey(value.typed()->ToDouble(), 5), " ", term.literal().datatype));
    }
    case FixedValue::kEqual:
      return Term(OrderKey(term));
    case FixedValue::kLetters: {
      if (!term.is_literal()) return term;
      std::string letters = term.literal().lexical;
      std::sort(letters.begin(), letters.end());
      return Term(letters);
    }
    case FixedValue::kBound:
      return Term("bound");
  }
  return term;
}

Rows Normalised(const WholeAnswer& answer, const FixedPart& fixed) {
  Rows rows = answer.rows;
  for (size_t column = 0; column < answer.variables.size(); ++column) {
    const auto found = fixed.values.find(answer.variables[column]);
    if (found == fixed.values.end()) continue;
    for (std::vector<Term>& row : rows) row[column] = KeyOf(row[column], found->second);
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::string RowText(const std::vector<Term>& row) {
  std::string text;
  for (const Term& term : row) StrAppend(&text, term ? term.ToString() : "-", "  ");
  return text;
}

// A row of `a` that `b` has not or not so often, if there is one. Both are sorted.
const std::vector<Term>* FirstBeyond(const Rows& a, const Rows& b) {
  size_t at = 0;
  for (const std::vector<Term>& row : a) {
    while (at < b.size() && b[at] < row) ++at;
    if (at == b.size() || b[at] != row) return &row;
    ++at;
  }
  return nullptr;
}

// The term with one label for all blank nodes, and how many it has.
Term WithoutLabels(const Term& term, std::set<std::string>* labels) {
  if (term.is_blank_node()) {
    labels->insert(term.blank_node().label);
    return BlankNode("b");
  }
  if (!term.is_triple()) return term;
  const Triple& triple = term.triple();
  return Triple{WithoutLabels(triple.subject, labels), triple.predicate,
                WithoutLabels(triple.object, labels)};
}

// Isomorphism takes long where many blank nodes look alike; then it is enough that the quads agree
// but for the labels.
bool AreGraphsEqual(const std::vector<Quad>& a, const std::vector<Quad>& b) {
  constexpr size_t kLabelCountMax = 12;
  std::set<std::string> labels[2];
  std::multiset<Quad> quads[2];
  for (size_t side = 0; side < 2; ++side) {
    for (const Quad& quad : side == 0 ? a : b) {
      quads[side].insert({WithoutLabels(quad.subject, &labels[side]), quad.predicate,
                          WithoutLabels(quad.object, &labels[side]),
                          WithoutLabels(quad.graph, &labels[side])});
    }
  }
  if (quads[0] != quads[1] || labels[0].size() != labels[1].size()) return false;
  return labels[0].size() > kLabelCountMax || AreIsomorphic(a, b);
}

// The modifiers around the pattern of a SELECT, from outside to inside; null where there is none.
struct Modifiers {
  Pattern* slice = nullptr;
  Pattern* distinct = nullptr;  // Or reduced.
  Pattern* project = nullptr;
  Pattern* order = nullptr;
};

Modifiers ModifiersOf(Query* query) {
  Modifiers modifiers;
  Pattern* pattern = &query->pattern;
  if (pattern->kind == Pattern::Kind::kSlice) {
    modifiers.slice = pattern;
    pattern = &pattern->inputs[0];
  }
  if (pattern->kind == Pattern::Kind::kDistinct || pattern->kind == Pattern::Kind::kReduced) {
    modifiers.distinct = pattern;
    pattern = &pattern->inputs[0];
  }
  if (pattern->kind == Pattern::Kind::kProject) {
    modifiers.project = pattern;
    pattern = &pattern->inputs[0];
  }
  if (pattern->kind == Pattern::Kind::kOrderBy) modifiers.order = pattern;
  return modifiers;
}

std::string SortKeyName(size_t index) { return StrCat(".sort", index); }

// The query with its sort keys as columns; none if DISTINCT would see them.
std::optional<Query> WithSortKeys(const Query& query, std::vector<bool>* are_descending) {
  Query sorted = query;
  const Modifiers modifiers = ModifiersOf(&sorted);
  if (modifiers.order == nullptr || modifiers.project == nullptr) return std::nullopt;
  const std::vector<std::string> columns = modifiers.project->variables;
  Pattern extend = {.kind = Pattern::Kind::kExtend};
  extend.inputs.push_back(std::move(modifiers.order->inputs[0]));
  for (const OrderCondition& condition : modifiers.order->order) {
    VariableSet variables;
    AddVariables(condition.expression, &variables);
    for (const std::string& name : variables.names()) {
      const bool is_column = std::find(columns.begin(), columns.end(), name) != columns.end();
      if (!is_column && modifiers.distinct != nullptr) return std::nullopt;
    }
    const std::string name = SortKeyName(are_descending->size());
    are_descending->push_back(condition.is_descending);
    modifiers.project->variables.push_back(name);
    sorted.variables.push_back(name);
    extend.bindings.push_back({.variable = name, .expression = condition.expression});
  }
  modifiers.order->inputs[0] = std::move(extend);
  return sorted;
}

std::weak_ordering OrderOfTerms(const Term& a, const Term& b) {
  const std::optional<Value> x = a ? std::optional<Value>(std::in_place, a) : std::nullopt;
  const std::optional<Value> y = b ? std::optional<Value>(std::in_place, b) : std::nullopt;
  return OrderOf(x.has_value() ? &*x : nullptr, y.has_value() ? &*y : nullptr);
}

}  // namespace

WholeAnswer ReadAnswer(absl::StatusOr<Answer> answer) {
  WholeAnswer whole;
  whole.status = answer.status();
  if (!answer.ok()) return whole;
  whole.form = answer->form;
  whole.boolean = answer->boolean;
  whole.quads = std::move(answer->quads);
  if (answer->solutions == nullptr) return whole;
  whole.variables = answer->solutions->variables();
  SolutionRow row;
  while (answer->solutions->Next(&row)) {
    std::vector<Term>& terms = whole.rows.emplace_back();
    for (size_t i = 0; i < row.size(); ++i) terms.push_back(row[i]);
  }
  whole.status = answer->solutions->status();
  return whole;
}

bool HitLimit(const WholeAnswer& answer) {
  return absl::IsResourceExhausted(answer.status) || absl::IsDeadlineExceeded(answer.status);
}

std::string ToText(const WholeAnswer& answer) {
  constexpr size_t kLineCountMax = 40;
  if (!answer.status.ok()) return answer.status.ToString();
  std::string text;
  switch (answer.form) {
    case QueryForm::kAsk:
      return answer.boolean ? "yes\n" : "no\n";
    case QueryForm::kSelect:
      for (const std::string& name : answer.variables) StrAppend(&text, "?", name, "  ");
      StrAppend(&text, "(", answer.rows.size(), " rows)\n");
      for (size_t i = 0; i < answer.rows.size() && i < kLineCountMax; ++i) {
        StrAppend(&text, RowText(answer.rows[i]), "\n");
      }
      return text;
    case QueryForm::kConstruct:
    case QueryForm::kDescribe:
      break;
  }
  std::vector<Quad> quads = answer.quads;
  std::sort(quads.begin(), quads.end());
  StrAppend(&text, "(", quads.size(), " quads)\n");
  if (quads.size() > kLineCountMax) quads.resize(kLineCountMax);
  return StrCat(text, ToNQuads(quads));
}

AnswerCheck::AnswerCheck(const Query& query)
    : form_(query.form), fixed_(FixedPartOf(query.pattern)), expected_query_(query) {
  is_fixed_ = fixed_.rows != FixedPart::Rows::kUnknown;
  if (!is_fixed_) return;
  const Modifiers modifiers = ModifiersOf(&expected_query_);
  // The LIMIT may be that of a sub-SELECT, all of which is shown.
  if (fixed_.rows == FixedPart::Rows::kSome && modifiers.slice == nullptr) {
    is_fixed_ = form_ == QueryForm::kAsk;
    return;
  }
  switch (form_) {
    case QueryForm::kSelect:
      if (fixed_.rows == FixedPart::Rows::kSome) {
        offset_ = modifiers.slice->offset;
        limit_ = modifiers.slice->limit;
        Pattern input = std::move(modifiers.slice->inputs[0]);
        expected_query_.pattern = std::move(input);
      }
      if (fixed_.rows != FixedPart::Rows::kSet) {
        sorted_query_ = WithSortKeys(query, &are_descending_);
        if (sorted_query_.has_value()) {
          const FixedPart part = FixedPartOf(sorted_query_->pattern);
          bool is_known = part.rows != FixedPart::Rows::kUnknown;
          for (size_t i = 0; i < are_descending_.size(); ++i) {
            const auto loose = part.values.find(SortKeyName(i));
            is_known =
                is_known && (loose == part.values.end() || loose->second == FixedValue::kEqual);
          }
          if (!is_known) sorted_query_.reset();
        }
      }
      return;
    case QueryForm::kAsk:
      return;
    case QueryForm::kConstruct: {
      VariableSet variables;
      for (const QuadPattern& quad : query.construct) variables.Add(quad.triple);
      is_fixed_ = fixed_.rows == FixedPart::Rows::kAll;
      for (const auto& [name, fixed] : fixed_.values) {
        is_fixed_ = is_fixed_ && !variables.Contains(name);
      }
      return;
    }
    case QueryForm::kDescribe:
      is_fixed_ = fixed_.rows == FixedPart::Rows::kAll || fixed_.rows == FixedPart::Rows::kSet;
      for (const PatternTerm& place : query.describe) {
        if (place.is_variable() && fixed_.values.contains(place.variable())) is_fixed_ = false;
      }
      return;
  }
}

std::string AnswerCheck::RowsDifference(const WholeAnswer& expected,
                                        const WholeAnswer& actual) const {
  if (expected.variables != actual.variables) return "the columns differ";
  Rows expected_rows = Normalised(expected, fixed_);
  Rows actual_rows = Normalised(actual, fixed_);
  if (fixed_.rows == FixedPart::Rows::kSome) {
    const uint64_t rest = expected_rows.size() - std::min<uint64_t>(offset_, expected_rows.size());
    const uint64_t count = std::min<uint64_t>(rest, limit_.value_or(rest));
    if (actual_rows.size() != count) {
      return StrCat("expected ", count, " rows, got ", actual_rows.size());
    }
  }
  if (const std::vector<Term>* row = FirstBeyond(actual_rows, expected_rows); row != nullptr) {
    return StrCat("a row too many: ", RowText(*row));
  }
  if (fixed_.rows == FixedPart::Rows::kSome) return {};
  if (fixed_.rows == FixedPart::Rows::kSet) {
    for (Rows* rows : {&expected_rows, &actual_rows}) {
      rows->erase(std::unique(rows->begin(), rows->end()), rows->end());
    }
  }
  if (const std::vector<Term>* row = FirstBeyond(expected_rows, actual_rows); row != nullptr) {
    return StrCat("a row is missing: ", RowText(*row));
  }
  return {};
}

std::string AnswerCheck::Difference(const WholeAnswer& expected, const WholeAnswer& actual) const {
  if (expected.status.code() != actual.status.code()) {
    return StrCat("expected ", expected.status.ToString(), ", got ", actual.status.ToString());
  }
  if (!expected.status.ok() || !is_fixed_) return {};
  if (expected.form != actual.form) return "the forms differ";
  switch (form_) {
    case QueryForm::kSelect:
      return RowsDifference(expected, actual);
    case QueryForm::kAsk:
      return expected.boolean == actual.boolean ? "" : "yes and no";
    case QueryForm::kConstruct:
      return AreGraphsEqual(expected.quads, actual.quads) ? "" : "the graphs differ";
    case QueryForm::kDescribe: {
      const std::set<Quad> a(expected.quads.begin(), expected.quads.end());
      const std::set<Quad> b(actual.quads.begin(), actual.quads.end());
      if (b.size() != actual.quads.size()) return "a quad comes twice";
      return a == b ? "" : "the graphs differ";
    }
  }
  return {};
}

std::string AnswerCheck::SequenceDifference(const WholeAnswer& expected,
                                            const WholeAnswer& actual) const {
  if (expected.status.code() != actual.status.code()) {
    return StrCat("expected ", expected.status.ToString(), ", got ", actual.status.ToString());
  }
  if (!expected.status.ok()) return {};
  if (expected.variables != actual.variables) return "the columns differ";
  if (expected.rows.size() != actual.rows.size()) {
    return StrCat("expected ", expected.rows.size(), " rows, got ", actual.rows.size());
  }
  const size_t first = actual.variables.size() - are_descending_.size();
  for (size_t i = 0; i < actual.rows.size(); ++i) {
    for (size_t key = 0; key < are_descending_.size(); ++key) {
      const Term& term = actual.rows[i][first + key];
      if (OrderOfTerms(expected.rows[i][first + key], term) != 0) {
        return StrCat("row ", i, " has another place: expected\n", RowText(expected.rows[i]),
                      "\ngot\n", RowText(actual.rows[i]));
      }
    }
    for (size_t key = 0; i > 0 && key < are_descending_.size(); ++key) {
      const std::weak_ordering order =
          OrderOfTerms(actual.rows[i - 1][first + key], actual.rows[i][first + key]);
      if (order == 0) continue;
      if ((order > 0) != are_descending_[key]) return StrCat("row ", i, " is out of sequence");
      break;
    }
  }
  return {};
}

}  // namespace entente

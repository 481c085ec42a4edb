#include "query/sparql/algebra.h"

#include "schema/text.h"
#include "schema/vocabulary.h"

namespace entente {

PatternTerm::PatternTerm(TriplePattern triple)
    : value_(std::make_shared<const TriplePattern>(std::move(triple))) {}

bool operator==(const PatternTerm& a, const PatternTerm& b) {
  if (a.is_triple() && b.is_triple()) return a.triple() == b.triple();
  return a.value_ == b.value_;
}

Expression Expression::OfTerm(Term term) { return {.kind = Kind::kTerm, .term = std::move(term)}; }

Expression Expression::OfVariable(std::string name) {
  return {.kind = Kind::kVariable, .variable = std::move(name)};
}

Expression Expression::OfCall(Function function, std::vector<Expression> arguments) {
  return {.kind = Kind::kCall, .function = function, .arguments = std::move(arguments)};
}

bool operator==(const Expression& a, const Expression& b) {
  if (a.kind != b.kind || a.function != b.function || a.aggregate != b.aggregate ||
      a.distinct != b.distinct || a.separator != b.separator || a.term != b.term ||
      a.variable != b.variable || a.arguments != b.arguments) {
    return false;
  }
  if (a.pattern == nullptr || b.pattern == nullptr) return a.pattern == b.pattern;
  return *a.pattern == *b.pattern;
}

std::string_view AggregateName(AggregateKind kind) {
  switch (kind) {
    case AggregateKind::kCount:
      return "COUNT";
    case AggregateKind::kSum:
      return "SUM";
    case AggregateKind::kMin:
      return "MIN";
    case AggregateKind::kMax:
      return "MAX";
    case AggregateKind::kAvg:
      return "AVG";
    case AggregateKind::kSample:
      return "SAMPLE";
    case AggregateKind::kGroupConcat:
      return "GROUP_CONCAT";
  }
  return "";
}

namespace {

// Builds one S-expression from left to right.
class Printer {
 public:
  explicit Printer(const std::vector<Prefix>& prefixes) : prefixes_(prefixes) {}

  std::string Take() && { return std::move(text_); }

  void Print(const Pattern& pattern) {
    switch (pattern.kind) {
      case Pattern::Kind::kBgp:
        if (pattern.triples.empty()) return Atom("(unit)");
        Open("bgp");
        for (const TriplePattern& triple : pattern.triples) Print(triple);
        return Close();
      case Pattern::Kind::kPath:
        Open("path");
        Print(pattern.endpoints.subject);
        Print(pattern.path);
        Print(pattern.endpoints.object);
        return Close();
      case Pattern::Kind::kJoin:
        return PrintAround("join", pattern);
      case Pattern::Kind::kLeftJoin:
        Open("leftjoin");
        PrintInputs(pattern);
        for (const Expression& expression : pattern.expressions) Print(expression);
        return Close();
      case Pattern::Kind::kUnion:
        return PrintAround("union", pattern);
      case Pattern::Kind::kMinus:
        return PrintAround("minus", pattern);
      case Pattern::Kind::kFilter:
        Open("filter");
        for (const Expression& expression : pattern.expressions) Print(expression);
        PrintInputs(pattern);
        return Close();
      case Pattern::Kind::kGraph:
        Open("graph");
        Print(pattern.graph);
        PrintInputs(pattern);
        return Close();
      case Pattern::Kind::kExtend:
        Open("extend");
        Print(pattern.bindings);
        PrintInputs(pattern);
        return Close();
      case Pattern::Kind::kValues:
        return PrintValues(pattern);
      case Pattern::Kind::kGroup:
        Open("group");
        PrintKeys(pattern.bindings);
        if (!pattern.aggregates.empty()) Print(pattern.aggregates);
        PrintInputs(pattern);
        return Close();
      case Pattern::Kind::kOrderBy:
        Open("order");
        Open("");
        for (const OrderCondition& condition : pattern.order) {
          if (condition.is_descending) Open("desc");
          Print(condition.expression);
          if (condition.is_descending) Close();
        }
        Close();
        PrintInputs(pattern);
        return Close();
      case Pattern::Kind::kProject:
        Open("project");
        PrintVariables(pattern.variables);
        PrintInputs(pattern);
        return Close();
      case Pattern::Kind::kDistinct:
        return PrintAround("distinct", pattern);
      case Pattern::Kind::kReduced:
        return PrintAround("reduced", pattern);
      case Pattern::Kind::kSlice:
        Open("slice");
        Atom(pattern.offset == 0 ? "_" : std::to_string(pattern.offset));
        Atom(pattern.limit.has_value() ? std::to_string(*pattern.limit) : "_");
        PrintInputs(pattern);
        return Close();
    }
  }

  void Print(const Expression& expression) {
    switch (expression.kind) {
      case Expression::Kind::kTerm:
        return Print(expression.term);
      case Expression::Kind::kVariable:
        return PrintVariable(expression.variable);
      case Expression::Kind::kCall:
        Open(InfoOf(expression.function).name);
        for (const Expression& argument : expression.arguments) Print(argument);
        return Close();
      case Expression::Kind::kExtension:
        Open("call");
        Print(expression.term);
        if (expression.distinct) Atom("distinct");
        for (const Expression& argument : expression.arguments) Print(argument);
        return Close();
      case Expression::Kind::kExists:
        Open("exists");
        Print(*expression.pattern);
        return Close();
      case Expression::Kind::kAggregate:
        Open(AggregateName(expression.aggregate));
        if (expression.distinct) Atom("distinct");
        for (const Expression& argument : expression.arguments) Print(argument);
        if (expression.separator != " ") Print(Term(expression.separator));
        return Close();
    }
  }

  void Print(const Path& path) {
    switch (path.kind) {
      case Path::Kind::kLink:
        return PrintIri(path.iri);
      case Path::Kind::kInverse:
        return PrintPath("^", path);
      case Path::Kind::kSequence:
        return PrintPath("seq", path);
      case Path::Kind::kAlternative:
        return PrintPath("alt", path);
      case Path::Kind::kZeroOrMore:
        return PrintPath("*", path);
      case Path::Kind::kOneOrMore:
        return PrintPath("+", path);
      case Path::Kind::kZeroOrOne:
        return PrintPath("?", path);
      case Path::Kind::kNegatedSet:
        Open("!");
        for (const std::string& iri : path.forbidden) PrintIri(iri);
        for (const std::string& iri : path.forbidden_inverse) {
          Open("^");
          PrintIri(iri);
          Close();
        }
        return Close();
    }
  }

  void Print(const TriplePattern& triple) {
    Open("");
    PrintPlaces(triple);
    Close();
  }

 private:
  void Space() {
    if (!text_.empty() && text_.back() != '(') text_.push_back(' ');
  }
  void Atom(std::string_view atom) {
    Space();
    text_.append(atom);
  }
  void Open(std::string_view name) {
    Space();
    text_.push_back('(');
    text_.append(name);
  }
  void Close() { text_.push_back(')'); }

  void PrintVariable(std::string_view name) {
    Space();
    text_.push_back('?');
    text_.append(name);
  }

  void PrintIri(std::string_view iri) {
    Space();
    AppendIri(iri);
  }

  void AppendIri(std::string_view iri) {
    const Prefix* best = nullptr;
    for (const Prefix& prefix : prefixes_) {
      if (!iri.starts_with(prefix.iri) || prefix.iri.empty()) continue;
      if (best == nullptr || prefix.iri.size() > best->iri.size()) best = &prefix;
    }
    if (best == nullptr) {
      StrAppend(&text_, "<", iri, ">");
    } else {
      StrAppend(&text_, best->name, ":", iri.substr(best->iri.size()));
    }
  }

  void Print(const Term& term) {
    switch (term.kind()) {
      case Term::Kind::kNone:
        return Atom("UNDEF");
      case Term::Kind::kIri:
        return PrintIri(term.iri().text);
      case Term::Kind::kTriple:
        Open("triple");
        Print(term.triple().subject);
        Print(term.triple().predicate);
        Print(term.triple().object);
        return Close();
      case Term::Kind::kLiteral: {
        const Literal& literal = term.literal();
        if (literal.datatype == xsd::kInteger || literal.datatype == xsd::kBoolean ||
            literal.datatype == xsd::kDecimal) {
          return Atom(literal.lexical);
        }
        if (literal.language.empty() && literal.datatype != xsd::kString) {
          Atom(Term(literal.lexical).ToString());
          text_.append("^^");
          return AppendIri(literal.datatype);
        }
        return Atom(term.ToString());
      }
      case Term::Kind::kBlankNode:
        return Atom(term.ToString());
    }
  }

  void Print(const PatternTerm& place) {
    if (place.is_none()) return Atom("_");
    if (place.is_variable()) return PrintVariable(place.variable());
    if (place.is_term()) return Print(place.term());
    Open("triple");
    PrintPlaces(place.triple());
    Close();
  }

  void PrintPlaces(const TriplePattern& triple) {
    Print(triple.subject);
    Print(triple.predicate);
    Print(triple.object);
  }

  void PrintInputs(const Pattern& pattern) {
    for (const Pattern& input : pattern.inputs) Print(input);
  }

  void PrintAround(std::string_view name, const Pattern& pattern) {
    Open(name);
    PrintInputs(pattern);
    Close();
  }

  void PrintPath(std::string_view name, const Path& path) {
    Open(name);
    for (const Path& input : path.inputs) Print(input);
    Close();
  }

  void PrintVariables(const std::vector<std::string>& variables) {
    Open("");
    for (const std::string& name : variables) PrintVariable(name);
    Close();
  }

  void Print(const std::vector<Binding>& bindings) {
    Open("");
    for (const Binding& binding : bindings) {
      Open("");
      PrintVariable(binding.variable);
      Print(binding.expression);
      Close();
    }
    Close();
  }

  // A key that is a variable stands for itself.
  void PrintKeys(const std::vector<Binding>& keys) {
    Open("");
    for (const Binding& key : keys) {
      if (key.expression == Expression::OfVariable(key.variable)) {
        PrintVariable(key.variable);
        continue;
      }
      Open("");
      PrintVariable(key.variable);
      Print(key.expression);
      Close();
    }
    Close();
  }

  void PrintValues(const Pattern& pattern) {
    Open("values");
    PrintVariables(pattern.variables);
    for (const std::vector<Term>& row : pattern.rows) {
      Open("");
      for (const Term& term : row) Print(term);
      Close();
    }
    Close();
  }

  const std::vector<Prefix>& prefixes_;
  std::string text_;
};

template <typename T>
std::string Printed(const T& value, const std::vector<Prefix>& prefixes) {
  Printer printer(prefixes);
  printer.Print(value);
  return std::move(printer).Take();
}

}  // namespace

std::string ToSExpression(const Pattern& pattern, const std::vector<Prefix>& prefixes) {
  return Printed(pattern, prefixes);
}

std::string ToSExpression(const Expression& expression, const std::vector<Prefix>& prefixes) {
  return Printed(expression, prefixes);
}

std::string ToSExpression(const Path& path, const std::vector<Prefix>& prefixes) {
  return Printed(path, prefixes);
}

std::string ToSExpression(const TriplePattern& triple, const std::vector<Prefix>& prefixes) {
  return Printed(triple, prefixes);
}

}  // namespace entente

// The triples and paths of RandomQueries.
#include <utility>

#include "schema/text.h"
#include "tests/support/random_query.h"

namespace entente {
namespace {

constexpr std::string_view kSubjects[] = {"?x", "?x", "?x", "?x", "?y", "?y", "?z", "?w"};
constexpr std::string_view kObjects[] = {"?y", "?y", "?y", "?z", "?z", "?w", "?u", "?x"};

}  // namespace

std::string RandomQueries::SomeVariable(Use use, Variables* variables, bool is_subject) {
  std::string name = use == Use::kTemplate
                         ? template_variables_[terms_.Below(template_variables_.size())]
                         : std::string(is_subject ? terms_.Pick(kSubjects) : terms_.Pick(kObjects));
  for (const std::string& known : *variables) {
    if (known == name) return name;
  }
  variables->push_back(name);
  return name;
}

TextTree RandomQueries::Triples(Use use, Variables* variables) {
  ++block_count_;
  TextTree triples = TextTree::Of(TriplesSameSubject(use, variables, 0));
  for (size_t i = terms_.Chance(65) ? 0 : 1 + terms_.Below(2); i > 0; --i) {
    triples.parts.push_back(TextTree::Of(".", TriplesSameSubject(use, variables, 0)));
  }
  triples.parts.emplace_back(".");
  return triples;
}

TextTree RandomQueries::TriplesSameSubject(Use use, Variables* variables, int depth) {
  const size_t kind = terms_.Below(100);
  if (kind < 3) return TextTree::Of(ReifiedTriple(use, variables, depth + 1));
  if (kind < 5) {
    return TextTree::Of("[", PropertyList(use, variables, depth + 1), "]");
  }
  TextTree subject = Node(use, variables, depth, /*is_subject=*/true);
  return TextTree::Of(std::move(subject), PropertyList(use, variables, depth));
}

TextTree RandomQueries::PropertyList(Use use, Variables* variables, int depth) {
  TextTree list;
  for (size_t i = 0; i <= (terms_.Chance(18) ? 1u : 0u); ++i) {
    if (i > 0) list.parts.emplace_back(";");
    bool is_path = false;
    TextTree verb = Verb(use, variables, &is_path);
    TextTree objects = TextTree::Of(Node(use, variables, depth, /*is_subject=*/false));
    if (terms_.Chance(8)) {
      objects.parts.push_back(TextTree::Of(",", Node(use, variables, depth, false)));
    }
    if (!is_path && depth < 2 && terms_.Chance(6)) {
      if (terms_.Chance(60)) objects.parts.push_back(Reifier(use, variables));
      if (terms_.Chance(50)) {
        objects.parts.push_back(TextTree::Of("{|", PropertyList(use, variables, depth + 1), "|}"));
      }
    }
    list.parts.push_back(TextTree::Of(std::move(verb), std::move(objects)));
  }
  return list;
}

TextTree RandomQueries::Verb(Use use, Variables* variables, bool* is_path) {
  if (use == Use::kPattern && terms_.Chance(22)) {
    *is_path = true;
    return Path(0);
  }
  // Whether a verb with a variable or a link is a path or not is all the same to the grammar.
  if (terms_.Chance(22)) {
    if (use == Use::kTemplate) return TextTree(SomeVariable(use, variables, false));
    const std::string_view name = terms_.Chance(80) ? "?p" : terms_.Pick(kObjects);
    for (const std::string& known : *variables) {
      if (known == name) return TextTree(name);
    }
    variables->emplace_back(name);
    return TextTree(name);
  }
  if (terms_.Chance(3)) return TextTree("rdf:reifies");
  if (terms_.Chance(2)) return TextTree("rdf:first");
  return TextTree(terms_.Predicate());
}

TextTree RandomQueries::Node(Use use, Variables* variables, int depth, bool is_subject) {
  const size_t kind = terms_.Below(100);
  if (kind < 81) return TextTree(SomeVariable(use, variables, is_subject));
  if (kind < 88) return TextTree(terms_.Node());
  if (kind < 91) return TextTree(BlankLabel());
  if (kind < 93) return TextTree("[]");
  if (kind < 94 && depth < 2) return Collection(use, variables, depth + 1);
  if (kind < 95 && depth < 2) {
    return TextTree::Of("[", PropertyList(use, variables, depth + 1), "]");
  }
  if (kind < 96 && depth < 2) return ReifiedTriple(use, variables, depth + 1);
  if (is_subject) return TextTree(SomeVariable(use, variables, is_subject));
  return kind < 98 ? TripleTerm(use, variables, 0) : TextTree(terms_.Literal());
}

TextTree RandomQueries::Collection(Use use, Variables* variables, int depth) {
  TextTree collection = TextTree::Of("(");
  for (size_t i = terms_.Below(3); i > 0; --i) {
    collection.parts.push_back(Node(use, variables, depth, /*is_subject=*/false));
  }
  collection.parts.emplace_back(")");
  return collection;
}

TextTree RandomQueries::SimplePlace(Use use, Variables* variables, bool is_subject) {
  const size_t kind = terms_.Below(100);
  if (kind < 60) return TextTree(SomeVariable(use, variables, is_subject));
  if (kind < 85 || is_subject) return TextTree(terms_.Node());
  if (kind < 90) return TextTree(BlankLabel());
  return TextTree(terms_.Literal());
}

TextTree RandomQueries::TripleTerm(Use use, Variables* variables, int depth) {
  TextTree subject = SimplePlace(use, variables, true);
  TextTree predicate = terms_.Chance(30) ? TextTree(SomeVariable(use, variables, false))
                                         : TextTree(terms_.Predicate());
  TextTree object = depth < 2 && terms_.Chance(15) ? TripleTerm(use, variables, depth + 1)
                                                   : SimplePlace(use, variables, false);
  return TextTree::Of("<<(", std::move(subject), std::move(predicate), std::move(object), ")>>");
}

TextTree RandomQueries::ReifiedTriple(Use use, Variables* variables, int depth) {
  TextTree subject = depth < 2 && terms_.Chance(10) ? ReifiedTriple(use, variables, depth + 1)
                                                    : SimplePlace(use, variables, true);
  TextTree predicate = terms_.Chance(30) ? TextTree(SomeVariable(use, variables, false))
                                         : TextTree(terms_.Predicate());
  TextTree object = SimplePlace(use, variables, false);
  return TextTree::Of("<<", std::move(subject), std::move(predicate), std::move(object),
                      terms_.Chance(40) ? Reifier(use, variables) : TextTree(), ">>");
}

TextTree RandomQueries::Reifier(Use use, Variables* variables) {
  switch (terms_.Below(5)) {
    case 0:
      return TextTree::Of("~");
    case 1:
      return TextTree::Of("~", terms_.Node());
    case 2:
      return TextTree::Of("~", BlankLabel());
    default:
      return TextTree::Of("~", SomeVariable(use, variables, true));
  }
}

TextTree RandomQueries::Path(int depth) {
  if (depth >= 3 || terms_.Chance(depth == 0 ? 25 : 50)) {
    return terms_.Chance(85) ? TextTree(terms_.Predicate()) : NegatedSet();
  }
  switch (terms_.Below(7)) {
    case 0:
      return TextTree::Of("(", Path(depth + 1), "/", Path(depth + 1), ")");
    case 1:
      return TextTree::Of("(", Path(depth + 1), "|", Path(depth + 1), ")");
    case 2:
      return TextTree::Of("(", "^", "(", Path(depth + 1), ")", ")");
    case 3:
      return TextTree::Of("(", Path(depth + 1), ")", "*");
    case 4:
      return TextTree::Of("(", Path(depth + 1), ")", "+");
    case 5:
      return TextTree::Of("(", Path(depth + 1), ")", "?");
    default:
      return NegatedSet();
  }
}

TextTree RandomQueries::NegatedSet() {
  if (terms_.Chance(30)) {
    return TextTree::Of("!", terms_.Chance(40) ? "^" : "", terms_.Predicate());
  }
  TextTree set = TextTree::Of("!", "(");
  for (size_t i = terms_.Below(4); i > 0; --i) {
    if (set.parts.size() > 2) set.parts.emplace_back("|");
    set.parts.push_back(TextTree::Of(terms_.Chance(40) ? "^" : "", terms_.Predicate()));
  }
  set.parts.emplace_back(")");
  return set;
}

}  // namespace entente

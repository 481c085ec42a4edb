#include "tests/support/random_graph.h"

#include <string>
#include <string_view>
#include <utility>

#include "schema/text.h"
#include "schema/vocabulary.h"

namespace entente {
namespace {

class Generator {
 public:
  Generator(std::mt19937_64* random, bool has_graphs) : random_(random), has_graphs_(has_graphs) {}

  size_t Below(size_t limit) { return (*random_)() % limit; }

  Term Node() { return Below(2) == 0 ? NamedNode() : Term(BlankNode(StrCat("b", Below(6)))); }
  Term NamedNode() {
    static constexpr std::string_view kIris[] = {"http://un.example/a",
                                                 "http://un.example/a/b#c",
                                                 "http://un.example/v#",
                                                 "http://un.example/v#x.",
                                                 "http://un.example/é",
                                                 "urn:x:1",
                                                 "http://un.example/v#-dash",
                                                 "scheme:?q#f",
                                                 "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"};
    return Iri(std::string(kIris[Below(std::size(kIris))]));
  }
  Term Predicate() {
    if (Below(6) == 0) return Iri(std::string(rdf::kType));
    return Iri(StrCat("http://un.example/v#p", Below(3)));
  }
  Term Object(int depth = 0) {
    switch (Below(8)) {
      case 0:
      case 1:
        return RandomLiteral(random_);
      case 2:
        if (depth < 3) return TripleTerm(depth + 1);
        return Node();
      default:
        return Node();
    }
  }
  Term TripleTerm(int depth) {
    return Triple{.subject = Node(), .predicate = Predicate(), .object = Object(depth)};
  }
  Term Graph() {
    if (!has_graphs_ || Below(2) == 0) return Term();
    return Below(3) == 0 ? Term(BlankNode(StrCat("b", Below(6)))) : NamedNode();
  }

  // One quad, or several that belong together.
  void AddTo(std::vector<Quad>* quads) {
    const Term graph = Graph();
    const auto add = [&](Term subject, Term predicate, Term object) {
      quads->push_back({std::move(subject), std::move(predicate), std::move(object), graph});
    };
    const Term reifies = Iri(std::string(rdf::kReifies));
    switch (Below(8)) {
      case 0: {  // A chain of cells, perhaps with a flaw.
        const size_t length = 1 + Below(3);
        const std::string name = StrCat("list", next_++, "x");
        add(Node(), Predicate(), BlankNode(StrCat(name, 0)));
        for (size_t i = 0; i < length; ++i) {
          const Term cell = BlankNode(StrCat(name, i));
          add(cell, Iri(std::string(rdf::kFirst)), Object());
          const size_t flaw = Below(12);
          const Term rest = flaw == 0         ? Term(BlankNode(StrCat(name, 0)))
                            : i + 1 == length ? Term(Iri(std::string(rdf::kNil)))
                                              : Term(BlankNode(StrCat(name, i + 1)));
          add(cell, Iri(std::string(rdf::kRest)), rest);
          if (flaw == 1) add(cell, Predicate(), Object());
          if (flaw == 2) add(Node(), Predicate(), cell);
        }
        return;
      }
      case 1: {  // A statement and reifiers of it.
        const Triple triple = {Node(), Predicate(), Object()};
        if (Below(3) > 0) add(triple.subject, triple.predicate, triple.object);
        for (size_t i = Below(3) + 1; i > 0; --i) {
          const Term reifier = Below(2) == 0 ? Node() : Term(BlankNode(StrCat("claim", next_++)));
          add(reifier, reifies, triple);
          for (size_t j = Below(3); j > 0; --j) add(reifier, Predicate(), Object());
          if (Below(4) == 0) add(Node(), Predicate(), reifier);
          if (Below(4) == 0) add(Node(), reifies, Triple{reifier, reifies, triple});
        }
        return;
      }
      case 2: {  // A node that stands alone.
        const Term node = BlankNode(StrCat("alone", next_++));
        if (Below(3) > 0) add(Node(), Predicate(), node);
        for (size_t j = Below(3); j > 0; --j) add(node, Predicate(), Object());
        return;
      }
      case 3: {  // A circle.
        const Term a = BlankNode(StrCat("circle", next_, "a"));
        const Term b = BlankNode(StrCat("circle", next_++, "b"));
        add(a, Predicate(), b);
        add(b, Predicate(), a);
        return;
      }
      default:
        add(Node(), Predicate(), Object());
    }
  }

 private:
  std::mt19937_64* random_;
  bool has_graphs_;
  size_t next_ = 0;
};

}  // namespace

Literal RandomLiteral(std::mt19937_64* random) {
  const auto below = [&](size_t limit) { return (*random)() % limit; };
  static constexpr std::string_view kNumbers[] = {"1",      "-0",  "+1.",  ".5",    "1e",   "1.e5",
                                                  "-.5E-3", "1.0", "true", "false", "TRUE", ""};
  static constexpr std::string_view kTypes[] = {xsd::kInteger, xsd::kDecimal, xsd::kDouble,
                                                xsd::kBoolean, xsd::kDate,    "urn:type"};
  if (below(2) == 0) {
    return {.lexical = std::string(kNumbers[below(std::size(kNumbers))]),
            .datatype = std::string(kTypes[below(std::size(kTypes))])};
  }
  static constexpr std::string_view kPieces[] = {
      "a",    "\"",   "\"\"\"", "'",          "\\",           "\n", "\r",  "\t", "\b",
      "\x7F", "\x01", "é",      "\U0001F600", "\xEF\xBF\xBF", " ",  "@en", "^^", "."};
  Literal literal = {.datatype = std::string(xsd::kString)};
  for (size_t i = below(6); i > 0; --i) literal.lexical += kPieces[below(std::size(kPieces))];
  if (below(8) == 0) literal.lexical.push_back('\0');
  if (below(3) == 0) {
    literal.language = below(2) == 0 ? "en" : "zh-hant-tw";
    literal.datatype = std::string(rdf::kLangString);
    if (below(2) == 0) {
      literal.direction = below(2) == 0 ? Direction::kLtr : Direction::kRtl;
      literal.datatype = std::string(rdf::kDirLangString);
    }
  }
  return literal;
}

std::vector<Quad> RandomQuads(std::mt19937_64* random, size_t size, bool has_graphs) {
  Generator generator(random, has_graphs);
  std::vector<Quad> quads;
  while (quads.size() < size) generator.AddTo(&quads);
  return quads;
}

}  // namespace entente

// RDF 1.2 terms as values: what can stand in a quad, and quads themselves.
// Source: RDF 1.2 Concepts and Abstract Syntax, section 3.
#ifndef ENTENTE_TERM_H_
#define ENTENTE_TERM_H_

#include <compare>
#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace entente {

// An absolute IRI (RFC 3987). The text is not checked here; parsers and the record API do.
struct Iri {
  Iri() = default;
  explicit Iri(std::string iri) : text(std::move(iri)) {}
  std::string text = {};
  friend auto operator<=>(const Iri&, const Iri&) = default;
};

// A blank node. Two nodes of one database are the same node exactly if their labels are equal.
struct BlankNode {
  BlankNode() = default;
  explicit BlankNode(std::string blank_label) : label(std::move(blank_label)) {}
  std::string label = {};  // Without the leading "_:".
  friend auto operator<=>(const BlankNode&, const BlankNode&) = default;
};

// The initial text direction of a language-tagged string, RDF 1.2 Concepts section 3.4.
enum class Direction : uint8_t { kNone, kLtr, kRtl };

// A literal. `datatype` is always the full IRI, also for plain strings (xsd:string),
// language-tagged strings (rdf:langString) and those with a direction (rdf:dirLangString). Language
// tags are kept in lower case, because RDF 1.2 compares them without regard to case.
struct Literal {
  std::string lexical = {};
  std::string datatype = {};
  std::string language = {};
  Direction direction = Direction::kNone;
  friend auto operator<=>(const Literal&, const Literal&) = default;
};

struct Triple;

// Any RDF term, or none: a default-constructed Term is "no term", which means the default graph in
// the graph position of a quad and an unbound variable in a solution.
class Term {
 public:
  enum class Kind : uint8_t { kNone, kIri, kBlankNode, kLiteral, kTriple };

  Term() = default;
  Term(Iri iri) : value_(std::move(iri)) {}              // NOLINT: terms convert from their kinds.
  Term(BlankNode blank) : value_(std::move(blank)) {}    // NOLINT
  Term(Literal literal) : value_(std::move(literal)) {}  // NOLINT
  Term(Triple triple);                                   // NOLINT
  Term(std::string_view text);                           // NOLINT: an xsd:string.
  Term(const char* text) : Term(std::string_view(text)) {}         // NOLINT
  Term(const std::string& text) : Term(std::string_view(text)) {}  // NOLINT
  // An xsd:boolean, xsd:integer or xsd:double. Templates, so that no pointer turns into `true`.
  template <std::same_as<bool> T>
  Term(T value) : Term(FromBool(value)) {}  // NOLINT
  template <std::integral T>
  requires(!std::same_as<T, bool>) Term(T value) : Term(FromInteger(value)) {}  // NOLINT
  template <std::floating_point T>
  Term(T value) : Term(FromDouble(value)) {}  // NOLINT

  Kind kind() const { return static_cast<Kind>(value_.index()); }
  explicit operator bool() const { return kind() != Kind::kNone; }
  bool is_iri() const { return kind() == Kind::kIri; }
  bool is_blank_node() const { return kind() == Kind::kBlankNode; }
  bool is_literal() const { return kind() == Kind::kLiteral; }
  bool is_triple() const { return kind() == Kind::kTriple; }

  // REQUIRES: the term is of that kind.
  const Iri& iri() const { return std::get<Iri>(value_); }
  const BlankNode& blank_node() const { return std::get<BlankNode>(value_); }
  const Literal& literal() const { return std::get<Literal>(value_); }
  const Triple& triple() const { return *std::get<std::shared_ptr<const Triple>>(value_); }

  // The term as one token of canonical N-Triples; "" for no term.
  std::string ToString() const;

  // Identity of terms (sameTerm) and an arbitrary but stable total order: by kind, then by text.
  friend bool operator==(const Term& a, const Term& b);
  friend std::strong_ordering operator<=>(const Term& a, const Term& b);

  template <typename H>
  friend H AbslHashValue(H state, const Term& term);

 private:
  static Term FromBool(bool value);
  static Term FromInteger(int64_t value);
  static Term FromDouble(double value);

  // Shared, because a triple term never changes and copies of it are frequent.
  std::variant<std::monostate, Iri, BlankNode, Literal, std::shared_ptr<const Triple>> value_;
};

struct Triple {
  Term subject = {};
  Term predicate = {};
  Term object = {};
  friend bool operator==(const Triple&, const Triple&) = default;
  friend std::strong_ordering operator<=>(const Triple&, const Triple&) = default;
};

// A triple in a graph; no term as `graph` means the default graph.
struct Quad {
  Term subject = {};
  Term predicate = {};
  Term object = {};
  Term graph = {};
  friend bool operator==(const Quad&, const Quad&) = default;
  friend std::strong_ordering operator<=>(const Quad&, const Quad&) = default;
};

template <typename H>
H AbslHashValue(H state, const Term& term) {
  switch (term.kind()) {
    case Term::Kind::kNone:
      return H::combine(std::move(state), 0);
    case Term::Kind::kIri:
      return H::combine(std::move(state), 1, term.iri().text);
    case Term::Kind::kBlankNode:
      return H::combine(std::move(state), 2, term.blank_node().label);
    case Term::Kind::kLiteral: {
      const Literal& literal = term.literal();
      return H::combine(std::move(state), 3, literal.lexical, literal.datatype, literal.language,
                        literal.direction);
    }
    case Term::Kind::kTriple: {
      const Triple& triple = term.triple();
      return H::combine(std::move(state), 4, triple.subject, triple.predicate, triple.object);
    }
  }
  return state;
}

}  // namespace entente

#endif  // ENTENTE_TERM_H_

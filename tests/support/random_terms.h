// Terms from a seed, as Turtle and SPARQL write them, out of pools so small that random data and
// random queries meet: nodes, predicates, graph names, triple terms, and literals of every kind,
// many of them equal or nearly so.
#ifndef ENTENTE_TESTS_SUPPORT_RANDOM_TERMS_H_
#define ENTENTE_TESTS_SUPPORT_RANDOM_TERMS_H_

#include <array>
#include <cstddef>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace entente {

// Declares the prefixes that the terms use, in Turtle and SPARQL alike.
inline constexpr std::string_view kRandomPrologue =
    "PREFIX : <http://example.org/> "
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> "
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ";

class RandomTerms {
 public:
  // Draws the literals that come most often. Copies have the same favourites.
  explicit RandomTerms(std::mt19937_64* random);

  size_t Below(size_t count) { return (*random_)() % count; }
  bool Chance(size_t percent) { return Below(100) < percent; }
  std::string_view Pick(std::span<const std::string_view> pool) { return pool[Below(pool.size())]; }

  std::string_view Node();       // An IRI.
  std::string_view Predicate();  // An IRI.
  std::string_view GraphName();  // An IRI.
  std::string_view Literal();
  std::string_view Number();
  std::string_view DateOrTime();
  std::string_view String();  // Plain or with a language.
  // "<<( s p o )>>" without variables, also nested.
  std::string TripleTerm(int depth = 0);

  // A TriG document of about `statement_count` statements, in default and named graphs, with
  // collections, reified triples and annotations.
  std::string Trig(size_t statement_count);

 private:
  std::string Subject();
  std::string Object();
  std::string Statement();

  std::string_view AnyLiteral();

  std::mt19937_64* random_;
  std::array<std::string_view, 4> favourites_ = {};
};

}  // namespace entente

#endif  // ENTENTE_TESTS_SUPPORT_RANDOM_TERMS_H_

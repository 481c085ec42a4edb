#include "tests/support/random_edits.h"

#include <openssl/sha.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "schema/quad_stream.h"
#include "schema/syntax/line_writer.h"
#include "schema/text.h"
#include "schema/vocabulary.h"
#include "tests/support/random_graph.h"

namespace entente {
namespace {

Term Word(std::string_view iri) { return Iri(std::string(iri)); }

class World {
 public:
  explicit World(std::mt19937_64* random) : random_(random) {}

  size_t Below(size_t count) { return (*random_)() % count; }
  Term Name(std::string_view kind, size_t count) {
    return Iri(StrCat("http://example.org/", kind, Below(count)));
  }
  // What a record leads to, mostly one's own.
  Term Node(size_t count) { return BlankNode(StrCat(Below(8) == 0 ? "b" : "e", Below(count))); }
  // One quad of a blank node: of what it says, of where it leads, or of what it annotates.
  Quad OfNode(size_t claim_count) {
    const Term node = Node(claim_count);
    switch (Below(12)) {
      case 0:
        return {node, Word(rdf::kType), Word(ent::kClaim), {}};
      case 1:
        return {node, Word(ent::kEvidence), Node(claim_count), {}};
      case 2:
      case 3:
        return {node,
                Word(rdf::kReifies),
                Triple{Name("c", claim_count), Word(ent::kPage), static_cast<int64_t>(Below(5))},
                {}};
      case 4:
        return {node, Word(rdf::kReifies), Triple{Node(claim_count), Word(ent::kPage), 1}, {}};
      case 5:
        return {node, Word(rdf::kReifies), Proposition(), {}};
      default:
        return {node, Word(cito::kHasCitedEntity), Name("d", 4),
                Below(6) == 0 ? Name("g", 1) : Term()};
    }
  }
  // One quad of a record, or of what is none.
  Quad OfRecord(size_t claim_count) {
    switch (Below(14)) {
      case 0:
        return {Name("g", 4), Word(rdf::kType), Word(ent::kCoalition), {}};
      case 1:
        return {Name("a", 5), Word(rdf::kType), Word(ent::kActor), {}};
      case 2:
        return {Name("d", 2), Word(rdf::kType), Word(ent::kDocument), {}};
      case 3:
      case 4:
        return {Name("g", 4), Word(ent::kMember), Name("a", 5), {}};
      case 5:
        return {Name(Below(2) == 0 ? "g" : "a", 4), Word(rdfs::kLabel), RandomLiteral(random_), {}};
      case 6:
        return {Name(Below(2) == 0 ? "g" : "d", 2), Word(dcterms::kCreator), Node(claim_count), {}};
      case 7:
      case 8:
        return OfNode(claim_count);
      default:
        return OfClaim(Name("c", claim_count));
    }
  }
  Quad OfClaim(const Term& claim) {
    static constexpr std::string_view kStances[] = {ent::kAsserts, ent::kAsserts, ent::kEndorses,
                                                    ent::kDenies, ent::kReports};
    switch (Below(9)) {
      case 0:
      case 1:
        return {claim, Word(rdf::kType), Word(ent::kClaim), {}};
      case 2:
      case 3:
        return {claim, Word(ent::kStance), Word(kStances[Below(std::size(kStances))]), {}};
      case 4:
      case 5:
        return {claim, Word(rdf::kReifies), Proposition(), {}};
      case 6:
        return {claim, Word(ent::kPage), static_cast<int64_t>(Below(5)), {}};
      case 7:
        return {claim, Word(ent::kEvidence), Node(8), Below(6) == 0 ? Name("g", 1) : Term()};
      default:
        return {claim, Word(ent::kSource), Name("d", 2), Below(4) == 0 ? Name("g", 1) : Term()};
    }
  }
  Triple Proposition() {
    if (Below(4) == 0) return {Name("a", 5), Word(ent::kCountry), Name("a", 5)};
    return {Name("g", 4), Word(ent::kMember), Name("a", 5)};
  }

 private:
  std::mt19937_64* random_;
};

}  // namespace

std::set<Quad> RandomWorld(std::mt19937_64* random, size_t claim_count) {
  World world(random);
  std::set<Quad> quads;
  for (size_t i = 0; i < 30; ++i) quads.insert(world.OfRecord(claim_count));
  for (size_t i = 0; i < claim_count; ++i) {
    const Term claim = Iri(StrCat("http://example.org/c", i));
    for (size_t j = 0; j < 6; ++j) quads.insert(world.OfClaim(claim));
  }
  for (const Quad& quad : RandomQuads(random, 10, true)) quads.insert(quad);
  return quads;
}

std::set<Quad> Edited(const std::set<Quad>& world, size_t edit_count, std::mt19937_64* random) {
  World source(random);
  std::set<Quad> quads = world;
  for (size_t i = 0; i < edit_count; ++i) {
    if (source.Below(10) == 0) {
      const std::set<Term> whole = WholeOf(quads, source.Name("c", 8));
      std::erase_if(quads, [&](const Quad& quad) { return whole.contains(quad.subject); });
    } else if (source.Below(2) == 0 && !quads.empty()) {
      quads.erase(std::next(quads.begin(), static_cast<ptrdiff_t>(source.Below(quads.size()))));
    } else if (source.Below(6) == 0) {
      quads.insert(RandomQuads(random, 1, true).front());
    } else {
      quads.insert(source.OfRecord(8));
    }
  }
  return quads;
}

std::set<Term> LedTo(const std::set<Quad>& state, const Term& node) {
  const auto is_claim = [&](const Term& one) {
    return std::any_of(state.begin(), state.end(), [&](const Quad& quad) {
      return quad.subject == one && quad.predicate == Word(rdf::kType) &&
             quad.object == Word(ent::kClaim);
    });
  };
  std::set<Term> nodes;
  const auto has = [&](const Term& one) { return one == node || nodes.contains(one); };
  size_t count = 0;
  do {
    count = nodes.size();
    for (const Quad& quad : state) {
      if (quad.object.is_blank_node() && has(quad.subject)) nodes.insert(quad.object);
      const bool is_annotation = quad.subject.is_blank_node() && quad.object.is_triple() &&
                                 quad.predicate == Word(rdf::kReifies) &&
                                 has(quad.object.triple().subject);
      if (is_annotation && !is_claim(quad.subject)) nodes.insert(quad.subject);
    }
  } while (count != nodes.size());
  return nodes;
}

std::set<Term> WholeOf(const std::set<Quad>& state, const Term& node) {
  std::set<Term> nodes = LedTo(state, node);
  nodes.insert(node);
  return nodes;
}

std::string LineOf(const Quad& quad) {
  InnerTriples inner;
  std::string line;
  AppendNQuadsLine(ViewOf(quad, &inner), &line);
  line.pop_back();
  return line;
}

std::set<std::string> LinesOf(const std::set<Quad>& quads) {
  std::set<std::string> lines;
  for (const Quad& quad : quads) lines.insert(LineOf(quad));
  return lines;
}

std::string DumpOf(const std::set<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) StrAppend(&text, line, "\n");
  return text;
}

std::string HexSha256(const std::string& text) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  std::string hex;
  for (const unsigned char byte : digest) {
    static constexpr char kDigits[] = "0123456789abcdef";
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

}  // namespace entente

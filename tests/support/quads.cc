#include "tests/support/quads.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "schema/syntax/line_writer.h"
#include "schema/text.h"

namespace entente {
namespace {

// What is known of each blank node: a colour that equal nodes share. Refined until it settles.
using Colours = std::map<std::string, uint64_t, std::less<>>;

uint64_t HashText(std::string_view text, uint64_t seed) {
  uint64_t hash = seed ^ 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash ^ hash >> 29;
}

uint64_t Mix(uint64_t a, uint64_t b) {
  uint64_t hash = (a ^ b >> 31) * 0x9E3779B97F4A7C15u + b;
  hash = (hash ^ hash >> 27) * 0x94D049BB133111EBu;
  return hash ^ hash >> 31;
}

// The hash of a term in which blank nodes count by colour, and `self` as itself.
uint64_t HashTerm(const Term& term, const Colours& colours, std::string_view self) {
  if (term.is_blank_node()) {
    const std::string& label = term.blank_node().label;
    return label == self ? 1 : Mix(2, colours.at(label));
  }
  if (term.is_triple()) {
    const Triple& triple = term.triple();
    return Mix(Mix(Mix(3, HashTerm(triple.subject, colours, self)),
                   HashTerm(triple.predicate, colours, self)),
               HashTerm(triple.object, colours, self));
  }
  return HashText(term.ToString(), 4);
}

uint64_t HashQuad(const Quad& quad, const Colours& colours, std::string_view self) {
  uint64_t hash = HashTerm(quad.subject, colours, self);
  hash = Mix(hash, HashTerm(quad.predicate, colours, self));
  hash = Mix(hash, HashTerm(quad.object, colours, self));
  return Mix(hash, HashTerm(quad.graph, colours, self));
}

void CollectLabels(const Term& term, std::set<std::string>* labels) {
  if (term.is_blank_node()) labels->insert(term.blank_node().label);
  if (!term.is_triple()) return;
  CollectLabels(term.triple().subject, labels);
  CollectLabels(term.triple().object, labels);
}

struct Graph {
  std::set<Quad> quads;
  std::map<std::string, std::vector<const Quad*>> quads_with;
  Colours colours;
};

Graph MakeGraph(const std::vector<Quad>& quads) {
  Graph graph;
  graph.quads.insert(quads.begin(), quads.end());
  for (const Quad& quad : graph.quads) {
    std::set<std::string> labels;
    for (const Term* term : {&quad.subject, &quad.object, &quad.graph}) {
      CollectLabels(*term, &labels);
    }
    for (const std::string& label : labels) {
      graph.quads_with[label].push_back(&quad);
      graph.colours[label] = 0;
    }
  }
  return graph;
}

size_t ColourCount(const Colours& colours) {
  std::set<uint64_t> distinct;
  for (const auto& [label, colour] : colours) distinct.insert(colour);
  return distinct.size();
}

void Refine(Graph* graph) {
  size_t count = ColourCount(graph->colours);
  while (true) {
    Colours next;
    for (const auto& [label, quads] : graph->quads_with) {
      uint64_t sum = 0;
      for (const Quad* quad : quads) sum += HashQuad(*quad, graph->colours, label);
      next[label] = Mix(graph->colours[label], sum);
    }
    graph->colours = std::move(next);
    const size_t next_count = ColourCount(graph->colours);
    if (next_count == count) return;
    count = next_count;
  }
}

Term Renamed(const Term& term, const std::map<std::string, std::string>& names) {
  if (term.is_blank_node()) return BlankNode(names.at(term.blank_node().label));
  if (!term.is_triple()) return term;
  const Triple& triple = term.triple();
  return Triple{.subject = Renamed(triple.subject, names),
                .predicate = triple.predicate,
                .object = Renamed(triple.object, names)};
}

std::map<uint64_t, std::vector<std::string>> ClassesOf(const Colours& colours) {
  std::map<uint64_t, std::vector<std::string>> classes;
  for (const auto& [label, colour] : colours) classes[colour].push_back(label);
  return classes;
}

// Gives pairs of nodes colours of their own until every node has one, then compares the quads.
bool Match(Graph a, Graph b, uint64_t fresh) {
  Refine(&a);
  Refine(&b);
  const auto classes_a = ClassesOf(a.colours);
  const auto classes_b = ClassesOf(b.colours);
  if (classes_a.size() != classes_b.size()) return false;
  const std::vector<std::string>* smallest = nullptr;
  const std::vector<std::string>* partners = nullptr;
  std::map<std::string, std::string> names;
  for (const auto& [colour, labels] : classes_a) {
    const auto other = classes_b.find(colour);
    if (other == classes_b.end() || other->second.size() != labels.size()) return false;
    if (labels.size() == 1) {
      names[labels[0]] = other->second[0];
    } else if (smallest == nullptr || labels.size() < smallest->size()) {
      smallest = &labels;
      partners = &other->second;
    }
  }
  if (smallest == nullptr) {
    return std::all_of(a.quads.begin(), a.quads.end(), [&](const Quad& quad) {
      return b.quads.contains({.subject = Renamed(quad.subject, names),
                               .predicate = quad.predicate,
                               .object = Renamed(quad.object, names),
                               .graph = Renamed(quad.graph, names)});
    });
  }
  const std::string chosen = smallest->front();
  for (const std::string& partner : *partners) {
    Colours colours_a = a.colours;
    Colours colours_b = b.colours;
    colours_a[chosen] = fresh;
    colours_b[partner] = fresh;
    std::swap(a.colours, colours_a);
    std::swap(b.colours, colours_b);
    // Copies share the quads that quads_with points to only if they are made anew.
    Graph next_a = MakeGraph({a.quads.begin(), a.quads.end()});
    Graph next_b = MakeGraph({b.quads.begin(), b.quads.end()});
    next_a.colours = a.colours;
    next_b.colours = b.colours;
    std::swap(a.colours, colours_a);
    std::swap(b.colours, colours_b);
    if (Match(std::move(next_a), std::move(next_b), fresh + 1)) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<std::vector<Quad>> ParseQuads(RdfFormat format, std::string_view text,
                                             std::string_view base_iri) {
  QuadCollector collector;
  absl::Status status = ParseRdf(format, text, {.base_iri = std::string(base_iri)}, &collector);
  if (!status.ok()) return status;
  return std::move(collector.quads);
}

std::string WriteQuads(RdfFormat format, const std::vector<Quad>& quads) {
  std::string text;
  const auto writer = MakeRdfWriter(format, {}, [&text](std::string_view piece) {
    text.append(piece);
    return absl::OkStatus();
  });
  for (const Quad& quad : quads) {
    InnerTriples inner;
    const absl::Status status = writer->Accept(ViewOf(quad, &inner));
    if (!status.ok()) return StrCat("error: ", status.ToString());
  }
  const absl::Status status = writer->Finish();
  return status.ok() ? text : StrCat("error: ", status.ToString());
}

std::string ToNQuads(const std::vector<Quad>& quads) {
  return WriteQuads(RdfFormat::kNQuads, quads);
}

bool AreIsomorphic(const std::vector<Quad>& a, const std::vector<Quad>& b) {
  Graph graph_a = MakeGraph(a);
  Graph graph_b = MakeGraph(b);
  if (graph_a.quads.size() != graph_b.quads.size()) return false;
  if (graph_a.colours.size() != graph_b.colours.size()) return false;
  if (graph_a.colours.empty()) return graph_a.quads == graph_b.quads;
  return Match(std::move(graph_a), std::move(graph_b), 1);
}

}  // namespace entente
